"""The index of one workspace: opened from its snapshot, brought up to date by the files' status."""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TypeVar

from wmsgit.index import query
from wmsgit.index.conditions import Condition
from wmsgit.index.database import Database, is_damage
from wmsgit.index.maintenance import Upkeep
from wmsgit.index.operators import Fragment
from wmsgit.index.query import TIMEOUT_S, Params, Selection
from wmsgit.index.tables import LINKS
from wmsgit.schema.kind import Kind

if TYPE_CHECKING:
    from wmsgit.index.extra_tables import ExtraTables
    from wmsgit.index.lookup import IndexedRecord, Numbered
    from wmsgit.index.readonly import Rows
    from wmsgit.index.record_changes import HistoryTable
    from wmsgit.index.search import Hit
    from wmsgit.model.finding import Finding
    from wmsgit.model.record import Record

_MAX = 1000
Answer = TypeVar("Answer")


class Index:
    """The records of a workspace as tables. Use as a context manager, or close it.

    Attributes:
        extend: adds what a user's SQL may name besides the records; called before the first such statement.
    """

    def __init__(self, upkeep: Upkeep, digest: str) -> None:
        self._upkeep = upkeep
        self._digest = digest
        self.extend: Callable[[ExtraTables], None] = lambda _: None

    @cached_property
    def _extra(self) -> "ExtraTables":
        from wmsgit.index.extra_tables import ExtraTables

        extra = ExtraTables(self._upkeep)
        self.extend(extra)
        return extra

    def __enter__(self) -> Self:
        """The index itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let go of the memory and the snapshot."""
        self._upkeep.close()

    def refresh(self, only: Collection[str] | None = None) -> None:
        """Look at the files again: after a write, or in a process that lives long.

        Args:
            only: the kinds to bring up to date now; None for all.
        """
        self._upkeep.forget()
        self._upkeep.ready(only)
        self.__dict__.pop("_extra", None)  # the history may have grown

    @property
    def state(self) -> str:
        """Hexadecimal digits that change if and only if a file's path or content, or a schema, changes."""
        from hashlib import sha256

        self._upkeep.ready(None)
        return sha256(f"{self._digest}\0{self._upkeep.catalogue.total:x}".encode()).hexdigest()

    def select(
        self,
        kind: Kind,
        conditions: Iterable[Condition] = (),
        *,
        where: str = "",
        order: Sequence[str] | None = (),
        limit: int | None = None,
        columns: Sequence[str] = ("id",),
    ) -> list[tuple[Any, ...]]:
        """The rows of a kind's records.

        Args:
            kind: the kind.
            conditions: filters; terms of one field are alternatives, different fields must all hold.
            where: a user's SQL condition on the kind's table; read-only, at most `TIMEOUT_S` seconds.
            order: fields to sort by, `-` before one that descends; none for the newest first, None for any order.
            limit: how many at most; None for all.
            columns: fields, dotted ways into them, `id`, `record_path`. Lists and objects come as JSON text.

        Raises:
            InvalidError: when a name is no field.
            UsageError: when `where` is no condition.
            IncompleteError: when it takes too long or too much memory.
        """
        selection = Selection(kind, conditions, where=where, order=order, limit=limit)
        statement = selection.statement(query.column_fragments(kind, columns))
        return self._run(selection, statement)

    def ids(
        self,
        kind: Kind,
        conditions: Iterable[Condition] = (),
        *,
        where: str = "",
        order: Sequence[str] = (),
        limit: int | None = None,
    ) -> list[str]:
        """The ids of a kind's records; arguments and errors as for `select`."""
        rows = self.select(kind, conditions, where=where, order=order, limit=limit)
        return [row[0] for row in rows]

    def documents(
        self,
        kind: Kind,
        conditions: Iterable[Condition] = (),
        *,
        ids: Sequence[str] | None = None,
        where: str = "",
        order: Sequence[str] | None = (),
        limit: int | None = None,
    ) -> "list[Record]":
        """Whole records, with the data as it stands in the files; arguments and errors as for `select`.

        Args:
            kind: the kind.
            conditions: filters.
            ids: only records with one of these ids, in this order unless `order` is given; None for all.
            where: a user's SQL condition.
            order: fields to sort by; None for any order.
            limit: how many at most.
        """
        wanted = [*conditions, *([] if ids is None else [query.ids_condition(kind, ids)])]
        selection = Selection(kind, wanted, where=where, order=order, limit=limit)
        rows = self._run(selection, selection.statement(query.record_fragments(kind)))
        records = query.records_of(kind, rows)
        if ids is not None and not order:
            places = {identifier: place for place, identifier in enumerate(ids)}
            records.sort(key=lambda record: places[record.id])
        return records

    def count(self, kind: Kind, conditions: Iterable[Condition] = (), *, where: str = "") -> int:
        """How many records fit; arguments and errors as for `select`."""
        selection = Selection(kind, conditions, where=where)
        statement = selection.plain_statement(("count(*)", ()))
        return int(self._run(selection, statement)[0][0])

    def counts(
        self, kind: Kind, field: str, conditions: Iterable[Condition] = (), *, where: str = ""
    ) -> list[tuple[Any, int]]:
        """How many have which value of a field (of a list: which item), the most frequent first; errors as `select`."""
        selection = Selection(kind, conditions, where=where)
        return self._run(selection, query.counting(selection, field))

    def find(
        self,
        text: str,
        kind: Kind | str | None = None,
        *,
        exact: bool = False,
        but: Collection[str] = (),
        numbered: "Numbered" = (),
    ) -> "IndexedRecord":
        """The record that `text` names: its id, in any case, a spelling of it, or unless `exact` a beginning of it.

        Without a kind, those of the kinds `but` do not count.

        Raises:
            NotFoundError: when there is none.
            AmbiguousError: when there are several.
            InvalidError: when the record's file cannot be read.
        """
        from wmsgit.index import lookup

        name = kind.name if isinstance(kind, Kind) else kind
        return self._answer(
            [name] if name else None,
            lambda base: lookup.find(base.connection, text, name, exact=exact, but=but, numbered=numbered),
        )

    def complete(
        self, kind: Kind | str | None, prefix: str, *, limit: int = _MAX, **options: Any
    ) -> list[tuple[str, str]]:
        """The ids that begin with `prefix`, in any case, with the titles; options are those of `lookup.complete`."""
        from wmsgit.index.lookup import complete

        name = kind.name if isinstance(kind, Kind) else kind
        names = [name] if name else None
        return self._answer(names, lambda base: complete(base.connection, prefix, name, limit, **options))

    def entries(self, kinds: Collection[str] | None = None) -> "list[IndexedRecord]":
        """Every readable record in short, by kind and path; of some kinds, or of all for None."""
        from wmsgit.index.lookup import IndexedRecord

        rows = self._rows(kinds, "SELECT kind, id, path, title, status, date FROM base.records ORDER BY kind, path")
        return [IndexedRecord(*row) for row in rows if kinds is None or row[0] in kinds]

    def search(self, text: str, kinds: Collection[str] | None = None, *, limit: int | None = None) -> "list[Hit]":
        """The records in which all words of `text` occur, the best first; no text is a syntax error."""
        from wmsgit.index.search import find_text

        return self._answer(kinds, lambda base: find_text(base.connection, text, kinds, limit), search=True)

    def similar(self, words: Collection[str], kind: str, *, limit: int) -> list[tuple[str, float]]:
        """The records of a kind in which one of the words occurs, each with how well it fits, the best first."""
        from wmsgit.index.search import find_similar

        return self._answer([kind], lambda base: find_similar(base.connection, words, kind, limit), search=True)

    def unreadable(self, kinds: Collection[str] | None = None) -> "list[Finding]":
        """Why each file that cannot be read cannot, by path; of some kinds, or of all for None."""
        rows = self._rows(kinds, 'SELECT kind, path, line, "column", code, message FROM base.unreadable ORDER BY path')
        if not rows:
            return []
        from wmsgit.model.finding import Finding

        return [Finding(*row[1:]) for row in rows if kinds is None or row[0] in kinds]

    def digests(self) -> dict[str, str]:
        """Path → digest of the bytes of every record file; empty where these could not be read."""
        return self._answer(None, lambda _: self._upkeep.catalogue.digests())

    def may_have_unseen(self) -> set[str]:
        """The record files whose text may have characters that are not seen."""
        return self._answer(None, lambda _: self._upkeep.catalogue.may_have_unseen())

    def links(self, target: str = "") -> list[tuple[str, str, str]]:
        """References as (record's id, field, id that it names), wildcards left out; with a target, those to it."""
        where = " WHERE link.target = ? COLLATE NOCASE" if target else ""
        return self._rows(None, LINKS + where, (target,) if target else ())

    def waiters(self, kind: Kind, fields: Collection[str], ids: Sequence[str]) -> list[tuple[str, str]]:
        """Every (open record of the kind, one of these ids) where one of the record's fields names that id."""
        from wmsgit.index.waiting import waiters

        return self._answer([kind.name], lambda base: waiters(base.connection, kind, fields, ids))

    def sql(
        self, text: str, *, params: Params = (), timeout_s: float = TIMEOUT_S, is_own: bool = False
    ) -> "tuple[list[str], Rows]":
        """Run one read-only statement of a user, or of this package.

        Args:
            text: the statement.
            params: what its placeholders stand for.
            timeout_s: how long SQLite may work on it.
            is_own: whether it is a statement of this package, which needs no bounds.

        Returns:
            The columns' names, and the rows, which are read as they are asked for.

        Raises:
            UsageError, IncompleteError: as `readonly.Guard` says; also while rows are read.
        """
        return self._extra.run(text, params, None if is_own else timeout_s)

    @property
    def history(self) -> "HistoryTable":
        """What happened to the records."""
        from wmsgit.index.record_changes import HistoryTable

        return HistoryTable(lambda: self._answer((), self._extra.with_history))

    def _run(self, selection: Selection, statement: Fragment) -> list[Any]:
        needs_all = selection.needs_other_kinds

        def work(database: Database) -> list[Any]:
            database.zone = selection.zone
            guard = lambda: self._extra.guard(TIMEOUT_S, selection.where)  # noqa: E731
            return query.run(database.connection, selection, statement, guard)

        names = None if needs_all else [selection.kind.name]
        return self._answer(names, work, search=needs_all and query.searches(selection.where))

    def _rows(self, names: Collection[str] | None, statement: str, values: Sequence[str] = ()) -> list[Any]:
        return self._answer(names, lambda base: base.connection.execute(statement, values).fetchall())

    def _answer(
        self, names: Collection[str] | None, work: Callable[[Database], Answer], *, search: bool = False
    ) -> Answer:
        """What `work` makes of the database, with these kinds up to date; of a new one where that was damaged."""
        database = self._upkeep.ready(names, search=search)
        try:
            return work(database)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
        self._upkeep.rebuild()
        return work(self._upkeep.ready(names, search=search))
