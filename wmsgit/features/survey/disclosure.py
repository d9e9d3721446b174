"""Disclosure: which kinds, fields and words of a plane may be shown to somebody who does not have it."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from wmsgit.errors import UsageError
from wmsgit.model.record import Data
from wmsgit.model.text import did_you_mean, uncontrolled
from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind

PEOPLE, COMMENTS, SESSIONS, CONTEXTS, METADATA = "people", "comments", "sessions", "contexts", "metadata"
WITHHELD = (PEOPLE, COMMENTS, SESSIONS, CONTEXTS, METADATA)
"""What is shown only where `--include` names it."""

_KINDS = {PEOPLE: "person", SESSIONS: "session", CONTEXTS: "context"}
_FIELDS = {COMMENTS: "comments", METADATA: "metadata"}
_MACHINE_FIELDS = frozenset({"repo_path"})
"""Fields that hold a path of one machine."""
_PERSONAL = frozenset({
    "ai_assistant", "assigned_to", "assignee", "author", "contact", "deciders", "owner", "owners", "reviewer", "user",
})  # fmt: skip
"""Fields that name people, beside those that the schema fills with whoever acts, and every `…_by`."""
_BY = "by"
_MAIL = re.compile(r"(?!git@)[\w.+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_LOGIN = re.compile(r"(\w+://)[^/\s@]+@")
_PLACE = re.compile(
    r"(?:file://\S*|(?<![\w/.:~-])(?:~|/home|/Users|/root|/tmp|/private|/var/folders|/mnt|/media|/srv|/opt)/[^\s'\"`<>)\]]+"
    r"|[A-Za-z]:\\[^\s'\"`<>)\]]+|\\\\[\w.$-]+\\[^\s'\"`<>)\]]+)"
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9_-]")
_MAIL_MARK, _PLACE_MARK, _ID_MARK = "[e-mail]", "[path]", "[left out]"
_SHORT = 80


@dataclass(frozen=True)
class Disclosure:
    """What is shown.

    Attributes:
        exclude: kinds, fields, and `kind.field`s that are left out.
        include: those of `WITHHELD` that are shown.
        places: folders of this machine whose paths are written nowhere.
    """

    exclude: frozenset[str] = frozenset()
    include: frozenset[str] = frozenset()
    places: tuple[str, ...] = ()
    hidden_ids: frozenset[str] = field(default_factory=frozenset)

    @property
    def has_people(self) -> bool:
        """Whether names of people are shown."""
        return PEOPLE in self.include

    def shows_kind(self, name: str) -> bool:
        """Whether records of a kind are shown."""
        withheld = {kind for word, kind in _KINDS.items() if word not in self.include}
        return name not in self.exclude and name not in withheld

    def shows_field(self, kind: Kind, name: str) -> bool:
        """Whether a field of a kind is shown; a dotted name only where every part of it is."""
        return not any(part in self._hidden(kind) for part in name.split("."))

    @cached_property
    def _by_kind(self) -> dict[str, frozenset[str]]:
        return {}

    def _hidden(self, kind: Kind) -> frozenset[str]:
        """The names of fields, at any depth, that are left out of a kind's records."""
        if kind.name not in self._by_kind:
            own = {name.partition(".")[2] for name in self.exclude if name.partition(".")[0] == kind.name}
            withheld = {name for word, name in _FIELDS.items() if word not in self.include}
            personal = set() if self.has_people else person_fields(kind)
            # The id of a record that is left out may say as much as the record, also when there is none any more.
            own |= {name for name, field in kind.references.items() if not self.shows_kind(field.references)}
            self._by_kind[kind.name] = frozenset({*self.exclude, *own, *withheld, *personal, *_MACHINE_FIELDS} - {""})
        return self._by_kind[kind.name]

    def data(self, kind: Kind, data: Mapping[str, Any]) -> Data:
        """A record's fields as they may be shown."""
        hidden, fields, result, text = self._hidden(kind), kind.fields, Data(), self.text
        references = kind.references if self.hidden_ids else ()
        for name, value in data.items():
            if name in hidden:
                continue
            if not isinstance(value, str):
                result[name] = self._value(value, hidden, fields.get(name))
            elif not ((name in references and value in self.hidden_ids) or (name == "path" and _is_absolute(value))):
                result[name] = text(value)
        return result

    def value(self, kind: Kind, name: str, value: Any) -> Any:
        """One field's value as it may be shown; the field itself must be."""
        return self._value(value, self._hidden(kind), kind.fields.get(name))

    def text(self, text: str) -> str:
        """A text without e-mail addresses, logins, paths of a machine and ids of records that are left out."""
        if len(text) > _SHORT:
            return self._cleaned(text)
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._cleaned(text)
        return known

    @cached_property
    def _known(self) -> dict[str, str]:
        """Short texts, such as statuses, are in a history many times."""
        return {}

    def _cleaned(self, text: str) -> str:
        text = uncontrolled(text)
        if "@" in text:
            text = _MAIL.sub(_MAIL_MARK, _LOGIN.sub(r"\1", text))
        for place in self.places:
            text = text.replace(place, _PLACE_MARK) if place in text else text
        if "/" in text or "\\" in text:
            text = _PLACE.sub(_PLACE_MARK, text)
        if self.hidden_ids and len(text) > 1:
            text = _NAME.sub(lambda match: _ID_MARK if match[0] in self.hidden_ids else match[0], text)
        return text

    def _value(self, value: Any, hidden: frozenset[str], declared: Field | None) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            is_reference = declared is not None and bool(declared.references)
            kept = [item for item in value if not (is_reference and item in self.hidden_ids)]
            return [self._value(item, hidden, None) for item in kept]
        if isinstance(value, dict):
            return {
                self.text(name): self._value(item, hidden, None) for name, item in value.items() if name not in hidden
            }
        return value


