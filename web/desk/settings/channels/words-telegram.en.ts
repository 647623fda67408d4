import type { Entry } from "../../words";

export const telegramEn = {
  "channel.telegram": "Telegram",
  "channel.telegram.about": "A bot to which clients write in Telegram.",
  "channel.telegram.steps":
    "In Telegram write /newbot to @BotFather, choose a name and a username.\nCopy the token that BotFather answers with, and paste it here.\nPress Connect: we look up the bot and tell Telegram where to send its messages.",
  "channel.telegram.token": "Token of the bot",
  "channel.telegram.token.help": "From @BotFather, like 123456789:AAE…",
  "channel.telegram.base_url": "Address of the Bot API",
  "channel.telegram.base_url.help": "Another one for a Bot API server of your own.",
  "channel.telegram.receiving": "How messages come",
  "channel.telegram.receiving.help": "A webhook is quicker; polling needs no public address.",
  "channel.telegram.receiving.webhook": "Telegram sends them (webhook)",
  "channel.telegram.receiving.poll": "We ask for them (long poll)",
  "channel.telegram.webhook_secret": "Secret of the webhook",
  "channel.telegram.webhook_secret.help": "Made by us; by it we know that a message comes from Telegram.",
  "channel.telegram.media_base_url": "Address of files",
  "channel.telegram.media_base_url.help": "Where files that clients send are fetched.",
  "channel.telegram.text_most": "Longest text",
  "channel.telegram.text_most.help": "In UTF-16 units, as Telegram counts; longer ones are split.",
  "channel.telegram.caption_most": "Longest text beneath a picture",
  "channel.telegram.photo_most_mb": "Largest picture, MB",
  "channel.telegram.photo_most_mb.help": "Larger ones go as documents.",
  "channel.telegram.upload_most_mb": "Largest file we send, MB",
  "channel.telegram.download_most_mb": "Largest file clients send, MB",
  "channel.telegram.download_most_mb.help": "Telegram gives bots no larger ones; a Bot API server of your own does.",
  "channel.telegram.messages_per_second": "Messages a second, at most",
} as const satisfies Record<string, Entry>;
