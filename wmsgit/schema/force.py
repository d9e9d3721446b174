"""Force: which kinds carry rules, and which steps bring these into force."""

from wmsgit.schema.kind import Kind
from wmsgit.schema.transition import Transition


def holds_rules(kind: Kind) -> bool:
    """Whether a kind's records carry rules."""
    return any(field.rules for field in kind.fields.values())


def enters_force(kind: Kind, step: Transition) -> bool:
    """Whether a transition may bring a record's rules into force."""
    sources = (field.rules for field in kind.fields.values() if field.rules)
    return any(step.target in source.when.get(kind.status, ()) for source in sources)
