"""A real mail system for a test run: Postfix and Dovecot on free ports of this machine, in a folder of their own.

Mailboxes of shop.example are here; letters to any other domain go to the outside world, which `outside.py` plays. TLS
with a certificate of our own. Only what was started here is stopped, by its process id.
"""

import asyncio
import atexit
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtplib import SMTP

from tests.mail.outside import until

PASSWORD = "letter-box-of-the-town"
DOMAIN = "shop.example"
OWNER = "mail"
"""Whose the mailboxes are: a user that every system has, and nobody signs in as."""
UP_SECONDS = 20.0
PLACES = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"


def program(name: str) -> str:
    """A program of the mail system; the tests fail without it, they never pass over."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:{PLACES}")
    assert found, f"{name} is missing: run `python tools/mail.py` as root, it installs Postfix and Dovecot"
    return found


def free_ports(count: int) -> list[int]:
    """Ports that nobody has now."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


@dataclass
class MailStack:
    """The running mail system. `smtp` takes letters as a server of the world would, `submission` signs people in."""

    folder: Path
    outside: int
    imap: int = 0
    imaps: int = 0
    lmtp: int = 0
    auth: int = 0
    smtp: int = 0
    submission: int = 0
    users: list[str] = field(default_factory=list)

    @property
    def certificate(self) -> str:
        return (self.folder / "cert.pem").read_text()

    async def start(self, *users: str) -> None:
        """Both daemons, answering. They end with this process, if not before."""
        self.imap, self.imaps, self.lmtp, self.auth, self.smtp, self.submission = free_ports(6)
        self.users = [f"{user}@{DOMAIN}" for user in users]
        await asyncio.to_thread(self._prepare)
        atexit.register(self.stop)
        await self._run(program("dovecot"), "-c", str(self.folder / "dovecot.conf"))
        await self._run(program("postfix"), "-c", str(self.folder / "postfix"), "start")
        for port in (self.imap, self.lmtp, self.smtp, self.submission):
            await self._answers(port)

    def stop(self) -> None:
        """End what was started here, by id; the folder goes."""
        for file in (self.folder / "run" / "master.pid", self.folder / "spool" / "pid" / "master.pid"):
            _end(file)
        shutil.rmtree(self.folder, ignore_errors=True)

    async def bring(self, data: bytes, to: str, sender: str = "eva@client.example") -> None:
        """Hand a letter to our server, as another server of the world does."""
        client = SMTP(hostname="127.0.0.1", port=self.smtp, start_tls=False)
        async with client:
            await client.sendmail(sender, [to], data)

    def count(self, address: str) -> int:
        """How many letters lie in a mailbox."""
        box = self.folder / "mail" / address
        return sum(1 for place in ("new", "cur") for _ in (box / place).glob("*")) if box.exists() else 0

    def letters(self, address: str) -> list[bytes]:
        """What lies in a mailbox."""
        box = self.folder / "mail" / address
        return [file.read_bytes() for place in ("new", "cur") for file in sorted((box / place).glob("*"))]

    def put(self, address: str, letters: Sequence[bytes], folder: str = "", at: int = 0) -> None:
        """Lay letters into a mailbox, as a server that was moved here brings them along. `folder`: `.Junk`; `at`: the
        number of the first one there."""
        box = self.folder / "mail" / address / folder
        made = [box / place for place in ("", "tmp", "new", "cur")]
        for place in [self.folder / "mail" / address, *made]:
            place.mkdir(parents=True, exist_ok=True)
            shutil.chown(place, OWNER, OWNER)
        if folder:
            (box / "maildirfolder").touch()
        for number, letter in enumerate(letters, at):
            file = box / "new" / f"{1_700_000_000 + number}.M{number:06}P1.put"
            file.write_bytes(letter)
            shutil.chown(file, OWNER, OWNER)

    async def said(self, command: str, address: str) -> None:
        """Wait until somebody is in this command with a mailbox."""

        def found() -> bool:
            who = subprocess.run(
                [program("doveadm"), "-c", str(self.folder / "dovecot.conf"), "who", address],
                capture_output=True,
                text=True,
                check=False,
            )
            return address in who.stdout

        assert command
        await until(lambda: found())

    async def holds(self, address: str, count: int) -> None:
        """Wait until a mailbox has so many."""
        await until(lambda: self.count(address) >= count)
        assert self.count(address) >= count, (self.folder / "postfix.log").read_text()[-3000:]

    async def _run(self, *command: str) -> None:
        # A daemon keeps the output it is born with: a file, or whoever reads ours would wait for ever.
        with (self.folder / "start.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
            status = await process.wait()
        assert status == 0, (self.folder / "start.log").read_text()

    async def _answers(self, port: int) -> None:
        async with asyncio.timeout(UP_SECONDS):
            while True:
                with contextlib.suppress(OSError):
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                    writer.close()
                    return
                await asyncio.sleep(0.05)

    def _prepare(self) -> None:
        for name in ("run", "mail", "postfix", "spool", "data"):
            (self.folder / name).mkdir()
        self.folder.chmod(0o755)
        shutil.chown(self.folder / "mail", OWNER, OWNER)
        shutil.chown(self.folder / "data", "postfix")
        subprocess.run(
            [
                *(program("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3"),
                *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
                *("-keyout", str(self.folder / "key.pem"), "-out", str(self.folder / "cert.pem")),
            ],
            check=True,
            capture_output=True,
        )
        boxes = "".join(f"{user}:{{PLAIN}}{PASSWORD}::::::\n" for user in self.users)
        (self.folder / "users").write_text(boxes)
        (self.folder / "dovecot.conf").write_text(self._dovecot())
        (self.folder / "postfix" / "main.cf").write_text(self._postfix())
        (self.folder / "postfix" / "master.cf").write_text(self._services())

    def _dovecot(self) -> str:
        here = self.folder
        return f"""
base_dir = {here}/run
state_dir = {here}/run
log_path = {here}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{here}/cert.pem
ssl_key = <{here}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
mail_location = maildir:{here}/mail/%u
maildir_copy_with_hardlinks = yes
mail_fsync = never
auth_failure_delay = 0
first_valid_uid = 1
recipient_delimiter = +
lmtp_save_to_detail_mailbox = no
mail_max_userip_connections = 50
passdb {{
  driver = passwd-file
  args = {here}/users
  mechanisms = plain login
}}
passdb {{
  driver = static
  mechanisms = xoauth2
  args = nopassword=y
}}
userdb {{
  driver = passwd-file
  args = {here}/users
  default_fields = uid={OWNER} gid={OWNER} home={here}/mail/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {self.imap}
  }}
  inet_listener imaps {{
    port = {self.imaps}
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {self.lmtp}
  }}
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = {self.auth}
  }}
}}
"""

    def _postfix(self) -> str:
        here = self.folder
        return f"""
compatibility_level = 3.6
queue_directory = {here}/spool
data_directory = {here}/data
maillog_file = {here}/postfix.log
maillog_file_prefixes = /var, /dev/stdout, {here}
myhostname = mx.{DOMAIN}
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = loopback-only
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
virtual_mailbox_domains = {DOMAIN}
virtual_mailbox_maps = static:all
virtual_transport = lmtp:inet:127.0.0.1:{self.lmtp}
recipient_delimiter = +
default_transport = smtp:[127.0.0.1]:{self.outside}
smtp_host_lookup = native
smtp_dns_support_level = disabled
minimal_backoff_time = 1s
maximal_backoff_time = 3s
queue_run_delay = 1s
maximal_queue_lifetime = 60s
bounce_queue_lifetime = 60s
in_flow_delay = 0
smtpd_error_sleep_time = 0
delay_warning_time = 0
message_size_limit = 52428800
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{self.auth}
smtpd_relay_restrictions = permit_sasl_authenticated, permit_mynetworks, reject_unauth_destination
smtpd_tls_cert_file = {here}/cert.pem
smtpd_tls_key_file = {here}/key.pem
smtpd_tls_security_level = may
"""

    def _services(self) -> str:
        """Every service of Postfix that a queue needs, without chroot; our two listeners."""
        plain = {"pickup": "unix n - n 60 1", "cleanup": "unix n - n - 0", "qmgr": "unix n - n 1 1"}
        plain |= {"tlsmgr": "unix - - n 1000? 1", "rewrite": "unix - - n - -", "bounce": "unix - - n - 0"}
        plain |= {"defer": "unix - - n - 0", "trace": "unix - - n - 0", "verify": "unix - - n - 1"}
        plain |= {"flush": "unix n - n 1000? 0", "proxymap": "unix - - n - -", "proxywrite": "unix - - n - 1"}
        plain |= {"smtp": "unix - - n - -", "relay": "unix - - n - -", "showq": "unix n - n - -"}
        plain |= {"error": "unix - - n - -", "retry": "unix - - n - -", "discard": "unix - - n - -"}
        plain |= {"local": "unix - n n - -", "virtual": "unix - n n - -", "lmtp": "unix - - n - -"}
        plain |= {"anvil": "unix - - n - 1", "scache": "unix - - n - 1", "postlog": "unix-dgram n - n - 1"}
        programs = {"rewrite": "trivial-rewrite", "defer": "bounce", "trace": "bounce", "proxywrite": "proxymap"}
        programs |= {"relay": "smtp", "retry": "error", "postlog": "postlogd"}
        lines = [f"{name} {rest} {programs.get(name, name)}" for name, rest in plain.items()]
        lines += [
            f"127.0.0.1:{self.smtp} inet n - n - - smtpd",
            f"127.0.0.1:{self.submission} inet n - n - - smtpd",
            "  -o smtpd_tls_security_level=encrypt",
            "  -o smtpd_client_restrictions=permit_sasl_authenticated,reject",
        ]
        return "\n".join(lines) + "\n"


def _end(pid_file: Path) -> None:
    """End the daemon of a file we had written, and wait until it is gone."""
    try:
        pid = int(pid_file.read_text().strip())
        os.kill(pid, signal.SIGTERM)
    except (OSError, ValueError):
        return
    with contextlib.suppress(OSError):
        for _ in range(200):
            os.kill(pid, 0)
            signal.sigtimedwait([], 0.05)


def new_folder() -> Path:
    """A folder that the daemons' users may enter."""
    return Path(tempfile.mkdtemp(prefix="deskbell-mail-", dir="/tmp" if os.access("/tmp", os.W_OK) else None))
