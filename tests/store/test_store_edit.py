"""Edits by example: byte for byte, one style each."""

import time
from typing import Any

import pytest
from store_handstyled import SHAPE, TASK

from wmsgit.errors import ConflictError
from wmsgit.store.document import read_document
from wmsgit.store.edit import edit, edit_shaped
from wmsgit.store.refusal import EditError

GONE = object()


def edited(text: str, **changes: Any) -> str:
    document = read_document(text.encode(), SHAPE)
    intended = {name: value for name, value in (document.data | changes).items() if value is not GONE}
    return edit(document, intended, TASK).decode()


STYLED = """\
# yaml-language-server: $schema=../../schemas/task.schema.json
# About this file.

title: 'Old title'   # short
# a line about the status
status:   pending  # why

labels: [a, "b"] # flow
repos_affected:   # block
- x   # first

# about y
- y
description: >
  folded
  text

notes:
"goal": "quoted"
comments:
    -   at: 2026-11-23
        by: ann   # by
        text: |
            hi
            there
    - {at: x, by: bob, text: t}
x_unknown: {a: 1, b: {c: 2}}
# the end
"""


def replaced(old: str, new: str, text: str = STYLED) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("changes", "old", "new"),
    [
        ({"status": "closed"}, "status:   pending  # why", "status:   closed  # why"),
        ({"status": "no"}, "status:   pending  # why", 'status:   "no"  # why'),
        ({"status": "a\nb"}, "status:   pending  # why", "status:   |-  # why\n  a\n  b"),
        ({"title": "It's"}, "'Old title'", "'It''s'"),
        ({"title": "tab\t"}, "'Old title'", '"tab\\t"'),
        ({"goal": 'say "x"'}, '"quoted"', '"say \\"x\\""'),
        ({"notes": "now"}, "notes:\n", "notes: now\n"),
        ({"notes": "a\nb\n"}, "notes:\n", "notes: |\n  a\n  b\n"),
        ({"labels": ["a", "b", "c"]}, '[a, "b"]', '[a, "b", c]'),
        ({"labels": ["z", "a", "b"]}, '[a, "b"]', '[z, a, "b"]'),
        ({"labels": ["a", "x, y", "b"]}, '[a, "b"]', '[a, "x, y", "b"]'),
        ({"labels": ["b"]}, '[a, "b"]', '["b"]'),
        ({"labels": ["a"]}, '[a, "b"]', "[a]"),
        ({"labels": ["a", "c"]}, '[a, "b"]', '[a, "c"]'),
        ({"labels": []}, '[a, "b"]', "[]"),
        ({"labels": GONE}, 'labels: [a, "b"] # flow\n', ""),
        ({"repos_affected": ["x", "y", "z"]}, "- y\n", "- y\n- z\n"),
        ({"repos_affected": ["w", "x", "y"]}, "- x   # first\n", "- w\n- x   # first\n"),
        ({"repos_affected": ["x", "m", "y"]}, "- x   # first\n", "- x   # first\n- m\n"),
        ({"repos_affected": ["y"]}, "- x   # first\n", ""),
        ({"repos_affected": ["x"]}, "\n# about y\n- y\n", ""),
        ({"repos_affected": ["new", "y"]}, "- x   # first\n", "- new\n"),
        ({"repos_affected": []}, "repos_affected:   # block\n- x   # first\n\n# about y\n- y\n",
        "repos_affected: []   # block\n"),
        ({"repos_affected": GONE}, "repos_affected:   # block\n- x   # first\n\n# about y\n- y\n", ""),
        ({"description": "one line"}, ">\n  folded\n  text\n", "one line\n"),
        ({"description": "two\nlines"}, ">\n  folded\n  text\n", "|-\n  two\n  lines\n"),
        ({"description": "  two\nlines\n"}, ">\n  folded\n  text\n", "|2\n    two\n  lines\n"),
        ({"description": GONE}, "description: >\n  folded\n  text\n", ""),
        ({"title": GONE}, "title: 'Old title'   # short\n", ""),
        ({"id": "A-1"}, "title: 'Old", "id: A-1\ntitle: 'Old"),
        ({"priority": "HIGH"}, "pending  # why\n", "pending  # why\npriority: HIGH\n"),
        ({"milestone": "M1"}, '"goal": "quoted"\n', '"goal": "quoted"\nmilestone: M1\n'),
        ({"next_step": "go"}, "notes:\n", "notes:\nnext_step: go\n"),
        ({"metadata": {"k": [1]}}, "text: t}\n", "text: t}\nmetadata:\n  k:\n  - 1\n"),
        ({"x_new": None}, "b: {c: 2}}\n", "b: {c: 2}}\nx_new: null\n"),
        ({"x_unknown": {"a": 1, "b": {"c": 3, "d": "e, f"}}}, "{c: 2}", '{c: 3, d: "e, f"}'),
        ({"x_unknown": {"b": {"c": 2}}}, "{a: 1, b", "{b"),
        ({"x_unknown": {"a": 1.0, "b": {"c": 2}}}, "{a: 1, b", "{a: 1.0, b"),
        ({"x_unknown": {"a": True, "b": {"c": 2}}}, "{a: 1, b", "{a: true, b"),
        ({"x_unknown": {"a": 1, "b": {"c": 2}, "m": "x\ny"}}, "{c: 2}}", '{c: 2}, m: "x\\ny"}'),
    ],
)  # fmt: skip
def test_edit_touches_only_what_changes(changes: dict[str, Any], old: str, new: str) -> None:
    assert edited(STYLED, **changes) == replaced(old, new)


