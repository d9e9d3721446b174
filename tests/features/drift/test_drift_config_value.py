"""`config_value`: what a setting must be."""

from typing import Any

import pytest
from drift_plane import Plane, states
from drift_texts import found, judged, problems
from hypothesis import given
from hypothesis import strategies as st

from wmsgit.features.drift.settings.formats import format_of
from wmsgit.features.drift.settings.values import line_of, parts_of, value_at

LENGTH = {"kind": "config_value", "file": "pyproject.toml", "at": "/tool/ruff/line-length", "equals": 100}


def rule(file: str, at: str, **wanted: Any) -> dict[str, Any]:
    return {"kind": "config_value", "file": file, "at": at, **wanted}


@pytest.mark.parametrize(
    ("file", "text", "at", "value"),
    [
        ("a.toml", "[tool.x]\ny = 1\n", "/tool/x/y", 1),
        ("a.toml", "d = 2026-11-23\n", "/d", "2026-11-23"),
        ("a.toml", "a = [{b = 2}]\n", "/a/0/b", 2),
        ("a.yml", "on: {push: [main]}\n", "/on/push/0", "main"),
        ("a.yaml", "version: 1.10\n", "/version", 1.1),
        ("a.json", '{"a/b": {"~": [true, null]}}', "/a~1b/~0/0", True),
        ("a.json", "\ufeff[1, 2.0]", "", [1, 2]),
        ("setup.cfg", "[metadata]\nname = core\n", "/metadata/name", "core"),
        (".editorconfig", "root = true\n[*]\nindent_size = 4\n", "/root", True),
        (".editorconfig", "root = true\n[*]\nindent_size = 4\n", "/*/indent_size", 4),
        (".python-version", " 3.11\n", "", "3.11"),
    ],
)
def test_value_is_read_in_every_format(file: str, text: str, at: str, value: Any) -> None:
    assert found(rule(file, at, equals=value), {file: text}) == []
    assert found(rule(file, at, equals="another"), {file: text}) == [f"{file} {at} ".rstrip() + " " + line(text, at)]


def line(text: str, at: str) -> str:
    return str(line_of(text.encode(), [part for part in parts_of(at) if not part.isdigit()]))


@pytest.mark.parametrize(
    ("wanted", "value", "is_fine"),
    [
        ({"equals": 1}, "1.0", True),
        ({"equals": 1}, "true", False),
        ({"equals": "1"}, "1", False),
        ({"equals": {"a": [1]}}, '{"a": [1]}', True),
        ({"equals": {"a": [1]}}, '{"a": [1, 2]}', False),
        ({"one_of": [1, "x"]}, '"x"', True),
        ({"one_of": [1, "x"]}, "2", False),
        ({"range": {"min": 80, "max": 120}}, "120", True),
        ({"range": {"min": 80, "max": 120}}, "121", False),
        ({"range": {"max": 120}}, "-1.5", True),
        ({"range": {"min": 0}}, "true", False),
        ({"range": {"min": 0}}, '"5"', False),
    ],
)
def test_values_are_compared_by_their_json_type(wanted: dict[str, Any], value: str, *, is_fine: bool) -> None:
    assert (found(rule("a.json", "/x", **wanted), {"a.json": f'{{"x": {value}}}'}) == []) == is_fine


def test_finding_names_the_pointer_and_its_line_and_never_what_was_found() -> None:
    for text in ("[tool.ruff]\nline-length = 88\n", "[tool.ruff]\nline-length = 99\n"):
        assert found(LENGTH, {"pyproject.toml": text}) == ["pyproject.toml /tool/ruff/line-length 2"]


def test_absent_value_breaks_the_rule_and_absent_file_makes_it_vacuous() -> None:
    assert found(LENGTH, {"pyproject.toml": ""}) == ["pyproject.toml /tool/ruff/line-length 0"]
    seen = judged(LENGTH, {"a": ""})
    assert (seen.violations, seen.unknowns, seen.is_vacuous) == ((), (), True)


@pytest.mark.parametrize(
    ("file", "data"),
    [
        ("a.toml", b"= 1"),
        ("a.toml", b"\0"),
        ("a.json", b"{"),
        ("a.json", b'{"x": NaN}'),
        ("a.json", b"[" * 100_000),
        ("a.json", b"9" * 5000),
        ("a.json", b"\xff\xfe\0"),
        ("a.yaml", b"a: [\n"),
        ("a.yaml", b"a: 1\na: 2\n"),
        ("a.ini", b"[a]\n\0"),
        ("a.txt", b"\xff"),
        ("a.toml", b"x = 1\n" + b"#" * (1 << 20)),
    ],
)
def test_file_that_cannot_be_read_is_unknown(file: str, data: bytes) -> None:
    seen = judged(rule(file, "/x", equals=1), {file: data})
    assert seen.violations == ()
    assert [one.path for one in seen.unknowns] == [file]


def test_one_way_to_say_what_is_wanted_is_needed_and_pointers_are_checked() -> None:
    for wanted in ({}, {"equals": 1, "one_of": [1]}):
        (problem,) = problems(**rule("a", "", **wanted))
        assert problem.startswith("one of equals, one_of, range,")
    assert len(problems(**rule("a", "tool/x", equals=1))) == 1
    assert len(problems(**rule("a", "/a~2", equals=1))) == 1


def test_link_in_place_of_the_file_is_unknown(plane: Plane) -> None:
    core = plane.member("core", {"other.toml": "[tool.ruff]\nline-length = 88\n"})
    (core / "pyproject.toml").symlink_to("other.toml")
    plane.commit(core, {})
    plane.decide({"id": "line", **LENGTH})
    report = plane.scan()
    assert (states(report), [one.path for one in report.unknowns]) == ([], ["pyproject.toml"])


@given(st.recursive(st.integers(), lambda part: st.lists(part) | st.dictionaries(st.text(max_size=3), part)))
def test_pointer_leads_to_every_value(data: Any) -> None:
    def walk(value: Any, pointer: str) -> None:
        assert value_at(data, parts_of(pointer), "nothing") == value
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, part in items:
            walk(part, f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}")

    walk(data, "")


def test_format_follows_the_name() -> None:
    names = {"a.TOML": "toml", "uv.lock": "toml", "x/y.yml": "yaml", "tox.ini": "ini", "json": "text", ".json": "json"}
    assert {name: format_of(name) for name in names} == names


def test_text_example_is_the_file(plane: Plane) -> None:
    from test_drift_check import findings

    good = "[tool.ruff]\nline-length = 100\n"
    plane.decide({"id": "line", **LENGTH, "examples": {"good": good, "bad": ["", "[tool.ruff]\nline-length = 1\n"]}})
    assert findings(plane) == []
