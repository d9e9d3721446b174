"""What a person types means what it says: a number that is an id, a time of day."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from wmsgit.errors import InvalidError
from wmsgit.features.records.actions.write import set_fields
from wmsgit.features.records.assignments import ValueContext, apply, parse_assignment
from wmsgit.workspace.workspace import Workspace

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TASK = "title: One\nstatus: pending\ncreated: 2026-11-23T09:30:00Z\n"


@pytest.fixture
def ws(root: Path) -> Workspace:
    for name in ("WS-TASK-001", "WS-TASK-003", "3"):
        (root / "records/tasks").mkdir(parents=True, exist_ok=True)
        (root / f"records/tasks/{name}.yaml").write_text(TASK)
    return Workspace(root, clock=lambda: NOW)


def test_a_number_that_is_an_id_is_taken_exactly(ws: Workspace) -> None:
    kind = ws.kind("task")
    assert [place.id for place in ws.places(["3", "1", "003"], kind)] == ["3", "WS-TASK-001", "WS-TASK-003"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-12-31 10:00", "2026-12-31T10:00:00Z"),
        ("2026-12-31T10:00", "2026-12-31T10:00:00Z"),
        ("+3h", (NOW + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M:%SZ")),
        ("2026-12-31", "2026-12-31"),
        ("+3d", "2026-11-26"),
    ],
)
def test_a_time_of_day_is_kept_where_the_field_may_hold_one(ws: Workspace, text: str, value: str) -> None:
    [place] = ws.places(["1"], ws.kind("task"))
    field = next(name for name, item in ws.kind("task").fields.items() if item.format == "date-or-time")
    set_fields(ws, [place], [parse_assignment(f"{field}={text}")])
    assert ws.record(place).data[field] == value


@pytest.mark.parametrize("text", ["2026-12-31 10:00", "2026-12-31T10:00Z", "+3h"])
def test_a_time_of_day_is_refused_where_the_field_has_days_alone(root: Path, text: str) -> None:
    schema = (
        '{"type": "object", "properties": {"title": {"type": "string"}, "day": {"type": "string", "format": "date"}}}'
    )
    (root / "schemas/trip.schema.json").write_text(schema)
    (root / "records/trips").mkdir()
    (root / "records/trips/TRIP-001.yaml").write_text("title: One\n")
    ws = Workspace(root, clock=lambda: NOW)
    [place] = ws.places(["1"], ws.kind("trip"))
    with pytest.raises(InvalidError, match="day is a day and takes no time of day"):
        set_fields(ws, [place], [parse_assignment(f"day={text}")])
    set_fields(ws, [place], [parse_assignment("day=today")])
    assert ws.record(place).data["day"] == "2026-11-23"


RULE = {"id": "no-pandas", "kind": "forbidden_import", "modules": ["pandas"]}


@pytest.mark.parametrize(
    "text",
    [
        '[{"id": "no-pandas", "kind": "forbidden_import", "modules": ["pandas"]}]',
        '{"id": "no-pandas", "kind": "forbidden_import", "modules": ["pandas"]}',
        "{id: no-pandas, kind: forbidden_import, modules: [pandas]}",
        "- id: no-pandas\n  kind: forbidden_import\n  modules:\n    - pandas\n",
        "id: no-pandas\nkind: forbidden_import\nmodules: [pandas]\n",
    ],
)
@pytest.mark.parametrize("operator", ["=", "+="])
def test_objects_are_written_as_json_or_as_yaml(ws: Workspace, text: str, operator: str) -> None:
    meaning = ValueContext(now=NOW, actor=lambda: "Ann", numbered=lambda kind, number: number)
    assignment = parse_assignment(f"rules{operator}{text}")
    assert apply([assignment], {}, ws.kind("adr"), meaning)["rules"] == [RULE]
    gone = parse_assignment(f"rules-={text}")
    assert "rules" not in apply([gone], {"rules": [RULE]}, ws.kind("adr"), meaning)


@pytest.mark.parametrize("text", ["Try it", "fix: the thing", "[x] yes", "- one", '"quoted"', "12", "true"])
def test_an_item_that_needs_one_text_is_written_as_that_text(ws: Workspace, text: str) -> None:
    meaning, kind = ValueContext(now=NOW, actor=lambda: "Ann"), ws.kind("task")
    added = apply([parse_assignment(f"checklist+={text}")], {"checklist": [{"text": "First"}]}, kind, meaning)
    assert added["checklist"] == [{"text": "First"}, {"text": text}]
    assert apply([parse_assignment(f"checklist={text}")], {}, kind, meaning)["checklist"] == [{"text": text}]
    ticked = {"checklist": [{"text": "First", "done": True}, {"text": text, "done": True}]}
    assert (
        apply([parse_assignment(f"checklist-={text}")], ticked, kind, meaning)["checklist"] == ticked["checklist"][:1]
    )
    whole = parse_assignment("checklist+={text: Whole, done: true}")
    assert apply([whole], {}, kind, meaning)["checklist"] == [{"text": "Whole", "done": True}]


def test_an_item_that_needs_more_than_one_text_is_not(ws: Workspace) -> None:
    meaning = ValueContext(now=NOW, actor=lambda: "Ann")
    assert apply([parse_assignment("comments+=hello")], {}, ws.kind("task"), meaning)["comments"] == ["hello"]
