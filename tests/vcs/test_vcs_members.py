"""Member repositories: their state, and clones."""

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from vcs_plane import Plane

from wmsgit.errors import ConflictError, GitError, UsageError
from wmsgit.model.member_state import MemberState
from wmsgit.vcs.members import clone, member_state


def test_missing_and_plain_directories(tmp_path: Path) -> None:
    assert member_state(tmp_path / "none") == MemberState(tmp_path / "none", exists=False)
    assert member_state(tmp_path) == MemberState(tmp_path, exists=True)


def test_directory_inside_a_repository_is_none(plane: Plane) -> None:
    assert not member_state(plane.root / "records").is_repository


def test_repository_that_hides_as_a_directory_is_not_entered(plane: Plane) -> None:
    subprocess.run(["git", "init", "-q", "--bare", str(plane.root / "records/evil")], check=True)
    with (plane.root / "records/evil/config").open("a") as file:
        file.write("[core]\n fsmonitor = touch hacked\n bare = false\n worktree = ..\n")
    assert not member_state(plane.root / "records/evil").is_repository
    assert not list(plane.root.rglob("hacked"))


def test_bare_repository_is_known_as_such(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "bare.git")], check=True)
    assert member_state(tmp_path / "bare.git") == MemberState(tmp_path / "bare.git", exists=True, is_bare=True)


def test_unborn_repository(empty: Plane) -> None:
    assert member_state(empty.root) == MemberState(empty.root, exists=True, is_repository=True, branch="main")


def test_counts_and_upstream(plane: Plane, tmp_path: Path) -> None:
    clone(str(plane.root), tmp_path / "member")
    member = Plane(tmp_path / "member")
    plane.save("one.txt", "1")
    plane.save("two.txt", "2")
    member.git("fetch", "-q")
    member.save("mine.txt", "m")
    member.write("README.md", "staged\n")
    member.git("add", "README.md")
    member.write("README.md", "and edited\n")
    member.write("mine.txt", "edited\n")
    member.write("new-1", "")
    member.git("stash", "-q")
    member.git("stash", "apply", "-q", "--index")
    member.write("new-2", "")
    state = member_state(member.root)
    assert state == MemberState(
        member.root,
        exists=True,
        is_repository=True,
        branch="main",
        upstream="origin/main",
        ahead=1,
        behind=2,
        staged=1,
        modified=2,
        untracked=2,
        stashed=1,
        head=member.head()[:7],
        last_commit=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
        subject="by hand",
    )
    assert state.relation == "diverged"


def test_detached_head_in_the_middle_of_a_merge(plane: Plane) -> None:
    plane.git("checkout", "-q", "--detach")
    (plane.root / ".git/MERGE_HEAD").write_text(plane.head())
    state = member_state(plane.root)
    assert (state.branch, state.detached, state.in_progress) == ("", True, "merge")


def test_upstream_that_is_gone(plane: Plane, tmp_path: Path) -> None:
    clone(str(plane.root), tmp_path / "member")
    member = Plane(tmp_path / "member")
    member.git("update-ref", "-d", "refs/remotes/origin/main")
    state = member_state(member.root)
    assert (state.upstream, state.ahead, state.behind) == ("origin/main", 0, 0)
    assert state.relation == "gone"


def test_damaged_repository_is_an_error(plane: Plane) -> None:
    (plane.root / ".git/config").write_text("[broken\n")
    with pytest.raises(GitError):
        member_state(plane.root)


@pytest.mark.parametrize(
    "url",
    ["", "-uevil", "--upload-pack=touch x", "ext::sh -c touch% x", "fd::7", "EXT::sh", "https://a\nb", "::x"],
)
def test_clone_refuses_what_is_no_place(tmp_path: Path, url: str) -> None:
    with pytest.raises(UsageError):
        clone(url, tmp_path / "member")
    assert not (tmp_path / "member").exists()


def test_clone_refuses_a_path_that_is_taken(plane: Plane, tmp_path: Path) -> None:
    with pytest.raises(ConflictError):
        clone(str(plane.root), plane.root)


def test_clone_into_an_empty_directory_below_new_ones(plane: Plane, tmp_path: Path) -> None:
    clone(f"file://{plane.root}", tmp_path / "a/-b")
    assert Plane(tmp_path / "a/-b").head() == plane.head()


def test_clone_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(GitError) as caught:
        clone(str(tmp_path / "none"), tmp_path / "member")
    assert caught.value.details
    assert not (tmp_path / "member").exists()


def test_clone_keeps_to_the_allowed_protocols(
    make_plane: Callable[[str], Plane], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "https")
    with pytest.raises(GitError):
        clone(f"file://{make_plane('other').root}", tmp_path / "member")
