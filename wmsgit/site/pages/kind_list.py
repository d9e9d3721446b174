"""The records of a kind as the pages of a list: which page has which, and by what people choose."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from wmsgit.schema.kind import Kind
from wmsgit.schema.state import Key
from wmsgit.site.site import Site, list_page

ROWS = 1_000
"""How many records one page of a list has: more is slow in a browser."""
_MOST_CHOICES = 40


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


class KindList:
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


def columns_of(site: Site, kind: Kind) -> list[str]:
    """The columns of a kind's lists that are shown."""
    names = dict.fromkeys(("id", *kind.columns))
    return [name for name in names if name == "id" or site.survey.disclosure.shows_field(kind, name)]


def newest_first(site: Site, kind: Kind) -> list[Key]:
    """The records of a kind by its date, the newest first."""
    records, keys = site.survey.state.records, site.survey.of_kind(kind.name)
    if not kind.date:
        return list(keys)
    dated = [(str(records[key].data.get(kind.date) or ""), key[1], key) for key in keys]
    return [key for _, _, key in sorted(dated, reverse=True)]


def choices_of(site: Site, kind: Kind, keys: Sequence[Key]) -> dict[str, dict[str, list[Key]]]:
    """Field → value → the records that have it, of the columns with a few values by which people choose."""
    result: dict[str, dict[str, list[Key]]] = {}
    records = site.survey.state.records
    known = [(name, kind.fields[name]) for name in columns_of(site, kind) if name in kind.fields]
    for name, field in known:
        if not (field.enum or field.references):
            continue
        values: defaultdict[str, list[Key]] = defaultdict(list)
        for key in keys:
            value = records[key].data.get(name)
            if isinstance(value, list):
                for item in value:
                    values[str(item)].append(key)
            elif value is not None:
                values[str(value)].append(key)
        if 1 < len(values) <= _MOST_CHOICES:
            result[name] = {value: values[value] for value in sorted(values)}
    return result
