"""Text for a terminal: harmless, measured and cut."""

import re
import subprocess
import sys

import pytest
from costs import processor_seconds
from examples import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from wmsgit.model.text import clean, counted, one_line
from wmsgit.render.blame_text import _wrapped
from wmsgit.render.text import clip, clusters, pad, width_of, wrap

PROPERTY = settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
HOSTILE = st.text(
    st.sampled_from("ab[]m0;\x1b\x07\x9b\x9c\x9d\x90\\\n\r\t\x00\x7f\u202e\u2066é日👍\ud800"), max_size=30
)
LIVELY = st.text(st.sampled_from("ab e\u0301\u0308日本가👍🏽👨\u200d👩👧🇩🇪🇫❤\ufe0f✅…"), max_size=20)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b[38;2;1;2;3mred", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;https://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b31mred", "red"),
        ("\x1bPq payload\x1b\\after", "after"),
        ("\x1b]0;unfinished", "0;unfinished"),
        ("\x1b\x1b[31m[31mred", "[31mred"),
        ("\x1bcreset", "reset"),
        ("a\x00b\x08c\x7fd\x85e", "abcd\ne"),
        ("a\u202eb\u2066c\u2069", "abc"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("tab\there", "tab\there"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("👨\u200d👩 ❤\ufe0f e\u0301", "👨\u200d👩 ❤\ufe0f e\u0301"),
    ],
)
def test_clean_removes_what_commands_a_terminal(text: str, expected: str) -> None:
    assert clean(text) == expected


@PROPERTY
@given(HOSTILE)
def test_clean_text_is_harmless_and_can_be_written(text: str) -> None:
    cleaned = clean(text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", cleaned)
    cleaned.encode()
    assert clean(cleaned) == cleaned


@PROPERTY
@given(HOSTILE)
def test_one_line_is_one_line(text: str) -> None:
    assert not set("\n\t\r") & set(one_line(text))


@PROPERTY
@given(LIVELY)
def test_the_width_is_what_wcwidth_says(text: str) -> None:
    assert width_of(text) == wcswidth(text)


@PROPERTY
@given(st.text(st.characters(min_codepoint=0xA1, max_codepoint=0x2FF) | st.sampled_from("a…–—‘”→↓")))
def test_the_width_of_common_letters_is_what_wcwidth_says(text: str) -> None:
    assert width_of(clean(text)) == wcswidth(clean(text))


@PROPERTY
@given(st.text(st.characters(min_codepoint=0xA1, max_codepoint=0x2FF) | st.sampled_from("ab …–→")), st.integers(0, 9))
def test_common_letters_are_cut_where_their_pieces_are(text: str, width: int) -> None:
    text = clean(text)
    kept = "".join(list(clusters(text))[: max(width - 1, 0)]).rstrip() + "…"
    assert clip(text, width) == (text if len(text) <= width else kept)


@PROPERTY
@given(LIVELY)
def test_the_pieces_of_a_text_add_up(text: str) -> None:
    assert "".join(clusters(text)) == text


@PROPERTY
@given(LIVELY, st.integers(1, 20))
def test_a_clipped_text_fits_and_says_that_it_was_cut(text: str, width: int) -> None:
    clipped = clip(text, width)
    assert wcswidth(clipped) <= width
    assert clipped == text or clipped.endswith("…")


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("abc def", 5, "abc…"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("👨\u200d👩\u200d👧 family", 4, "👨\u200d👩\u200d👧…"),
        ("🇩🇪🇫🇷🇮🇹", 5, "🇩🇪🇫🇷…"),
        ("👍🏽👍🏽", 3, "👍🏽…"),
    ],
)
def test_clip_keeps_characters_whole(text: str, width: int, expected: str) -> None:
    assert clip(text, width) == expected


@PROPERTY
@given(LIVELY, st.integers(0, 40))
def test_pad_fills_the_width(text: str, width: int) -> None:
    text = one_line(text)
    assert wcswidth(pad(text, width)) == max(width, wcswidth(text))


@PROPERTY
@given(st.text(st.sampled_from("ab 日"), max_size=60), st.integers(2, 20))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    lines = list(wrap(text, width))
    assert " ".join(lines) == text
    assert all(width_of(line) <= width or " " not in line.strip() for line in lines)


def test_ascii_needs_no_further_module() -> None:
    script = (
        "import sys\n"
        "from wmsgit.render.formats import render, RowStyle\n"
        "rows = [{'id': 'T-1', 'title': 'x' * 90, 'created': '2025-11-20T21:07:47Z', 'labels': ['a']}]\n"
        "for name in ('table', 'json', 'ids'):\n"
        "    list(render(name, rows, ['id', 'title', 'created', 'labels'], RowStyle(width=40)))\n"
        "heavy = {'wcwidth', 'csv', 'unicodedata', 'rich', 'yaml', 'jsonschema', 'hashlib'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(("count", "words"), [(0, "0 tasks"), (1, "1 task"), (2, "2 tasks"), (1000, "1,000 tasks")])
def test_counted_things_agree_with_their_number(count: int, words: str) -> None:
    assert counted(count, "task") == words


@pytest.mark.parametrize(
    ("text", "pieces"), [("w" * 200_000, 5_000), ("🇩🇪" * 50_000, 2_500), (f"a{' ' * 200_000}b", 5_000)]
)
def test_value_of_one_very_long_word_is_broken_in_linear_time(text: str, pieces: int) -> None:
    wrapped: list[str] = []
    assert processor_seconds(lambda: wrapped.extend(_wrapped([text], 40))) < 5
    assert abs(len(wrapped) - pieces) < pieces / 10
    assert all(width_of(piece) <= 40 for piece in wrapped)
