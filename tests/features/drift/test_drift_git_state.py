"""`git_state`: how the clones on this machine stand."""

import os
from datetime import timedelta
from pathlib import Path

from drift_plane import Plane
from drift_texts import judged, problems

HYGIENE = {
    "id": "hygiene",
    "kind": "git_state",
    "default_branch": "main",
    "dirty_days": 2,
    "unpushed_days": 1,
    "stale_branch_days": 30,
    "tag_matches": "pyproject",
}


def found(plane: Plane) -> list[str]:
    details = [one.detection.violation for one in plane.scan().findings if one.detection]
    return sorted(f"{one.subject} {one.discriminator}" for one in details)


def test_untidy_clone_is_found_and_not_recorded_unless_the_rule_says_so(plane: Plane) -> None:
    core = plane.member("core", {"pyproject.toml": "[project]\nversion = '1.0'\n"})
    plane.git(core, "tag", "v1.0")
    plane.decide(HYGIENE)
    assert found(plane) == []
    remote: Path = plane.root.parent / "remote"
    plane.git(core, "clone", "-q", "--bare", ".", str(remote))
    plane.git(core, "remote", "add", "origin", str(remote))
    plane.git(core, "fetch", "-q")
    plane.git(core, "branch", "old")
    plane.git(core, "tag", "v2.0")
    (core / "new.txt").write_text("x\n")
    os.utime(core / "new.txt", (plane.now.timestamp() - 3 * 86_400,) * 2)
    assert found(plane) == ["dirty_days main", "tag_matches v2.0"]
    plane.commit(core, {})
    plane.now += timedelta(days=31)
    assert found(plane) == ["stale_branch_days old", "unpushed_days main"]
    plane.record()
    assert plane.recorded() == {}
    plane.decide({**HYGIENE, "record": True})
    plane.record()
    assert len(plane.recorded()) == 2


def test_missing_default_branch_is_found(plane: Plane) -> None:
    plane.member("core", {"a": ""})
    plane.decide({"id": "a", "kind": "git_state", "default_branch": "trunk"})
    assert found(plane) == ["default_branch trunk"]


def test_state_that_cannot_be_seen_is_unknown_and_the_fields_are_checked() -> None:
    assert len(judged({"kind": "git_state", "dirty_days": 1}, {}).unknowns) == 1
    assert len(problems(kind="git_state")) == 1
    assert len(problems(kind="git_state", dirty_days=1, examples={"bad": "x"})) == 1
