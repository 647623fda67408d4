"""The widget: a site shows our frame, and its visitors write from it.

Invariants: only the sites listed may embed the frame, and an empty list is nobody; a visitor is known by a secret that
only our frame holds, or by an identity that the site's own server signed; a claimed address or name opens nothing.
It never trusts the page around the frame, and never shows a visitor more than his own account's sessions.
"""
