"""Lists: the records of a kind as a table, whole or as a named view chooses them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from wmsgit.errors import WmsgitError
from wmsgit.features.records.actions.views import NamedView
from wmsgit.schema.kind import Kind
from wmsgit.schema.state import Key
from wmsgit.site.layout import badge, badge_class, empty, heading
from wmsgit.site.markdown import with_code
from wmsgit.site.markup import Child, Html, el, join, script_row, scripted
from wmsgit.site.pages.kind_list import KindList, ListPart, choices_of, columns_of
from wmsgit.site.site import Site, list_index, list_page
from wmsgit.site.words import is_moment, moment, short

_MAX_CELL = 160


def list_of(listing: KindList, part: ListPart) -> Html:
    """One page of a kind's list."""
    site, kind = listing.site, listing.kind
    shown = listing.keys_of(part)
    live = (
        el("p", el("button", f"Add a {kind.name}", type="button", data_add=kind.name)) if site.options.is_live else None
    )
    title = [f"{kind.name} records", f": {part.field.replace('_', ' ')} {part.value}" if part.field else None]
    index = site.href(list_index(kind.name)) if listing.is_long and site.options.inline is None else ""
    return join(
        heading(title, with_code(kind.description)), live, _selections(listing, part), _pager(listing, part),
        _filters(kind, listing.choices) if shown else None,
        records_table(site, kind, shown, columns_of(site, kind), index) if shown
        else empty(f"There is no {kind.name} yet."),
        _pager(listing, part),
    )  # fmt: skip


def index_of(listing: KindList) -> bytes:
    """The rows of a long list as a script: where all are wanted, no page has them."""
    site, kind = listing.site, listing.kind
    columns = columns_of(site, kind)
    known = {name: kind.fields.get(name) for name in columns}
    heads = [
        [name, field.references if field else "", {word: badge_class(word) for word in field.enum} if field else {}]
        for name, field in known.items()
    ]
    records = site.survey.state.records
    rows = [site.piece(("indexed", key), records[key], partial(_indexed, site, key, columns)) for key in listing.keys]
    head = {"kind": kind.name, "name": kind.argument, "columns": heads}
    return scripted(f"wmsgitList_{kind.name}", head, rows)


def _indexed(site: Site, key: Key, columns: Sequence[str]) -> str:
    data, mark = site.survey.state.data(key), site.base.marks.get(key, "") if site.base else ""
    cells = [key[1] if name == "id" else _cell_text(data.get(name)) for name in columns]
    return script_row([int(site.survey.state.is_closed(key)), mark, *cells])


def view_of(site: Site, view: NamedView) -> Html:
    """The page of a named view."""
    from wmsgit.features.records.actions.listing import view_ids

    kind = site.survey.kinds[view.kind]
    try:
        ids = view_ids(site.survey.ws, view)
    except WmsgitError as error:
        return join(heading(view.name, view.description), el("p", str(error), class_="problems"))
    keys = [(kind.name, record_id) for record_id in ids if (kind.name, record_id) in site.survey.state.records]
    terms = " ".join([*view.filter, *([f"--where '{view.where}'"] if view.where else [])])
    known = [name for name in view.columns if name == "id" or name in kind.fields]
    columns = [name for name in known if name == "id" or site.survey.disclosure.shows_field(kind, name)]
    return join(
        heading(view.name, view.description),
        el("p", f"{len(keys)} {kind.name} records: ", el("code", f"wmsgit {kind.name} list --view {view.name}"),
           f" ({terms})" if terms else None, class_="note"),
        _filters(kind, choices_of(site, kind, keys)) if keys else None,
        records_table(site, kind, keys, columns or columns_of(site, kind)) if keys else empty("Nothing fits."),
    )  # fmt: skip


