"""The older database comes over whole: every column, again without a change, and out as it was."""

import json
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from git_environment import git_environment
from in_process import Result, run_here
from older_database import filled, parsed, read, write
from template_copies import copy_of

from wmsgit.disk.private_copy import private_copy
from wmsgit.features.exchange.archive import rows_in
from wmsgit.features.exchange.moments import in_one_spelling

Run = Callable[..., Result]


@pytest.fixture
def plane(tmp_path: Path, empty_plane: Path) -> Path:
    return copy_of(empty_plane, tmp_path)


@pytest.fixture
def run(plane: Path, tmp_path: Path) -> Run:
    environ = git_environment(tmp_path / "home")

    def call(*words: object, code: int = 0) -> Result:
        result = run_here(tuple(map(str, words)), plane, environ)
        assert result.returncode == code, result.stdout + result.stderr
        return result

    return call


def leaves(value: Any) -> Iterator[Any]:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    if parts is None:
        yield spelled(value)
    else:
        for part in parts:
            yield from leaves(part)


def spelled(value: Any) -> str:
    return in_one_spelling(value).removesuffix("Z") if isinstance(value, str) else str(value)


def held(plane: Path, run: Run) -> set[str]:
    """Every value in the records and in the archive."""
    nouns = ("task", "session", "issue", "adr", "state", "placement", "drift", "context")
    found: set[str] = set()
    for noun in nouns:
        found |= set(leaves(json.loads(run(noun, "list", "--format", "json").stdout)))
    for path in (plane / "records" / "archive").glob("*.jsonl"):
        found |= set(leaves(rows_in(path.read_bytes())))
    return found


def head(run: Run, plane: Path) -> str:
    return (plane / ".git" / "refs" / "heads" / "main").read_text()


def test_every_value_of_every_column_is_in_a_record_or_the_archive(tmp_path: Path, plane: Path, run: Run) -> None:
    rows = filled()
    run("import", "sqlite", write(tmp_path / "older.db", rows))
    kept = held(plane, run)
    missing = [
        (table, name, leaf)
        for table, own in rows.items()
        for row in own
        for name, value in row.items()
        for leaf in leaves(parsed(value))
        if leaf not in kept
    ]
    assert missing == []
    assert run("check").stdout.count("STRAY") == 0


def test_a_second_import_changes_nothing_and_the_export_is_the_database(tmp_path: Path, plane: Path, run: Run) -> None:
    database = write(tmp_path / "older.db", filled())
    run("import", "sqlite", database)
    before = head(run, plane)
    run("import", "sqlite", database)
    assert head(run, plane) == before
    run("export", "sqlite", "--older", tmp_path / "out.db")
    assert read(tmp_path / "out.db") == read(database)
    run("import", "sqlite", tmp_path / "out.db")
    assert head(run, plane) == before
