// Words of the kinds of channel, loaded where a channel is set up or looked at: each kind has its own file.
import type { Entry } from "../../words";
import { emailEn } from "./words-email.en";
import { healthEn } from "./words-health.en";
import { lineEn } from "./words-line.en";
import { telegramEn } from "./words-telegram.en";
import { viberEn } from "./words-viber.en";
import { webhookEn } from "./words-webhook.en";

export const words: Record<string, Entry> = {
  ...healthEn,
  ...webhookEn,
  ...emailEn,
  ...telegramEn,
  ...viberEn,
  ...lineEn,
};
