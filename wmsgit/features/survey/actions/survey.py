"""The survey of a workspace: its records, their references and their history, without what is private."""

import contextlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from wmsgit.features.survey.disclosure import Disclosure
from wmsgit.features.survey.values import HistoryEntry, Listed
from wmsgit.model.change import FieldChange
from wmsgit.model.record import Data, Record
from wmsgit.schema.kind import Kind
from wmsgit.schema.state import Key, State
from wmsgit.workspace.settings import read_settings, workspace_name
from wmsgit.workspace.workspace import Workspace


class Survey:
    """What people are shown of a workspace. Everything in it has gone through the disclosure.

    Args:
        ws: the workspace, as it is or at a revision.
        disclosure: what may be shown.
        earlier: a survey of the same workspace from before; a record that has not changed is the same value in both.

    Attributes:
        kinds: name → kind, of those that may be shown.
        state: their records, with the fields that may be shown.
        now: the moment of the survey, in the local zone.
    """

    def __init__(self, ws: Workspace, disclosure: Disclosure, earlier: "Survey | None" = None) -> None:
        self.ws = ws
        self.now: datetime = ws.now()
        self.kinds: Mapping[str, Kind] = {
            kind.name: kind for kind in ws.registry.kinds() if disclosure.shows_kind(kind.name)
        }
        self.disclosure = replace(disclosure, hidden_ids=frozenset(self._hidden_ids()))
        records = (record for kind in self.kinds.values() for record in ws.index().documents(kind, order=("id",)))
        self._whole = {(record.kind, record.id): record for record in records}
        known = earlier.known_for(self) if earlier else {}
        shown: dict[Key, Record] = {}
        for key, record in self._whole.items():
            whole, before = known.get(key, (None, record))
            shown[key] = before if whole == record else self._shown(record)
        self.state: State = State(self.kinds, shown)

    def known_for(self, later: "Survey") -> Mapping[Key, tuple[Record, Record]]:
        """Record → as it is in its file and as it is shown, where a later survey shows the same of it."""
        if later.disclosure != self.disclosure or later.ws.registry.digest != self.ws.registry.digest:
            return {}
        return {key: (record, self.state.records[key]) for key, record in self._whole.items()}

    def _hidden_ids(self) -> Iterable[str]:
        return (entry.id for entry in self.ws.index().entries() if entry.kind not in self.kinds)

    def _shown(self, record: Record) -> Record:
        return replace(record, data=self.disclosure.data(self.kinds[record.kind], record.data))

    @cached_property
    def name(self) -> str:
        """The workspace's name."""
        return self.disclosure.text(workspace_name(self.ws))

    @cached_property
    def settings(self) -> Data:
        """The settings; empty where they cannot be read."""
        from wmsgit.errors import WmsgitError

        try:
            return read_settings(self.ws)
        except WmsgitError:
            return {}

    @cached_property
    def commit(self) -> str:
        """The commit whose history is told; empty where there is none yet."""
        return self.ws.history_start or head_of(self.ws)

    @cached_property
    def by_id(self) -> Mapping[str, Key]:
        """Id → the record that has it as its own."""
        return {key[1]: key for key in self.state.records if not self.kinds[key[0]].id_of}

    def title(self, key: Key) -> str:
        """What its kind calls a record by; empty for none."""
        kind = self.kinds.get(key[0])
        title = self.state.data(key).get(kind.argument) if kind and kind.argument not in {"", "id"} else ""
        return title if isinstance(title, str) else ""

    def listed(self, key: Key) -> Listed:
        """A record in short."""
        kind = self.kinds[key[0]]
        return Listed(
            key[0],
            key[1],
            self.title(key),
            self.state.status(key),
            self.state.is_closed(key),
            holder_of(self, key, kind),
        )

    def of_kind(self, name: str) -> list[Key]:
        """The records of a kind, by id."""
        return self._keys_by_kind.get(name, [])

    @cached_property
    def _keys_by_kind(self) -> dict[str, list[Key]]:
        result: dict[str, list[Key]] = {}
        for key in self.state.records:
            result.setdefault(key[0], []).append(key)
        return result

    def namers_of(self, key: Key) -> Sequence[tuple[Key, str]]:
        """The records that refer to one, each with the field's name; only these are looked at where not all were."""
        if "naming" in self.state.__dict__:
            return self.state.naming.get(key, ())
        sources = {source for source, _, _ in self.ws.index().links(key[1])}
        keys = [(kind, source) for kind in self.kinds for source in sorted(sources)]
        named = ((other, name) for other in keys for target, name in self.state.references(other) if target == key)
        return list(dict.fromkeys(named))

    def waiters_of(self, key: Key) -> list[Key]:
        """The records that wait for one, closed ones too."""
        namers = dict.fromkeys(namer for namer, _ in self.namers_of(key))
        return [namer for namer in namers if key in self.awaited_by(namer)]

    def awaited_by(self, key: Key) -> list[Key]:
        """The records that one waits for, closed ones too; they need not exist."""
        targets = self.state.relations.awaited(key[0], self.state.data(key))
        return [self.state.awaited_key(key, target) for target in targets]

    @cached_property
    def unreadable(self) -> list[str]:
        """Why records that are of shown kinds are not there."""
        return [self.disclosure.text(str(finding)) for finding in self.ws.unreadable(list(self.kinds))]

    @cached_property
    def history(self) -> Mapping[Key, list[HistoryEntry]]:
        """Record → what commits changed in it, the newest first; also records that are gone."""
        return self._entries()

    def newest_commits(self, most: int) -> list[tuple[str, list[tuple[Key, HistoryEntry]]]]:
        """So many of the newest commits, each with the records that it changed."""
        history: Mapping[Key, list[HistoryEntry]] = self._entries(newest=most)
        if len(_moments(history)) < most:  # there are no more, or the newest are of what is left out
            history = self.history
        moments = _moments(history)
        newest = sorted(moments, key=lambda commit: (moments[commit], commit), reverse=True)[:most]
        result: dict[str, list[tuple[Key, HistoryEntry]]] = {commit: [] for commit in newest}
        for key, entries in history.items():
            for entry in entries:
                if entry.commit in result:
                    result[entry.commit].append((key, entry))
        return list(result.items())

    def touches_of(self, key: Key) -> list[tuple[str, str]]:
        """The commits that changed a record, also under its earlier ids, with their authors: what its history is of."""
        names, result = [key[1]], list[tuple[str, str]]()
        for name in names:  # grows
            for commit, author, older in self._touches.get((key[0], name), ()):
                result.append((commit, author))
                names += [older] if older and older not in names else []
        return result

    @cached_property
    def _touches(self) -> Mapping[Key, list[tuple[str, str, str | None]]]:
        result: dict[Key, list[tuple[str, str, str | None]]] = {}
        for kind, record_id, commit, author, older in self.ws.index().history.touches():
            shown = author if self.disclosure.has_people else ""
            result.setdefault((kind, record_id), []).append((commit, shown, older))
        return result

    def history_of(self, key: Key) -> list[HistoryEntry]:
        """A record's history, under its earlier ids too; only that is read where the whole has not been."""
        if "history" in self.__dict__:
            return followed(self.history, key)
        result = self._entries(key[1])
        for older in _older_ids(result.get(key, ())):
            result = {**self._entries(older), **result}
        return followed(result, key)

    def _entries(self, wanted: str = "", *, newest: int = 0) -> dict[Key, list[HistoryEntry]]:
        result: dict[Key, list[HistoryEntry]] = {}
        rows = self.ws.index().history.changes(wanted, newest=newest)
        for commit, author, at, kind_name, record_id, name, old, new in rows:
            kind = self.kinds.get(kind_name)
            if kind is None or not self.disclosure.shows_field(kind, name):
                continue
            change = FieldChange(name, self._past_value(kind, name, old), self._past_value(kind, name, new))
            entries = result.setdefault((kind_name, record_id), [])
            if entries and entries[-1].commit == commit:
                entries[-1].fields.append(change)
            else:
                entries.append(HistoryEntry(commit, author if self.disclosure.has_people else "", at, [change]))
        for entries in result.values():
            entries.reverse()
        return result

    def _past_value(self, kind: Kind, name: str, value: Any) -> Any:
        field = kind.fields.get(name)
        if isinstance(value, str) and value[:1] in {"[", "{"} and (field is None or field.is_list or field.is_object):
            with contextlib.suppress(ValueError):
                value = json.loads(value)
        return self.disclosure.value(kind, name, value)


