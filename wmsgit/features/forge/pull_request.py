"""Pull requests as values, whatever their host calls them, and the protocol of a host."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Protocol

OPEN, DRAFT, MERGED, CLOSED = "open", "draft", "merged", "closed"
APPROVED, CHANGES, REQUIRED = "approved", "changes requested", "review required"
PASSING, FAILING, PENDING = "passing", "failing", "pending"


@dataclass(frozen=True, slots=True)
class PullRequest:
    """One pull request, or merge request.

    Attributes:
        number: its number at the host.
        url: where it is.
        title, body: its text.
        state: `open`, `draft`, `merged` or `closed`.
        branch, base: the branch that it brings, and the one that it goes to.
        review: `approved`, `changes requested`, `review required`, or empty where nothing is known.
        checks: `passing`, `failing`, `pending`, or empty where there are none.
        author: who opened it, by the host's name.
        reviewers: whose review is asked for.
        created, updated: moments, as the host writes them.
        head: the commit at the tip of the branch that it brings, or brought.
        merged_as: the commit of the base that brought it; empty while it is not merged, or where the host is silent.
    """

    number: int
    url: str
    title: str = ""
    body: str = ""
    state: str = OPEN
    branch: str = ""
    base: str = ""
    review: str = ""
    checks: str = ""
    author: str = ""
    reviewers: tuple[str, ...] = ()
    created: str = ""
    updated: str = ""
    head: str = ""
    merged_as: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it may still be merged."""
        return self.state in {OPEN, DRAFT}

    @property
    def waits_for_review(self) -> bool:
        """Whether somebody has to look at it before it can be merged."""
        return self.state == OPEN and (self.review == REQUIRED or bool(self.reviewers and self.review != APPROVED))

    def as_row(self) -> dict[str, Any]:
        """Itself as JSON has it."""
        return asdict(self)


def pull_request_of(row: Any) -> PullRequest:
    """The pull request that `as_row` wrote.

    Raises:
        ValueError: when it is none.
    """
    names = {item.name for item in fields(PullRequest)}
    if not isinstance(row, dict) or not set(row) <= names or not isinstance(row.get("number"), int):
        raise ValueError("no pull request")
    texts = {name: str(value) for name, value in row.items() if name not in {"number", "reviewers"}}
    return PullRequest(number=row["number"], reviewers=tuple(map(str, row.get("reviewers") or ())), **texts)


@dataclass(frozen=True, slots=True)
class Question:
    """One start of a host's program: its arguments after its name, and what it reads from its standard input."""

    arguments: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be opened: the branch, the one that it goes to, and the text."""

    branch: str
    base: str
    title: str
    body: str


class Host(Protocol):
    """What is asked of a host's program. Every answer is data: it is parsed, and nothing in it is run."""

    name: str
    program: str

    def listing(self, repository: str, branch: str) -> Question:
        """Asks for the pull requests of a branch, whatever their state; `repository` is `HOST/OWNER/NAME`."""

    def listed(self, answer: bytes) -> list[PullRequest]:
        """The pull requests in the answer; ValueError where it is none."""

    def details(self, repository: str, item: PullRequest) -> Question | None:
        """Asks for what the listing leaves out; None where it leaves nothing out."""

    def detailed(self, item: PullRequest, answer: bytes) -> PullRequest:
        """The pull request with that."""

    def opening(self, repository: str, draft: Draft) -> Question:
        """Opens a pull request."""

    def updating(self, repository: str, number: int, draft: Draft) -> Question:
        """Replaces its title and text."""


class ListsAll:
    """What hosts have in common whose listing leaves nothing out."""

    def details(self, repository: str, item: PullRequest) -> Question | None:
        """Nothing more is asked."""
        del repository, item
        return None

    def detailed(self, item: PullRequest, answer: bytes) -> PullRequest:
        """The pull request itself."""
        del answer
        return item


def combined(states: Sequence[str]) -> str:
    """What several checks come to: one that fails, else one that runs, else that they pass; empty without any."""
    return next((state for state in (FAILING, PENDING, PASSING) if state in states), "")
