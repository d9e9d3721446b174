"""Completers: what may stand in a command's argument or option. They read the index only while completing."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from wmsgit.cli.run import Run, run_of
from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind
from wmsgit.schema.transition import Transition

if TYPE_CHECKING:
    from wmsgit.cli.command import Asked, Completer
    from wmsgit.model.record import Data

PATH = "record_path"
_MAX_VALUES = 50
_MAX_PATHS = 300
_LONGEST = 40
Candidates = list[tuple[str, str]]


def complete_ids(kind: Kind | str | None, step: Transition | None = None) -> "Completer":
    """Ids with their titles, of one kind or of all; for a transition, of the records that may take it."""

    def complete(ctx: "Asked", incomplete: str) -> Candidates:
        return _ids(run_of(ctx), kind, incomplete, step)

    return complete


def complete_field(field: Field, kind: Kind | None = None) -> "Completer":
    """The values that a field may have; with its kind, also those that it has."""

    def complete(ctx: "Asked", incomplete: str) -> Candidates:
        return values_of(run_of(ctx), kind, field, incomplete)

    return complete


def complete_kinds(ctx: "Asked", incomplete: str) -> Candidates:
    """The names of the kinds."""
    kinds = run_of(ctx).registry.kinds()
    return [(kind.name, kind.description) for kind in kinds if kind.name.startswith(incomplete)]


def complete_ids_and_assignments(kind: Kind | None, step: Transition | None = None) -> "Completer":
    """Ids; after the first, also `FIELD=`; after the `=`, the field's values."""

    def complete(ctx: "Asked", incomplete: str) -> Candidates:
        run, typed = run_of(ctx), [word for word in ctx.params.get("arguments") or () if "=" not in word]
        if "=" in incomplete:
            return _assignments(run, _kind_of(run, kind, typed), typed, incomplete)
        ids = _ids(run, kind, incomplete, step)
        owner = _kind_of(run, kind, typed) if typed else None
        return ids + (field_names(owner) if owner else [])

    return complete


def complete_terms(kind: Kind) -> "Completer":
    """`FIELD=` and, after it, the values: the terms of a filter or the assignments of `add`."""

    def complete(ctx: "Asked", incomplete: str) -> Candidates:
        if "=" in incomplete:
            return _assignments(run_of(ctx), kind, [], incomplete)
        return field_names(kind)

    return complete


def field_names(kind: Kind) -> Candidates:
    """The kind's fields as the beginnings of assignments."""
    return [(f"{name}=", field.description) for name, field in kind.fields.items() if name != "id"]


def values_of(run: Run, kind: Kind | None, field: Field, incomplete: str) -> Candidates:
    """The values that a field may have: of an enumeration, of a reference, of a truth value; else those it has so far.

    After `@` they are you and files. A text in a field with the name of a kind, such as `milestone`, may be an id.
    """
    if field.enum:
        return [(value, "") for value in field.enum]
    if field.references:
        wildcard = [(field.wildcard, "every record")] if field.wildcard else []
        return wildcard + [item for name in field.kinds for item in _ids(run, name, incomplete, None)]
    if incomplete.startswith("@"):
        return [("@me", "you"), *files_behind_at(run, incomplete)]
    if field.is_person:
        return [("@me", "you"), *(_people(run) or _values_so_far(run, kind, field))]
    if field.types == {"boolean"}:
        return [("true", ""), ("false", "")]
    named = _ids(run, field.name, incomplete, None) if field.name in run.registry.names else []
    return named + [item for item in _values_so_far(run, kind, field) if item[0] not in dict(named)]


def _people(run: Run) -> Candidates:
    """Those who have a record, by name."""
    return [(names[0], names[1] if names[1:] else "") for names in run.workspace.people.spellings.values()]


def _values_so_far(run: Run, kind: Kind | None, field: Field) -> Candidates:
    """The short texts that records have in this field, such as people and labels, the most frequent first."""
    is_short = field.format == "" and not field.properties and "string" in field.types | _item_types(field)
    if kind is None or not is_short or field.name in {kind.argument, "id"} or field.name not in kind.fields:
        return []
    counts = run.workspace.index([kind.name]).counts(kind, field.name)[:_MAX_VALUES]
    texts = [(value, count) for value, count in counts if isinstance(value, str) and len(value) <= _LONGEST]
    return [(value, f"{count} so far") for value, count in texts if value.isprintable()]


