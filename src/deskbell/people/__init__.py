"""People, bots among them; the groups by which permissions are given; working status; the workspace's own settings.

Invariants: nobody and no group is ever removed, only archived; somebody who can sign in is always an administrator; a
change of anybody's rights or status is noted in the log, so that every process looks again at once.
It never signs anybody in, and it gives no roles: live chats point at groups themselves.
"""
