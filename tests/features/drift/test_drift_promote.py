"""Issues made of findings, and what is told of a finding or a rule."""

import pytest
from drift_plane import NO_PANDAS, Plane

from wmsgit.errors import NotFoundError
from wmsgit.features.drift.actions.choose import choose
from wmsgit.features.drift.actions.explain import explain
from wmsgit.features.drift.actions.promote import of_rule, promote
from wmsgit.features.records.actions.transition import transition
from wmsgit.workspace.place import Place


@pytest.fixture
def promoted(plane: Plane) -> Plane:
    """Two findings, promoted to one issue."""
    plane.member("core", {"src/a.py": "import pandas\n", "src/b.py": "import pandas\n"})
    plane.decide({**NO_PANDAS, "fix": "Move it.", "examples": {"bad": "import pandas"}})
    ws = plane.workspace()
    promote(ws, of_rule(ws, "ADR-001/no-pandas", "core"))
    return plane


def issue(plane: Plane) -> dict[str, object]:
    return plane.workspace().record(Place("issue", "ISSUE-001", "records/issues/ISSUE-001.yaml")).data


def test_issue_of_a_rule_is_linked_both_ways_in_one_commit(promoted: Plane) -> None:
    data = issue(promoted)
    ids = list(promoted.recorded())
    assert sorted(data["drift"]) == sorted(ids)  # type: ignore[call-overload]
    assert {one["related_issue_id"] for one in promoted.recorded().values()} == {"ISSUE-001"}
    assert (data["severity"], data["repos_affected"]) == ("HIGH", ["core"])
    assert data["title"] == "ADR-001/no-pandas: 2 findings in core"
    assert promoted.log()[0] == f"ISSUE-001: promote {', '.join(data['drift'])}"  # type: ignore[arg-type]


def test_finding_of_an_open_issue_is_not_promoted_again(promoted: Plane) -> None:
    before = promoted.log()
    ws = promoted.workspace()
    outcome = promote(ws, choose(ws, promoted.recorded()))
    assert len(outcome.warnings) == 2
    assert promoted.log() == before


def test_issue_is_resolved_with_its_last_finding_and_reopened_when_one_returns(promoted: Plane) -> None:
    core = promoted.root.parent / "core"
    promoted.commit(core, {"src/a.py": "import os\n"})
    promoted.record()
    assert issue(promoted)["status"] == "open"
    promoted.commit(core, {"src/b.py": "import os\n"})
    before = len(promoted.log())
    promoted.record()
    assert issue(promoted)["status"] == "resolved"
    assert len(promoted.log()) == before + 1
    promoted.commit(core, {"src/b.py": "import pandas\n"})
    promoted.record()
    assert issue(promoted)["status"] == "open"


def test_resolving_the_issue_hides_no_finding_that_is_still_there(promoted: Plane) -> None:
    ws = promoted.workspace()
    transition(ws, ws.places(["ISSUE-001"]), "resolve")
    report = promoted.scan()
    assert [finding.state for finding in report.findings] == ["open", "open"]
    (notice,) = report.notices
    assert (notice.code, notice.about) == ("closed-issue", "ISSUE-001")


def test_rule_without_findings_is_not_promoted(promoted: Plane) -> None:
    promoted.member("api", {"src/a.py": "import os\n"})
    with pytest.raises(NotFoundError, match="nothing new or open in api"):
        of_rule(promoted.workspace(), "ADR-001/no-pandas", "api")


def test_rule_is_explained_by_its_decision_and_what_it_finds(promoted: Plane) -> None:
    told = explain(promoted.workspace(), "no-pandas")
    assert (told["rule"], told["decision"], told["because"]) == (
        "ADR-001/no-pandas",
        "ADR-001 Keep it small",
        "It grows.",
    )
    assert (told["fix"], told["bad example"]) == ("Move it.", "import pandas")
    assert told["findings"] == ["open: core/src/a.py:1", "open: core/src/b.py:1"]


def test_finding_is_explained_with_its_life_from_the_history(promoted: Plane) -> None:
    core = promoted.root.parent / "core"
    name = min(promoted.recorded())
    promoted.commit(core, {"src/a.py": None, "src/b.py": None})
    promoted.record()
    told = explain(promoted.workspace(), name)
    assert told["issue"] == "ISSUE-001"
    assert told["resolved"] == "2026-11-23T12:00:00Z drift scan fixed"
    assert [line.partition(": ")[2] for line in told["life"]] == ["added", "status open → resolved"]


def test_new_finding_is_explained_without_being_recorded(promoted: Plane) -> None:
    promoted.commit(promoted.root.parent / "core", {"src/c.py": "import pandas\n"})
    new = next(one.detection for one in promoted.scan().findings if one.state == "new" and one.detection)
    before = promoted.log()
    assert explain(promoted.workspace(), new.fingerprint)["finding"] == f"DRIFT-{new.fingerprint[:8]} (not recorded)"
    assert promoted.log() == before


def test_unknown_name_is_not_found_with_the_nearest_rule(promoted: Plane) -> None:
    with pytest.raises(NotFoundError, match="did you mean 'ADR-001/no-pandas'"):
        explain(promoted.workspace(), "ADR-001/no-panda")
    with pytest.raises(NotFoundError, match="did you mean 'no-pandas'"):
        explain(promoted.workspace(), "no-panda")
