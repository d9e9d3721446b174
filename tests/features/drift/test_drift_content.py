"""`content`: what the lines of files must or must not hold."""

import re

import pytest
from drift_plane import Plane, states
from drift_texts import found, judged, pointed_problems
from hypothesis import given
from hypothesis import strategies as st

from wmsgit.features.drift.findings import detections_of
from wmsgit.features.drift.rules.content import fitting_lines
from wmsgit.schema.expressions import regular_expression

NO_TODO = {"kind": "content", "mode": "forbid", "paths": ["src/**"], "regex": r"TODO\(nobody\)"}


def test_lines_that_fit_are_found_by_their_text_without_white_space_around() -> None:
    files = {"src/a.py": "x = 1\n    # TODO(nobody): x\n# TODO(ann)\n", "lib/a.py": "# TODO(nobody)\n"}
    assert found(NO_TODO, files) == ["src/a.py # TODO(nobody): x 2"]


def test_required_line_may_stand_anywhere_and_is_missed_where_it_is_not() -> None:
    rule = {"kind": "content", "mode": "require", "regex": "^# Copyright"}
    assert found(rule, {"a": "\n# Copyright me\n", "b": "x # Copyright\n", "c": ""}) == ["b 0", "c 0"]


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"caf\xe9\nTODO(nobody)\n", [2]),
        (b"\xff\xfe" + "é\nTODO(nobody)".encode("utf-16-le"), [2]),
        (b"\xef\xbb\xbfTODO(nobody)\r\n", [1]),
        (b"\0\0TODO(nobody)\n", []),
        (b"\xff\xfe\x00", []),
        (b"", []),
        (b"TODO(nobody)" * 1000, [1]),
    ],
)
def test_encodings_and_binary_files(data: bytes, lines: list[int]) -> None:
    assert [one.line for one in judged(NO_TODO, {"src/a": data}).violations] == lines


def test_binary_file_need_not_have_what_is_required() -> None:
    assert found({"kind": "content", "mode": "require", "regex": "x"}, {"a": b"\0"}) == []


@pytest.mark.parametrize("regex", [r"(a)\1", "(?=a)", "a{2000}", "("])
def test_expression_that_needs_backtracking_is_refused_at_its_field(regex: str) -> None:
    ((pointer, message),) = pointed_problems(kind="content", regex=regex)
    assert pointer == ("regex",)
    assert "bounded time" in message or (regex == "(" and "is not a valid regular expression" in message)


def test_backtracking_expression_is_an_error_at_its_line(plane: Plane) -> None:
    from test_drift_check import decide, findings

    decide(plane, "  - id: a\n    kind: content\n    regex: '(a)\\1'\n")
    ((code, line, message),) = findings(plane)
    assert (code, line) == ("RULE", 8)
    assert "bounded time" in message


def test_requirement_that_every_text_meets_is_refused() -> None:
    assert len(pointed_problems(kind="content", mode="require", regex="x*")) == 1
    assert pointed_problems(kind="content", mode="require", regex="^x*$") == []


def test_equal_lines_in_one_file_count(plane: Plane) -> None:
    core = plane.member("core", {"src/a": "TODO(nobody)\nb\n  TODO(nobody)\n"})
    plane.decide({"id": "no-todo", **NO_TODO})
    assert len(plane.record().findings) == 2
    plane.commit(core, {"src/a": "b\nTODO(nobody)\n"})
    assert sorted(state for state, _, _ in states(plane.record())) == ["open", "resolved"]


def test_long_line_is_known_by_its_digest() -> None:
    (one,) = judged(NO_TODO, {"src/a": "x" * 5000 + "TODO(nobody)"}).violations
    assert len(one.discriminator) == 64


LINES = st.lists(st.text("ab \té", max_size=40), max_size=60)


@given(LINES, st.sampled_from(["a", "^b", "a$", "^$", "[^a]b*", "(?s)a.*b", "ab|ba", r"\s", "é"]))
def test_lines_are_those_that_fit_one_by_one(lines: list[str], regex: str) -> None:
    text = "\n".join(lines).encode()
    expected = [
        (number, line)
        for number, line in enumerate(text.removesuffix(b"\n").split(b"\n") if text else [], 1)
        if re.search(regex, line.decode())
    ]
    assert list(fitting_lines(regular_expression(regex, by_line=True), text)) == expected


def test_rule_whose_paths_fit_nothing_is_vacuous() -> None:
    assert judged(NO_TODO, {"lib/a": ""}).is_vacuous


def test_several_findings_with_the_same_words_say_their_lines() -> None:
    rule = {"kind": "content", "regex": "TODO"}
    messages = [
        item.violation.message for item in detections_of(judged(rule, {"a": "TODO 1\nx\nTODO 2\n", "b": "TODO"}))
    ]
    assert messages == [
        "a in core has a line that fits 'TODO' (line 1)",
        "a in core has a line that fits 'TODO' (line 3)",
        "b in core has a line that fits 'TODO'",
    ]


def test_a_pattern_of_files_takes_no_folders() -> None:
    files = dict.fromkeys(["Dockerfile", "x/Dockerfile.dev", "Dockerfiles/a.py", "src/Dockerfiles/b", "src/c"], "x")
    rule = {"kind": "content", "regex": "x"}

    def paths_of(*patterns: str) -> list[str]:
        return [item.partition(" ")[0] for item in found({**rule, "scope": {"paths": list(patterns)}}, files)]

    assert paths_of("**/Dockerfile*") == ["Dockerfile", "x/Dockerfile.dev"]
    assert paths_of("**/Dockerfile*/") == ["Dockerfiles/a.py", "src/Dockerfiles/b"]
    assert paths_of("src/*") == ["src/Dockerfiles/b", "src/c"]
    assert paths_of("src", "**/Dockerfile*") == ["Dockerfile", "src/Dockerfiles/b", "src/c", "x/Dockerfile.dev"]
