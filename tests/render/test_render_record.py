"""One record for a person at a terminal."""

import copy
from datetime import UTC
from typing import Any

from examples import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from wmsgit.render.record_view import record_view, record_views
from wmsgit.schema.registry import Registry, packaged_schemas

PROPERTY = settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
REGISTRY = Registry.read(packaged_schemas())
TASK = REGISTRY.kind("task")
RECORD: dict[str, Any] = {
    "id": "T-1",
    "kind": "task",
    "title": "Write it down",
    "status": "pending",
    "notes": "short",
    "created": "2025-11-20T21:07:47Z",
    "description": "First line.\n\nSecond paragraph that is long enough to be broken at the screen's width.",
    "repos_affected": ["core", "web"],
    "labels": ["one"],
    "comments": [
        {"at": "2025-11-20T22:00:00Z", "by": "ann", "text": "Mind the gap"},
        {"at": "2025-11-20T23:00:00Z", "by": "bob", "text": "Two\nlines"},
    ],
    "metadata": {"imported": {"updated": "x"}, "empty": {}},
    "unknown": 5,
}
text = st.text(st.sampled_from("ab \n\t\x1b[m\x9b\u202e\ud800é日👍\u200d"), max_size=30)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)


def shown(record: dict[str, Any], **options: Any) -> list[str]:
    return "".join(record_view(record, TASK, zone=UTC, **options)).splitlines()


def test_a_record_is_laid_out_for_reading() -> None:
    assert shown(RECORD, width=60) == [
        "T-1  Write it down",
        "  status          pending",
        "  created         2025-11-20 21:07",
        "  repos_affected  core, web",
        "  labels          one",
        "  notes           short",
        "  unknown         5",
        "  description",
        "    First line.",
        "",
        "    Second paragraph that is long enough to be broken at the",
        "    screen's width.",
        "  comments",
        "    - 2025-11-20 22:00  ann  Mind the gap",
        "    - 2025-11-20 23:00  bob",
        "      Two",
        "      lines",
        "  metadata",
        "    imported",
        "      updated  x",
    ]


def test_activities_show_what_each_has_first() -> None:
    session = {
        "id": "S-1",
        "activities": [
            {
                "time": "2025-11-20T22:00:00Z",
                "activity_type": "code",
                "description": "Wrote it",
                "files_created": ["a", "b"],
            }
        ],
    }
    lines = "".join(record_view(session, REGISTRY.kind("session"), zone=UTC)).splitlines()
    assert lines == [
        "S-1",
        "  activities",
        "    - 2025-11-20 22:00  code  Wrote it",
        "      files_created  a, b",
    ]


def test_a_list_of_words_is_one_line_and_of_sentences_several() -> None:
    texts = ["Why, and when?", "How?"]
    assert shown({"id": "T-1", "labels": ["a", "b"], "related_files": texts}) == [
        "T-1",
        "  labels  a, b",
        "  related_files",
        "    - Why, and when?",
        "    - How?",
    ]
    assert shown({"id": "T-1", "labels": [f"label-{n}" for n in range(9)]}, width=40)[1] == "  labels"


def test_colour_marks_the_title_the_names_and_the_status() -> None:
    lines = shown(RECORD, colour=True)
    assert lines[0] == "\x1b[1mT-1  Write it down\x1b[0m"
    assert lines[1] == "  \x1b[2mstatus        \x1b[0m  \x1b[35mpending\x1b[0m"


def test_a_repository_has_no_title_but_its_name() -> None:
    assert "".join(record_view({"id": "core", "path": "../core"}, REGISTRY.kind("repo"))) == "core\n  path  ../core\n"


def test_several_records_have_a_blank_line_between_them() -> None:
    one = {"id": "T-1", "title": "x"}
    assert "".join(record_views([(one, TASK), (one, TASK)])) == "T-1  x\n\nT-1  x\n"


def test_long_paragraphs_of_wide_characters_fit() -> None:
    lines = shown({"id": "T-1", "title": "x", "description": "日本 語 " * 40}, width=50)
    assert max(map(wcswidth, lines)) <= 50


@PROPERTY
@given(st.dictionaries(st.sampled_from([*TASK.fields, "other"]), values))
def test_any_record_can_be_shown_and_is_left_alone(data: dict[str, Any]) -> None:
    record = {"id": "T-1", **copy.deepcopy(data)}
    before = copy.deepcopy(record)
    for line in record_view(record, TASK, width=40, zone=UTC):
        assert "\x1b" not in line
        line.encode()
    assert record == before
