"""The town: the people, live chats and sessions of the demo workspace, which the tests know too.

Everything is made by the same doors as in earnest; only the times of the stories are moved into the past afterwards.
"""
