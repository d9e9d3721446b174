"""Record events: what changes of fields mean for a session: created, completed, decided, found."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Row = tuple[str, str, str, Any, Any]
"""Kind, id, field, value before, value after, as the table `record_changes` has them."""

EVENTS = ("created", "completed", "decided", "found", "findings_opened", "findings_resolved")


@dataclass(frozen=True, slots=True)
class KindFacts:
    """What must be known of a kind.

    Attributes:
        status: the field that the transitions move; empty for none.
        closed: the statuses that end a record.
        role: `decision`, `issue` or `finding` where a session tells of it as such; empty for any other kind.
        in_force: the statuses in which a decision holds.
    """

    status: str
    closed: frozenset[str] = frozenset()
    role: str = ""
    in_force: frozenset[str] = frozenset()


def events_of(rows: Iterable[Row], kinds: Mapping[str, KindFacts], leave_out: Collection[str]) -> dict[str, list[str]]:
    """Event → the ids of the records that it happened to, each once, in order.

    Args:
        rows: the changes, oldest first.
        kinds: the kinds by name.
        leave_out: the kinds of which nothing is told, such as sessions themselves.
    """
    result: dict[str, dict[str, None]] = {event: {} for event in EVENTS}
    for kind, record_id, name, old, new in rows:
        facts = kinds.get(kind)
        if facts is not None and kind not in leave_out:
            for event in _events(facts, name, old, new):
                result[event][record_id] = None
    return {event: list(ids) for event, ids in result.items() if ids}


def _events(facts: KindFacts, name: str, old: Any, new: Any) -> list[str]:
    is_new = old is None and new is not None and name in {"id", facts.status}
    closes = name == facts.status and new in facts.closed and old not in facts.closed
    if facts.role == "finding":
        events = {"findings_opened": name == facts.status and is_new and not closes, "findings_resolved": closes}
    else:
        holds = name == facts.status and new in facts.in_force
        events = {
            "created": is_new,
            "completed": closes and old is not None and facts.role != "decision",
            "decided": facts.role == "decision" and (is_new or holds),
            "found": facts.role == "issue" and is_new,
        }
    return [event for event, happened in events.items() if happened]
