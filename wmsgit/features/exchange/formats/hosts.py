"""What the issues of code hosts have in common: people by their logins, labels by their names, kinds by rules."""

from collections.abc import Sequence
from typing import Any

from wmsgit.errors import UsageError
from wmsgit.features.exchange.values import items_in
from wmsgit.model.meanings import word_of
from wmsgit.model.record import Data
from wmsgit.schema.kind import Kind

MARK = "<!-- wmsgit:"
"""How a comment or a text begins that `export` has put there; it ends with the record's id and ` -->`."""
SETTLED = frozenset({
    "status", "assigned_to", "dependencies", "parent", "completed_at", "resolved_at", "resolved_by", "priority",
    "severity", "repos_affected",
})  # fmt: skip
"""Fields that belong to the plane once an issue is there; title, text, labels and comments come in."""
_STATES = ("open", "completed", "not_planned")
"""The states of issues that have a word of the same meaning in every kind."""
USUAL_KIND = "task"


def known_kinds(rules: Sequence[str]) -> list[tuple[str, str]]:
    """Condition and kind of each rule: `label:bug=issue`, `type:Bug=issue`; the condition is empty in `task`.

    Raises:
        UsageError: when one is not of that form.
    """
    result = []
    for rule in rules:
        condition, equals, kind = rule.rpartition("=")
        if not kind or (equals and not condition.startswith(("label:", "type:"))):
            raise UsageError(f"{rule!r} is no rule for kinds", hint="such as task, or label:bug=issue")
        result.append((condition.lower(), kind))
    return result


def kind_for(rules: Sequence[tuple[str, str]], labels: Any, sort: str) -> str:
    """The kind that an issue becomes: of the first rule that fits, else of the one without a condition."""
    marks = {*(f"label:{str(label).lower()}" for label in items_in(labels)), f"type:{sort.lower()}"}
    usual = next((kind for condition, kind in rules if not condition), USUAL_KIND)
    return next((kind for condition, kind in rules if condition in marks), usual)


def names_of(value: Any) -> list[str]:
    """The names in a list of labels, which are objects or texts."""
    names = [
        item.get("name") if isinstance(item, dict) else item for item in (value if isinstance(value, list) else [])
    ]
    return list(dict.fromkeys(name for name in names if isinstance(name, str) and name))


def text_of_body(body: Any) -> str:
    """A text as browsers send it, with the line ends of records."""
    return str(body or "").replace("\r\n", "\n")


def login_of(value: Any) -> str:
    """A person's login; empty for nobody."""
    name = (value.get("login") or value.get("username") or value.get("name")) if isinstance(value, dict) else value
    return name if isinstance(name, str) else ""


def logins_of(value: Any) -> list[str]:
    """The logins in a list of people."""
    return list(filter(None, map(login_of, value if isinstance(value, list) else [])))


def place_fields(
    kind: Kind | None,
    fields: Data,
    *,
    created: Any,
    closed: Any,
    author: str,
    closer: str,
    people: Sequence[str],
    sort: str,
) -> tuple[Data, Data]:
    """An issue's fields in those of a kind, and what has none there.

    Args:
        kind: the kind; None for one that is not there.
        fields: what is called alike.
        created: when it was opened.
        closed: when it was closed; None for not.
        author: who opened it; empty for unknown.
        closer: who closed it; empty for unknown.
        people: to whom it is assigned.
        sort: the host's own type; empty for none.
    """
    rest: Data = {}
    if kind is None:
        return fields, rest
    known = kind.fields
    status = str(fields.get("status", ""))
    fields = dict(fields) | {kind.date or "created": created}
    if status in _STATES and kind.status in known:
        fields["status"] = word_of(status, known[kind.status].enum) or status
    elif status:
        rest["state_reason"] = status
    closing = next((name for name in ("completed_at", "resolved_at") if name in known), "")
    _place(fields, rest, closing, closed, "closed_at")
    _place(fields, rest, "detected_by" if "detected_by" in known else "", author, "author")
    _place(fields, rest, "resolved_by" if "resolved_by" in known else "", closer, "closed_by")
    _place(fields, rest, "issue_type" if "issue_type" in known else "", sort, "type")
    fields["assigned_to"] = next(iter(people), None)
    if len(people) > 1:
        rest["assignees"] = list(people)
    return fields, rest


def _place(fields: Data, rest: Data, name: str, value: Any, key: str) -> None:
    """A value in its field, or by the host's key where the kind has none."""
    if name:
        fields[name] = value
    elif value:
        rest[key] = value
