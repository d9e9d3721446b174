"""Resolving: a person's choice for an open field, or for a whole record, goes into its file."""

from collections.abc import Sequence
from typing import Any, Final

from wmsgit.disk.writer import remove_file, write_file
from wmsgit.errors import ConflictError, InvalidError, NotFoundError, UsageError
from wmsgit.features.merge.actions.pairs import pair_moved
from wmsgit.features.merge.actions.status import MergeStatus, UnmergedRecord, combined, standing
from wmsgit.features.merge.markers import Sides, sides_of
from wmsgit.features.merge.outcome import ABSENT, OpenField
from wmsgit.features.merge.record import Merged
from wmsgit.features.records.assignments import apply, parse_assignment
from wmsgit.model.identity import id_of_path
from wmsgit.model.record import Data
from wmsgit.model.same import same
from wmsgit.schema.validate import Problem, first_of, problems_of
from wmsgit.store.document import BOM, Document, read_document
from wmsgit.store.edit import edit_shaped, edited
from wmsgit.store.formatting import comments_of
from wmsgit.store.grafting import grafted
from wmsgit.vcs.merge.unmerged import BASE, OURS, THEIRS, enter, stage, unmerged, write_blob
from wmsgit.vcs.write.lock import writing_lock
from wmsgit.workspace.spelled import meant_among
from wmsgit.workspace.workspace import Workspace

SAME: Final = "same"
_STAGES: Final = {"ours": OURS, "theirs": THEIRS}


def combine(ws: Workspace) -> tuple[MergeStatus, list[str]]:
    """Puts together what can be without a person, as the driver does, where Git has merged line by line.

    Returns:
        How everything stands then, and the paths of the files that were written.
    """
    with writing_lock(ws.require_dirs().common_dir):
        return _combined(ws)


def settle(ws: Workspace) -> bool:
    """As `combine`, for who holds the lock: whether nothing is left to a person then, and everything is staged.

    Only what was put together here counts: a file without markers may be one that Git did not merge at all.
    """
    result, written = _combined(ws)
    is_settled = all(item.state == "resolved" and item.path in written and not _arisen(item) for item in result.records)
    if result.others or not is_settled:
        return False
    stage(ws.root, [record.path for record in result.records])
    return True


def _combined(ws: Workspace) -> tuple[MergeStatus, list[str]]:
    paired = pair_moved(ws)
    stale = [record for record in standing(ws).records if record.is_stale]
    for record in stale:
        _write(ws, record, record.text)
    stage(ws.root, [record.path for record in stale if record.state == "resolved" and not _arisen(record)])
    return standing(ws), [*paired, *(record.path for record in stale if record.path not in paired)]


def resolve(ws: Workspace, record_id: str, terms: Sequence[str]) -> list[str]:
    """Takes a person's choices for one record.

    Args:
        ws: the workspace.
        record_id: the record's id or its file.
        terms: `FIELD=ours`, `FIELD=theirs` or `FIELD=VALUE` each; or one of `ours`, `theirs` and `same` for the
            whole record: every open field as that side has it, the place to which that side has moved it, or two new
            records taken for one.

    Returns:
        What the choices leave wrong with the record that was wrong before, one sentence each.

    Raises:
        NotFoundError: when this record is not unmerged.
        UsageError: when a term is none of these, or the field is not open.
        InvalidError: when a value does not fit the schema.
    """
    with writing_lock(ws.require_dirs().common_dir):
        return [problem for record in find(ws, standing(ws), record_id) for problem in _resolve(ws, record, terms)]


def _resolve(ws: Workspace, record: UnmergedRecord, terms: Sequence[str]) -> list[str]:
    if len(terms) == 1 and terms[0] in {*_STAGES, SAME}:
        text, is_clean = _whole(record, terms[0])
    else:
        text, is_clean = _fields(ws, record, terms)
    if record.state == "moved" and text is not None and (sides := sides_of(text)):
        _keep_open(ws, record, sides)
        return []
    problems = _require_sound(record, text) if is_clean and text is not None else []
    _write(ws, record, text)
    if is_clean:
        stage(ws.root, [record.path])
    return problems


