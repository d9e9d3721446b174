"""Titles made of a text's first sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmsgit.features.exchange.titles import first_sentence


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Use one database. It is simpler.", "Use one database"),
        ("Use one\n  database", "Use one database"),
        ("Use SQLite (e.g. for tests) everywhere. Then stop.", "Use SQLite (e.g. for tests) everywhere"),
        ("Ask J. Smith first. Then go.", "Ask J. Smith first"),
        ("Move to v1.2 now! Really.", "Move to v1.2 now!"),
        ("Wait...", "Wait..."),
        ("# Heading\nText below. More.", "Heading"),
        ("- Stay local (Phase 1) - do not migrate", "Stay local (Phase 1) - do not migrate"),
        ("First paragraph\n\nSecond.", "First paragraph"),
        ("", ""),
        (" \n ", ""),
        ("x" * 600, "x" * 499 + "…"),
    ],
)
def test_the_first_sentence(text: str, title: str) -> None:
    assert first_sentence(text) == title


@given(st.text())
def test_a_title_is_one_line_of_at_most_500_characters(text: str) -> None:
    title = first_sentence(text)
    assert len(title) <= 500
    assert "\n" not in title
