"""The pull requests of a record's branches: looked at, opened and updated with one text, and linked in the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from wmsgit.errors import ConflictError, GitError, InvalidError, NotFoundError
from wmsgit.features.branches.actions.places import TaskBranch, branches_of, read_branches_of, repos_of
from wmsgit.features.commits.mentions import DEPENDS_ON
from wmsgit.features.forge.actions.ask import Branch, KnownRequests, pull_requests, run_program
from wmsgit.features.forge.actions.opening import open_request
from wmsgit.features.forge.pull_request import Draft, PullRequest
from wmsgit.features.forge.text import RequestPart, TaskText, body_of, title_of
from wmsgit.features.records.actions.parts import parts_of
from wmsgit.workspace.members import members
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.transaction import Transaction

FIELD = "pull_requests"
"""The record's field that links them."""
_DEPENDS = "depends_on"


@dataclass(frozen=True, slots=True)
class OpenedRequest:
    """What was done in one repository: `opened`, `updated` or `unchanged`, or why nothing was."""

    repo: str
    done: str = ""
    item: PullRequest | None = None
    problem: str = ""


def known_requests(
    ws: Workspace, branches: Sequence[TaskBranch], *, fresh_s: float | None = None
) -> list[KnownRequests]:
    """What is known of the pull requests of these branches, in their order; asked for where it is not fresh."""
    wanted = [
        Branch(item.history.name, item.history.path, item.history.default.remote, item.work.branch) for item in branches
    ]
    return pull_requests(ws, wanted) if fresh_s is None else pull_requests(ws, wanted, fresh_s=fresh_s)


def task_requests(ws: Workspace, place: Place) -> tuple[dict[tuple[str, str], KnownRequests], list[str]]:
    """What is known of the pull requests of a record's branches, and of its parts', and why a host was not asked.

    Returns:
        (repository, branch) → what is known, and the reasons, each once.
    """
    places = [place, *parts_of(ws, place)]
    branches = [item for at in places for _, works in branches_of(ws, at.id, repos_of(ws, at)) for item in works]
    pairs = zip(branches, known_requests(ws, branches), strict=True)
    known = {(item.history.name, item.work.branch): state for item, state in pairs if state.host}
    return known, list(dict.fromkeys(state.problem for state in known.values() if state.problem))


def open_requests(
    ws: Workspace, place: Place, order: Sequence[str] = (), *, how: WriteOptions = AS_USUAL
) -> tuple[list[OpenedRequest], WriteResult]:
    """Open a pull request for each of a record's branches, or update its text, and link all of them in the record.

    Args:
        ws: the workspace.
        place: the record.
        order: repositories in the order of merging; the others follow as they depend on one another.
        how: how the links land.

    Raises:
        NotFoundError: when no branch has commits, or `order` names another repository.
        ConflictError: when a branch is not pushed; nothing is opened then.
        InvalidError: when the members depend on one another in a circle.
    """
    branches = _ordered(ws, _pushed(ws, place), order)
    data, kind = ws.record(place).data, ws.kind(place.kind)
    states = known_requests(ws, branches, fresh_s=0)
    parts = [
        RequestPart(item.history.name, known.item.url if known.item else "")
        for item, known in zip(branches, states, strict=True)
    ]
    text = TaskText(place.id, kind.title_of(data), str(data.get("description") or ""))
    result: list[OpenedRequest] = []
    for number, (item, known) in enumerate(zip(branches, states, strict=True)):
        opened = _open(item, known, text, parts)
        result.append(opened)
        if opened.item:
            parts[number] = RequestPart(item.history.name, opened.item.url)
    result = [
        _updated(item, known, text, parts, done) for item, known, done in zip(branches, states, result, strict=True)
    ]
    known_requests(ws, branches, fresh_s=0)
    return result, _linked(ws, place, [part.url for part in parts if part.url], how)


