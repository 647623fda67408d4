import type { Entry } from "../../words";

/** What the doctor looked at: what is well, what is wrong, and below it the mend. */
export const healthEn = {
  "channel.health.token.ok": "The token is accepted",
  "channel.health.token": "The token isn't accepted",
  "channel.health.token.mend": "Copy the token at the provider once more, enter it in the settings and press Connect.",
  "channel.health.webhook.ok": "The provider sends to our address",
  "channel.health.webhook": "The provider doesn't send to our address",
  "channel.health.webhook.mend":
    "We tell it the address again every minute. If it stays so, look whether another program uses the same account, and whether this server can be reached from the internet by https.",
  "channel.health.webhook_elsewhere": "The provider sends to another program",
  "channel.health.webhook_elsewhere.mend": "Take the account out of the other program, then press Connect.",
  "channel.health.webhook_error": "The provider could not deliver to us",
  "channel.health.webhook_error.mend":
    "Look whether this server can be reached from the internet by https with a valid certificate. What waits there comes later.",
  "channel.health.polling.ok": "New messages are asked for",
  "channel.health.mailbox.ok": "Letters can be fetched",
  "channel.health.mailbox": "Letters can't be fetched",
  "channel.health.mailbox.mend":
    "Look at the IMAP server, user name and password. Some mail services want an application password.",
  "channel.health.smtp.ok": "Letters can be sent",
  "channel.health.smtp": "Letters can't be sent",
  "channel.health.smtp.mend": "Look at the SMTP server, its port and encryption, user name and password.",
  "channel.health.endpoint.ok": "Your system answers",
  "channel.health.endpoint": "Your system doesn't answer as it should",
  "channel.health.endpoint.mend":
    "Look whether its address is right and whether it answers signed webhooks with 2xx. What waits is sent in order once it does.",
  "channel.health.refused": "The provider refuses us",
  "channel.health.refused.mend":
    "Look at the account there, and enter token or password anew. Messages wait in order meanwhile.",
  "channel.health.rate_limited": "The provider asks us to slow down",
  "channel.health.rate_limited.mend": "Nothing to do: messages go out a little later.",
  "channel.health.unreachable": "The provider doesn't answer",
  "channel.health.unreachable.mend":
    "Often it is over in minutes. If it stays so, look at the address under Advanced and whether this server may go out to the internet.",
  "channel.health.answer_unexpected": "The provider answered something we don't understand",
  "channel.health.answer_unexpected.mend":
    "Look at the address under Advanced. If it is right, tell those who keep Deskbell.",
  "channel.health.address_denied": "This server may not go to that address: it is in a private network",
  "channel.health.address_denied.mend":
    "Look at the address under Advanced. If it is meant, whoever runs the server opens its network in EGRESS_ALLOW.",
  "channel.health.account_taken": "This account already belongs to another live chat",
  "channel.health.account_taken.mend": "Disconnect it there first, or use another account.",
  "channel.health.account_changed": "The token is now of another account",
  "channel.health.account_changed.mend": "If that is meant, press Connect; else enter the former token.",
  "channel.health.secret_unreadable": "The secrets can't be read: the server's master key is another one",
  "channel.health.secret_unreadable.mend": "Enter the secrets anew, or start the server with the former key.",
  "channel.health.sending_stopped": "Sending is stopped",
  "channel.health.sending_stopped.mend":
    "Messages wait in order. They go out as soon as a look finds the channel well.",
  "channel.health.queue_late": "Messages wait longer than they should: {detail}",
  "channel.health.queue_late.mend":
    "Look at the delivery log for why. They go out in order once the provider takes them.",
  "channel.health.dead_letters": "Given up: {detail}",
  "channel.health.dead_letters.mend": "Look at them below and send them again once the cause is mended.",
  "channel.health.poll_late": "New messages haven't come in for {detail}",
  "channel.health.poll_late.mend":
    "They are asked for again and again in vain. The server's log says why. Nothing is lost: they wait at the provider.",
} as const satisfies Record<string, Entry>;
