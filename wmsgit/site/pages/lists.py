"""Lists: the records of a kind as a table, whole or as a named view chooses them."""

from collections.abc import Sequence
from typing import Any

from wmsgit.features.records.actions.views import NamedView
from wmsgit.schema.kind import Kind
from wmsgit.schema.state import Key
from wmsgit.site.layout import badge, empty, heading
from wmsgit.site.markup import Child, Html, el, join
from wmsgit.site.site import Site, list_page
from wmsgit.site.words import is_moment, moment, short

ROWS = 1_000
"""How many records one page of a list has: more is slow in a browser."""
_MOST_CHOICES = 40
_MAX_CELL = 160


def pages_of(site: Site, kind: Kind) -> int:
    """How many pages a kind's list has."""
    return max(1, -(-len(site.survey.of_kind(kind.name)) // ROWS))


def list_of(site: Site, kind: Kind, number: int = 1) -> Html:
    """One page of a kind's list, the newest first."""
    keys = newest_first(site, kind)
    shown = keys[(number - 1) * ROWS : number * ROWS]
    title = f"{kind.name} records"
    live = (
        el("p", el("button", f"Add a {kind.name}", type="button", data_add=kind.name)) if site.options.is_live else None
    )
    return join(
        heading(title, kind.description), live, _pager(site, kind, number),
        _filters(site, kind, shown) if shown else None,
        records_table(site, kind, shown, columns_of(site, kind)) if shown else empty(f"There is no {kind.name} yet."),
        _pager(site, kind, number),
    )  # fmt: skip


def view_of(site: Site, view: NamedView) -> Html:
    """The page of a named view."""
    from wmsgit.errors import WmsgitError
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
        _filters(site, kind, keys) if keys else None,
        records_table(site, kind, keys, columns or columns_of(site, kind)) if keys else empty("Nothing fits."),
    )  # fmt: skip


def columns_of(site: Site, kind: Kind) -> list[str]:
    """The columns of a kind's lists that are shown."""
    names = dict.fromkeys(("id", *kind.columns))
    return [name for name in names if name == "id" or site.survey.disclosure.shows_field(kind, name)]


def records_table(site: Site, kind: Kind, keys: Sequence[Key], columns: Sequence[str]) -> Html:
    """Records as a table."""
    rows = []
    for key in keys:
        data = site.survey.state.data(key)
        first = join(_id(site, key), site.mark(key))
        cells = [el("th", first, scope="row", data_value=key[1])]
        cells += [_cell(site, kind, name, data.get(name)) for name in columns if name != "id"]
        rows.append(el("tr", cells, class_="closed" if site.survey.state.is_closed(key) else None, data_href=True))
    heads = [el("th", name.replace("_", " "), scope="col", data_field=name) for name in columns]
    whole = el("table", el("thead", el("tr", heads)), el("tbody", rows), class_="sortable list")
    return el("div", whole, class_="scroll", tabindex="0", role="region", aria_label=f"{kind.name} records")


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
    return el("td", shown, data_value=short(value, _MAX_CELL))


def _references(site: Site, kind: str, value: Any) -> Html:
    names = [str(item) for item in value] if isinstance(value, list) else [str(value)]
    parts: list[Child] = []
    for name in names:
        key = (kind, name)
        target = site.record_href(key) if key in site.survey.state.records else ""
        parts += [el("a", name, href=target) if target else name, " "]
    return join(*parts[:-1])


def newest_first(site: Site, kind: Kind) -> list[Key]:
    """The records of a kind by its date, the newest first."""
    data = site.survey.state.data
    keys = site.survey.of_kind(kind.name)
    if not kind.date:
        return list(keys)
    return sorted(keys, key=lambda key: (str(data(key).get(kind.date) or ""), key[1]), reverse=True)


def _pager(site: Site, kind: Kind, number: int) -> Html | None:
    count = pages_of(site, kind)
    if count == 1:
        return None
    links = [
        site.link(list_page(kind.name, page), str(page), aria_current="page" if page == number else None)
        for page in range(1, count + 1)
    ]
    return el("nav", "Pages: ", [join(link, " ") for link in links], class_="pager", aria_label="Pages of the list")


def _filters(site: Site, kind: Kind, keys: Sequence[Key]) -> Html:
    """The filters that the script brings to life; without it they stay hidden."""
    choices = []
    for name in columns_of(site, kind):
        field = kind.fields.get(name)
        values = sorted({word for key in keys for word in _words(site.survey.state.data(key).get(name))})
        if field is not None and 1 < len(values) <= _MOST_CHOICES and (field.enum or field.references):
            options = [el("option", "any", value=""), *(el("option", value, value=value) for value in values)]
            choices.append(el("label", name.replace("_", " "), " ", el("select", options, data_filter=name)))
    search = el("label", "words ", el("input", type="search", data_filter="q", autocomplete="off"))
    count = el("output", "", class_="count", aria_live="polite")
    return el("form", search, choices, count, class_="filters", hidden=True)


def _words(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [str(value)] if value is not None else []
