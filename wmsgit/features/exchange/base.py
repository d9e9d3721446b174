"""What a source said last of a record: digests of its values, under `metadata.import_base.<source>`.

They have no time and no version, so that an unchanged source changes nothing, and branches that import the same do
not conflict. A list has, besides its own digest, those of its items: what was added and removed is known of each.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from json.encoder import encode_basestring
from typing import Any

from wmsgit.features.exchange.layout import IMPORT_BASE, IMPORTED, METADATA
from wmsgit.features.exchange.moments import in_one_spelling
from wmsgit.features.exchange.values import is_empty
from wmsgit.model.record import Data

Path = tuple[str, ...]
_DIGITS = 12
_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, default=str).encode


@dataclass(frozen=True)
class ImportBase:
    """What one source said of one record when it was taken last.

    Attributes:
        id: what the source calls it, whatever its id is here.
        fields: name of a value, see `name_of` → its digest.
        items: name of a list → the digests of its items, in order.
        zone: the zone of its times without one; empty for UTC.
        after: the row before it in its file, where the order of the ids does not say so.
    """

    id: str
    fields: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    zone: str = ""
    after: str = ""

    def as_data(self) -> Data:
        """As it stands in the record."""
        data: Data = {"id": self.id, "fields": dict(sorted(self.fields.items()))}
        data["items"] = {name: " ".join(digests) for name, digests in sorted(self.items.items())}
        data |= {"zone": self.zone, "after": self.after}
        return {name: value for name, value in data.items() if value}


def base_in(data: Data, source: str) -> ImportBase | None:
    """The base that a record has of a source; None for none, or for what is none."""
    bases = _bases(data)
    kept = bases.get(source)
    if not isinstance(kept, dict) or not isinstance(kept.get("id"), str):
        return None
    items = {name: tuple(text.split()) for name, text in _texts(kept.get("items")).items()}
    zone, after = (kept.get(name) if isinstance(kept.get(name), str) else "" for name in ("zone", "after"))
    return ImportBase(kept["id"], _texts(kept.get("fields")), items, zone or "", after or "")


def sources_in(data: Data) -> list[str]:
    """The sources of which a record has a base."""
    return list(_bases(data))


def with_base(data: Data, source: str, base: ImportBase) -> Data:
    """The record's fields with this base of a source."""
    metadata = data.get(METADATA)
    rest = metadata if isinstance(metadata, dict) else {}
    return {**data, METADATA: {**rest, IMPORT_BASE: {**_bases(data), source: base.as_data()}}}


def without_bases(data: Data) -> Data:
    """The record's fields as they were before any import remembered something in them."""
    metadata = data.get(METADATA)
    if not isinstance(metadata, dict) or IMPORT_BASE not in metadata:
        return data
    rest = {name: value for name, value in metadata.items() if name != IMPORT_BASE}
    plain = {name: value for name, value in data.items() if name != METADATA}
    return {**plain, METADATA: rest} if rest else plain


def zone_in(data: Data) -> str:
    """The zone in which some source had the record's times; empty for UTC."""
    bases = (base_in(data, source) for source in _bases(data))
    return next((base.zone for base in bases if base and base.zone), "")


def values_in(data: Data) -> dict[Path, Any]:
    """The values that an import compares, one by one: an object's by its keys, all others whole."""
    return {path: value for path, value in _values(data, ()) if not is_empty(value)}


@lru_cache(maxsize=1024)
def name_of(path: Path) -> str:
    """A value's name in a base: `metadata.imported.updated`; a dot in a key is `~1`, a tilde `~0` (RFC 6901)."""
    return ".".join(part.replace("~", "~0").replace(".", "~1") for part in path)


def digest(value: Any) -> str:
    """12 hexadecimal digits by which a value is known, in whatever spelling its moments are; empty for no value."""
    if isinstance(value, str):
        return _digest_of_text(value)
    return "" if is_empty(value) else _digest(value)


@lru_cache(maxsize=4096)
def _digest_of_text(text: str) -> str:
    return _digest(text)


def _digest(value: Any) -> str:
    return sha256(_spelled(value).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def digests_of(value: Any) -> tuple[str, ...]:
    """The digests of a list's items; none for what is no list."""
    return tuple(map(digest, value)) if isinstance(value, list) else ()


def _values(data: Mapping[str, Any], above: Path) -> Iterator[tuple[Path, Any]]:
    for name, value in data.items():
        path = (*above, name)
        if path == (METADATA, IMPORT_BASE):
            continue
        if isinstance(value, dict) and (len(path) == 1 or path == (METADATA, IMPORTED)):
            yield from _values(value, path)
        else:
            yield path, value


def _spelled(value: Any) -> str:
    """A value as JSON. Texts and lists of them are most values; an encoder is made for each other one."""
    if isinstance(value, str):
        return encode_basestring(in_one_spelling(value))
    if isinstance(value, list):
        return f"[{', '.join(map(_spelled, value))}]"
    return _encode(_plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return in_one_spelling(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items() if not is_empty(part)}
    return value


def _bases(data: Data) -> Data:
    metadata = data.get(METADATA)
    bases = metadata.get(IMPORT_BASE) if isinstance(metadata, dict) else None
    return bases if isinstance(bases, dict) else {}


def _texts(value: Any) -> dict[str, str]:
    return {name: text for name, text in value.items() if isinstance(text, str)} if isinstance(value, dict) else {}
