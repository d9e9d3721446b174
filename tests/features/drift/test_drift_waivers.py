"""What people do with findings: acknowledge, waive; and what scans make of it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from drift_plane import NO_PANDAS, Plane, states

from wmsgit.errors import AmbiguousError, InvalidError, NotFoundError
from wmsgit.features.drift.actions.choose import choose
from wmsgit.features.drift.actions.handle import Waiver, acknowledge, waive

UNTIL_DECEMBER = Waiver("Ann Lee", "goes with the port", "2026-12-01")


@pytest.fixture
def found(plane: Plane) -> Plane:
    plane.member("core", {"src/a.py": "import pandas\n", "src/b.py": "import pandas\n"})
    plane.decide(NO_PANDAS)
    return plane


def fingerprints(plane: Plane) -> list[str]:
    return [finding.detection.fingerprint for finding in plane.scan().findings if finding.detection]


def test_new_finding_is_recorded_and_waived_in_one_commit(found: Plane) -> None:
    first, second = fingerprints(found)
    ws = found.workspace()
    before = len(found.log())
    waive(ws, choose(ws, [first[:6], f"DRIFT-{second[:8]}"]), UNTIL_DECEMBER)
    assert len(found.log()) == before + 1
    assert found.log()[0] == f"drift waive DRIFT-{first[:8]}, DRIFT-{second[:8]}"
    assert [data["waiver"] for data in found.recorded().values()] == [
        {"owner": "Ann Lee", "reason": "goes with the port", "expires": "2026-12-01"}
    ] * 2
    assert [state for state, _, _ in states(found.scan())] == ["waived", "waived"]


def test_waiver_holds_to_the_end_of_its_last_day_and_then_the_finding_is_open(found: Plane) -> None:
    ws = found.workspace()
    waive(ws, choose(ws, fingerprints(found)[:1]), UNTIL_DECEMBER)
    found.now += timedelta(days=8)
    assert [state for state, _, _ in states(found.scan())] == ["waived", "new"]
    found.now += timedelta(days=1)
    first, _ = found.scan().findings
    assert (first.state, first.reason, first.gates) == ("open", "its waiver expired on 2026-12-01", True)


def test_waiver_that_matches_nothing_is_told_until_the_finding_is_resolved(found: Plane) -> None:
    ws = found.workspace()
    waive(ws, choose(ws, fingerprints(found)[:1]), UNTIL_DECEMBER)
    found.commit(found.root.parent / "core", {"src/a.py": "import os\n"})
    (notice,) = found.scan().notices
    assert (notice.code, notice.message) == ("idle-waiver", "its waiver matches nothing any more")
    found.record()
    assert found.scan().notices == ()


@pytest.mark.parametrize(
    ("waiver", "words"),
    [
        (Waiver("Ann", "why", "2026-11-22"), "would have expired on 2026-11-22 already"),
        (Waiver("Ann", "why", "someday"), "'someday' is no day"),
        (Waiver(" ", "why", "+3d"), "a waiver has an owner"),
    ],
)
def test_waiver_that_cannot_hold_is_refused(found: Plane, waiver: Waiver, words: str) -> None:
    ws = found.workspace()
    with pytest.raises(InvalidError, match=words):
        waive(ws, choose(ws, fingerprints(found)[:1]), waiver)
    assert found.recorded() == {}


def test_unknown_findings_and_beginnings_that_fit_several_are_refused(found: Plane) -> None:
    ws = found.workspace()
    for word in ("DRIFT-00000000", "ffff", "nothing", "../x", "\x1b[31m"):
        with pytest.raises(NotFoundError):
            choose(ws, [word])
    found.record()
    for name in ("DRIFT-77770001", "DRIFT-77770002"):
        (record, *_) = found.recorded().values()
        fields = {key: value for key, value in record.items() if key != "id"}
        found.write(f"drift/{name}.yaml", {**fields, "fingerprint": name.removeprefix("DRIFT-")})
    with pytest.raises(AmbiguousError):
        choose(found.workspace(), ["7777"])


def test_acknowledging_records_a_new_finding_and_twice_is_no_change(found: Plane) -> None:
    ws = found.workspace()
    words = fingerprints(found)[:1]
    acknowledge(ws, choose(ws, words))
    (data,) = found.recorded().values()
    assert data["status"] == "acknowledged"
    before = found.log()
    again = acknowledge(found.workspace(), choose(found.workspace(), words))
    assert found.log() == before
    assert again.warnings
    assert [state for state, _, _ in states(found.scan())] == ["open", "new"]


def test_returned_finding_is_reopened_before_it_is_acknowledged(found: Plane) -> None:
    core = found.root.parent / "core"
    found.record()
    found.commit(core, {"src/a.py": "import os\n"})
    found.record()
    found.commit(core, {"src/a.py": "import pandas\n"})
    name = next(key for key, data in found.recorded().items() if data["status"] == "resolved")
    ws = found.workspace()
    acknowledge(ws, choose(ws, [name]))
    data = found.recorded()[name]
    assert (data["status"], "resolved_at" in data) == ("acknowledged", False)


def test_two_branches_that_record_one_finding_write_one_file(found: Plane, git: Callable[..., str]) -> None:
    git(found.root, "add", "-A")
    git(found.root, "commit", "-qm", "the rule")
    git(found.root, "switch", "-qc", "other")
    found.record()
    git(found.root, "switch", "-q", "main")
    found.record()
    recorded = sorted(found.recorded())
    git(found.root, "commit", "-q", "--allow-empty", "-m", "apart")
    git(found.root, "merge", "-q", "-m", "met", "other")
    assert sorted(found.recorded()) == recorded
    assert [state for state, _, _ in states(found.scan())] == ["open", "open"]


def test_scan_that_fails_to_land_leaves_no_record_half_written(found: Plane, tmp_path: Path) -> None:
    hook = found.root / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(Exception, match="hook"):
        found.record()
    assert found.recorded() == {}
    assert found.git(found.root, "status", "--porcelain", "records/drift") == ""
