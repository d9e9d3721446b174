"""What holds for every merge of every record, however it is written."""

import random
from collections import Counter

import pytest
from examples import examples
from hypothesis import HealthCheck, assume, given, settings
from merge_sides import TASK, data, leaves, merge, texts
from store_handstyled import SHAPE, Writer, changed, randoms
from store_handstyled import TASK as KIND

from wmsgit.errors import WmsgitError
from wmsgit.model.same import same
from wmsgit.store.document import Document, read_document
from wmsgit.store.edit import edit
from wmsgit.store.formatting import comments_of

MANY = settings(max_examples=examples(60), suppress_health_check=list(HealthCheck))


def versions(rnd: random.Random) -> tuple[bytes, bytes, bytes]:
    """A record and two changes of it; often a person has also touched comments or the layout."""
    base = Writer(rnd).record().encode()
    document = read_document(base, SHAPE)
    ours, theirs = (touched(rnd, side(rnd, document)) for _ in range(2))
    return base, ours, theirs


def side(rnd: random.Random, document: Document) -> bytes:
    intended = changed(rnd, document.data)
    intended.pop("id", None)
    if "id" in document.data:
        intended["id"] = document.data["id"]
    try:
        return edit(document, intended or {"title": "x"}, KIND)
    except WmsgitError:
        assume(False)
        raise


def touched(rnd: random.Random, text: bytes) -> bytes:
    """The text with a comment line more, where it still is a record."""
    lines = text.split(b"\n")
    lines.insert(rnd.randrange(len(lines)), f"# seen {rnd.randrange(1000)}".encode())
    more = b"\n".join(lines)
    try:
        is_same = same(read_document(more, SHAPE).data, read_document(text, SHAPE).data)
    except WmsgitError:
        return text
    return more if is_same and rnd.random() < 0.5 else text


@MANY
@given(randoms())
def test_merge_loses_no_value_that_a_side_wrote(rnd: random.Random) -> None:
    base, ours, theirs = versions(rnd)
    merged = merge(base, ours, theirs, path="A-1")
    kept = Counter(leaf for side in data(merged) for leaf in leaves(side))
    old = Counter(leaves(read_document(base, SHAPE).data))
    for text in (ours, theirs):
        written = Counter(leaves(read_document(text, SHAPE).data)) - old
        assert not set(written) - set(kept), merged.text.decode()


@MANY
@given(randoms())
def test_merge_loses_no_comment_that_a_side_wrote(rnd: random.Random) -> None:
    base, ours, theirs = versions(rnd)
    merged = merge(base, ours, theirs, path="A-1")
    old = set(comments_of(read_document(base, SHAPE)))
    for text in (ours, theirs):
        for comment in set(comments_of(read_document(text, SHAPE))) - old:
            assert comment.encode() in merged.text, merged.text.decode()


@MANY
@given(randoms())
def test_merge_is_the_same_from_either_side(rnd: random.Random) -> None:
    base, ours, theirs = versions(rnd)
    one = merge(base, ours, theirs, path="A-1")
    other = merge(base, theirs, ours, path="A-1")
    assert one.is_clean == other.is_clean
    assert same(list(data(one)), list(reversed(data(other))))


@MANY
@given(randoms())
def test_merge_of_a_merge_with_one_of_its_sides_is_the_merge(rnd: random.Random) -> None:
    base, ours, theirs = versions(rnd)
    first = merge(base, ours, theirs, path="A-1")
    assume(first.is_clean)
    for text in (ours, theirs):
        again = merge(base, first.text, text, path="A-1")
        assert again.is_clean
        assert same(data(again)[0], data(first)[0])


@MANY
@given(randoms())
def test_merge_with_an_unchanged_side_is_the_other_side_byte_for_byte(rnd: random.Random) -> None:
    base, ours, _ = versions(rnd)
    for result in (merge(base, ours, base), merge(base, base, ours), merge(base, ours, ours)):
        assert (result.text, result.is_clean) == (ours, True)


@MANY
@given(randoms())
def test_merge_that_is_open_reads_as_each_side_wanted(rnd: random.Random) -> None:
    base, ours, theirs = versions(rnd)
    merged = merge(base, ours, theirs, path="A-1")
    assume(merged.open)
    for field in merged.open:
        for value, found in zip((field.ours, field.theirs), data(merged), strict=True):
            reached = found
            for name in field.path:
                reached = reached.get(name) if isinstance(reached, dict) else None
            assert reached is None or same(reached, value)
    assert texts(merged).ours != texts(merged).theirs


@MANY
@given(randoms())
def test_merge_of_readable_records_is_made_field_by_field(rnd: random.Random) -> None:
    base, ours, theirs = versions(rnd)
    assert merge(base, ours, theirs, TASK, path="A-1").how == "fields"


@MANY
@given(randoms())
def test_merge_of_flat_records_gives_the_same_bytes_by_the_line_reader_and_by_yaml(rnd: random.Random) -> None:
    versions = [flat(rnd) for _ in range(3)]
    merged = merge(*versions)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wmsgit.store.document.read_simple", lambda _text, _shape: None)
        assert merge(*versions) == merged


def flat(rnd: random.Random) -> str:
    """A record of a few fields, each in one of its layouts, with comments and blank lines about."""
    fields = {
        "title": ("a", "'b: c'", '"d"'), "status": ("pending", "completed", ""), "priority": ("LOW", "1.10"),
        "labels": ("[]", "\n  - a\n  - b", "\n- b\n- c", "\n  - a\n\n"), "goal": ("x", "e #f", "12:30:00"),
        "notes": ("|\n  a\n\n  b", "|-\n  a\n  c\n\n", "|-\n    # a\n     b"),
        "metadata": ("{}", "\n  a: 1", "\n  a:\n    b: x\n    c: y\n  d: z", "\n a:\n   b:\n\n"),
    }  # fmt: skip
    names = [name for name in fields if rnd.random() < 0.8]
    parts = [f"{name}: {value}" if (value := rnd.choice(fields[name])) else f"{name}:" for name in names]
    lines = [rnd.choice(("", "", "", "# one\n", "\n", "\n# two\n")) + part.replace(": \n", ":\n") for part in parts]
    return "\n".join(("id: A-1", *lines)) + rnd.choice(("\n", "\n\n# end\n"))
