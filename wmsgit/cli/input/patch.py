"""Patches: a YAML merge patch from a file or standard input, typed by the schema."""

from pathlib import Path

from wmsgit.cli.values import MAX_VALUE_BYTES, StandardInput
from wmsgit.errors import InvalidError, NotFoundError
from wmsgit.model.record import Data
from wmsgit.schema.kind import Kind


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
    from wmsgit.features.records.yaml_text import parse_patch

    if name != "-" and not Path(name).is_file():
        raise NotFoundError("there is no such file", where=name)
    where = "standard input" if name == "-" else name
    if name == "-":
        text = stdin.read()
    else:
        with Path(name).open("rb") as file:
            text = file.read(MAX_VALUE_BYTES + 1)
    if len(text) > MAX_VALUE_BYTES:
        raise InvalidError(f"more than {MAX_VALUE_BYTES:,} bytes, too many for a record", where=where)
    return parse_patch(text, kind, where)