def comment(**fields: str) -> dict[str, str]:
    return fields


@pytest.mark.parametrize(
    ("comments", "old", "new"),
    [
        (
            [comment(at="2026-11-23", by="joe", text="hi\nthere\n"), comment(at="x", by="bob", text="t")],
            "by: ann   # by", "by: joe   # by",
        ),
        (
            [comment(at="2026-11-23", by="ann", text="bye\n\nnow\n"), comment(at="x", by="bob", text="t")],
            "            hi\n            there\n", "            bye\n\n            now\n",
        ),
        (
            [comment(by="ann", text="hi\nthere\n"), comment(at="x", by="bob", text="t")],
            "-   at: 2026-11-23\n        by", "-   by",
        ),
        (
            [comment(at="x", by="bob", text="t")],
            ("    -   at: 2026-11-23\n        by: ann   # by\n"
            "        text: |\n            hi\n            there\n"), "",
        ),
        (
            [
                comment(at="2026-11-23", by="ann", text="hi\nthere\n"),
                comment(at="x", by="bob", text="t"),
                comment(at="2026", text="m\nn"),
            ],
            "text: t}\n", 'text: t}\n    - at: "2026"\n      text: |-\n        m\n        n\n',
        ),
        (
            [comment(at="2026-11-23", by="ann", text="hi\nthere\n"), comment(at="x", text="t")],
            "{at: x, by: bob, text: t}", "{at: x, text: t}",
        ),
    ],
)  # fmt: skip
def test_edit_reaches_inside_a_list_of_mappings(comments: list[dict[str, str]], old: str, new: str) -> None:
    assert edited(STYLED, comments=comments) == replaced(old, new)


@pytest.mark.parametrize("ending", ["\n", ""])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["\ufeff", ""])
def test_edit_keeps_line_breaks_ending_and_bom(bom: str, newline: str, ending: str) -> None:
    def styled(text: str) -> str:
        return bom + (text.removesuffix("\n") + ending).replace("\n", newline)

    before = STYLED.removesuffix("# the end\n")
    after = replaced("- y\n", "- y\n- z\n", before).replace("pending", "closed") + "x_last:\n- 1\n"
    changes = {"status": "closed", "repos_affected": ["x", "y", "z"], "x_last": [1]}
    assert edited(styled(before), **changes) == styled(after)
    assert edited(styled(before), x_unknown=GONE) == styled(before[: before.index("x_unknown")])