def _keep_open(ws: Workspace, record: UnmergedRecord, sides: Sides) -> None:
    """Tells Git that a record whose place is chosen is still unmerged there: fields are open in it."""
    stages = {
        OURS: write_blob(ws.root, sides.ours, record.path),
        THEIRS: write_blob(ws.root, sides.theirs, record.path),
    }
    others = (blobs for path, blobs in unmerged(ws.root).items() if id_of_path(path) == record.id)
    base = next((blobs[BASE] for blobs in others if BASE in blobs), None)
    enter(ws.root, {record.path: {**({BASE: base} if base else {}), **stages}})
    ws.forget_index()


def find(ws: Workspace, result: MergeStatus, record_id: str) -> tuple[UnmergedRecord, ...]:
    """The unmerged record of this id or path, as a person spells it; of one that both sides have moved, both files.

    Raises:
        NotFoundError: when there is none.
        ConflictError: when several have the id.
    """
    meant = meant_among(ws.registry, record_id, {record.id for record in result.records})
    fitting = [record for record in result.records if record.id in meant or record.path == record_id]
    if not fitting:
        names = ", ".join(record.id for record in result.records) or "none is"
        raise NotFoundError("this record is not unmerged", where=record_id, hint=f"unmerged: {names}")
    fitting = [record for record in fitting if record.state != "resolved"] or fitting
    moved = tuple(record for record in fitting if record.state == "moved")
    if len(fitting) > max(1, len(moved)):
        raise ConflictError("several unmerged files have this id", where=record_id, hint="name the file instead")
    return moved or (fitting[0],)


def _whole(record: UnmergedRecord, choice: str) -> tuple[bytes | None, bool]:
    if choice == SAME:
        if record.state != "two records" or len({*_STAGES.values()} & {*record.stages}) < len(_STAGES):
            raise UsageError("'same' is for two records under one id", hint="ours and theirs are for the others")
        merged = combined(record.rules, None, Sides(record.stages[OURS], record.stages[THEIRS]), record.path)
        return (merged.text, merged.is_clean) if merged else (record.text, False)
    if record.sides is not None:
        return (record.sides.ours if choice == "ours" else record.sides.theirs), True
    return record.stages.get(_STAGES[choice]), True


def _fields(ws: Workspace, record: UnmergedRecord, terms: Sequence[str]) -> tuple[bytes, bool]:
    if record.sides is None:
        hint = "choose the whole record: ours, theirs" + (", same" if record.state == "two records" else "")
        raise UsageError(f"no field of {record.id} is open: {record.reason}", hint=hint)
    documents = [read_document(side, record.rules.shape) for side in (record.sides.ours, record.sides.theirs)]
    mine, yours = documents[0].data, documents[1].data
    for term in terms:
        mine, yours = _chosen(ws, record, term, mine, yours)
    sides = Sides(_edited(documents, mine, record), _edited(documents[::-1], yours, record))
    _require_way_out(record, sides)
    merged = combined(record.rules, record.stages.get(1), sides, record.path)
    if merged is None or merged.how != "fields":
        raise ConflictError("the file is written in a way that cannot be changed here", where=record.path)
    return merged.text, merged.is_clean


def _edited(documents: Sequence[Document], data: Data, record: UnmergedRecord) -> bytes:
    """The text of the first side with this data; what the second one says stands as that has it."""
    document, other = documents
    whole = next((item for item in documents if same(item.data, data)), None)
    if whole is not None:
        return edit_shaped(whole, data, record.rules.shape)
    made = edited(document, data, record.rules.shape)
    due = {comment for item in documents for comment in comments_of(item)}
    text = grafted(made, document.data, other, due).text
    return (BOM + text if document.has_bom else text).encode()


