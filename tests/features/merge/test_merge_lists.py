"""Lists in merges: what keys their items, which order they keep, and how long they may be."""

import pytest
from merge_sides import ADR, KINDS, TASK, data, merge, texts

from wmsgit.features.merge.alignment import chunks, edits_of
from wmsgit.features.merge.record import Rules
from wmsgit.schema.merge_rule import has_older_lists, requirement_of_items
from wmsgit.vcs.merge.text_merge import GitTextMerge

BASELINE = Rules.of(KINDS.kind("baseline").schema, GitTextMerge())
REPO = Rules.of(KINDS.kind("repo").schema, GitTextMerge())
MANY = pytest.mark.parametrize("count", [5_000, pytest.param(30_000, marks=pytest.mark.deep)])
WORDS = {"type": "array", "items": {"type": "string"}}


def rules(*, has_older_lists: bool = False, **fields: object) -> Rules:
    return Rules.of({"type": "object", "properties": fields}, GitTextMerge(), has_older_lists=has_older_lists)


def listed(*items: str, name: str = "a") -> str:
    return f"{name}:\n" + "".join(f"  - {item}\n" for item in items)


def finding(number: int) -> str:
    return f"  # why {number}\n  - fingerprint: f{number:05}\n    rule: R1\n    path: a{number}.py\n"


def baseline(*numbers: int) -> str:
    head = "id: core\nrepo: core\ncreated_at: 2026-01-01T00:00:00Z\nfindings:\n"
    return head + "".join(map(finding, numbers))


@pytest.mark.parametrize("count", [150, 2_000, pytest.param(11_000, marks=pytest.mark.deep)])
def test_long_keyed_list_keeps_every_comment_with_its_item(count: int) -> None:
    every = range(count)
    ours = baseline(*(i for i in every if i != 3))
    theirs = baseline(*(i for i in every if i not in {4, count - 3}))
    merged = merge(baseline(*every), ours, theirs, BASELINE)
    assert merged.text.decode() == baseline(*(i for i in every if i not in {3, 4, count - 3}))


@pytest.mark.parametrize("count", [150, 1_500, pytest.param(11_000, marks=pytest.mark.deep)])
def test_long_list_that_one_side_has_turned_keeps_every_comment_and_the_item_in_conflict(count: int) -> None:
    every = range(count)
    base = baseline(*every)
    changed = [base.replace("f00007\n    rule: R1", f"f00007\n    rule: {rule}") for rule in ("R2", "R3")]
    head, _, findings = changed[0].partition("findings:\n")
    turned = "".join("  # why" + part for part in reversed(findings.split("  # why")[1:]))
    merged = merge(base, f"{head}findings:\n{turned}", changed[1], BASELINE)
    assert [field.name for field in merged.open] == ["findings"]
    assert texts(merged).ours.decode() == f"{head}findings:\n{turned}"
    assert texts(merged).theirs.decode() == f"{head}findings:\n{turned}".replace("R2", "R3")


@MANY
def test_many_additions_of_each_side_are_merged(count: int) -> None:
    sides = [listed("a", *(f"{stem}{i}" for i in range(count)), name="labels") for stem in "ot"]
    merged = merge(listed("a", name="labels"), sides[0], sides[1])
    assert merged.is_clean
    assert len(data(merged)[0]["labels"]) == 2 * count + 1


@MANY
def test_many_unknown_keys_of_both_sides_are_merged(count: int) -> None:
    sides = ["id: T-1\n" + "".join(f"{stem}{i}: x\n" for i in range(count)) for stem in "ot"]
    merged = merge("id: T-1\n", sides[0], sides[1])
    assert merged.is_clean
    assert len(data(merged)[0]) == 2 * count + 1


