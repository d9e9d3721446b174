"""What git's refusals mean."""

import pytest

from wmsgit.errors import ConflictError, GitError
from wmsgit.vcs.failure import is_index_locked, refusal
from wmsgit.vcs.process import GitResult


def outcome(stderr: str, status: int = 128) -> GitResult:
    return GitResult(status, "", stderr)


def test_index_that_another_process_holds_is_a_conflict() -> None:
    held = outcome("fatal: Unable to create '/x/.git/index.lock': File exists.\n")
    assert is_index_locked(held)
    assert isinstance(refusal(held, hooks=False), ConflictError)


@pytest.mark.parametrize(
    "stderr",
    [
        "fatal: Unable to create '/x/.git/index.lock': No space left on device\n",
        "fatal: unable to write loose object file: No space left on device\n",
        "fatal: cannot update ref 'refs/heads/main': couldn't write '/x/.git/refs/heads/main.lock'\n",
    ],
)
def test_full_disk_is_no_conflict(stderr: str) -> None:
    assert not is_index_locked(outcome(stderr))
    error = refusal(outcome(stderr), hooks=True)
    assert type(error) is GitError
    assert "disk" in error.message


def test_branch_that_moved_is_a_conflict() -> None:
    stderr = "fatal: cannot lock ref 'HEAD': is at 1 but expected 2\n"
    assert isinstance(refusal(outcome(stderr), hooks=False), ConflictError)
