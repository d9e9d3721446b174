"""Three-way import: nothing that only wmsgit has is lost, nothing that only the source changed is missed."""

import json
from hashlib import sha256
from typing import Any

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from wmsgit.features.exchange.base import ImportBase, base_in, digest, with_base
from wmsgit.features.exchange.layout import SESSIONS, TASKS
from wmsgit.features.exchange.rows import RowConverter
from wmsgit.features.exchange.three_way import BOTH, KEEP_OURS, OLDER, UNKNOWN, Preference, first_base, merge_import
from wmsgit.schema.registry import Registry, packaged_schemas

KINDS = {kind.name: kind for kind in Registry.read(packaged_schemas()).kinds()}
TASK, SESSION = (RowConverter(KINDS[name], source.layout) for name, source in (("task", TASKS), ("session", SESSIONS)))
ROW = {"id": "T-1", "title": "One", "status": "pending", "created": "2025-11-20T21:07:47"}
ACTIVITY = {"time": "2025-11-20T22:00:00", "activity_type": "code", "description": "a"}
LOG = {"session_id": "S-1", "start_time": "2025-11-20T21:07:47", "status": "completed", "activities": [ACTIVITY]}


def taken(row: dict[str, Any], ours: dict[str, Any], new: dict[str, Any], **preference: bool) -> Any:
    """What comes of importing `row`, changing the record by `ours`, and importing the row changed by `new`."""
    converter = SESSION if "session_id" in row else TASK
    first = converter.read(row)
    data = {name: value for name, value in {**first.data, **ours}.items() if value is not None}
    return merge_import(
        converter.kind, data, converter.read({**row, **new}), first_base(first), Preference(**preference)
    )


words = st.text(st.characters(codec=None), max_size=20).filter(lambda text: not text[:1].isdecimal())
plain = st.recursive(words | st.integers() | st.booleans(), lambda part: st.lists(part, min_size=1), max_leaves=8)


@settings(max_examples=examples(200), deadline=None)
@given(plain)
def test_a_digest_is_that_of_the_value_as_json(value: Any) -> None:
    spelled = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    assert digest(value) == sha256(spelled).hexdigest()[:12]


@pytest.mark.parametrize(
    ("row", "ours", "new", "expected"),
    [
        ({}, {"assigned_to": "ann"}, {"assigned_to": None}, {"assigned_to": "ann"}),
        ({}, {"status": "completed"}, {}, {"status": "completed"}),
        ({}, {"title": "Mine"}, {}, {"title": "Mine"}),
        ({}, {}, {"title": "Two"}, {"title": "Two"}),
        ({"notes": "a"}, {}, {"notes": None}, {"notes": None}),
        ({"notes": "a"}, {"notes": None}, {"notes": "a"}, {"notes": None}),
        ({"dependencies": ["A", "B"]}, {"dependencies": ["A", "C"]}, {"dependencies": ["A", "B", "D"]},
         {"dependencies": ["A", "D", "C"]}),
        ({"dependencies": ["A", "B"]}, {"dependencies": ["A", "B", "C"]}, {"dependencies": ["B"]},
         {"dependencies": ["B", "C"]}),
        ({"metadata": {"a": 1}}, {"metadata": {"a": 1, "mine": 2}}, {"metadata": {"a": 3}},
         {"metadata": {"a": 3, "mine": 2}}),
        ({"metadata": {"a": 1}}, {"metadata": {"a": 1, "mine": 2}}, {"metadata": {}}, {"metadata": {"mine": 2}}),
        ({"status": "sideways"}, {}, {"status": "completed"}, {"status": "completed"}),
    ],
)  # fmt: skip
def test_what_only_a_side_changed_is_there(
    row: dict[str, Any], ours: dict[str, Any], new: dict[str, Any], expected: dict[str, Any]
) -> None:
    merged = taken({**ROW, **row}, ours, new)
    assert {name: merged.data.get(name) for name in expected} == expected
    assert merged.differences == ()


@pytest.mark.parametrize(
    ("preference", "title", "listed"), [({}, "Mine", 1), ({"theirs": True}, "Theirs", 0), ({"adopt": True}, "Mine", 1)]
)
def test_what_both_changed_is_kept_and_listed_until_somebody_decides(
    preference: dict[str, bool], title: str, listed: int
) -> None:
    merged = taken(ROW, {"title": "Mine"}, {"title": "Theirs"}, **preference)
    assert (merged.data["title"], len(merged.differences)) == (title, listed)
    again = merge_import(KINDS["task"], merged.data, TASK.read({**ROW, "title": "Theirs"}), merged.base, KEEP_OURS)
    assert again.data["title"] == title
    assert [difference.why for difference in again.differences] == ([] if preference else [BOTH])


def test_a_record_without_a_base_is_kept_and_gets_one_only_by_adoption() -> None:
    row, ours = TASK.read({**ROW, "title": "Theirs", "notes": "n"}), TASK.read(ROW).data
    kept = merge_import(KINDS["task"], ours, row, None, KEEP_OURS)
    assert (kept.data, kept.base) == (ours, None)
    assert {(item.field, item.why) for item in kept.differences} == {("title", UNKNOWN), ("notes", UNKNOWN)}
    adopted = merge_import(KINDS["task"], ours, row, None, Preference(adopt=True))
    assert adopted.data == ours
    assert adopted.base is not None
    later = TASK.read({**ROW, "title": "Theirs", "notes": "changed"})
    assert merge_import(KINDS["task"], ours, later, adopted.base, KEEP_OURS).data["title"] == "One"


