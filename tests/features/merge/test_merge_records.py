"""One case each of what two sides do to one record."""

import pytest
from merge_sides import ADR, SESSION, TASK, data, merge, texts

from wmsgit.features.merge.markers import sides_of
from wmsgit.features.merge.record import Rules, merge_new
from wmsgit.vcs.merge.text_merge import GitTextMerge

BASE = """\
# yaml-language-server: $schema=../../schemas/task.schema.json
id: T-1
title: Rotate the keys
status: pending
priority: LOW
created: 2026-01-01T00:00:00Z
description: |
  One.
  Two.

  Three.
repos_affected:
  - core
labels: [a, b, c]
metadata:
  owner: ann
  cost: 1
"""
SESSION_BASE = """\
id: S-1
start_time: 2026-01-01T00:00:00Z
status: in_progress
activities:
  - time: 2026-01-01T08:00:00Z
    activity_type: code
    description: Began
"""


def activity(time: str, description: str, **fields: str) -> str:
    lines = [f"  - time: {time}", "    activity_type: code", f"    description: {description}"]
    return "".join(f"{line}\n" for line in [*lines, *(f"    {name}: {value}" for name, value in fields.items())])


def test_merge_takes_different_fields_on_neighbouring_lines() -> None:
    merged = merge(BASE, BASE.replace("pending", "approved"), BASE.replace("LOW", "HIGH"))
    assert merged.is_clean
    assert merged.text.decode() == BASE.replace("pending", "approved").replace("LOW", "HIGH")


def test_merge_marks_one_field_that_both_changed() -> None:
    merged = merge(BASE, BASE.replace("pending", "approved"), BASE.replace("pending", "blocked").replace("LOW", "HIGH"))
    expected = BASE.replace("LOW", "HIGH").replace(
        "status: pending\n", "<<<<<<< ours\nstatus: approved\n=======\nstatus: blocked\n>>>>>>> theirs\n"
    )
    assert merged.text.decode() == expected
    assert [(field.name, field.base, field.ours, field.theirs) for field in merged.open] == [
        ("status", "pending", "approved", "blocked")
    ]


def test_merge_joins_what_both_add_to_a_list_and_honours_what_one_removes() -> None:
    ours = BASE.replace("- core", "- core\n  - web").replace("[a, b, c]", "[a, c]")
    theirs = BASE.replace("- core", "- core\n  - api").replace("[a, b, c]", "[a, b, c, d]")
    merged = merge(BASE, ours, theirs)
    assert merged.is_clean
    assert data(merged)[0]["repos_affected"] == ["core", "api", "web"]
    assert data(merged)[0]["labels"] == ["a", "c", "d"]


def test_merge_of_activities_keeps_both_in_the_order_of_time() -> None:
    ours = SESSION_BASE + activity("2026-01-01T10:00:00Z", "Later", outcome="good")
    theirs = SESSION_BASE + activity("2026-01-01T09:00:00Z", "Earlier")
    merged = merge(SESSION_BASE, ours, theirs, SESSION)
    assert merged.is_clean
    assert [one["description"] for one in data(merged, SESSION)[0]["activities"]] == ["Began", "Earlier", "Later"]


def test_merge_of_one_activity_takes_the_fields_of_both() -> None:
    base = SESSION_BASE + activity("2026-01-01T09:00:00Z", "Work", outcome="open")
    merged = merge(base, base.replace("open", "done"), base + "    files_created: [a.py]\n", SESSION)
    assert merged.is_clean
    item = data(merged, SESSION)[0]["activities"][1]
    assert (item["outcome"], item["files_created"]) == ("done", ["a.py"])


def test_merge_keeps_two_comments_of_one_author_and_second() -> None:
    def comment(text: str) -> str:
        return f"{BASE}comments:\n  - at: 2026-01-02T00:00:00Z\n    by: ann\n    text: {text}\n"

    merged = merge(BASE, comment("One"), comment("Two"))
    assert merged.is_clean
    assert sorted(one["text"] for one in data(merged)[0]["comments"]) == ["One", "Two"]


