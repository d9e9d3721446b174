"""`drift report`: what a lead reads of the recorded findings."""

import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from drift_plane import NO_PANDAS, Plane

from wmsgit.errors import UsageError
from wmsgit.features.drift.actions.choose import choose
from wmsgit.features.drift.actions.handle import Waiver, waive
from wmsgit.features.drift.actions.summarize import drift_summary, first_day
from wmsgit.render.drift_report import report_markdown, trend_svg


@pytest.fixture
def kept(plane: Plane) -> Plane:
    """A plane with three findings, of which two weeks later one is resolved, one is waived, and a new one is there."""
    path = plane.member("core", {f"src/{name}.py": "import pandas\n" for name in "abc"}, owners=["Ann"])
    plane.decide(NO_PANDAS, {**NO_PANDAS, "id": "soon", "modules": ["numpy"], "fail_from": "2026-12-20"})
    plane.record()
    plane.now += timedelta(days=14)
    plane.commit(path, {"src/a.py": "", "src/d.py": "import pandas\n"})
    plane.record()
    ws = plane.workspace()
    chosen = next(name for name, data in plane.recorded().items() if data["file_path"] == "src/b.py")
    waive(ws, choose(ws, [chosen]), Waiver("Bob", "later", "2026-12-24"))
    return plane


def test_findings_are_told_by_repository_decision_and_owner(kept: Plane) -> None:
    found = drift_summary(kept.workspace(), "2026-12-01")
    row = {"open": 2, "acknowledged": 0, "waived": 1, "baselined": 0, "came": 1, "went": 1}
    assert found.groups["repo"] == [{"repo": "core", **row}]
    assert found.groups["decision"] == [{"decision": "ADR-001", **row}]
    assert found.groups["owner"] == [
        {"owner": "Ann", **row, "waived": 0},
        {"owner": "Bob", "open": 0, "acknowledged": 0, "waived": 1, "baselined": 0, "came": 0, "went": 0},
    ]
    assert found.severities == {"HIGH": 2}


def test_what_came_went_and_ends_soon_is_named(kept: Plane) -> None:
    found = drift_summary(kept.workspace(), "2026-12-01")
    assert [row["file_path"] for row in found.came] == ["src/d.py"]
    assert [row["file_path"] for row in found.went] == ["src/a.py"]
    assert [(row["day"], row["what"]) for row in found.ending] == [
        ("2026-12-20", "rule fails from then on"),
        ("2026-12-24", "waiver ends"),
    ]
    every = drift_summary(kept.workspace(), "2026-11-01").came
    assert (len(every), every[0]["file_path"]) == (4, "src/d.py")


def test_finding_that_is_recorded_and_baselined_is_counted_once(kept: Plane) -> None:
    from wmsgit.features.drift.actions.baseline import draw
    from wmsgit.features.drift.actions.scan import Request, scan

    ws = kept.workspace()
    draw(ws, scan(ws, Request()))
    summed = drift_summary(kept.workspace(), "2026-12-01")
    assert summed.groups["repo"] == [
        {"repo": "core", "open": 0, "acknowledged": 0, "waived": 1, "baselined": 2, "came": 1, "went": 1}
    ]
    assert summed.severities == {}


def test_trend_counts_what_was_unresolved_at_the_end_of_each_week(kept: Plane) -> None:
    trend = drift_summary(kept.workspace(), "2026-12-01").trend
    assert [(row["day"], row["open"]) for row in trend] == [("2026-11-23", 3), ("2026-11-30", 3), ("2026-12-07", 3)]


def test_baseline_lines_and_waivers_that_have_ended_are_told(kept: Plane) -> None:
    kept.write("baselines/core.yaml", {"repo": "core", "findings": [
        {"fingerprint": "0" * 32, "rule": "ADR-002/x", "file_path": "a"}
    ]})  # fmt: skip
    kept.now += timedelta(days=30)
    found = drift_summary(kept.workspace(), "2027-01-01")
    assert {row["decision"]: row["baselined"] for row in found.groups["decision"]} == {"ADR-001": 0, "ADR-002": 1}
    assert [row["what"] for row in found.ending] == ["waiver has ended"]


def test_markdown_has_every_part_and_escapes_what_records_say(kept: Plane) -> None:
    reported = drift_summary(kept.workspace(), "2026-12-01").as_json()
    reported["came"][0]["violation_details"] = "<b>a|b\n"
    text = "".join(report_markdown(reported))
    for part in (
        "# Drift on 2026-12-07",
        "## By repository",
        "## By decision",
        "## By owner",
        "## Ends soon",
        "## Trend",
    ):
        assert part in text
    assert "| core | 2 | 0 | 1 | 0 | 1 | 1 |" in text
    assert "\\<b\\>a\\|b" in text


def test_picture_is_a_document_with_a_text_for_whoever_cannot_see_it(kept: Plane) -> None:
    root = ET.fromstring("".join(trend_svg(drift_summary(kept.workspace(), "2026-12-01").as_json())))
    space = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{space}desc") == "Unresolved findings by week: 2026-11-23 3, 2026-11-30 3, 2026-12-07 3"
    assert len(root.findall(f"{space}circle")) == 3


def test_workspace_without_findings_has_an_empty_report(plane: Plane) -> None:
    reported = drift_summary(plane.workspace(), "2026-11-01").as_json()
    assert "0 findings" in "".join(report_markdown(reported))
    assert "".join(trend_svg(reported)).endswith("</svg>\n")


def test_first_day_is_what_a_person_writes(plane: Plane) -> None:
    assert first_day(plane.workspace(), "-7d") == "2026-11-16"
    with pytest.raises(UsageError, match="'soon' is no day"):
        first_day(plane.workspace(), "soon")
