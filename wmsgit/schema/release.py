"""This release's own schemas against a workspace's copies of them: what only the release knows."""

from collections.abc import Mapping

from wmsgit.errors import SchemaError
from wmsgit.model.ports import Pointer
from wmsgit.schema.field import Field
from wmsgit.schema.registry import SUFFIX, Registry, packaged_schemas

UPGRADE_HINT = "this release of wmsgit has it: run wmsgit schema upgrade"


def release_has_field(kind: str, pointer: Pointer) -> bool:
    """Whether the schema that comes with this release has the field at the end of a way through a record.

    Args:
        kind: the kind's name.
        pointer: the way, keys and list positions from the top.
    """
    path = packaged_schemas() / f"{kind}{SUFFIX}"
    if not path.is_file():
        return False
    try:
        fields: Mapping[str, Field] = Registry({path.name: path.read_bytes()}).kind(kind).fields
    except SchemaError:
        return False
    *above, last = [part for part in pointer if isinstance(part, str)]
    for name in above:
        fields = fields[name].properties if name in fields else {}
    return last in fields