def test_merge_of_one_rule_that_both_made_is_open() -> None:
    base = "id: ADR-1\ntitle: x\nstatus: draft\ndate: 2026-01-01\ndecision: y\n"
    rule = "rules:\n  - id: R1\n    kind: forbidden_import\n    message: "
    merged = merge(base, f"{base}{rule}one\n", f"{base}{rule}two\n", ADR)
    assert [field.name for field in merged.open] == ["rules"]
    assert [side["rules"][0]["message"] for side in data(merged, ADR)] == ["one", "two"]


def test_merge_is_open_where_one_side_removes_what_the_other_changes() -> None:
    without = BASE.replace("priority: LOW\n", "")
    merged = merge(BASE, without, BASE.replace("LOW", "HIGH"))
    assert texts(merged).ours.decode() == without
    assert "priority: HIGH" in texts(merged).theirs.decode()


def test_merge_of_an_object_goes_key_by_key() -> None:
    ours = BASE.replace("owner: ann", "owner: bob")
    theirs = BASE.replace("cost: 1", "cost: 2\n  extra: [x]")
    assert data(merge(BASE, ours, theirs))[0]["metadata"] == {"owner": "bob", "cost": 2, "extra": ["x"]}
    both = merge(BASE, ours, theirs.replace("owner: ann", "owner: eve"))
    assert [field.name for field in both.open] == ["metadata.owner"]
    assert b"<<<<<<< ours\n  owner: bob\n=======\n  owner: eve\n>>>>>>> theirs\n  cost: 2\n" in both.text


def test_merge_of_long_text_goes_line_by_line() -> None:
    ours, theirs = BASE.replace("One.", "First."), BASE.replace("Three.", "Third.")
    assert data(merge(BASE, ours, theirs))[0]["description"] == "First.\nTwo.\n\nThird.\n"
    clash = merge(BASE, ours, theirs.replace("One.", "Number one."))
    assert [side["description"] for side in data(clash)] == [
        "First.\nTwo.\n\nThird.\n",
        "Number one.\nTwo.\n\nThird.\n",
    ]
    assert clash.text.count(b"Third.") == 1  # what both share stands outside of the markers


def test_merge_keeps_comments_order_and_quoting_of_both() -> None:
    ours = BASE.replace("status: pending", "# waits for Ann\nstatus: pending # since May")
    theirs = BASE.replace("status: pending", "status: 'blocked'").replace("title: Rotate the keys\n", "")
    theirs = theirs.replace("labels:", "title: Rotate the keys # moved\nlabels:")
    merged = merge(BASE, ours, theirs)
    assert merged.is_clean
    text = merged.text.decode()
    assert "# waits for Ann\nstatus: 'blocked' # since May\n" in text
    assert "  - core\ntitle: Rotate the keys # moved\nlabels: [a, b, c]\n" in text


def test_merge_keeps_a_comment_within_a_field_that_cannot_stay_where_it_was() -> None:
    ours = BASE.replace("- core", "- core\n  - web # ours")
    theirs = BASE.replace("- core", "- core\n  - api # theirs")
    text = merge(BASE, ours, theirs).text
    assert b"# ours" in text
    assert b"# theirs" in text


@pytest.mark.parametrize("base_has_no_end", [True, False])
def test_merge_follows_line_breaks_mark_and_end_of_the_side_that_changed_them(base_has_no_end: bool) -> None:
    base = BASE.removesuffix("\n") if base_has_no_end else BASE
    ours = ("\ufeff" + BASE).replace("\n", "\r\n")
    merged = merge(base, ours, base.replace("LOW", "HIGH"))
    assert merged.text.decode() == ours.replace("LOW", "HIGH")


def test_merge_marks_a_conflict_in_whole_lines_of_the_files_own_sort() -> None:
    base = BASE.replace("\n", "\r\n").removesuffix("\r\n")
    merged = merge(base, base.replace("cost: 1", "cost: 2"), base.replace("cost: 1", "cost: 3"))
    assert merged.text.endswith(b"<<<<<<< ours\r\n  cost: 2\r\n=======\r\n  cost: 3\r\n>>>>>>> theirs\r\n")


