"""JSON, CSV, YAML and ids: machines read back what went in."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from examples import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wmsgit.errors import UsageError
from wmsgit.render.formats import FORMATS, RowStyle, render
from wmsgit.render.json_text import json_text

PROPERTY = settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
LETTERS = 'ab "\\\n\r\t\x00\x1b\x7f\x9b,;é日👍\u2028\u202e\ud800'
texts = st.text(st.sampled_from(LETTERS), max_size=12)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=4,
)
rows = st.lists(st.dictionaries(texts, values, max_size=4), max_size=4)
ROWS = [{"id": "T-1", "title": "a\nb", "labels": ["x", "y"]}, {"id": "T-2", "metadata": {"k": [1, None]}}]


def rendered(name: str, items: Any, columns: Any = (), style: RowStyle | None = None) -> str:
    return "".join(render(name, items, list(columns), style or RowStyle()))


@PROPERTY
@given(rows)
def test_json_is_the_array_that_went_in(items: list[dict[str, Any]]) -> None:
    text = rendered("json", items)
    assert json.loads(text) == items
    text.encode()


@PROPERTY
@given(rows)
def test_json_is_laid_out_as_the_standard_library_does(items: list[dict[str, Any]]) -> None:
    expected = json.dumps(items, indent=2, ensure_ascii=False) + "\n"
    if expected.isascii() and "\x7f" not in expected:
        assert rendered("json", items) == expected


@PROPERTY
@given(rows)
def test_json_lines_are_one_object_a_line(items: list[dict[str, Any]]) -> None:
    lines = rendered("jsonl", items).split("\n")
    assert [json.loads(line) for line in lines[:-1]] == items
    assert lines[-1] == ""


def test_json_escapes_what_a_terminal_would_obey_and_what_cannot_be_written() -> None:
    value = {"title": "\x1b[1m\x9b1m\x7f\u202e\ud800 é日"}
    text = rendered("json", [value])
    assert not set("\x1b\x9b\x7f\u202e\ud800") & set(text)
    assert "é日" in text
    assert json.loads(text) == [value]


def test_json_of_what_json_cannot_hold() -> None:
    value = {"a": float("nan"), "b": [float("inf"), {1}], "c": {1: "x"}}
    expected = {"a": None, "b": [None, "{1}"], "c": {"1": "x"}}
    assert json.loads(rendered("json", [value])) == [expected]
    assert json.loads(rendered("jsonl", [value])) == expected
    assert json.loads(json_text(value)) == expected


@pytest.mark.parametrize(
    ("name", "text"), [("json", "[]\n"), ("jsonl", ""), ("csv", "id\r\n"), ("ids", ""), ("table", "")]
)
def test_no_rows(name: str, text: str) -> None:
    assert rendered(name, [], ["id"]) == text


@pytest.mark.parametrize("name", ["json", "jsonl", "csv", "ids", "yaml"])
def test_rows_are_rendered_as_they_come(name: str) -> None:
    taken: list[int] = []

    def source() -> Iterator[dict[str, Any]]:
        for number in range(1000):
            taken.append(number)
            yield {"id": f"T-{number}"}

    pieces = render(name, source(), ["id"], RowStyle(dump_yaml=yaml.safe_dump))
    next(pieces), next(pieces)
    assert len(taken) < 5


@PROPERTY
@given(st.lists(st.fixed_dictionaries({"a": st.text(st.sampled_from('ab ,;"\n\té日👍')), "b": texts})))
def test_csv_is_read_back(items: list[dict[str, Any]]) -> None:
    text = rendered("csv", items, ["a", "b"])
    back = list(csv.reader(io.StringIO(text, newline="")))
    assert back[0] == ["a", "b"]
    assert [row[0] for row in back[1:]] == [item["a"] for item in items]


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (None, ""),
        (["x", "y"], "x;y"),
        (["x;y", "z"], '"[""x;y"",""z""]"'),
        ({"k": [1]}, '"{""k"":[1]}"'),
        ([{"k": 1}], '"[{""k"":1}]"'),
        ([], ""),
        (True, "true"),
        (1.5, "1.5"),
        ('say "hi", ok', '"say ""hi"", ok"'),
        ("a\r\nb", '"a\nb"'),
        ("\x1b[31mred", "red"),
    ],
)
def test_a_value_as_a_csv_field(value: Any, field: str) -> None:
    assert rendered("csv", [{"a": value, "b": 1}], ["a", "b"]) == f"a,b\r\n{field},1\r\n"


def test_yaml_is_one_list() -> None:
    def dump(value: Any) -> str:
        return yaml.safe_dump(value, sort_keys=False)

    assert yaml.safe_load(rendered("yaml", ROWS, style=RowStyle(dump_yaml=dump))) == ROWS
    assert yaml.safe_load(rendered("yaml", [], style=RowStyle(dump_yaml=dump))) == []
    with pytest.raises(UsageError):
        rendered("yaml", ROWS)


def test_ids_are_one_a_line() -> None:
    assert rendered("ids", ROWS) == "T-1\nT-2\n"


def test_an_unknown_format_is_named_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="no format 'xml'") as caught:
        rendered("xml", ROWS)
    assert all(name in caught.value.hint for name in FORMATS)
