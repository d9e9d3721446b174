"""Places that are found without a tree are those that the tree has."""

import random

from examples import examples
from hypothesis import HealthCheck, given, settings
from store_handstyled import SHAPE, Writer, randoms

from wmsgit.store.document import read_document
from wmsgit.store.nodes import field_spans, plain_field_spans, tree
from wmsgit.store.parsing import parse
from wmsgit.store.spans import Lines, comments_in

MANY = settings(max_examples=examples(120), deadline=None, suppress_health_check=list(HealthCheck))


def comments_by_tree(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at, lines = 0, Lines(text)
    leaves = tree(text, parse(text, SHAPE)[1]).leaves()
    for leaf in leaves:
        found += comments_in(text, at, leaf.start)
        if leaf.is_block_scalar:
            found += comments_in(text, leaf.start, min(lines.end(leaf.start), leaf.end))
        at = max(at, leaf.end)
    return found + comments_in(text, at, len(text))


@MANY
@given(randoms())
def test_comments_and_fields_are_found_where_the_tree_has_them(rnd: random.Random) -> None:
    document = read_document(Writer(rnd).record().encode(), SHAPE)
    events, lines = parse(document.text, SHAPE)[1], Lines(document.text)
    assert document.comment_spans() == comments_by_tree(document.text)
    plain = plain_field_spans(document.text, events, lines)
    assert plain is None or plain == field_spans(tree(document.text, events), lines)


def test_plain_records_take_no_tree_for_their_fields() -> None:
    text = "a: 1\nb:\n  - x: |\n      y # no\n\n  - {p: q}\nc: [1, 2]  # yes\n"
    spans = plain_field_spans(text, parse(text, SHAPE)[1], Lines(text))
    assert spans is not None
    assert [text[a:b] for a, b in spans.values()] == ["a: 1\n", text[5:-17], "c: [1, 2]  # yes\n"]
