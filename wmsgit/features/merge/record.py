"""Records: the three-way merge of one record's file, from bytes to bytes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, product
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from wmsgit.errors import InvalidError
from wmsgit.features.merge.assembly import Assembly
from wmsgit.features.merge.outcome import ABSENT, MARKER_SIZE, MergedValue, OpenField, three_way
from wmsgit.features.merge.segments import Parts, parts_of
from wmsgit.features.merge.values import merge_data
from wmsgit.model.same import same
from wmsgit.schema.merge_rule import MergeRule, merge_rules
from wmsgit.schema.shape import ANYTHING, Shape, shape_of
from wmsgit.store.document import BOM, Document, read_data, read_document
from wmsgit.store.refusal import EditError

if TYPE_CHECKING:
    from wmsgit.model.ports import TextMerge
else:  # see `wmsgit.schema.shape`
    TextMerge = object

_CANNOT = "the files are written in a way that cannot be combined"

How = Literal["fields", "text", "whole"]


class Merged(NamedTuple):
    """A merged file.

    Attributes:
        text: the file; conflicts stand between markers.
        is_clean: whether nobody has to look at it.
        how: `fields`, merged field by field; `text`, line by line because a version could not be read as a
            record (then there may be no markers); `whole`, not combined at all.
        reason: why not field by field, one sentence; empty where it was.
        open: the fields that a person must choose.
    """

    text: bytes
    is_clean: bool
    how: How = "fields"
    reason: str = ""
    open: tuple[OpenField, ...] = ()


class Rules(NamedTuple):
    """What a merge goes by.

    Attributes:
        fields: how the kind's fields merge; none where the kind is not known.
        shape: the types that its schema admits.
        texts: Git's merge of texts.
        marker_size: how many signs a marker of a conflict has.
    """

    fields: Mapping[str, MergeRule]
    shape: Shape
    texts: TextMerge
    marker_size: int = MARKER_SIZE

    @classmethod
    def of(
        cls,
        schema: Mapping[str, Any] | None,
        texts: TextMerge,
        marker_size: int = MARKER_SIZE,
        *,
        has_older_lists: bool = False,
    ) -> "Rules":
        """The rules that a kind's JSON Schema gives; those of data that no schema describes for None.

        `has_older_lists`: see `merge_rules`.
        """
        try:
            fields = merge_rules(schema or {}, has_older_lists=has_older_lists)
        except RecursionError:  # it leads back into itself; `check` says so
            schema, fields = None, {}
        return cls(fields, shape_of(schema) if schema else ANYTHING, texts, marker_size)


def merge_texts(base: bytes | None, ours: bytes, theirs: bytes, rules: Rules, *, path: str = "") -> Merged:
    """Merges the file of one record.

    A side that changed nothing gives the other side byte for byte. What either side wrote is in the result or
    between the markers of a conflict. Two records of different ids are never combined, nor are two that both
    sides made.

    Args:
        base: the common ancestor's file; None or nothing where there was none.
        ours: our side, which the result is written over.
        theirs: the other side.
        rules: what the merge goes by.
        path: the record's path, whose name is the id of a record that does not state it.
    """
    if theirs in (ours, base):
        return Merged(ours, is_clean=True)
    if ours == base:
        return Merged(theirs, is_clean=True)
    if not base:
        return _whole(ours, theirs, rules, "both sides made a record of this id")
    try:
        documents = [read_document(side, rules.shape) for side in (ours, theirs)]
        ancestor = _ancestor(base, rules.shape)
    except InvalidError as error:
        return _as_text(base, ours, theirs, rules, f"one version is no readable record: {error.message}")
    ids = [_id_of(data, path) for data in (ancestor[0], *(document.data for document in documents))]
    if ids[1] != ids[2]:
        return _whole(ours, theirs, rules, f"these are two records, {ids[1]} and {ids[2]}")
    if ids[0] != ids[1]:
        return _whole(ours, theirs, rules, f"the common ancestor is another record, {ids[0]}")
    merged = _by_fields(ancestor, documents[0], documents[1], rules)
    return merged or _whole(ours, theirs, rules, _CANNOT)


def merge_new(ours: bytes, theirs: bytes, rules: Rules) -> Merged:
    """Merges two files of which a person has said that they are the same record, made on both sides.

    Raises:
        InvalidError: when one cannot be read.
    """
    documents = [read_document(side, rules.shape) for side in (ours, theirs)]
    merged = _by_fields(({}, None), documents[0], documents[1], rules)
    return merged or _whole(ours, theirs, rules, _CANNOT)


def _id_of(data: Mapping[str, Any], path: str) -> str:
    if "id" in data:
        return str(data["id"])
    from wmsgit.model.identity import id_of_path  # records state their ids

    return id_of_path(path)


_Ancestor = tuple[dict[str, Any], Document | None]


def _ancestor(base: bytes, shape: Shape) -> _Ancestor:
    """The ancestor's data and text. One that is itself a merge with conflicts does not have the open fields.

    Git merges the ancestors first where there are several; what was open there is the choice of no side.
    """
    sides = None
    if b"<<<<<<<" in base:
        from wmsgit.features.merge.markers import sides_of

        sides = sides_of(base)
    if sides is None:
        document = read_document(base, shape)
        return document.data, document
    item, other = (read_document(side, shape) for side in (sides.ours, sides.theirs))
    agreed = {name: value for name, value in item.data.items() if same(value, other.data.get(name, ABSENT))}
    return agreed, None


def _by_fields(ancestor: _Ancestor, ours: Document, theirs: Document, rules: Rules) -> Merged | None:
    """The merge of readable records; None where no text was found that reads as it should."""
    data, base = ancestor
    merged = merge_data(data, ours.data, theirs.data, rules.fields, rules.texts)
    assembly = None
    if all(_is_plain(name, data, ours.data, theirs.data) for name in {**ours.data, **theirs.data}):
        assembly = _assembly(ancestor, ours, theirs, merged, rules)
        for text in assembly.plain() if assembly else ():
            if _reads_as(text, merged, rules.shape):
                return Merged(text, is_clean=True)
    if base is not None:
        from wmsgit.features.merge.whole_text import merged_by_lines  # most merges take every field's lines as they are

        by_lines = merged_by_lines((base, ours, theirs), merged, rules.fields, rules.texts)
        if by_lines is not None:
            return Merged(by_lines, is_clean=True)
    assembly = assembly or _assembly(ancestor, ours, theirs, merged, rules)
    for text in chain(_built(assembly, rules, (base, ours, theirs)), _edited(base, ours, theirs, merged, rules)):
        if _reads_as(text, merged, rules.shape):
            return Merged(text, is_clean=not merged.open, open=merged.open)
    return None


def _is_plain(name: str, *versions: Mapping[str, Any]) -> bool:
    """Whether at most one side changed a field, or both alike."""
    base, ours, theirs = (version.get(name, ABSENT) for version in versions)
    return three_way(base, ours, theirs) is not None


def _assembly(
    ancestor: _Ancestor, ours: Document, theirs: Document, merged: MergedValue, rules: Rules
) -> Assembly | None:
    data, base = ancestor
    mine, yours = parts_of(ours), parts_of(theirs)
    if mine is None or yours is None:
        return None
    # Where nothing is known of how the ancestor was written, ours counts as what was changed.
    old = parts_of(base) if base else Parts(newline=yours.newline, has_bom=yours.has_bom, ends=yours.ends)
    if old is None:
        return None
    return Assembly((old, mine, yours), (data, ours.data, theirs.data), merged, rules.shape)


def _built(assembly: Assembly | None, rules: Rules, versions: Sequence[Document | None]) -> Iterator[bytes]:
    from wmsgit.features.merge.field_text import CannotAssembleError, FieldTexts

    if assembly is None:
        return
    known: dict[str, Document] = {}
    for unended, attempt in product(dict.fromkeys((assembly.unended, "")), assembly.attempts):
        try:
            fields = FieldTexts(
                rules.shape, rules.texts, rules.marker_size, assembly.newline, unended, known, versions, attempt
            )
            yield from assembly.built(fields)
        except CannotAssembleError:
            continue


def _edited(
    base: Document | None, ours: Document, theirs: Document, merged: MergedValue, rules: Rules
) -> Iterator[bytes]:
    """The file of one side with the other's data, and with the other's comments at its head."""
    from wmsgit.features.merge.comments import comments_due
    from wmsgit.features.merge.markers import conflict
    from wmsgit.store.edit import edited
    from wmsgit.store.formatting import comments_of

    due = comments_due(*(Counter(comments_of(item) if item else ()) for item in (base, ours, theirs)))
    for carrier in (ours, theirs):
        try:
            documents = [edited(carrier, value, rules.shape) for value in (merged.ours, merged.theirs)]
        except (EditError, InvalidError):
            continue
        lost = list((due - Counter(comments_of(documents[0]))).elements())
        texts = [_with_comments(document, lost) for document in documents]
        text = texts[0]
        if merged.open:
            text = conflict(*texts, marker_size=rules.marker_size, newline=carrier.lines.newline)
        yield (BOM + text if carrier.has_bom else text).encode()
        return


def _with_comments(document: Document, comments: Iterable[str]) -> str:
    """A record's text with comments more, above the first field."""
    text, lines = document.text, document.lines
    at = lines.start(document.root.start) if lines.leads(document.root.start) else 0
    added = "".join(f"{comment}{lines.newline}" for comment in comments)
    return text[:at] + added + text[at:]


def _reads_as(text: bytes, merged: MergedValue, shape: Shape) -> bool:
    try:
        if not merged.open:
            return same(read_data(text, shape), merged.ours)
        from wmsgit.features.merge.markers import sides_of

        sides = sides_of(text)
        return sides is not None and (
            same(read_data(sides.ours, shape), merged.ours) and same(read_data(sides.theirs, shape), merged.theirs)
        )
    except InvalidError:
        return False


def _as_text(base: bytes, ours: bytes, theirs: bytes, rules: Rules, reason: str) -> Merged:
    """Git's own merge. A person has to look at it even where it has no conflicts: nobody could read it."""
    marking = rules.texts.marking(base, ours, theirs, marker_size=rules.marker_size)
    if marking is None:
        return _whole(ours, theirs, rules, reason)
    return Merged(marking, is_clean=False, how="text", reason=reason)


def _whole(ours: bytes, theirs: bytes, rules: Rules, reason: str) -> Merged:
    from wmsgit.features.merge.markers import whole_conflict

    text = whole_conflict(ours, theirs, marker_size=rules.marker_size)
    return Merged(text, is_clean=False, how="whole", reason=reason)
