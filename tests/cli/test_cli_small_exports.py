"""Small exports: tables, diagrams, owners, remarks and history, each a file that is written only when it must be."""

import csv
import json
import subprocess
from pathlib import Path

import pytest
from cli_program import Program

from wmsgit.features.exchange.codeowners import codeowners, with_lines

FORMS = [
    ("markdown", "--kind", "task"),
    ("markdown", "--sql", "select id, title from records order by id"),
    ("csv", "--sql", "select id, title from records order by id"),
    ("mermaid",),
    ("comments",),
    ("history",),
]


@pytest.mark.parametrize("form", FORMS, ids=" ".join)
def test_a_file_is_written_once_checked_and_printed(tasks: Program, tmp_path: Path, form: tuple[str, ...]) -> None:
    tasks("note", "WS-TASK-001", "Looks | fine\n@ann")
    file, words = tmp_path / "out" / "file", form[1:]
    file.parent.mkdir()
    assert tasks("export", form[0], str(file), *words, "--check", code=1).stderr.startswith("stale: ")
    assert not file.exists()
    assert tasks("export", form[0], str(file), *words).stderr.startswith("written: ")
    before = file.stat().st_mtime_ns, file.stat().st_ino
    assert tasks("export", form[0], str(file), *words).stderr.startswith("unchanged: ")
    assert tasks("export", form[0], str(file), *words, "--check").stderr.startswith("unchanged: ")
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == before
    assert tasks("export", form[0], "-", *words).stdout.encode() == file.read_bytes()


def test_csv_of_a_query_keeps_formulas_from_a_spreadsheet(tasks: Program, tmp_path: Path) -> None:
    tasks("task", "set", "WS-TASK-001", "title==1+1")
    query = "select id, title, title as t from records where id='WS-TASK-001'"
    tasks("export", "csv", str(tmp_path / "a.csv"), "--sql", query)
    tasks("export", "csv", str(tmp_path / "b.csv"), "--sql", query, "--exact")
    safe, exact = (list(csv.reader((tmp_path / name).read_text().splitlines())) for name in ("a.csv", "b.csv"))
    assert safe == [["id", "title", "t"], ["WS-TASK-001", "'=1+1", "'=1+1"]]
    assert exact[1] == ["WS-TASK-001", "=1+1", "=1+1"]


def test_markdown_table_is_text_alone(tasks: Program) -> None:
    tasks("task", "set", "WS-TASK-001", "title=a|b <i>@ann</i>")
    printed = tasks("export", "markdown", "-", "--kind", "task", "--where", "status='pending'").stdout.splitlines()
    assert len(printed) == 3
    assert "a\\|b &lt;i&gt;@\u2060ann" in printed[2]
    assert len(printed[2].replace("\\|", "").split("|")) == len(printed[0].split("|"))


def test_what_the_table_has_must_be_said(tasks: Program) -> None:
    tasks("export", "markdown", "-", code=2)
    tasks("export", "markdown", "-", "--kind", "task", "--sql", "select 1", code=2)
    tasks("export", "csv", ".", "--check", code=2)
    tasks("export", "markdown", "-", "--kind", "nothing", code=4)


def test_comments_and_history_are_json_lines(tasks: Program) -> None:
    tasks("note", "WS-TASK-001", "first")
    tasks("task", "set", "WS-TASK-002", "priority=HIGH")
    (comment,) = map(json.loads, tasks("export", "comments", "-").stdout.splitlines())
    assert (comment["kind"], comment["id"], comment["text"]) == ("task", "WS-TASK-001", "first")
    last = json.loads(tasks("export", "history", "-").stdout.splitlines()[-1])
    assert [last[name] for name in ("kind", "id", "field", "old", "new")] == [
        *("task", "WS-TASK-002", "priority", "LOW", "HIGH")
    ]
    earlier = tasks("export", "history", "-", "--at", "HEAD~1").stdout
    assert earlier
    assert "WS-TASK-002" not in earlier.splitlines()[-1]


