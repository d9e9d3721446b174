"""Tables: aligned, cut to the terminal, never beyond what can be read."""

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from examples import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from wmsgit.render.table import MIN_COLUMN, table
from wmsgit.render.text import cell

PROPERTY = settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
ROWS: list[dict[str, Any]] = [
    {"id": "T-1", "status": "pending", "title": "Write it down", "repos": ["core", "web"]},
    {"id": "T-10", "status": "closed", "title": "日本語の題", "repos": None},
    {"id": "T-2", "status": "in_progress", "title": "👨\u200d👩\u200d👧 and e\u0301", "repos": []},
]
COLUMNS = ["id", "status", "title", "repos"]
words = st.text(st.sampled_from("ab 日👍🏽e\u0301\n\x1b[1m"), max_size=40)


def test_columns_are_aligned() -> None:
    assert "".join(table(ROWS, COLUMNS)).splitlines() == [
        "ID    STATUS       TITLE          REPOS",
        "T-1   pending      Write it down  core, web",
        "T-10  closed       日本語の題",
        "T-2   in_progress  👨\u200d👩\u200d👧 and é".replace("é", "e\u0301"),
    ]


def test_a_pipe_cuts_nothing() -> None:
    row = {"id": "T-1", "title": "x" * 5000}
    assert "x" * 5000 in "".join(table([row], ["id", "title"]))


def test_the_text_is_cut_last_and_an_id_never() -> None:
    row = {"id": "A" * 30, "status": "in_progress", "title": "word " * 20, "repos": "core"}
    lines = list(table([row], COLUMNS, width=80))
    assert all(len(line) <= 81 for line in lines)
    assert lines[1].startswith("A" * 30 + " in_pro… word word")
    assert lines[1].endswith("… core\n")


LONG = [
    {
        "id": "WS-TASK-001",
        "status": "in_progress",
        "priority": "CRITICAL",
        "title": "Rotate the signing keys of every service before the audit " * 4,
        "repos_affected": ["api", "library-of-everything", "web"],
        "assigned_to": "Chloé Lefèvre-Montgomery",
    }
]


@pytest.mark.parametrize(("width", "day"), [(80, "2026-11-29  "), (110, "2026-11-29 01:24  ")])
def test_a_time_is_whole_or_a_day(width: int, day: str) -> None:
    row = {"commit": "7313c14e34", "date": "2026-11-29T01:24:00Z", "author": "Ann Lee", "subject": "word " * 30}
    head, line = table([row], list(row), width=width, zone=UTC)
    assert line.replace(" Ann", "  Ann").split("7313c14e34")[1].lstrip().startswith(day)
    assert "…" not in head


def test_a_heading_is_cut_between_its_words() -> None:
    head = next(table(LONG, list(LONG[0]), width=80))
    assert head.split() == ["ID", "STATUS", "PRI…", "TITLE", "REPOS", "ASSIGN…"]


