"""A decision from draft to retirement: tried, accepted with what it finds, enforced from a day on, retired."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from drift_plane import NO_PANDAS, Plane, states

from wmsgit.errors import InvalidError, NotFoundError
from wmsgit.features.drift.actions.adopt import adopt
from wmsgit.features.drift.actions.retire import Retirement, retirements
from wmsgit.features.drift.actions.scan import Request, scan
from wmsgit.features.drift.policy import rule_changes
from wmsgit.features.drift.rule import Origin, Rule, rule_from
from wmsgit.features.drift.weaknesses import weaknesses
from wmsgit.features.records.actions.transition import StepOptions


@pytest.fixture
def ported(plane: Plane) -> Plane:
    plane.member("core", {"src/a.py": "import pandas\n"})
    return plane


def adopted(plane: Plane, record_id: str = "ADR-001") -> None:
    ws = plane.workspace()
    kind = ws.kind("adr")
    adopt(ws, [ws.locate(record_id, kind)], kind.transitions["accept"], StepOptions())


def retired(plane: Plane, record_id: str = "ADR-001", *successors: str) -> list[Retirement]:
    ws = plane.workspace()
    kind = ws.kind("adr")
    return retirements(ws, [ws.locate(record_id, kind)], kind.transitions["deprecate"], successors)


def test_draft_is_tried_alone_and_otherwise_finds_nothing(ported: Plane) -> None:
    ported.decide({**NO_PANDAS, "id": "other", "modules": ["pandas"]}, name="ADR-002")
    ported.decide(NO_PANDAS, status="draft")
    assert [finding.detection.rule.name for finding in ported.scan().findings if finding.detection] == ["ADR-002/other"]
    assert states(ported.scan(trial=["1"])) == states(ported.scan(trial=["ADR-001"]))
    tried = ported.scan(trial=["ADR-001"])
    assert [finding.detection.rule.name for finding in tried.findings if finding.detection] == ["ADR-001/no-pandas"]
    assert [rule.name for rule in tried.rules] == ["ADR-001/no-pandas"]


def test_what_is_recorded_of_other_rules_is_not_told_in_a_try(ported: Plane) -> None:
    ported.decide(NO_PANDAS)
    ported.record()
    ported.decide({**NO_PANDAS, "id": "no-numpy", "modules": ["numpy"]}, name="ADR-002", status="draft")
    assert states(ported.scan(trial=["ADR-002"])) == []


def test_record_without_rules_cannot_be_tried(ported: Plane) -> None:
    ported.decide(status="draft")
    with pytest.raises(InvalidError, match="no rules to try"):
        ported.scan(trial=["ADR-001"])
    with pytest.raises(InvalidError, match="a record of the kind repo has no rules"):
        ported.scan(trial=["core"])
    with pytest.raises(NotFoundError):
        ported.scan(trial=["ADR-009"])


def test_accepting_with_a_baseline_is_one_commit_after_which_only_new_findings_fail(ported: Plane) -> None:
    ported.decide(NO_PANDAS, status="draft")
    before = len(ported.log())
    adopted(ported)
    assert len(ported.log()) == before + 1
    assert ported.log()[0] == "ADR-001: accept, 1 finding baselined"
    assert [state for state, _, _ in states(ported.scan())] == ["baselined"]
    ported.commit(ported.root.parent / "core", {"src/b.py": "import pandas\n"})
    assert sorted(state for state, _, _ in states(ported.scan())) == ["baselined", "new"]


def test_accepting_with_a_baseline_takes_in_nothing_of_other_rules(ported: Plane) -> None:
    ported.commit(ported.root.parent / "core", {"src/n.py": "import numpy\n"})
    ported.decide({**NO_PANDAS, "id": "no-numpy", "modules": ["numpy"]}, name="ADR-002")
    ported.decide(NO_PANDAS, status="draft")
    adopted(ported)
    assert [(state, place) for state, place, _ in states(ported.scan())] == [
        ("baselined", "core/src/a.py pandas"),
        ("new", "core/src/n.py numpy"),
    ]


@pytest.mark.parametrize(
    ("fields", "gates"),
    [
        ({}, True),
        ({"enforce": "fail"}, True),
        ({"enforce": "warn"}, False),
        ({"fail_from": "2026-11-24"}, False),
        ({"fail_from": "2026-11-23"}, True),
        ({"fail_from": "2020-01-01", "enforce": "warn"}, False),
    ],
)
def test_rule_fails_a_scan_as_it_is_enforced(ported: Plane, fields: Mapping[str, Any], gates: bool) -> None:
    ported.decide({**NO_PANDAS, **fields})
    (finding,) = ported.scan().findings
    assert (finding.state, finding.gates) == ("new", gates)


def test_rule_fails_from_its_day_on(ported: Plane) -> None:
    ported.decide({**NO_PANDAS, "fail_from": "2026-11-25"})
    assert [finding.gates for finding in ported.scan().findings] == [False]
    ported.now += timedelta(days=2)
    assert [finding.gates for finding in ported.scan().findings] == [True]


def test_retiring_tells_the_rules_that_nothing_takes_over_and_what_goes_with_them(ported: Plane) -> None:
    ported.decide(NO_PANDAS)
    (opened,) = ported.record().findings
    assert opened.detection is not None
    (going,) = retired(ported)
    assert (going.rules, going.findings, going.waivers, going.baselined) == (
        ("ADR-001/no-pandas",),
        (f"DRIFT-{opened.detection.fingerprint[:8]}",),
        (),
        0,
    )
    assert list(going.lines()) == [
        "ADR-001: nothing takes over ADR-001/no-pandas",
        f"ADR-001: with its rules go 1 finding ({going.findings[0]})",
    ]


def test_rule_that_a_successor_takes_over_dies_with_nothing(ported: Plane) -> None:
    ported.decide(NO_PANDAS)
    ported.decide(NO_PANDAS, name="ADR-002", status="draft")
    (going,) = retired(ported, "ADR-001", "ADR-002")
    assert going.hints == (("ADR-001/no-pandas", "ADR-002/no-pandas"),)
    ported.decide({**NO_PANDAS, "was": ["ADR-001/no-pandas"]}, name="ADR-002", status="draft")
    (going,) = retired(ported, "ADR-001", "ADR-002")
    assert list(going.lines()) == []


def test_retiring_what_is_not_in_force_tells_nothing(ported: Plane) -> None:
    ported.decide(NO_PANDAS, status="draft")
    assert retired(ported) == []


def test_baseline_lines_go_with_their_rule(ported: Plane) -> None:
    ported.decide(NO_PANDAS, status="draft")
    adopted(ported)
    (going,) = retired(ported)
    assert going.baselined == 1


def made(**fields: Any) -> Rule:
    return rule_from(Origin("adr", "A"), {**NO_PANDAS, "modules": ["pandas", "polars"], **fields})


@pytest.mark.parametrize(
    ("fields", "losses"),
    [
        ({}, ""),
        ({"message": "x", "fix": "y"}, ""),
        ({"modules": ["pandas", "polars", "numpy"]}, ""),
        ({"modules": ["pandas"]}, "modules"),
        ({"modules": ["pandas", "polars", "!pandas.testing"]}, "modules"),
        ({"severity": "CRITICAL"}, ""),
        ({"severity": "LOW"}, "severity HIGH → LOW"),
        ({"enforce": "warn"}, "it only warns"),
        ({"fail_from": "2027-01-01"}, "it fails from 2027-01-01 on"),
        ({"allow_inline": True}, "it may be allowed inline"),
        ({"dynamic": False}, "dynamic"),
        ({"scope": {}}, ""),
        ({"scope": {"repos": ["core", "api"], "paths": ["src/**"]}}, ""),
        ({"scope": {"repos": ["api"], "paths": ["src/**"]}}, "scope.repos"),
        ({"scope": {"repos": ["core"], "paths": ["src/**", "!src/old/**"]}}, "scope.paths"),
        ({"scope": {"repos": ["core"], "paths": ["src/**"], "exclude": ["x"]}}, "scope.exclude"),
        ({"kind": "allowed_imports"}, "kind forbidden_import → allowed_imports"),
        ({"id": "other"}, "it is gone"),
        ({"id": "other", "was": ["no-pandas"]}, ""),
    ],
)
def test_rule_is_weaker_where_it_may_find_or_fail_less(fields: Mapping[str, Any], losses: str) -> None:
    assert [item.losses for item in weaknesses([made()], [made(**fields)])] == ([losses] if losses else [])


def test_what_lets_a_rule_fail_less_is_a_change_of_policy() -> None:
    for fields in ({"enforce": "warn"}, {"fail_from": "2027-01-01"}, {"allow_inline": True}):
        (change,) = rule_changes([made()], [made(**fields)])
        assert change.loosens
        (back,) = [item for item in rule_changes([made(**fields)], [made()]) if item.loosens is False] or [None]
        assert back is not None or fields == {"allow_inline": True}


ALLOW = {**NO_PANDAS, "allow_inline": True}
TEXT = """\
import pandas  # wmsgit: allow ADR-001/no-pandas until 2026-12-31 -- goes with the port
# wmsgit: allow ADR-001/no-pandas until 2026-12-31 -- too
import pandas.core
import pandas.core
"""


def test_comment_lets_a_violation_in_its_line_or_the_next_be_where_the_rule_says_so(plane: Plane) -> None:
    plane.member("core", {"src/a.py": TEXT})
    plane.decide(NO_PANDAS)
    assert [state for state, _, _ in states(plane.scan())] == ["new", "new", "new"]
    plane.decide(ALLOW)
    report = plane.scan()
    assert [(state, line) for state, _, line in states(report)] == [("allowed", 1), ("allowed", 3), ("new", 4)]
    assert report.findings[0].reason == "until 2026-12-31: goes with the port"


def test_settings_may_allow_comments_for_every_rule(plane: Plane) -> None:
    plane.member("core", {"src/a.py": TEXT})
    plane.decide(NO_PANDAS)
    plane.write("workspace.yaml", {"name": "w", "allow_inline": True})
    assert [state for state, _, _ in states(plane.scan())] == ["allowed", "allowed", "new"]


def test_base_decides_whether_comments_count(plane: Plane) -> None:
    plane.member("core", {"src/a.py": TEXT})
    plane.decide(NO_PANDAS)
    plane.git(plane.root, "add", "-A")
    plane.git(plane.root, "commit", "-qm", "strict")
    plane.decide(ALLOW)
    report = plane.scan(policy="HEAD")
    assert [state for state, _, _ in states(report)] == ["new", "new", "new"]
    assert ["it may be allowed inline" in finding.message for finding in report.policy] == [True]


@pytest.mark.parametrize(
    ("comment", "fault"),
    [
        ("until 2026-11-22 -- over", "ended on 2026-11-22"),
        ("until 2026-11-23", "gives no reason after '--'"),
        ("until 2026-11-23 --  ", "gives no reason after '--'"),
        ("-- no day", "names no last day"),
        ("until soon -- x", "names no last day: until soon"),
        ("until 2027-02-22 -- 91 days", "holds until 2027-02-22, for more than 90 days"),
    ],
)
def test_comment_that_does_not_hold_is_a_finding_and_lets_nothing_be(plane: Plane, comment: str, fault: str) -> None:
    plane.member("core", {"src/a.py": f"import pandas  # wmsgit: allow ADR-001/no-pandas {comment}\n"})
    plane.decide(ALLOW)
    violations = [finding.detection.violation for finding in plane.scan().findings if finding.detection]
    assert sorted(item.discriminator for item in violations) == ["inline allowance", "pandas"]
    assert f"the comment in src/a.py of core that allows ADR-001/no-pandas {fault}" in {
        item.message for item in violations
    }
    assert all(finding.gates for finding in plane.scan().findings)


@pytest.mark.parametrize("last", ["2026-11-23", "2027-02-21"])
def test_comment_holds_on_its_last_day_and_for_at_most_ninety_days(plane: Plane, last: str) -> None:
    plane.member("core", {"src/a.py": f"import pandas  # wmsgit: allow ADR-001/no-pandas until {last} -- why\n"})
    plane.decide(ALLOW)
    assert [state for state, _, _ in states(plane.scan())] == ["allowed"]


def test_comment_that_lets_nothing_be_is_a_finding_unless_the_file_is_unknown(plane: Plane) -> None:
    comment = "# wmsgit: allow ADR-001/no-pandas until 2026-12-01 -- why\n"
    plane.member("core", {"src/a.py": f"import os\n{comment}", "src/b.py": f"import (\n{comment}"})
    plane.decide(ALLOW)
    report = plane.scan()
    assert [place for _, place, _ in states(report)] == ["core/src/a.py inline allowance"]
    assert [item.path for item in report.unknowns] == ["src/b.py"]


def test_comment_for_one_of_two_rules_leaves_the_other_failing(plane: Plane) -> None:
    plane.member("core", {"src/a.py": "import pandas  # wmsgit: allow ADR-001/no-pandas until 2026-12-01 -- why\n"})
    plane.decide(ALLOW, {**NO_PANDAS, "id": "again"})
    assert [state for state, _, _ in states(plane.scan())] == ["new"]


def test_scan_counts_what_comments_allow_apart(plane: Plane) -> None:
    from wmsgit.features.drift.findings import counts
    from wmsgit.render.drift_rows import sums

    plane.member("core", {"src/a.py": TEXT})
    plane.decide(ALLOW)
    report = scan(plane.workspace(), Request())
    assert sums(counts(report.findings, report.unknowns)).startswith("2 allowed inline, 1 new, ")
