"""The pages say what the code does: every setting, event, refusal, frame and channel, and every name they mention."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from deskbell import __main__ as console
from deskbell import wiring
from deskbell.channels.registry import KINDS
from deskbell.channels.widget import identity, live
from deskbell.channels.widget.settings import WidgetSettings
from deskbell.demo.workspace import words
from deskbell.realtime import connection
from deskbell.sessions.live import COMMANDS
from deskbell.settings import Settings
from tests.test_architecture import ROOT, SOURCE, layers, python_files, tree_of

DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
SOURCES = (ROOT, SOURCE, ROOT / "web")

OF_ONE_MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home|tmp|Users)/")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
NAMED = re.compile(r"`([^`\n]+)`")


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def words_of(text: str) -> set[str]:
    """Everything that stands between backticks."""
    return {word for quoted in NAMED.findall(text) for word in re.split(r"[^\w-]+", quoted)}


def calls(*names: str) -> Iterator[tuple[str, ast.Call]]:
    """Calls of these functions in our source, with the file they stand in."""
    for path in python_files("src/deskbell"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                yield path.relative_to(SOURCE).as_posix(), node


def text_of(node: ast.expr) -> list[str]:
    """The strings an expression can be, as far as it says."""
    return [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def refusal_codes() -> set[str]:
    """Every code a refusal can carry: as it is raised, and as the framework's own refusals are told."""
    codes = {"too_many_requests", "fault"}
    for _, call in calls("Refusal"):
        codes |= set(text_of(call.args[0]))
    for _, call in calls("too_many"):
        codes |= {code for argument in call.args[1:] for code in text_of(argument)}
    for node in ast.walk(tree_of(SOURCE / "base" / "http.py")):
        if isinstance(node, ast.Dict) and any(isinstance(one, ast.Constant) and one.value == 405 for one in node.keys):
            codes |= {code for value in node.values for code in text_of(value)}
    return codes


def frame_types() -> set[str]:
    """The `type` of every frame the server writes; what is said to providers has types of its own."""
    found = set()
    outside = {SOURCE / "channels" / kind.name for kind in KINDS.values() if kind.outside}
    for path in python_files("src/deskbell"):
        if path.parent in outside:
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value == "type":
                        found |= set(text_of(value))
    return {name for name in found if name.isidentifier()}


# ── what is documented is what there is ─────────────────────────────────────────────────────────────────────────────


def test_every_setting_stands_in_the_page_on_running() -> None:
    table = page("running.md").partition("## Settings")[2].partition("\n## ")[0]
    named = {name for line in table.splitlines() if line.startswith("| `") for name in words_of(line.split("|")[1])}
    assert named == {field.name.upper() for field in fields(Settings)} - {"DEMO"}


def test_every_default_in_the_page_on_running_is_the_one_of_the_code() -> None:
    for field in fields(Settings):
        said = re.search(rf"\| `{field.name.upper()}` \| `([^`]+)` \|", page("running.md"))
        if said and isinstance(field.default, int | str):
            default = (
                {True: "yes", False: "no"}.get(field.default) if isinstance(field.default, bool) else field.default
            )
            assert said.group(1) in (str(default), f"http://127.0.0.1:<{'PORT'}>"), field.name


def test_every_command_of_the_console_is_documented() -> None:
    parser = console._parser()
    assert parser._subparsers is not None
    choices: Any = parser._subparsers._group_actions[0].choices
    for command in choices:
        assert f"`deskbell {command}`" in page("running.md"), command


def test_every_event_kind_of_a_session_is_documented() -> None:
    table = page("protocol.md").partition("### Event kinds")[2].partition("\n### ")[0]
    documented = {
        kind for line in table.splitlines() if line.startswith("| `") for kind in words_of(line.split("|")[1])
    }
    assert documented == {kind for kind, told in wiring.NOW.items() if told == wiring.THREAD}


def test_every_close_code_is_documented() -> None:
    codes = {
        value
        for name, value in vars(connection).items()
        if name.isupper() and isinstance(value, int) and 4000 <= value < 5000
    }
    assert len(codes) == 7
    table = page("protocol.md").partition("### Close codes")[2].partition("\n## ")[0]
    assert {int(code) for code in re.findall(r"^\| (\d{4}) \|", table, re.MULTILINE)} == codes


def test_every_refusal_is_documented() -> None:
    table = page("protocol.md").partition("## 2. Refusals")[2].partition("\n## ")[0]
    documented = {
        code for line in table.splitlines() if line.startswith("| `") for code in words_of(line.split("|")[1])
    }
    # `refused` is what an HTTP refusal of the framework's own would be called that we do not know of; none is.
    assert refusal_codes() - {"refused"} == documented


def test_every_command_and_frame_of_the_socket_is_documented() -> None:
    written = words_of(page("protocol.md"))
    commands = set(COMMANDS) | set(live.commands(None)) | {"beat"}  # type: ignore[arg-type]  # only its names
    assert commands <= written
    assert frame_types() - {"http"} <= written | {"hello", "welcome", "ok", "refused"}


def test_every_kind_of_channel_has_a_page() -> None:
    for kind in KINDS:
        assert (DOCS / "channels" / f"{kind}.md").is_file(), kind


def test_every_setting_of_a_widget_is_documented() -> None:
    said = words_of(page("channels/widget.md"))
    assert set(WidgetSettings.__struct_fields__) - {"sites"} <= said


def test_every_reason_to_refuse_an_identity_is_documented() -> None:
    reasons = set(identity._REASONS.values()) | {"used"}
    for path, call in calls("_refused"):
        if path == "channels/widget/identity.py":
            reasons |= {text for text in text_of(call.args[0]) if text.isidentifier() and not text.startswith("_")}
    said = words_of(page("channels/widget.md"))
    assert {reason for reason in reasons if not reason.endswith(("_missing", "_invalid"))} <= said
    assert set(identity.LIMITS) <= said


