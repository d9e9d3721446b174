"""Layouts of decisions that public folders have: each is read whole, and a change of its record changes one line."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from in_process import Result

Run = Callable[..., Result]
BODY = "## Context\n\nWhy.\n\n## Decision\n\nSo.\n\n## Consequences\n\nGood and bad.\n"
LAYOUTS: dict[str, tuple[str, tuple[str, str, str, list[str]], str]] = {
    "0001-marked-names.md": (
        "# ADR-0001: Marked names\n\n**Status:** Accepted\n**Date:** 2024-01-02\n**Deciders:** Ann, Bo\n",
        ("Marked names", "accepted", "2024-01-02", ["Ann", "Bo"]),
        "**Status:** Rejected",
    ),
    "002-table-across.md": (
        (
            "# Table across\n\n| Status   | Date       | Author(s) |\n|:---------|:-----------|:----|\n"
            "| Accepted | 2024-01-03 | [@ann](x) |\n"
        ),
        ("Table across", "accepted", "2024-01-03", []),
        "| Rejected | 2024-01-03 | [@ann](x) |",
    ),
    "0003-marked-lines.md": (
        (
            "---\ntitle: 'ADR-0003: Marked lines'\nsidebar:\n  order: 1\n---\n\n# ADR-0003 — Marked lines\n\n"
            "_Status: ✅ Accepted_  \n_Date: 2025-08-16_  \n_Deciders: Ann, Bo_\n\n---\n"
        ),
        ("Marked lines", "accepted", "2025-08-16", ["Ann", "Bo"]),
        "_Status: ✅ Rejected_  ",
    ),
    "004-code.md": (
        "# ADR 004 - In code\n\n```\nAuthor: @ann\nDate: 29/12/2021\nStatus: Active\n```\n",
        ("In code", "accepted", "2020-03-04", []),
        "Status: Rejected",
    ),
    "adr005-of-a-site.md": (
        (
            "---\nid: adrs-adr005\ntitle: 'ADR005: Of a site'\n---\n\n| Created    | Status |\n| --- | --- |\n"
            "| 2020-05-29 | Open   |\n"
        ),
        ("Of a site", "proposed", "2020-05-29", []),
        "| 2020-05-29 | Rejected   |",
    ),
    "adr-006-changelog.md": (
        "# ADR 006: With a changelog\n\n## Changelog\n\n* 2020 Feb 20: draft\n\n## Status\n\nACCEPTED Not Done\n",
        ("With a changelog", "accepted", "2020-03-04", []),
        "REJECTED Not Done",
    ),
    "2023-05-06.named-by-day.md": (
        "# Named by day\n\nStatus: accepted\n",
        ("Named by day", "accepted", "2023-05-06", []),
        "Status: rejected",
    ),
    "0008-table-down.md": (
        "# Table down\n\n| Field | Value |\n|---|---|\n| **Status** | Accepted |\n| **Date** | 2024-02-03 |\n",
        ("Table down", "accepted", "2024-02-03", []),
        "| **Status** | Rejected |",
    ),
    "0009-heading.md": (
        "# ADR-0009: Heading\n\n### Status: Accepted (2024-05-06)\n",
        ("Heading", "accepted", "2020-03-04", []),
        "### Status: Rejected (2024-05-06)",
    ),
    "0010-quoted.md": (
        "# Quoted\n\n> **Status**: Deprecated\n> **Date**: 2024-03-03\n",
        ("Quoted", "deprecated", "2024-03-03", []),
        "> **Status**: Rejected",
    ),
    "0011-history.md": (
        "# 11. 历史\n\n日期：2017/11/22\n\n## 状态\n\n2017-11-22 提议\n\n2017-11-26 完成\n",
        ("历史", "implemented", "2017-11-22", []),
        "2017-11-26 rejected",
    ),
    "0012-no-title.md": ("## Status\n\nAccepted\n", ("No title", "accepted", "2020-03-04", []), "Rejected"),
    "0013-português.md": (
        "# Em português\n\n## Estado\n\nAceito\n\n## Contexto\n\nX.\n\n## Decisão\n\nY.\n",
        ("Em português", "accepted", "2020-03-04", []),
        "Rejected",
    ),
}


@pytest.fixture
def folder(tmp_path: Path, environ: dict[str, str]) -> Path:
    folder = tmp_path / "project" / "adr"
    folder.mkdir(parents=True)
    for name, (text, _, _) in LAYOUTS.items():
        (folder / name).write_text(f"{text}\n{BODY}")
    day = {"GIT_AUTHOR_DATE": "2020-03-04T00:00:00Z"}
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "x")):
        subprocess.run(["git", *words], cwd=folder.parent, env=environ | day, check=True)
    return folder


def by_file(run: Run) -> dict[str, dict[str, Any]]:
    rows = json.loads(run("adr", "list", "--format", "json").stdout)
    return {row["metadata"]["source"]["id"]: row for row in rows}


def test_every_layout_is_read_kept_equal_and_changed_in_one_line(run: Run, folder: Path, plane: Path) -> None:
    before = {name: (folder / name).read_text() for name in LAYOUTS}
    run("import", "madr", folder)
    records = by_file(run)
    assert {
        name: (row["title"], row["status"], row["date"][:10], row.get("deciders", [])) for name, row in records.items()
    } == {name: expected for name, (_, expected, _) in LAYOUTS.items()}
    assert all(row["decision"].startswith(("So.", "Y.")) for row in records.values())
    assert "nothing changed" in run("import", "madr", folder).stderr
    assert "0 differ" in run("export", "madr", folder, "--check").stderr
    for row in records.values():
        file = plane / "records/decisions" / f"{row['id']}.yaml"
        file.write_text(file.read_text().replace(f"status: {row['status']}", "status: rejected", 1))
    run("export", "madr", folder)
    for name, (_, _, line) in LAYOUTS.items():
        new, old = (folder / name).read_text().splitlines(), before[name].splitlines()
        changed = [(was, now) for was, now in zip(old, new, strict=True) if was != now]
        assert [now.lower() for _, now in changed] == [line.lower()], name


def test_a_change_of_both_sides_is_merged_or_listed(run: Run, folder: Path) -> None:
    run("import", "madr", folder)
    marked, table = (by_file(run)[name]["id"] for name in ("0001-marked-names.md", "002-table-across.md"))
    run("adr", "set", marked, "confirmation=A test.", "--override", "-m", "x")
    run("adr", "set", table, "status=deprecated", "--override", "-m", "x")
    for name in ("0001-marked-names.md", "002-table-across.md"):
        file = folder / name
        file.write_text(file.read_text().replace("Accepted", "Superseded"))
    report = run("import", "madr", folder).stdout
    records = by_file(run)
    assert (records["0001-marked-names.md"]["status"], records["0001-marked-names.md"]["confirmation"]) == (
        "superseded", "A test.",
    )  # fmt: skip
    assert records["002-table-across.md"]["status"] == "deprecated"
    assert f'kept: {table}: status: the source has "superseded", kept is "deprecated"' in report


def test_the_id_of_a_site_is_kept_and_is_not_one_that_wmsgit_wrote(run: Run, folder: Path) -> None:
    run("import", "madr", folder)
    assert by_file(run)["adr005-of-a-site.md"]["metadata"]["imported"]["id"] == "adrs-adr005"
