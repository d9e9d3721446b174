"""People: which names mean the same person. The one place that says so, for holders, reviewers, owners and `@me`."""

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from wmsgit.model.text import did_you_mean, shortened
from wmsgit.model.value import immutable

_MAILMAP = r"([^<>#]*)<([^<>]*)>"
"""A name and the address after it in a line of a `.mailmap`; compiled where one is read."""

Names = Mapping[str, Mapping[str, None]]
"""Id → names of the person, in their order."""


@immutable
class People:
    """Who is who. Without any, every name means itself, in this very spelling.

    Attributes:
        ids: a name, folded → the id of the person who goes by it. A name of several people is none.
        spellings: id → every name that means this person alone, the id first.
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
        before, sign, address = name.partition("<")
        if not result and sign:
            result = self.ids.get(_folded(address.rstrip().removesuffix(">"))) or self.ids.get(_folded(before))
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
    stated = {record_id: dict.fromkeys((record_id, *further)) for record_id, further in named}
    mapped = _mapped(stated, _mailmap_lines(mailmap)) if mailmap else {}
    holders = {**_holders(mapped), **_holders(stated), **{_folded(record_id): [record_id] for record_id in stated}}
    return People(
        {name: ids[0] for name, ids in holders.items() if len(ids) == 1},
        {
            record_id: tuple(
                name for name in {**known, **mapped.get(record_id, {})} if holders[_folded(name)] == [record_id]
            )
            for record_id, known in stated.items()
        },
        {name: tuple(ids) for name, ids in holders.items() if len(ids) > 1},
    )


def _mapped(stated: Names, lines: Sequence[tuple[list[str], list[str]]]) -> Names:
    """What a mailmap adds to whom. An address says whose a line is, else its first name; a name alone may be shared."""
    result: dict[str, dict[str, None]] = {record_id: {} for record_id in stated}
    size = -1
    while size != (size := sum(map(len, result.values()))):
        known = {**_holders(result), **_holders(stated)}
        for addresses, names in lines:
            owners = {owner for address in addresses for owner in known.get(_folded(address), ())}
            owners = owners or {owner for name in names[:1] for owner in known.get(_folded(name), ())}
            if len(owners) == 1:
                result[owners.pop()].update(dict.fromkeys((*addresses, *names)))
    return result


def _holders(names: Names) -> dict[str, list[str]]:
    """A name, folded → who goes by it."""
    result: dict[str, list[str]] = {}
    for record_id, known in names.items():
        for name in dict.fromkeys(map(_folded, known)):
            result.setdefault(name, []).append(record_id)
    return result


def _mailmap_lines(text: str) -> list[tuple[list[str], list[str]]]:
    """The addresses and the names of each line."""
    result = []
    for line in text.splitlines():
        pairs = [] if line.lstrip().startswith("#") else re.findall(_MAILMAP, line)
        parts = [(name.strip(), address.strip()) for name, address in pairs]
        result.append(([address for _, address in parts if address], [name for name, _ in parts if name]))
    return result


def _folded(name: str) -> str:
    """A name as names are compared: in any case, with single spaces, composed (Unicode, UAX #15)."""
    if not name.isascii():
        import unicodedata

        name = unicodedata.normalize("NFC", name)
    return " ".join(name.casefold().split())
