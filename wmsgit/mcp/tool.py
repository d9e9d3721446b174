"""A tool: its name, what it takes, whether it writes, and the action that it calls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wmsgit.errors import UsageError
from wmsgit.mcp.answer import Answer
from wmsgit.mcp.desk import Desk

Schema = Mapping[str, Any]
Arguments = Mapping[str, Any]

TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}
_COMMON: Mapping[str, Schema] = {"budget": {"type": "integer"}, "after": TEXT}
OUTPUT: Schema = {
    "type": "object",
    "properties": {
        "items": {"type": "array", "items": {"type": "object"}},
        "next": TEXT,
        "notices": {"type": "array"},
    },
    "required": ["items"],
}
"""What every tool gives back; `wmsgit.mcp.server` says in words what it means."""
_TYPES: Mapping[str, type | tuple[type, ...]] = {"string": str, "integer": int, "boolean": bool, "array": list}


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool.

    Attributes:
        name: what it is called.
        description: for the assistant, in one line.
        takes: argument → its schema; those that every tool has come on top.
        needs: the arguments that must be given.
        work: does it.
        writes: whether it may write records.
        destroys: whether what was there may be gone from the files afterwards.
    """

    name: str
    description: str
    work: Callable[[Desk, Arguments], Answer]
    takes: Mapping[str, Schema]
    needs: tuple[str, ...] = ()
    writes: bool = False
    destroys: bool = False

    @property
    def is_of_session(self) -> bool:
        """Whether it opens, writes down or ends the assistant's own session."""
        return self.name.startswith("session_")

    @property
    def input(self) -> dict[str, Any]:
        """The schema of its arguments."""
        needs = {"required": list(self.needs)} if self.needs else {}
        return {"type": "object", "properties": {**self.takes, **_COMMON}, **needs}

    def require(self, given: Arguments) -> None:
        """Refuse arguments that the schema does not have.

        Raises:
            UsageError: naming the first that is wrong.
        """
        known = {**self.takes, **_COMMON}
        for name, value in given.items():
            if name not in known:
                raise UsageError(f"{self.name} takes no {name[:100]!r}", hint=f"it takes: {', '.join(known)}")
            if not _is_of(known[name], value):
                raise UsageError(f"{name} is to be of the type {known[name]['type']}", where=self.name)
        for name in self.needs:
            if given.get(name) in (None, "", []):
                raise UsageError(f"{name} is missing", where=self.name)


def _is_of(schema: Schema, value: Any) -> bool:
    if isinstance(value, bool) != (schema["type"] == "boolean"):
        return False
    if not isinstance(value, _TYPES[schema["type"]]):
        return False
    return not isinstance(value, list) or all(_is_of(schema["items"], item) for item in value)
