"""People: which names mean the same person. The one place that says so, for holders, reviewers, owners and `@me`."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from wmsgit.model.echo import shortened
from wmsgit.model.suggest import did_you_mean
from wmsgit.model.value import immutable

_ADDRESSED = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>]+)>\s*\Z")
_MAILMAP = re.compile(r"([^<>#]*)<([^<>]*)>")


@immutable
class People:
    """Who is who. Without any, every name means itself, in this very spelling.

    Attributes:
        ids: a name, folded → the id of the person who goes by it. A name of several people is none.
        spellings: id → every name of the person, the id first.
        shared: the names, folded, that several people claim → their ids.
    """

    ids: Mapping[str, str] = MappingProxyType({})
    spellings: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    shared: Mapping[str, tuple[str, ...]] = MappingProxyType({})

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.spellings)

    def known(self, name: str) -> str:
        """The id of the person whom a name, address, `@handle` or `Name <address>` means; empty for nobody."""
        result = self.ids.get(_folded(name)) or self.ids.get(_folded(name.removeprefix("@")))
        match = None if result else _ADDRESSED.match(name)
        if match:
            result = self.ids.get(_folded(match["email"])) or self.ids.get(_folded(match["name"]))
        return result or ""

    def resolve(self, name: str) -> str:
        """The id of the person who goes by a name; of a name that nobody has the name itself."""
        return (self.known(name) if self.spellings else "") or name

    def is_same(self, name: object, other: object) -> bool:
        """Whether two names, or what stands in their place, mean the same person."""
        if name == other or not self.spellings:
            return name == other
        return isinstance(name, str) and isinstance(other, str) and self.resolve(name) == self.resolve(other)

    def spelled(self, name: str) -> tuple[str, ...]:
        """Every name of the person who goes by this one; the name alone where nobody does."""
        return self.spellings.get(self.known(name), (name,)) if self.spellings else (name,)

    def claimed(self, name: str) -> tuple[str, ...]:
        """The ids of the several people who claim a name; empty where no two do."""
        return self.shared.get(_folded(name), ())

    def doubt(self, name: str) -> str:
        """Why a name means nobody, in words that follow a field's name; empty where it means somebody."""
        if not self.spellings or self.known(name):
            return ""
        ids = self.claimed(name)
        if ids:
            return f"{shortened(name)!r} may be {' or '.join(ids)}"
        near = did_you_mean(name, [known for names in self.spellings.values() for known in names])
        return f"no person goes by {shortened(name)!r}{near}"


NOBODY = People()


def people_from(named: Iterable[tuple[str, Sequence[str]]], mailmap: str = "") -> People:
    """The people of some records.

    Args:
        named: id and further names of each.
        mailmap: the text of a `.mailmap` (gitmailmap(5)): the names and addresses of one line are one person's.
    """
    names = {record_id: dict.fromkeys((record_id, *further)) for record_id, further in named}
    lines = _mailmap_lines(mailmap)
    size = -1
    while size != (size := sum(map(len, names.values()))):
        holders = _holders(names)
        for line in lines:
            _join(names, {owner for name in line for owner in holders.get(_folded(name), ())}, line, holders)
    holders = _holders(names)
    return People(
        {name: ids[0] for name, ids in holders.items() if len(ids) == 1},
        {record_id: tuple(known) for record_id, known in names.items()},
        {name: tuple(ids) for name, ids in holders.items() if len(ids) > 1},
    )


def _join(
    names: Mapping[str, dict[str, None]], owners: Collection[str], line: Sequence[str], holders: Mapping[str, list[str]]
) -> None:
    """Give a line of the mailmap to the one person who goes by a part of it; what another has stays that one's."""
    if len(owners) == 1:
        [owner] = owners
        names[owner].update(dict.fromkeys(name for name in line if holders.get(_folded(name), [owner]) == [owner]))


def _holders(names: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """A name, folded → who goes by it. An id means its own record, whoever else claims it."""
    result: dict[str, list[str]] = {}
    for record_id, known in names.items():
        for name in dict.fromkeys(map(_folded, known)):
            result.setdefault(name, []).append(record_id)
    return {**result, **{_folded(record_id): [record_id] for record_id in names}}


def _mailmap_lines(text: str) -> list[list[str]]:
    lines = (_MAILMAP.findall(line) for line in text.splitlines() if not line.lstrip().startswith("#"))
    return [[part.strip() for pair in line for part in pair if part.strip()] for line in lines]


def _folded(name: str) -> str:
    """A name as names are compared: in any case, with single spaces, composed (Unicode, UAX #15)."""
    if not name.isascii():
        import unicodedata

        name = unicodedata.normalize("NFC", name)
    return " ".join(name.casefold().split())
