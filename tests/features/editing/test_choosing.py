"""What is offered where a day is typed, and how it is written."""

from datetime import UTC, datetime

import pytest
from places import SCHEMAS

from wmsgit.features.editing.choosing import date_choices
from wmsgit.features.editing.values import TextSpan
from wmsgit.features.records.assignments import ValueContext
from wmsgit.schema.registry import Registry

FRIDAY = datetime(2026, 11, 27, 15, 30, tzinfo=UTC)
TASK = next(kind for kind in Registry.read(SCHEMAS).kinds() if kind.name == "task")


@pytest.fixture(autouse=True)
def _in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")


def offered(name: str, word: str = "") -> dict[str, str]:
    meaning = ValueContext(FRIDAY, lambda: "Ann", lambda _, text: text)
    return {choice.label: choice.text for choice in date_choices(TASK.fields[name], word, meaning, TextSpan(0, 0))}


def test_usual_days_are_named_and_written_as_the_schema_wants_them() -> None:
    days = offered("due")
    assert days["today"] == "2026-11-27"
    assert days["+2w"] == "2026-12-11"
    assert days["next Friday"] == "2026-12-04"
    assert days["next Monday"] == "2026-11-30"
    assert offered("created")["now"] == "2026-11-27T15:30:00Z"


@pytest.mark.parametrize(("word", "day"), [("+3d", "2026-11-30"), ("-1w", "2026-11-20"), ("yesterday", "2026-11-26")])
def test_what_the_command_line_takes_is_offered_first(word: str, day: str) -> None:
    assert next(iter(offered("due", word).items())) == (word, day)


@pytest.mark.parametrize("word", ["", "soon", "+99999999999y", "2026-12-01", "+999999y"])
def test_what_is_no_day_or_is_written_already_is_not_offered(word: str) -> None:
    assert next(iter(offered("due", word))) == "today"
