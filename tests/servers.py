"""The demo workspace as a process of its own, on a free port, for tests and pictures that need a real server."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

READY_SECONDS = 60
STOP_SECONDS = 30


def free_port() -> int:
    """A port that nobody listens on at this moment, as the system chooses it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """A running demo workspace."""

    port: int
    data: Path
    process: subprocess.Popen[bytes]

    @property
    def desk(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def shop(self) -> str:
        return f"http://localhost:{self.port}/demo-shop/"


def start_server(port: int, data: Path) -> Server:
    """Start `deskbell demo` and wait until it is ready."""
    environment = {
        **{name: value for name, value in os.environ.items() if name not in ("PORT", "DATA", "DATABASE_URL")},
        "MESSAGE_RATE": "6000",
    }
    command = [sys.executable, "-m", "deskbell", "demo", "--port", str(port), "--data", str(data)]
    with (data.parent / "server.log").open("ab") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    server = Server(port, data, process)
    transport = httpx.HTTPTransport(retries=0)
    with httpx.Client(transport=transport, timeout=1) as probe:
        for _ in range(READY_SECONDS * 10):
            assert process.poll() is None, (data.parent / "server.log").read_text()[-2000:]
            try:
                if probe.get(f"{server.desk}/ready").status_code == 200:
                    return server
            except httpx.TransportError:
                # A condition with a deadline: the port answers or the process ends.
                process_wait(process, 0.1)
    raise AssertionError("the server did not become ready")


def process_wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait for the end of a process, but not longer."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """A server with its data in `folder`, ended as Ctrl-C ends it; it must end well."""
    running = start_server(free_port(), folder / "data")
    try:
        yield running
    finally:
        running.process.send_signal(signal.SIGINT)
        status = running.process.wait(STOP_SECONDS)
    assert status == 0, (folder / "server.log").read_text()[-2000:]