def test_codeowners_go_from_broad_to_narrow_and_say_what_they_cannot() -> None:
    lines, problems = codeowners(
        [
            {"owned_paths": ["src/api/**", "*.sql", "my docs/"], "owners": ["@org/api", "@ann"]},
            {"owned_paths": ["src/**", "src/api/**"], "owners": ["ann@example.org"]},
            {"owned_paths": ["!kept", "[ab]"], "owners": ["@ann"]},
            {"owned_paths": ["web/**"]},
            {"owned_paths": ["x"], "owners": ["Ann B"]},
        ],
        ["@org/all"],
    )
    assert lines == [
        "* @org/all",
        "*.sql @ann @org/api",
        "src/** ann@example.org",
        "my\\ docs/ @ann @org/api",
        "src/api/** @ann @org/api ann@example.org",
    ]
    assert problems == [
        "Ann B: no @NAME and no address",
        "[ab]: CODEOWNERS has no such pattern",
        "!kept: CODEOWNERS has no such pattern",
    ]


@pytest.mark.parametrize("text", ["", "# mine\n* @bob\n", "* @bob", "* @bob\r\n"])
def test_marked_lines_come_and_go_and_no_other_byte_changes(text: str) -> None:
    first = with_lines(text, ["a @x"])
    assert "a @x" in first
    assert with_lines(first, ["a @x"]) == first
    assert with_lines(with_lines(first, ["b @y"]), []) == (text if text.endswith("\n") or not text else text + "\n")
    assert with_lines(text, []) == text


def test_codeowners_of_a_member_are_kept_and_checked(wmsgit: Program, tmp_path: Path) -> None:
    web = tmp_path / "web"
    web.mkdir()
    for arguments in (("init", "-q"), ("remote", "add", "origin", "https://example.org/web.git")):
        subprocess.run(["git", *arguments], cwd=web, env=dict(wmsgit.environ), check=True)
    wmsgit("repo", "add", str(web))
    wmsgit("repo", "add", "gone", "--url", "https://example.org/gone.git", code=None)
    wmsgit("placement", "add", "core", "--repo", "web", "owned_paths+=src/**", "owners+=@@ann")
    wmsgit("placement", "add", "old", "--repo", "web", "owned_paths+=old/**", "owners+=@@ann", "status=retired")
    assert "web: stale: .github/CODEOWNERS" in wmsgit("export", "codeowners", "--check", code=1).stderr
    assert wmsgit("export", "codeowners", "web", "--stdout").stdout == "src/** @ann\n"
    assert not (web / ".github").exists()
    (web / "CODEOWNERS").write_text("* @bob\n")
    assert "web: written: CODEOWNERS" in wmsgit("export", "codeowners").stderr
    assert "src/** @ann\n" in (web / "CODEOWNERS").read_text().partition("* @bob\n")[2]
    wmsgit("export", "codeowners", "web", "--check")
    wmsgit("placement", "retire", "PLACE-001")
    wmsgit("export", "codeowners", "web")
    assert (web / "CODEOWNERS").read_text() == "* @bob\n"
    (web / "CODEOWNERS").unlink()
    (web / "CODEOWNERS").symlink_to(tmp_path / "elsewhere")
    wmsgit("export", "codeowners", "web", code=3)


def test_people_are_owners_by_their_handle_or_their_address(wmsgit: Program, tmp_path: Path) -> None:
    wmsgit("person", "add", "ann", "handles.github=ann-b")
    wmsgit("person", "add", "bo", "emails+=bo@example.org")
    wmsgit("repo", "add", "web", "urls+=https://example.org/web.git", code=None)
    for number, owner in enumerate(("ann", "bo", "@@org/team")):
        wmsgit("placement", "add", f"part{number}", "--repo", "web", f"owned_paths+=p{number}/**", f"owners+={owner}")
    printed = wmsgit("export", "codeowners", "web", "--stdout").stdout
    assert printed == "p0/** @ann-b\np1/** bo@example.org\np2/** @org/team\n"
