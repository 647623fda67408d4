import { describe, expect, it } from "vitest";
import { contrast, fillAndInk, readable } from "../colour";
import { SURFACE, theme } from "../frame/theme";

const SOME = [
  "#000000",
  "#ffffff",
  "#ffd43b",
  "#4263eb",
  "#808080",
  "#ff0000",
  "#00ff88",
  "#2b6b4f",
  "#e599f7",
  "#0ca678",
];

describe("the site's colour", () => {
  it("carries readable ink whatever it is", () => {
    for (const colour of SOME) {
      const [fill, ink] = fillAndInk(colour);
      expect(contrast(fill, ink), colour).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("stays as it is where white or dark ink already reads well", () => {
    expect(fillAndInk("#4263eb")).toEqual(["#4263eb", "#ffffff"]);
    expect(fillAndInk("#ffd43b")).toEqual(["#ffd43b", "#16181d"]);
  });

  it("gives links readable on the page and on a bubble, in both themes", () => {
    for (const colour of SOME)
      for (const mode of ["light", "dark"] as const) {
        const { accent, mine } = theme(colour, mode);
        expect(contrast(accent, SURFACE[mode]), `${colour} ${mode}`).toBeGreaterThanOrEqual(4.5);
        expect(contrast(accent, mine), `${colour} ${mode} own bubble`).toBeGreaterThanOrEqual(4.5);
        expect(contrast(mine, mode === "light" ? "#1f2329" : "#e6e8eb")).toBeGreaterThanOrEqual(7);
      }
  });

  it("falls back to ours when it is no colour", () => {
    expect(fillAndInk("red;}*{display:none")).toEqual(["#4263eb", "#ffffff"]);
    expect(readable("nonsense", "#ffffff")).toMatch(/^#[0-9a-f]{6}$/);
  });
});