def test_both_sides_of_one_review_are_merged() -> None:
    review = "reviews:\n  - at: 2026-01-01T00:00:00Z\n    type: plan\n    grade: A\n    reviewer: ann\n    report: x\n"
    base = f"id: T-1\n{review}"
    merged = merge(base, base.replace("grade: A", "grade: B"), base.replace("report: x", "report: y"))
    (found,) = data(merged)[0]["reviews"]
    assert (found["grade"], found["report"], merged.is_clean) == ("B", "y", True)


def test_objects_with_ids_are_keyed_where_no_rule_says_so() -> None:
    base = "a:\n  - {id: x, n: 1, m: 1}\n  - {id: y, n: 1, m: 1}\n"
    ours = "a:\n  - {id: y, n: 1, m: 1}\n  - {id: x, n: 2, m: 1}\n"
    theirs = base.replace("{id: x, n: 1, m: 1}", "{id: x, n: 1, m: 2}")
    merged = merge(base, ours, theirs, Rules.of(None, GitTextMerge()))
    assert data(merged)[0]["a"] == [{"id": "y", "n": 1, "m": 1}, {"id": "x", "n": 2, "m": 2}]


@pytest.mark.parametrize("keyword", [{"merge": "keyed"}, {"merge": "set"}, {"merge": "list"}])
def test_item_that_nothing_keys_and_both_sides_changed_conflicts_alone(keyword: dict[str, str]) -> None:
    field = {"type": "array", "items": {"type": "object"}, "x-wmsgit": keyword}
    base = listed("{n: p, v: a, w: a}", "{n: q, v: a, w: a}")
    merged = merge(
        base, base.replace("p, v: a", "p, v: b"), base.replace("p, v: a, w: a", "p, v: a, w: c"), rules(a=field)
    )
    assert [one.name for one in merged.open] == ["a"]
    assert [[item["v"] + item["w"] for item in side["a"]] for side in data(merged)] == [["ba", "aa"], ["ac", "aa"]]
    assert merged.text.count(b"{n: q") == 1


def test_replaced_items_of_a_set_keep_their_places() -> None:
    base = listed("one", "two", "three", name="labels")
    merged = merge(base, base.replace("two", "zwei"), base.replace("three", "drei"))
    assert data(merged)[0]["labels"] == ["one", "zwei", "drei"]


def test_different_additions_at_one_place_of_an_ordered_list_both_stay() -> None:
    base = listed("a", name="urls")
    sides = listed("a", "c", name="urls"), listed("a", "b", name="urls")
    found = [data(merge(base, one, other, REPO), REPO)[0]["urls"] for one, other in (sides, sides[::-1])]
    assert found == [["a", "b", "c"]] * 2


def test_removed_item_that_the_other_side_changed_is_a_conflict_with_the_item_whole() -> None:
    rule = "  - id: R1\n    kind: forbidden_import\n    severity: LOW\n    message: x\n"
    base = f"id: ADR-1\nrules:\n{rule}  - id: R2\n    kind: y\n"
    ours = base.replace(rule, "")
    theirs = base.replace("LOW", "HIGH")
    merged = merge(base, ours, theirs, ADR)
    assert [one.name for one in merged.open] == ["rules"]
    assert texts(merged) == (ours.encode(), theirs.encode())


def test_list_of_texts_without_a_rule_is_ordered_now_and_was_a_set() -> None:
    base, ours, theirs = listed("x", "y"), listed("x", "mine"), listed("x", "yours")
    assert [one.name for one in merge(base, ours, theirs, rules(a=WORDS)).open] == ["a"]
    older = rules(a=WORDS, has_older_lists=True)
    assert sorted(data(merge(base, ours, theirs, older), older)[0]["a"]) == ["mine", "x", "yours"]


@pytest.mark.parametrize("items", ["x y", "{n:x} {n:y}"])
def test_additions_at_one_place_stay_where_a_schema_describes_the_list_and_conflict_elsewhere(items: str) -> None:
    first, last = items.replace(":", ": ").replace("} ", "}\n").replace("x y", "x\ny").split("\n")
    base, ours, theirs = listed(first), listed(first, last), listed(first, last.replace("y", "z"))
    described = rules(a={"type": "array"})
    assert len(data(merge(base, ours, theirs, described), described)[0]["a"]) == 3
    assert [one.name for one in merge(base, ours, theirs, rules()).open] == ["a"]


