"""Expectations: what a writer saw before it wrote; what is otherwise by then is not written over."""

from collections.abc import Mapping
from typing import Any

from wmsgit.errors import ConflictError
from wmsgit.model.record import Data
from wmsgit.model.same import same
from wmsgit.workspace.place import Place

Expected = Mapping[str, Mapping[str, Any]]
"""A record's id → field → the value that the writer saw; None for an absent field."""

_MAX_SHOWN = 200


def require_expected(expected: Expected, place: Place, now: Data) -> None:
    """Refuse to write where somebody else has changed a field since the writer saw it.

    Raises:
        ConflictError: naming each such field with what it was and what it is.
    """
    changed = [
        f"{name} was {_shown(value)} and is {_shown(now.get(name))}"
        for name, value in expected.get(place.id, {}).items()
        if not same(value, now.get(name))
    ]
    if changed:
        raise ConflictError(
            "it was changed in between, and nothing was written over",
            where=place.id,
            details=changed,
            hint="look at it again",
        )


def _shown(value: Any) -> str:
    text = "absent" if value is None else str(value)
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"