def _item_types(field: Field) -> frozenset[str]:
    return frozenset({"string"}) if field.is_list else frozenset()


def files_behind_at(run: Run, incomplete: str) -> Candidates:
    """The files that `@FILE` may name: those that begin as `incomplete` does, folders with a `/`."""
    begun = incomplete.removeprefix("@")
    folder, slash, name = begun.rpartition("/")
    try:
        with os.scandir(run.start / folder if slash else run.start) as entries:
            known = sorted((entry.name, entry.is_dir()) for entry in entries if entry.name.startswith(name))
    except OSError:
        return []
    shown = [(name, is_folder) for name, is_folder in known if name[:1] != "." or begun.endswith(".")]
    return [(f"@{folder}{slash}{name}{'/' if is_folder else ''}", "") for name, is_folder in shown[:_MAX_PATHS]]


def complete_columns(kind: Kind) -> "Completer":
    """Fields after one another, joined by commas."""

    def complete(_: "Asked", incomplete: str) -> Candidates:
        before, comma, _begun = incomplete.rpartition(",")
        named = set(before.split(","))
        fields = {"id": "", **{name: field.description for name, field in kind.fields.items()}, PATH: ""}
        return [(f"{before}{comma}{name}", note) for name, note in fields.items() if name not in named]

    return complete


def complete_record_fields(ctx: "Asked", _incomplete: str) -> Candidates:
    """The fields of the record that is named before, or of every kind."""
    run, record_id = run_of(ctx), ctx.params.get("id") or ""
    kinds = [_kind_of(run, None, [record_id])] if record_id else list(run.registry.kinds())
    return [(name, field.description) for kind in kinds if kind for name, field in kind.fields.items()]


def complete_range(ctx: "Asked", incomplete: str) -> Candidates:
    """Commits' names, also after `A..` and `A...`; and the ids of records."""
    dots = "..." if "..." in incomplete else ".." if ".." in incomplete else ""
    before, _, begun = incomplete.partition(dots) if dots else ("", "", incomplete)
    refs = [(f"{before}{dots}{name}", note) for name, note in [("HEAD", ""), *complete_refs(ctx, begun)]]
    return refs if dots else [*refs, *_ids(run_of(ctx), None, incomplete, None)]


def complete_refs(ctx: "Asked", incomplete: str) -> Candidates:
    """Branches and tags."""
    from wmsgit.features.history.actions.refs import branches_and_tags

    return [(name, "") for name in branches_and_tags(run_of(ctx).present) if name.startswith(incomplete)]


def _assignments(run: Run, kind: Kind | None, ids: list[str], incomplete: str) -> Candidates:
    name, _, begun = incomplete.partition("=")
    head = f"{name}="
    bare = name.rstrip("+-").partition(".")[0]
    field = kind.fields.get(kind.options.get(bare.replace("_", "-"), bare)) if kind else None
    if kind is None or field is None:
        return []
    if field.name == kind.status and ids:
        steps = _legal_targets(run, kind, ids[0])
        if steps:
            return [(head + target, note) for target, note in steps]
    return [(head + value, note) for value, note in values_of(run, kind, field, begun)]


def _legal_targets(run: Run, kind: Kind, record_id: str) -> Candidates:
    """The statuses that a record can go to, each with the transition's sentence."""
    data: Data = run.workspace.record(run.workspace.places([record_id], kind)[0]).data
    return [(step.target, step.description) for step in kind.legal_transitions(data.get(kind.status))]


def _kind_of(run: Run, kind: Kind | None, ids: Iterable[str]) -> Kind | None:
    if kind is not None:
        return kind
    first = next(iter(ids), "")
    return run.workspace.kind(run.workspace.locate(first).kind) if first else None


def _ids(run: Run, kind: Kind | str | None, incomplete: str, step: Transition | None) -> Candidates:
    from wmsgit.cli.input.lookup import MAX_IDS, titles

    if isinstance(kind, str):
        kind = run.registry.kind(kind)
    statuses = step.sources if step else ()
    return titles(run.workspace, kind, incomplete, statuses=statuses, limit=MAX_IDS)
