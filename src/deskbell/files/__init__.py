"""Files: storing what people send, saying what it is, previewing pictures, and handing it out.

Invariants: a row appears only after its bytes are stored whole; a file's type is what its bytes are, never what was
claimed; a stranger's picture is decoded only in a process that may use little and reach nothing; an original is only
ever downloaded, a preview is our own re-encoding; an address is signed for one viewer and lives five minutes at most.
It never decides who may see a file: the app hands that question up to the room that knows.
"""
