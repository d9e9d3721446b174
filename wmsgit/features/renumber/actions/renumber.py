"""Renumbering: a record moves to another id with every reference to it, in one commit."""

from collections.abc import Callable, Collection, Iterable, Mapping

from wmsgit.errors import AmbiguousError, ConflictError
from wmsgit.features.records.actions.edit import kind_of_path
from wmsgit.features.renumber.actions.incoming import IncomingRecords
from wmsgit.features.renumber.collisions import Move, renumbered
from wmsgit.model.identity import id_of_path
from wmsgit.vcs.history.commits import additions, remote_branches_with, remote_branches_within, resolve
from wmsgit.vcs.message import RENUMBER
from wmsgit.workspace.place import Place
from wmsgit.workspace.private import follow_session
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.subjects import renumber_subject
from wmsgit.workspace.writing.transaction import Transaction
from wmsgit.workspace.writing.values import CommitTexts

_OP = "renumber"
KEEPS_ID = "it keeps the id under which others know it"
"""Why a published record is not renumbered."""
Moves = dict[Place, Move]
_Work = Callable[[Transaction, Moves], None]


def renumber(ws: Workspace, record_id: str, new_id: str | None = None, *, how: WriteOptions = AS_USUAL) -> WriteResult:
    """Move a record to another id, with every reference to it.

    Args:
        ws: where.
        record_id: its exact id.
        new_id: the id that it gets; the next free one when None.
        how: how it lands.

    Raises:
        ConflictError: when the record is published, or the new id is taken.
        AmbiguousError: when two records have the id.
    """
    place = _only(ws, record_id)
    require_private(ws, [place], (), KEEPS_ID)

    def work(transaction: Transaction, moves: Moves) -> None:
        target = new_id or transaction.following_id(place)
        transaction.move(place, target)
        moves[place] = Move(place.kind, place.id, target)
        _rewrite(ws, transaction, moves, None)

    return _perform(ws, work, how, holds_lock=False)


def renumber_collisions(
    ws: Workspace,
    revision: str,
    *,
    own_branches: Iterable[str] | None = None,
    leaves_given: bool = False,
    holds_lock: bool = False,
    how: WriteOptions = AS_USUAL,
) -> WriteResult:
    """Move every record that is newer than a revision and has the id of another one there.

    Only the references that our side has introduced follow; the others mean the record that keeps the id.

    Args:
        ws: where.
        revision: the branch that has its ids first, such as `origin/main`.
        own_branches: remote-tracking branches that do not make a record published; None for those that have
            nothing which HEAD does not have.
        leaves_given: whether records whose ids wmsgit does not make are left to the merge: their ids mean the same.
        holds_lock: whether the caller has the lock already.
        how: how it lands.

    Raises:
        NotFoundError: when there is no such revision.
        ConflictError: when a record that would have to move is published elsewhere.
        InvalidError: when wmsgit cannot make another id for such a record.
    """
    meeting = IncomingRecords(ws, resolve(ws.root, revision))
    result = {place: item for item in meeting.collisions() if (place := _place(ws, item.path))}
    result = {place: item for place, item in result.items() if not (leaves_given and _is_given(ws, place))}
    if not result:
        return WriteResult((), "")
    hint = f"`wmsgit renumber --base {revision}` moves it all the same once you have merged these branches"
    own = remote_branches_within(ws.root, "HEAD") if own_branches is None else own_branches
    require_private(ws, result, own, "it cannot move away from the record that has its id, too", hint)

    def work(transaction: Transaction, moves: Moves) -> None:
        for place, collision in result.items():
            keeper = kind_of_path(ws, collision.taken_by)
            target = transaction.following_id(place)
            moves[place] = Move(place.kind, place.id, target, keeper.name if keeper else "")
            transaction.move(place, target)
        _rewrite(ws, transaction, moves, meeting)

    return _perform(ws, work, how, holds_lock=holds_lock)


def require_private(
    ws: Workspace,
    places: Collection[Place],
    own: Iterable[str],
    why: str,
    hint: str = "",
    is_alone: Callable[[str], bool] | None = None,
) -> None:
    """Refuse records that a remote-tracking branch has, other than our own ones: a published id never moves.

    Args:
        ws: where.
        places: the records.
        own: remote-tracking branches that do not make a record published.
        why: what follows from it here, after a colon.
        hint: what can be done.
        is_alone: says whether one record alone has an id, in any case; without it the index is asked.

    Raises:
        ConflictError: naming each record with the branches that have it.
    """
    own = set(own)
    names = [] if is_alone else [entry.id.casefold() for entry in ws.index().entries()]
    is_alone = is_alone or (lambda name: names.count(name.casefold()) == 1)
    published = {}
    for place in places:
        commits = additions(ws.root, place.path, anywhere=is_alone(place.id))
        branches = [name for name in remote_branches_with(ws.root, commits) if name not in own]
        if branches:
            published[place.id] = branches
    if published:
        details = [f"{name} is on {', '.join(branches)}" for name, branches in published.items()]
        raise ConflictError(
            f"a published id never moves: {why}", where=next(iter(published)), details=details, hint=hint
        )


def _perform(ws: Workspace, work: _Work, how: WriteOptions, *, holds_lock: bool) -> WriteResult:
    moves: Moves = {}
    texts = CommitTexts(
        lambda: renumber_subject([(move.old, move.new) for move in moves.values()]),
        lambda: {RENUMBER: [f"{move.old} {move.new}" for move in moves.values()]},
    )
    outcome = perform(ws, _OP, how, lambda transaction: work(transaction, moves), texts=texts, holds_lock=holds_lock)
    if not how.dry_run:
        follow_session(ws, outcome.changes)
    return outcome


def _rewrite(ws: Workspace, transaction: Transaction, moves: Moves, meeting: IncomingRecords | None) -> None:
    """Let the references follow."""
    moved = {place.path: move for place, move in moves.items()}
    index = ws.index()
    index.refresh()
    for kind in ws.registry.kinds():
        for record in index.documents(kind):
            _follow(ws, transaction, Place(kind.name, record.id, record.path), moved, meeting)
    for problem in index.unreadable():
        transaction.warn(f"{problem.path}: cannot be read, so nobody knows what it refers to")


def _follow(
    ws: Workspace, transaction: Transaction, place: Place, moved: Mapping[str, Move], meeting: IncomingRecords | None
) -> None:
    kind, moves, move = ws.kind(place.kind), list(moved.values()), moved.get(place.path)
    if move:
        place = Place(kind.name, move.new, f"{place.path.rpartition('/')[0]}/{move.new}.yaml")
    data = transaction.data(place)
    new = renumbered(kind, data, moves)
    if new is data:
        return
    base = meeting.base_data(kind, place.path) if meeting and not move else None
    transaction.put(place, renumbered(kind, data, moves, base))


def _only(ws: Workspace, record_id: str) -> Place:
    same = [entry for entry in ws.index().entries() if entry.id == record_id]
    if len(same) > 1:
        raise AmbiguousError(
            f"{len(same)} records have this id",
            where=record_id,
            details=[entry.path for entry in same],
            hint="'wmsgit renumber --base REF' moves the one that REF does not have, such as origin/main",
        )
    return Place(same[0].kind, same[0].id, same[0].path) if same else ws.locate(record_id, exact=True)


def _is_given(ws: Workspace, place: Place) -> bool:
    return ws.kind(place.kind).id_form.is_meaning


def _place(ws: Workspace, path: str) -> Place | None:
    kind = kind_of_path(ws, path)
    return Place(kind.name, id_of_path(path), path) if kind else None
