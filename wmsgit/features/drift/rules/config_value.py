"""`config_value`: what settings must be. Fingerprint: file | pointer, never the value found."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from wmsgit.features.drift.fields import FILE_FIELD
from wmsgit.features.drift.kind import Need, Problem, RuleKind, Unknown, Violation
from wmsgit.features.drift.rule import Rule
from wmsgit.features.drift.rule_view import RuleView
from wmsgit.features.drift.scope import pattern
from wmsgit.features.drift.settings.compare import shown
from wmsgit.features.drift.settings.conditions import (
    CONDITION_FIELDS,
    NOTHING,
    UnknownConditionError,
    condition_problems,
    conditions_in,
    holds,
    needs_day,
    wish,
)
from wmsgit.features.drift.settings.formats import UNTYPED, pointed_format
from wmsgit.features.drift.settings.selection import Selected, ValueSelection, selected, selection_extractor
from wmsgit.features.drift.settings.values import AT_FIELD, FORMAT_FIELD

_EVERY, _SOME = "every", "some"
_WILD = frozenset("*?[")
_CONDITION: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "minProperties": 1,
    "maxProperties": 1,
    "properties": dict(CONDITION_FIELDS),
}


class ConfigValue(RuleKind):
    """Values in configuration files must be as a condition has them: all of them, or some of each file.

    Repositories without the file are not meant; `path_required` asks for it.
    """

    properties: ClassVar = {
        "file": {**FILE_FIELD, "description": "The file's path in its repository; with `*`, `**` and `?` for several."},
        "format": FORMAT_FIELD,
        "select": {
            **AT_FIELD,
            "description": "The nodes that are looked at, with `*` for every key or item and `**` for any depth, as in"
            " /jobs/*/steps/*. Each document of the file when absent.",
        },
        "where": {
            "type": "object",
            "description": "Pointer below a node → a condition: only nodes where all hold are meant.",
            "additionalProperties": _CONDITION,
        },
        "at": AT_FIELD,
        _EVERY: {**_CONDITION, "description": "What every value must be, as if it stood in the rule itself."},
        _SOME: {**_CONDITION, "description": "What at least one value of each file must be."},
        **CONDITION_FIELDS,
    }
    required = ("file",)

    def stands_alone(self, rule: Rule) -> bool:
        """Unless the day matters."""
        return super().stands_alone(rule) and not any(map(needs_day, _conditions(rule)))

    def problems(self, rule: Rule) -> Iterator[Problem]:
        """A rule that wants nothing, or several things, or what cannot be judged."""
        where = rule.options.get("where") or {}
        if len([*conditions_in(rule.options), *({_EVERY, _SOME} & set(rule.options))]) != 1:
            yield (), f"one of {', '.join(CONDITION_FIELDS)}, {_EVERY} and {_SOME} is needed"
            return
        parts = [
            ((), rule.options),
            *(((name,), rule.options[name]) for name in (_EVERY, _SOME) if name in rule.options),
        ]
        for way, options in [*parts, *((("where", pointer), part) for pointer, part in where.items())]:
            yield from (((*way, name), f"{name}: {problem}") for name, problem in condition_problems(options))
        for pointer in where:
            if pointer and not pointer.startswith("/"):
                yield ("where", pointer), f"where: {pointer!r} is no JSON Pointer: it begins with '/'"

    def needs(self, rule: Rule, sight: RuleView) -> Iterable[Need]:
        """The values."""
        by_form: dict[str, list[str]] = {}
        for path in _files(rule, sight.paths):
            by_form.setdefault(_form(rule, path), []).append(path)
        return [Need(selection_extractor(_selection(rule, form)), paths) for form, paths in by_form.items()]

    def judge(self, rule: Rule, sights: Mapping[str, RuleView]) -> Iterator[Violation | Unknown]:
        """A violation for each value that is another, or for each file of which none is as it should be."""
        for sight in sights.values():
            for path in _files(rule, sight.others):
                yield Unknown(rule.name, sight.name, path, "it is no regular file, and links are not followed")
            for path in _files(rule, sight.paths):
                form = _form(rule, path)
                for _, fact in sight.each(selection_extractor(_selection(rule, form)), [path]):
                    try:
                        yield from _Values(rule, sight, path, form).judged(selected(fact))
                    except UnknownConditionError as error:
                        yield Unknown(rule.name, sight.name, path, str(error))

    def matches_nothing(self, rule: Rule, sights: Mapping[str, RuleView]) -> bool:
        """Whether no repository has the file, or no file has a value that is meant."""
        return all(self._is_idle(rule, sight) for sight in sights.values())

    def _is_idle(self, rule: Rule, sight: RuleView) -> bool:
        if _files(rule, sight.others):
            return False
        for path in _files(rule, sight.paths):
            form = _form(rule, path)
            facts = [fact for _, fact in sight.each(selection_extractor(_selection(rule, form)), [path])]
            if not facts or _SOME in rule.options or _Values(rule, sight, path, form).has_meant(selected(facts[0])):
                return False
        return True

    def example_path(self, rule: Rule) -> str:
        """The file; one that fits where there are several."""
        return "/".join("x" if part == "**" else part.replace("*", "x").replace("?", "x") for part in _parts(rule))


class _Values:
    """The values of one file against a rule."""

    def __init__(self, rule: Rule, sight: RuleView, path: str, form: str) -> None:
        self._rule, self._sight, self._path, self._form = rule, sight, path, form
        name = next((name for name in (_EVERY, _SOME) if name in rule.options), "")
        self._condition: Mapping[str, Any] = rule.options[name] if name else rule.options
        self._is_some = name == _SOME

    def has_meant(self, values: list[Selected]) -> bool:
        """Whether the rule means any of these values, cannot tell, or asks that there be none."""
        if "absent" in self._condition:
            return True
        try:
            return any(map(self._is_meant, values))
        except UnknownConditionError:
            return True

    def judged(self, values: list[Selected]) -> Iterator[Violation]:
        meant = [item for item in values if self._is_meant(item)]
        wrong = [item for item in meant if not self._holds(self._condition, item.value if item.is_there else NOTHING)]
        if self._is_some:
            if len(wrong) == len(meant):
                pointer = "".join(self._rule.text(name) for name in ("select", "at"))
                yield self._violation(f"{_SOME} {pointer}", 0, f"has nothing at {pointer} that is")
            return
        for item in wrong:
            value = f"has {shown(item.value)}" if item.is_there else "has nothing"
            where = f" at {item.pointer}" if item.pointer else ""
            yield self._violation(item.pointer, item.line, f"{value}{where},")

    def _is_meant(self, item: Selected) -> bool:
        conditions: Mapping[str, Mapping[str, Any]] = self._rule.options.get("where") or {}
        values = {pointer: item.beside.get(pointer) or [NOTHING] for pointer in conditions}
        return all(self._holds(part, values[pointer][0]) for pointer, part in conditions.items())

    def _holds(self, condition: Mapping[str, Any], value: Any) -> bool:
        sight = self._sight
        is_text = self._form in UNTYPED
        return holds(condition, value, record=sight.member.data, today=sight.today, is_text=is_text)

    def _violation(self, pointer: str, line: int, words: str) -> Violation:
        name, path = self._sight.name, self._path
        wanted = f"{wish(self._condition)}{'' if self._is_some else ' is wanted'}"
        return Violation(name, path, pointer, path, line, f"{path} in {name} {words} {wanted}")


def _conditions(rule: Rule) -> list[Mapping[str, Any]]:
    """Every mapping of a rule that may hold conditions."""
    options = rule.options
    return [options, options.get(_EVERY) or {}, options.get(_SOME) or {}, *(options.get("where") or {}).values()]


def _parts(rule: Rule) -> list[str]:
    return rule.text("file").removeprefix("/").split("/")


def _files(rule: Rule, paths: Iterable[str]) -> list[str]:
    """Those of these paths that the rule's file names."""
    file = rule.text("file")
    if not set(file) & _WILD:
        return [file] if file in paths else []
    fits = pattern((f"/{file.removeprefix('/')}",))
    return [path for path in paths if fits(path)]


def _form(rule: Rule, path: str) -> str:
    return rule.text("format") or pointed_format(path, "".join(rule.text(name) for name in ("select", "at")))


def _selection(rule: Rule, form: str) -> ValueSelection:
    return ValueSelection(form, rule.text("select"), rule.text("at"), tuple(sorted(rule.options.get("where") or ())))


KIND = ConfigValue()
