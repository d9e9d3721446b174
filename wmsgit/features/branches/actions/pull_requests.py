"""The pull requests of a record's branches: looked at, opened and updated with one text, and linked in the record."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter

from wmsgit.errors import ConflictError, GitError, InvalidError, NotFoundError
from wmsgit.features.branches.actions.places import RepoWork, TaskBranch, read_branches_of, works_of
from wmsgit.features.commits.links import ARCHIVED
from wmsgit.features.commits.mentions import DEPENDS_ON
from wmsgit.features.forge.actions.ask import Branch, KnownRequests, merged_requests, pull_requests, run_program
from wmsgit.features.forge.actions.opening import open_request
from wmsgit.features.forge.pull_request import MERGED, Draft, PullRequest
from wmsgit.features.forge.text import RequestPart, TaskText, body_of, title_of
from wmsgit.features.records.actions.parts import parts_of, whole_of
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


def task_requests(
    ws: Workspace, place: Place
) -> tuple[list[RepoWork], dict[tuple[str, str], KnownRequests], list[str]]:
    """The branches of a record and of its parts, what is known of their pull requests, and why a host was not asked.

    Returns:
        What has been made, as hosts tell now what is merged; (repository, branch) → what is known; the reasons, each
        once.
    """
    works, before = works_of(ws, place), merged_requests(ws)
    branches = [item for work in works for item in work.branches]
    pairs = zip(branches, known_requests(ws, branches), strict=True)
    known = {(item.history.name, item.work.branch): state for item, state in pairs if state.host}
    if merged_requests(ws) != before:
        works = works_of(ws, place)
    return works, known, list(dict.fromkeys(state.problem for state in known.values() if state.problem))


def open_requests(
    ws: Workspace, place: Place, order: Sequence[str] = (), *, how: WriteOptions = AS_USUAL
) -> tuple[list[OpenedRequest], WriteResult]:
    """Open a pull request for each branch of a record and its parts, or update its text, and link it in its record.

    The texts name those of the other parts, too, where the record is a part; the whole links all that are its own.

    Args:
        ws: the workspace.
        place: the record.
        order: repositories in the order of merging; the others follow as they depend on one another.
        how: how the links land.

    Raises:
        NotFoundError: when no branch has commits, or `order` names another repository.
        ConflictError: when a branch is not pushed, or its member is archived; nothing is opened then.
        InvalidError: when the members depend on one another in a circle.
    """
    whole, own = whole_of(ws, place), _pushed(ws, place)
    branches = _ordered(ws, [*own, *_of_others(ws, whole, place)], order)
    requests = _Requests(branches, known_requests(ws, branches, fresh_s=0), _texts(ws, whole, branches))
    mine = [number for number, item in enumerate(branches) if any(item is each for each in own)]
    opened = {number: requests.open(number) for number in mine}
    result = [requests.update(number, opened[number]) for number in mine]
    known_requests(ws, branches, fresh_s=0)
    links = [(branches[number].record, requests.parts[number].url) for number in mine]
    return result, _linked(ws, whole, [(record, url) for record, url in links if url], how)


def _of_others(ws: Workspace, whole: Place, place: Place) -> list[TaskBranch]:
    """The branches of the other parts of the whole, which others open and update."""
    if whole.id == place.id:
        return []
    own = {place.id, *(part.id for part in parts_of(ws, place))}
    every = (item for work in works_of(ws, whole) for item in work.branches)
    return [item for item in every if item.record not in own and item.work.commits]


def _texts(ws: Workspace, whole: Place, branches: Sequence[TaskBranch]) -> list[TaskText]:
    """What the record of each branch says."""
    texts: dict[str, TaskText] = {}
    for record_id in dict.fromkeys(item.record for item in branches):
        data, kind = ws.record(ws.locate(record_id, exact=True)).data, ws.kind(whole.kind)
        text = str(data.get("description") or "")
        texts[record_id] = TaskText(record_id, kind.title_of(data), text, whole.id if record_id != whole.id else "")
    return [texts[item.record] for item in branches]


def _pushed(ws: Workspace, place: Place) -> list[TaskBranch]:
    """The branches that have commits; each must be at its remote, as it is here."""
    items = [item for item in read_branches_of(ws, place) if item.work.commits]
    if not items:
        raise NotFoundError(f"no branch of {place.id} has commits", hint="'wmsgit repo status --task' shows them")
    names = [f"{item.history.name}: {ARCHIVED}" for item in items if item.history.is_archived]
    if names:
        raise ConflictError(names[0], details=names[1:], hint="a host takes no pull request there")
    names = [f"{item.history.name}: {item.work.branch} is not pushed" for item in items if not item.is_pushed]
    if names:
        raise ConflictError(names[0], details=names[1:], hint=f"wmsgit task push {place.id}")
    return items


def _ordered(ws: Workspace, items: Sequence[TaskBranch], order: Sequence[str]) -> list[TaskBranch]:
    names = list(dict.fromkeys(item.history.name for item in items))
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


class _Requests:
    """The pull requests of some branches, in the order of merging, as they come about."""

    def __init__(
        self, branches: Sequence[TaskBranch], known: Sequence[KnownRequests], texts: Sequence[TaskText]
    ) -> None:
        self.branches, self.known, self.texts = branches, known, texts
        urls = [state.item.url if state.item else "" for state in known]
        self.parts = [RequestPart(item.history.name, url) for item, url in zip(branches, urls, strict=True)]

    def _draft(self, number: int, before: str = "") -> Draft:
        item, text = self.branches[number], self.texts[number]
        body = body_of(text, self.parts, number, before)
        return Draft(item.work.branch, item.history.default.name, title_of(text), body)

    def open(self, number: int) -> OpenedRequest:
        """Open one, where there is none that may still be merged, or has brought the branch as it is."""
        item, known = self.branches[number], self.known[number]
        repo = item.history.name
        if known.problem:
            return OpenedRequest(repo, item=known.item, problem=known.problem)
        there = known.item
        if there and (there.is_open or (there.state == MERGED and there.head in {"", item.work.tip})):
            return OpenedRequest(repo, "unchanged", there)
        try:
            opened = open_request(known, self._draft(number))
        except GitError as error:
            return OpenedRequest(repo, problem="; ".join([error.message, *error.details]))
        self.parts[number] = RequestPart(repo, opened.url)
        return OpenedRequest(repo, "opened", opened)

    def update(self, number: int, done: OpenedRequest) -> OpenedRequest:
        """The same, with the text that names all of them; one that is merged keeps its text."""
        known = self.known[number]
        if done.item is None or known.host is None or done.problem or not done.item.is_open:
            return done
        draft = self._draft(number, done.item.body)
        if (draft.title, _plain(draft.body)) == (done.item.title, _plain(done.item.body)):
            return done
        try:
            run_program(known.host, known.host.updating(known.repository, done.item.number, draft))
        except GitError as error:
            return replace(done, problem="; ".join([error.message, *error.details]))
        return replace(done, done="opened" if done.done == "opened" else "updated")


def _plain(text: str) -> str:
    """A text as hosts may give it back: with other ends of lines."""
    return text.replace("\r\n", "\n").strip()


def _linked(ws: Workspace, whole: Place, links: Sequence[tuple[str, str]], how: WriteOptions) -> WriteResult:
    """Link pull requests in the records whose branches they bring, which are given with them, and all in the whole."""
    if FIELD not in ws.kind(whole.kind).fields:
        return WriteResult((), "")
    wanted: dict[str, list[str]] = {whole.id: []}
    for record, url in links:
        wanted[whole.id].append(url)
        wanted.setdefault(record, []).append(url)

    def work(transaction: Transaction) -> None:
        for record, urls in wanted.items():
            place = ws.locate(record, exact=True)
            data = transaction.data(place)
            before = list(map(str, data.get(FIELD) or ()))
            after = list(dict.fromkeys([*before, *urls]))
            if after != before:
                transaction.put(place, {**data, FIELD: after})

    return perform(ws, "task pr", how, work)
