"""Patches: a YAML merge patch from a file or standard input, typed by the schema."""

from pathlib import Path
from typing import Any

from wmsgit.cli.values import StandardInput
from wmsgit.errors import NotFoundError
from wmsgit.model.record import Data
from wmsgit.schema.kind import Kind
from wmsgit.schema.shape import ANYTHING


def read_patch(name: str, kind: Kind | None, stdin: StandardInput) -> Data:
    """The patch, in which null removes a field (RFC 7396).

    Args:
        name: the file, or `-` for standard input.
        kind: whose fields it is about, where that is one kind.
        stdin: standard input.

    Raises:
        NotFoundError: when there is no such file.
        InvalidError: when it is not YAML.
    """
    from wmsgit.store.document import read_document

    if name != "-" and not Path(name).is_file():
        raise NotFoundError("there is no such file", where=name)
    text = stdin.read() if name == "-" else Path(name).read_bytes()
    where = "standard input" if name == "-" else name
    plain = read_document(text, ANYTHING, path=where).data
    typed = read_document(text, kind.shape if kind else ANYTHING, path=where).data
    return {key: _with_nulls(value, typed.get(key)) for key, value in plain.items()}


def _with_nulls(plain: Any, typed: Any) -> Any:
    """The typed value, and null where it is written: a typed reading leaves out what is empty."""
    if isinstance(plain, dict) and isinstance(typed, dict | None):
        return {key: _with_nulls(value, (typed or {}).get(key)) for key, value in plain.items()}
    return None if plain is None else typed
