"""The history of a survey: what commits changed in its records, without what is private."""

import contextlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from heapq import nsmallest
from typing import Any

from wmsgit.features.survey.disclosure import Disclosure
from wmsgit.features.survey.values import CommitChanges, HistoryEntry
from wmsgit.model.change import FieldChange
from wmsgit.model.groups import grouped
from wmsgit.schema.kind import Kind
from wmsgit.schema.state import Key
from wmsgit.workspace.workspace import Workspace

MOST_RECORDS = 40
"""So many of the records that one commit changed are told with their fields."""
_AT_ONCE = 300


class ShownHistory:
    """What commits changed.

    Args:
        ws: the workspace.
        kinds: those that may be shown.
        disclosure: what may be shown of them.
        commits: commit → what it changed, as far as that is known; more come to be known. None for one that
            changed nothing that may be shown.
    """

    def __init__(
        self,
        ws: Workspace,
        kinds: Mapping[str, Kind],
        disclosure: Disclosure,
        commits: dict[str, CommitChanges | None],
    ) -> None:
        self._rows = ws.index().history
        self._kinds = kinds
        self._disclosure = disclosure
        self._commits = commits

    @cached_property
    def whole(self) -> Mapping[Key, list[HistoryEntry]]:
        """Record → what commits changed in it, the newest first; also records that are gone."""
        return self._entries()

    def of(self, key: Key) -> list[HistoryEntry]:
        """A record's history, under its earlier ids too; only that is read where the whole has not been."""
        if "whole" in self.__dict__:
            return _followed(self.whole, key)
        result = self._entries(key[1])
        for older in _older_ids(result.get(key, ())):
            result = {**self._entries(older), **result}
        return _followed(result, key)

    def newest(self, most: int) -> list[CommitChanges]:
        """So many of the newest commits that changed what may be shown, the newest first."""
        result: list[CommitChanges] = []
        commits = self._rows.commits()
        for start in range(0, len(commits), _AT_ONCE):
            some = commits[start : start + _AT_ONCE]
            self._learn([commit for commit in some if commit not in self._commits])
            result += [changes for commit in some if (changes := self._commits[commit])]
            if len(result) >= most:
                break
        return result[:most]

    def touches_of(self, key: Key) -> list[tuple[str, str]]:
        """The commits that changed a record, also under its earlier ids, with their authors: what its history is of."""
        if key not in self._renamed:
            return self._touches.get(key, [])
        names, result = [key[1]], list[tuple[str, str]]()
        for name in names:  # grows
            result += self._touches.get((key[0], name), ())
            names += [older for older in self._renamed.get((key[0], name), ()) if older not in names]
        return result

    def _learn(self, commits: Sequence[str]) -> None:
        if not commits:
            return
        touched: dict[str, list[Key]] = {commit: [] for commit in commits}
        for commit, kind_name, record_id in self._rows.touched(commits, self._shows):
            touched[commit].append((kind_name, record_id))
        first: dict[str, dict[Key, list[FieldChange]]] = {
            commit: {key: [] for key in nsmallest(MOST_RECORDS, keys)} for commit, keys in touched.items()
        }
        heads: dict[str, tuple[str, str]] = {}
        ids = {record_id for keys in first.values() for _, record_id in keys}
        for commit, author, at, kind_name, record_id, name, old, new in self._rows.changes_of(commits, ids):
            records, key = first[commit], (kind_name, record_id)
            if key in records and self._shows(kind_name, name):
                heads[commit] = author, at
                records[key].append(self._change(self._kinds[kind_name], name, old, new))
        for commit, records in first.items():
            if not records:
                self._commits[commit] = None
                continue
            author, at = heads[commit]
            shown = author if self._disclosure.has_people else ""
            self._commits[commit] = CommitChanges(commit, shown, at, len(touched[commit]), records)

    def _shows(self, kind_name: str, name: str) -> bool:
        kind = self._kinds.get(kind_name)
        return kind is not None and self._disclosure.shows_field(kind, name)

    @cached_property
    def _touches(self) -> Mapping[Key, list[tuple[str, str]]]:
        result: dict[Key, list[tuple[str, str]]] = {}
        has_people = self._disclosure.has_people
        for kind, record_id, commit, author in self._rows.touches():
            result.setdefault((kind, record_id), []).append((commit, author if has_people else ""))
        for commits in result.values():
            commits.sort()
        return result

    @cached_property
    def _renamed(self) -> Mapping[Key, list[str]]:
        return grouped(((kind, record_id), older) for kind, record_id, older in self._rows.renamed())

    def _entries(self, wanted: str = "") -> dict[Key, list[HistoryEntry]]:
        result: dict[Key, list[HistoryEntry]] = {}
        for commit, author, at, kind_name, record_id, name, old, new in self._rows.changes(wanted):
            kind = self._kinds.get(kind_name)
            if kind is None or not self._disclosure.shows_field(kind, name):
                continue
            change = self._change(kind, name, old, new)
            entries = result.setdefault((kind_name, record_id), [])
            if entries and entries[-1].commit == commit:
                entries[-1].fields.append(change)
            else:
                entries.append(HistoryEntry(commit, author if self._disclosure.has_people else "", at, [change]))
        for entries in result.values():
            entries.reverse()
        return result

    def _change(self, kind: Kind, name: str, old: Any, new: Any) -> FieldChange:
        return FieldChange(name, self._past_value(kind, name, old), self._past_value(kind, name, new))

    def _past_value(self, kind: Kind, name: str, value: Any) -> Any:
        field = kind.fields.get(name)
        if isinstance(value, str) and value[:1] in {"[", "{"} and (field is None or field.is_list or field.is_object):
            with contextlib.suppress(ValueError):
                value = json.loads(value)
        return self._disclosure.value(kind, name, value)


def _followed(history: Mapping[Key, list[HistoryEntry]], key: Key) -> list[HistoryEntry]:
    """A record's entries with those under the ids that it had before, the newest first."""
    result = list(history.get(key, ()))
    visited = {key[1]}
    for older in _older_ids(result):
        if older not in visited:
            visited.add(older)
            before = history.get((key[0], older), ())
            result += [entry for entry in before if not any(change.field == "id" for change in entry.fields)]
    return result


def _older_ids(entries: Iterable[HistoryEntry]) -> list[str]:
    return [str(change.old) for entry in entries for change in entry.fields if change.field == "id" and change.old]
