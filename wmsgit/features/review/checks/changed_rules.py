"""Rules: a change of what decides the checks is shown first, and does not excuse the records that come with it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from wmsgit.model.difference import SchemaDifference
from wmsgit.model.finding import Finding, Level
from wmsgit.model.ports import Pointer
from wmsgit.schema.locate import locate_json

CHANGED = "SCHEMA-CHANGE"
UNMERGED = "MERGE-CHANGE"
ATTRIBUTES = ".gitattributes"


def rule_findings(differences: Iterable[SchemaDifference], read: Callable[[str], bytes]) -> Iterator[Finding]:
    """A warning for each schema that a change alters or removes, and for its settings; a note for what is only added.

    Args:
        differences: what changed.
        read: gives the text of a file of the head.
    """
    for difference in differences:
        places = f": {', '.join(difference.places)}" if difference.places else ""
        message = f"this change has {difference.change} what decides the checks{places}"
        line, column = _place(difference, read)
        level: Level = "note" if difference.is_addition else "warning"
        yield Finding(difference.path, line, column, CHANGED, message, level)


def unmerged_findings(lost: Mapping[str, str], changed: Collection[str]) -> Iterator[Finding]:
    """A warning for each way in which records merge that were merged field by field.

    Args:
        lost: path of a record → what its attribute `merge` is by now.
        changed: the files of attributes that differ.
    """
    result: dict[tuple[str, str], list[str]] = {}
    for path, way in lost.items():
        nearest = max((item for item in changed if path.startswith(item.removesuffix(ATTRIBUTES))), key=len, default="")
        result.setdefault((nearest, way), []).append(path)
    for (file, way), paths in result.items():
        others = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        message = f"this change has records no longer merged field by field: 'merge' is {way} for {paths[0]}{others}"
        yield Finding(file, 0, 0, UNMERGED, message, "warning")


def _place(difference: SchemaDifference, read: Callable[[str], bytes]) -> tuple[int, int]:
    """Where the first difference stands in a schema of the head."""
    if difference.change != "changed" or not difference.path.endswith(".json"):
        return (0, 0)
    pointer: Pointer = difference.first
    try:
        return locate_json(read(difference.path).decode("utf-8", "replace"), pointer)
    except (ValueError, IndexError, RecursionError, OSError):
        return (0, 0)
