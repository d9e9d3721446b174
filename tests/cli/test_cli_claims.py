"""Claims between clones: each record has one holder, and who comes second is told who was first."""

import json

import pytest
from cli_program import Program, at_once


@pytest.fixture
def clones(wmsgit: Program) -> list[Program]:
    """Two clones, Ann's and Bo's, of a workspace with three tasks."""
    for number in range(3):
        wmsgit("task", "add", f"Number {number}")
    wmsgit.git("clone", "-q", "--bare", ".", "../bare.git")
    return [clone(wmsgit, name) for name in ("Ann", "Bo")]


def clone(plane: Program, name: str) -> Program:
    plane.git("clone", "-q", "../bare.git", f"../{name}")
    made = Program(plane.folder.parent / name, plane.environ)
    made.git("config", "user.name", name)
    return made


def holders(program: Program) -> dict[str, str]:
    program.git("pull", "-q")
    rows = json.loads(program("task", "list", "--format", "json").stdout)
    return {row["id"]: row["assigned_to"] for row in rows if "assigned_to" in row}


def test_claim_is_pushed_and_the_second_takes_the_next(clones: list[Program]) -> None:
    ann, bo = clones
    first = ann("ready", "--claim", "--format", "ids").stdout.strip()
    second = bo("ready", "--claim", "--format", "ids").stdout.strip()
    assert first != second
    assert holders(ann) == holders(bo) == {first: "Ann", second: "Bo"}


def test_start_of_what_another_has_says_since_when(clones: list[Program]) -> None:
    ann, bo = clones
    ann("task", "start", "1")
    before = bo.git("rev-parse", "HEAD")
    refused = bo("task", "start", "1", code=5)
    assert "Ann took it just now" in refused.stderr
    assert bo.git("log", "--format=%an", f"{before.strip()}..HEAD", "--author=Bo") == ""
    bo("task", "start", "1", "--steal", "-m", "Ann is away")
    assert holders(ann) == {"WS-TASK-001": "Bo"}


def test_claim_is_local_where_it_cannot_be_sent_and_says_so(clones: list[Program]) -> None:
    ann, bo = clones
    ann.git("remote", "set-url", "origin", "/nowhere")
    assert "this clone's alone: cannot fetch" in ann("task", "start", "1").stderr
    bo("task", "set", "2", "priority=LOW")
    assert "commits that are not sent" in bo("task", "start", "2").stderr
    bo("sync")
    bo.git("config", "wmsgit.claim", "local")
    bo("task", "start", "3")
    assert bo.git("rev-list", "--count", "@{upstream}..HEAD").strip() == "1"
    bo.git("config", "wmsgit.claim", "always")
    bo("task", "start", "3", code=3)


def test_refused_push_claims_nothing(clones: list[Program]) -> None:
    hook = clones[0].folder.parent / "bare.git" / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    before = clones[0].git("rev-parse", "HEAD")
    clones[0]("task", "start", "1", code=5)
    assert clones[0].git("rev-parse", "HEAD") == before
    assert clones[0].git("status", "--porcelain") == ""


@pytest.mark.parametrize("count", [4, pytest.param(16, marks=pytest.mark.deep)])
def test_claims_at_once_have_one_holder_each(wmsgit: Program, count: int) -> None:
    for number in range(count):
        wmsgit("task", "add", f"Number {number}", "--no-commit")
    wmsgit("save")
    wmsgit.git("clone", "-q", "--bare", ".", "../bare.git")
    programs = [clone(wmsgit, f"p{number}") for number in range(count)]
    ends = at_once(programs, ("ready", "--claim"))
    assert [end.returncode for end in ends] == [0] * count, ends
    assert sorted(holders(programs[0]).values()) == sorted(f"p{number}" for number in range(count))


def test_what_nobody_has_touched_for_days_is_taken_over_with_a_note(tasks: Program) -> None:
    tasks("task", "set", "1", "status=closed", "--override", "-m", "x", code=None)
    path = tasks.folder / "records/tasks/WS-TASK-003.yaml"
    path.write_text(path.read_text() + "assigned_to: Bo\nstarted_at: '2026-01-03T10:00:00Z'\n")
    old = {"GIT_AUTHOR_DATE": "2026-01-04T10:00:00Z", "GIT_COMMITTER_DATE": "2026-01-04T10:00:00Z"}
    Program(tasks.folder, {**tasks.environ, **old}).git("commit", "-qam", "as it was long ago")
    tasks.git("checkout", "-q", "--orphan", "long-ago")
    Program(tasks.folder, {**tasks.environ, **old}).git("commit", "-qm", "as it was long ago")
    tasks("task", "complete", "1", code=None)
    assert "nothing is ready" in tasks("ready", "--claim", code=4).stderr, "never, unless the settings say so"
    settings = tasks.folder / "records/workspace.yaml"
    settings.write_text(settings.read_text() + "take_over_days: 30\n")
    tasks("save")
    tasks("ready", "--claim")
    task = json.loads(tasks("task", "show", "3", "--format", "json").stdout)[0]
    assert task["assigned_to"] == tasks.git("config", "user.name").strip()
    assert task["comments"][0]["text"] == "taken over from Bo: nothing since 2026-01-03T10:00:00Z"
    assert "nothing is ready" in tasks("ready", "--claim", code=4).stderr, "mine is not taken from me"


def in_session(program: Program, name: str) -> Program:
    return Program(program.folder, {**program.environ, "WMSGIT_SESSION": name})


@pytest.mark.parametrize("count", [4, pytest.param(16, marks=pytest.mark.deep)])
def test_sessions_of_one_person_in_one_worktree_get_a_record_each(wmsgit: Program, count: int) -> None:
    for number in range(count):
        wmsgit("task", "add", f"Number {number}", "--no-commit")
    wmsgit("save")
    sessions = [in_session(wmsgit, f"s{number}") for number in range(count)]
    for session in sessions:
        session("session", "start")
    ends = at_once(sessions, ("ready", "--claim", "--format", "ids"))
    assert [end.returncode for end in ends] == [0] * count, ends
    assert len({end.stdout.strip() for end in ends}) == count
    assert "nothing is ready" in wmsgit("ready", "--claim", code=4).stderr


def test_another_session_of_the_same_person_does_not_get_what_is_held(tasks: Program) -> None:
    claude, codex = in_session(tasks, "claude"), in_session(tasks, "codex")
    claude("session", "start")
    codex("session", "start")
    claude("task", "start", "1")
    claude("task", "set", "1", "priority=LOW")
    assert "is in_progress already" in claude("task", "start", "1").stderr
    refused = codex("task", "start", "1", code=5)
    assert "(session claude)" in refused.stderr
    assert codex("task", "set", "1", "notes=only a remark").returncode == 0
    codex("task", "start", "1", "--steal", "-m", "claude has stopped")
    assert "claude has stopped" in tasks("task", "show", "1").stdout
    assert "(session codex)" in claude("task", "start", "1", code=5).stderr
    codex("session", "end", "-m", "done")
    assert "is in_progress already" in claude("task", "start", "1").stderr, "a session that has ended holds nothing"
