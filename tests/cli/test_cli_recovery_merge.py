"""`merge --continue` that is killed, refused, or fails after its commit: open again, or landed, and said so."""

import signal
from pathlib import Path

import pytest
from cli_program import Program
from killed_program import KILL_BOTH, KILL_GIT, hook, run

RECORD = "records/tasks/WS-TASK-002.yaml"


@pytest.fixture
def merging(tasks: Program) -> Program:
    """A plane in the middle of a merge, whose conflict a person has resolved in an editor."""
    tasks.git("checkout", "-qb", "side")
    tasks("task", "set", "2", "title=Theirs", "notes=theirs")
    tasks.git("checkout", "-q", "main")
    tasks("task", "set", "2", "title=Ours")
    tasks("merge", "side", code=None)
    path = tasks.folder / RECORD
    lines = path.read_text().splitlines()
    markers = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
    path.write_text("\n".join(line for line in lines if not line.startswith((*markers, "title: T"))) + "\n")
    assert "title: Ours" in path.read_text()
    return tasks


def unmerged(program: Program) -> str:
    return program.git("ls-files", "-u", "--", RECORD)


def test_killed_continue_is_open_again_after_the_next_command(merging: Program) -> None:
    before, stages, head = (merging.folder / RECORD).read_text(), unmerged(merging), merging.git("rev-parse", "HEAD")
    killer = hook(merging, "pre-commit", KILL_BOTH)
    assert run(merging, "merge", "--continue")[0] == -signal.SIGKILL
    killer.unlink()
    (merging.folder / ".git/index.lock").unlink(missing_ok=True)
    assert "'merge --continue' was interrupted" in merging("task", "list", code=None).stderr
    refused = merging("task", "set", "1", "priority=LOW", code=5)
    assert "nothing of it is staged" in refused.stderr
    assert (unmerged(merging), merging.git("rev-parse", "HEAD")) == (stages, head)
    assert (merging.folder / RECORD).read_text() == before
    merging("merge", "--continue")
    assert merging.git("status", "--porcelain") == ""
    assert "title: Ours" in (merging.folder / RECORD).read_text()


@pytest.mark.parametrize(("body", "words"), [("exit 1", "hook refused"), (KILL_GIT, "SIGKILL")])
def test_continue_that_is_refused_leaves_nothing_staged(merging: Program, body: str, words: str) -> None:
    stages = unmerged(merging)
    refuser = hook(merging, "pre-commit", body)
    assert words in merging("merge", "--continue", code=6).stderr
    refuser.unlink()
    if (merging.folder / ".git/index.lock").exists():
        merging("doctor", "--fix", code=None)
        merging("task", "set", "1", "priority=LOW", code=5)
    assert unmerged(merging) == stages
    merging("merge", "--continue")
    assert merging.git("status", "--porcelain") == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_continue_that_gets_a_signal_during_git_reports_what_is(merging: Program, number: int) -> None:
    hook(merging, "pre-commit", f"kill -{number} $(ps -o ppid= -p $PPID)")
    code, error = run(merging, "merge", "--continue")
    assert (code, merging.git("log", "-1", "--format=%P").count(" ")) == (0, 1), error


def test_merge_that_has_landed_is_never_reported_as_refused(merging: Program) -> None:
    hook(merging, "post-commit", KILL_GIT)
    done = merging("merge", "--continue")
    assert "the commit has landed, but git was ended by the signal SIGKILL" in done.stderr
    assert merging.git("log", "-1", "--format=%P").count(" ") == 1
    assert merging.git("status", "--porcelain") == ""
    assert not (merging.folder / ".git/MERGE_HEAD").exists()
    assert not Path(merging.folder / ".git/wmsgit/integration").exists()
