"""`code_pattern`: code of a certain structure, by ast-grep. Fingerprint: file | the node, white space folded."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from wmsgit.features.drift.budget import MAX_ROWS, MAX_SOURCE_BYTES
from wmsgit.features.drift.facts import ExtractionError, Extractor
from wmsgit.features.drift.fields import MODE_FIELD
from wmsgit.features.drift.kind import Need, Problem, RuleKind, Unknown, Violation
from wmsgit.features.drift.rule import Rule, texts_named
from wmsgit.features.drift.rule_view import RuleView
from wmsgit.features.drift.texts import text_of
from wmsgit.schema.validate import spell_pointer

SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "python": (".py", ".pyi"),
    "javascript": (".js", ".mjs", ".cjs", ".jsx"),
    "typescript": (".ts", ".mts", ".cts"),
    "tsx": (".tsx",),
    "go": (".go",),
    "java": (".java",),
    "rust": (".rs",),
    "c": (".c", ".h"),
    "cpp": (".cc", ".cpp", ".cxx", ".hpp"),
    "csharp": (".cs",),
    "ruby": (".rb",),
    "php": (".php",),
    "kotlin": (".kt", ".kts"),
    "swift": (".swift",),
    "scala": (".scala",),
    "bash": (".sh", ".bash"),
    "html": (".html", ".htm"),
    "css": (".css",),
}
"""Language, as ast-grep names it → suffixes of its files."""

_ABSENT = "ast-grep is not installed: pip install 'wmsgit[patterns]'"
_SPACE = re.compile(r"\s+")


_ERROR = "ERROR"
"""What tree-sitter calls what is no code. A file that has it is not read."""
_CLOSING = ("$$$)", ")", "]", "}")
_HEADS, _ENDS = ("", "try:\n    pass\n"), (*_CLOSING, ": pass", "\n    pass", " {}")
"""What makes code of the beginning of a statement: `class $C`, `except $E:`."""
_VARIABLE = re.compile(r"\$\$\$[A-Z_0-9]*|\$\$?[A-Z_][A-Z_0-9]*")


class CodePattern(RuleKind):
    """No code may have a structure, or every file must have code of it: a rule of ast-grep.

    Needs the extra `wmsgit[patterns]`; without it such rules are unknown.
    """

    properties: ClassVar = {
        "language": {"type": "string", "enum": list(SUFFIXES), "description": "The files' language."},
        "mode": MODE_FIELD,
        "rule": {
            "type": "object",
            "minProperties": 1,
            "description": "A rule object of ast-grep, such as {pattern: 'eval($$$A)'}; `kind`, `inside`, `has`, `all`,"
            " `any`, `not` and the rest may be used.",
        },
    }
    required = ("language", "rule")

    def problems(self, rule: Rule) -> Iterator[Problem]:
        """What ast-grep has against the rule, where it is installed."""
        if _is_installed():
            try:
                _matches(b"", rule)
            except ExtractionError:
                return
            except Exception as error:  # noqa: BLE001 - ast-grep raises this very class
                yield ("rule",), f"rule: {_words(error)}"

    def idle_patterns(self, rule: Rule) -> Iterator[Problem]:
        """The patterns that are no code of the language, which none that is read can fit."""
        if not _is_installed():
            return
        language, whole = rule.text("language"), {"rule": rule.options["rule"]}
        for way, text in texts_named(whole, ("pattern",), aside=("pattern",)):  # one with a context may be part of code
            if _is_broken(text, language):
                yield way, f"{spell_pointer(way)}: {text!r} is no whole code of {language}{_near(text, language)}"

    def needs(self, rule: Rule, sight: RuleView) -> Iterable[Need]:
        """The nodes that fit."""
        return [Need(_nodes(rule), _sources(rule, sight))] if _is_installed() else []

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each node that fits; or for each file without one."""
        is_installed = _is_installed()
        for sight in sights.values():
            sources = _sources(rule, sight)
            if not is_installed:
                yield Unknown(rule.name, sight.name, "", _ABSENT)
                continue
            for path, rows in sight.each(_nodes(rule), sources):
                yield from _of_file(rule, sight, path, rows)

    def matches_nothing(self, rule: Rule, sights: Mapping[str, RuleView]) -> bool:
        """Whether no file of the language is in scope."""
        return not any(_sources(rule, sight) for sight in sights.values())

    def example_path(self, rule: Rule) -> str:
        """A file of the language."""
        return f"example{SUFFIXES[rule.text('language')][0]}"


