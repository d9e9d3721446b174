"""The other pages: repositories, people, sessions, changes by day, release notes, the preview, and what is shown."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from wmsgit.features.survey.disclosure import WITHHELD
from wmsgit.features.survey.values import CommitChanges
from wmsgit.model.change import FieldChange
from wmsgit.model.text import counted
from wmsgit.schema.relations import holder_field
from wmsgit.schema.state import Key
from wmsgit.site.drift_state import DriftState
from wmsgit.site.layout import badge, empty, heading, section, table
from wmsgit.site.markdown import with_code
from wmsgit.site.markup import Child, Html, el, join, outward
from wmsgit.site.pages.record import changes_of
from wmsgit.site.site import MILESTONE, MOST_COMMITS, Site
from wmsgit.site.words import moment, short

_MOST_HELD = 100
_SHORT = 40
REPOSITORY, SESSION = "repo", "session"


def repositories(site: Site, drift: DriftState) -> Html:
    """Each member, with what is open in it."""
    rows: list[list[Child]] = []
    counts = _open_by_repository(site)
    kinds = sorted({kind for _, kind in counts})
    for key in site.survey.of_kind(REPOSITORY):
        data = site.survey.state.data(key)
        urls = [
            outward(url, url.removeprefix("https://").removesuffix(".git")) for url in map(str, data.get("urls") or ())
        ]
        verdicts = [cell for (_, repo), cell in drift.cells.items() if repo == key[1]]
        fails = sum(word == "fails" for word, _ in verdicts)
        rows.append([
            join(site.record_link(key), site.mark(key)), str(data.get("role") or ""),
            *(counts[key[1], kind] for kind in kinds), f"{fails} of {len(verdicts)} fail" if verdicts else "",
            [join(url, " ") for url in urls[:2]],
        ])  # fmt: skip
    heads: list[Child] = ["repository", "role", *(f"open {kind}" for kind in kinds), "decisions", "urls"]
    caption = "The workspace's repositories"
    return join(heading("Repositories"), table(heads, rows, caption) if rows else empty("There is no repository yet."))


def _open_by_repository(site: Site) -> Counter[tuple[str, str]]:
    """(Repository, kind) → how many open records name it."""
    counts: Counter[tuple[str, str]] = Counter()
    state = site.survey.state

    def named(key: Key) -> list[tuple[str, str]]:
        return list({(target[1], key[0]): 0 for target, _ in state.references(key) if target[0] == REPOSITORY})

    for kind in site.survey.kinds.values():
        for key in site.open_of(kind) if kind.closed else ():
            counts.update(site.piece(("named repositories", key), state.records[key], partial(named, key)))
    return counts


def people(site: Site) -> Html:
    """What each person holds; nobody's speed is told."""
    groups: dict[str, list[Key]] = {}
    for kind in dict.fromkeys((*site.with_status, *site.survey.kinds.values())):
        claims = holder_field(kind)
        field = claims or next((name for name in ("assigned_to", "owner", "owners") if name in kind.fields), "")
        for key in site.survey.of_kind(kind.name) if field else ():
            value = site.survey.state.data(key).get(field)
            for name in value if isinstance(value, list) else [value] if value else []:
                if not site.survey.state.is_closed(key):
                    groups.setdefault(str(name), []).append(key)
    parts = [
        section(name, el("ul", [
            el("li", site.record_link(key), badge(site.survey.state.status(key))) for key in keys[:_MOST_HELD]
        ], el("li", f"and {len(keys) - _MOST_HELD} more", class_="more") if len(keys) > _MOST_HELD else None,
           class_="plain-list cards-list"))
        for name, keys in sorted(groups.items())
    ]  # fmt: skip
    return join(heading("People", "What everybody holds."), *(parts or [empty("Nobody holds anything.")]))


def sessions(site: Site) -> Html:
    """The sessions, the newest first, with what they handed over."""
    data = site.survey.state.data
    keys = sorted(site.survey.of_kind(SESSION), key=lambda key: str(data(key).get("start_time") or ""), reverse=True)
    items = [_session(site, key, data(key)) for key in keys]
    return join(
        heading("Sessions"), el("ol", items, class_="timeline") if items else empty("There was no session yet.")
    )


def _session(site: Site, key: Key, data: Mapping[str, Any]) -> Html:
    activities = [item for item in data.get("activities") or () if isinstance(item, dict)]
    notes = data.get("handoff_notes")
    span = [moment(str(data[name]), with_time=True) for name in ("start_time", "end_time") if data.get(name)]
    return el(
        "li",
        el("p", span[0] if span else None, join(" – ", span[1]) if len(span) > 1 else None, " ",
           str(data.get("user") or ""), f" · {counted(len(activities), 'step')}" if activities else None,
           class_="note"),
        el("p", site.record_link(key), " ", badge(site.survey.state.status(key))),
        el("details", el("summary", "Handed over"), el("p", str(notes))) if notes else None,
    )  # fmt: skip


def changes(site: Site) -> Html:
    """What happened, by day, the newest first."""
    parts: list[Child] = []
    day = ""
    for commit in site.commits:
        if commit.at[:10] != day:
            day = commit.at[:10]
            parts.append(el("h2", day))
        values = commit, [site.survey.state.records.get(key) for key in commit.records]
        parts.append(site.piece(("commit", commit.commit), values, partial(_commit, site, commit)))
    note = f"The last {MOST_COMMITS} commits that changed records."
    return join(heading("Changes", note), *(parts or [empty("Nothing has been committed yet.")]))


