"""Import of older placement rules: a list of rules that name repositories and modules, as rules of architecture states.

A rule of one repository stands in that repository's state, any other in one of the whole workspace. It is known by its
name, never by its place in the list.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from wmsgit.errors import InvalidError
from wmsgit.features.exchange.layout import IMPORTED, METADATA
from wmsgit.features.exchange.rows import ImportedRecord
from wmsgit.features.exchange.sound_rows import require_sound
from wmsgit.model.record import Data

KIND = "state"
RULES = "rules"
STATE_NAME = "Imported placement rules"

_REPOSITORIES = ("repo", "repos", "repository", "repositories", "source_repo")
_FORBIDDEN = ("forbidden", "forbidden_imports", "forbidden_modules", "target_module")
_ALLOWED = ("allowed", "allowed_imports", "allowed_modules")
_MODULES = ("modules", "module", "imports")
"""Keys of modules of which the rule's `type` says whether they are allowed."""
_NAMES = ("id", "name", "rule")
_MESSAGES = ("message", "description", "reason")
_FIXES = ("fix", "suggestion")
_PATHS = ("paths", "path")
_EVERYWHERE = {"all", "*", ""}
_SEVERITIES = {
    "critical": "CRITICAL", "blocker": "CRITICAL", "high": "HIGH", "error": "HIGH", "medium": "MEDIUM",
    "warning": "MEDIUM", "low": "LOW", "info": "INFO",
}  # fmt: skip
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")
_MAX_ID = 80


def is_rule(item: Any) -> bool:
    """Whether an object of a list is a rule, and no repository with components or with rules for the whole of it."""
    return (
        isinstance(item, dict)
        and {"components", "forbidden_imports", "allowed_imports"}.isdisjoint(item)
        and not {*_NAMES}.isdisjoint(item)
    )


def rules_of(row: Any, repositories: Mapping[str, str]) -> tuple[str, list[Data], Data]:
    """What one row becomes: the repository whose state it belongs to, its rules, and what they have no field for.

    Args:
        row: an object with a name, repositories, modules and perhaps a severity, a message and a fix.
        repositories: the old name of a repository → its new name.

    Raises:
        InvalidError: when no rule kind says what it says.
    """
    require_sound(row)
    name = _first(row, _NAMES)
    if not isinstance(name, str) or not name.strip():
        raise InvalidError("it has no name")
    allows = "allow" in str(row.get("type", "")).lower()
    keys = {
        "forbidden_import": [*_FORBIDDEN, *(() if allows else _MODULES)],
        "allowed_imports": [*_ALLOWED, *(_MODULES if allows else ())],
    }
    stated = {kind: modules for kind, names in keys.items() if (modules := _modules(row, names))}
    if not stated:
        raise InvalidError("it neither forbids nor allows modules, and no rule kind here says anything else of it")
    repos = [repositories.get(repo, repo) for repo in _texts(row, _REPOSITORIES) if repo.lower() not in _EVERYWHERE]
    own = repos[0] if len(repos) == 1 else ""
    common = _common(row, [] if own else repos)
    first, *others = stated
    rules = [{"id": _id(name), "kind": first, **common, "modules": stated[first]}]
    rules += [{"id": f"{_id(name)}-{kind}", "kind": kind, **common, "modules": stated[kind]} for kind in others]
    return own, rules, _rest(row, name, common)


def state_of(repo: str, rules: Sequence[Data], kept: Mapping[str, Data]) -> ImportedRecord:
    """The state that holds the rules of a repository, or with `repo` empty those of all the others."""
    data: Data = {"state_name": STATE_NAME, "state_type": "master", "repo": repo, RULES: list(rules)}
    data[METADATA] = {IMPORTED: dict(kept)} if kept else {}
    own = {name: value for name, value in data.items() if value}
    return ImportedRecord(KIND, f"{repo or 'all'}/{RULES}", own, frozenset({*own, *kept}))


def _common(row: Data, repos: list[str]) -> Data:
    """The fields that a row's rules share, in the order in which they are written."""
    scope = {name: value for name, value in (("repos", repos), (_PATHS[0], _texts(row, _PATHS))) if value}
    severity = _SEVERITIES.get(str(row.get("severity", "")).strip().lower())
    message, fix = _text(row, _MESSAGES), _text(row, _FIXES)
    fields = {"severity": severity, "scope": scope, "message": message, "fix": fix}
    return {name: value for name, value in fields.items() if value}


def _rest(row: Data, name: str, common: Data) -> Data:
    """What of a row stands in no field of its rules, its own spelling of a name or a severity among it."""
    taken = {
        *_REPOSITORIES,
        *_FORBIDDEN,
        *_ALLOWED,
        *_MODULES,
        *_PATHS,
        *(_named(row, _MESSAGES)),
        *(_named(row, _FIXES)),
    }
    if _id(name) == name:
        taken |= set(_named(row, _NAMES))
    if row.get("severity") == common.get("severity"):
        taken.add("severity")
    return {key: value for key, value in row.items() if key not in taken and value not in (None, "", [], {})}


def _first(row: Data, names: Sequence[str]) -> Any:
    return next((row[name] for name in names if row.get(name)), None)


def _named(row: Data, names: Sequence[str]) -> Iterator[str]:
    """The one of these keys whose value is used."""
    return (name for name in [next((name for name in names if row.get(name)), "")] if name)


def _text(row: Data, names: Sequence[str]) -> str:
    value = _first(row, names)
    if value is not None and not isinstance(value, str):
        raise InvalidError(f"its {next(_named(row, names))} is no text")
    return (value or "").strip()


def _texts(row: Data, names: Sequence[str]) -> list[str]:
    """The texts under all of these keys, each a text or a list of texts."""
    values = [row[name] for name in names if row.get(name)]
    items = [item for value in values for item in (value if isinstance(value, list) else [value])]
    if not all(isinstance(item, str) for item in items):
        raise InvalidError(f"its {names[0]} are no texts")
    return list(dict.fromkeys(item.strip() for item in items if item.strip()))


def _modules(row: Data, names: Sequence[str]) -> list[str]:
    """The modules under these keys: a text, a list, or lists by group."""
    by_key = {name: row.get(name) for name in names}
    return _texts({name: list(_flat(value)) for name, value in by_key.items()}, names)


def _flat(value: Any) -> Iterator[Any]:
    """The items of a list, or of lists by group; a value by itself is one."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    if parts is None:
        yield from [] if value is None else [value]
    else:
        for part in parts:
            yield from _flat(part) if isinstance(value, dict) else [part]


def _id(name: str) -> str:
    """A rule's id: its name where that is safe, else the name's safe characters and a digest of all of them."""
    safe = _UNSAFE.sub("-", name).strip("-.")[:_MAX_ID]
    return safe if safe == name else f"{safe or 'rule'}-{sha256(name.encode('utf-8', 'replace')).hexdigest()[:6]}"
