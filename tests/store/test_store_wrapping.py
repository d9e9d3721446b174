"""Folded texts: a reworded one keeps its lines, its style and its indentation."""

import pytest
from costs import require_linear

from wmsgit.schema.shape import ANYTHING
from wmsgit.store.document import read_document
from wmsgit.store.edit import edit_shaped


def reword(text: str, old: str, new: str) -> str:
    """The text after its field `n` says something else."""
    document = read_document(text.encode(), ANYTHING)
    value = document.data["n"]
    assert old in value
    return edit_shaped(document, {**document.data, "n": value.replace(old, new)}, ANYTHING).decode()


@pytest.mark.parametrize(
    "text",
    [
        "n: >\n  the quick fox\n  jumps over the\n  lazy dog\n\n  and sleeps\nx: 1\n",
        "n: >-  # why\n    the quick fox\n    jumps over the\nx: 1\n",
        "n: >2+\n  the quick fox\n  jumps over the\n\nx: 1\n",
        "n: the quick fox\n  jumps over the\n  lazy dog  # why\nx: 1\n",
        "n:\n  the quick fox\n  jumps over\nx: 1\n",
        'n: "the quick fox\n\n   jumps over the\n   lazy dog"\nx: 1\n',
        "n: 'the quick fox\n  jumps over the\n  lazy dog'",
        "# top\r\nn: >\r\n  the quick fox\r\n  jumps over the\r\n  lazy dog\r\nx: 1\r\n",
        "{n: the quick fox\n  jumps over, x: 1}\n",
    ],
)
@pytest.mark.parametrize(
    ("old", "new"), [("fox", "狐"), ("over", "above all"), ("quick ", ""), ("the quick", "a quick")]
)
def test_reworded_text_keeps_its_other_lines(text: str, old: str, new: str) -> None:
    assert reword(text, old, new) == text.replace(old, new, 1)


def test_another_text_of_which_a_word_is_the_same_is_written_anew() -> None:
    assert reword("n: >\n  the quick fox\n  jumps\n", "the quick fox jumps\n", "a fox is here") == "n: a fox is here\n"


def test_line_that_loses_its_words_goes() -> None:
    text = "n: >\n  the quick fox\n  jumps over\n  the dog\n"
    assert reword(text, "jumps over ", "") == "n: >\n  the quick fox\n  the dog\n"


def test_words_that_come_are_wrapped_where_the_line_becomes_long() -> None:
    more = "dog " + "and another animal " * 5 + "too"
    made = reword("n: >\n  the quick fox\n  jumps over the dog\n\n  at the end\n", "dog", more)
    assert made.startswith("n: >\n  the quick fox\n  jumps over the dog and another animal")
    assert made.endswith(" too\n\n  at the end\n")
    assert max(map(len, made.split("\n"))) <= 80


@pytest.mark.parametrize(
    ("text", "old", "new", "made"),
    [
        ("n: the\n  quick # c\n", "quick", "# quick", 'n: "the # quick" # c\n'),
        ("n: 'the\n  quick'\n", "quick", "dog's", "n: 'the dog''s'\n"),
        ('n: "the\n  quick"\n', "quick", "\\", 'n: "the \\\\"\n'),
    ],
)
def test_words_that_need_another_style_are_written_anew(text: str, old: str, new: str, made: str) -> None:

    assert reword(text, old, new) == made


def test_text_of_which_one_line_is_left_stays_a_block_and_another_line_is_plain() -> None:
    text = "n: |\n  first\n  second\nx: 1\n"
    assert reword(text, "first\n", "") == "n: |\n  second\nx: 1\n"
    assert reword(text, "first\nsecond\n", "short") == "n: short\nx: 1\n"


def test_word_of_a_long_text_is_changed_in_linear_time() -> None:
    def work(count: int) -> None:
        text = "n: >\n" + "  a few words here\n" * count + "  end\n"
        assert reword(text, "end", "last") == text.replace("end", "last")

    require_linear(work, 2_000)