@pytest.mark.parametrize(
    ("text", "changes", "expected"),
    [
        # Text in blocks, and what follows it.
        ("notes: |+\n  x\n\nx_b: 1\n", {"goal": "g"}, "goal: g\nnotes: |+\n  x\n\nx_b: 1\n"),
        ("notes: |+\n  x\n\nx_b: 1\n", {"x_c": 2}, "notes: |+\n  x\n\nx_b: 1\nx_c: 2\n"),
        ("notes: |+\n  x\n\n", {"x_c": 2}, "notes: |+\n  x\n\nx_c: 2\n"),
        ("notes: |+\n  x\n\nx_b: 1\n", {"notes": "y\n\n"}, "notes: |+\n  y\n\nx_b: 1\n"),
        ("notes: |+\n  x\nx_b: 1\n\nx_c: 2\n", {"x_b": GONE}, "notes: |+\n  x\nx_c: 2\n"),
        ("notes: |\n  x\n\n\nx_b: 1\n", {"x_b": GONE}, "notes: |\n  x\n\n\n"),
        ("notes: |\n  x", {"x_b": 1}, "notes: |-\n  x\nx_b: 1"),
        ("notes: y", {"notes": "a\nb\n"}, "notes: |\n  a\n  b\n"),
        ("notes: |  # why\n  x\nx_b: 1\n", {"notes": "z"}, "notes: z  # why\nx_b: 1\n"),
        ("notes: | # why\n      x\nx_b: 1\n", {"notes": "y\n z\n"},
        "notes: | # why\n      y\n       z\nx_b: 1\n"),
        ("notes: y\n\nx_b: 1\n", {"notes": "a\n\n"}, 'notes: "a\\n\\n"\n\nx_b: 1\n'),
        ("notes: y\n   \nx_b: 1\n", {"notes": "a\nb\n"}, 'notes: "a\\nb\\n"\n   \nx_b: 1\n'),
        ('notes: "a\\n\n  b" # c\n', {"notes": "c\nd"}, 'notes: "c\\nd" # c\n'),
        ("notes: a\n  b\n\n  c # d\nx: 1\n", {"notes": "e"}, "notes: e # d\nx: 1\n"),
        ("notes:\n    a # d\nx: 1\n", {"notes": "e"}, "notes:\n    e # d\nx: 1\n"),
        ("notes: # c\n    a # d\nx: 1\n", {"notes": "e\nf"}, "notes: |- # c # d\n  e\n  f\nx: 1\n"),
        # Lists.
        ("labels: []  # none\n", {"labels": ["a"]}, "labels:  # none\n  - a\n"),
        ("labels:\n", {"labels": ["a"]}, "labels:\n  - a\n"),
        ("labels:\n# c\nx: 1\n", {"labels": ["a"]}, "labels:\n  - a\n# c\nx: 1\n"),
        ("labels:\n  # main\n  - a\n", {"labels": ["z", "a"]}, "labels:\n  - z\n  # main\n  - a\n"),
        ("labels:\n  - a\n  # last\nx: 1\n", {"labels": ["a", "b"]},
        "labels:\n  - a\n  - b\n  # last\nx: 1\n"),
        ("labels:\n  -\n    a\n  - b\n", {"labels": ["b"]}, "labels:\n  - b\n"),
        ("labels: [\n  a, # x\n  b # y\n]\n", {"labels": ["a", "b", "c"]},
        "labels: [\n  a, # x\n  b, # y\n  c\n]\n"),
        ("labels: [\n  a,\n  b,\n]\n", {"labels": ["a", "c", "b"]}, "labels: [\n  a,\n  c,\n  b,\n]\n"),
        ("labels: [\n  a, # x\n  # about b\n  b,\n]\n", {"labels": ["b"]},
        "labels: [\n  # about b\n  b,\n]\n"),
        ("labels: [\n  a,\n  b,\n]\n", {"labels": ["a"]}, "labels: [\n  a,\n]\n"),
        ("labels: [ a , b ]\n", {"labels": ["a"]}, "labels: [ a ]\n"),
        ("labels: [a, b,]\n", {"labels": ["a", "b", "c"]}, "labels: [a, b, c,]\n"),
        ("x:\n- - 1\n  - 2\n- 3\n", {"x": [[2], 3]}, "x:\n- - 2\n- 3\n"),
        ("x:\n- - 1\n  - 2\n- 3\n", {"x": [[0, 1, 2], 3]}, "x:\n- - 0\n  - 1\n  - 2\n- 3\n"),
        ("x:\n- a: 1 # c\n  # about b\n  b: 2\n", {"x": [{"b": 2}]}, "x:\n-\n  # about b\n  b: 2\n"),
        ("x:\n- b: 2\n", {"x": [{"a": {"c": 1}, "b": 2}]}, "x:\n- b: 2\n  a:\n    c: 1\n"),
        ("comments:\n- by: 'x'\n", {"comments": [{"at": "w", "by": "x"}]}, "comments:\n- at: w\n  by: 'x'\n"),
        ("x:\n-   a\n", {"x": [{"b": 1, "c": 2}]}, "x:\n-   b: 1\n    c: 2\n"),
        # Flow mappings, also as the whole document.
        ("{id: A, title: B}", {"title": "C", "labels": ["a"]}, "{id: A, title: C, labels: [a]}"),
        ("{id: A, title: B}\n", {"id": GONE}, "{title: B}\n"),
        ("{\n  id: A, # c\n  title: B\n}\n", {"notes": "x\ny"},
        '{\n  id: A, # c\n  title: B,\n  notes: "x\\ny"\n}\n'),
        ("x: {a, b: , c: 1}\n", {"x": {"a": 1, "b": 2, "c": 1}}, "x: {a: 1, b: 2 , c: 1}\n"),
        ("x: {b: }\n", {"x": {"b": None, "c": 1}}, "x: {b: , c: 1 }\n"),
        ("x: [a: 1, b]\n", {"x": [{"a": 2}, "b"]}, "x: [{a: 2}, b]\n"),
        ("x: [a: 1, b]\n", {"x": [{"a": 1, "c": 2}, "b"]}, "x: [{a: 1, c: 2}, b]\n"),
        # Keys and documents of every form.
        ("? id\n: A\n? title\n: B # c\n", {"title": "C"}, "? id\n: A\n? title\n: C # c\n"),
        ("? id\n: A\n? title\n: B\n", {"id": GONE}, "? title\n: B\n"),
        ("? id\n? title\n: B\n", {"id": "A"}, "id: A\n? title\n: B\n"),
        ("---\nid: A\n...\n", {"title": "B"}, "---\nid: A\ntitle: B\n...\n"),
        ("%YAML 1.2\n--- # c\n# top\ntitle: A\n", {"id": "B"},
        "%YAML 1.2\n--- # c\nid: B\n# top\ntitle: A\n"),
        ("# modeline\n\n# about\ntitle: A\n", {"id": "B"}, "# modeline\n\nid: B\n# about\ntitle: A\n"),
        ("# modeline\ntitle: A\n", {"id": "B"}, "# modeline\nid: B\ntitle: A\n"),
        ("  id: A\n  title: B\n", {"labels": ["a"]}, "  id: A\n  title: B\n  labels:\n    - a\n"),
        ("title: A\nx: 1\n", {"title": GONE, "x": GONE, "id": "B"}, "id: B\n"),
        ("title: A # c\n", {"title": GONE}, "{}\n"),
        ("{}\n", {"id": "A"}, "{id: A}\n"),
        ("# about a\nblocked_reason: x\n# about b\ndue: d\n", {"blocked_reason": GONE,
        "completed_at": "t"}, "# about a\n# about b\ndue: d\ncompleted_at: t\n"),
        ("x: 1 # a\u2028b: 2\n", {"x": 3}, "x: 3 # a\u2028b: 2\n"),
        ("title:\tA\t# c\n", {"title": "B"}, "title:\tB\t# c\n"),
        # Anchors and aliases.
        ("a: &x foo\nb: *x\nc: [*x]\n", {"b": "bar"}, "a: &x foo\nb: bar\nc: [*x]\n"),
        ("a: &x foo\nb: *x\nc: [*x]\n", {"c": ["foo", "bar"]}, "a: &x foo\nb: *x\nc: [*x, bar]\n"),
        ("a: &x [1]\nc:\n  d: *x\n", {"c": {"d": [1, 2]}}, "a: &x [1]\nc:\n  d:\n    - 1\n    - 2\n"),
        ("a: &x\n  - 1\n", {"a": [1, 2]}, "a: &x\n  - 1\n  - 2\n"),
    ],
)  # fmt: skip
def test_edit_of_a_nasty_layout(text: str, changes: dict[str, Any], expected: str) -> None:
    assert edited(text, **changes) == expected


