import type { Entry } from "../../words";

export const viberEn = {
  "channel.viber": "Viber",
  "channel.viber.placeholder": "Shop in Viber",
  "channel.viber.about": "A bot to which clients write in Viber.",
  "channel.viber.steps":
    "Open the Viber admin panel for bots and create a bot.\nCopy its token and paste it here.\nPress Connect: we look up the bot and tell Viber where to send its messages.",
  "channel.viber.token": "Token of the bot",
  "channel.viber.base_url": "Address of the API",
  "channel.viber.sender_name": "Name that clients see",
  "channel.viber.sender_name.help": "At most 28 letters.",
  "channel.viber.sender_avatar": "Picture that clients see",
  "channel.viber.sender_avatar.help": "Address of a picture of at most 100 KB.",
  "channel.viber.welcome": "Greeting",
  "channel.viber.welcome.help": "Shown to whoever opens the chat for the first time.",
  "channel.viber.media_hosts": "Hosts of files",
  "channel.viber.media_hosts.help":
    "From where files of clients may be fetched, with spaces between; *. stands for any name before.",
  "channel.viber.text_most": "Longest text",
  "channel.viber.text_most.help": "Longer ones are split.",
  "channel.viber.caption_most": "Longest text beneath a picture",
  "channel.viber.picture_most_mb": "Largest picture, MB",
  "channel.viber.picture_most_mb.help": "Larger ones go as files.",
  "channel.viber.video_most_mb": "Largest film, MB",
  "channel.viber.video_most_mb.help": "Larger ones go as files.",
  "channel.viber.file_most_mb": "Largest file, MB",
  "channel.viber.messages_per_second": "Messages a second, at most",
} as const satisfies Record<string, Entry>;
