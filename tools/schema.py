"""The mirror of the schema: what all migrations together make, as one text to read and to compare.

`python tools/schema.py` writes `schema.sql` from a PostgreSQL of its own; a test fails when the file is stale.
Read from the catalogue, in an order of its own, so that the same migrations always give the same text.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import asyncpg

FILE = Path(__file__).resolve().parents[1] / "schema.sql"
HEAD = "-- What the migrations make. Written by `make schema`; read it, never run it.\n"

COLUMNS = """
select c.relname as relation, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
       a.attnotnull as required, a.attidentity <> '' as identity, pg_get_expr(d.adbin, d.adrelid) as value
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
order by c.relname, a.attnum
"""
CONSTRAINTS = """
select c.relname as relation, pg_get_constraintdef(k.oid) as definition
from pg_constraint k join pg_class c on c.oid = k.conrelid
where c.relnamespace = 'public'::regnamespace and k.contype <> 'n'
order by c.relname, position(k.contype in 'pufc'), pg_get_constraintdef(k.oid)
"""
INDEXES = """
select i.tablename as relation, i.indexdef as definition from pg_indexes i
where i.schemaname = 'public'
  and not exists (select from pg_constraint k where k.conname = i.indexname and k.contype in ('p', 'u'))
order by i.tablename, i.indexname
"""
VIEWS = """
select c.relname as name, pg_get_viewdef(c.oid, true) as definition from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind = 'v' order by c.relname
"""
FUNCTIONS = """
select pg_get_functiondef(p.oid) as definition from pg_proc p
where p.pronamespace = 'public'::regnamespace
  and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
order by p.proname
"""
TRIGGERS = """
select pg_get_triggerdef(t.oid) as definition from pg_trigger t
where not t.tgisinternal order by t.tgname
"""
GRANTS = """
select c.relname as relation, string_agg(lower(g.privilege_type), ', ' order by g.privilege_type) as granted
from pg_class c, aclexplode(c.relacl) g
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v')
  and g.grantee = (select oid from pg_roles where rolname = 'deskbell_app')
group by c.relname order by c.relname
"""


async def mirror(connection: asyncpg.Connection) -> str:
    """The schema of the database at hand as text."""
    pieces = [HEAD]
    constraints = await connection.fetch(CONSTRAINTS)
    indexes = await connection.fetch(INDEXES)
    columns = await connection.fetch(COLUMNS)
    for table in dict.fromkeys(row["relation"] for row in columns):
        lines = [_column(row) for row in columns if row["relation"] == table]
        lines += [row["definition"] for row in constraints if row["relation"] == table]
        pieces.append(f"create table {table} (\n  " + ",\n  ".join(lines) + "\n);\n")
        pieces += [row["definition"].replace(" public.", " ") + ";\n" for row in indexes if row["relation"] == table]
    for view in await connection.fetch(VIEWS):
        pieces.append(f"\ncreate view {view['name']} as\n{view['definition']}\n")
    for function in await connection.fetch(FUNCTIONS):
        pieces.append("\n" + function["definition"].rstrip() + ";\n")
    for trigger in await connection.fetch(TRIGGERS):
        pieces.append("\n" + trigger["definition"].replace(" public.", " ") + ";\n")
    pieces.append("\n")
    for grant in await connection.fetch(GRANTS):
        pieces.append(f"grant {grant['granted']} on {grant['relation']} to deskbell_app;\n")
    return "\n".join(line.rstrip() for line in "".join(_spaced(pieces)).splitlines()) + "\n"


def _spaced(pieces: list[str]) -> list[str]:
    return ["\n" + piece if piece.startswith("create table") else piece for piece in pieces]


def _column(row: asyncpg.Record) -> str:
    words = [row["name"], row["type"]]
    words += ["not null"] if row["required"] else []
    words += ["generated always as identity"] if row["identity"] else []
    words += [f"default {row['value']}"] if row["value"] else []
    return " ".join(words)


async def main() -> None:
    """Migrate an empty database and write its mirror."""
    from deskbell.base.migrate import migrate
    from deskbell.base.postgres import start_embedded

    with tempfile.TemporaryDirectory(prefix="deskbell-schema-") as folder:
        embedded = await start_embedded(Path(folder))
        try:
            await migrate(embedded.dsn)
            connection = await asyncpg.connect(embedded.dsn)
            try:
                FILE.write_text(await mirror(connection), "utf-8")
            finally:
                await connection.close()
        finally:
            await embedded.stop()


if __name__ == "__main__":
    asyncio.run(main())
