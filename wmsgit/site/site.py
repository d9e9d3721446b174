"""The site of one survey: what every page may ask for, and where each page is."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from hashlib import blake2b
from typing import Any, TypeVar

from wmsgit.errors import WmsgitError
from wmsgit.features.flow.actions.flow import FlowRequest, flow_of, stages_of, window_of
from wmsgit.features.flow.actions.lines import KindLines, past_of, read_lines
from wmsgit.features.flow.lines import StatusLine
from wmsgit.features.history.actions.repository import Past
from wmsgit.features.records.actions.views import NamedView, named_views
from wmsgit.features.survey.actions.base import BaseChanges
from wmsgit.features.survey.actions.member_commits import MemberCommits, member_commits
from wmsgit.features.survey.actions.survey import Survey
from wmsgit.features.survey.values import CommitChanges, Listed
from wmsgit.schema.kind import Kind
from wmsgit.schema.relations import Relations
from wmsgit.schema.state import Key
from wmsgit.site.markup import Html, address, el, join

MILESTONE = "milestone"
Piece = TypeVar("Piece")
MOST_COMMITS = 300
"""So many of the newest commits are shown: more nobody reads on a page."""


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """How the pages are.

    Attributes:
        url: the plane's address at its host; empty for no links there.
        is_live: whether a server makes the pages, and the records can be changed.
        inline: the addresses of the pages that one file holds; None for a site of many files.
        scans: whether the rules are checked over the members now.
    """

    url: str = ""
    is_live: bool = False
    inline: Collection[str] | None = None
    scans: bool = True


@dataclass
class Site:
    """One survey as pages.

    Attributes:
        survey: what is shown.
        options: how.
        base: what changed against a base; None where none is given.
        pieces: parts of pages that were made of the same values before, here or in the site from before.
        earlier_lines: kind → the statuses of its records as they were read last, here or there.
        root: the way from the page that is being made to the first one.
    """

    survey: Survey
    options: SiteOptions = field(default_factory=SiteOptions)
    base: BaseChanges | None = None
    root: str = ""
    pieces: dict[Hashable, tuple[object, Any]] = field(default_factory=dict)
    earlier_lines: dict[str, KindLines] = field(default_factory=dict)

    def piece(self, name: Hashable, values: object, make: Callable[[], Piece]) -> Piece:
        """A part of pages, or what one shows, made anew only where what it is made of has changed.

        Args:
            name: which part.
            values: what it is made of; values that are the same objects are compared fast.
            make: makes it.
        """
        place = (name, self.root)
        known = self.pieces.get(place)
        if known is None or known[0] != values:
            known = self.pieces[place] = values, make()
        result: Piece = known[1]
        return result

    @cached_property
    def every_id(self) -> frozenset[Key]:
        """The records that there are: whether an id is a link depends on it."""
        before = self.pieces.get("every id", (frozenset(), ""))[0]
        now = frozenset(self.survey.state.records)
        result = before if isinstance(before, frozenset) and before == now else now
        self.pieces["every id"] = result, Html("")
        return result

    @cached_property
    def every_id_digest(self) -> str:
        """The same for the same records, in every process."""
        return blake2b(repr(sorted(self.every_id)).encode(errors="surrogatepass"), digest_size=16).hexdigest()

    def href(self, path: str) -> str:
        """The address of a page, as the page that is being made links it; empty where it is not made."""
        inline = self.options.inline
        if inline is None:
            return f"{self.root}{address(path)}"
        return f"#{anchor(path)}" if path in inline else ""

    def link(self, path: str, label: Any, **attributes: Any) -> Html:
        """A link to a page, or the label alone where there is none."""
        target = self.href(path)
        return el("a", label, href=target, **attributes) if target else el("span", label, **attributes)

    def record_href(self, key: Key) -> str:
        """The address of a record's page."""
        return self.href(record_page(key))

    def link_of(self, text: str) -> str:
        """The address of the record of an id that stands in a text; empty for none."""
        key = self.survey.by_id.get(text)
        if key is None or self.survey.kinds[key[0]].id_form.is_given:  # a repository's name may be an everyday word
            return ""
        return self.record_href(key)

    def record_link(self, key: Key) -> Html:
        """A link to a record with its title and its status; what does not exist is said to."""
        if key not in self.survey.state.records:
            return el("span", key[1], " ", el("small", "does not exist"), class_="missing")
        listed = self.survey.listed(key)
        target = self.record_href(key)
        name = el("a", key[1], href=target, class_="id") if target else el("span", key[1], class_="id")
        title = join(" ", el("span", listed.title, class_="title")) if listed.title else None
        return el("span", name, title, self.mark(key), class_=f"ref{' closed' if listed.is_closed else ''}")

    def mark(self, key: Key) -> Html:
        """What a change against the base did to a record; nothing without one."""
        what = self.base.marks.get(key, "") if self.base else ""
        return join(" ", el("span", what, class_=f"mark {what}")) if what else Html("")

    @cached_property
    def relations(self) -> Relations:
        """What the kinds say about records that refer to one another."""
        return Relations(self.survey.kinds)

    @cached_property
    def with_status(self) -> list[Kind]:
        """The kinds whose records move through statuses, those that are taken on first."""
        kinds = [kind for kind in self.survey.kinds.values() if self.shows_status(kind) and kind.transitions]
        claims, waits, records = self.relations.claims, self.relations.waits, self.survey.of_kind
        return sorted(kinds, key=lambda kind: (kind.name not in claims, not waits[kind.name], not records(kind.name)))

    def shows_status(self, kind: Kind) -> bool:
        """Whether a kind has a status that may be shown."""
        return bool(kind.status) and self.survey.disclosure.shows_field(kind, kind.status)

    @cached_property
    def decision_kinds(self) -> list[Kind]:
        """The kinds whose records replace one another: decisions."""
        return [self.survey.kinds[name] for name, _ in sorted(self.relations.links)]

    @cached_property
    def finding_kinds(self) -> list[Kind]:
        """The kinds whose records are findings in repositories' files."""
        kinds = self.survey.kinds.values()
        return [kind for kind in kinds if kind.status and any(item.file_of for item in kind.fields.values())]

    def lines(self, kind: Kind) -> Mapping[str, StatusLine]:
        """Id → the statuses that led to what a record of a kind is now."""
        if kind.name not in self._lines:
            ids = [key[1] for key in self.survey.of_kind(kind.name)] if self.shows_status(kind) else []
            earlier = self.earlier_lines.get(kind.name)
            self._lines[kind.name] = read_lines(self.survey.ws, self._past, kind, ids, earlier)
            self.earlier_lines[kind.name] = self._lines[kind.name]
        return self._lines[kind.name].of

    @cached_property
    def _lines(self) -> dict[str, KindLines]:
        return {}

    @cached_property
    def _past(self) -> Past | None:
        return past_of(self.survey.ws)

    def flow(self, kind: Kind, most_ageing: int) -> dict[str, Any]:
        """The flow of a kind, as `stats flow` prints it, with only so many of what is open."""
        records, keys = self.survey.state.records, self.survey.of_kind(kind.name) if MILESTONE in kind.fields else ()
        named = {key[1]: str(name) for key in keys if (name := records[key].data.get(MILESTONE))}
        window = window_of(self.survey.ws, FlowRequest())
        return flow_of(list(self.lines(kind).values()), stages_of(kind), window, named, most_ageing)

    def stages(self, kind: Kind) -> Any:
        """What the statuses of a kind mean for its flow."""
        return stages_of(kind)

    def by_status(self, kind: Kind) -> Mapping[str, Sequence[Key]]:
        """Status → the records of a kind that have it, by id; empty for those that have none."""
        if kind.name not in self._by_status:
            records, groups = self.survey.state.records, defaultdict[str, list[Key]](list)
            for key in self.survey.of_kind(kind.name):
                groups[str(records[key].data.get(kind.status) or "")].append(key)
            self._by_status[kind.name] = dict(groups)
        return self._by_status[kind.name]

    @cached_property
    def _by_status(self) -> dict[str, Mapping[str, Sequence[Key]]]:
        return {}

    def status_of(self, kind: Kind) -> Mapping[Key, str]:
        """Record of a kind → its status; empty for none."""
        if kind.name not in self._status_of:
            groups = self.by_status(kind).items()
            self._status_of[kind.name] = {key: status for status, keys in groups for key in keys}
        return self._status_of[kind.name]

    @cached_property
    def _status_of(self) -> dict[str, Mapping[Key, str]]:
        return {}

    def open_of(self, kind: Kind) -> Iterator[Key]:
        """The records of a kind that are not closed."""
        return (key for status, keys in self.by_status(kind).items() if status not in kind.closed for key in keys)

    @cached_property
    def commits(self) -> list[CommitChanges]:
        """The newest commits, the newest first."""
        return self.survey.history.newest(MOST_COMMITS)

    @cached_property
    def member_commits(self) -> MemberCommits:
        """The commits of members that name records; their subjects only on the user's own machine."""
        known = quietly(lambda: member_commits(self.survey, with_subjects=self.options.is_live))
        return known or MemberCommits()

    @cached_property
    def views(self) -> list[NamedView]:
        """The workspace's named views, without those that ask for what is not shown."""
        shown = []
        for view in named_views(self.survey.settings):
            kind = self.survey.kinds.get(view.kind)
            if kind and all(self.survey.disclosure.shows_field(kind, name) for name in view.fields_of(kind)):
                shown.append(view)
        return shown

    @cached_property
    def wip(self) -> Mapping[str, Mapping[str, int]]:
        """Kind → status → how many records may have it at once, as the settings say."""
        limits = self.survey.settings.get("wip")
        return limits if isinstance(limits, dict) else {}

    def age_s(self, kind: Kind, record_id: str) -> int | None:
        """For how long a record has had its status; None where no commit says."""
        line = self.lines(kind).get(record_id)
        if line is None:
            return None
        since, status = line.steps[-1]
        return max(0, self.now_s - since) if status == self.status_of(kind)[kind.name, record_id] else None

    @cached_property
    def now_s(self) -> int:
        """The moment of the survey, in seconds since the epoch."""
        return int(self.survey.now.timestamp())

    def listed(self, keys: Collection[Key]) -> list[Listed]:
        """Records in short."""
        return [self.survey.listed(key) for key in keys]


def record_page(key: Key) -> str:
    """Where a record's page is."""
    return f"records/{key[0]}/{key[1]}.html"


def list_page(kind: str, number: int = 1, part: str = "") -> str:
    """Where a list's page is, or that of a part of it."""
    return f"lists/{kind}{part}{'' if number == 1 else f'-{number}'}.html"


def list_index(kind: str) -> str:
    """Where the rows of a whole list are, as a script."""
    return f"lists/{kind}.js"


def anchor(path: str) -> str:
    """The name of a page in a file that holds several."""
    return "page-" + "".join(sign if sign.isalnum() else "-" for sign in path.removesuffix(".html"))


def utc(seconds: float) -> str:
    """A moment as pages say it."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"


def quietly(work: Callable[[], Any]) -> Any | None:
    """What an action gives; None where it refuses, so that one page's trouble leaves the others."""
    try:
        return work()
    except WmsgitError:
        return None
