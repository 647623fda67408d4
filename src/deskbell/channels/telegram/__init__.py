"""The Telegram channel: a bot of the Bot API, told of messages by webhook or asked for them by long poll.

Invariants: whoever writes in private is an account of his own, a group is one account together · an update counts once,
under the bot's id and the update's · a message of Telegram is named `<chat>:<message>`, since its number means nothing
in another chat · nothing that Telegram sends makes reading it raise · the token is in every address that we ask, so no
address is ever logged or told.

It never learns of deletions, nor of what was delivered or read: Telegram tells no bot.
"""
