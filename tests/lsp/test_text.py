"""Texts as a client counts them: lines end as the protocol says, characters have one unit or two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from wmsgit.lsp.text import UTF8, UTF16, UTF32, ClientText

SIGNS = st.text(alphabet="a\U0001f600é\n\r\u2028\x85\x0c ", max_size=30)


@pytest.mark.parametrize(("encoding", "units"), [(UTF16, 3), (UTF8, 5), (UTF32, 2)])
def test_sign_beyond_the_first_plane_has_as_many_units_as_agreed_on(encoding: str, units: int) -> None:
    text = ClientText("a\U0001f600b", encoding)
    assert text.position(2) == types.Position(0, units)
    assert text.offset(types.Position(0, units)) == 2


def test_only_the_protocols_line_ends_end_a_line() -> None:
    text = ClientText("a\u2028b\x0cc\x85d\re\r\nf\n")
    assert [text.position(text.text.index(sign)).line for sign in "abcdef"] == [0, 0, 0, 0, 1, 2]


def test_place_behind_a_line_or_the_text_is_its_end() -> None:
    text = ClientText("ab\r\nc")
    assert text.offset(types.Position(0, 99)) == 2
    assert text.offset(types.Position(9, 0)) == 5


@given(SIGNS, st.integers(0, 30))
def test_every_place_comes_back(text: str, at: int) -> None:
    client = ClientText(text)
    at = min(at, len(text))
    back = client.offset(client.position(at))
    inside_break = text[at - 1 : at + 1] == "\r\n" and at > 0
    assert back == (at - 1 if inside_break else at)


@given(SIGNS, st.integers(0, 30), st.integers(0, 30), SIGNS)
def test_change_by_range_is_a_change_of_the_characters(text: str, first: int, last: int, new: str) -> None:
    start, end = sorted((min(first, len(text)), min(last, len(text))))
    client = ClientText(text)
    span = client.range(start, end)
    start, end = client.offset(span.start), client.offset(span.end)
    changed = client.changed(types.TextDocumentContentChangePartial(range=span, text=new))
    assert changed.text == text[:start] + new + text[end:]
