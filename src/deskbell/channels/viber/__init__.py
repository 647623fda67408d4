"""The Viber channel: a bot of Viber's, told of messages by webhooks that it signs.

Invariants: every webhook is signed over its raw bytes with the bot's token · an id means a person for this bot alone ·
numbers of messages are larger than a float can hold, and are texts with us · Viber fetches files itself, from addresses
that are good for an hour and end in the file's real extension · every answer of Viber's is HTTP 200: its `status` says
what it is worth.

It knows no quotes, edits or deletions. Whoever has not written or subscribed cannot be written to.
"""
