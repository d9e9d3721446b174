"""A folder of decisions beside the records: it comes in, is kept equal, and meets what is here already."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from in_process import Result
from template_copies import copy_of

Run = Callable[..., Result]
FIRST = "# 1. Use Postgres\n\n## Status\n\nAccepted\n\n## Context\n\nText.\n\n## Decision\n\nPostgres.\n"
SECOND = (
    "# 2. Use SQLite\n\nDate: 2026-01-02\n\n## Status\n\nAccepted\n\n"
    "Supersedes [1. Use Postgres](0001-use-postgres.md)\n\n## Decision\n\nSQLite, see ADR-0001.\n"
)


@pytest.fixture
def folder(tmp_path: Path, environ: dict[str, str]) -> Path:
    folder = tmp_path / "project" / "adr"
    folder.mkdir(parents=True)
    (folder / "0001-use-postgres.md").write_text(FIRST)
    (folder / "0002-use-sqlite.md").write_text(SECOND)
    (folder / "README.md").write_text("# Decisions\n")
    day = {"GIT_AUTHOR_DATE": "2020-03-04T05:06:07Z"}
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "x")):
        subprocess.run(["git", *words], cwd=folder.parent, env=environ | day, check=True)
    return folder


def decisions(run: Run) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in json.loads(run("adr", "list", "--format", "json").stdout)}


def test_a_folder_comes_in_twice_without_a_change_and_is_equal(run: Run, folder: Path) -> None:
    report = run("import", "madr", folder).stdout
    assert "is no decision" in report
    first, second = decisions(run)["ADR-001"], decisions(run)["ADR-002"]
    assert (first["date"], second["date"]) == ("2020-03-04T05:06:07Z", "2026-01-02T00:00:00Z")
    assert (second["supersedes"], second["decision"]) == (["ADR-001"], "SQLite, see ADR-001.")
    assert "nothing changed" in run("import", "madr", folder).stderr
    assert "0 differ, 2 unchanged" in run("export", "madr", folder, "--check").stderr


def test_changes_of_both_sides_are_merged_or_listed(run: Run, folder: Path) -> None:
    run("import", "madr", folder)
    run("adr", "set", "ADR-001", "confirmation=A test.", "title=Use PostgreSQL", "--override", "-m", "better")
    file = folder / "0001-use-postgres.md"
    file.write_text(FIRST.replace("Text.", "More text.").replace("Use Postgres", "Use PG"))
    report = run("import", "madr", folder).stdout
    record = decisions(run)["ADR-001"]
    assert (record["context"], record["confirmation"], record["title"]) == ("More text.", "A test.", "Use PostgreSQL")
    assert 'kept: ADR-001: title: the source has "Use PG", kept is "Use PostgreSQL"' in report
    assert str(file) in run("export", "madr", folder, "--check", code=1).stdout
    run("export", "madr", folder)
    assert file.read_text() == FIRST.replace("Text.", "More text.").replace("Use Postgres", "Use PostgreSQL").replace(
        "Postgres.\n", "Postgres.\n\n### Confirmation\n\nA test.\n"
    )
    assert "nothing changed" in run("import", "madr", folder).stderr.replace("1 changed", "nothing changed")


def test_numbers_that_are_taken_give_way(run: Run, folder: Path) -> None:
    run("adr", "add", "Ours", "decision=x", "status=accepted")
    run("import", "madr", folder)
    titles = {row["title"]: row for row in decisions(run).values()}
    assert titles["Ours"]["id"] == "ADR-001"
    postgres = titles["Use Postgres"]["id"]
    assert titles["Use SQLite"]["supersedes"] == [postgres]
    assert titles["Use SQLite"]["decision"] == f"SQLite, see {postgres}."


def test_two_folders_with_files_of_one_name_stay_apart(run: Run, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "second" / "adr"
    other.mkdir(parents=True)
    (other / "0001-use-postgres.md").write_text(FIRST.replace("Text.", "Of the second."))
    run("import", "madr", folder)
    refused = run("import", "madr", other, code=2).stderr
    assert "ADR-001 came from project/adr, and this is adr" in refused
    assert "--source NAME" in refused
    run("import", "madr", other, "--source", "second")
    assert {key: row.get("context") for key, row in decisions(run).items()} == {
        "ADR-001": "Text.", "ADR-002": None, "ADR-003": "Of the second.",
    }  # fmt: skip
    for name, place, count in (("madr", folder, 2), ("second", other, 1)):
        assert "nothing changed" in run("import", "madr", place, "--source", name).stderr
        assert f"0 differ, {count} unchanged" in run("export", "madr", place, "--source", name, "--check").stderr
    ambiguous = run("export", "madr", other, code=3).stderr
    assert "madr (ADR-001) and second (ADR-003) have a file of this name" in ambiguous
    assert (other / "0001-use-postgres.md").read_text() == FIRST.replace("Text.", "Of the second.")


def test_a_folder_that_moved_is_named_once(run: Run, folder: Path, environ: dict[str, str]) -> None:
    run("import", "madr", folder)
    moved = folder.parent / "docs"
    folder.rename(moved)
    assert "came from project/adr, and this is project/docs" in run("import", "madr", moved, code=2).stderr
    run("import", "madr", moved, "--source", "madr")
    assert "nothing changed" in run("import", "madr", moved).stderr
    clone = folder.parent.parent / "clone"
    subprocess.run(["git", "clone", "-q", folder.parent, clone], env=environ, check=True)
    assert "nothing changed" in run("import", "madr", clone / "adr").stderr, "a clone has its source's name"


def test_what_wmsgit_wrote_comes_back_to_the_letter_in_another_workspace(
    run: Run, folder: Path, tmp_path: Path, empty_plane: Path
) -> None:
    run("import", "madr", folder)
    run("adr", "add", "Mine", "decision=a\nb\n", "context=# x", "options+=a", "deciders+=ann", "repos_affected=all")
    run("export", "madr", tmp_path / "out")
    other = copy_of(empty_plane, tmp_path / "other")
    run("import", "madr", tmp_path / "out", folder=other)
    run("export", "madr", tmp_path / "again", folder=other)
    written = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert written == {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()}
    assert sorted(written) == ["0001-use-postgres.md", "0002-use-sqlite.md", "0003-mine.md"]
    mine = [json.loads(run("show", "ADR-003", "--format", "json", folder=place).stdout)[0] for place in (other,)]
    assert (mine[0]["decision"], mine[0]["context"]) == ("a\nb\n", "# x")
    assert "nothing changed" in run("import", "madr", tmp_path / "out").stderr
    assert "nothing changed" in run("import", "madr", folder).stderr
    run("adr", "set", "ADR-003", "title=Another title")
    run("export", "madr", tmp_path / "out")
    assert "# Another title" in (tmp_path / "out/0003-mine.md").read_text(), "a name stays when a title changes"


def test_a_file_whose_record_is_gone_stays_and_is_said(run: Run, tmp_path: Path) -> None:
    run("adr", "add", "Mine", "decision=x", "status=draft")
    run("export", "madr", tmp_path / "out")
    run("adr", "rm", "ADR-001")
    assert "its record is gone" in run("export", "madr", tmp_path / "out", "--check", code=1).stderr
    assert (tmp_path / "out/0001-mine.md").is_file()


def test_what_markdown_cannot_hold_is_said(run: Run, tmp_path: Path) -> None:
    run("adr", "add", "Mine", "decision=x", "rules+={id: a, kind: path_forbidden, paths: [x]}")
    assert "lost: rules has no place there: ADR-001" in run("export", "madr", tmp_path / "out").stderr


def test_a_link_in_the_folder_is_neither_read_nor_written_through(run: Run, folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text(FIRST)
    (folder / "0003-secret.md").symlink_to(secret)
    run("import", "madr", folder)
    assert {*decisions(run)} == {"ADR-001", "ADR-002"}
