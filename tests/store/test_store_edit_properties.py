"""Every edit of every hand-styled record reads back as intended and leaves all other lines alone."""

import random
from collections import Counter

from examples import examples
from hypothesis import HealthCheck, assume, given, settings
from store_handstyled import SHAPE, TASK, Writer, changed, field_value, randoms

from wmsgit.model.same import same
from wmsgit.store.document import BOM, Document, read_document
from wmsgit.store.edit import edit, without_absent
from wmsgit.store.formatting import comments_of, format_record
from wmsgit.store.spans import comments_in

MANY = settings(max_examples=examples(80), deadline=None, suppress_health_check=list(HealthCheck))


def lines_of(document: Document, name: str) -> str:
    entry = document.root.find(name)
    assert entry is not None
    return document.text[document.lines.start(entry.start) : document.lines.end(entry.end)]


def comments_between_keys(document: Document) -> Counter[str]:
    found: Counter[str] = Counter()
    at = 0
    for entry in document.root.entries:
        found.update(document.text[a:b] for a, b in comments_in(document.text, at, entry.start))
        at = document.lines.end(entry.end)
    found.update(document.text[a:b] for a, b in comments_in(document.text, at, len(document.text)))
    return found


@MANY
@given(randoms())
def test_edit_reads_as_intended_and_keeps_the_lines_of_other_keys(rnd: random.Random) -> None:
    text = Writer(rnd).record()
    before = read_document(text.encode(), SHAPE)
    intended = without_absent(changed(rnd, before.data), SHAPE)
    after = read_document(edit(before, intended, TASK), SHAPE)
    assert same(after.data, intended)
    assert after.has_bom == before.has_bom
    assume(not before.root.is_flow)
    # A block of text that ends a file without a line break needs `|-` when lines follow it.
    is_open_end = not text.endswith("\n") and before.root.last_leaf().is_block_scalar
    checked = [entry.name for entry in before.root.entries][: -1 if is_open_end else None]
    for name in checked:
        if name in intended and name in before.data and same(before.data[name], intended[name]):
            assert lines_of(after, name) == lines_of(before, name)
    if intended.keys() >= before.data.keys():  # the comments of a field go with it
        assert not comments_between_keys(before) - Counter(comments_of(after))


@MANY
@given(randoms())
def test_edit_that_adds_a_field_only_adds_lines(rnd: random.Random) -> None:
    text = Writer(rnd).record()
    before = read_document(text.encode(), SHAPE)
    written = {entry.name for entry in before.root.entries}
    name = next((name for name in ("goal", "labels", "milestone") if name not in written), None)
    assume(name and not before.root.is_flow and text.endswith("\n"))
    intended = {**before.data, name: "M1" if name == "milestone" else field_value(rnd, name)}
    result = edit(before, intended, TASK).decode()
    assert result.startswith(BOM) == text.startswith(BOM)  # it belongs to the file, not to its first field
    after = iter(result.removeprefix(BOM).split("\n"))
    assert all(line in after for line in text.removeprefix(BOM).split("\n")), f"{text!r}\n{result!r}"


@MANY
@given(randoms())
def test_edit_with_the_same_data_changes_no_byte(rnd: random.Random) -> None:
    raw = Writer(rnd).record().encode()
    document = read_document(raw, SHAPE)
    assert edit(document, dict(document.data), TASK) == raw


@MANY
@given(randoms())
def test_edit_that_removes_what_an_edit_added_restores_every_byte(rnd: random.Random) -> None:
    raw = Writer(rnd).record().encode()
    before = read_document(raw, SHAPE)
    added = edit(before, {**before.data, "milestone": "M1"}, TASK)
    again = edit(read_document(added, SHAPE), before.data, TASK)
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
    assert once.startswith(b"# yaml-language-server: ")
    assert b"\r\n" not in once or b"\\" in once