def person_fields(kind: Kind) -> set[str]:
    """The names of a kind's fields, at any depth, that say who somebody is."""
    claimed = {step.claims for step in kind.transitions.values()} - {""}
    stamped = {name for step in kind.transitions.values() for name, value in step.stamps.items() if value == "actor"}
    return claimed | stamped | set(_personal(kind.fields)) | _PERSONAL | {_BY}


def _personal(fields: Mapping[str, Field]) -> Iterable[str]:
    for name, declared in fields.items():
        is_name = name in _PERSONAL or name == _BY or name.endswith(f"_{_BY}")
        if declared.fills == "actor" or (is_name and not declared.references):
            yield name
        yield from _personal(declared.properties)


def disclosure_of(
    kinds: Collection[Kind], exclude: Iterable[str], include: Iterable[str], places: Iterable[str] = ()
) -> Disclosure:
    """What a person's options mean.

    Args:
        kinds: those of the workspace.
        exclude: kinds, fields, and `kind.field`s.
        include: words of `WITHHELD`, or a withheld kind's own name.
        places: folders of this machine.

    Raises:
        UsageError: when a word names nothing: a misspelt one would show what is to be left out.
    """
    aliases = {alias: kind.name for kind in kinds for alias in (kind.name, f"{kind.name}s", *kind.aliases)}
    fields = {name for kind in kinds for name in _all_names(kind.fields)} | {COMMENTS, METADATA}
    dotted = {f"{kind.name}.{name}" for kind in kinds for name in (*_all_names(kind.fields), COMMENTS, METADATA)}
    shown = {kind: word for word, kind in _KINDS.items()} | {word: word for word in WITHHELD}
    left_out = set()
    for word in exclude:
        if word not in aliases and word not in fields | dotted:
            raise UsageError(f"--exclude: there is no kind or field {word!r}{did_you_mean(word, [*aliases, *fields])}")
        left_out.add(word if word in fields | dotted else aliases[word])
        left_out |= {aliases[word]} if word in aliases else set()
    for word in include:
        if word not in shown:
            raise UsageError(f"--include takes {', '.join(WITHHELD)}, not {word!r}")
    long_enough = tuple(sorted({place for place in places if len(place) > 1}, key=len, reverse=True))
    return Disclosure(frozenset(left_out), frozenset(shown[word] for word in include), long_enough)


def _all_names(fields: Mapping[str, Field]) -> Iterable[str]:
    for name, declared in fields.items():
        yield name
        yield from _all_names(declared.properties)


def _is_absolute(path: str) -> bool:
    return path.startswith(("/", "\\", "~")) or path[1:3] == ":\\" or path[1:2] == ":"