def records_table(site: Site, kind: Kind, keys: Sequence[Key], columns: Sequence[str], index: str = "") -> Html:
    """Records as a table; `index` is the address of the rows of all of them, where these are not all."""
    every_id = site.every_id
    rows = [
        site.piece(
            ("row", key, *columns), (site.survey.state.records[key], every_id), partial(_row, site, kind, key, columns)
        )
        for key in keys
    ]
    heads = [el("th", name.replace("_", " "), scope="col", data_field=name) for name in columns]
    whole = el(
        "table",
        el("thead", el("tr", heads)),
        el("tbody", rows),
        class_="sortable list",
        data_index=index or None,
        data_kind=kind.name,
    )
    return el("div", whole, class_="scroll", tabindex="0", role="region", aria_label=f"{kind.name} records")


def _row(site: Site, kind: Kind, key: Key, columns: Sequence[str]) -> Html:
    data = site.survey.state.data(key)
    cells = [el("th", join(_id(site, key), site.mark(key)), scope="row", data_value=key[1])]
    cells += [_cell(site, kind, name, data.get(name)) for name in columns if name != "id"]
    return el("tr", cells, class_="closed" if site.survey.state.is_closed(key) else None)


def _id(site: Site, key: Key) -> Html:
    target = site.record_href(key)
    return el("a", key[1], href=target, class_="id") if target else el("span", key[1], class_="id")


def _cell(site: Site, kind: Kind, name: str, value: Any) -> Html:
    field = kind.fields.get(name)
    shown: Child
    if value is None:
        return el("td")
    if field is not None and field.references:
        shown = _references(site, field.references, value)
    elif field is not None and field.enum and isinstance(value, str):
        shown = badge(value)
    elif is_moment(value):
        shown = moment(value)
    else:
        shown = short(value, _MAX_CELL)
    return el("td", shown, class_="name" if name == kind.argument else None, data_value=_cell_text(value))


def _cell_text(value: Any) -> str:
    """What a cell is filtered and sorted by."""
    return "" if value is None else short(value, _MAX_CELL)


def _references(site: Site, kind: str, value: Any) -> Html:
    names = [str(item) for item in value] if isinstance(value, list) else [str(value)]
    parts: list[Child] = []
    for name in names:
        key = (kind, name)
        target = site.record_href(key) if key in site.survey.state.records else ""
        parts += [el("a", name, href=target) if target else name, " "]
    return join(*parts[:-1])


def _selections(listing: KindList, part: ListPart) -> Html | None:
    """Links to the records of each value, for who has no script; with one, the filters do more."""
    if not listing.is_long or listing.site.options.inline is not None:
        return None
    site = listing.site
    rows = []
    for name, values in listing.choices.items():
        links = [
            site.link(
                listing.page_of(ListPart(1, name, value, place)), f"{value} ({len(keys):,})",
                aria_current="true" if (part.field, part.value) == (name, value) else None,
            )
            for place, (value, keys) in enumerate(values.items(), start=1)
        ]  # fmt: skip
        rows.append(el("p", name.replace("_", " "), ": ", [join(link, " ") for link in links], class_="choices"))
    whole = el("p", site.link(list_page(listing.kind.name), "all"), class_="choices") if part.field else None
    return el("nav", whole, rows, aria_label="Parts of the list", data_without_script=True)


def _pager(listing: KindList, part: ListPart) -> Html | None:
    count = listing.count_of(part)
    if count == 1:
        return None
    links = [
        listing.site.link(
            listing.page_of(replace(part, number=page)), str(page),
            aria_current="page" if page == part.number else None,
        )
        for page in range(1, count + 1)
    ]  # fmt: skip
    return el("nav", "Pages: ", [join(link, " ") for link in links], class_="pager", aria_label="Pages of the list")


def _filters(kind: Kind, choices: Mapping[str, Mapping[str, Sequence[Key]]]) -> Html:
    """The filters that the script brings to life; without it they stay hidden."""
    selects = [
        el("label", name.replace("_", " "), " ", el(
            "select", el("option", "any", value=""), [el("option", value, value=value) for value in values],
            data_filter=name,
        ))
        for name, values in choices.items()
    ]  # fmt: skip
    search = el("label", "words ", el("input", type="search", data_filter="q", autocomplete="off"))
    count = el("output", "", class_="count", aria_live="polite")
    return el("form", search, selects, count, class_="filters", hidden=True, aria_label=f"Filter {kind.name} records")
