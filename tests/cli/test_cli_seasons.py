"""Times typed and filtered on the other side of a change of the clock, by the program in a zone that has one."""

import time
from collections.abc import Iterator

import pytest
from cli_program import Program

BERLIN = {"TZ": "Europe/Berlin"}


@pytest.fixture(autouse=True)
def _zone_of_before() -> Iterator[None]:
    yield
    time.tzset()


def text_of(wmsgit: Program) -> str:
    return (wmsgit.folder / "records/tasks/WS-TASK-001.yaml").read_text()


@pytest.mark.parametrize(("month", "expected"), [("01", "09"), ("07", "08")])
def test_a_local_time_is_that_of_its_season(wmsgit: Program, month: str, expected: str) -> None:
    wmsgit("task", "add", "One", f"due=2027-{month}-01T10:00", **BERLIN)
    assert f"due: 2027-{month}-01T{expected}:00:00Z" in text_of(wmsgit)
    assert f"2027-{month}-01 10:00" in wmsgit("task", "list", "--columns", "id,due", **BERLIN).stdout


@pytest.mark.parametrize(
    ("day", "moment"), [("2026-07-01", "2026-06-30T22:30:00Z"), ("2026-01-01", "2025-12-31T23:30:00Z")]
)
def test_a_days_filter_takes_what_its_clock_shows(wmsgit: Program, day: str, moment: str) -> None:
    wmsgit("task", "add", "One", f"created={moment}", **BERLIN)
    before = {"2026-07-01": "2026-06-30", "2026-01-01": "2025-12-31"}[day]
    for term, fits in ((f"created={day}", True), (f"created.after={before}", True), (f"created.before={day}", False)):
        result = wmsgit("task", "list", term, "--format", "ids", **BERLIN)
        assert (result.stdout.strip() == "WS-TASK-001") is fits


def test_history_is_asked_by_the_clock_of_its_season(wmsgit: Program) -> None:
    moment = {"GIT_AUTHOR_DATE": "2026-06-30T22:30:00Z", "GIT_COMMITTER_DATE": "2026-06-30T22:30:00Z"}
    (wmsgit.folder / "records/tasks").mkdir(exist_ok=True)
    (wmsgit.folder / "records/tasks/WS-TASK-001.yaml").write_text(
        "title: One\nstatus: pending\ncreated: 2026-06-30T22:30:00Z\n"
    )
    # The template's own commit is of today: a history of its own has the one of the summer alone.
    wmsgit.git("checkout", "-q", "--orphan", "summer")
    wmsgit.environ = {**wmsgit.environ, **moment}
    wmsgit.git("add", ".")
    wmsgit.git("commit", "-qm", "a summer night")
    assert "a summer night" in wmsgit("log", "--since", "2026-07-01", **BERLIN).stdout
    assert "summer" not in wmsgit("log", "--since", "2026-07-01T00:31", code=None, **BERLIN).stdout
    assert "2026-07-01 00:30" in wmsgit("task", "list", "--at", "HEAD", **BERLIN).stderr
    wmsgit("task", "list", "--at", "2026-07-01 00:15", code=4, **BERLIN)
