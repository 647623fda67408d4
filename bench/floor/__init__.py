"""The floor: socket in → COMMIT → the other socket out, on the same parts and settings as Deskbell. Nothing else:
no sign-in, no rights, no acknowledgement, no idempotency, no log, no catching up."""