def _chosen(ws: Workspace, record: UnmergedRecord, term: str, mine: Data, yours: Data) -> tuple[Data, Data]:
    """Both sides' data after one choice."""
    name, equals, value = term.partition("=")
    field = next((item for item in record.open if item.name == _spelled(record, name)), None)
    if not equals or field is None:
        what = f"{name!r} is not open in {record.id}" if equals else f"{term!r} is not FIELD=ours|theirs|VALUE"
        raise UsageError(what, hint=f"open: {', '.join(item.name for item in record.open)}")
    if value == "ours":
        return mine, _put(yours, field, field.ours)
    if value == "theirs":
        return _put(mine, field, field.theirs), yours
    if record.kind is None:
        raise UsageError("no schema says what the value means", hint="choose ours or theirs, or edit the file")
    assignment = parse_assignment(f"{field.name}={value}")
    return (
        apply([assignment], mine, record.kind, ws.value_context()),
        apply([assignment], yours, record.kind, ws.value_context()),
    )


def _spelled(record: UnmergedRecord, name: str) -> str:
    """A field's name as the schema has it, for one with `-` for `_` or its short name."""
    first, dot, rest = name.partition(".")
    known = record.kind.options.get(first.replace("_", "-"), first) if record.kind else first
    return known + dot + rest


def _put(data: Data, field: OpenField, value: Any) -> Data:
    """The data with a value at the field's path; the objects on the way are copied."""
    result = dict(data)
    inner = result
    for name in field.path[:-1]:
        below = inner.get(name)
        inner[name] = dict(below) if isinstance(below, dict) else {}
        inner = inner[name]
    if value is ABSENT:
        inner.pop(field.path[-1], None)
    else:
        inner[field.path[-1]] = value
    return result


def _require_sound(record: UnmergedRecord, text: bytes) -> list[str]:
    """What is wrong with a resolved record, as it was before.

    Raises:
        InvalidError: when something is wrong that was right on both sides.
    """
    arisen = _arisen(record, text)
    if arisen:
        raise _invalid(record, arisen)
    return [str(problem) for problem in first_of(_problems(record, text))]


def _require_way_out(record: UnmergedRecord, sides: Sides) -> None:
    """Refuses a choice that leaves both sides wrong in a way that neither was: no further choice could mend it.

    Raises:
        InvalidError: with what would be wrong.
    """
    after = set(_arisen(record, sides.theirs))
    lasting = [problem for problem in _arisen(record, sides.ours) if problem in after]
    if lasting:
        raise _invalid(record, lasting)


def _invalid(record: UnmergedRecord, problems: list[Problem]) -> InvalidError:
    first, *others = map(str, first_of(problems))
    return InvalidError(first, where=record.path, details=others)


def _arisen(record: UnmergedRecord, text: bytes | None = None) -> list[Problem]:
    """Problems of the merged record that neither side has alone."""
    text = record.text if text is None else text
    before = {problem for item in (OURS, THEIRS) for problem in _problems(record, record.stages.get(item))}
    return [problem for problem in _problems(record, text) if problem not in before]


def _problems(record: UnmergedRecord, text: bytes | None) -> list[Problem]:
    if text is None or record.kind is None:
        return []
    try:
        document = read_document(text, record.rules.shape)
    except InvalidError as error:
        return [Problem((), error.message)]
    return problems_of(record.kind, document.data, record.id, most=None)


def require_sound(record: UnmergedRecord) -> list[str]:
    """As `_require_sound`, for the file as it stands; nothing for a removed one."""
    return [] if record.text is None else _require_sound(record, record.text)


def _write(ws: Workspace, record: UnmergedRecord, text: bytes | None) -> None:
    if text is not None:
        write_file(ws.root, record.path, text)
    elif (ws.root / record.path).exists():
        remove_file(ws.root, record.path)
    ws.forget_index()


__all__ = ["SAME", "Merged", "combine", "find", "require_sound", "resolve", "settle"]
