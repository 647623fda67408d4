"""Sign-ins: who is at the desk, how he proved it, and the Actor made of it for every request and socket.

Invariants: a token, ticket or link is kept only as the SHA-256 of 256 random bits and is used once where it says so; a
right or a sign-in that is withdrawn holds from the next look on, nothing is cached; unknown and wrong answer alike.
It never decides who may do what: that is `rights`; and it never tells a stranger who has a place here.
"""
