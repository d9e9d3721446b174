"""One file of one record, view or page with what it names: to be sent to somebody who has nothing else."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

from wmsgit.errors import NotFoundError
from wmsgit.model.text import did_you_mean
from wmsgit.schema.state import Key
from wmsgit.site.catalogue import SitePages
from wmsgit.site.extras import asset
from wmsgit.site.layout import STYLE, Page
from wmsgit.site.markup import Html, el, join
from wmsgit.site.site import Site, anchor, record_page

MOST_RECORDS = 200
"""So many records are in one file beside what was asked for: a file to be sent stays small."""


def single_page(site: Site, what: str) -> bytes:
    """The file's content.

    Args:
        site: the site.
        what: a record's id, a view's name, a kind's name, or a page's, such as `board`.

    Raises:
        NotFoundError: when there is nothing of that name.
    """
    catalogue = SitePages(site)
    first = _wanted(site, catalogue, what)
    keys = list(_named_by(site, catalogue, first))[:MOST_RECORDS]
    pages = [first, *(page for key in keys if (page := catalogue.record(key)).path != first.path)]
    own = Site(site.survey, replace(site.options, inline=frozenset(page.path for page in pages)), site.base)
    inner = SitePages(own)
    parts = [el("article", inner.body(_again(inner, page)), id=anchor(page.path)) for page in pages]
    return _whole(site, first, parts).encode()


def _again(catalogue: SitePages, page: Page) -> Page:
    result = catalogue.page(page.path)
    assert result is not None  # both catalogues are of one survey
    return result


def _wanted(site: Site, catalogue: SitePages, what: str) -> Page:
    keys = [key for key in site.survey.state.records if key[1] == what]
    if keys:
        return catalogue.record(next((key for key in keys if site.survey.by_id.get(what) == key), keys[0]))
    for path in (f"views/{what}.html", f"lists/{what}.html", f"{what}.html", what):
        page = catalogue.page(path)
        if page is not None:
            return page
    names = [view.name for view in site.views] + [path.removesuffix(".html") for path in catalogue.pages]
    raise NotFoundError(f"there is no record, view or page {what!r}{did_you_mean(what, names)}")


def _named_by(site: Site, catalogue: SitePages, page: Page) -> Iterator[Key]:
    """The records that a page links."""
    state = site.survey.state
    for key in state.records:
        if record_page(key) == page.path:
            near = [target for target, _ in state.references(key)]
            near += [namer for namer, _ in site.survey.namers_of(key)]
            yield from (other for other in dict.fromkeys(near) if other in state.records)
            return
    body = catalogue.body(page)
    yield from (key for key in state.records if record_page(key) in body)


def _whole(site: Site, page: Page, parts: list[Html]) -> str:
    style = asset(STYLE).decode()
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    head = join(
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", http_equiv="Content-Security-Policy", content=policy),
        el("meta", name="referrer", content="no-referrer"),
        el("title", f"{page.title} · {site.survey.name}"),
        el("style", Html(style)),
    )
    body = el(
        "body", el("main", parts, id="content"), el("footer", "Made by wmsgit of the records in Git.", class_="foot")
    )
    return f"<!doctype html>\n{el('html', el('head', head), body, lang='en')}\n"
