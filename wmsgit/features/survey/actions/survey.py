"""The survey of a workspace: its records, their references and their history, without what is private."""

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from wmsgit.errors import WmsgitError
from wmsgit.features.survey.actions.shown_history import ShownHistory
from wmsgit.features.survey.disclosure import Disclosure
from wmsgit.features.survey.values import CommitChanges, Listed
from wmsgit.model.groups import grouped
from wmsgit.model.identity import id_of_path
from wmsgit.model.record import Data, Record
from wmsgit.schema.kind import Kind
from wmsgit.schema.relations import holder_field
from wmsgit.schema.state import Key, State
from wmsgit.workspace.settings import read_settings, workspace_name
from wmsgit.workspace.workspace import Workspace

_FEW = 500
"""So many records are read by name; more are sooner read with all the others."""


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
        whole: every record of these kinds as it stands in its file.
        digests: path → digest of every record's file.
        known_commits: commit → what it changed, as far as somebody asked; None for nothing that is shown.
    """

    def __init__(self, ws: Workspace, disclosure: Disclosure, earlier: "Survey | None" = None) -> None:
        self.ws = ws
        self.now: datetime = ws.now()
        self.kinds: Mapping[str, Kind] = {
            kind.name: kind for kind in ws.registry.kinds() if disclosure.shows_kind(kind.name)
        }
        self.disclosure = replace(disclosure, hidden_ids=frozenset(self._hidden_ids()))
        self._schemas, self.digests = ws.registry.digest, ws.index().digests()
        before = earlier if earlier and earlier.shows_the_same(self) else None
        self.whole = self._read_since(before) if before else self._read()
        known = ((key, before.shown_as(record) if before else None) for key, record in self.whole.items())
        shown = {key: record or self._shown(self.whole[key]) for key, record in known}
        self.state: State = before.state.after(shown) if before else State(self.kinds, shown)
        self.known_commits: dict[str, CommitChanges | None] = before.known_commits if before else {}

    def shows_the_same(self, later: "Survey") -> bool:
        """Whether a later survey shows the same of a record that has not changed."""
        return later.disclosure == self.disclosure and later.ws.registry.digest == self._schemas

    def shown_as(self, record: Record) -> Record | None:
        """A record as it is shown here; None where it is another here, or is not there."""
        key = record.kind, record.id
        return self.state.records[key] if self.whole.get(key) is record else None

    def _read(self) -> dict[Key, Record]:
        records = (record for kind in self.kinds.values() for record in self.ws.index().documents(kind, order=("id",)))
        return {(record.kind, record.id): record for record in records}

    def _read_since(self, before: "Survey") -> dict[Key, Record]:
        """As `_read`; only what lies in files that changed is read."""
        ids = sorted({id_of_path(path) for path, _ in self.digests.items() ^ before.digests.items()})
        if len(ids) > _FEW:
            return self._read()
        index, result = self.ws.index(), dict(before.whole)
        documents = [record for kind in self.kinds.values() if ids for record in index.documents(kind, ids=ids)]
        fresh = {(record.kind, record.id): record for record in documents}
        for key in {(kind, record_id) for kind in self.kinds for record_id in ids} - fresh.keys():
            result.pop(key, None)
        result |= fresh
        if fresh.keys() <= before.whole.keys():
            return result
        ordered = ((kind.name, name) for kind in self.kinds.values() for name in index.ids(kind, order=("id",)))
        return {key: result[key] for key in ordered if key in result}

    def _hidden_ids(self) -> Iterable[str]:
        hidden = [kind.name for kind in self.ws.registry.kinds() if kind.name not in self.kinds]
        return (entry.id for entry in self.ws.index().entries(hidden)) if hidden else ()

    def _shown(self, record: Record) -> Record:
        data = self.disclosure.data(self.kinds[record.kind], record.data)
        return Record(record.kind, record.id, data, record.path)

    @cached_property
    def name(self) -> str:
        """The workspace's name."""
        return self.disclosure.text(workspace_name(self.ws))

    @cached_property
    def settings(self) -> Data:
        """The settings; empty where they cannot be read."""
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
        return grouped((key[0], key) for key in self.state.records)

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
    def history(self) -> ShownHistory:
        """What commits changed in the records."""
        return ShownHistory(self.ws, self.kinds, self.disclosure, self.known_commits)


def holder_of(survey: Survey, key: Key, kind: Kind) -> str:
    """Who is at a record, where people are shown; empty for nobody."""
    claims = holder_field(kind)
    return str(survey.state.data(key).get(claims) or "") if claims and survey.disclosure.has_people else ""


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
