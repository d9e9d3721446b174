"""The canonical form: how wmsgit itself writes a record, and plain data as YAML."""

from collections.abc import Iterable
from typing import Any

from wmsgit.model.record import Data
from wmsgit.schema.kind import Kind
from wmsgit.schema.shape import ANYTHING, Shape
from wmsgit.store.emitter import fields_lines, list_lines, mapping_lines
from wmsgit.store.field_order import ordered
from wmsgit.store.styles import scalar_text


def canonical(data: Data, kind: Kind, path: str) -> bytes:
    """A record in the canonical form, which reads back as the same data.

    Args:
        data: the fields; None stands for an absent one where the schema does not admit null.
        kind: the record's kind, whose schema gives the order of keys.
        path: the file, relative to the workspace, such as `records/tasks/WS-TASK-001.yaml`.

    Raises:
        InvalidError: when a value cannot be written, such as an infinite number.
    """
    return canonical_text(data, kind.shape, modeline(kind.name, path)).encode()


def canonical_text(data: Data, shape: Shape, first_line: str) -> str:
    """The canonical form of any mapping: `first_line`, then the fields; `{}` where there is none."""
    lines = [first_line, *fields_lines(key_order(data, shape), data, shape, 0)]
    return "\n".join(lines if len(lines) > 1 else [*lines, "{}"]) + "\n"


def modeline(name: str, path: str) -> str:
    """The comment that points an editor at the schema `name`, relative to the file at `path`."""
    up = "../" * path.count("/")
    return f"# yaml-language-server: $schema={up or './'}schemas/{name}.schema.json"


def key_order(data: Iterable[str], shape: Shape) -> list[str]:
    """A record's keys in the canonical order: `id`, the schema's, then the others as they come."""
    names = ordered(data, shape)
    if names[:1] == ["id"]:
        return names
    return sorted(names, key=lambda name: name != "id")


def dump_yaml(data: Any) -> str:
    """Plain data (dict, list or scalar, nested) as YAML that every reader types alike."""
    if isinstance(data, dict) and data:
        lines = mapping_lines(data, ANYTHING, 0)
    elif isinstance(data, list) and data:
        lines = list_lines(data, ANYTHING, 0)
    else:
        lines = ["{}" if isinstance(data, dict) else "[]" if isinstance(data, list) else scalar_text(data)]
    return "\n".join(lines) + "\n"