def test_references_without_a_rule_are_a_set() -> None:
    field = {**WORDS, "x-wmsgit": {"references": "task"}}
    merged = merge(listed("x", "y"), listed("x", "mine"), listed("x", "yours"), rules(a=field))
    assert sorted(data(merged)[0]["a"]) == ["mine", "x", "yours"]


@pytest.mark.parametrize(
    ("settings", "is_older"),
    [
        ("", False), ("name: w\n", True), ("requires_wmsgit: '>=0.1'\n", True), ("requires_wmsgit: '>=0.2'\n", False),
        ('name: w\nrequires_wmsgit: ">=0.1,<2" # x\n', True), ("requires_wmsgit: ~=0.2.1\n", False),
        ("requires_wmsgit: '<2, >= 0.10'\n", False), ("requires_wmsgit: ==0.1\n", True),
        ("requires_wmsgit: new\n", True),
    ],
)  # fmt: skip
def test_requirement_tells_which_release_s_lists_a_workspace_has(settings: str, is_older: bool) -> None:
    assert has_older_lists(settings.encode()) == is_older


@pytest.mark.parametrize(
    ("requirement", "raised"),
    [("", ">=0.2"), (">=0.1", ">=0.2"), (">0.1, <2", ">=0.2,<2"), ("!=0.2.1", ">=0.2,!=0.2.1")],
)
def test_requirement_is_raised_by_its_lower_bound_alone(requirement: str, raised: str) -> None:
    assert requirement_of_items(requirement) == raised
    assert not has_older_lists(f"requires_wmsgit: '{raised}'\n".encode())


def test_every_shipped_list_says_how_it_merges() -> None:
    def lists(schema: object) -> list[dict[str, object]]:
        if isinstance(schema, list):
            return [found for part in schema for found in lists(part)]
        if not isinstance(schema, dict):
            return []
        if "anyOf" in schema and "merge" in schema.get("x-wmsgit", {}):
            return []  # a list or something else: the field says it
        own = [schema] if schema.get("type") == "array" else []
        return own + [found for part in schema.values() for found in lists(part)]

    every = [part for kind in KINDS.kinds() for part in lists(kind.schema)] + lists(KINDS.settings_schema)
    assert len(every) > 40
    assert [part for part in every if "merge" not in part.get("x-wmsgit", {})] == []  # type: ignore[operator]


def test_chunks_hold_every_item_of_each_side_once() -> None:
    for base, ours, theirs in (("abc", "axc", "aby"), ("abcd", "bd", "acdx"), ("", "ab", "b"), ("aab", "aba", "b")):
        found = list(chunks(base, ours, theirs))
        for number, side in enumerate((base, ours, theirs)):
            assert [i for chunk in found for i in chunk[number]] == list(range(len(side)))


def test_neighbouring_changes_do_not_clash_and_additions_at_one_place_do() -> None:
    assert all(chunk.side for chunk in chunks("abc", "axc", "aby"))
    assert [chunk.side for chunk in chunks("a", "ax", "ay") if chunk.ours or chunk.theirs] == ["ours", ""]
    assert [tuple(edit) for edit in edits_of("abcd", "ad")] == [(1, 2, 1, 1), (2, 3, 1, 1)]


def test_comment_of_a_nested_value_stays_beside_it_where_neighbours_change() -> None:
    base = "id: T-1\nmetadata:\n  # on one\n  one: 1\n  two: 2  # on two\n  three: 3\n"
    ours, theirs = base.replace("one: 1", "one: 'x'"), base.replace("two: 2", 'two: "y"')
    merged = merge(base, ours, theirs, TASK)
    assert merged.text.decode() == base.replace("one: 1", "one: 'x'").replace("two: 2", 'two: "y"')