def _of_file(rule: Rule, sight: RuleView, path: str, rows: list[list[Any]]) -> Iterator[Violation]:
    if rule.text("mode") == "require":
        if not rows:
            yield Violation(sight.name, path, "", path, 0, f"{path} in {sight.name} has no code that the rule requires")
        return
    for line, node in rows:
        message = f"{path} in {sight.name} has code that the rule forbids: {node[:60]}"
        yield Violation(sight.name, path, node, path, line, message)


def _is_broken(text: str, language: str) -> bool:
    """Whether a pattern is read as an error of syntax, and does not begin any code either, as `class $C` does."""
    kinds = _kinds_of(text, text, language)
    whole = (f"{head}{text}{end}" for head in _HEADS for end in _ENDS)
    return kinds == {_ERROR} and not any(_kinds_of(text, code, language) - {_ERROR} for code in whole)


def _kinds_of(text: str, code: str, language: str) -> set[str]:
    """What a pattern fits in code, in which names stand for its variables."""
    from ast_grep_py import SgRoot

    root = SgRoot(_VARIABLE.sub("x", code), language).root()
    return {node.kind() for node in root.find_all({"rule": {"pattern": text}})}


def _near(text: str, language: str) -> str:
    """A pattern that is code, where only what closes it is missing."""
    better = next(
        (f"{text}{end}" for end in _CLOSING if _kinds_of(f"{text}{end}", f"{text}{end}", language) - {_ERROR}), ""
    )
    return f"; did you mean {better!r}?" if better else ""


def _is_installed() -> bool:
    from importlib.util import find_spec

    return find_spec("ast_grep_py") is not None


def _sources(rule: Rule, sight: RuleView) -> list[str]:
    return [path for path in sight.paths if path.endswith(SUFFIXES[rule.text("language")])]


def _nodes(rule: Rule) -> Extractor:
    import json
    from hashlib import sha256

    spelled = json.dumps([rule.text("language"), rule.options["rule"]], sort_keys=True)
    return Extractor(f"nodes-{sha256(spelled.encode()).hexdigest()[:16]}", 1, lambda data: _matches(data, rule))


def _matches(data: bytes, rule: Rule) -> list[list[Any]]:
    """Line and text, white space folded, of each node that fits, by line."""
    from ast_grep_py import SgRoot

    text = text_of(data)
    if text is None:
        raise ExtractionError("it is binary")
    root = SgRoot(text.decode("utf-8", "replace"), rule.text("language")).root()
    if root.find({"rule": {"kind": "ERROR"}}) is not None:
        raise ExtractionError(f"it has code that is no {rule.text('language')}")
    result = root.find_all({"rule": rule.options["rule"]})
    return list(_spelled(result))


def _spelled(nodes: Sequence[Any]) -> Iterator[list[Any]]:
    """Line and text of each node, up to the bounds: nodes that stand in one another repeat what they hold."""
    room = MAX_SOURCE_BYTES
    for node in nodes[: MAX_ROWS + 1]:
        text = _SPACE.sub(" ", node.text()).strip()
        room -= len(text)
        if room < 0:
            raise ExtractionError("the code that fits is more than the file itself may be")
        yield [node.range().start.line + 1, text]


def _words(error: Exception) -> str:
    """The reasons in ast-grep's error, without its stack."""
    head = str(error).partition("Stack backtrace")[0]
    reasons = [line.strip() for line in head.splitlines() if line.strip() and not line.startswith("Caused")]
    return " ".join(reasons[:4]) or type(error).__name__


KIND = CodePattern()
