import type { Entry } from "../words";

export const deliveryEn = {
  "sessions.tick_held": "Not sent yet",
  "sessions.tick_failed": "Not delivered",
  "sessions.tick_uncertain": "Perhaps not delivered",
  "delivery.held_words": "Waiting for the channel",
  "delivery.uncertain_words":
    "Perhaps not delivered: the channel didn't answer in time. Sending again may show it twice.",
  "delivery.failed.blocked": "Not delivered: the client has blocked us. It will work once they write again.",
  "delivery.failed.unreachable":
    "Not delivered: the client doesn't take our messages. It will work once they write again.",
  "delivery.failed.window_closed":
    "Not delivered: too long since the client's last message. The channel lets you write once they do.",
  "delivery.failed.file_refused": "Not delivered: the channel doesn't take {detail}.",
  "delivery.failed.nothing_to_send": "Not delivered: nothing in it can go by this channel.",
  "delivery.failed.taken_back": "Taken back before it went out",
  "delivery.failed.given_up": "Not delivered in a day: {detail}",
  "delivery.failed.address_dead": "Not delivered: nobody is at this address. {detail}",
  "delivery.failed.mailbox_refuses_now": "Not delivered: the mailbox is full, or takes nothing for now. {detail}",
  "delivery.failed.refused_by_policy": "Not delivered: their server refuses such letters. {detail}",
  "delivery.failed.other": "Not delivered: {detail}",
  "delivery.again": "Send again",
  "delivery.reaction": "The client answered with {emoji}",
  "sessions.log_message_resent": "{by} sent a message again",

  "composing.parts": { one: "Goes as {n} message", other: "Goes as {n} messages" },
  "composing.note.quote_as_text": "the quote goes as words",
  "composing.note.quote_left_out": "without the quote",
  "composing.note.text_apart": "text before the files",
  "composing.note.files_apart": "each file by itself",
  "composing.note.as_file": "a picture or sound goes as a file",
  "composing.refused": "This channel doesn't take {names}",
  "composing.unreachable": "The client has blocked us: nothing arrives until they write again.",
  "composing.window_closed": "Too long since the client's last message: the channel lets you write once they do.",
  "composing.window_until": "The channel lets you write until {time}",
  "composing.stopped": "The channel doesn't work now: what you send waits, in order, and goes out when it does.",
} as const satisfies Record<string, Entry>;
