"""Listing: filters to a query, its result to an output, and what was left out to a footer."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wmsgit.cli.output.data import print_ids, print_records, print_table, warn_unreadable
from wmsgit.cli.run import Run
from wmsgit.errors import UsageError, WmsgitError
from wmsgit.model.value import immutable
from wmsgit.schema.kind import Kind

if TYPE_CHECKING:
    from wmsgit.index.conditions import Condition


@immutable
class ListRequest:
    """What a listing asks for.

    Attributes:
        conditions: the filters.
        where: the SQL condition; empty for none.
        order: fields to sort by.
        limit: how many at most; None for all.
    """

    conditions: tuple["Condition", ...]
    where: str
    order: tuple[str, ...]
    limit: int | None


def list_records(run: Run, kind: Kind, fields: Mapping[str, Sequence[str]], options: Mapping[str, Any]) -> None:
    """Print the records of a kind that fit.

    Args:
        run: the run.
        kind: the kind.
        fields: field → the values that its options name.
        options: `terms`, `where`, `sort`, `limit`, `all`, `format`, `columns`, `view`.
    """
    if options["view"]:
        options = _with_view(run, kind, options)
    conditions = conditions_of(run, kind, fields, options["terms"] or ())
    hidden: dict[str, Condition] = {}
    if options["format"] == "table" and not options["all"]:
        hidden = _implicit(run, kind, conditions, options["where"] or "")
    request = ListRequest(
        (*conditions, *hidden.values()),
        options["where"] or "",
        tuple(options["sort"] or ()),
        options["limit"],
    )
    _print(run, kind, request, options["format"], _columns(options["columns"]), hidden)
    if lines := [*_named_in_vain(run, kind, conditions)]:
        from wmsgit.cli.messages import say

        say(*lines)
    warn_unreadable(run, [kind.name])


def _with_view(run: Run, kind: Kind, options: Mapping[str, Any]) -> Mapping[str, Any]:
    """The options with what a named view says beside them; an order and columns that were given come first.

    Raises:
        NotFoundError: when the kind has no such view.
    """
    from wmsgit.features.records.actions.views import named_view
    from wmsgit.workspace.settings import read_settings

    view = named_view(read_settings(run.workspace), options["view"], kind.name)
    where = [part for part in (options["where"], view.where) if part]
    return {
        **options,
        "terms": [*view.filter, *(options["terms"] or ())],
        "where": " AND ".join(f"({part}\n)" for part in where) if len(where) > 1 else "".join(where),
        "sort": options["sort"] or view.sort,
        "columns": options["columns"] or ",".join(view.columns),
        "all": True,
    }


def _print(
    run: Run, kind: Kind, request: ListRequest, form: str, columns: Sequence[str], hidden: Mapping[str, "Condition"]
) -> None:
    index = run.workspace.index([kind.name])
    how: dict[str, Any] = {"where": request.where, "order": request.order, "limit": request.limit}
    if form == "ids":
        print_ids(index.ids(kind, request.conditions, **how))
    elif form == "table":
        chosen = columns or kind.columns
        rows = index.select(kind, request.conditions, columns=chosen, **how)
        print_table(run, kind, chosen, rows, _footer(run, kind, request, len(rows), hidden))
        if not rows and request.limit != 0:
            from wmsgit.cli.messages import say

            say(f"no {kind.name} fits")
    else:
        print_records(run, index.documents(kind, request.conditions, **how), form, columns=columns)


def _footer(run: Run, kind: Kind, request: ListRequest, count: int, hidden: Mapping[str, "Condition"]) -> list[str]:
    """How many of how many are shown, and why not all; nothing where all are."""
    if not hidden and (request.limit is None or count < request.limit):
        return []
    index, implicit = run.workspace.index([kind.name]), set(map(id, hidden.values()))
    wanted = [condition for condition in request.conditions if id(condition) not in implicit]
    is_cut = request.limit is not None and count >= request.limit
    fitting = index.count(kind, request.conditions, where=request.where) if is_cut else count
    total = index.count(kind, wanted, where=request.where)
    reasons = [f"{' and '.join(hidden)} left out"] if total > fitting else []
    reasons += [f"--limit {request.limit}"] if fitting > count else []
    lifted = " (--all shows everything)" if total > fitting else ""
    return [f"{count:,} of {total:,} shown; {', '.join(reasons)}{lifted}"] if reasons else []


def conditions_of(
    run: Run, kind: Kind, fields: Mapping[str, Sequence[str]], terms: Sequence[str]
) -> tuple["Condition", ...]:
    """The filters of options and of terms as conditions of a query.

    Raises:
        UsageError, InvalidError: when a term is no filter, or names no field.
    """
    from wmsgit.index.conditions import condition_for, parse_term

    words = [term for term in terms if "=" not in term]
    if words:
        raise UsageError(
            f"{words[0][:100]!r} is no filter",
            hint=f"a filter is FIELD=VALUE; for words: wmsgit search {' '.join(words)[:100]} --kind {kind.name}",
        )
    if not fields and not terms:
        return ()
    meaning = run.workspace.value_context()
    chosen = [condition_for(kind, name, "", values, meaning) for name, values in fields.items()]
    return (*chosen, *(parse_term(term, kind, meaning) for term in terms))


def _named_in_vain(run: Run, kind: Kind, conditions: Sequence["Condition"]) -> Iterator[str]:
    """The records that filters name and that are not there, each with the nearest that is."""
    from wmsgit.index.query import ids_condition

    for condition in conditions:
        yield from _nobody(run, kind, condition)
        field = kind.references.get(condition.field)
        if field is None or condition.operator or not run.workspace.registry.has(field.references):
            continue
        other = run.workspace.kind(field.references)
        there = {
            field.wildcard,
            *run.workspace.index([other.name]).ids(other, [ids_condition(other, condition.values)]),
        }
        for value in condition.values:
            if value and value not in there:
                yield from _no_record(run, other, value)


def _no_record(run: Run, kind: Kind, value: str) -> Iterator[str]:
    try:
        run.workspace.locate(value, kind, exact=True)
    except WmsgitError as error:
        yield f"{error.message} ({error.hint})" if error.hint else error.message


def _nobody(run: Run, kind: Kind, condition: "Condition") -> Iterator[str]:
    """Why the names in a filter mean no person."""
    field = kind.fields.get(condition.field)
    if field is not None and field.is_person and condition.operator in {"", "not"}:
        names = [name for name in condition.values if name not in {"", "@me"}]
        yield from filter(None, map(run.workspace.people.doubt, names))


def _implicit(run: Run, kind: Kind, conditions: Sequence["Condition"], where: str) -> dict[str, "Condition"]:
    """What a table leaves out, by what the footer says of it; nothing that was asked for."""
    from wmsgit.index.conditions import condition_for

    named = {condition.field for condition in conditions}
    meaning = run.workspace.value_context()
    result: dict[str, Condition] = {}
    if kind.status and kind.closed and kind.status not in named and kind.status not in where:
        result["closed"] = condition_for(kind, kind.status, "not", kind.closed, meaning)
    field = _repository_field(kind)
    context = _context(run) if field and field not in named and field not in where else ""
    if context:
        result[f"other repositories than {context}"] = condition_for(kind, field, "", [context], meaning)
    return result


def _repository_field(kind: Kind) -> str:
    """The field by which a context narrows a list: the first that refers to repositories."""
    return next((name for name, field in kind.references.items() if field.references == "repo"), "")


def _context(run: Run) -> str:
    """The repository that a context narrows tables to; empty where none is set."""
    from wmsgit.workspace.extensions import CONTEXTS

    if not run.workspace.keeps(CONTEXTS):
        return ""
    from wmsgit.features.sessions.actions.switches import current_context

    switch = current_context(run.workspace, run.environ.get("WMSGIT_CONTEXT", ""))
    return switch.repo if switch else ""


def _columns(text: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())
