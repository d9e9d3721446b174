"""Fields that several rule kinds have, as JSON Schema properties."""

from collections.abc import Mapping
from typing import Any


def patterns_field(description: str) -> Mapping[str, Any]:
    """A list of at least one pattern of files."""
    return texts_field(f"{description} Patterns as in a .gitignore file.")


def texts_field(description: str) -> Mapping[str, Any]:
    """A list of at least one text."""
    return {
        "type": "array",
        "description": description,
        "items": {"type": "string", "minLength": 1},
        "minItems": 1,
    }


MODE_FIELD: Mapping[str, Any] = {
    "type": "string",
    "enum": ["forbid", "require"],
    "default": "forbid",
    "description": "Whether no file may have a match, or every file must have one.",
}

FILE_FIELD: Mapping[str, Any] = {"type": "string", "minLength": 1, "description": "The file's path in its repository."}
