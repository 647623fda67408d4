// Words of the kinds of channel, loaded where a channel is set up or looked at: each kind has its own file.
import type { Entry } from "../../words";
import { emailRu } from "./words-email.ru";
import { healthRu } from "./words-health.ru";
import { lineRu } from "./words-line.ru";
import { telegramRu } from "./words-telegram.ru";
import { viberRu } from "./words-viber.ru";
import { webhookRu } from "./words-webhook.ru";

export const words: Record<string, Entry> = {
  ...healthRu,
  ...webhookRu,
  ...emailRu,
  ...telegramRu,
  ...viberRu,
  ...lineRu,
};