def _pushed(ws: Workspace, place: Place) -> list[TaskBranch]:
    """The branches that have commits; each must be at its remote, as it is here."""
    items = [item for item in read_branches_of(ws, place) if item.work.commits]
    if not items:
        raise NotFoundError(f"no branch of {place.id} has commits", hint="'wmsgit repo status --task' shows them")
    unsent = [item for item in items if item.work.remote_tip != item.work.tip]
    if unsent:
        names = [f"{item.history.name}: {item.work.branch} is not pushed" for item in unsent]
        raise ConflictError(names[0], details=names[1:], hint=f"wmsgit task push {place.id}")
    return items


def _ordered(ws: Workspace, items: Sequence[TaskBranch], order: Sequence[str]) -> list[TaskBranch]:
    names = [item.history.name for item in items]
    unknown = [name for name in order if name not in names]
    if unknown:
        raise NotFoundError(f"{unknown[0]} has no branch of this record", hint=f"there are: {', '.join(names)}")
    chosen = [*order, *(name for name in _by_dependencies(ws, items) if name not in order)]
    return sorted(items, key=lambda item: chosen.index(item.history.name))


def _by_dependencies(ws: Workspace, items: Sequence[TaskBranch]) -> list[str]:
    """The repositories, each after those that it depends on.

    That is said by `depends_on` of the members, over others too, and by `Depends-On: REPO` of the branches' commits.
    """
    needs = {record.id: set(map(str, record.data.get(_DEPENDS) or ())) for record in members(ws)}
    names = {item.history.name.casefold(): item.history.name for item in items}
    for item in items:
        mentions = {commit.id: commit.mentions for commit in item.history.commits}
        stated = (mention for commit in item.work.commits for mention in mentions.get(commit.id, ()))
        needed = {names[m.id.casefold()] for m in stated if m.word == DEPENDS_ON and m.id.casefold() in names}
        needs[item.history.name] |= needed - {item.history.name}
    try:
        graph = {name: sorted(needs[name]) for name in sorted(needs)}
        whole = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise InvalidError("these repositories depend on one another: " + ", ".join(error.args[1])) from error
    return [name for name in whole if name in names.values()]


def _open(item: TaskBranch, known: KnownRequests, text: TaskText, parts: Sequence[RequestPart]) -> OpenedRequest:
    repo = item.history.name
    if known.problem:
        return OpenedRequest(repo, item=known.item, problem=known.problem)
    if known.item is not None and known.item.state != "closed":
        return OpenedRequest(repo, "unchanged", known.item)
    draft = Draft(item.work.branch, item.history.default.name, title_of(text), body_of(text, parts, repo))
    try:
        return OpenedRequest(repo, "opened", open_request(known, draft))
    except GitError as error:
        return OpenedRequest(repo, problem="; ".join([error.message, *error.details]))


def _updated(
    item: TaskBranch,
    known: KnownRequests,
    text: TaskText,
    parts: Sequence[RequestPart],
    done: OpenedRequest,
) -> OpenedRequest:
    """The same, with the text that names all of them; one that is merged keeps its text."""
    if done.item is None or known.host is None or done.problem or not done.item.is_open:
        return done
    body = body_of(text, parts, done.repo, done.item.body)
    draft = Draft(item.work.branch, item.history.default.name, title_of(text), body)
    if (draft.title, _plain(body)) == (done.item.title, _plain(done.item.body)):
        return done
    try:
        run_program(known.host, known.host.updating(known.repository, done.item.number, draft))
    except GitError as error:
        return OpenedRequest(done.repo, done.done, done.item, "; ".join([error.message, *error.details]))
    return OpenedRequest(done.repo, "opened" if done.done == "opened" else "updated", done.item)


def _plain(text: str) -> str:
    """A text as hosts may give it back: with other ends of lines."""
    return text.replace("\r\n", "\n").strip()


def _linked(ws: Workspace, place: Place, urls: Sequence[str], how: WriteOptions) -> WriteResult:
    if FIELD not in ws.kind(place.kind).fields:
        return WriteResult((), "")

    def work(transaction: Transaction) -> None:
        data = transaction.data(place)
        before = list(map(str, data.get(FIELD) or ()))
        after = list(dict.fromkeys([*before, *urls]))
        if after != before:
            transaction.put(place, {**data, FIELD: after})

    return perform(ws, "task pr", how, work)
