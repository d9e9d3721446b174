"""`fmt`: the canonical form of what a person wrote, every comment kept."""

import pytest
from store_handstyled import SHAPE, TASK

from wmsgit.store.document import read_document
from wmsgit.store.formatting import comments_of, format_record
from wmsgit.store.refusal import UnreadableError

MODELINE = "# yaml-language-server: $schema=../../schemas/task.schema.json\n"


def formatted(text: str) -> str:
    once = format_record(text.encode(), TASK, "records/tasks/A-1.yaml")
    assert format_record(once, TASK, "records/tasks/A-1.yaml") == once
    return once.decode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title: 'A'\nid:   x\n", "id: x\ntitle: A\n"),
        ("{id: x, labels: [a, 'no']}", 'id: x\nlabels:\n  - a\n  - "no"\n'),
        ("\ufeffid: x\r\n\r\n\r\ntitle: B", "id: x\ntitle: B\n"),
        ("\ufeff---\ntitle: A\nid: x\n", "id: x\ntitle: A\n"),
        ("\ufeff--- # first\ntitle: A # c\nid: x\n", "id: x\n# first\ntitle: A # c\n"),
        ("\ufeff---\n{id: x, # c\n  title: A}\n", "---\n{id: x, # c\n  title: A}\n"),
        ("# about title\ntitle: A\n# about id\nid: x\n", "# about id\nid: x\n# about title\ntitle: A\n"),
        ("# head\n\n\n# about title\ntitle: A\nid: x\n", "# head\n\nid: x\n# about title\ntitle: A\n"),
        ("id: x\n\n# loose\n\n\ntitle: A\n# foot   \n", "id: x\n\n# loose\n\ntitle: A\n# foot\n"),
        ("labels:\n- a\n  # - b\nid: x\n", "id: x\nlabels:\n- a\n  # - b\n"),
        ("title:   A  # why   \nid: x\n", "id: x\ntitle:   A  # why\n"),
        ("labels:   \n  # c\n  - a   \nid: x\n", "id: x\nlabels:\n  # c\n  - a\n"),
        ("notes: |  # c\n  two  \n  three \nid: x\n", "id: x\nnotes: |  # c\n  two  \n  three \n"),
        ("notes: >\n  a\n  b\n\n  c\nid: x\n", "id: x\nnotes: |\n  a b\n  c\n"),
        ("notes:\nid: x\n", "id: x\nnotes:\n"),
        ("---\n# top\nid: x\n...\n# end\n", "# top\nid: x\n# end\n"),
        ("--- # first\nid: x\n", "# first\nid: x\n"),
        ("# yaml-language-server: $schema=old.json\nid: x\n", "id: x\n"),
        ("id: x\nx_unknown: 1\ntitle: A\n", "id: x\ntitle: A\nx_unknown: 1\n"),
        ("  title: A # c\n  id: x\n", "id: x\ntitle: A # c\n"),
        ("a: &x [1]\nb: *x\n", "a:\n  - 1\nb:\n  - 1\n"),
        ("b: &x [1] # c\na: *x\n", "b: &x [1] # c\na:\n  - 1\n"),
        ("{id: x, # c\n  title: A}\n", "{id: x, # c\n  title: A}\n"),
        ("notes: |+\n  a\n\n\ntitle: A # c\n", "title: A # c\nnotes: |+\n  a\n\n\n"),
        ("id: x # no newline", "id: x # no newline\n"),
    ],
)  # fmt: skip
def test_format_gives_the_canonical_form(text: str, expected: str) -> None:
    assert formatted(text) == MODELINE + expected


def test_format_finds_no_comment_inside_text() -> None:
    text = "id: x\ntitle: 'a # b'\nnotes: |\n  # no comment\ngoal: \"a\n  # b\"\nlabels: [a#b, c] # yes\n"
    assert comments_of(read_document(text.encode(), SHAPE)) == ["# yes"]


def test_format_of_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(UnreadableError):
        formatted("a: [\n")


def test_format_adds_no_line_end_to_a_text_that_has_none() -> None:
    text = "# why\r\ntitle: x\r\ncomments:\r\n- text: |  # kept\r\n   word"
    once = format_record(b"\xef\xbb\xbf---\r\n" + text.encode(), TASK, "records/tasks/A-1.yaml").decode()
    assert once.startswith("# yaml-language-server: ")
    assert once.endswith("\n---\n# why\ntitle: x\ncomments:\n- text: |  # kept\n   word")
    assert formatted(once) == once
