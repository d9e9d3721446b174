"""What a site has beside its pages: the index of the search, the feed, and the files of this package."""

from functools import partial
from importlib.resources import files

from wmsgit.schema.state import Key
from wmsgit.site.markup import address, el, join, script_row, scripted
from wmsgit.site.pages.others import words_of
from wmsgit.site.site import Site, record_page

FEED = "feed.xml"
_MOST_WORDS = 400
_MOST_COMMITS = 50
_MOST_NAMED = 5
_MOST_TOLD = 20


def asset(path: str) -> bytes:
    """A file of this package."""
    return (files("wmsgit.site") / path).read_bytes()


def search_index(site: Site) -> bytes:
    """The records with their words, as a script: a page that is a file may not fetch one."""
    records = site.survey.state.records.items()
    return scripted("wmsgitSearch", {}, [site.piece(("found", key), record, partial(_search_row, site, key))
                                         for key, record in records])  # fmt: skip


def _search_row(site: Site, key: Key) -> str:
    kind, data, status = site.survey.kinds[key[0]], site.survey.state.data(key), site.survey.state.status(key)
    words = " ".join([str(data[name]) for name in kind.search if name in data and name != kind.argument])
    return script_row([record_page(key), key[1], key[0], site.survey.title(key), status, words[:_MOST_WORDS]])


def feed(site: Site) -> bytes:
    """The last changes as an Atom feed (RFC 4287)."""
    entries = []
    for commit in site.commits[:_MOST_COMMITS]:
        keys = list(commit.records)
        rest = commit.count - _MOST_NAMED
        names = ", ".join(key[1] for key in keys[:_MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")
        words = "\n".join(f"{key[1]}: {words_of(commit.records[key])}" for key in keys[:_MOST_TOLD])
        entries.append(el(
            "entry", el("id", f"urn:wmsgit:{commit.commit}"), el("title", names), el("updated", commit.at),
            el("author", el("name", commit.author or site.survey.name)),
            el("link", href=address(record_page(keys[0]))), el("content", words, type="text"),
        ))  # fmt: skip
    updated = next((commit.at for commit in site.commits[:1]), "1970-01-01T00:00:00Z")
    whole = el(
        "feed", el("id", f"urn:wmsgit:{site.survey.name}"), el("title", f"{site.survey.name}: changes"),
        el("updated", updated), join(*entries), xmlns="http://www.w3.org/2005/Atom",
    )  # fmt: skip
    return f'<?xml version="1.0" encoding="utf-8"?>\n{whole}\n'.encode()
