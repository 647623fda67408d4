"""Every deed that any file of the code writes into the trail has words at the desk, in both languages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "deskbell"

Function = ast.FunctionDef | ast.AsyncFunctionDef


def trees() -> list[ast.Module]:
    return [ast.parse(path.read_text("utf-8")) for path in SOURCE.rglob("*.py")]


def strings(node: ast.expr) -> Iterator[str]:
    """The deeds that an expression may stand for: `"a"`, or `"a" if … else "b"`."""
    for one in [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]:
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value


def places(modules: list[ast.Module]) -> dict[str, int]:
    """Functions that take a deed, and at which place: `audit.write` and those that hand one on to it."""
    found: dict[str, int] = {}
    for module in modules:
        if "deskbell.audit" not in {getattr(node, "module", "") for node in ast.walk(module)} and not any(
            isinstance(node, Function) and node.name == "write" and "SQL.add_entry" in ast.unparse(node)
            for node in ast.walk(module)
        ):
            continue
        for function in (node for node in ast.walk(module) if isinstance(node, Function)):
            named = [argument.arg for argument in function.args.args]
            hint = next(
                (ast.unparse(it.annotation) for it in function.args.args if it.arg == "deed" and it.annotation), ""
            )
            if hint == "str":
                found[function.name] = named.index("deed")
    return found


def deeds_written() -> set[str]:
    modules = trees()
    taking = places(modules)
    found: set[str] = set()
    for module in modules:
        for node in ast.walk(module):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                given = [node.args[taking[name]]] if name in taking and len(node.args) > taking[name] else []
                found |= {deed for value in given for deed in strings(value)}
            elif isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "deed" for target in node.targets):
                found |= set(strings(node.value))
    return found


def test_the_deeds_of_the_code_are_found() -> None:
    known = {
        "person_archived",
        "link_used",
        "schedule_changed",
        "channel_paused",
        "channel_resumed",
        "sessions_exported",
    }
    assert known <= deeds_written()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_deed_has_words(language: str) -> None:
    text = (ROOT / f"web/desk/settings/audit-words.{language}.ts").read_text("utf-8")
    worded = set(re.findall(r'^  "audit\.deed\.(\w+)":', text, re.MULTILINE))
    assert sorted(deeds_written() - worded) == []
    assert sorted(worded - deeds_written()) == [], "words for deeds that nothing writes"
