"""Steps: which changes of status a kind's transitions allow."""

from typing import Any

from wmsgit.schema.kind import Kind


def is_legal_step(kind: Kind, before: Any, after: Any) -> bool:
    """Whether a record may go from one status to another; a kind without transitions allows everything."""
    if not kind.status or not kind.transitions or before == after:
        return True
    return after in {step.target for step in kind.legal_transitions(before)}


def step_message(kind: Kind, before: Any, after: Any) -> str:
    """What is wrong with an illegal step."""
    return f"{kind.status} cannot go from {before} to {'nothing' if after is None else after}"


def legal_steps(kind: Kind, before: Any) -> str:
    """Where a status leads: `from pending it goes to in_progress (start), completed (complete)`."""
    steps = kind.legal_transitions(before)
    return f"from {before} it goes to {', '.join(f'{step.target} ({step.name})' for step in steps) or 'nothing'}"
