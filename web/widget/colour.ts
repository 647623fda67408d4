/**
 * The site chooses one colour; these functions make every pair drawn with it readable.
 * Contrast after WCAG 2.2 (relative luminance of sRGB). Colours are `#rrggbb`.
 */
type Rgb = [number, number, number];

const WHITE = "#ffffff";
const DARK = "#16181d";
const FALLBACK = "#4263eb";

function parse(colour: string): Rgb {
  const hex = /^#[0-9a-f]{6}$/i.test(colour) ? colour : FALLBACK;
  const n = Number.parseInt(hex.slice(1), 16);
  return [n >> 16, (n >> 8) & 255, n & 255];
}

function luminance(colour: string): number {
  const [r, g, b] = parse(colour).map((part) => {
    const s = part / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** From 1 (the same) to 21 (black on white). */
export function contrast(a: string, b: string): number {
  const x = luminance(a) + 0.05;
  const y = luminance(b) + 0.05;
  return x > y ? x / y : y / x;
}

/** `share` of `a` (0…1), the rest of `b`. */
export function mix(a: string, b: string, share: number): string {
  const from = parse(a);
  const into = parse(b);
  return `#${from
    .map((part, i) =>
      Math.round(part * share + (into[i] as number) * (1 - share))
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}

/** The nearest shade of `colour` that stands out from `surface` by at least `least`. */
export function readable(colour: string, surface: string, least = 4.5): string {
  const towards = luminance(surface) > 0.18 ? "#000000" : WHITE;
  let shade = mix(colour, colour, 1);
  for (let share = 0.95; contrast(shade, surface) < least && share >= 0; share -= 0.05)
    shade = mix(colour, towards, share);
  return shade;
}

/**
 * A filled surface and the ink on it, at least 4.5 : 1. A colour that nearly carries white is darkened a little; a light
 * one keeps its shade and gets dark ink.
 */
export function fillAndInk(colour: string): [fill: string, ink: string] {
  return contrast(colour, WHITE) >= 2.9 ? [readable(colour, WHITE), WHITE] : [mix(colour, colour, 1), DARK];
}
