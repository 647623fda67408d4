"""The LINE channel: an official account of LINE's, told of messages by webhooks that it signs.

Invariants: every webhook is signed over its raw bytes with the channel's secret · one request may tell of several
events, or of none · an id means a person for this provider's accounts alone · who it is stands in no event: name and
language are asked for · every message of ours goes as a *push* under a retry key, so that a second try is never a
second message; *replies* have no such key and are not used · LINE fetches pictures from addresses of ours, and knows no
files: they go as a link.

LINE says nothing of delivery, reading or blocks but `unfollow`. What was sent can be neither changed nor taken back.
"""
