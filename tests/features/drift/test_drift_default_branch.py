"""`drift scan --record` looks at each member's default branch as last fetched, and never goes back in history."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from drift_plane import NO_PANDAS, Plane, states

from wmsgit.features.drift.actions.scan import ScanReport
from wmsgit.features.drift.actions.views import DEFAULT_BRANCH

BAD, GOOD = {"src/a.py": "import pandas\n"}, {"src/a.py": "import os\n"}


@pytest.fixture
def published(plane: Plane) -> Path:
    """A member `core` on `main`, pushed to its remote."""
    path = plane.member("core", BAD)
    bare = plane.root.parent / "core.git"
    plane.git(plane.root.parent, "clone", "-q", "--bare", "core", str(bare))
    plane.git(path, "remote", "add", "origin", str(bare))
    plane.git(path, "fetch", "-q")
    plane.decide(NO_PANDAS)
    return path


def record(plane: Plane, ref: str = DEFAULT_BRANCH) -> ScanReport:
    return plane.record(ref=ref)


def notices(report: ScanReport) -> dict[str, str]:
    return {notice.code: f"{notice.about}: {notice.message}" for notice in report.notices}


def statuses(plane: Plane) -> list[str]:
    return [str(data["status"]) for data in plane.recorded().values()]


def test_what_is_checked_out_does_not_matter(plane: Plane, published: Path) -> None:
    first = plane.git(published, "rev-parse", "HEAD").strip()
    record(plane)
    plane.commit(published, GOOD)
    record(plane)
    assert statuses(plane) == ["open"]  # it is not pushed
    plane.git(published, "push", "-q", "origin", "HEAD")
    record(plane)
    assert statuses(plane) == ["resolved"]
    plane.git(published, "checkout", "-q", first)
    before = plane.log()
    report = record(plane)
    assert (statuses(plane), plane.log(), states(report)) == (["resolved"], before, [])


def test_it_is_said_what_was_looked_at_and_how_old_it_is(plane: Plane, published: Path) -> None:
    commit = plane.git(published, "rev-parse", "HEAD").strip()
    three_days_ago = plane.now.timestamp() - 3 * 86_400
    for path in (published / ".git").rglob("*"):
        os.utime(path, (three_days_ago, three_days_ago))
    words = f"core: origin/main is what was looked at ({commit[:10]}, fetched 3 d ago); --ref HEAD takes the checkout"
    assert notices(record(plane)) == {"default-branch": words}
    assert notices(record(plane, "HEAD")) == {}


def test_a_member_without_a_remote_is_recorded_as_it_stands(plane: Plane) -> None:
    path = plane.member("core", BAD)
    plane.decide(NO_PANDAS)
    record(plane)
    plane.commit(path, GOOD)
    assert notices(record(plane)) == {}
    assert statuses(plane) == ["resolved"]


@pytest.mark.parametrize("ref", ["HEAD", "worktree", "staged"])
def test_an_older_commit_changes_no_life(plane: Plane, ref: str) -> None:
    path = plane.member("core", BAD)
    first = plane.git(path, "rev-parse", "HEAD").strip()
    plane.decide(NO_PANDAS)
    plane.git(path, "mv", "src/a.py", "src/b.py")
    second = plane.commit(path, {})
    record(plane, ref)
    (data,) = plane.recorded().values()
    assert data["commit"] == second
    plane.git(path, "checkout", "-q", first)  # where the file has its older name
    before = plane.log()
    report = record(plane, ref)
    assert plane.log() == before
    assert "older" in notices(report)["older-commit"]
    assert [finding.state for finding in report.findings] == ["new", "unknown"] or not report.findings[1:]
    plane.git(path, "checkout", "-q", second)
    plane.commit(path, {"src/b.py": "import os\n"})
    record(plane, ref)
    assert statuses(plane) == ["resolved"]
    plane.git(path, "checkout", "-q", second)  # where it is still there
    before = plane.log()
    assert "older-commit" in notices(record(plane, ref))
    assert (statuses(plane), plane.log()) == (["resolved"], before)


def cloned(plane: Plane, days_ago: float) -> Path:
    """A clone of the member, fetched so long ago, which is the one that is looked at from now on."""
    folder = plane.root.parent
    plane.git(folder, "clone", "-q", "core.git", "other")
    fetched(plane, folder / "other", days_ago)
    plane.git(plane.root, "config", "wmsgit.repo.core.path", "../other")
    return folder / "other"


def fetched(plane: Plane, path: Path, days_ago: float) -> None:
    when = plane.now.timestamp() - days_ago * 86_400
    for file in (path / ".git").rglob("*"):
        os.utime(file, (when, when))


def test_a_clone_that_lacks_the_commit_that_was_recorded_changes_no_life_until_it_fetches(
    plane: Plane, published: Path
) -> None:
    other = cloned(plane, days_ago=1)
    plane.git(plane.root, "config", "wmsgit.repo.core.path", "../core")
    record(plane)
    plane.commit(published, GOOD)
    plane.git(published, "push", "-q", "origin", "HEAD")
    record(plane)
    plane.git(plane.root, "config", "wmsgit.repo.core.path", "../other")
    before = plane.log()
    assert "'git fetch' there" in notices(record(plane))["older-commit"]
    assert (statuses(plane), plane.log()) == (["resolved"], before)
    plane.git(other, "fetch", "-q")
    assert "older-commit" not in notices(record(plane))
    plane.commit(published, BAD)
    plane.git(published, "push", "-q", "origin", "HEAD")
    plane.git(other, "fetch", "-q")
    record(plane)
    assert statuses(plane) == ["open"]


@pytest.mark.parametrize("depth", [(), ("--depth", "1")])
def test_a_commit_that_was_forced_out_of_the_remote_is_no_later_one_after_a_fetch(
    plane: Plane, published: Path, depth: tuple[str, ...]
) -> None:
    record(plane)
    plane.git(published, "commit", "-q", "--amend", "--allow-empty", "-m", "rewritten")
    plane.commit(published, GOOD)
    plane.git(published, "push", "-qf", "origin", "HEAD")
    plane.git(plane.root.parent, "clone", "-q", *depth, f"file://{plane.root.parent}/core.git", "other")
    plane.git(plane.root, "config", "wmsgit.repo.core.path", "../other")
    assert "older-commit" not in notices(record(plane))
    assert statuses(plane) == ["resolved"]


def test_a_baseline_loses_nothing_at_an_older_commit(plane: Plane) -> None:
    from wmsgit.features.drift.actions.baseline import draw
    from wmsgit.features.drift.actions.scan import Request, scan

    path = plane.member("core", GOOD)
    first = plane.git(path, "rev-parse", "HEAD").strip()
    plane.commit(path, BAD)
    plane.decide(NO_PANDAS)
    ws = plane.workspace()
    draw(ws, scan(ws, Request()))
    plane.git(path, "checkout", "-q", first)
    before = plane.log()
    record(plane, "HEAD")
    assert plane.log() == before


def test_an_unknown_default_branch_is_said_and_resolves_nothing(plane: Plane, published: Path) -> None:
    record(plane)
    plane.know("core", default_branch="trunk")
    report = record(plane)
    (unknown,) = report.unknowns
    assert "origin has no branch trunk, as last fetched" in unknown.reason
    assert "--ref HEAD" in unknown.reason
    assert statuses(plane) == ["open"]
    plane.git(published, "push", "-q", "origin", "HEAD:trunk")
    assert "default-branch" in notices(record(plane))


def test_an_unborn_or_rewritten_history_is_no_older_one(plane: Plane, git: Callable[..., str]) -> None:
    path = plane.member("core", BAD)
    plane.decide(NO_PANDAS)
    record(plane, "HEAD")
    git(path, "checkout", "-q", "--orphan", "other")
    plane.commit(path, GOOD)
    git(path, "reflog", "expire", "--expire=now", "--all")
    git(path, "branch", "-qD", "main")
    git(path, "gc", "-q", "--prune=now")
    record(plane, "HEAD")
    assert statuses(plane) == ["resolved"]
