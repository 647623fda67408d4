import type { Entry } from "../../words";

export const viberEn = {
  "channel.viber": "Viber",
  "channel.viber.about": "A bot to which clients write in Viber.",
  "channel.viber.steps":
    "Open the Viber admin panel for bots and create a bot.\nCopy its token and paste it here.\nPress Connect: we look up the bot and tell Viber where to send its messages.",
  "channel.viber.token": "Token of the bot",
  "channel.viber.base_url": "Address of the API",
} as const satisfies Record<string, Entry>;
