"""The page of a record: its fields, its texts, what it refers to and what refers to it, and its history."""

from collections.abc import Mapping, Sequence
from typing import Any

from wmsgit.features.survey.values import HistoryEntry
from wmsgit.model.groups import grouped
from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind
from wmsgit.schema.state import Key
from wmsgit.site.charts.network import network
from wmsgit.site.layout import badge, section, table
from wmsgit.site.markdown import markdown, with_links
from wmsgit.site.markup import Child, Html, address, el, join, outward
from wmsgit.site.pages.actions import record_actions
from wmsgit.site.pages.graph import box_of
from wmsgit.site.site import Site
from wmsgit.site.words import changed, is_moment, moment, short

_LONG = 100
_MOST_HISTORY = 200
_MOST_NAMERS = 300
_MOST_NEIGHBOURS = 24


def record(site: Site, key: Key) -> Html:
    """The page."""
    kind = site.survey.kinds[key[0]]
    data = site.survey.state.data(key)
    entries = site.survey.history.of(key)
    setters = _setters(entries)
    texts = [name for name, value in data.items() if _is_text(kind, name, value)]
    rest = [name for name in data if name not in texts and name not in {"id", "comments", kind.argument}]
    return join(
        _head(site, kind, key),
        el(
            "div",
            el("dl", [_row(site, kind, name, data[name], setters.get(name)) for name in rest], class_="fields"),
            el("div", [_text(site, name, data[name], setters.get(name)) for name in texts]) if texts else None,
            class_="record has-texts" if texts else "record",
        ),
        _comments(data.get("comments")),
        _against_base(site, key),
        _namers(site, key),
        _neighbours(site, key),
        _member_commits(site, key),
        _history(site, entries),
    )


def _head(site: Site, kind: Kind, key: Key) -> Html:
    status = site.survey.state.status(key) if site.shows_status(kind) else ""
    return el(
        "div",
        el("p", site.link(f"lists/{kind.name}.html", kind.name), " ", el("span", key[1], class_="id"), " ",
           badge(status), site.mark(key), class_="crumb"),
        el("h1", site.survey.title(key) or key[1]),
        _source(site, key),
        record_actions(site, kind, key) if site.options.is_live else None,
        class_="heading", data_record=key[1], data_kind=key[0],
    )  # fmt: skip


def _source(site: Site, key: Key) -> Html | None:
    path = site.survey.state.records[key].path
    if not site.options.url or not path:
        return el("p", el("code", path), class_="note") if path else None
    middle = (
        "/-/blob/" if "gitlab" in site.options.url else "/src/commit/" if "codeberg" in site.options.url else "/blob/"
    )
    target = f"{site.options.url.rstrip('/')}{middle}{site.survey.commit or 'HEAD'}/{address(path)}"
    return el("p", outward(target, el("code", path)), class_="note")


def _is_text(kind: Kind, name: str, value: Any) -> bool:
    field = kind.fields.get(name)
    if not isinstance(value, str) or name == kind.argument:
        return False
    is_prose = field is None or (field.is_text and not field.enum and not field.format and not field.references)
    return is_prose and ("\n" in value or len(value) > _LONG or (name in kind.search and " " in value))


def _set_by(setter: HistoryEntry | None) -> str | None:
    """What a pointer over a value says: who set it, when, with which commit."""
    if setter is None:
        return None
    return f"set {setter.at[:10]}{f' by {setter.author}' if setter.author else ''} in {setter.commit[:10]}"


def _setters(entries: Sequence[HistoryEntry]) -> Mapping[str, HistoryEntry]:
    result: dict[str, HistoryEntry] = {}
    for entry in entries:
        for change in entry.fields:
            result.setdefault(change.field, entry)
    return result


def _row(site: Site, kind: Kind, name: str, value: Any, setter: HistoryEntry | None) -> Html:
    field = kind.fields.get(name)
    label = el("dt", name.replace("_", " "), title=field.description if field and field.description else None)
    return join(label, el("dd", _value(site, field, value), title=_set_by(setter)))


def _value(site: Site, field: Field | None, value: Any) -> Child:
    if isinstance(value, list):
        items = [el("li", _value(site, field, item)) for item in value]
        return el("ul", items, class_="values") if items else "–"
    if isinstance(value, dict):
        parts = field.properties if field else {}
        rows = [join(el("dt", name.replace("_", " ")), el("dd", _value(site, parts.get(name), item)))
                for name, item in value.items()]  # fmt: skip
        return el("dl", rows, class_="fields")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return _string(site, field, value)
    return short(value)


def _string(site: Site, field: Field | None, value: str) -> Child:
    if field is not None and field.references:
        return value if value == field.wildcard else site.record_link((field.references, value))
    if field is not None and field.enum:
        return badge(value)
    if is_moment(value):
        return moment(value, with_time=True)
    if value.startswith(("http://", "https://")):
        return outward(value)
    return markdown(value, site.link_of) if "\n" in value else with_links(value, site.link_of)


