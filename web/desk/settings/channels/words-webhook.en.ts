import type { Entry } from "../../words";

export const webhookEn = {
  "channel.webhook": "API channel",
  "channel.webhook.about":
    "Any system of yours, by signed webhooks both ways: a messenger we don't know yet, an app, a bot.",
  "channel.webhook.steps":
    "Give your system the address below and the signing secret: it sends clients' messages there.\nEnter the address at which your system takes operators' messages.\nSend a test message from your system: it appears in the queue.",
  "channel.webhook.url": "Address of your system",
  "channel.webhook.url.help": "Deskbell sends what operators write there, signed.",
  "channel.webhook.secret": "Signing secret",
  "channel.webhook.secret.help": "Made by us, shown once; it signs both ways.",
  "channel.webhook.previous_secret": "Secret before this one",
  "channel.webhook.previous_secret.help": "Still good while your system changes over. Empty it afterwards.",
  "channel.webhook.file_hosts": "Further hosts of files",
  "channel.webhook.file_hosts.help": "By commas; the host of your system's address always may.",
  "channel.webhook.text_max": "Longest text",
  "channel.webhook.text_max.help": "Characters; longer ones are split.",
  "channel.webhook.per_second": "Messages a second, at most",
} as const satisfies Record<string, Entry>;
