import type { Entry } from "../../words";

export const webhookEn = {
  "channel.webhook": "API channel",
  "channel.webhook.about":
    "Any system of yours, by signed webhooks both ways: a messenger we don't know yet, an app, a bot.",
  "channel.webhook.steps":
    "Enter the address at which your system takes operators' messages.\nGive your system the signing secret, which is shown once, and our address: it sends clients' messages there.\nPress Connect: we send your system a signed ping, and it answers.",
  "channel.webhook.steps_title": "In your system",
  "channel.webhook.placeholder": "Order system",
  "channel.webhook.hook": "Address for your system",
  "channel.webhook.hook_hint": "Your system sends clients' messages there, signed. Keep it to yourself.",
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
