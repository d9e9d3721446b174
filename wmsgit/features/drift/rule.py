"""Rules: one check that a decision asks for, as data: what all rule kinds have in common, and the kind's own fields."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

SEVERITIES = ("CRITICAL", "HIGH", "MEDIUM", "LOW", "INFO")
"""From the worst to the least."""

DEFAULT_SEVERITY = "MEDIUM"
WARN, FAIL = "warn", "fail"


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a rule looks.

    Attributes:
        repos: names, `tag:x`, and either with `!` before it; every repository when empty.
        paths: patterns as in a .gitignore file; every file when empty.
        exclude: patterns of files that are left out.
    """

    repos: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """The record that a rule stands in.

    Attributes:
        kind, id, path: the record's.
        title: its title.
        rationale: why it was decided, as the record says it.
        pointer: the way to the rule in the record.
        pack: the pack that the record takes the rule from; empty for its own.
    """

    kind: str
    id: str
    path: str = ""
    title: str = ""
    rationale: str = ""
    pointer: tuple[str | int, ...] = ()
    pack: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a component belongs.

    Attributes:
        component: its name.
        type: what sort of component, such as `class`.
        repo: the repository where it belongs.
        location: its place there; empty for anywhere.
        paths: patterns of the files that belong to it.
    """

    component: str
    type: str
    repo: str
    location: str = ""
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        name: its full name: `ADR-001/no-pandas`.
        kind: the rule kind's name.
        severity: how much a violation matters.
        scope: where it looks.
        message: what a violation means; empty for what the kind says.
        fix: how a violation is mended; empty for none.
        options: the kind's own fields.
        was: full names that it had before.
        examples: `bad` and `good`.
        origin: the record that it stands in.
        gates: whether a violation fails a scan; a state that is only aimed at reports the distance to it, and a rule
            that only warns, or fails from a later day on, its violations.
        fail_from: the day from which on violations fail, as `2026-11-23`; empty for always.
        allows_inline: whether a comment in a file may let a violation be for a time.
        placements: those of the workspace, for the rule kinds that want them.
        people: every name by which a person of the workspace is known, for the rule kinds that want them.
    """

    name: str
    kind: str
    origin: Origin
    severity: str = DEFAULT_SEVERITY
    scope: Scope = field(default_factory=Scope)
    message: str = ""
    fix: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    was: tuple[str, ...] = ()
    examples: Mapping[str, Any] = field(default_factory=dict)
    gates: bool = True
    fail_from: str = ""
    allows_inline: bool = False
    placements: tuple[Placement, ...] = ()
    people: tuple[str, ...] = ()

    @property
    def own_id(self) -> str:
        """The rule's id within its record: `no-pandas`."""
        return self.name.partition("/")[2]

    def texts(self, option: str) -> tuple[str, ...]:
        """A list of texts among the kind's own fields; empty where it is absent."""
        return tuple(map(str, self.options.get(option) or ()))

    def text(self, option: str, default: str = "") -> str:
        """A text among the kind's own fields."""
        return str(self.options.get(option, default))


ENVELOPE: Mapping[str, Any] = {
    "id": {"type": "string", "description": "The rule's name within this record.", "minLength": 1, "maxLength": 100},
    "kind": {"type": "string", "description": "The rule kind, such as `forbidden_import`."},
    "severity": {
        "type": "string",
        "enum": list(SEVERITIES),
        "default": DEFAULT_SEVERITY,
        "description": "How much a violation matters.",
    },
    "scope": {
        "type": "object",
        "description": "Where the rule looks; everywhere when absent.",
        "additionalProperties": False,
        "properties": {
            "repos": {
                "type": "array",
                "description": "Repositories: a name, `tag:x`, or either with `!` before it to leave it out.",
                "items": {"type": "string", "minLength": 1},
            },
            "paths": {
                "type": "array",
                "description": "Patterns of files, as in a .gitignore file; every file when absent.",
                "items": {"type": "string", "minLength": 1},
            },
            "exclude": {
                "type": "array",
                "description": "Patterns of files that are left out.",
                "items": {"type": "string", "minLength": 1},
            },
        },
    },
    "message": {"type": "string", "description": "What a violation means, for its reader."},
    "fix": {"type": "string", "description": "How a violation is mended."},
    "enforce": {
        "type": "string",
        "enum": [WARN, FAIL],
        "default": FAIL,
        "description": "Whether a violation fails a scan, or is only told.",
    },
    "fail_from": {
        "type": "string",
        "format": "date",
        "description": "The day from which on a violation fails a scan; until then it is only told.",
    },
    "allow_inline": {
        "type": "boolean",
        "default": False,
        "description": "Whether a comment such as `wmsgit: allow ADR-001/no-pandas until 2027-01-01 -- why` lets a"
        " violation in its line or the next be, for at most 90 days. The workspace's settings may say so for all.",
    },
    "examples": {
        "type": "object",
        "description": "Texts that must break the rule and texts that must not; `check` tries them.",
        "additionalProperties": False,
        "properties": {
            name: {
                "description": f"{what} A text, a mapping from path to text, or a list of these.",
                "anyOf": [{"type": "string"}, {"type": "object"}, {"type": "array"}],
            }
            for name, what in (("bad", "What breaks the rule."), ("good", "What does not."))
        },
    },
    "was": {
        "type": "array",
        "description": "Ids that the rule had before, so that its findings stay; `RECORD/id` from another record.",
        "items": {"type": "string", "minLength": 1},
    },
}
"""The fields of every rule, as JSON Schema properties."""


def rule_from(origin: Origin, data: Mapping[str, Any], *, gates: bool = True) -> Rule:
    """The rule that an item of a record's rules describes. It has been validated."""
    scope = data.get("scope") or {}
    return Rule(
        name=full_name(origin.id, str(data["id"])),
        kind=str(data["kind"]),
        origin=origin,
        severity=str(data.get("severity") or DEFAULT_SEVERITY),
        scope=Scope(*(_texts(scope.get(name)) for name in ("repos", "paths", "exclude"))),
        message=str(data.get("message") or ""),
        fix=str(data.get("fix") or ""),
        options={name: value for name, value in data.items() if name not in ENVELOPE},
        was=tuple(name if "/" in name else full_name(origin.id, name) for name in _texts(data.get("was"))),
        examples=data.get("examples") or {},
        gates=gates and data.get("enforce") != WARN,
        fail_from=str(data.get("fail_from") or ""),
        allows_inline=bool(data.get("allow_inline")),
    )


def judged_on(rule: Rule, day: str) -> Rule:
    """A rule as it judges on a day, such as `2026-11-23`: before the one from which on it fails, it only reports."""
    return replace(rule, gates=False) if rule.gates and day < rule.fail_from else rule


def full_name(record_id: str, rule_id: str) -> str:
    """A rule's full name: `ADR-001/no-pandas`."""
    return f"{record_id}/{rule_id}"


def is_at_least(severity: str, bound: str) -> bool:
    """Whether a severity is `bound` or worse."""
    return SEVERITIES.index(severity) <= SEVERITIES.index(bound)


def _texts(value: Sequence[Any] | None) -> tuple[str, ...]:
    return tuple(map(str, value or ()))


def texts_named(
    value: Any, names: Collection[str], aside: Collection[str] = (), way: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The way to each text under one of these names, at any depth of a value, and the text; `aside` is not entered."""
    pairs = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        if key in names and isinstance(item, str):
            yield (*way, key), item
        elif key not in aside:
            yield from texts_named(item, names, aside, (*way, key))
