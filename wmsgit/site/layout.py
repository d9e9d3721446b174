"""Layout: what every page has around it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wmsgit.site.markup import Child, Html, el, join
from wmsgit.site.site import Site

STYLE, SCRIPT, LIVE_SCRIPT, SEARCH = "assets/site.css", "assets/site.js", "assets/ui.js", "assets/search.js"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'self'"
)
"""What a page may load (Content Security Policy Level 3): nothing from elsewhere, nothing inline."""


_NUMBER = re.compile(r"[\d.–]+\Z")


@dataclass(frozen=True)
class Page:
    """A page to be made.

    Attributes:
        path: where it is.
        title: its title.
        body: makes what stands in it.
        section: the entry of the navigation that it belongs to.
        values: what it shows, where to tell that is much less work than to make it, and no time is in it.
    """

    path: str
    title: str
    body: Callable[[], Html]
    section: str = ""
    values: Callable[[], object] | None = None


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """An entry of the navigation: its words and its page."""

    label: str
    path: str


def shell(site: Site, page: Page, navigation: list[NavigationEntry], body: Html) -> str:
    """A whole page."""
    title = f"{page.title} · {site.survey.name}" if page.title != site.survey.name else page.title
    head = join(
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", http_equiv="Content-Security-Policy", content=POLICY),
        el("meta", name="referrer", content="no-referrer"),
        el("meta", name="robots", content="noindex"),
        el("link", rel="icon", href="data:,"),  # a browser asks for one else
        el("title", title),
        el("link", rel="stylesheet", href=site.root + STYLE),
        el("link", rel="alternate", type="application/atom+xml", title="Changes", href=f"{site.root}feed.xml"),
        el("script", src=site.root + SCRIPT, defer=True),
        el("script", src=site.root + LIVE_SCRIPT, defer=True) if site.options.is_live else None,
    )
    html = el("html", el("head", head), _body(site, page, navigation, body), lang="en", data_root=site.root or "./")
    return f"<!doctype html>\n{html}\n"


def _body(site: Site, page: Page, navigation: list[NavigationEntry], body: Html) -> Html:
    links = [
        el("li", site.link(entry.path, entry.label, aria_current="page" if entry.path == page.section else None))
        for entry in navigation
    ]
    tools = el(
        "div",
        el("button", "Search ", el("kbd", "/"), type="button", id="open-search", hidden=True),
        el("button", "Theme", type="button", id="theme", hidden=True),
        class_="tools",
    )
    header = el(
        "header",
        el("a", site.survey.name, href=site.href("index.html"), class_="home"),
        el("nav", el("ul", links), aria_label="Pages"),
        tools,
        class_="top",
    )
    return el(
        "body",
        el("a", "To the content", href="#content", class_="skip"),
        header,
        _banner(site),
        el("main", body, id="content", tabindex="-1"),
        el("footer", "Made by wmsgit of the records in Git. ", site.link("about.html", "What is shown"), class_="foot"),
        el("div", role="status", aria_live="polite", id="status", class_="status"),
    )


def _banner(site: Site) -> Html | None:
    if site.base is None:
        return None
    return el(
        "p",
        "A preview of what changes against ", el("code", site.base.name), ": ",
        site.link("preview.html", f"{len(site.base.marks)} added or changed, {len(site.base.removed)} removed"),
        class_="banner",
    )  # fmt: skip


def heading(title: Child, note: Child = None) -> Html:
    """A page's heading, with a line below it."""
    return el("div", el("h1", title), el("p", note, class_="note") if note else None, class_="heading")


def section(title: str, *children: Child, anchor: str = "") -> Html:
    """A part of a page with a heading."""
    return el("section", el("h2", title, id=anchor or None), *children)


def empty(words: str) -> Html:
    """What stands where there is nothing."""
    return el("p", words, class_="empty")


def table_row(cells: Sequence[Child]) -> Html:
    """A row of a table, which begins with what it is about."""
    known = [el("td", cell, class_="number" if _NUMBER.match(str(cell)) else None) for cell in cells[1:]]
    return el("tr", el("th", cells[0], scope="row"), known)


def table(heads: list[Child], rows: Sequence[Html | list[Child]], caption: str = "", *, sortable: bool = False) -> Html:
    """A table of rows, each made by `table_row`, or its cells."""
    body = [row if isinstance(row, Html) else table_row(row) for row in rows]
    whole = el(
        "table",
        el("caption", caption) if caption else None,
        el("thead", el("tr", [el("th", head, scope="col") for head in heads])),
        el("tbody", body),
        class_="sortable" if sortable else None,
    )
    return el("div", whole, class_="scroll", tabindex="0", role="region", aria_label=caption or "Table")


def badge(word: str, sort: str = "") -> Html:
    """A status or a weight as a small sign."""
    return el("span", word, class_=f"badge {sort or badge_class(word)}") if word else Html("")


_GOOD = frozenset({"completed", "closed", "resolved", "accepted", "implemented", "holds", "maintained", "merged"})
_BUSY = frozenset({"in_progress", "proposed", "planning", "acknowledged"})
_BAD = frozenset({"blocked", "critical", "fails", "rejected"})
_WARN = frozenset({"high", "deferred", "waived", "deprecated", "open"})


def badge_class(word: str) -> str:
    """The style of a status or a weight."""
    name = word.lower()
    for words, sort in ((_GOOD, "good"), (_BUSY, "busy"), (_BAD, "bad"), (_WARN, "warn")):
        if name in words:
            return sort
    return "plain"
