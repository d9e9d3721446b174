"""The plane as tables: what `wmsgit sql` shows of records, history and commits, for a database."""

from collections.abc import Iterable, Iterator, Sequence

from wmsgit.errors import WmsgitError
from wmsgit.features.exchange.databases.tables import ExportTable, PlaneSnapshot, Row
from wmsgit.index.described import described_tables
from wmsgit.index.tables import PATH_COLUMN, layout_of, quote
from wmsgit.schema.kind import Kind
from wmsgit.workspace.settings import read_settings
from wmsgit.workspace.workspace import Workspace

_RECORDS, _LINKS, _CHANGES = "records", "record_links", "record_changes"
_WHOLE = ("commits", "commit_records")


def plane_snapshot(ws: Workspace, name: str = "") -> PlaneSnapshot:
    """The plane as it is; records that have the id of another are left out but for the first by path.

    Args:
        ws: the workspace.
        name: what the plane is called; as its settings say when empty.
    """
    from wmsgit.vcs.history.commits import is_ancestor
    from wmsgit.vcs.history.member_log import committed_s
    from wmsgit.vcs.objects.revisions import first_commit, has_commit
    from wmsgit.vcs.refs import read_head

    files = _files(ws)
    head = (read_head(ws.dirs) if ws.dirs else "") or ""

    def contains(commit: str) -> bool | None:
        if not head or not has_commit(ws.root, commit):
            return None
        return is_ancestor(ws.root, commit, head)

    return PlaneSnapshot(
        plane=name or _name(ws),
        commit=head,
        committed_s=committed_s(ws.root, head) if head else 0,
        origin=first_commit(ws.require_dirs(), head) if head else "",
        tables=tuple(_tables(ws)),
        files=files,
        rows=_TableReader(ws, files).rows,
        contains=contains,
    )


def _name(ws: Workspace) -> str:
    try:
        name = read_settings(ws).get("name")
    except WmsgitError:
        name = None
    return str(name or ws.root.name)


def _files(ws: Workspace) -> dict[str, tuple[str, str]]:
    digests = ws.index().digests()
    files: dict[str, tuple[str, str]] = {}
    taken: set[str] = set()
    for entry in sorted(ws.index().entries(), key=lambda entry: entry.path):
        if entry.id not in taken:
            taken.add(entry.id)
            files[entry.path] = (entry.id, digests.get(entry.path, ""))
    return files


def _tables(ws: Workspace) -> Iterator[ExportTable]:
    """The tables, each after the one that it belongs to."""
    described: dict[str, list[tuple[str, str]]] = {}
    for row in described_tables(ws.registry.kinds()):
        described.setdefault(row["table"], []).append((row["column"], row["type"]))

    def columns(table: str) -> tuple[tuple[str, str], ...]:
        return tuple(described[table])

    yield ExportTable(_RECORDS, columns(_RECORDS), by="id", is_unique=True, path="path")
    tables = {kind.name: kind.table for kind in ws.registry.kinds()}
    for kind in ws.registry.kinds():
        layout = layout_of(kind)
        references = _references(kind, tables, {name for name, _ in layout.table.columns})
        own = columns(kind.table)
        yield ExportTable(
            kind.table, own, "id", is_unique=True, owner=_RECORDS, references=references, path=PATH_COLUMN
        )
        for child in layout.children:
            yield ExportTable(child.name, columns(child.name), child.columns[0][0], owner=kind.table)
    yield ExportTable(_LINKS, columns(_LINKS), "source", owner=_RECORDS)
    yield ExportTable(_CHANGES, columns(_CHANGES), commit="commit_id")
    for name in _WHOLE:
        if name not in tables.values():
            yield ExportTable(name, columns(name))


def _references(kind: Kind, tables: dict[str, str], columns: set[str]) -> dict[str, str]:
    return {
        name: tables[field.references]
        for name, field in kind.references.items()
        if not field.is_list and not field.is_object and field.references in tables and name in columns
    }


class _TableReader:
    """Reads rows; what is not of a record that is taken, or of no file, is left out."""

    def __init__(self, ws: Workspace, files: dict[str, tuple[str, str]]) -> None:
        self._ws = ws
        self._files = files

    def rows(self, table: ExportTable, ids: Sequence[str] | None) -> Iterable[Row]:
        query = f"SELECT * FROM {quote(table.name)}"  # noqa: S608 (quoted names)
        if ids is not None:
            query += f" WHERE {quote(table.by)} IN ({', '.join('?' * len(ids))})"
        _, rows = self._ws.index().sql(query, params=list(ids or ()), is_own=True)
        if not table.path:
            return rows
        position = table.names.index(table.path)
        return (row for row in rows if row[position] in self._files)
