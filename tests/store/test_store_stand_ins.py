"""Texts that YAML 1.2 reads otherwise than libyaml: line ends of YAML 1.1, pairs of surrogates, tabs in blocks."""

import itertools
import json

import pytest
import yaml
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from wmsgit.schema.shape import ANYTHING
from wmsgit.store.document import read_document
from wmsgit.store.edit import edit_shaped
from wmsgit.store.refusal import UnreadableError


def data_of(text: str) -> dict[str, object]:
    return read_document(text.encode(), ANYTHING).data


@pytest.mark.parametrize("sign", ["\x85", "\u2028", "\u2029"])
def test_the_line_ends_of_yaml_1_1_are_ordinary_characters(sign: str) -> None:
    text = (
        f"# see the note{sign}goal: hidden\ntitle: a{sign}b\nlist: [x{sign}, 'y{sign}z']  # c{sign}d: e\n"
        f'quoted: "p{sign}q"\nblock: |\n  r{sign}s\nfolded: >-\n  t{sign}u\n  v\nlast: 1\n'
    )
    document = read_document(text.encode(), ANYTHING)
    assert document.data == {
        "title": f"a{sign}b", "list": [f"x{sign}", f"y{sign}z"], "quoted": f"p{sign}q", "block": f"r{sign}s\n",
        "folded": f"t{sign}u v", "last": 1,
    }  # fmt: skip
    assert document.position(("last",), key=True) == (10, 1)
    assert document.position(("list", 1)) == (3, 12)
    changed = edit_shaped(document, {**document.data, "last": 2}, ANYTHING).decode()
    assert changed == text.replace("last: 1", "last: 2")
    with pytest.raises(UnreadableError) as caught:
        data_of(f"a: x{sign}y\nb: [\n")
    assert caught.value.line == 3


def test_pairs_of_surrogates_are_one_character_in_double_quotes_alone() -> None:
    text = r"""a: "\ud83d\ude80 x"
b: '\ud83d\ude80'
c: \ud83d\ude80  # \ud83d\ude80
d: "\\ud83d\\ude80"
"\uD83D\uDE80": {e: "\ud83d\ude80\u00e9"}
"""
    assert data_of(text) == {
        "a": "🚀 x", "b": r"\ud83d\ude80", "c": r"\ud83d\ude80", "d": r"\ud83d\ude80", "🚀": {"e": "🚀é"},
    }  # fmt: skip
    for lone in (r'a: "\ud83d"', r'a: "\ude80\ud83d"'):
        with pytest.raises(UnreadableError):
            data_of(f"{lone}\n")


@settings(max_examples=examples(60))
@given(st.dictionaries(st.text(st.characters(exclude_categories=("Cs",)), max_size=9), st.text(max_size=9), min_size=1))
def test_what_json_writes_is_read(value: dict[str, str]) -> None:
    text = json.dumps(value)
    try:
        expected = json.loads(text.encode().decode())
        text.encode()
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return
    assert data_of(f"a: {text}\n") == {"a": expected}


def test_a_tab_may_begin_a_block_scalar() -> None:
    text = "a: |\n  \tmake all\n  x\nb:\n  c: >-\n    \ty\n  d: |\n\n    \tz\n"
    assert data_of(text) == {"a": "\tmake all\nx\n", "b": {"c": "\ty", "d": "\n\tz\n"}}
    document = read_document(text.encode(), ANYTHING)
    assert edit_shaped(document, {**document.data, "e": 1}, ANYTHING).decode() == text + "e: 1\n"


@pytest.mark.parametrize("head", [">", ">-", ">+", "|", "|-"])
def test_a_folded_text_that_begins_with_a_tab_keeps_the_end_of_that_line(head: str) -> None:
    """As the parser in Python reads it, which knows that the tab is text."""
    lines = ("\ttab", "more", "last", "", "  blank")
    for rest in itertools.chain.from_iterable(itertools.product(lines, repeat=count) for count in range(1, 4)):
        text = f"a: {head}\n" + "".join(f"  {line}\n" if line else "\n" for line in ("\ttab", *rest)) + "b: x\n"
        assert data_of(text) == yaml.load(text, Loader=yaml.SafeLoader), text


@pytest.mark.parametrize("text", ["a: |\n\tx\n", "a:\n  b: |\n  \tc: d\n", "a:\n\tb: c\n", "a: |\n\tb: c\n"])
def test_a_tab_that_indents_is_refused_still(text: str) -> None:
    with pytest.raises(UnreadableError):
        data_of(text)