def test_merge_does_not_combine_records_of_different_ids() -> None:
    other = BASE.replace("T-1", "T-2").replace("pending", "approved")
    merged = merge(BASE, BASE.replace("LOW", "HIGH"), other)
    assert (merged.how, merged.is_clean) == ("whole", False)
    assert sides_of(merged.text) is not None
    assert texts(merged).theirs.decode() == other


def test_merge_does_not_take_another_record_for_the_ancestor() -> None:
    base = BASE.replace("T-1", "T-9")
    merged = merge(base, BASE.replace("LOW", "HIGH"), BASE.replace("  - core\n", "  - web\n"))
    assert merged.how == "whole"


def test_merge_knows_a_record_that_does_not_state_its_id_by_the_file() -> None:
    base = BASE.replace("id: T-1\n", "")
    assert merge(base, BASE, base.replace("LOW", "HIGH"), path="T-1").is_clean
    assert merge(base, BASE, base.replace("LOW", "HIGH"), path="T-2").how == "whole"


def test_merge_does_not_combine_two_new_records_of_one_id() -> None:
    ours, theirs = BASE, BASE.replace("Rotate the keys", "Write the report")
    merged = merge("", ours, theirs)
    assert merged.how == "whole"
    assert (texts(merged).ours.decode(), texts(merged).theirs.decode()) == (ours, theirs)


def test_merge_new_joins_records_that_a_person_calls_the_same() -> None:
    merged = merge_new(BASE.encode(), BASE.replace("LOW", "HIGH").replace("[a, b, c]", "[a, d]").encode(), TASK)
    assert [field.name for field in merged.open] == ["priority"]
    assert data(merged)[0]["labels"] == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    "broken",
    [b"title: 'open\nstatus: x\n", b"\x00\xff\xfe junk\n", b"[1, 2]\n", b"", b"a: 1\n" * 2, b"x: " + b"y" * (1 << 20)],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_merge_of_what_cannot_be_read_is_a_conflict_that_loses_nothing(broken: bytes, place: int) -> None:
    versions = [BASE.encode(), BASE.replace("LOW", "HIGH").encode(), BASE.replace("One.", "First.").encode()]
    versions[place] = broken
    merged = merge(*versions)
    assert not merged.is_clean
    for line in {*versions[1].split(b"\n"), *versions[2].split(b"\n")} - {*versions[0].split(b"\n")}:
        assert line in merged.text


def test_merge_marks_with_the_size_that_git_asks_for() -> None:
    rules = Rules.of(None, GitTextMerge(), 11)
    merged = merge("a: 1\n", "a: 2\n", "a: 3\n", rules)
    assert merged.text == b"<<<<<<<<<<< ours\na: 2\n===========\na: 3\n>>>>>>>>>>> theirs\n"
    assert sides_of(merged.text) is not None


def test_merge_over_an_ancestor_with_conflicts_chooses_neither_of_them() -> None:
    base = merge(BASE, BASE.replace("pending", "approved"), BASE.replace("pending", "blocked")).text
    ours, theirs = BASE.replace("pending", "approved"), BASE.replace("pending", "blocked").replace("LOW", "HIGH")
    merged = merge(base, ours, theirs)
    assert [field.name for field in merged.open] == ["status"]
    assert data(merged)[0]["priority"] == "HIGH"


def test_merge_without_a_schema_leaves_lists_to_a_person() -> None:
    rules = Rules.of(None, GitTextMerge())
    merged = merge("a: [1]\nb: x\n", "a: [1, 2]\nb: x\n", "a: [1, 3]\nb: y\n", rules)
    assert [field.name for field in merged.open] == ["a"]
    assert data(merged, rules)[0]["b"] == "y"


def test_merge_of_aliases_is_made_or_left_whole() -> None:
    base = "id: T-1\nlabels: &l [a]\nrepos_affected: *l\nstatus: pending\n"
    merged = merge(base, base.replace("pending", "approved"), base.replace("[a]", "[a, b]"))
    sides = data(merged)
    assert any(side["status"] == "approved" for side in sides)
    assert any(side["repos_affected"] == ["a", "b"] for side in sides)


