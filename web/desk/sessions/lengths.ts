/** The length of a text as a channel's provider counts it. Pure; the server counts the same way. */
import type { ChannelLimits } from "../../wire/rest";

/** From this share of a limit on, what is written is counted aloud. */
export const COUNT_FROM = 0.8;

const gsm = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const gsmTwo = new Set("^{}\\[~]|€");

export function measure(text: string, unit: ChannelLimits["text_unit"]): number {
  if (unit === "utf16") return text.length;
  if (unit === "bytes") return new TextEncoder().encode(text).length;
  const letters = [...text];
  if (unit === "chars") return letters.length;
  if (letters.every((one) => gsm.has(one) || gsmTwo.has(one))) {
    return letters.reduce((sum, one) => sum + (gsmTwo.has(one) ? 2 : 1), 0);
  }
  return text.length;
}
