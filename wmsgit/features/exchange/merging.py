"""What a record becomes when a row with its id is imported over it."""

from typing import Any

from wmsgit.features.exchange.layout import IMPORTED, METADATA
from wmsgit.features.exchange.moments import is_same_moment
from wmsgit.features.exchange.rows import ImportedRecord
from wmsgit.features.exchange.values import is_empty, same
from wmsgit.model.record import Data


def merge_row(existing: Data | None, imported: ImportedRecord) -> Data:
    """The record's fields after the import, in a new dict equal to `existing` where the row says nothing new.

    A value of the row replaces the record's, and a key that the row has without a value removes the field; a
    field that the row does not name stays, and so does one for which the row has no value that can be used. A
    value that says the same in another form, such as the same moment with another offset, leaves the record's
    as it stands.
    """
    if existing is None:
        return dict(imported.data)
    new = {name: value for name, value in imported.data.items() if name != METADATA}
    cleared = imported.cleared - imported.filled
    result = {name: value for name, value in existing.items() if name not in cleared or is_empty(value)}
    for name, value in new.items():
        kept = existing.get(name)
        if is_empty(kept) or not (name in imported.filled or _says_same(kept, value)):
            result[name] = value
    metadata = _merged_metadata(existing.get(METADATA), imported)
    if is_empty(metadata) and not is_empty(existing.get(METADATA)):
        result.pop(METADATA, None)
    elif not same(metadata, existing.get(METADATA)):
        result[METADATA] = metadata
    elif METADATA in existing:
        result[METADATA] = existing[METADATA]
    return result


def _merged_metadata(existing: Any, imported: ImportedRecord) -> Any:
    """The row's metadata, or the record's where the row names none, with the originals of both."""
    new = imported.data.get(METADATA, {})
    if not isinstance(existing, dict):
        return new or existing
    own = new if METADATA in imported.said else existing
    earlier = existing.get(IMPORTED)
    if not isinstance(earlier, dict):
        return {**own, **({IMPORTED: new[IMPORTED]} if IMPORTED in new else {})}
    originals = {key: value for key, value in earlier.items() if key not in imported.said} | new.get(IMPORTED, {})
    rest = {key: value for key, value in own.items() if key != IMPORTED}
    return rest | ({IMPORTED: originals} if originals else {})


def _says_same(kept: Any, value: Any) -> bool:
    return same(kept, value) or is_same_moment(kept, value)
