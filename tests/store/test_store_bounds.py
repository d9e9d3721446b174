"""What a record's text may cost: positions and directives."""

import pytest
from costs import processor_seconds, require_linear

from wmsgit.errors import InvalidError
from wmsgit.schema.shape import ANYTHING
from wmsgit.store.document import read_data, read_document
from wmsgit.store.edit import edit_shaped
from wmsgit.store.refusal import UnreadableError


def test_positions_of_many_keys_are_found_in_linear_time() -> None:
    def place_all(count: int) -> None:
        document = read_document("".join(f"f{n}: 1\n" for n in range(count)).encode(), ANYTHING)
        for number in range(count):
            assert document.position((f"f{number}",)) == (number + 1, len(f"f{number}: ") + 1)

    require_linear(place_all, 5_000)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("%TAG !a! x\n---\na: b\n", 1),
        ("# first\n\n%YAML 1.2\n%TAG !a! x\n---\na: b\n", 4),
        ("\n  # c\n%OWN x\n---\na: b\n", 3),
        ("%TAG !a! x\n" * 80_000 + "---\na: b\n", 1),
        ("a: b\n" + "%TAG !a! x\n" * 80_000, 18),
        ("a: b\n...\n" + "%TAG !a! x\n" * 80_000, 19),
        ("a: b\r" + "%TAG !a! x\r" * 80_000, 18),
        ("%YAML 1.2\n" * 80_000 + "---\na: b\n", 18),
    ],
)
def test_directives_are_refused_at_their_place(text: str, line: int) -> None:
    with pytest.raises(UnreadableError, match="no directive but %YAML") as caught:
        read_data(text.encode(), ANYTHING)
    assert (caught.value.code, caught.value.line, caught.value.column) == ("YAML", line, 1)


@pytest.mark.parametrize(
    "text", ["%YAML 1.2\n---\na: b\n", "# c\n%YAML 1.1\n--- {a: b}\n", "a: 'b\n\n  %TAG c'\n", "a: |\n  %TAG\n"]
)
def test_a_version_and_signs_in_texts_are_read(text: str) -> None:
    assert list(read_data(text.encode(), ANYTHING)) == ["a"]


def test_edit_that_makes_a_record_too_large_to_be_read_says_so() -> None:
    deep: object = "x"
    for _ in range(200):
        deep = [deep]
    with pytest.raises(InvalidError, match="not read: nested more than"):
        edit_shaped(read_document(b"a: x\n", ANYTHING), {"a": deep}, ANYTHING)


def test_edit_of_a_hundred_thousand_labels_takes_two_seconds() -> None:
    labels = [f"l{number}" for number in range(99_990)]
    document = read_document(b"a:\n" + "".join(f"- {label}\n" for label in labels).encode(), ANYTHING)
    for wanted in ([*labels[:2], *labels[3:-9], *labels[-8:]], [*labels[:500], "new", *labels[501:], "last"]):
        assert processor_seconds(lambda data={"a": wanted}: edit_shaped(document, data, ANYTHING)) < 2  # type: ignore[misc]
