"""The life of a finding, from one scan to the next, on real repositories."""

from drift_plane import NO_PANDAS, Plane, states

CODE = "import os\n\n\ndef load():\n    import pandas as pd\n\n    return pd, os\n"


def test_violation_is_found_recorded_and_resolved_when_it_is_fixed(plane: Plane) -> None:
    core = plane.member("core", {"src/a.py": CODE})
    plane.member("api", {"src/a.py": CODE})
    plane.decide(NO_PANDAS)
    assert states(plane.scan()) == [("new", "core/src/a.py pandas", 5)]
    plane.record()
    (record_id,) = plane.recorded()
    assert states(plane.scan()) == [("open", "core/src/a.py pandas", 5)]
    plane.commit(core, {"src/a.py": "import os\n"})
    plane.record()
    data = plane.recorded()[record_id]
    assert (data["status"], data["resolution_notes"], data["resolved_at"]) == (
        "resolved",
        "fixed",
        "2026-11-23T12:00:00Z",
    )
    assert states(plane.scan()) == []


def test_resolved_finding_that_returns_is_reopened_in_its_record(plane: Plane) -> None:
    core = plane.member("core", {"src/a.py": CODE})
    plane.decide(NO_PANDAS)
    plane.record()
    plane.commit(core, {"src/a.py": "import os\n"})
    plane.record()
    plane.commit(core, {"src/a.py": CODE})
    assert [finding.returned for finding in plane.record().findings] == [True]
    (data,) = plane.recorded().values()
    assert data["status"] == "open"
    assert "resolved_at" not in data


def test_no_commit_is_made_when_no_life_changed(plane: Plane) -> None:
    core = plane.member("core", {"src/a.py": CODE})
    plane.decide(NO_PANDAS)
    plane.record()
    before = plane.log()
    plane.commit(core, {"src/a.py": "# moved down\n\n\n" + CODE})
    assert states(plane.record()) == [("open", "core/src/a.py pandas", 8)]
    plane.decide({**NO_PANDAS, "severity": "LOW", "message": "other words"})
    assert states(plane.record()) == [("open", "core/src/a.py pandas", 8)]
    assert plane.log() == before


def test_record_follows_a_renamed_file(plane: Plane) -> None:
    core = plane.member("core", {"src/a.py": CODE})
    plane.decide(NO_PANDAS)
    plane.record()
    (record_id,) = plane.recorded()
    plane.git(core, "mv", "src/a.py", "src/b.py")
    plane.commit(core, {})
    assert states(plane.record()) == [("open", "core/src/b.py pandas", 5)]
    data = plane.recorded()[record_id]
    assert (data["file_path"], data["status"]) == ("src/b.py", "open")


def test_finding_stays_when_its_rule_is_renamed_and_says_so(plane: Plane) -> None:
    plane.member("core", {"src/a.py": CODE})
    plane.decide(NO_PANDAS)
    plane.record()
    (record_id,) = plane.recorded()
    plane.decide({**NO_PANDAS, "id": "slim", "was": ["no-pandas"]})
    plane.record()
    assert plane.recorded()[record_id]["detected_rule"] == "ADR-001/slim"
    assert len(plane.recorded()) == 1


def test_one_of_two_equal_findings_going_away_is_visible(plane: Plane) -> None:
    core = plane.member("core", {"src/a.py": "import pandas\nimport os\nimport pandas\n"})
    plane.decide(NO_PANDAS)
    assert len(plane.record().findings) == 2
    plane.commit(core, {"src/a.py": "import os\nimport pandas\n"})
    assert sorted(state for state, _, _ in states(plane.record())) == ["open", "resolved"]


def test_retired_rule_and_narrowed_scope_resolve_with_their_reason(plane: Plane) -> None:
    plane.member("core", {"src/a.py": CODE})
    plane.decide(NO_PANDAS)
    plane.record()
    plane.decide({**NO_PANDAS, "scope": {"repos": ["core"], "paths": ["lib/**"]}})
    assert [finding.reason for finding in plane.scan().findings] == ["out of scope"]
    plane.decide({**NO_PANDAS, "scope": {"repos": ["!core"]}})
    assert [finding.reason for finding in plane.scan().findings] == ["out of scope"]
    plane.decide(NO_PANDAS, status="deprecated")
    assert [finding.reason for finding in plane.scan().findings] == ["rule retired"]


def test_what_was_not_evaluated_is_not_resolved(plane: Plane) -> None:
    core = plane.member("core", {"src/a.py": CODE})
    plane.decide(NO_PANDAS)
    plane.record()
    plane.commit(core, {"src/a.py": "import (\n"})
    report = plane.record()
    assert [finding.state for finding in report.findings] == ["unknown"]
    assert [(item.path, item.repo) for item in report.unknowns] == [("src/a.py", "core")]
    core.rename(core.with_name("elsewhere"))
    report = plane.record()
    assert [finding.state for finding in report.findings] == ["unknown"]
    assert [item.path for item in report.unknowns] == [""]
    (data,) = plane.recorded().values()
    assert data["status"] == "open"


def test_repository_that_was_not_asked_for_is_neither_unknown_nor_resolved(plane: Plane) -> None:
    core = plane.member("core", {"src/a.py": CODE})
    plane.member("api", {"src/a.py": "import os\n"})
    plane.decide(NO_PANDAS)
    plane.record()
    core.rename(core.with_name("elsewhere"))
    report = plane.scan("api")
    assert (report.findings, report.unknowns) == ((), ())
