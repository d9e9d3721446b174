"""The commits of a member whose message fits, read in parts of any size, are those that plain git has."""

import re
import subprocess
from collections.abc import Iterator

import pytest
from vcs_plane import Plane

from wmsgit.errors import GitError
from wmsgit.vcs.history import member_log
from wmsgit.vcs.history.member_log import commits_that_fit

MESSAGES = [
    "first\n\nRefs: A",
    "none",
    "Refs: in the subject",
    "two\n\nRefs: B\nRefs: C",
    "umlaut ü\n\nRefs: Ü\n",
    "last",
]


def places(text: bytes) -> Iterator[int]:
    return (match.start() for match in re.finditer(rb"\nRefs", text))


@pytest.fixture
def tip(empty: Plane) -> str:
    for message in MESSAGES:
        subprocess.run(["git", "commit", "-q", "--allow-empty", "-m", message], cwd=empty.root, check=True)
    subprocess.run(
        ["git", "commit", "-q", "--allow-empty", "--allow-empty-message", "-m", ""], cwd=empty.root, check=True
    )
    return git(empty, "rev-parse", "HEAD").strip()


def git(plane: Plane, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=plane.root, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("size", [1, 2, 7, 100, 1 << 20])
def test_commits_that_fit_are_those_of_plain_git(
    empty: Plane, tip: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(member_log, "_CHUNK_BYTES", size)
    commits = commits_that_fit(empty.root, [tip], [], places)
    assert [commit.id for commit in commits] == git(empty, "log", "--grep=^Refs", "--format=%H").split()
    assert [commit.message.strip() for commit in commits] == [text.strip() for text in MESSAGES[::-1] if "Refs" in text]
    assert commits[-1].parents == ()
    assert {commit.author for commit in commits} == {"Ann"}
    known = commits[1].id
    assert [commit.id for commit in commits_that_fit(empty.root, [tip], [known], places)] == [commits[0].id]
    assert commits_that_fit(empty.root, [tip], [tip], places) == []


def test_a_history_that_is_not_there_is_an_error_and_no_short_list(empty: Plane, tip: str) -> None:
    with pytest.raises(GitError, match="failed with status 128"):
        commits_that_fit(empty.root, [tip], ["0" * 39 + "1"], places)