def _text(site: Site, name: str, value: str, setter: HistoryEntry | None) -> Html:
    body = el("div", markdown(value, site.link_of), class_="text", title=_set_by(setter))
    return section(name.replace("_", " ").capitalize(), body)


def _comments(comments: Any) -> Html | None:
    if not isinstance(comments, list) or not comments:
        return None
    items = [
        el("li", el("p", moment(str(item.get("at", "")), with_time=True), " ", str(item.get("by", "")), class_="note"),
           el("div", markdown(str(item.get("text", "")), lambda _: ""), class_="text"))
        for item in comments if isinstance(item, dict)
    ]  # fmt: skip
    return section("Comments", el("ol", items, class_="comments"))


def _against_base(site: Site, key: Key) -> Html | None:
    if site.base is None or key not in site.base.marks:
        return None
    follows = [el("li", sentence) for sentence in site.base.consequences.get(key, ())]
    return section(
        f"Changed against {site.base.name}",
        changes_of(site.base.fields[key]),
        el("ul", follows) if follows else None,
    )


def _namers(site: Site, key: Key) -> Html | None:
    namers = site.survey.namers_of(key)
    if not namers:
        return None
    parts = []
    for name, keys in grouped((name, namer) for namer, name in namers).items():
        items = [
            el("li", site.record_link(item), " ", badge(site.survey.state.status(item))) for item in keys[:_MOST_NAMERS]
        ]
        more = el("li", f"and {len(keys) - _MOST_NAMERS} more") if len(keys) > _MOST_NAMERS else None
        parts += [el("h3", f"under {name.replace('_', ' ')}"), el("ul", items, more, class_="plain-list")]
    return section("Referred to by", *parts)


def _neighbours(site: Site, key: Key) -> Html | None:
    """The records that it waits for, and those that wait for it, as a drawing."""
    awaited, waiters = site.survey.awaited_by(key), site.survey.waiters_of(key)
    links = [*((key[1], other[1]) for other in awaited), *((other[1], key[1]) for other in waiters)]
    if not links or len(links) > _MOST_NEIGHBOURS:
        return None
    keys = {other[1]: other for other in (*awaited, *waiters, key)}
    title = f"What waits for what around {key[1]}"
    drawing = network(title, links, lambda name: box_of(site, keys[name], this=key), shows_longest=False)
    return section("What waits for what", drawing)


def _member_commits(site: Site, key: Key) -> Html | None:
    """The commits of members that name the record."""
    commits = site.member_commits.of.get(key, ())
    if not commits:
        return None
    rows: list[list[Child]] = [
        [
            outward(item.url, el("code", item.id[:10])) if item.url else el("code", item.id[:10]),
            moment(item.at), site.record_link(("repo", item.repo)), badge(item.state), item.author, item.subject,
        ]
        for item in commits[:_MOST_HISTORY]
    ]  # fmt: skip
    heads: list[Child] = ["commit", "date", "repository", "default branch", "author", "subject"]
    shown = [place for place in range(len(heads)) if any(row[place] for row in rows)]
    whole = table([heads[place] for place in shown], [[row[place] for place in shown] for row in rows])
    rest = len(commits) - _MOST_HISTORY
    notices = [f"and {rest} earlier"] if rest > 0 else []
    notices += site.member_commits.notices
    return section("Commits", whole, [el("p", line, class_="note") for line in notices])


def _history(site: Site, entries: Sequence[HistoryEntry]) -> Html | None:
    if not entries:
        return None
    items = [_entry(site, entry) for entry in entries[:_MOST_HISTORY]]
    rest = len(entries) - _MOST_HISTORY
    more = el("p", f"and {rest} earlier commits", class_="note") if rest > 0 else None
    return section("History", el("ol", items, class_="history"), more)


def _entry(site: Site, entry: HistoryEntry) -> Html:
    name = el("code", entry.commit[:10])
    if site.options.url:
        name = outward(f"{site.options.url.rstrip('/')}/commit/{entry.commit}", name)
    by = join(" ", entry.author) if entry.author else None
    is_first = all(change.old is None for change in entry.fields)
    head = el("p", moment(entry.at, with_time=True), by, " ", name, " added" if is_first else None, class_="note")
    if is_first:
        fields = ", ".join(change.field for change in entry.fields)
        return el("li", head, el("details", el("summary", fields), changes_of(entry.fields)))
    return el("li", head, changes_of(entry.fields))


def changes_of(changes: Sequence[Any]) -> Html:
    """Changes of fields: what went and what came."""
    rows = [join(el("dt", item.field.replace("_", " ")), el("dd", changed(item.old, item.new))) for item in changes]
    return el("dl", rows, class_="fields diff")
