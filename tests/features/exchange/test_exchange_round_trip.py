"""Whatever a row holds: it becomes a valid record or is refused by name, and nothing of it is lost."""

import copy
from typing import Any

from examples import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wmsgit.errors import InvalidError
from wmsgit.features.exchange.layout import SOURCES, Source
from wmsgit.features.exchange.merging import merge_row
from wmsgit.features.exchange.moments import to_utc
from wmsgit.features.exchange.rows import ImportedRecord, RowConverter
from wmsgit.features.exchange.values import is_empty, same
from wmsgit.schema.registry import Registry, packaged_schemas
from wmsgit.schema.validate import problems_of

KINDS = {kind.name: kind for kind in Registry.read(packaged_schemas()).kinds()}
CONVERTERS = {source.kind: RowConverter(KINDS[source.kind], source.layout) for source in SOURCES}
MOMENTS = [
    "2025-11-20T21:07:47.852875",
    "2025-11-20T21:07:47.8",
    "2025-11-20T21:07:47Z",
    "2025-11-20 21:07",
    "2025-11-20",
    "2025-11-20T21:07:47.123456789+02:00",
    "2025-02-30T00:00:00",
    "0001-01-01T00:00:00+14:00",
    "yesterday",
]
WORDS = [
    "pending",
    "Pending",
    "IN PROGRESS",
    "in_progress",
    "open",
    "wip",
    "high",
    "HIGH",
    "all",
    "core",
    "T-1",
]
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
plausible = st.sampled_from(MOMENTS) | st.sampled_from(WORDS) | st.lists(st.sampled_from(WORDS), max_size=3)
ids = st.sampled_from(["T-1", "WS-TASK-007", "20251121_225855"])
activities = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "time": plausible,
            "timestamp": plausible,
            "activity_type": texts,
            "description": texts,
            "files_created": st.lists(texts, max_size=2),
            "outcome": scalars,
            "metadata": values,
            "extra": scalars,
        },
    )
    | values,
    max_size=3,
)
SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much]


def keys_of(source: Source) -> list[str]:
    names = [*source.layout.keys, *source.layout.older, *KINDS[source.kind].fields]
    return [name for name in dict.fromkeys(names) if name not in {"id", "session_id", "metadata"}]


@st.composite
def rows(draw: st.DrawFn) -> tuple[Source, dict[str, Any]]:
    """A row with an id and mostly with what is required, and with anything whatever in any key."""
    source = draw(st.sampled_from(SOURCES))
    row: dict[str, Any] = {source.layout.key_of("id"): draw(ids)}
    row |= {name: draw(plausible | texts) for name in ("title", "decision") if name in KINDS[source.kind].fields}
    row |= draw(st.dictionaries(st.sampled_from(keys_of(source)), plausible | values, max_size=6))
    row |= draw(st.dictionaries(texts.filter(lambda key: key not in row), values, max_size=2))
    if draw(st.booleans()):
        row["metadata"] = draw(st.dictionaries(texts, values, max_size=2) | values)
    if source.layout.items and draw(st.booleans()):
        row["activities"] = draw(activities)
    return source, row


def taken(source: Source, row: dict[str, Any]) -> ImportedRecord | None:
    try:
        return CONVERTERS[source.kind].read(copy.deepcopy(row))
    except InvalidError:
        return None


def written(item: ImportedRecord, data: dict[str, Any]) -> dict[str, Any]:
    return CONVERTERS[item.kind].write(item.id, copy.deepcopy(data))


def is_earlier_export(row: dict[str, Any]) -> bool:
    """Whether the row has originals of its own, as only an export leaves them: these go to their places."""
    metadata = row.get("metadata")
    return isinstance(metadata, dict) and bool(metadata.get("imported"))


def says(row: dict[str, Any], source: Source) -> dict[str, Any]:
    return CONVERTERS[source.kind].passage.values_of(row)


def in_one_form(value: Any) -> Any:
    """`value` with its moments in UTC in one form: the older files have `…Z` without the Z."""
    if isinstance(value, str) and value.endswith("Z"):
        return (to_utc(value, RowConverter.zone) or value).removesuffix("Z")
    if isinstance(value, list):
        return [in_one_form(item) for item in value]
    return {key: in_one_form(item) for key, item in value.items()} if isinstance(value, dict) else value


@settings(max_examples=examples(120), deadline=None, suppress_health_check=SLOW)
@given(rows())
def test_a_row_becomes_a_valid_record_or_is_refused(case: tuple[Source, dict[str, Any]]) -> None:
    source, row = case
    item = taken(source, row)
    if item is not None:
        assert problems_of(KINDS[item.kind], item.data, item.id) == []


@settings(max_examples=examples(120), deadline=None, suppress_health_check=SLOW)
@given(rows())
def test_an_export_gives_back_what_the_row_said(case: tuple[Source, dict[str, Any]]) -> None:
    source, row = case
    item = taken(source, row)
    if item is None or is_earlier_export(row):
        return
    wanted, given_back = says(row, source), says(written(item, item.data), source)
    missing = {key for key, value in wanted.items() if not same(in_one_form(value), in_one_form(given_back.get(key)))}
    assert missing == set()
    added = {source.layout.field_of(key) for key in given_back.keys() - wanted.keys()}
    assert added <= item.filled


@settings(max_examples=examples(120), deadline=None, suppress_health_check=SLOW)
@given(rows())
def test_importing_an_export_gives_the_same_record(case: tuple[Source, dict[str, Any]]) -> None:
    source, row = case
    item = taken(source, row)
    if item is not None:
        again = CONVERTERS[source.kind].read(written(item, item.data))
        assert same(again.data, item.data)
        assert same(merge_row(item.data, again), item.data)


@settings(max_examples=examples(120), deadline=None, suppress_health_check=SLOW)
@given(rows(), rows(), st.dictionaries(st.sampled_from(["updated", "status", "title", "notes", "x"]), values))
def test_importing_an_export_gives_the_same_record_after_later_edits(
    case: tuple[Source, dict[str, Any]], later: tuple[Source, dict[str, Any]], originals: dict[str, Any]
) -> None:
    source, row = case
    first, second = taken(source, row), taken(source, {**later[1], source.layout.key_of("id"): "T-1"})
    if first is None or second is None:
        return
    edited = first.data | {name: value for name, value in second.data.items() if name != "metadata"}
    metadata = dict(first.data.get("metadata", {}))
    metadata["imported"] = {
        **metadata.get("imported", {}),
        **{k: v for k, v in originals.items() if not is_empty(v)},
    }
    edited["metadata"] = metadata
    again = CONVERTERS[source.kind].read(written(first, edited))
    assert same(merge_row(edited, again), edited)
    assert same(again.data, edited)


@settings(max_examples=examples(100), deadline=None, suppress_health_check=SLOW)
@given(rows(), rows())
def test_importing_the_same_row_twice_changes_nothing_the_second_time(
    case: tuple[Source, dict[str, Any]], other: tuple[Source, dict[str, Any]]
) -> None:
    source, row = case
    item, existing = taken(source, row), taken(source, {**other[1], source.layout.key_of("id"): "T-1"})
    if item is None or existing is None:
        return
    once = merge_row(existing.data, item)
    assert same(merge_row(once, item), once)
