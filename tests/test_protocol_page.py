"""The two programs printed in docs/protocol.md are taken out of the page, run, and talk to each other."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.servers import Server, serving
from tests.test_docs import page

LINES_MOST = 52
DEADLINE = 20.0


def program(chapter: str) -> str:
    """The indented program of a chapter, as it stands in the page."""
    text = page("protocol.md").partition(f"{chapter}\n")[2].partition("\n## ")[0]
    lines = re.search(r"^    import .*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    assert lines, chapter
    return "\n".join(line[4:] for line in lines.group(0).rstrip().splitlines()) + "\n"


VISITOR = program("## 5. A visitor in fifty lines")
OPERATOR = program("## 6. An operator in fifty lines")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("protocol")) as running:
        yield running


class Running:
    """A program at work; what it prints is waited for, never slept for."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout
        self.said: list[str] = []
        self._lines = process.stdout

    async def says(self, words: str) -> None:
        """Wait for a line with these words."""
        async with asyncio.timeout(DEADLINE):
            while not any(words in line for line in self.said):
                line = await self._lines.readline()
                assert line, f"ended without saying {words!r}: {self.said}"
                self.said.append(line.decode())


@asynccontextmanager
async def running(folder: Path, code: str, *arguments: str) -> AsyncIterator[Running]:
    """The program as a process of its own, ended with the test."""
    path = folder / f"program_{len(list(folder.iterdir()))}.py"
    path.write_text(code)
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-u", str(path), *arguments, stdout=pipe, stderr=asyncio.subprocess.STDOUT
    )
    try:
        yield Running(process)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def key_of_support(server: Server) -> str:
    """The key in the snippet of the workshop's page: the widget of Support."""
    async with httpx.AsyncClient() as browser:
        found = re.search(r"/w/([\w-]+)/loader\.js", (await browser.get(server.shop + "workshop.html")).text)
    assert found
    return found.group(1)


@pytest.mark.parametrize("code", [VISITOR, OPERATOR], ids=["visitor", "operator"])
def test_a_program_of_the_page_keeps_to_fifty_lines(code: str) -> None:
    assert len([line for line in code.splitlines() if line.strip()]) <= LINES_MOST
    compile(code, "docs/protocol.md", "exec")


async def test_the_printed_visitor_and_operator_talk_to_each_other(server: Server, tmp_path: Path) -> None:
    key = await key_of_support(server)
    # The town's own waiting session stands before ours: Clara takes it first, with the same program.
    async with running(tmp_path, OPERATOR, server.desk, "clara@town.example", "walk-the-town") as clara:
        await clara.says("Clara: Hello, how can I help?")
    async with running(tmp_path, VISITOR, server.desk, key) as visitor:
        await visitor.says("me: Hello from fifty lines")
        for _ in range(5):
            async with running(tmp_path, OPERATOR, server.desk, "clara@town.example", "walk-the-town") as clara:
                await clara.says("Clara: Hello, how can I help?")
                if any("Hello from fifty lines" in line for line in clara.said):
                    break
        await visitor.says("Clara: Hello, how can I help?")
