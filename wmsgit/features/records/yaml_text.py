"""YAML beside the records' files: what a surface is given as a patch, and what it shows."""

from typing import Any

from wmsgit.model.record import Data
from wmsgit.schema.kind import Kind
from wmsgit.schema.shape import ANYTHING


def parse_patch(text: bytes, kind: Kind | None, where: str) -> Data:
    """A YAML merge patch, in which null removes a field (RFC 7396).

    Args:
        text: the patch.
        kind: whose fields it is about, where that is one kind.
        where: its name, for messages.

    Raises:
        InvalidError: when it is not YAML.
    """
    from wmsgit.store.document import read_document

    plain = read_document(text, ANYTHING, path=where).data
    typed = read_document(text, kind.shape if kind else ANYTHING, path=where).data
    return {key: _with_nulls(value, typed.get(key)) for key, value in plain.items()}


def as_yaml(value: Any) -> str:
    """Plain data as YAML that every reader types alike."""
    from wmsgit.store.canonical import dump_yaml

    return dump_yaml(value)


def _with_nulls(plain: Any, typed: Any) -> Any:
    """The typed value, and null where it is written: a typed reading leaves out what is empty."""
    if isinstance(plain, dict) and isinstance(typed, dict | None):
        return {key: _with_nulls(value, (typed or {}).get(key)) for key, value in plain.items()}
    return None if plain is None else typed
