"""Cache files: what was worked out for a key, with a checksum. Losing one costs time alone.

A file begins with a line: the checksum of what follows, and the key, which has no line break. One that is damaged,
of another key or of another owner counts as missing, and where a file cannot be written nothing happens.
"""

import json
import zlib
from contextlib import suppress
from typing import Any

from wmsgit.disk.own import OwnFolder


def load_bytes(folder: OwnFolder | None, name: str, key: str) -> bytes:
    """What was saved with this key.

    Raises:
        OSError: when there is no such file, or no folder.
        ValueError: when it holds for another key, or is damaged.
    """
    if folder is None:
        raise FileNotFoundError(name)
    head, _, body = folder.read(name).partition(b"\n")
    if head + b"\n" != _head(key, body):
        raise ValueError(name)
    return body


def load_json(folder: OwnFolder | None, name: str, key: str) -> Any:
    """The JSON value that was saved with this key; raises what `load_bytes` and `json.loads` raise."""
    return json.loads(load_bytes(folder, name, key))


def save_bytes(folder: OwnFolder | None, name: str, key: str, body: bytes) -> None:
    """Keep these bytes for a key."""
    with suppress(OSError):
        if folder is not None:
            write_bytes(folder, name, key, body)


def save_json(folder: OwnFolder | None, name: str, key: str, value: Any) -> None:
    """Keep a JSON value for a key."""
    if folder is not None:
        save_bytes(folder, name, key, json.dumps(value, separators=(",", ":")).encode())


def write_bytes(folder: OwnFolder, name: str, key: str, body: bytes) -> None:
    """As `save_bytes`, but raises `OSError` where the file cannot be written."""
    folder.write(name, [_head(key, body), body])


def _head(key: str, body: bytes) -> bytes:
    return f"{zlib.crc32(body):08x} {key}\n".encode()
