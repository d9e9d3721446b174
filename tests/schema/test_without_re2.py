"""Expressions where RE2 is not installed: the same verdicts, within a limit of time."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from wmsgit.schema.expressions import _linear, regular_expression
from wmsgit.schema.without_re2 import LIMIT_S, LimitedExpression, SlowPatternError

CHARACTERS = "ab.1_- \néÉAB{}&\t,]["
ATOMS = [
    r"a",
    r"b",
    r".",
    r"\d",
    r"\w",
    r"\s",
    r"\W",
    r"\D",
    r"\S",
    r"[ab]",
    r"[^a]",
    r"[a-c]",
    r"[]a]",
    r"[^]a]",
    r"[[:alpha:]]",
    r"[[:^punct:]x]",
    r"[[:space:]]",
    r"[\W]",
    r"[\D-]",
    r"[^\s]",
    r"[^\w.]",
    r"[\w-]",
    r"\.",
    r"\b",
    r"^",
    r"$",
    r"\A",
    r"é",
    r"[é-ü]",
    r"\pL",
    r"\PL",
    r"\p{Lu}",
    r"[\pL1]",
    r"\x61",
    r"\x{e9}",
    r"\Qa.b\E",
    r"{",
    r"}",
    r"a{",
    r"\n",
    r"-",
    r"_",
    r"1",
    r"[[]",
    r"[a&&b]",
    r"\t",
    r"a{,2}",
    r"[\d.]",
]
GROUPS = ["(", "(?:", "(?P<name>", "(?i:", "(?s:"]
REFUSAL = r"\w"
"""Each engine has words of its own."""

REPEATS = ["", "", "", "*", "+", "?", "{2}", "{1,2}", "{0,}", "*?", "+?"]
PARTS = st.builds("".join, st.tuples(st.sampled_from(ATOMS), st.sampled_from(REPEATS)))
PATTERNS = st.recursive(
    PARTS,
    lambda inner: st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("{}|{}".format, inner, inner),
        st.builds(
            "{}{}){}".format,
            st.sampled_from(GROUPS),
            inner,
            st.sampled_from(REPEATS),
        ),
    ),
    max_leaves=5,
)


@settings(max_examples=examples(300), deadline=None)
@given(PATTERNS, st.booleans(), st.text(st.sampled_from(CHARACTERS), max_size=9))
def test_both_engines_agree(pattern: str, by_line: bool, text: str) -> None:
    try:
        linear = _linear(pattern, by_line=by_line)
    except ValueError:  # two groups of one name
        with pytest.raises(ValueError, match=REFUSAL):
            LimitedExpression(pattern, by_line=by_line)
        return
    limited = LimitedExpression(pattern, by_line=by_line)
    for given_text in (text, text.encode()):
        wanted, place = linear.search(given_text), limited.search(given_text)
        assert (wanted and wanted.start()) == (place and place.start())
        if not by_line:
            assert bool(linear.fullmatch(given_text)) == bool(limited.fullmatch(given_text))


@pytest.mark.parametrize(
    "pattern",
    ["(?=a)", "(?!a)", "(?<=a)b", "(?<!a)b", r"(a)\1", r"(?P<x>a)(?P=x)", "(?>a)", "a++", "a**", "(?R)", "(?|a)",
     r"\K", r"\X", r"\Z", r"\G", "(", ")", "[a", "*", "a{1001}", "(?(1)a|b)", r"\k<x>", r"\L<x>", "(?e)a", "[[:no:]]"],
)  # fmt: skip
def test_what_re2_refuses_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=REFUSAL):
        _linear(pattern, by_line=False)
    with pytest.raises(ValueError, match=REFUSAL):
        LimitedExpression(pattern, by_line=False)


def test_pattern_that_explodes_ends_in_time() -> None:
    begun = time.process_time()
    with pytest.raises(SlowPatternError, match="took longer than 2 s"):
        LimitedExpression("^(a|a|aa)*$", by_line=False).search("a" * 5000 + "b")
    assert time.process_time() - begun < 5 * LIMIT_S


def test_time_is_that_of_the_whole_text_also_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wmsgit.schema.without_re2.LIMIT_S", 0.5)
    begun = time.process_time()
    with pytest.raises(SlowPatternError):
        LimitedExpression("^(a|a|aa)*$", by_line=True).search(b"\n".join([b"a" * 24 + b"b"] * 5000))
    assert time.process_time() - begun < 5 * 0.5


@pytest.mark.parametrize(
    ("pattern", "words"), [("(", "not a valid regular"), ("(?=a)", "cannot be run in bounded time")]
)
def test_fault_is_named(pattern: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        regular_expression(pattern)


def test_program_runs_without_re2(tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['re2'] = None\n"
        "from wmsgit.schema.expressions import regular_expression\n"
        "print(type(regular_expression('a+')).__name__, bool(regular_expression('a+').search('xay')))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout == "LimitedExpression True\n"
