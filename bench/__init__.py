"""What Deskbell costs, beside the least a program on the same parts can cost: the floor. Run by `make bench`.

Loopback only; ends by itself; ends only processes it started.
"""
