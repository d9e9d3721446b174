"""The catalogue of a site: which pages there are, and what makes each."""

from collections.abc import Iterator
from functools import cache, partial

from wmsgit.schema.state import Key
from wmsgit.site.drift_state import DriftState, drift_state
from wmsgit.site.extras import FEED, asset, feed, search_index
from wmsgit.site.layout import LIVE_SCRIPT, SCRIPT, SEARCH, STYLE, NavigationEntry, Page, shell
from wmsgit.site.markup import Html
from wmsgit.site.pages import others
from wmsgit.site.pages.board import board, board_page, in_order, lanes_of
from wmsgit.site.pages.decisions import decisions
from wmsgit.site.pages.drift import drift
from wmsgit.site.pages.flow import flow_of_kind, flow_page
from wmsgit.site.pages.graph import graph
from wmsgit.site.pages.kind_list import KindList
from wmsgit.site.pages.lists import index_of, list_of, view_of
from wmsgit.site.pages.overview import overview
from wmsgit.site.pages.record import record
from wmsgit.site.site import Site, list_index, record_page

BOARD, LISTS = "board.html", "lists.html"


class SitePages:
    """The pages of a site.

    Attributes:
        site: the site.
        pages: path → page, but for the records'.
        files: path → what makes a file that is no page.
        navigation: the entries that stand on every page.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self._drift: DriftState | None = None
        assets = (STYLE, SCRIPT, *((LIVE_SCRIPT,) if site.options.is_live else ()))
        self.files = {
            **{path: partial(asset, path) for path in assets},
            SEARCH: partial(search_index, site),
            FEED: partial(feed, site),
        }
        self.pages = {page.path: page for page in self._pages()}
        self.navigation = [entry for entry in self._entries() if entry.path in self.pages]

    @property
    def drift(self) -> DriftState:
        """How the rules stand; looked for once."""
        if self._drift is None:
            self._drift = drift_state(self.site)
        return self._drift

    def page(self, path: str) -> Page | None:
        """The page of a path, a record's too; None for none."""
        if path in self.pages:
            return self.pages[path]
        folder, _, name = path.removesuffix(".html").rpartition("/")
        key = (folder.removeprefix("records/"), name)
        is_there = key in self.site.survey.state.records and record_page(key) == path
        return self.record(key) if is_there else None

    def record(self, key: Key) -> Page:
        """The page of a record."""
        title = self.site.survey.title(key)
        words = f"{key[1]} {title}".strip()
        return Page(record_page(key), words, partial(record, self.site, key), f"lists/{key[0]}.html")

    def records(self) -> Iterator[Key]:
        """Every record, each of which has a page."""
        return iter(self.site.survey.state.records)

    def body(self, page: Page) -> Html:
        """What stands in a page."""
        self.site.root = "../" * page.path.count("/")
        return page.body()

    def text(self, page: Page) -> str:
        """A whole page."""
        body = self.body(page)
        return shell(self.site, page, self.navigation, body)

    def _pages(self) -> Iterator[Page]:
        site = self.site
        yield Page("index.html", site.survey.name, partial(overview, site), "index.html")
        yield from self._boards()
        yield from self._lists()
        if any(site.survey.of_kind(kind.name) for kind in site.decision_kinds):
            yield Page("decisions.html", "Decisions", lambda: decisions(site, self.drift), "decisions.html")
        yield Page("graph.html", "Graph", partial(graph, site), "graph.html")
        for kind in site.with_status:
            path = flow_page(kind.name, is_first=kind is site.with_status[0])
            yield Page(path, f"Flow of {kind.name} records", partial(flow_of_kind, site, kind), "flow.html")
        yield Page("drift.html", "Drift", lambda: drift(site, self.drift), "drift.html")
        yield from self._others()

    def _boards(self) -> Iterator[Page]:
        site = self.site
        for kind in site.with_status:
            order = cache(partial(in_order, site, kind))
            for lane in ("", *lanes_of(site, kind)):
                path = board_page(kind.name, lane, is_first=kind is site.with_status[0])
                yield Page(path, f"Board of {kind.name} records", partial(board, site, kind, lane, order), BOARD)

    def _lists(self) -> Iterator[Page]:
        site = self.site
        yield Page(LISTS, "Lists", partial(others.lists, site), LISTS)
        for kind in site.survey.kinds.values():
            listing = KindList(site, kind)
            for part in listing.parts():
                title = f"{kind.name} records" + (f", page {part.number}" if part.number > 1 else "")
                body, values = partial(list_of, listing, part), partial(listing.values_of, part)
                yield Page(listing.page_of(part), title, body, LISTS, values)
            if listing.is_long:
                self.files[list_index(kind.name)] = partial(index_of, listing)
        for view in site.views:
            yield Page(f"views/{view.name}.html", view.name, partial(view_of, site, view), LISTS)

    def _others(self) -> Iterator[Page]:
        site = self.site
        if site.survey.of_kind(others.REPOSITORY):
            yield Page(
                "repositories.html", "Repositories", lambda: others.repositories(site, self.drift), "repositories.html"
            )
        if site.survey.disclosure.has_people:
            yield Page("people.html", "People", partial(others.people, site), "people.html")
        if others.SESSION in site.survey.kinds:
            yield Page("sessions.html", "Sessions", partial(others.sessions, site), "sessions.html")
        yield Page("changes.html", "Changes", partial(others.changes, site), "changes.html")
        yield Page("releases.html", "Release notes", partial(others.releases, site), "releases.html")
        if site.base is not None:
            yield Page(
                "preview.html", f"What changes against {site.base.name}", partial(others.preview, site), "preview.html"
            )
        yield Page("about.html", "What is shown", partial(others.about, site), "about.html")

    def _entries(self) -> list[NavigationEntry]:
        words = {
            "index.html": "Overview", BOARD: "Board", LISTS: "Lists", "decisions.html": "Decisions",
            "graph.html": "Graph", "flow.html": "Flow", "drift.html": "Drift", "repositories.html": "Repositories",
            "people.html": "People", "sessions.html": "Sessions", "changes.html": "Changes",
            "releases.html": "Releases", "preview.html": "Preview",
        }  # fmt: skip
        return [NavigationEntry(label, path) for path, label in words.items()]
