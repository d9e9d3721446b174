"""`code_pattern`: code of a certain structure."""

import pytest
from drift_texts import found, judged, pointed_problems

from wmsgit.features.drift.rules import code_pattern

NO_EVAL = {"kind": "code_pattern", "language": "python", "mode": "forbid", "rule": {"pattern": "eval($$$A)"}}


def test_nodes_are_found_whatever_their_white_space() -> None:
    text = "x = eval( a,\n   b)\n# eval(c)\n'eval(d)'\n"
    assert found(NO_EVAL, {"a.py": text, "b.js": "eval(1)"}) == ["a.py eval( a, b) 1"]


def test_required_code_is_missed_where_it_is_not() -> None:
    rule = {**NO_EVAL, "mode": "require", "rule": {"pattern": "import logging"}}
    assert found(rule, {"a.py": "import logging\n", "b.py": "import os\n"}) == ["b.py 0"]


def test_other_languages_are_read() -> None:
    rule = {**NO_EVAL, "language": "typescript", "rule": {"pattern": "console.log($$$A)"}}
    assert found(rule, {"a.ts": "function f(): void {\n  console.log(1)\n}\n"}) == ["a.ts console.log(1) 2"]


@pytest.mark.parametrize("data", [b"\0", b"def f(:\n  eval(1)\n  )))\n"])
def test_file_that_cannot_be_read_is_unknown(data: bytes) -> None:
    seen = judged(NO_EVAL, {"a.py": data})
    assert [one.path for one in seen.unknowns] == ["a.py"]


@pytest.mark.parametrize("rule", [{"patern": "x"}, {"regex": "(?=a)"}, {"inside": {"kind": "module"}, "matches": "q"}])
def test_rule_that_ast_grep_refuses_is_refused_at_its_field_without_a_stack(rule: dict[str, object]) -> None:
    ((pointer, message),) = pointed_problems(**{**NO_EVAL, "rule": rule})
    assert pointer == ("rule",)
    assert "backtrace" not in message.lower()


def test_without_the_extra_the_rule_is_unknown_and_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code_pattern, "_is_installed", lambda: False)
    seen = judged(NO_EVAL, {"a.py": "eval(1)\n"})
    assert [one.reason for one in seen.unknowns] == ["ast-grep is not installed: pip install 'wmsgit[patterns]'"]


def test_rule_without_a_file_of_its_language_is_vacuous() -> None:
    assert judged(NO_EVAL, {"a.js": ""}).is_vacuous
