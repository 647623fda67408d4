import type { Entry } from "../../words";

export const lineEn = {
  "channel.line": "LINE",
  "channel.line.about": "An official account to which clients write in LINE.",
  "channel.line.steps":
    "In the LINE Official Account Manager enable the Messaging API for your account.\nIn the LINE Developers Console copy the channel secret, issue a long-lived access token, and paste both here.\nPress Connect: we look up the account and tell LINE where to send its messages.\nIn the console switch on Use webhook and Webhook redelivery.",
  "channel.line.channel_secret": "Channel secret",
  "channel.line.channel_secret.help": "From Basic settings in the LINE Developers Console.",
  "channel.line.access_token": "Channel access token",
  "channel.line.access_token.help": "The long-lived one, from Messaging API in the console.",
  "channel.line.base_url": "Address of the API",
  "channel.line.media_base_url": "Address of files",
  "channel.line.media_base_url.help": "From where pictures and files of clients are fetched.",
  "channel.line.text_most": "Longest text",
  "channel.line.text_most.help": "Longer ones are split.",
  "channel.line.picture_most_mb": "Largest picture, MB",
  "channel.line.picture_most_mb.help": "Larger ones go as links.",
  "channel.line.file_most_mb": "Largest file, MB",
  "channel.line.file_most_mb.help": "Files go as links.",
  "channel.line.download_most_mb": "Largest file of a client, MB",
  "channel.line.link_hours": "Links are good for, hours",
  "channel.line.link_hours.help": "Clients open pictures and files of ours by a link. Whoever has it can.",
  "channel.line.messages_per_second": "Messages a second, at most",
  "channel.line.health.webhook_off.ok": "Webhooks are switched on at LINE",
  "channel.line.health.webhook_off": "Webhooks are switched off at LINE",
  "channel.line.health.webhook_off.mend":
    "Nothing comes in until it is done: in the LINE Developers Console, under Messaging API, switch on Use webhook.",
} as const satisfies Record<string, Entry>;
