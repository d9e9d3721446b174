"""Which records a filter finds."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from planes import TASK, Plane, filled, task

from wmsgit.errors import InvalidError, UsageError, WmsgitError
from wmsgit.index.conditions import OPERATORS, Condition, condition_for, parse_term
from wmsgit.index.moments import span_of, span_of_words
from wmsgit.model.value_context import ValueContext
from wmsgit.schema.kind import Kind, kind_of

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=timezone(timedelta(hours=2)))


def term(text: str, kind: Kind = TASK, now: datetime = NOW) -> Condition:
    return parse_term(text, kind, ValueContext(now, lambda: "Ann Example"))


def found(plane: Plane, *terms: str, kind: Kind = TASK, now: datetime = NOW) -> list[int | str]:
    """The numbers of the tasks that the terms find, or other ids as they are."""
    with plane.open() as index:
        ids = index.ids(kind, [term(text, kind, now) for text in terms], order=["id"])
    return [int(each[8:]) if each.startswith("WS-TASK-") else each for each in ids]


def test_terms_of_one_field_are_alternatives_and_fields_must_all_hold() -> None:
    plane = filled(
        task(1, status="pending", priority="HIGH"),
        task(2, status="approved", priority="HIGH"),
        task(3, status="closed", priority="HIGH"),
        task(4, status="pending", priority="LOW"),
    )
    assert found(plane, "status=pending", "status=approved", "priority=HIGH") == [1, 2]
    assert found(plane) == [1, 2, 3, 4]


def test_values_of_an_option_are_alternatives() -> None:
    plane = filled(task(1), task(2, status="approved"), task(3, status="closed"))
    condition = condition_for(TASK, "status", "", ["PENDING", "approved"], ValueContext(NOW, str))
    with plane.open() as index:
        assert index.ids(TASK, [condition], order=["id"]) == ["WS-TASK-001", "WS-TASK-002"]
    assert str(condition) == "status=PENDING status=approved"


def test_not_must_hold_of_every_term_and_also_finds_absent_values() -> None:
    plane = filled(task(1, status="closed"), task(2, status="completed"), task(3), task(4, status=None))
    assert found(plane, "status.not=closed", "status.not=completed") == [3, 4]
    both = condition_for(TASK, "status", "not", ["closed", "completed"], ValueContext(NOW, str))
    with plane.open() as index:
        assert len(index.ids(TASK, [both])) == 2


def test_enumerations_ignore_case_and_name_the_nearest_value() -> None:
    plane = filled(task(1, priority="HIGH"), task(2, priority="high"))
    assert found(plane, "priority=high") == [1, 2]
    with pytest.raises(InvalidError, match=r"did you mean 'pending'\?"):
        term("status=pendng")
    with pytest.raises(InvalidError, match="CRITICAL, HIGH, MEDIUM, LOW"):
        term("priority.not=urgent")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("statsu=x", "did you mean 'status'"),
        ("statsu.not=x", "did you mean 'status'"),
        ("wholly=x", "fields: id, title"),
        ("status.nott=closed", "did you mean 'not'"),
        ("title.part=x", "no filter title.part"),
        ("created.after=soon", "that is no date"),
        ("created=soon", "that is no date"),
        ("due.before=", "that is no date"),
        ("created.after=99999-01-01", "that is no date"),
        ("created.after=-999999y", "that is no date"),
        ("title.empty=perhaps", "neither true nor false"),
        ('metadata.a"b=1', "no field"),
        ("metadata..a=1", "no field"),
        (".=1", "no field"),
    ],
)
def test_term_that_cannot_be_meant_is_refused_with_a_hint(text: str, said: str) -> None:
    with pytest.raises(InvalidError) as caught:
        term(text)
    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["status", "", "=x", "closed or so"])
def test_text_that_is_no_term_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError):
        term(text)


def test_nothing_after_the_sign_finds_absent_and_empty_values() -> None:
    plane = filled(
        task(1, assigned_to="ann"),
        task(2, assigned_to=""),
        task(3),
        task(4, labels=[]),
        task(5, labels=["a"]),
    )
    assert found(plane, "assigned_to=", "labels=a", "labels=") == [2, 3, 4, 5]
    assert found(plane, "assigned_to.not=") == [1]
    assert found(plane, "assigned_to.empty=false") == [1]
    assert found(plane, "labels.empty=yes", "assigned_to.not=") == [1]
    assert found(plane, "assigned_to=", "assigned_to=ann") == [1, 2, 3, 4, 5]


def test_me_stands_for_the_actor() -> None:
    plane = filled(task(1, assigned_to="Ann Example"), task(2, assigned_to="@me"), task(3, assigned_to="bob"))
    assert found(plane, "assigned_to=@me") == [1]


def test_value_may_have_equals_signs_and_quotes() -> None:
    plane = filled(task(1, goal="a=b'c\"d; --"), task(2, goal="a"))
    assert found(plane, "goal=a=b'c\"d; --") == [1]


def test_array_means_membership_and_a_wildcard_in_a_record_matches_every_value() -> None:
    plane = filled(
        task(1, repos_affected=["core", "research"]),
        task(2, repos_affected=["all"]),
        task(3, repos_affected=["trading"]),
        task(4),
        task(5, repos_affected="core"),
    )
    assert found(plane, "repos_affected=core") == [1, 2, 5]
    assert found(plane, "repo=Core", "repo=trading") == [1, 2, 3, 5]
    assert found(plane, "repo.not=core") == [3, 4]
    assert found(plane, "repos-affected=all") == [2]
    assert found(plane, "repos_affected.contains=SEAR") == [1]
    assert found(plane, "repos_affected.contains=o", "repos_affected.contains=trad") == [1, 3, 5]


def test_ids_and_references_ignore_case() -> None:
    plane = filled(task(1), task(2, dependencies=["WS-TASK-001"]))
    assert found(plane, "id=ws-task-001") == [1]
    assert found(plane, "dependencies=ws-task-001") == [2]


def test_contains_ignores_case_in_every_script_and_has_no_wildcards() -> None:
    plane = filled(task(1, title="100% Größe"), task(2, title="ÄRGER_x"), task(3, title=5), task(4, title=None))
    assert found(plane, "title.contains=GRÖSSE") == [1]
    assert found(plane, "title.contains=%") == [1]
    assert found(plane, "title.contains=ärger") == [2]
    assert found(plane, "title.contains=_X") == [2]
    assert found(plane, "title.contains=5") == [3]


def test_dotted_names_reach_objects_and_lists_of_objects() -> None:
    plane = filled(
        task(1, metadata={"source": "legacy", "tags": ["x", "y"], "count": 7, "deep": {"ok": True}}),
        task(2, metadata={"source": "other"}, reviews=[{"grade": "A", "reviewer": "ann"}, "odd"]),
        task(3, reviews=[{"grade": "F"}, {"grade": "B", "fixes": ["tests"]}]),
    )
    assert found(plane, "metadata.source=legacy") == [1]
    assert found(plane, "metadata.tags=y") == [1]
    assert found(plane, "metadata.count=7") == [1]
    assert found(plane, "metadata.count.min=7") == [1]
    assert found(plane, "metadata.count.after=7") == []
    assert found(plane, "metadata.deep.ok=true") == [1]
    assert found(plane, "metadata.deep=ok") == []
    assert found(plane, "metadata.source=") == [3]
    assert found(plane, "metadata.contains=LEG") == [1]
    assert found(plane, "reviews.grade=b") == [3]
    assert found(plane, "reviews.grade=a", "reviews.grade=f") == [2, 3]
    assert found(plane, "reviews.fixes=tests") == [3]
    assert found(plane, "reviews.contains=ANN") == [2]
    assert found(plane, "reviews.reviewer.contains=an") == [2]
    assert found(plane, "reviews=") == [1]


def test_broken_values_match_nothing_and_fail_nothing() -> None:
    plane = filled(
        task(1, metadata="text", labels={"a": 1}, created=[1], priority=3, reviews="x"),
        task(2, metadata=[1], labels="a", created="soon", due=12),
    )
    for name in TASK.fields:
        for operator in OPERATORS:
            with plane.open() as index:
                values = {"empty": "true", "": "2026-01-01"}
                try:
                    some = condition_for(
                        TASK, name, operator, [values.get(operator, "2026-01-01")], ValueContext(NOW, str)
                    )
                except InvalidError:
                    continue
                index.ids(TASK, [some], order=[name])
    assert found(plane, "labels=a") == [2]
    assert found(plane, "created.after=2020-01-01") == []
    assert found(plane, "created.min=2020-01-01") == []


NUMBERED = kind_of(
    "n",
    {
        "properties": {
            "title": {"type": "string"},
            "score": {"type": "number"},
            "count": {"type": "integer"},
            "open": {"type": "boolean"},
            "not": {"type": "object", "properties": {"not": {"type": "string"}}},
            "free": {},
        }
    },
)


def test_numbers_and_booleans_compare_as_such() -> None:
    plane = Plane({"n": NUMBERED})
    plane.put("n", "A", {"score": 9.5, "count": 10, "open": True, "free": "x"})
    plane.put("n", "B", {"score": 10, "count": 9, "open": False, "free": 7})
    plane.put("n", "C", {"score": "10", "free": ["x", 7]})
    assert found(plane, "score.min=9.5", kind=NUMBERED) == ["A", "B", "C"]
    assert found(plane, "score.after=9.5", kind=NUMBERED) == ["B", "C"]
    assert found(plane, "count=9.0", kind=NUMBERED) == ["B"]
    assert found(plane, "count.max=9", kind=NUMBERED) == ["B"]
    assert found(plane, "count=99999999999999999999999", kind=NUMBERED) == []
    assert found(plane, "open=yes", kind=NUMBERED) == ["A"]
    assert found(plane, "open.not=true", kind=NUMBERED) == ["B", "C"]
    assert found(plane, "free=7", kind=NUMBERED) == ["B", "C"]
    assert found(plane, "free=x", kind=NUMBERED) == ["A", "C"]
    for text in ("score=ten", "count=nan", "open=perhaps"):
        with pytest.raises(InvalidError):
            term(text, NUMBERED)


def test_property_named_like_an_operator_is_a_property() -> None:
    plane = Plane({"n": NUMBERED})
    plane.put("n", "A", {"not": {"not": "x"}})
    assert found(plane, "not.not=x", kind=NUMBERED) == ["A"]


DATED = [
    task(1, created="2026-11-22T21:59:59Z", due="2026-11-22"),  # the evening before, local time
    task(2, created="2026-11-22T22:00:00Z", due="2026-11-23"),  # local midnight
    task(3, created="2026-11-23T12:00:00+02:00", due="2026-11-24"),
    task(4, created="2026-11-23T21:59:59.999Z", due="2026-11-23T12:59:00Z"),
    task(5, created="2026-11-24", due="tomorrow"),
    task(6, created="2026-11-16T13:00:00Z", due=None),
]


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (["created=today"], [2, 3, 4]),
        (["created=2026-11-23"], [2, 3, 4]),
        (["created=tomorrow"], [5]),
        (["created.before=today"], [1, 6]),
        (["created.after=today"], [5]),
        (["created.min=today"], [2, 3, 4, 5]),
        (["created.max=today"], [1, 2, 3, 4, 6]),
        (["created.after=-7d"], [1, 2, 3, 4, 5]),
        (["created.min=-7d"], [1, 2, 3, 4, 5, 6]),
        (["created.min=yesterday", "created.before=today"], [1]),
        (["created=2026-11-23T10:00:00Z"], [3]),
        (["created=2026-11-23T12:00:00+02:00"], [3]),
        (["created.not=today"], [1, 5, 6]),
        (["due.before=today"], [1]),
        (["due.before=now"], [1, 4]),
        (["due.max=today"], [1, 2, 4]),
        (["due.after=today"], [3]),
        (["due=2026-11-23"], [2, 4]),
        (["due=tomorrow"], [3]),
        (["due="], [6]),
    ],
)
def test_times_compare_as_moments_and_days_as_whole_local_days(terms: Sequence[str], expected: list[int]) -> None:
    assert found(filled(*DATED), *terms) == expected


times = st.integers(600_000_000, 2_800_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
offsets = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))
moments = st.builds(lambda when, zone: when.replace(tzinfo=zone), times, offsets)
spelt = moments.map(datetime.isoformat) | moments.map(lambda m: m.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(spelt, min_size=1, max_size=5), spelt)
def test_order_of_moments_does_not_depend_on_their_spelling(records: list[str], bound: str) -> None:
    plane = Plane({"task": TASK})
    for number, text in enumerate(records, 1):
        plane.put("task", f"WS-TASK-{number:03d}", task(number, created=text))
    limit = datetime.fromisoformat(bound)
    values = {number: datetime.fromisoformat(text) for number, text in enumerate(records, 1)}
    assert found(plane, f"created.before={bound}") == [n for n, value in values.items() if value < limit]
    assert found(plane, f"created.after={bound}") == [n for n, value in values.items() if value > limit]
    assert found(plane, f"created={bound}") == [n for n, value in values.items() if value == limit]
    with plane.open() as index:
        order = [values[int(each[8:])] for each in index.ids(TASK)]
    assert order == sorted(order, reverse=True)


@settings(max_examples=examples(100), deadline=None)
@given(times.map(lambda when: when.date().isoformat()), offsets)
def test_day_lasts_from_midnight_to_midnight(day: str, zone: timezone) -> None:
    start, end = span_of(day, zone)
    assert datetime.fromisoformat(end) - datetime.fromisoformat(start) == timedelta(days=1)
    assert span_of_words(day, NOW.astimezone(zone)) == (start, end)


SIGNS = ["\udc80", "status", "metadata", ".", "=", "'", '"', "not", "created.after", "$", "["]
words = st.text(max_size=8) | st.sampled_from(SIGNS)


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(words, max_size=5).map("".join))
def test_any_text_is_a_filter_or_one_error_of_ours(text: str) -> None:
    try:
        condition = term(text)
    except WmsgitError:
        return
    _INDEX.ids(TASK, [condition])


_INDEX = filled(task(1, metadata={"a": 1}, labels=["x"]), task(2)).open()
