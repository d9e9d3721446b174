"""Older databases with whatever in their columns: in, again, and out as they were."""

import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import older_database
import pytest
from git_environment import git_environment
from in_process import Result, run_here

from wmsgit.features.exchange.older_tables import OLDER_TABLES

KEYS = {"id", *older_database.LINKS}
KEPT = {
    "title",
    "decision",
    "component_name",
    "state_name",
    "repo",
    "correct_repo",
    "file_path",
    "repo_path",
    "violation_type",
    "issue_type",
    "severity",
    "component_type",
    "start_time",
}
"""Columns without which a row is no record, so that it is refused by name."""
MADE = {
    "created",
    "created_at",
    "start_time",
    "date",
    "detected",
    "detected_at",
    "activated_at",
    "time",
    "evaluated_at",
    "status",
    "state_type",
    "evaluation_type",
}
"""Columns that a record must have: where the source has no value, one is made."""
WORDS = (
    "",
    " ",
    "x: y",
    "- a",
    "'",
    "line\nline\n",
    "\u00e4\U0001f680",
    "# no comment",
    "null",
    "1.10",
    "{",
    "[1, 2",
    "2025-11-20",
)


def random_rows(rnd: random.Random) -> older_database.Rows:
    """Rows of every table, some cells empty, some texts odd, and a column that nobody knows."""
    rows = older_database.filled(rnd.randrange(1, 4))
    return {table: [changed(table, row, rnd) for row in own] for table, own in rows.items() if rnd.random() < 0.9}


def changed(table: str, row: dict[str, Any], rnd: random.Random) -> dict[str, Any]:
    made = dict(row)
    for name, kind in OLDER_TABLES[table].items():
        if name in KEYS | KEPT or rnd.random() < 0.6:
            continue
        is_text = not kind and name not in older_database.LISTS | older_database.OBJECTS
        made[name] = rnd.choice(WORDS) if is_text and rnd.random() < 0.5 else None
    return made


def write(path: Path, rows: older_database.Rows) -> Path:
    older_database.write(path, rows)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute('ALTER TABLE workspace_tasks ADD COLUMN "Their own" TEXT')
        connection.execute("""UPDATE workspace_tasks SET "Their own" = 'of ' || id""")
        connection.commit()
    return path


def tables(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of a database without what is NULL, or empty and so an absent value, whatever order they have."""
    found = {}
    for table, rows in older_database.read(path).items():
        plain = [{name: value for name, value in row.items() if value not in ("", [], {})} for row in rows]
        found[table] = sorted(plain, key=lambda row: json.dumps(row, sort_keys=True))
    return found


def differences(before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]) -> list[str]:
    """What stands in one of two databases and not in the other, cell by cell."""
    found = []
    for table, rows in before.items():
        found += [f"{table}: {len(rows)} rows became {len(after[table])}"] * (len(rows) != len(after[table]))
        others = {row["id"]: row for row in after[table]}
        for row in rows:
            other = others.get(row["id"], {})
            changes = {name: (row.get(name), other.get(name)) for name in {*row, *other}}
            found += [
                f"{table}.{name}: {old!r} became {new!r}"
                for name, (old, new) in changes.items()
                if old != new and not (old is None and name in MADE)
            ]
    return sorted(found)


def judge(seed: int, plane: Path, folder: Path) -> None:
    environ = git_environment(folder / "home")

    def run(*words: object) -> Result:
        result = run_here(tuple(map(str, words)), plane, environ)
        assert result.returncode == 0, (words, result.stdout + result.stderr)
        return result

    database = write(folder / "older.db", random_rows(random.Random(seed)))
    run("import", "sqlite", database)
    head = (plane / ".git" / "refs" / "heads" / "main").read_text()
    run("import", "sqlite", database)
    run("export", "sqlite", "--older", folder / "out.db")
    wrong = differences(tables(database), tables(folder / "out.db"))
    assert not wrong, "\n".join(wrong)
    run("import", "sqlite", folder / "out.db")
    assert (plane / ".git" / "refs" / "heads" / "main").read_text() == head
    assert "0 errors" in run("check").stderr


@pytest.mark.parametrize("seed", range(2))
def test_a_database_comes_out_as_it_went_in(seed: int, root: Path, tmp_path: Path) -> None:
    judge(seed, root, tmp_path)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(100, 300))
def test_two_hundred_databases_come_out_as_they_went_in(seed: int, root: Path, tmp_path: Path) -> None:
    judge(seed, root, tmp_path)
