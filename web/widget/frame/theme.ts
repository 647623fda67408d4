/** The site's colour, made readable in both themes, as custom properties (set through the CSSOM: no inline style). */
import { contrast, fillAndInk, mix, readable } from "../colour";

export const SURFACE = { light: "#ffffff", dark: "#1a1b1e" };
const TEXT = { light: "#1f2329", dark: "#e6e8eb" };

export interface Theme {
  fill: string;
  ink: string;
  accent: string;
  mine: string;
}

export function theme(colour: string, mode: "light" | "dark"): Theme {
  const [fill, ink] = fillAndInk(colour);
  const surface = SURFACE[mode];
  let share = mode === "light" ? 0.2 : 0.3;
  while (share > 0.02 && contrast(mix(fill, surface, share), TEXT[mode]) < 7) share -= 0.02;
  const mine = mix(fill, surface, share);
  // Links stand on bubbles too: readable on the less friendly of the two grounds.
  const accent = readable(readable(colour, mine, 4.6), mode === "light" ? "#f1f3f5" : "#2a2c31", 4.6);
  return { fill, ink, accent, mine };
}

export function dress(colour: string): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const put = () => {
    const chosen = theme(colour, dark.matches ? "dark" : "light");
    for (const [name, value] of Object.entries(chosen)) document.documentElement.style.setProperty(`--${name}`, value);
  };
  put();
  dark.onchange = put;
}
