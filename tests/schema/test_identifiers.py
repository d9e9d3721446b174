"""How new ids are made, and which number comes next."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmsgit.errors import InvalidError, SchemaError
from wmsgit.model.identity import highest_numbers, is_safe_id, require_safe_id, split_number
from wmsgit.schema.identifiers import IdForm, fingerprint_of, slug

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def make(template: str, highest: int = 0, actor: str = "Ann Lee", fingerprint: str = "") -> str:
    form = IdForm.parse(template, "risk.schema.json")
    return form.make(
        now=NOW,
        actor=actor,
        highest=lambda _: highest,
        fingerprint=fingerprint,
        random=lambda n: b"\x7c\x1e"[:n],
    )


@pytest.mark.parametrize(
    ("template", "highest", "expected"),
    [
        ("WS-TASK-{number}", 0, "WS-TASK-001"),
        ("WS-TASK-{number}", 811, "WS-TASK-812"),
        ("WS-TASK-{number}", 999, "WS-TASK-1000"),
        ("{date}-session-{actor}-{number}", 2, "2026-11-23-session-ann-lee-003"),
        ("CTX-{day}-{random}", 0, "CTX-20261123-7c1e"),
    ],
)
def test_id_follows_its_form(template: str, highest: int, expected: str) -> None:
    assert make(template, highest) == expected


def test_fingerprint_depends_on_its_fields_only() -> None:
    fields = ("repo", "file_path")
    one = fingerprint_of({"repo": "a", "file_path": "b", "line": 1}, fields)
    assert one == fingerprint_of({"repo": "a", "file_path": "b", "line": 2}, fields)
    assert one != fingerprint_of({"repo": "ab", "file_path": ""}, fields)
    assert make("DRIFT-{fingerprint}", fingerprint=one) == f"DRIFT-{one[:8]}"


def test_given_form_wants_a_name() -> None:
    with pytest.raises(InvalidError, match="name"):
        make("{given}")


@pytest.mark.parametrize("template", ["x", "{colour}", "a/{number}", "-{number}", ".{number}", "{number} {day}"])
def test_form_that_makes_no_safe_name_is_refused(template: str) -> None:
    with pytest.raises(SchemaError):
        IdForm.parse(template, "risk.schema.json")


@given(st.text())
def test_slug_is_always_part_of_a_safe_id(text: str) -> None:
    assert is_safe_id(f"x-{slug(text)}")


@given(st.lists(st.integers(0, 10**6), min_size=1))
def test_highest_number_is_the_maximum_whatever_the_case(numbers: list[int]) -> None:
    ids = [f"{'ws' if n % 2 else 'WS'}-TASK-{n:03d}" for n in numbers]
    assert highest_numbers(ids)["ws-task-"] == max(numbers)


def test_number_of_absurd_length_is_no_number() -> None:
    assert split_number("A-" + "9" * 60) is None


@pytest.mark.parametrize(
    "text", ["", ".", "..", "../x", "a/b", "-x", ".x", "a b", "é", "x" * 101, "con", "NUL.txt", "a\n", "x."]
)
def test_unsafe_id_is_refused(text: str) -> None:
    assert not is_safe_id(text)
    with pytest.raises(InvalidError):
        require_safe_id(text)


@pytest.mark.parametrize("text", ["WS-TASK-001", "2026-11-23-session-ann-001", "a.b_c-d", "x" * 100, "_a", "0"])
def test_safe_id_is_taken(text: str) -> None:
    assert require_safe_id(text) == text