def test_an_older_file_rolls_nothing_back_unasked() -> None:
    new = {**ROW, "status": "completed", "updated": "2025-11-22T10:00:00"}
    old = {"status": "approved", "updated": "2025-11-21T10:00:00"}
    merged = taken(new, {}, old)
    assert merged.data["status"] == "completed"
    assert [(item.field, item.why) for item in merged.differences] == [("status", OLDER)]
    assert taken(new, {}, old, theirs=True).data["status"] == "approved"
    assert taken(new, {}, {**old, "updated": "2025-11-23T10:00:00"}).data["status"] == "approved"
    assert taken(LOG, {}, {"status": "in_progress"}).data["status"] == "completed"


def test_items_of_both_sides_are_there_and_one_that_both_changed_is_listed() -> None:
    mine = {**ACTIVITY, "time": "2025-11-20T23:00:00Z", "description": "mine"}
    theirs = {**ACTIVITY, "description": "theirs"}
    first = SESSION.read(LOG).data["activities"][0]
    merged = taken(LOG, {"activities": [first, mine]}, {"activities": [ACTIVITY, theirs]})
    assert [item["description"] for item in merged.data["activities"]] == ["a", "theirs", "mine"]
    both = taken(LOG, {"activities": [{**first, "outcome": "x"}]}, {"activities": [{**ACTIVITY, "outcome": "y"}]})
    assert [item["outcome"] for item in both.data["activities"]] == ["x"]
    assert [item.why for item in both.differences] == [BOTH]


def test_equal_moments_in_other_spellings_are_equal() -> None:
    assert digest("2025-11-21 10:58") == digest("2025-11-21T10:58:00.000")
    assert digest("2025-11-20T18:38:09.000000Z") == digest("2025-11-20T19:38:09+01:00")
    assert digest("2025-11-21 10:58") != digest("2025-11-21T10:58Z")
    assert digest([]) == digest(None) == ""


@pytest.mark.parametrize("base", [None, 3, {}, {"id": 3}, {"id": "T-1", "fields": [1], "items": {"a": 3}}])
def test_a_damaged_base_is_none_or_says_nothing(base: Any) -> None:
    read = base_in({"metadata": {"import_base": {"json": base}}}, "json")
    assert read in (None, ImportBase("T-1"))


def test_a_base_comes_back_as_it_was() -> None:
    base = first_base(TASK.read({**ROW, "related_files": ["a", "b"], "metadata": {"a.b~c": 1}}))
    assert base_in(with_base({"metadata": {"x": 1}}, "json", base), "json") == base


FIELDS = ("title", "notes", "assigned_to", "priority")
LISTS = ("dependencies", "related_files")
WORDS = {"priority": ["HIGH", "LOW", "MEDIUM"]}


steps = st.lists(
    st.one_of(
        st.just(("import", "", None)),
        st.tuples(st.sampled_from(["ours", "source"]), st.sampled_from(FIELDS), st.integers(0, 2)),
        st.tuples(st.sampled_from(["ours", "source"]), st.sampled_from(LISTS), st.sets(st.integers(0, 5))),
    ),
    max_size=12,
)


@settings(max_examples=examples(300), deadline=None)
@given(steps)
def test_nothing_that_a_side_alone_has_done_is_lost_or_missed(changes: list[tuple[str, str, Any]]) -> None:
    source: dict[str, Any] = dict(ROW)
    first = TASK.read(source)
    ours, base = dict(first.data), first_base(first)
    agreed = {name: (ours.get(name), source.get(name)) for name in (*FIELDS, *LISTS)}
    for side, name, choice in [*changes, ("import", "", None), ("import", "", None)]:
        if side == "import":
            before = dict(ours)
            merged = merge_import(KINDS["task"], before, TASK.read(source), base, KEEP_OURS)
            assert merged.base is not None
            ours, base = merged.data, merged.base
            listed = {item.field for item in merged.differences}
            for each in FIELDS:
                our_old, their_old = agreed[each]
                is_ours, is_theirs = before.get(each) != our_old, source.get(each) != their_old
                both = is_ours and is_theirs and before.get(each) != source.get(each)
                assert (each in listed) == both
                assert ours.get(each) == (source.get(each) if is_theirs and not both else before.get(each))
            for each in LISTS:
                our_old, their_old = (set(value or ()) for value in agreed[each])
                mine, theirs, now = set(before.get(each) or ()), set(source.get(each) or ()), set(ours.get(each) or ())
                assert mine - our_old <= now
                assert theirs - their_old <= now
                assert not ((their_old - theirs) & our_old & now)
                assert not ((our_old - mine) & their_old & theirs & now)
                assert now <= mine | theirs
            agreed |= {each: (ours.get(each), source.get(each)) for each in LISTS}
            agreed |= {each: (value, value) for each in FIELDS if (value := ours.get(each)) == source.get(each)}
            continue
        words = WORDS.get(name, ["a", "b", "c"])
        value = sorted(f"x{number}" for number in choice) if isinstance(choice, set) else words[choice]
        (ours if side == "ours" else source)[name] = value
