"""Rules: a change of what decides the checks is shown first, and does not excuse the records that come with it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from wmsgit.errors import SchemaError
from wmsgit.model.difference import SchemaDifference
from wmsgit.model.finding import Finding
from wmsgit.model.ports import Pointer
from wmsgit.model.record import Record
from wmsgit.schema.change import Change
from wmsgit.schema.kind import Kind
from wmsgit.schema.locate import locate_json
from wmsgit.schema.validate import Problem, first_of, problems_of

CHANGED = "SCHEMA-CHANGE"
UNMERGED = "MERGE-CHANGE"
ATTRIBUTES = ".gitattributes"
RELAXED = "RELAXED"


def rule_findings(differences: Iterable[SchemaDifference], read: Callable[[str], bytes]) -> Iterator[Finding]:
    """A warning for each schema that a change adds, alters or removes, and for its settings.

    Args:
        differences: what changed.
        read: gives the text of a file of the head.
    """
    for difference in differences:
        places = f": {', '.join(difference.places)}" if difference.places else ""
        message = f"this change has {difference.change} what decides the checks{places}"
        line, column = _place(difference, read)
        yield Finding(difference.path, line, column, CHANGED, message, "warning")


def unmerged_findings(lost: Mapping[str, str], changed: Collection[str]) -> Iterator[Finding]:
    """A warning for each way in which records merge that were merged field by field.

    Args:
        lost: path of a record → what its attribute `merge` is by now.
        changed: the files of attributes that differ.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for path, way in lost.items():
        nearest = max((one for one in changed if path.startswith(one.removesuffix(ATTRIBUTES))), key=len, default="")
        found.setdefault((nearest, way), []).append(path)
    for (file, way), paths in found.items():
        others = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        message = f"this change has records no longer merged field by field: 'merge' is {way} for {paths[0]}{others}"
        yield Finding(file, 0, 0, UNMERGED, message, "warning")


def relaxed_findings(change: Change, own: Mapping[str, Kind]) -> Iterator[Finding]:
    """A finding for each problem that the base's schema has with a changed record and the change's own has not.

    Args:
        change: the change.
        own: the kinds by the change's own schemas.
    """
    for pair in change.pairs:
        record = pair.new
        kind = change.kinds.get(record.kind) if record else None
        if record and kind and (record.kind not in own or own[record.kind].schema != kind.schema):
            excused = set(_problems(own.get(record.kind), record))
            for problem in first_of([one for one in _problems(kind, record) if one not in excused]):
                message = f"{problem}; only this change's own schema allows it: let the schema land first"
                line, column = change.place(record.path, problem.pointer, key=problem.at_key)
                yield Finding(record.path, line, column, RELAXED, message)


def _problems(kind: Kind | None, record: Record) -> list[Problem]:
    try:
        return problems_of(kind, record.data, record.id, most=None) if kind else []
    except SchemaError:
        return []


def _place(difference: SchemaDifference, read: Callable[[str], bytes]) -> tuple[int, int]:
    """Where the first difference stands in a schema of the head."""
    if difference.change != "changed" or not difference.path.endswith(".json"):
        return (0, 0)
    pointer: Pointer = difference.first
    try:
        return locate_json(read(difference.path).decode("utf-8", "replace"), pointer)
    except (ValueError, IndexError, RecursionError, OSError):
        return (0, 0)
