"""The API channel: any system as a channel, by signed webhooks both ways (Standard Webhooks).

The door for messengers nobody has built a kind for yet. What the other system sends and is sent is plain JSON,
described in docs/channels/webhook.md. A repeat keeps its `webhook-id`, so that sending again is safe here. It never
fetches from a host that an administrator did not name.
"""
