"""The internal channel: employees without a desk write from inside.

Invariants: an employee sees only live chats offered to his groups; his account is never locked nor marked as spam.
"""
