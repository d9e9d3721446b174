"""How many findings are told of one file."""

from wmsgit.model.finding import MAX_TOLD, Finding, limited
from wmsgit.model.text import MAX_ECHO, shortened


def test_many_findings_of_a_sort_become_the_first_and_a_count() -> None:
    many = [Finding("a.yaml", line, 1, "SCHEMA", "wrong") for line in range(1, 4021)]
    other = [Finding("a.yaml", 9000, 1, "NAME", "its name"), Finding("b.yaml", 1, 1, "SCHEMA", "wrong")]
    warned = [Finding("a.yaml", line, 2, "SCHEMA", "odd", "warning") for line in range(1, 23)]
    found = limited([*other, *many, *warned])
    assert [one for one in found if (one.path, one.level, one.code) == ("a.yaml", "error", "SCHEMA")] == [
        *many[:MAX_TOLD],
        Finding("a.yaml", MAX_TOLD, 1, "SCHEMA", "… and 4,000 more"),
    ]
    assert [one.message for one in found if one.level == "warning"] == ["odd"] * MAX_TOLD + ["… and 2 more"]
    assert set(other) <= set(found)


def test_what_is_counted_already_is_not_counted_again() -> None:
    once = limited(Finding("a.yaml", line, 1, "SCHEMA", "wrong") for line in range(1, 100))
    assert limited(once) == once


def test_long_values_are_said_by_their_beginning_and_length() -> None:
    assert shortened("x" * MAX_ECHO) == "x" * MAX_ECHO
    assert shortened("x" * 400_000).endswith("x… (400,000 characters)")
    assert len(shortened("x" * 400_000)) <= MAX_ECHO