def test_edit_is_refused_where_an_alias_stands_for_what_changes() -> None:
    with pytest.raises(EditError, match="a cannot be changed") as caught:
        edited("a: &x [1]\nb: *x\n", a=[1, 2])
    assert isinstance(caught.value, ConflictError)


def test_edit_is_refused_for_a_value_that_would_read_as_another_type() -> None:
    with pytest.raises(EditError):
        edited("title: A\n", title=5)


def test_edit_takes_a_null_field_for_an_absent_one() -> None:
    assert edited("id: A\ntitle: B\n", title=None) == "id: A\n"
    assert edited("id: A\nnotes:\n", notes=None) == "id: A\nnotes:\n"


def test_edit_writes_a_key_anew_where_it_cannot_be_edited_within() -> None:
    assert edited("x:\n  |\n  a\n  b\ny: 1\n", x="c") == "x: c\ny: 1\n"


def test_edit_appends_to_a_long_list_by_one_line() -> None:
    text = "labels:\n" + "".join(f"  - item-{n}\n" for n in range(3000))
    items = [f"item-{n}" for n in range(3000)]
    assert edited(text, labels=[*items, "new"]) == text + "  - new\n"
    assert edited(text, labels=[*items[:1500], *items[1501:]]) == text.replace("  - item-1500\n", "")