STEPS = rules(steps=WORDS)


def test_item_that_one_side_removed_and_the_other_replaced_by_a_different_one_is_no_clash() -> None:
    base, ours = listed("build", "check", "ship", name="steps"), listed("build", "ship", name="steps")
    replaced = listed("build", "deploy", "ship", name="steps")
    for sides in ((ours, replaced), (replaced, ours)):
        assert merge(base, *sides, STEPS).text.decode() == replaced
    assert not merge(base, ours, listed("build", "check twice", "ship", name="steps"), STEPS).is_clean


def test_item_that_both_added_at_different_places_is_open_where_git_conflicts() -> None:
    base = listed("a", "b", name="steps") + "x: 1\n"
    ours, theirs = listed("a", "b", "new", name="steps"), listed("a", "new", "b", name="steps")
    merged = merge(base, ours + "x: 2\n", theirs + "x: 2\ny: 1\n", STEPS)
    assert [field.name for field in merged.open] == ["steps"]
    assert [side["steps"] for side in data(merged, STEPS)] == [["a", "b", "new"], ["a", "new", "b"]]


def test_git_keeps_what_both_added_far_apart_in_a_list_inside_of_a_list() -> None:
    def text(*items: str) -> str:
        return "id: A\nm:\n  - n: a\n    l:\n" + "".join(f"      - {item}\n" for item in items) + "    z: 1\n"

    ours, theirs = text(*"abXcdefgh"), text(*"abcdefXgh")
    assert merge(text(*"abcdefgh"), ours, theirs, rules()).text.decode() == text(*"abXcdefXgh")


def test_ordered_list_that_is_a_merge_already_stays_when_a_side_is_merged_once_more() -> None:
    base, ours, theirs = (
        listed("w", "x", name="steps"),
        listed("same", "w", name="steps"),
        listed("t", "x", name="steps"),
    )
    merged = merge(base, ours, theirs, STEPS)
    assert data(merged, STEPS)[0]["steps"] == ["same", "t"]
    for side in (ours, theirs):
        assert merge(base, merged.text, side, STEPS).text == merged.text


def test_removed_item_conflicts_as_a_whole_with_the_lines_that_the_other_side_changed_in_it() -> None:
    every = range(40)
    theirs = baseline(*every).replace("f00007\n    rule: R1", "f00007\n    rule: R2")
    merged = merge(baseline(*every), baseline(*(i for i in every if i != 7)), theirs, BASELINE)
    conflict = f"<<<<<<< ours\n=======\n{finding(7).replace('R1', 'R2')}>>>>>>> theirs\n"
    assert merged.text.decode() == theirs.replace(finding(7).replace("R1", "R2"), conflict)


@pytest.mark.parametrize("item", ["  - {}\n", "  {}: 1\n"])
def test_comment_that_one_side_adds_stays_above_its_item_where_the_other_side_adds_one(item: str) -> None:
    base = "metadata:\n" + item.format("a") + item.format("b")
    ours = "metadata:\n" + item.format("a") + item.format("new") + item.format("b")
    theirs = "metadata:\n" + item.format("a") + "  # of b\n" + item.format("b")
    merged = merge(base, ours, theirs)
    assert merged.text.decode() == ours.replace(item.format("b"), "  # of b\n" + item.format("b"))
    assert merge(base, theirs, ours).text == merged.text


def test_comments_of_both_sides_at_one_place_stand_in_one_order() -> None:
    base, ours, theirs = (f"id: T-1\nnext_step: {word}\n{lines}title: x\n" for word, lines in (
        ("a", ""), ("b", "# ours\n"), ("c", "# theirs\n")))  # fmt: skip
    first, second = merge(base, ours, theirs), merge(base, theirs, ours)
    assert list(texts(first)) == list(reversed(texts(second)))
