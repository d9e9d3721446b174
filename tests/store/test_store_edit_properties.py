"""Every edit of every hand-styled record reads back as intended and leaves all other lines alone."""

import difflib
import random
from collections import Counter

from hypothesis import HealthCheck, assume, given, settings
from store_handstyled import SHAPE, TASK, Writer, changed, field_value, randoms

from wmsgit.store.document import Document, read_document
from wmsgit.store.edit import edit, without_absent
from wmsgit.store.formatting import comments_of, format_record
from wmsgit.store.matching import same

MANY = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


def lines_of(document: Document, name: str) -> str:
    entry = next(entry for entry in document.root.entries if entry.name == name)
    return document.text[document.lines.start(entry.start) : document.lines.end(entry.end)]


@MANY
@given(randoms())
def test_edit_reads_as_intended_and_keeps_lines_of_other_keys(rnd: random.Random) -> None:
    text = Writer(rnd).record()
    before = read_document(text.encode(), SHAPE)
    intended = without_absent(changed(rnd, before.data), SHAPE)
    raw = edit(before, intended, TASK)
    after = read_document(raw, SHAPE)
    assert same(after.data, intended)
    assert after.has_bom == before.has_bom
    if before.root.is_flow:
        return
    last = before.root.entries[-1].name
    for name in intended:
        if name in before.data and same(before.data[name], intended[name]) and name != last:
            assert lines_of(after, name) == lines_of(before, name)
    old_lines, new_lines = (Counter(doc.text.splitlines()) for doc in (before, after))
    blank = [line for line in old_lines if not line.strip()]
    assert not [line for line in blank if new_lines[line] == 0 and "+" not in text]


@MANY
@given(randoms())
def test_edit_keeps_every_comment_between_keys(rnd: random.Random) -> None:
    text = Writer(rnd).record()
    before = read_document(text.encode(), SHAPE)
    assume(not before.root.is_flow)
    intended = changed(rnd, before.data)
    after = read_document(edit(before, intended, TASK), SHAPE)
    between = text
    for entry in reversed(before.root.entries):
        start, end = before.lines.start(entry.start), before.lines.end(entry.end)
        between = before.text[:start] if False else between
        del start, end
    outside = Counter(comments_of(before))
    for entry in before.root.entries:
        start, end = before.lines.start(entry.start), before.lines.end(entry.end)
        piece = before.text[start:end]
        for found in comments_of(before):
            if found in piece:
                outside[found] = 0
    kept = Counter(comments_of(after))
    assert not [found for found, count in outside.items() if kept[found] < count]


@MANY
@given(randoms())
def test_edit_that_adds_one_field_only_adds_lines(rnd: random.Random) -> None:
    text = Writer(rnd).record()
    before = read_document(text.encode(), SHAPE)
    written = {entry.name for entry in before.root.entries}
    name = next((name for name in ("goal", "labels", "milestone") if name not in written), None)
    assume(name and not before.root.is_flow and text.endswith("\n"))
    intended = {**before.data, name: field_value(rnd, name) if name != "milestone" else "M1"}
    after = edit(before, intended, TASK).decode()
    old, new = text.split("\n"), after.split("\n")
    steps = {tag for tag, *_ in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()}
    assert steps <= {"equal", "insert"}


@MANY
@given(randoms())
def test_edit_with_the_same_data_changes_no_byte(rnd: random.Random) -> None:
    raw = Writer(rnd).record().encode()
    document = read_document(raw, SHAPE)
    assert edit(document, dict(document.data), TASK) == raw


@MANY
@given(randoms())
def test_edit_back_to_the_old_value_of_a_plain_field_restores_every_byte(rnd: random.Random) -> None:
    raw = Writer(rnd).record().encode()
    before = read_document(raw, SHAPE)
    assume("milestone" not in before.data)
    added = edit(before, {**before.data, "milestone": "M1"}, TASK)
    there = read_document(added, SHAPE)
    again = edit(there, before.data, TASK)
    assert same(read_document(again, SHAPE).data, before.data)
    if not before.root.is_flow and raw.endswith(b"\n"):
        assert again == raw


@MANY
@given(randoms())
def test_format_keeps_data_and_comments_and_is_idempotent(rnd: random.Random) -> None:
    raw = Writer(rnd).record().encode()
    path = "records/tasks/A-1.yaml"
    once = format_record(raw, TASK, path)
    before, after = read_document(raw, SHAPE), read_document(once, SHAPE)
    assert same(before.data, after.data)
    assert sorted(comments_of(before)) == sorted(comments_of(after))
    assert format_record(once, TASK, path) == once
    assert once.startswith(b"# yaml-language-server: ") or once == raw
