"""Patches: a YAML merge patch from a file or standard input, typed by the schema."""

from pathlib import Path

from wmsgit.cli.values import StandardInput
from wmsgit.errors import NotFoundError
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
    text = stdin.read() if name == "-" else Path(name).read_bytes()
    where = "standard input" if name == "-" else name
    return parse_patch(text, kind, where)
