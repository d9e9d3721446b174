"""The main job on real files of the older system: in, queried, changed, out again."""

import json
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from acceptance_program import Run
from places import LEGACY

Git = Callable[..., str]


def leaves(value: Any) -> Iterator[str]:
    """Every scalar in a JSON value, as text."""
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from leaves(part)
    elif value is not None:
        yield str(value)


def commits(git: Git, folder: Path) -> int:
    return int(git(folder, "rev-list", "--count", "HEAD"))


def test_import_takes_every_row_in_one_commit_and_a_second_run_changes_nothing(plane: Path, run: Run, git: Git) -> None:
    before = commits(git, plane)
    report = run("-C", "plane", "import", "json", str(LEGACY))
    assert commits(git, plane) == before + 1
    counts = {
        kind: len(list((plane / "records" / kind).glob("*.yaml")))
        for kind in ("tasks", "sessions", "issues", "decisions")
    }
    assert counts == {"tasks": 66, "sessions": 3, "issues": 4, "decisions": 9}
    assert "updated" in report.stdout + report.stderr
    assert git(plane, "status", "--porcelain") == ""
    again = run("-C", "plane", "import", "json", str(LEGACY))
    assert commits(git, plane) == before + 1
    assert "nothing" in (again.stdout + again.stderr).lower()


def test_no_value_of_the_files_is_missing_from_the_records(older: Path, run: Run) -> None:
    shown: set[str] = set()
    for noun in ("task", "session", "issue", "adr"):
        shown |= set(leaves(json.loads(run("-C", "plane", noun, "list", "--format", "json").stdout)))
    naive = {text.removesuffix("Z") for text in shown}
    for path in LEGACY.glob("*.json"):
        for leaf in leaves(json.loads(path.read_text())):
            assert leaf in shown or leaf in naive, leaf


def test_check_is_content_and_groups_its_warnings(older: Path, run: Run) -> None:
    done = run("-C", "plane", "check")
    assert "UNKNOWN-REPO" in done.stdout
    assert len(done.stdout.splitlines()) < 80


@pytest.mark.parametrize(
    ("filters", "count"),
    [(("--status", "approved", "--priority", "HIGH"), 18), (("--repo", "meridian-trading"), 10)],
)
def test_filtered_list_finds_what_is_there(older: Path, run: Run, filters: tuple[str, ...], count: int) -> None:
    found = json.loads(run("-C", "plane", "task", "list", *filters, "--format", "json").stdout)
    assert len(found) == count


def test_sql_and_search_find_what_is_there(older: Path, run: Run) -> None:
    query = "select count(*) as n from workspace_tasks where status='closed'"
    assert json.loads(run("sql", query, "--format", "json", cwd=older).stdout) == [{"n": 22}]
    assert "22" in run("sql", query, cwd=older).stdout
    assert "DEC-001" in run("search", "keyring", cwd=older).stdout


def test_export_gives_the_four_files_back_and_importing_them_changes_nothing(
    older: Path, run: Run, git: Git, tmp_path: Path
) -> None:
    run("-C", "plane", "export", "json", "out")
    for path in LEGACY.glob("*.json"):
        written = json.loads((tmp_path / "out" / path.name).read_text())
        assert written == json.loads(path.read_text()), path.name
    head = git(older, "rev-parse", "HEAD")
    run("-C", "plane", "import", "json", "out")
    assert git(older, "rev-parse", "HEAD") == head


STYLES: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda text: text,
    "CRLF": lambda text: text.replace(b"\n", b"\r\n"),
    "BOM": lambda text: b"\xef\xbb\xbf" + text,
    "no final newline": lambda text: text.rstrip(b"\n"),
}


@pytest.mark.parametrize("style", STYLES)
def test_set_after_a_hand_edit_changes_one_line(older: Path, run: Run, git: Git, style: str) -> None:
    path = older / "records" / "tasks" / "WS-TASK-001.yaml"
    lines = path.read_text().splitlines()
    status = next(line for line in lines if line.startswith("status:"))
    lines.remove(status)
    edited = [
        "# looked at by hand",
        *lines[1:3],
        "",
        "# where it stands",
        f"{status}   # for now",
        *lines[3:],
    ]
    before = STYLES[style](("\n".join(edited) + "\n").encode())
    path.write_bytes(before)
    git(older, "commit", "-qam", "by hand")
    run("task", "set", "WS-TASK-001", "status=closed", cwd=older)
    assert path.read_bytes() == before.replace(b"status: completed   # for now", b"status: closed   # for now")
    assert "1 file changed, 1 insertion(+), 1 deletion(-)" in git(older, "show", "--stat")


def test_hand_edit_that_was_not_committed_is_named_in_the_commit(older: Path, run: Run, git: Git) -> None:
    path = older / "records" / "tasks" / "WS-TASK-002.yaml"
    path.write_text(path.read_text().replace("priority: LOW", "priority: HIGH"))
    run("task", "set", "2", "next_step=Ask Bob", cwd=older)
    subject = git(older, "log", "-1", "--format=%s")
    assert "priority LOW → HIGH" in subject
    assert "next_step" in subject


def test_head_of_a_list_in_a_pipe_ends_quietly(older: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        f"{shlex.quote(sys.executable)} -m wmsgit task list --format jsonl | head -1",
        shell=True,
        cwd=older,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.stderr == b""
    assert len(done.stdout.splitlines()) == 1
