"""Import of older component maps and import rules: JSON objects of one repository each, as placements with rules.

A list of rules that name repositories themselves is for `placement_rules`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wmsgit.errors import InvalidError
from wmsgit.features.exchange.layout import IMPORTED, METADATA
from wmsgit.features.exchange.parsing import parse_json
from wmsgit.features.exchange.placement_rules import RULES, is_rule, rules_of, state_of
from wmsgit.features.exchange.report import Note, Placed, RefusedRow
from wmsgit.features.exchange.rows import ImportedRecord
from wmsgit.features.exchange.sound_rows import require_sound
from wmsgit.model.record import Data

KIND = "placement"
WHOLE = "repository"
"""The type of the component that stands for a whole repository, which has the rules that name no component."""

_RULES = ("allowed_imports", "forbidden_imports")
_MODULE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+\Z")
_SUFFIXES = {
    "py",
    "pyi",
    "js",
    "jsx",
    "ts",
    "tsx",
    "mjs",
    "cjs",
    "json",
    "toml",
    "yaml",
    "yml",
    "md",
    "cfg",
    "ini",
    "txt",
}
_FIELDS = {"name": "component_name", "type": "component_type", "location": "correct_location"}


@dataclass(frozen=True)
class Components:
    """What a file would bring.

    Attributes:
        records: placements, whose ids are `repository/component` until the workspace gives them theirs; and the states
            that hold the rules of a list, as `repository/rules`.
        placed, refused, notes: what there is to say about them.
    """

    records: list[ImportedRecord] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def read_components(content: bytes, file: str, repositories: Mapping[str, str]) -> Components:
    """The placements in a file: one object, a list of them, or a mapping from repositories to them.

    An object has `repo`, and `components` with `name`, `location`, `type`, `allowed_imports`, `forbidden_imports`; or
    the last two by themselves, as lists or by group, which then hold for the whole repository. A list of rules, or an
    object's `rules`, holds what names its own repositories.

    Args:
        content: the file's bytes.
        file: its name, for the report.
        repositories: the old name of a repository → its new name.

    Raises:
        InvalidError: when it is not JSON, or neither an object nor a list.
    """
    result = Components()
    value = parse_json(content, file)
    if not isinstance(value, dict | list):
        raise InvalidError("neither an object nor a list of objects", where=file)
    rules = _RuleReader(result, file, repositories)
    rows = dict(_rules_in(value))
    for place, row in rows.items():
        rules.read(place, row)
    rest = (
        value if isinstance(value, list) else {name: part for name, part in value.items() if name != RULES or not rows}
    )
    for place, repo, item in _objects(rest) if rest else ():
        if place not in rows:
            _MapReader(result, file, place, repositories).read(item, repo)
    result.records.extend(rules.states())
    return result


def _rules_in(value: Any) -> Iterator[tuple[str, Any]]:
    """Place and object of each rule that names its repositories itself."""
    if isinstance(value, list):
        yield from ((f"[{number}]", row) for number, row in enumerate(value) if is_rule(row))
    elif isinstance(rules := value.get(RULES), list):
        yield from ((f"{RULES}[{number}]", row) for number, row in enumerate(rules))


@dataclass
class _RuleReader:
    """Takes the rules of a list into the states of their repositories."""

    result: Components
    file: str
    repositories: Mapping[str, str]
    rules: dict[str, list[Data]] = field(default_factory=dict)
    kept: dict[str, dict[str, Data]] = field(default_factory=dict)

    def read(self, place: str, row: Any) -> None:
        """Take one rule."""
        name = str(row.get("name", row.get("id", ""))) if isinstance(row, dict) else ""
        try:
            repo, rules, rest = rules_of(row, self.repositories)
        except InvalidError as error:
            self.result.refused.append(RefusedRow(self.file, place, name, error.message))
            return
        known = {rule["id"] for rule in self.rules.setdefault(repo, [])}
        if any(rule["id"] in known for rule in rules):
            self.result.refused.append(RefusedRow(self.file, place, name, "this rule stands twice"))
            return
        self.rules[repo].extend(rules)
        if rest:
            self.kept.setdefault(repo, {})[rules[0]["id"]] = rest

    def states(self) -> Iterator[ImportedRecord]:
        """The states with all that was read."""
        for repo, rules in self.rules.items():
            state = state_of(repo, rules, self.kept.get(repo, {}))
            self.result.placed.extend(Placed(self.file, state.id, name) for name in self.kept.get(repo, ()))
            yield state


def _objects(value: Any) -> Iterator[tuple[str, str, Any]]:
    """Place, the repository that the place names, and the object."""
    if isinstance(value, list):
        yield from ((f"[{number}]", "", item) for number, item in enumerate(value))
    elif {"components", "repo", *_RULES}.isdisjoint(value):
        for name, inner in value.items():
            for place, _, item in _objects(inner) if isinstance(inner, list) else [("", "", inner)]:
                yield f"{name}{place}", name, item
    else:
        yield "", "", value


@dataclass(frozen=True)
class _MapReader:
    result: Components
    file: str
    place: str
    repositories: Mapping[str, str]

    def read(self, item: Any, repo: str) -> None:
        """Take one repository's object."""
        try:
            require_sound(item)
        except InvalidError as error:
            self.refuse("", repo, error.message)
            return
        name = item.get("repo", repo)
        if not isinstance(name, str) or not name:
            self.refuse("", "", "it names no repository")
            return
        name = self.repositories.get(name, name)
        components = item.get("components") or []
        if not isinstance(components, list):
            self.refuse("components", name, "it is no list")
            components = []
        for number, component in enumerate(components):
            self.take(f"components[{number}]", name, component)
        self.rest(name, {key: value for key, value in item.items() if key not in {"repo", "components"}})

    def rest(self, repo: str, item: Data) -> None:
        """What an object says of its whole repository."""
        if any(item.get(name) for name in _RULES):
            self.take("", repo, {"name": repo, "type": WHOLE, **item}, paths=["**"])
        else:
            for key in item:
                self.refuse(key, repo, "no component and no rule, so that no record has a place for it")

    def take(self, way: str, repo: str, row: Any, paths: list[str] | None = None) -> None:
        """Take one component."""
        try:
            record = self.record(repo, row, paths)
        except InvalidError as error:
            named = row.get("name", "") if isinstance(row, dict) else ""
            self.refuse(way, str(named), error.message)
            return
        if any(other.id == record.id for other in self.result.records):
            self.refuse(way, record.id, "this component stands twice")
            return
        self.result.records.append(record)
        kept = record.data.get(METADATA, {}).get(IMPORTED, {})
        self.result.placed.extend(Placed(self.file, record.id, key) for key in kept)

    def record(self, repo: str, row: Any, paths: list[str] | None) -> ImportedRecord:
        """The placement of a component.

        Raises:
            InvalidError: when it cannot be one.
        """
        require_sound(row)
        texts = {field: _text(row, key) for key, field in _FIELDS.items()}
        if not texts["component_name"]:
            raise InvalidError("it has no name")
        rules = {name: _modules(row, name) for name in _RULES}
        location = texts["correct_location"]
        data: Data = {
            **texts,
            "component_type": texts["component_type"] or "module",
            "correct_repo": repo,
            "owned_paths": paths or _owned(location),
            "rules": {name: modules for name, modules in rules.items() if modules},
            METADATA: _kept(row),
        }
        stated = frozenset(data) | frozenset(row)
        return ImportedRecord(
            KIND, f"{repo}/{texts['component_name']}", {key: value for key, value in data.items() if value}, stated
        )

    def refuse(self, way: str, name: str, reason: str) -> None:
        """Note what cannot be taken."""
        place = ".".join(part for part in (self.place, way) if part) or "the object"
        self.result.refused.append(RefusedRow(self.file, place, name, reason))