@pytest.mark.parametrize("width", [40, 50, 59, 80, 100, 120, 200])
def test_the_title_keeps_half_of_the_line_and_columns_drop_below_sixty(width: int) -> None:
    head, row, *notes = table(LONG, list(LONG[0]), width=width)
    shown = [name.replace("_", " ") for name in LONG[0] if name.replace("_", " ").upper()[:3] in head]
    assert wcswidth(row.rstrip("\n")) <= width
    title = row[head.index("TITLE") :][: -(-width // 2)]
    assert title.startswith("Rotate the signing")
    assert "  " not in title.rstrip()
    dropped = [name.replace("_", " ") for name in LONG[0] if name.replace("_", " ") not in shown]
    assert bool(dropped) == (width < 60)
    assert " ".join("".join(notes).split()) == (f"no room for: {', '.join(dropped)}" if dropped else "")


def test_a_list_that_does_not_fit_is_its_first_item_and_a_count() -> None:
    assert "api +2" in "".join(table(LONG, list(LONG[0]), width=80))
    assert "api, library-of-everything, web" in "".join(table(LONG, list(LONG[0]), width=400))


def test_a_table_without_a_text_keeps_readable_cells() -> None:
    row = {"id": "T-1", "a": "x" * 50, "b": "y" * 50}
    line = list(table([row], ["id", "a", "b"], width=10))[1]
    assert line == f"T-1 {'x' * (MIN_COLUMN - 1)}… {'y' * (MIN_COLUMN - 1)}…\n"


def test_what_stands_below_a_table_may_be_said_elsewhere() -> None:
    said: list[str] = []
    assert len(list(table(LONG, list(LONG[0]), width=40, footer=["1 of 2 shown"], aside=said.append))) == 2
    assert said == ["1 of 2 shown", "no room for: priority, repos affected, assigned to"]


@PROPERTY
@given(
    st.lists(st.fixed_dictionaries({"id": st.just("T-1"), "a": words, "b": words}), min_size=1),
    st.integers(30, 120),
)
def test_every_line_fits_and_every_column_begins_at_one_place(rows: list[dict[str, Any]], width: int) -> None:
    rows = [row | {"z": "END"} for row in rows]
    lines = [line.removesuffix("\n") for line in table(rows, ["id", "a", "b", "z"], width=width)]
    assert len(lines) == len(rows) + 1
    assert max(map(wcswidth, lines)) <= max(width, 3 + MIN_COLUMN * 2 + 3 + 6)
    assert len({wcswidth(line) for line in lines[1:]}) == 1


mixed = (
    words
    | st.sampled_from(["2026-11-23T10:30:00Z", "2026-11-23T10:30", "a::b", "##[x", "e\u0301", "1234-67890T", "1"])
    | st.sampled_from([None, True, 1, 1.0, ["a", "日"], ["2026-11-23T10:30:00Z"], {"a": 1}])
)


@PROPERTY
@given(st.lists(mixed, min_size=1, max_size=5))
def test_a_cell_does_not_depend_on_what_else_stands_in_its_column(values: list[Any]) -> None:
    lines = list(table([{"title": value} for value in values], ["title"], zone=UTC))
    assert lines[1:] == [cell(value, UTC).rstrip() + "\n" for value in values]


def test_no_rows_give_the_footer_alone() -> None:
    assert list(table([], COLUMNS, footer=["0 tasks"])) == ["0 tasks\n"]


def test_no_columns_give_the_footer_alone() -> None:
    assert list(table([{}], [], footer=["x"])) == ["x\n"]


def test_empty_columns_are_left_out_only_when_asked_to() -> None:
    rows = [{"id": "T-1", "title": None}]
    assert next(table(rows, ["id", "title"])) == "ID   TITLE\n"
    assert next(table(rows, ["id", "title"], compact=True)) == "ID\n"
    assert list(table([{"x": None}], ["x"], compact=True)) == ["X\n", "\n"]


def test_colours_mark_words_and_do_not_move_columns() -> None:
    plain = list(table(ROWS, COLUMNS))
    coloured = list(table(ROWS, COLUMNS, colour=True))
    assert "\x1b[35mpending    \x1b[0m" in coloured[1]
    from wmsgit.model.text import clean

    assert [clean(line) for line in coloured] == plain


def test_escapes_of_a_record_do_not_reach_the_terminal() -> None:
    assert "\x1b" not in "".join(table([{"id": "T-1", "title": "\x1b[31mred\x1b]0;x\x07\u202e"}], ["id", "title"]))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (3, "3"),
        (1.5, "1.5"),
        (["a", 1, None], "a, 1, "),
        ({"a": [1]}, '{"a": [1]}'),
        ("two\nlines\tand", "two lines and"),
        ("2025-11-20T21:07:47.852875Z", "2025-11-20 22:07"),
        ("2025-07-20T21:07:47Z", "2025-07-20 23:07"),
        ("2025-11-20T21:07:47", "2025-11-20T21:07:47"),
        ("2025-13-20T21:07:47Z", "2025-13-20T21:07:47Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
        ("half \ud800", "half \ufffd"),
    ],
)
def test_a_value_as_a_cell(value: Any, text: str) -> None:
    assert cell(value, ZoneInfo("Europe/Berlin")) == text
