"""References of imported records: which lead nowhere, and which repositories are named."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from wmsgit.features.exchange.report import Dangling
from wmsgit.features.exchange.rows import ImportedRecord
from wmsgit.model.identity import is_safe_id
from wmsgit.schema.kind import Kind

REPOSITORY = "repo"
"""The kind whose records are repositories (design: a repository's identity is its name)."""


def dangling_references(
    records: Collection[ImportedRecord], kinds: Mapping[str, Kind], known: Mapping[str, Collection[str]]
) -> tuple[Dangling, ...]:
    """The references that lead neither to a record of the workspace nor to one of these.

    Args:
        records: the imported records.
        kinds: name → kind.
        known: kind → the ids that the workspace has.
    """
    present = {kind: {_same(kind, name) for name in ids} for kind, ids in known.items()}
    for record in records:
        present.setdefault(record.kind, set()).add(_same(record.kind, record.id))
    return tuple(
        Dangling(record.id, name, target, kind)
        for record in records
        for name, kind, target in _references(record, kinds)
        if _same(kind, target) not in present.get(kind, ())
    )


def repositories_named(records: Iterable[ImportedRecord], kinds: Mapping[str, Kind]) -> tuple[str, ...]:
    """The repositories that these records refer to, by name, sorted, where the name may be an id."""
    named = {target for record in records for _, kind, target in _references(record, kinds) if kind == REPOSITORY}
    return tuple(sorted(name for name in named if is_safe_id(name)))


def _references(record: ImportedRecord, kinds: Mapping[str, Kind]) -> Iterator[tuple[str, str, str]]:
    """Field, kind and id of every reference that a record makes; a wildcard is none."""
    for name, field in kinds[record.kind].references.items():
        value = record.data.get(name)
        for target in value if isinstance(value, list) else [value]:
            if isinstance(target, str) and target != field.wildcard:
                yield name, field.references, target


def _same(kind: str, name: str) -> str:
    """What is equal for ids that mean one record: they are the same in any case, names of repositories are not."""
    return name if kind == REPOSITORY else name.casefold()