def _text(row: Data, key: str) -> str:
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        raise InvalidError(f"its {key} is no text")
    return (value or "").strip()


def _modules(row: Data, name: str) -> list[str]:
    """The modules of a rule, each once: from a list, or from lists by group."""
    value = row.get(name) or []
    lists = list(value.values()) if isinstance(value, dict) else [value]
    if not all(
        isinstance(part, list) and all(isinstance(item, str) and item.strip() for item in part) for part in lists
    ):
        raise InvalidError(f"its {name} are no list of modules, nor such lists by group")
    return list(dict.fromkeys(item.strip() for part in lists for item in part))


def _owned(location: str) -> list[str]:
    """The patterns of a component's files; none where its location leads out of the repository."""
    path = location.removeprefix("./").strip("/")
    if not path or ".." in path.split("/"):
        return []
    if _MODULE.match(path) and path.rpartition(".")[2] not in _SUFFIXES:
        folder = path.replace(".", "/")
        return [f"**/{folder}.py", f"**/{folder}/**"]
    is_file = path.rpartition(".")[2] in _SUFFIXES or any(sign in path for sign in "*?[")
    return [f"/{path}" if is_file and "/" in path else path if is_file else f"/{path}/**"]


def _kept(row: Data) -> Data:
    """What has no field of its own, rules by group among it: their groups would be lost."""
    kept = {
        key: value for key, value in row.items() if key not in {*_FIELDS, *_RULES} and value not in (None, "", [], {})
    }
    kept |= {name: row[name] for name in _RULES if isinstance(row.get(name), dict) and row[name]}
    return {IMPORTED: kept} if kept else {}