def test_edit_of_a_list_of_100_000_takes_seconds() -> None:
    items = [f"l{number:05}" for number in range(99_990)]
    text = "labels:\n" + "".join(f"- {item}\n" for item in items)
    gone = {f"l{number:05}" for number in range(0, 99_990, 1_000)}
    start = time.process_time()
    assert edited(text, labels=[*(item for item in items if item not in gone), "new"]) == (
        "labels:\n" + "".join(f"- {item}\n" for item in items if item not in gone) + "- new\n"
    )
    assert time.process_time() - start < 10  # 2 s on a machine that has nothing else to do; the square took hours


def test_edit_keeps_the_comments_of_a_long_list_beside_their_items() -> None:
    text = "x_found:\n" + "".join(f"  - id: f{n}  # why {n}\n    at: {n}\n" for n in range(400))
    found = [{"id": f"f{n}", "at": n} for n in range(400)]
    after = edited(text, x_found=[*found[1:200], {"id": "new", "at": 0}, *found[200:395], *found[396:]])
    for number in (0, 395):
        text = text.replace(f"  - id: f{number}  # why {number}\n    at: {number}\n", "")
    assert after == text.replace("  - id: f200 ", "  - id: new\n    at: 0\n  - id: f200 ")


def test_edit_shaped_serves_data_of_no_kind() -> None:
    document = read_document(b"name: x # c\n", SHAPE)
    assert edit_shaped(document, {"name": "z"}, SHAPE) == b"name: z # c\n"
