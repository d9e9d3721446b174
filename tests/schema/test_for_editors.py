"""What the packaged schemas tell editors that have no server: meanings of values, patterns, keywords that are known."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import SCHEMAS

from wmsgit.schema.acceptance import admits
from wmsgit.schema.times import DATE_OR_TIME, is_date_or_time
from wmsgit.schema.validate import problems_by

FIELD = {"type": "string", "format": "date-or-time", "pattern": DATE_OR_TIME}
KIND = {"type": "object", "properties": {"due": FIELD}}
FILES = sorted(SCHEMAS.glob("*.schema.json"))


def parts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from parts(inner)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_meaning_has_its_value_and_every_day_or_moment_its_pattern(path: Any) -> None:
    for part in parts(json.loads(path.read_text(encoding="utf-8"))):
        if "enumDescriptions" in part:
            assert len(part["enumDescriptions"]) == len(part["enum"])
            assert all(part["enumDescriptions"])
        if part.get("format") == "date-or-time":
            assert part["pattern"] == DATE_OR_TIME
        assert not isinstance(part.get("type"), list), "ajv in strict mode takes no union of types"


def test_statuses_and_rule_kinds_say_what_they_mean() -> None:
    for name in ("task", "issue", "adr", "drift", "placement", "session"):
        schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
        assert schema["properties"]["status"]["enumDescriptions"]
    rules = json.loads((SCHEMAS / "adr.schema.json").read_text(encoding="utf-8"))["properties"]["rules"]
    assert rules["items"]["properties"]["kind"]["enumDescriptions"]


@given(st.one_of(st.from_regex(re.compile(DATE_OR_TIME, re.ASCII)), st.text(max_size=25)))
def test_pattern_says_no_more_than_the_format(text: str) -> None:
    if is_date_or_time(text):
        assert re.search(DATE_OR_TIME, text, re.ASCII)
    problems = [str(problem) for problem in problems_by(KIND, {"due": text}, "kind")]
    assert len(problems) == (not is_date_or_time(text)), "one problem, in words, or none"
    assert admits(KIND, {"due": text}) is is_date_or_time(text)
