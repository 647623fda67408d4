"""Becomes a PostgreSQL program after arranging what only the new process itself can arrange.

Run by path with the bare interpreter, never imported by the server:
`python -I -S postgres_launch.py PARENT WAY ID PROGRAM ARGUMENT…`

PARENT is the process that must outlive us (0: nobody), WAY is one of
  `plain`  stay who we are;
  `mapped` enter a user namespace where we bear the number ID, since PostgreSQL refuses to be root;
  `other`  become the user ID for good.
Exit status 77 says that the way is barred here (source of the number: sysexits' EX_NOPERM); any other is PROGRAM's own.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

BARRED = 77
_CLONE_NEWUSER = 0x10000000
_PR_SET_PDEATHSIG = 1


def enter_namespace(number: int) -> None:
    """Bear `number` inside a new user namespace while files and other processes still see our real id.

    Raises OSError where the kernel, a container or a security module refuses. Source: user_namespaces(7).
    """
    user, group = os.geteuid(), os.getegid()
    if ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWUSER) != 0:
        number_of_error = ctypes.get_errno()
        raise OSError(number_of_error, os.strerror(number_of_error))
    for name, line in (
        ("setgroups", "deny"),  # the kernel wants this before an unprivileged group map
        ("uid_map", f"{number} {user} 1"),
        ("gid_map", f"{number} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as control:
            control.write(line)


def become(user: int) -> None:
    """Drop to `user`, its own group and no other. Raises OSError or KeyError where that is not ours to do."""
    import pwd

    group = pwd.getpwuid(user).pw_gid
    os.setgroups([])
    os.setgid(group)
    os.setuid(user)


def end_with(parent: int) -> None:
    """Ask the kernel to interrupt us when `parent` dies, so that PostgreSQL shuts down cleanly after a kill -9 of it.

    Kept across the exec, lost by a change of id: so this comes last. Linux only.
    """
    if not parent or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGINT), 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)


def main(arguments: list[str]) -> None:
    parent, way, number, program, *rest = arguments
    try:
        if way == "mapped":
            enter_namespace(int(number))
        elif way == "other":
            become(int(number))
    except (OSError, KeyError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        sys.exit(BARRED)
    end_with(int(parent))
    os.execv(program, [program, *rest])  # noqa: S606 - no shell is the point


if __name__ == "__main__":
    main(sys.argv[1:])
