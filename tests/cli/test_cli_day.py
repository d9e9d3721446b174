"""A scripted day over three repositories: what a session's handoff says is exactly what its user did."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from cli_program import Program

ANN = "Ann Lee"


@pytest.fixture
def plane(wmsgit: Program) -> Program:
    """A workspace with three members beside it, each a repository with one commit."""
    for name in ("api", "web", "lib"):
        inside = member(wmsgit, name)
        inside.folder.mkdir()
        inside.git("init", "-q", "-b", "main")
        inside.git("commit", "-q", "--allow-empty", "-m", "first")
        wmsgit("repo", "add", name)
    wmsgit("setup")
    return wmsgit


def member(plane: Program, name: str) -> Program:
    return Program(plane.folder.parent / name, plane.environ)


def commit(inside: Program, path: str, text: str, subject: str, *, author: str = ANN) -> str:
    (inside.folder / path).write_text(text)
    inside.git("add", "--", path)
    name, email = author, "ann@example.org" if author == ANN else "bo@example.org"
    inside.git("-c", f"user.name={name}", "-c", f"user.email={email}", "commit", "-q", "-m", subject)
    return inside.git("rev-parse", "HEAD").strip()


def files(handoff: dict[str, Any]) -> set[str]:
    return {name for act in handoff["done"] for key in ("files_created", "files_modified") for name in act.get(key, ())}


def handoff(plane: Program, *words: str, **extra: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(plane("session", "handoff", *words, "--format", "json", **extra).stdout)
    return found


def test_handoff_of_a_day_lists_the_users_commits_and_files_and_not_the_others(plane: Program) -> None:
    settings = plane.folder / "records/workspace.yaml"
    settings.write_text(settings.read_text().replace("contexts: false", "contexts: true"))
    plane("save")
    plane("task", "add", "Rotate the keys", "--repo", "api", "next_step=Ask Bo")
    api, web = member(plane, "api"), member(plane, "web")
    commit(api, "old.py", "1", "Before the day")
    started = plane(
        "session", "start", "api", "--task", "1", "--goal", "Keys", "--ai-assistant", "\x1b[31mCla ude\x1b[0m"
    )
    session = plane("session", "current").stdout.strip()
    assert session in started.stdout
    assert "session-cla-ude-001" in session
    assert "\x1b" not in (plane.folder / "records" / "sessions" / f"{session}.yaml").read_text()
    first = commit(api, "a b.py", "1", "Add a")
    second = commit(api, "a b.py", "2", "Change a")
    commit(api, "bo.py", "1", "Bo was here", author="Bo")
    third = commit(web, "w.js", "1", "Add w")
    (web.folder / "w.js").write_text("not committed")
    plane("context", "set", "web", "-m", "the page")
    plane("adr", "add", "Use age", "--decision", "age", "--status", "accepted")
    plane("issue", "add", "Leak", "--severity", "HIGH", "--issue-type", "bug")
    plane("task", "start", "1")
    plane("task", "set", "1", "assigned_to=@me")
    plane("session", "log", "review", "Read the plan", "--file", "PLAN.md", "--outcome", "agreed")
    before = plane.git("rev-list", "--count", "HEAD")
    plane("session", "end", "--no-edit", "-m", "Production waits.")
    assert int(plane.git("rev-list", "--count", "HEAD")) == int(before) + 1
    told = handoff(plane, session)
    assert files(told) == {f"api@{first[:12]}:a b.py", f"api@{second[:12]}:a b.py", f"web@{third[:12]}:w.js", "PLAN.md"}
    assert [row["title"] for row in told["decided"]] == ["Use age"]
    assert [row["title"] for row in told["found"]] == ["Leak"]
    assert told["unfinished"][0]["next_step"] == "Ask Bo"
    assert {row["repo"]: row.get("remarks") for row in told["repositories"]}["web"] == ["1 modified"]
    page = plane("session", "handoff").stdout
    assert "Bo was here" not in page
    assert "Before the day" not in page
    assert "Production waits." in page
    switches = json.loads(plane("context", "list", "--sort", "activated_at", "--format", "json").stdout)
    assert sorted(row["repo"] for row in switches) == ["api", "web"]
    assert all(row["deactivated_at"] for row in switches)
    trailers = plane.git("log", "--format=%(trailers:key=Wmsgit-Session,valueonly)", "-8").split()
    assert set(trailers) == {session}
    assert "no session is open" in plane("session", "end", code=4).stderr
    assert plane("session", "current").stdout == ""
    assert plane("check").returncode == 0


def test_two_sessions_in_two_worktrees_have_each_their_own_commits(plane: Program, tmp_path: Path) -> None:
    api = member(plane, "api")
    api.git("worktree", "add", "-q", "-b", "two", str(tmp_path / "api-two"))
    plane.git("worktree", "add", "-q", "-b", "two", str(tmp_path / "plane-two"))
    other = Program(tmp_path / "plane-two", plane.environ)
    two = Program(tmp_path / "api-two", plane.environ)
    at_two = {"WMSGIT_WORKSPACE": str(other.folder)}
    one = plane("session", "start", "api", "--ai-assistant", "claude", "--format", "ids").stdout.strip()
    second = other(
        "session", "start", "api", "--ai-assistant", "codex", "--format", "ids", cwd=two.folder, **at_two
    ).stdout.strip()
    assert one != second
    mine = commit(api, "one.py", "1", "One")
    theirs = commit(two, "two.py", "1", "Two")
    named = commit(api, "three.py", "1", f"Three\n\nWmsgit-Session: {second}")
    unclear = commit(member(plane, "lib"), "lib.py", "1", "Somebody's")
    other("task", "add", "A task of the second")
    (two.folder / "left over").write_text("")
    plane("session", "end", "--no-edit")
    other("session", "end", "--no-edit", cwd=two.folder, **at_two)
    first_told, second_told = handoff(plane, one), handoff(other, second)
    assert files(first_told) == {f"api@{mine[:12]}:one.py"}
    assert files(second_told) == {f"api@{theirs[:12]}:two.py", f"api@{named[:12]}:three.py"}
    for told in (first_told, second_told):
        assert [text.partition(":")[0] for text in told["unattributed"]] == [f"lib@{unclear[:12]}"]
    assert [row["title"] for row in second_told["created"]] == ["A task of the second"]
    assert first_told["created"] == []
    left = [next(row for row in told["repositories"] if row["repo"] == "api") for told in (first_told, second_told)]
    assert [row["branch"] for row in left] == ["main", "two"]
    assert left[1]["remarks"] == ["1 untracked", "in a linked worktree"]


def test_session_beside_the_worktrees_own_belongs_to_whoever_names_it(plane: Program) -> None:
    own = plane("session", "start", "--format", "ids").stdout.strip()
    assert "open here already" in plane("session", "start", code=5).stderr
    named = plane("session", "start", "--format", "ids", WMSGIT_SESSION="beside").stdout.strip()
    assert named == "beside"
    plane("session", "log", "code", "Beside", WMSGIT_SESSION="beside")
    plane("session", "end", "--no-edit", WMSGIT_SESSION="beside")
    assert plane("session", "current").stdout.strip() == own
    (plane.folder / ".git" / "wmsgit" / "session.json").unlink()
    left = plane("session", "start", "--format", "ids").stderr
    assert f"the session {own} is open since" in left


@pytest.mark.parametrize("text", ["{", "[]", '{"id": 3}'])
def test_damaged_notes_and_a_vanished_repository_do_not_keep_a_session_from_its_end(plane: Program, text: str) -> None:
    session = plane("session", "start", "api", "--format", "ids").stdout.strip()
    (plane.folder / ".git" / "wmsgit" / "sessions" / f"{session}.json").write_text(text)
    made = commit(member(plane, "api"), "x.py", "1", "Made")
    member(plane, "lib").folder.rename(plane.folder.parent / "gone")
    ended = plane("session", "end", "--no-edit")
    assert "heads at the start are not known" in ended.stderr
    told = handoff(plane, session)
    assert f"api@{made[:12]}:x.py" in files(told)
    names = [row["repo"] for row in told["repositories"]]
    assert "api" in names
    assert "lib" not in names  # nobody has touched it


def test_clock_behind_the_start_ends_the_session_at_its_start(plane: Program) -> None:
    session = plane("session", "start", "--format", "ids").stdout.strip()
    plane("session", "set", session, "start_time=2999-01-01T00:00:00Z")
    assert "clock is behind" in plane("session", "end", "--no-edit").stderr
    shown = json.loads(plane("session", "show", session, "--format", "json").stdout)[0]
    assert shown["end_time"] == shown["start_time"] == "2999-01-01T00:00:00Z"


def test_handoff_opens_in_the_editor_on_a_terminal(plane: Program) -> None:
    session = plane("session", "start", "--format", "ids").stdout.strip()
    editor = "sed -i '2i The notes.\\n? Which key first?'"
    plane.on_terminal("session", "end", GIT_EDITOR=editor)
    shown = json.loads(plane("session", "show", session, "--format", "json").stdout)[0]
    assert (shown["handoff_notes"], shown["open_questions"]) == ("The notes.", ["Which key first?"])


def test_commits_in_a_member_name_the_session_once_its_hook_is_there(plane: Program) -> None:
    api = member(plane, "api")
    hook = api.folder / ".git" / "hooks" / "prepare-commit-msg"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho mine >> ran\n")
    hook.chmod(0o755)
    plane("hooks", "install", "--repo", "api", "--sessions")
    written = hook.read_text()
    plane("hooks", "install", "--repo", "api", "--sessions")
    assert hook.read_text() == written
    bin_folder = plane.folder.parent / "bin"
    bin_folder.mkdir()
    (bin_folder / "wmsgit").write_text(f'#!/bin/sh\nexec {sys.executable} -m wmsgit "$@"\n')
    (bin_folder / "wmsgit").chmod(0o755)
    inside = Program(api.folder, {**api.environ, "PATH": f"{bin_folder}:{api.environ['PATH']}"})
    commit(inside, "a", "1", "No session")
    session = plane("session", "start", "api", "--format", "ids").stdout.strip()
    commit(inside, "b", "1", "One of the session")
    commit(inside, "c", "1", "Another's\n\nWmsgit-Session: other-001")
    named = api.git("log", "-3", "--format=%(trailers:key=Wmsgit-Session,valueonly,separator=%x20)").split("\n")
    assert named[:3] == ["other-001", session, ""]
    assert (api.folder / "ran").read_text() == "mine\n" * 3
    plane("hooks", "uninstall", "--repo", "api")
    assert hook.read_text() == "#!/bin/sh\necho mine >> ran\n"