def holder_of(survey: Survey, key: Key, kind: Kind) -> str:
    """Who is at a record, where people are shown; empty for nobody."""
    claims = next((step.claims for step in kind.transitions.values() if step.claims), "")
    return str(survey.state.data(key).get(claims) or "") if claims and survey.disclosure.has_people else ""


def followed(history: Mapping[Key, list[HistoryEntry]], key: Key) -> list[HistoryEntry]:
    """A record's entries with those under the ids that it had before, the newest first."""
    result = list(history.get(key, ()))
    visited = {key[1]}
    for older in _older_ids(result):
        if older not in visited:
            visited.add(older)
            before = history.get((key[0], older), ())
            result += [entry for entry in before if not any(change.field == "id" for change in entry.fields)]
    return result


def _moments(history: Mapping[Key, list[HistoryEntry]]) -> Mapping[str, str]:
    """Commit → when."""
    return {entry.commit: entry.at for entries in history.values() for entry in entries}


def _older_ids(entries: Iterable[HistoryEntry]) -> list[str]:
    return [str(change.old) for entry in entries for change in entry.fields if change.field == "id" and change.old]


def head_of(ws: Workspace) -> str:
    """The commit that is checked out; empty where there is none yet."""
    from wmsgit.vcs.refs import read_head

    return (read_head(ws.dirs) if ws.dirs else "") or ""


def places_of_machine(ws: Workspace) -> tuple[str, ...]:
    """The folders whose paths are written nowhere: the workspace, what is around it, and the user's own."""
    root = ws.root.resolve()
    outer = [str(root), str(ws.root), str(root.parent)]
    with contextlib.suppress(RuntimeError):
        outer.append(str(Path.home()))
    return tuple(place for place in dict.fromkeys(outer) if place.count("/") > 1 or place not in {"/", ""})
