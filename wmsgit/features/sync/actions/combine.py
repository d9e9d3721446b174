"""Combining: our commits and the remote's brought together, by a merge or a rebase, or everything put back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from wmsgit.errors import ConflictError
from wmsgit.features.merge.actions.resolve import settle
from wmsgit.features.renumber.actions.renumber import renumber_collisions
from wmsgit.features.sync.actions.judge import arisen
from wmsgit.model.finding import Finding
from wmsgit.model.text import first_lines
from wmsgit.vcs.history.operations import renumbers_between
from wmsgit.vcs.merge.local_merge import Merging, begin_merge, commit_merge, go_back, rebase
from wmsgit.vcs.merge.unmerged import give_up
from wmsgit.vcs.refs import in_progress
from wmsgit.vcs.repository import Repository
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.integration import forget_integration, note_integration
from wmsgit.workspace.writing.operation import WriteOptions

DECIDE = (
    "'wmsgit merge' shows what is open, 'wmsgit merge --continue' commits it, 'wmsgit merge --abort' goes back to where"
    " you were; then sync again"
)
"""What to do where a person must decide."""
MAX_NAMED = 20
"""How many paths or problems an error names."""


@dataclass(slots=True)
class Combined:
    """What it took to bring two sides together.

    Attributes:
        renumbered: the pairs of ids, before and after, of our records whose ids were taken.
        warnings: what the caller should know, one sentence each.
    """

    renumbered: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def combine(ws: Workspace, theirs: str, *, name: str, own: tuple[str, ...], prefers_rebase: bool = False) -> Combined:
    """Bring their commits into our branch, after our records whose ids are taken have moved away.

    Who calls holds the writing lock. What fails, or is broken off by ^C, leaves the branch where it was.

    Args:
        ws: which workspace.
        theirs: their commit.
        name: how messages call their side, such as `origin/main`.
        own: the remote branches that are ours to push to; an id given on another one is taken.
        prefers_rebase: put our commits on top of theirs, where no renumbering stands in the way.

    Raises:
        ConflictError: when a person must decide; the merge is left in progress then, for `wmsgit merge`.
    """
    return _Combining(ws, theirs, name).run(own, prefers_rebase=prefers_rebase)


def fresh(ws: Workspace) -> Workspace:
    """The workspace as it is now: what was taken in may have changed the schemas, too."""
    return Workspace.find(ws.root, clock=ws.now, extensions=ws.extensions)


@dataclass
class _Combining:
    ws: Workspace
    theirs: str
    name: str

    def __post_init__(self) -> None:
        self.repo = Repository(self.ws.root)
        self.dirs = self.ws.require_dirs()

    def run(self, own: tuple[str, ...], *, prefers_rebase: bool) -> Combined:
        """Renumber, then rebase or merge."""
        moved = renumber_collisions(
            self.ws,
            self.theirs,
            own_branches=own,
            leaves_given=True,
            holds_lock=True,
            how=WriteOptions(f"{self.name} has given these ids to other records.", commit=True),
        )
        pairs = [(change.old_id, change.id) for change in moved.changes if change.old_id]
        combined = Combined(pairs, list(moved.warnings))
        if prefers_rebase and not self._has_renumbered():
            self._rebase()
            return combined
        if prefers_rebase:
            combined.warnings.append(
                "some ids were taken, so our commits could not go on top of theirs: merged instead"
            )
        self._merge()
        return combined

    def _has_renumbered(self) -> bool:
        """Whether one of our commits would meet, on top of theirs, the record whose id it had."""
        return renumbers_between(self.ws.root, self.theirs, "HEAD")

    def _merge(self) -> None:
        head = self.repo.head() or ""
        problems: list[Finding] = []
        with self._taken_back(), self._noted("merge"):
            merging = begin_merge(self.repo, self.theirs)
            if merging.state == "open" and settle(fresh(self.ws)):
                merging = Merging("done")
            if merging.state == "done":
                problems = arisen(fresh(self.ws), head, self.theirs)
                if not problems:
                    commit_merge(self.repo, f"sync: merge {self.name}")
        if merging.state == "open":
            raise _undecided("merge", merging.open)
        if problems:
            raise _faulty(problems)

    @contextmanager
    def _noted(self, operation: str) -> Iterator[None]:
        """Lets the next command give up what a killed sync leaves, or one that could not give it up itself.

        What is open at the end is a person's.
        """
        note_integration(self.dirs, operation, self.theirs)
        yield
        forget_integration(self.dirs)

    @contextmanager
    def _taken_back(self) -> Iterator[None]:
        """Gives the merge up when something fails or ^C is pressed: only decisions are left to a person."""
        try:
            yield
        except BaseException:
            if in_progress(self.dirs) == "merge":
                give_up(self.ws.root, "merge")
            forget_integration(self.dirs)
            raise

    def _rebase(self) -> None:
        head = self.repo.head() or ""
        with self._put_back(head), self._noted("rebase"):
            merging = rebase(self.repo, self.theirs)
            problems = arisen(fresh(self.ws), head, self.theirs) if merging.state == "done" else []
        if merging.state == "open":
            raise _undecided("rebase", merging.open)
        if problems:
            go_back(self.repo, head)
            raise _faulty(problems, "nothing was changed; without --rebase a merge is left in progress, to be mended")

    @contextmanager
    def _put_back(self, head: str) -> Iterator[None]:
        """Lets the branch be where it was when something fails or ^C is pressed: what is not judged must not stay."""
        try:
            yield
        except BaseException:
            if in_progress(self.dirs) == "rebase":
                give_up(self.ws.root, "rebase")
            if self.repo.head() != head:
                go_back(self.repo, head)
            forget_integration(self.dirs)
            raise


def _undecided(verb: str, paths: tuple[str, ...]) -> ConflictError:
    return ConflictError(
        f"the {verb} waits for decisions: both sides changed the same",
        details=first_lines(paths, MAX_NAMED),
        hint=DECIDE,
    )


def _faulty(problems: Sequence[Finding], hint: str = "") -> ConflictError:
    lines = [str(problem) for problem in problems]
    return ConflictError(
        "each side is valid, but what they give together is not",
        details=lines[:MAX_NAMED],
        hint=hint or "the merge is left in progress: mend the files and 'wmsgit merge --continue', or --abort",
    )
