"""Settings: what a client may switch on and off, by `initializationOptions` or `workspace/didChangeConfiguration`."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Settings:
    """What a client wants.

    Attributes:
        inlay_titles: the title behind an id.
        code_lenses: lines above a record: its transitions, who waits for it.
        code_findings: findings of the last scan in the files of members.
        code_references: members' files among the references of a record.
        change_hints: what `check --base HEAD` would say of what is not committed.
    """

    inlay_titles: bool = True
    code_lenses: bool = False
    code_findings: bool = True
    code_references: bool = False
    change_hints: bool = True

    @classmethod
    def of(cls, value: Any) -> "Settings":
        """The settings in an object such as `{"inlayTitles": false}`, alone or under `wmsgit`."""
        given = value.get("wmsgit", value) if isinstance(value, Mapping) else {}
        known = {_camel(item.name): item.name for item in fields(cls)}
        named = given.items() if isinstance(given, Mapping) else ()
        return cls(**{known[name]: flag for name, flag in named if name in known and isinstance(flag, bool)})


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)
