"""Lists: the records of a kind as a table, whole or as a named view chooses them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

from wmsgit.features.records.actions.views import NamedView
from wmsgit.schema.kind import Kind
from wmsgit.schema.state import Key
from wmsgit.site.layout import badge, badge_class, empty, heading
from wmsgit.site.markup import Child, Html, el, join, scripted
from wmsgit.site.site import Site, list_index, list_page
from wmsgit.site.words import is_moment, moment, short

ROWS = 1_000
"""How many records one page of a list has: more is slow in a browser."""
_MOST_CHOICES = 40
_MAX_CELL = 160


@dataclass(frozen=True, slots=True)
class ListPart:
    """Which records of a kind a page has.

    Attributes:
        number: the page's number among those of the same records, from 1.
        field, value: only records of which a field has this value; empty for all.
        place: the number of the value among those of the field: it may hold what no file's name does.
    """

    number: int = 1
    field: str = ""
    value: str = ""
    place: int = 0


class Listing:
    """The records of a kind as pages: all of them and, where they take several pages, those of each value of a field.

    Attributes:
        keys: the records, the newest first.
        choices: field → value → the records that have it, of the columns by which people choose.
    """

    def __init__(self, site: Site, kind: Kind) -> None:
        self.site = site
        self.kind = kind

    @cached_property
    def keys(self) -> list[Key]:
        """The records, the newest first."""
        return newest_first(self.site, self.kind)

    @cached_property
    def choices(self) -> Mapping[str, Mapping[str, Sequence[Key]]]:
        """Field → value → the records that have it, of the columns by which people choose."""
        return choices_of(self.site, self.kind, self.keys)

    @property
    def is_long(self) -> bool:
        """Whether there are more records than one page has."""
        return len(self.site.survey.of_kind(self.kind.name)) > ROWS

    def parts(self) -> Iterator[ListPart]:
        """Every page."""
        yield from self._numbered(ListPart(), len(self.site.survey.of_kind(self.kind.name)))
        for field, values in self.choices.items() if self.is_long else ():
            for place, (value, keys) in enumerate(values.items(), start=1):
                yield from self._numbered(ListPart(1, field, value, place), len(keys))

    def keys_of(self, part: ListPart) -> Sequence[Key]:
        """The records of a page."""
        return self._all_of(part)[(part.number - 1) * ROWS : part.number * ROWS]

    def page_of(self, part: ListPart) -> str:
        """Where a page is."""
        return list_page(self.kind.name, part.number, f"~{part.field}-{part.place}" if part.field else "")

    def count_of(self, part: ListPart) -> int:
        """How many pages have the records of this one's field and value."""
        return max(1, -(-len(self._all_of(part)) // ROWS))

    def values_of(self, part: ListPart) -> object:
        """What a page shows, as values that are the same only where the page is."""
        rows = [self._row_values[key] for key in self.keys_of(part)]
        counts = [[(value, len(keys)) for value, keys in values.items()] for values in self.choices.values()]
        return part, rows, list(self.choices), counts, self.site.every_id_digest

    @cached_property
    def _row_values(self) -> Mapping[Key, object]:
        data, closed, columns = self.site.survey.state.data, self.site.survey.state.closed, self._columns
        marks = self.site.base.marks if self.site.base else {}
        return {
            key: (key[1], [fields.get(name) for name in columns], key in closed, marks.get(key))
            for key, fields in ((key, data(key)) for key in self.keys)
        }

    @cached_property
    def _columns(self) -> list[str]:
        return columns_of(self.site, self.kind)

    def _all_of(self, part: ListPart) -> Sequence[Key]:
        return self.choices[part.field][part.value] if part.field else self.keys

    def _numbered(self, part: ListPart, count: int) -> Iterator[ListPart]:
        return (replace(part, number=number) for number in range(1, max(1, -(-count // ROWS)) + 1))


def list_of(listing: Listing, part: ListPart) -> Html:
    """One page of a kind's list."""
    site, kind = listing.site, listing.kind
    shown = listing.keys_of(part)
    live = (
        el("p", el("button", f"Add a {kind.name}", type="button", data_add=kind.name)) if site.options.is_live else None
    )
    title = [f"{kind.name} records", f": {part.field.replace('_', ' ')} {part.value}" if part.field else None]
    index = site.href(list_index(kind.name)) if listing.is_long and site.options.inline is None else ""
    return join(
        heading(title, kind.description), live, _selections(listing, part), _pager(listing, part),
        _filters(kind, listing.choices) if shown else None,
        records_table(site, kind, shown, columns_of(site, kind), index) if shown
        else empty(f"There is no {kind.name} yet."),
        _pager(listing, part),
    )  # fmt: skip


def index_of(listing: Listing) -> bytes:
    """The rows of a long list as a script: where all are wanted, no page has them."""
    site, kind = listing.site, listing.kind
    columns = columns_of(site, kind)
    known = {name: kind.fields.get(name) for name in columns}
    heads = [
        [name, field.references if field else "", {word: badge_class(word) for word in field.enum} if field else {}]
        for name, field in known.items()
    ]
    rows = [
        [int(site.survey.state.is_closed(key)), site.base.marks.get(key, "") if site.base else "",
         *(key[1] if name == "id" else _cell_text(site.survey.state.data(key).get(name)) for name in columns)]
        for key in listing.keys
    ]  # fmt: skip
    return scripted(f"wmsgitList_{kind.name}", {"kind": kind.name, "columns": heads, "rows": rows})


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
        _filters(kind, choices_of(site, kind, keys)) if keys else None,
        records_table(site, kind, keys, columns or columns_of(site, kind)) if keys else empty("Nothing fits."),
    )  # fmt: skip


def columns_of(site: Site, kind: Kind) -> list[str]:
    """The columns of a kind's lists that are shown."""
    names = dict.fromkeys(("id", *kind.columns))
    return [name for name in names if name == "id" or site.survey.disclosure.shows_field(kind, name)]


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
    return el("td", shown, data_value=_cell_text(value))


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


def newest_first(site: Site, kind: Kind) -> list[Key]:
    """The records of a kind by its date, the newest first."""
    data = site.survey.state.data
    keys = site.survey.of_kind(kind.name)
    if not kind.date:
        return list(keys)
    return sorted(keys, key=lambda key: (str(data(key).get(kind.date) or ""), key[1]), reverse=True)


def choices_of(site: Site, kind: Kind, keys: Sequence[Key]) -> dict[str, dict[str, list[Key]]]:
    """Field → value → the records that have it, of the columns with a few values by which people choose."""
    result: dict[str, dict[str, list[Key]]] = {}
    for name in columns_of(site, kind):
        field = kind.fields.get(name)
        if field is None or not (field.enum or field.references):
            continue
        values: dict[str, list[Key]] = {}
        for key in keys:
            for word in _words(site.survey.state.data(key).get(name)):
                values.setdefault(word, []).append(key)
        if 1 < len(values) <= _MOST_CHOICES:
            result[name] = {value: values[value] for value in sorted(values)}
    return result


def _selections(listing: Listing, part: ListPart) -> Html | None:
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


def _pager(listing: Listing, part: ListPart) -> Html | None:
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


def _words(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [str(value)] if value is not None else []
