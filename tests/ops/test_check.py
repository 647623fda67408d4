"""`check` says in words what is missing or unreachable."""

from __future__ import annotations

import os
import socket
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from deskbell.base.migrate import migrate
from deskbell.base.postgres import start_embedded
from deskbell.base.serving import take_port
from deskbell.ops.check import (
    Finding,
    Weight,
    check_address,
    check_database,
    check_folder,
    check_front_ends,
    check_outside,
    check_storage,
)
from deskbell.settings import Settings


def said(findings: list[Finding], weight: Weight) -> str:
    return "\n".join(one.words for one in findings if one.weight is weight)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.from_environment({}, data=tmp_path / "data", port=0)


async def test_fresh_data_is_told_to_be_empty_and_nothing_is_wrong(settings: Settings) -> None:
    findings = await check_storage(settings)
    assert said(findings, Weight.wrong) == ""
    assert "It is empty: the first start fills it." in said(findings, Weight.note)


async def test_a_migrated_database_has_its_schema_and_its_role(settings: Settings) -> None:
    embedded = await start_embedded(settings.data)
    try:
        await migrate(embedded.dsn)
        findings = await check_storage(settings)  # beside the one that runs
        assert said(findings, Weight.wrong) == ""
        assert f"is version {embedded.version}." in said(findings, Weight.good)
        assert "as this program wants" in said(findings, Weight.good)
        assert "may not rewrite the log" in said(findings, Weight.good)
    finally:
        await embedded.stop()


async def test_an_external_database_that_does_not_fit_is_told_why(settings: Settings) -> None:
    embedded = await start_embedded(settings.data)
    try:
        connection = await asyncpg.connect(embedded.dsn)
        await connection.execute("create database old_letters encoding 'LATIN1' locale 'C' template template0")
        await connection.execute("create database c_locale locale_provider libc locale 'C' template template0")
        await connection.close()
        latin = await check_database(embedded.dsn.replace("/deskbell?", "/old_letters?"), embedded=False)
        assert "encoded in LATIN1" in said(latin, Weight.wrong)
        plain = await check_database(embedded.dsn.replace("/deskbell?", "/c_locale?"), embedded=False)
        assert "cannot lower Cyrillic" in said(plain, Weight.wrong)
        assert "run `deskbell migrate`" in said(plain, Weight.note)
        absent = await check_database(embedded.dsn.replace("/deskbell?", "/nowhere?"), embedded=False)
        assert "cannot be reached" in said(absent, Weight.wrong)
    finally:
        await embedded.stop()


async def test_data_that_embedded_postgresql_cannot_read_is_told(settings: Settings) -> None:
    (settings.data / "postgres").mkdir(parents=True, mode=0o700)
    (settings.data / "postgres" / "PG_VERSION").write_text("9\n")
    assert "written by PostgreSQL 9" in said(await check_storage(settings), Weight.wrong)


def test_front_ends_that_are_not_built_are_told(tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    assert "Not built: the widget." in said(list(check_front_ends(tmp_path)), Weight.wrong)
    (tmp_path / "widget").mkdir()
    assert said(list(check_front_ends(tmp_path)), Weight.wrong) == ""


def test_a_data_folder_to_be_made_is_named(settings: Settings) -> None:
    assert f"will be made at the first start: {settings.data}" in said(list(check_folder(settings)), Weight.good)


def test_a_public_address_without_anything_that_speaks_https_is_wrong(settings: Settings) -> None:
    public = replace(settings, public_url="https://chat.example")
    assert "nothing speaks it" in said(list(check_address(public)), Weight.wrong)
    behind = replace(public, trusted_proxies=("10.0.0.0/8",))
    assert said(list(check_address(behind)), Weight.wrong) == ""


def test_a_certificate_that_cannot_be_read_is_wrong(settings: Settings, tmp_path: Path) -> None:
    own = replace(settings, public_url="https://chat.example", tls_cert=tmp_path / "a.pem", tls_key=tmp_path / "b.pem")
    assert "a.pem cannot be read" in said(list(check_address(own)), Weight.wrong)


def test_a_taken_port_is_told(settings: Settings) -> None:
    taken = take_port("127.0.0.1", 0)
    try:
        findings = list(check_address(replace(settings, port=taken[0].getsockname()[1])))
        assert "is taken" in said(findings, Weight.note)
    finally:
        for one in taken:
            one.close()


async def test_storage_for_files_that_does_not_answer_is_wrong(settings: Settings) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        elsewhere = replace(settings, s3_url=f"http://127.0.0.1:{port}/bucket")
        assert "cannot be reached" in said(await check_outside(elsewhere), Weight.wrong)
        listener.listen()
        assert "can be reached" in said(await check_outside(elsewhere), Weight.good)


if os.geteuid() != 0:

    def test_a_folder_that_may_not_be_written_is_wrong(settings: Settings, tmp_path: Path) -> None:
        tmp_path.chmod(0o500)
        assert "may not write" in said(list(check_folder(settings)), Weight.wrong)
        tmp_path.chmod(0o700)