def test_the_byte_budgets_in_the_page_are_those_of_the_build() -> None:
    build = (ROOT / "web" / "widget" / "build.mjs").read_text("utf-8")
    budgets = re.search(r"BUDGETS = \{ loader: (\d+) \* 1024, frame: (\d+) \* 1024 \}", build)
    assert budgets
    loader, frame = budgets.groups()
    text = " ".join(page("channels/widget.md").split())
    assert f"the script exceeds {loader} KiB or the frame {frame} KiB" in text


def test_every_package_of_the_locks_has_its_licence_named() -> None:
    text = page("licences.md")
    for lock in ("requirements.lock", "requirements-dev.lock"):
        for name in re.findall(r"^([a-z0-9_.-]+)==", (ROOT / lock).read_text("utf-8"), re.MULTILINE):
            assert f"| {name} |" in text, f"{name} of {lock}"
    packages = (ROOT / "web" / "package.json").read_text("utf-8").partition('"dependencies"')[2].partition("}")[0]
    for name in re.findall(r'"([@\w/-]+)": "', packages):
        assert f"| {name} |" in text, f"{name} of web/package.json"


def test_the_floors_in_the_page_on_architecture_are_those_that_are_checked() -> None:
    drawn = page("architecture.md").partition("## Arrows")[2].partition("```\n")[2].partition("```")[0]
    floors = [{name.strip() for name in line.split("·")} for line in drawn.strip().splitlines()]
    there = {path.name.removesuffix(".py") for path in SOURCE.iterdir()}
    assert floors == [kept for names in layers() if (kept := names & there)]


# ── what is named exists ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_and_pictures_lead_somewhere(path: Path) -> None:
    for target in LINK.findall(path.read_text("utf-8")):
        if not re.match(r"[a-z]+:|#", target):
            assert (path.parent / target.partition("#")[0]).exists(), target


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_page_names_a_place_of_one_machine(path: Path) -> None:
    assert OF_ONE_MACHINE.findall(path.read_text("utf-8")) == []


def test_every_picture_is_shown_on_some_page() -> None:
    shown = {(path.parent / target).resolve() for path in PAGES for target in LINK.findall(path.read_text("utf-8"))}
    assert {picture for picture in (DOCS / "images").iterdir() if picture.resolve() not in shown} == set()


def test_every_make_target_that_a_page_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for path in PAGES:
        for quoted in re.findall(r"`make ([a-z-]+)|^make ([a-z-]+)", path.read_text("utf-8"), re.MULTILINE):
            assert set(quoted) - {""} <= targets, f"{path.name}: make {''.join(quoted)}"


def source_file(name: str) -> Path | None:
    """The file a page means: from the top, from the package, or from the front ends."""
    return next((place / name for place in SOURCES if (place / name).is_file()), None)


@pytest.mark.parametrize(
    "name", ["tour.md", "architecture.md", *(f"decisions/{one.name}" for one in (DOCS / "decisions").iterdir())]
)
def test_every_file_that_a_page_names_exists(name: str) -> None:
    for quoted in NAMED.findall(page(name)):
        if re.fullmatch(r"[\w./-]+/[\w.-]+\.(py|sql|ts|tsx|mjs|md)", quoted):
            assert source_file(quoted), quoted


def test_every_function_of_the_tour_is_in_a_file_named_beside_it() -> None:
    steps = re.split(r"\n(?=\d+\. |## )", page("tour.md"))
    for step in steps[1:]:
        quoted = NAMED.findall(step)
        files = [found for one in quoted if (found := source_file(one))]
        code = "\n".join(found.read_text("utf-8") for found in files)
        for one in quoted:
            for name in (re.fullmatch(r"\w+(\.\w+)?", one) and not source_file(one) and one.split(".")) or ():
                assert re.search(rf"\b{name}\b", code), f"{one} is in none of {[found.name for found in files]}"


def test_every_page_that_the_code_names_exists() -> None:
    names = {path.name for path in PAGES}
    for path in [
        *python_files("src", "tools", "bench"),
        *sorted(SOURCE.rglob("*.sql")),
        *(ROOT / "migrations").iterdir(),
    ]:
        for named in re.findall(r"[\w-]+\.md\b", path.read_text("utf-8")):
            assert named in names, f"{path.relative_to(ROOT)} names {named}"


def test_every_decision_record_is_listed() -> None:
    listed = set(LINK.findall(page("decisions/README.md")))
    assert listed == {path.name for path in (DOCS / "decisions").glob("0*.md")}


def test_the_readme_shows_what_the_demo_prints() -> None:
    assert words(Settings(demo=True)).strip("\n") in (ROOT / "README.md").read_text("utf-8")


# ── what is shown works ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", [ROOT / "README.md", DOCS / "channels" / "widget.md"], ids=lambda path: path.name)
def test_the_sample_that_signs_an_identity_is_accepted(path: Path) -> None:
    sample = re.search(r"```python\n(.*?)```", path.read_text("utf-8"), re.DOTALL)
    assert sample
    secret = "a-secret-of-at-least-thirty-two-signs"
    names: dict[str, Any] = {"SECRET": secret}
    exec(compile(sample.group(1), path.name, "exec"), names)  # noqa: S102 - our own page
    token = names["deskbell_identity"](SimpleNamespace(id=7, name="Eva", email="Eva@client.example"))
    proved = identity.verify(token, secret, "KEY", datetime.now(UTC))
    assert (proved.subject, proved.name, proved.email) == ("7", "Eva", "eva@client.example")