def test_sides_of_a_text_whose_markers_do_not_fit_are_none() -> None:
    for text in (b"a\n", b"<<<<<<< x\na\n", b"<<<<<<< x\n>>>>>>> y\n", b"=======\n>>>>>>> y\n"):
        assert sides_of(text) is None
    found = sides_of(b"a\n<<<<<<< x\n1\n||||||| b\n0\n=======\n2\n>>>>>>> y\nz")
    assert found is not None
    assert (found.ours, found.theirs) == (b"a\n1\nz", b"a\n2\nz")


def test_open_text_keeps_the_end_of_each_side_however_often_it_is_merged() -> None:
    base = "id: T-1\nnotes: |+\n  one\n  two\n\ngoal: x\n"
    merged = merge(base, base.replace("|+\n  one\n  two\n\n", "short\n"), base.replace("two", "2"))
    again = merge(base, texts(merged).ours, texts(merged).theirs)
    assert [found["notes"] for found in data(again)] == ["short", "one\n2\n\n"]
    assert again.text == merged.text


def test_comment_that_moves_to_the_foot_is_not_taken_for_its_double() -> None:
    base = "id: T-1\nnotes:\n  - a\n  # note\n# note\n"
    merged = merge(base, base + "# foot\n", "id: T-1\nnotes: short\n  # note\n# note\n")
    assert merged.text.decode().count("# note") == 2


NESTED = """\
id: T-1
metadata:
  jira:
    # the board
    board: 'ops'
    url: http://x
"""


def test_part_of_a_nested_conflict_stands_as_its_side_wrote_it() -> None:
    ours = "id: T-1\nmetadata:\n  # on wiki\n  wiki: 'y'  # moved\n"
    added = "    # on sprint\n    sprint: '7'  # soon\n"
    merged = merge(NESTED, ours, NESTED + added)
    assert [field.name for field in merged.open] == ["metadata.jira"]
    first, second = (side.decode() for side in texts(merged))
    assert first == ours
    assert NESTED.partition("metadata:\n")[2] + added in second
    assert "  # on wiki\n  wiki: 'y'  # moved\n" in second


def test_field_made_anew_has_the_other_sides_quotes_and_comments() -> None:
    base = "id: T-1\nmetadata:\n  a: x\n  b: y\n"
    ours, theirs = (
        base.replace("b: y", "b: z  # by us"),
        base.replace("a: x", "a: 'w' # by them").replace("b: y", "b: 'y'"),
    )
    for sides in ((ours, theirs), (theirs, ours)):
        merged = merge(base, *sides)
        assert merged.is_clean
        text = merged.text.decode()
        assert "  a: 'w' # by them\n" in text
        assert "b: z  # by us\n" in text or "b: 'z'  # by us\n" in text


def test_layout_that_both_changed_is_chosen_by_its_text() -> None:
    base = "id: T-1\nstatus: pending\n"
    ours, theirs = base.replace("pending", "'pending'"), base.replace("pending", '"pending"')
    merged = merge(base, ours, theirs).text
    assert merged == merge(base, theirs, ours).text
    assert {merge(base, merged, side).text for side in (ours, theirs)} == {merged}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (("# on b", "# on bees"), ("b: 2", "b: 3")),
        (("# on b\n  b: 2", "# b: 2"), ("c: 3", "c: 4")),
        (("one two", "one 2"), ("three four", "three 4")),
        (("a: 1", "a: '1'  # why"), ("# on b\n  ", "")),
    ],
)
def test_merge_that_is_merged_with_a_side_once_more_stays(ours: tuple[str, str], theirs: tuple[str, str]) -> None:
    base = "id: T-1\nmetadata:\n  a: 1\n  # on b\n  b: 2\n  c: 3\nnotes: >\n  one two\n\n  three four\n"
    sides = base.replace(*ours), base.replace(*theirs)
    merged = merge(base, *sides)
    assert merged.is_clean
    for side in sides:
        assert merge(base, merged.text, side).text == merge(base, side, merged.text).text == merged.text
