"""Standing: how each unmerged record stands, from Git's index and from what its file says now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from wmsgit.errors import InvalidError, WmsgitError
from wmsgit.features.merge.actions.rules import rules_at
from wmsgit.features.merge.markers import Sides, sides_of
from wmsgit.features.merge.outcome import OpenField
from wmsgit.features.merge.record import Merged, Rules, merge_new, merge_texts
from wmsgit.model.identity import id_of_path
from wmsgit.model.record import Data
from wmsgit.schema.kind import Kind
from wmsgit.store.document import read_data
from wmsgit.store.files import read_file
from wmsgit.vcs.merge.unmerged import BASE, OURS, THEIRS, unmerged
from wmsgit.vcs.objects.blobs import read_for_files
from wmsgit.workspace.workspace import Workspace

State = Literal["fields", "two records", "removed", "moved", "unreadable", "resolved"]


@dataclass(frozen=True, slots=True)
class UnmergedRecord:
    """One record that a merge has left to a person.

    Attributes:
        path: its file.
        id: its id, by the file's name.
        kind: None where no schema describes it.
        rules: what its merge goes by.
        state: `fields`, some are open; `two records`, which both sides made or which a rename has brought together;
            `removed` on one side and changed on the other; `moved` here by one side and elsewhere by the other, which
            is another file with the same id; `unreadable` on one side or between odd markers;
            `resolved`, nothing is left to choose.
        reason: a few words about the state.
        stages: the bytes of base (1), ours (2) and theirs (3), of those that there are.
        sides: the file as each side would leave it, where `fields` are open.
        text: what the file should hold now: what could be combined is combined; None where there is no file.
        is_stale: whether the file holds something else.
        open: the open fields.
    """

    path: str
    id: str
    kind: Kind | None
    rules: Rules
    state: State
    reason: str
    stages: Mapping[int, bytes]
    sides: Sides | None = None
    text: bytes | None = None
    is_stale: bool = False
    open: tuple[OpenField, ...] = ()

    @property
    def kind_name(self) -> str:
        """The kind's name; empty where it is not known."""
        return self.kind.name if self.kind else ""

    def versions(self) -> dict[str, Data | None]:
        """`base`, `ours` and `theirs` → the fields; None where it is not there or cannot be read."""
        return {"base": self.data(BASE), "ours": self.data(OURS), "theirs": self.data(THEIRS)}

    def data(self, stage: int) -> Data | None:
        """The fields of one stage; None where it is not there or cannot be read."""
        try:
            return read_data(self.stages[stage], self.rules.shape) if stage in self.stages else None
        except InvalidError:
            return None


@dataclass(frozen=True, slots=True)
class MergeStatus:
    """Everything that is unmerged: the records, and the paths of other files."""

    records: tuple[UnmergedRecord, ...]
    others: tuple[str, ...]

    @property
    def open(self) -> tuple[UnmergedRecord, ...]:
        """The records that a person must decide on."""
        return tuple(record for record in self.records if record.state != "resolved")


def standing(ws: Workspace) -> MergeStatus:
    """How everything stands that is unmerged.

    Raises:
        GitError: when git fails.
    """
    result = unmerged(ws.root)
    paths = [path for path in sorted(result) if path.startswith("records/") and path.endswith(".yaml")]
    texts = read_for_files(ws.root, [(blob, path) for path in paths for blob in result[path].values()])
    records = (_stand(ws, path, {stage: texts[blob, path] for stage, blob in result[path].items()}) for path in paths)
    return MergeStatus(tuple(records), tuple(path for path in sorted(result) if path not in paths))


def _stand(ws: Workspace, path: str, stages: Mapping[int, bytes]) -> UnmergedRecord:
    kind = ws.registry.at(path)
    rules = rules_at(ws, path)
    try:
        text: bytes | None = read_file(ws.root, path)
    except WmsgitError:
        text = None
    made = _Maker(path, kind, rules, stages)
    if text is None:
        return made.record("resolved", "removed in the worktree")
    if BASE not in stages and (OURS in stages) != (THEIRS in stages):
        mover = "ours" if OURS in stages else "theirs"
        return made.record("moved", f"{mover} moved it here, the other side elsewhere", text=text)
    if OURS not in stages or THEIRS not in stages:
        gone = "ours" if OURS not in stages else "theirs"
        return made.record("removed", f"{gone} removed it, the other side changed it", text=text)
    return _of_both(made, text)


@dataclass(frozen=True, slots=True)
class _Maker:
    path: str
    kind: Kind | None
    rules: Rules
    stages: Mapping[int, bytes]

    @property
    def is_readable(self) -> bool:
        """Whether both sides can be read as records: what is no record is not another one either."""
        record = self.record("resolved", "")
        return all(record.data(stage) is not None for stage in (OURS, THEIRS))

    def record(
        self,
        state: State,
        reason: str,
        *,
        text: bytes | None = None,
        sides: Sides | None = None,
        is_stale: bool = False,
        open_fields: tuple[OpenField, ...] = (),
    ) -> UnmergedRecord:
        """The record in this state."""
        name = id_of_path(self.path)
        stages = dict(self.stages)
        return UnmergedRecord(
            self.path, name, self.kind, self.rules, state, reason, stages, sides, text, is_stale, open_fields
        )


def _of_both(made: _Maker, text: bytes) -> UnmergedRecord:
    sides = sides_of(text)
    if sides is None:
        return _without_markers(made, text)
    whole = Sides(made.stages[OURS], made.stages[THEIRS])
    if BASE not in made.stages and sides == whole and text != _as_one(made, whole):
        return made.record("two records", "both sides made a record of this id", text=text)
    merged = combined(made.rules, made.stages.get(BASE), sides, made.path)
    if merged is None or merged.how != "fields":
        reason = merged.reason if merged else "one side cannot be read as a record"
        is_two = merged is not None and merged.how == "whole" and made.is_readable
        return made.record("two records" if is_two else "unreadable", reason, text=text)
    if merged.is_clean:
        return made.record("resolved", "combined", text=merged.text, is_stale=True)
    return made.record(
        "fields",
        "",
        text=merged.text,
        sides=sides_of(merged.text),
        is_stale=merged.text != text,
        open_fields=merged.open,
    )


def combined(rules: Rules, base: bytes | None, sides: Sides, path: str) -> Merged | None:
    """What two sides come to field by field; without a base they were said to be the same record. None: unreadable."""
    if base is not None:
        return merge_texts(base, sides.ours, sides.theirs, rules, path=path)
    if sides.ours == sides.theirs:
        return Merged(sides.ours, is_clean=True)
    try:
        return merge_new(sides.ours, sides.theirs, rules)
    except InvalidError:
        return None


def _as_one(made: _Maker, whole: Sides) -> bytes | None:
    merged = combined(made.rules, None, whole, "")
    return merged.text if merged else None


def _without_markers(made: _Maker, text: bytes) -> UnmergedRecord:
    """A file that a person has put right; or one that Git could not merge and has left as it was on our side."""
    untouched = text in (made.stages[OURS], made.stages[THEIRS])
    unread = next((side for side in (OURS, THEIRS) if made.record("resolved", "").data(side) is None), None)
    try:
        read_data(text, made.rules.shape)
    except InvalidError as error:
        return made.record("unreadable", error.message, text=text)
    if untouched and unread is not None:
        return made.record("unreadable", f"{'ours' if unread == OURS else 'theirs'} cannot be read", text=text)
    return made.record("resolved", "has no conflict any more", text=text)