def _commit(site: Site, commit: CommitChanges) -> Html:
    name = el("code", commit.commit[:10])
    if site.options.url:
        name = outward(f"{site.options.url.rstrip('/')}/commit/{commit.commit}", name)
    rows = [el("li", _changed_record(site, key, fields)) for key, fields in commit.records.items()]
    more = commit.count - len(rows)
    rest = el("li", f"and {more} more records") if more else None
    return el(
        "div", el("p", commit.at[11:16], " UTC ", commit.author, " ", name, class_="note"),
        el("ul", rows, rest, class_="plain-list"), class_="commit",
    )  # fmt: skip


def _changed_record(site: Site, key: Key, fields: Sequence[FieldChange]) -> Html:
    is_there = key in site.survey.state.records
    return join(site.record_link(key) if is_there else el("span", key[1], class_="id"), ": ", words_of(fields))


def words_of(fields: Sequence[FieldChange]) -> str:
    """What a commit changed in a record, in a few words."""
    if all(change.old is None for change in fields):
        return "added"
    if all(change.new is None for change in fields):
        return "removed"
    return "; ".join(
        f"{change.field} {short(change.old, _SHORT)} → {short(change.new, _SHORT)}"
        if not isinstance(change.new, list | dict) and len(str(change.new)) <= _SHORT
        else change.field
        for change in fields
    )


def releases(site: Site) -> Html:
    """What was finished, by milestone."""
    groups: dict[str, dict[str, list[Key]]] = {}
    for kind in site.survey.kinds.values():
        if MILESTONE in kind.fields and kind.closed:
            for key in site.survey.of_kind(kind.name):
                name = site.survey.state.data(key).get(MILESTONE)
                if name:
                    groups.setdefault(str(name), {}).setdefault(_state(site, key), []).append(key)
    parts = [_release(site, name, states) for name, states in sorted(groups.items(), reverse=True)]
    return join(heading("Release notes", "By milestone."), *(parts or [empty("No record names a milestone.")]))


def _state(site: Site, key: Key) -> str:
    if site.survey.state.is_dropped(key):
        return "Left out"
    return "Done" if site.survey.state.is_closed(key) else "Open"


def _release(site: Site, name: str, states: Mapping[str, list[Key]]) -> Html:
    lists = [
        join(el("h3", state), el("ul", [el("li", site.record_link(key)) for key in states[state]], class_="plain-list"))
        for state in ("Done", "Open", "Left out")
        if state in states
    ]
    total = sum(map(len, states.values()))
    return section(name, el("p", f"{len(states.get('Done', ()))} of {total} done", class_="note"), *lists)


def preview(site: Site) -> Html:
    """What changes against the base."""
    base = site.base
    if base is None:
        return empty("There is no base.")
    parts: list[Child] = []
    for word in ("added", "changed"):
        keys = [key for key, mark in base.marks.items() if mark == word]
        items = [
            el("li", site.record_link(key), el("details", el("summary", f"{len(base.fields[key])} fields"),
               changes_of(base.fields[key])),
               el("ul", [el("li", line) for line in base.consequences.get(key, ())]))
            for key in keys
        ]  # fmt: skip
        parts.append(section(word.capitalize(), el("ul", items, class_="plain-list")) if items else None)
    gone = [el("li", f"{kind} {record_id} {title}") for kind, record_id, title in base.removed]
    parts.append(section("Removed", el("ul", gone, class_="plain-list")) if gone else None)
    nothing = empty("Nothing changes.") if not base.marks and not gone else None
    return join(heading(f"What changes against {base.name}"), *parts, nothing)


def about(site: Site) -> Html:
    """What these pages show, and what they leave out."""
    shown = site.survey.disclosure
    left_out = [*sorted(shown.exclude), *(word for word in WITHHELD if word not in shown.include)]
    keys = [
        ("/", "search"),
        ("j and k", "the next and the last record"),
        ("e", "edit, where a server runs"),
        ("?", "help"),
    ]
    rows = [join(el("dt", el("kbd", key)), el("dd", what)) for key, what in keys]
    return join(
        heading("What is shown"),
        el("p", "These pages are made of the records in Git. E-mail addresses and paths of machines are left out."),
        el("p", f"Left out: {', '.join(left_out)}.") if left_out else None,
        section("Keys", el("dl", rows, class_="fields")),
        section("Kinds", el("ul", [
            el("li", site.link(f"lists/{kind.name}.html", kind.name), ": ", with_code(kind.description))
            for kind in site.survey.kinds.values()
        ], class_="plain-list")),
    )  # fmt: skip


def lists(site: Site) -> Html:
    """Every kind, and every named view."""
    kinds = [
        el("li", site.link(f"lists/{kind.name}.html", kind.name), f" ({len(site.survey.of_kind(kind.name))}) ",
           el("span", with_code(kind.description), class_="note"))
        for kind in site.survey.kinds.values()
    ]  # fmt: skip
    views = [
        el("li", site.link(f"views/{view.name}.html", view.name), " ", el("span", view.description, class_="note"))
        for view in site.views
    ]
    named = section("Views", el("ul", views, class_="plain-list")) if views else None
    return join(heading("Lists"), section("Kinds", el("ul", kinds, class_="plain-list")), named)
