"""`ready --claim --worktree --brief`: one command from nothing to work, and again for what is missing."""

import json
import shutil
from pathlib import Path

import pytest
from across_plane import Across, copied

from wmsgit.features.sessions.eight_lines import EIGHT_LINES

WHOLE = ("ready", "--claim", "--worktree", "--brief")


@pytest.fixture
def across(across_template: Path, tmp_path: Path) -> Across:
    repos = ("repos_affected+=api", "repos_affected+=lib")
    rotate = ("task", "add", "Rotate", *repos, "priority=HIGH", "checklist+={text: Ask <Bo>}")
    return copied(across_template, tmp_path, rotate, ("task", "add", "Later", "repos_affected=api", "priority=LOW"))


def begun(across: Across, *words: str) -> dict[str, object]:
    whole: dict[str, object] = json.loads(across.wmsgit(*WHOLE, *words, "--format", "json").stdout)
    return whole


def test_one_command_goes_from_nothing_to_work(across: Across) -> None:
    work = begun(across, "--assistant", "claude")
    assert (work["id"], work["status"], work["checklist"]) == ("WS-TASK-001", "in_progress", [{"text": "Ask <Bo>"}])
    places = {item["repo"]: item for item in work["worktrees"]}  # type: ignore[attr-defined]
    assert set(places) == {"api", "lib"}
    for item in places.values():
        assert across.at(item["path"]).git("branch", "--show-current").strip() == item["branch"]
    session = json.loads(across.wmsgit("session", "show", "--format", "json").stdout)[0]
    assert (session["id"], session["task"], session["ai_assistant"]) == (work["session"], "WS-TASK-001", "claude")
    assert work["instructions"] == EIGHT_LINES.splitlines()
    assert work["brief"]["parts"]  # type: ignore[index]


def test_again_it_goes_on_with_the_same_task_and_adds_what_is_missing(across: Across) -> None:
    first = begun(across)
    lib = next(item["path"] for item in first["worktrees"] if item["repo"] == "lib")  # type: ignore[attr-defined]
    shutil.rmtree(lib)
    across.at("lib").git("worktree", "prune")
    commits = across.wmsgit.git("rev-parse", "HEAD")
    again = begun(across)
    assert {name: again[name] for name in ("id", "session", "worktrees")} == {
        name: first[name] for name in ("id", "session", "worktrees")
    }
    assert Path(lib, "README").is_file()
    assert across.wmsgit.git("rev-parse", "HEAD") == commits


def test_a_task_that_is_held_already_gets_its_session_and_worktrees(across: Across) -> None:
    across.wmsgit("task", "start", "2")
    work = begun(across, "2")
    assert work["id"] == "WS-TASK-002"
    assert work["session"]
    assert [item["repo"] for item in work["worktrees"]] == ["api"]  # type: ignore[attr-defined]
    assert begun(across)["id"] == "WS-TASK-002"


def test_as_a_page_it_begins_with_the_eight_lines_and_says_where_and_what(across: Across) -> None:
    page = across.wmsgit(*WHOLE).stdout
    assert page.startswith(EIGHT_LINES)
    assert f"{across.folder}/work/WS-TASK-001/api" in page
    assert "to do: Ask &lt;Bo&gt;" in page
    assert "Wmsgit-Session: " in page
    assert len(page) <= 12_000


def test_only_what_is_asked_for_is_made(across: Across) -> None:
    across.wmsgit("ready", "--claim", "1")
    assert not (across.folder / "work").exists()
    assert across.wmsgit("session", "current", code=None).stdout == ""
    page = across.wmsgit("ready", "--claim", "1", "--worktree").stdout
    assert "Where to work" in page
    assert across.wmsgit("session", "current", code=None).stdout == ""


def test_what_another_holds_stays_theirs_and_nothing_is_opened(across: Across) -> None:
    across.wmsgit("task", "start", "1", "assigned_to=Bob", code=None)
    across.wmsgit("task", "set", "1", "status=in_progress", "assigned_to=Bob", code=None)
    across.wmsgit("ready", "--claim", "1", "--brief", code=5)
    assert across.wmsgit("session", "current", code=None).stdout == ""
    across.wmsgit("task", "cancel", "2", "-m", "no", code=None)
    across.wmsgit(*WHOLE, code=4)
    assert across.wmsgit("session", "current", code=None).stdout == ""


def test_a_number_that_several_kinds_have_is_not_guessed(across: Across) -> None:
    across.wmsgit("issue", "add", "It burns", "severity=HIGH")
    refused = across.wmsgit("ready", "--claim", "1", code=4).stderr
    assert "1 is the number of several records" in refused
    assert "ISSUE-001" in refused
    assert "WS-TASK-001" in refused
    across.wmsgit("ready", "--claim", "2")
    across.wmsgit("ready", "--claim", "99", code=4)


def test_a_task_without_repositories_is_begun_without_worktrees(across: Across) -> None:
    across.wmsgit("task", "add", "Think", "priority=CRITICAL")
    result = across.wmsgit(*WHOLE, "--format", "json")
    assert json.loads(result.stdout)["worktrees"] == []
    assert "no worktree is made" in result.stderr


@pytest.mark.parametrize(
    "words",
    [("ready", "--worktree"), ("ready", "--brief"), ("ready", "--claim", "1", "2"), (*WHOLE, "--format", "csv")],
)
def test_what_does_not_go_together_is_a_usage_error(across: Across, words: tuple[str, ...]) -> None:
    across.wmsgit(*words, code=2)
