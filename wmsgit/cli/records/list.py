"""`list`: the records of a kind that fit, as a table or for programs."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

import typer

from wmsgit.cli.command import Built, parameter, with_parameters
from wmsgit.cli.input.completers import complete_columns, complete_field, complete_terms
from wmsgit.cli.input.fields import field_parameters
from wmsgit.cli.input.options import Format, Where
from wmsgit.cli.run import Run
from wmsgit.schema.kind import Kind

DETAILS = (
    "A filter is FIELD=VALUE, FIELD.not=VALUE, FIELD.after=-7d, FIELD.before=today, FIELD.contains=TEXT "
    "or FIELD= for an absent field; @me is you. Filters of one field are alternatives, different fields "
    "must all fit. A table, on a terminal and in a pipe, leaves out closed records and other repositories than the "
    "context's, and says so; --all shows them. Every other format shows everything."
)
_OWN = ("where", "sort", "limit", "all", "format", "columns", "view", "at")
_Terms = Annotated[list[str] | None, typer.Argument(metavar="[FILTER]...")]
_Sort = Annotated[
    list[str] | None,
    typer.Option("--sort", metavar="[-]FIELD", help="Order by this field, descending with '-'; repeatable."),
]
_Limit = Annotated[int | None, typer.Option("--limit", metavar="N", min=0, help="At most so many.")]
_All = Annotated[bool, typer.Option("--all", help="Leave nothing out of a table.")]
_Columns = Annotated[
    str | None, typer.Option("--columns", metavar="FIELD,...", help="The columns of a table or of CSV.")
]
_View = Annotated[
    str,
    typer.Option(
        "--view", metavar="NAME", help="What a view of records/workspace.yaml says, and these filters beside."
    ),
]


Instead = Callable[[Run, Kind, Mapping[str, Any], Mapping[str, Any]], bool]
"""Given the run, the kind, the filters and the options: prints something else, and says whether it has."""


def build(kind: Kind | None, more: Sequence[Any] = (), instead: Instead | None = None) -> Built:
    """The function for a kind; a noun's own list may have more parameters, and print something else for them."""
    assert kind is not None  # list stands only after a noun
    options, names = field_parameters(kind, _OWN, repeatable=True)
    parameters = [
        parameter("terms", _Terms),
        parameter("where", Where),
        parameter("sort", _Sort),
        parameter("limit", _Limit),
        parameter("all", _All, default=False),
        parameter("format", Format, "table"),
        parameter("columns", _Columns),
        parameter("view", _View, ""),
        *more,
        *options,
    ]

    def run(run: Run, **values: Any) -> None:
        from wmsgit.cli.output.listing import list_records

        fields = {name: values[key] for key, name in names.items() if values[key]}
        if instead is None or not instead(run, kind, fields, values):
            list_records(run, kind, fields, values)

    completers = {key: complete_field(kind.fields[name], kind) for key, name in names.items()}
    completers |= {"terms": complete_terms(kind), "sort": _complete_sort(kind), "columns": complete_columns(kind)}
    return Built(with_parameters(run, parameters), (_example(kind),), completers)


def _complete_sort(kind: Kind) -> Any:
    def complete(_: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        sign = "-" if incomplete.startswith("-") else ""
        return [(f"{sign}{name}", field.description) for name, field in kind.fields.items()]

    return complete


def _example(kind: Kind) -> str:
    filters = _option(kind, kind.status) + (f" {kind.date}.after=-7d" if kind.date else "")
    return f"wmsgit {kind.name} list{filters} --format json"


def _option(kind: Kind, name: str) -> str:
    options: Mapping[str, str] = kind.options
    values = kind.fields[name].enum if name else ()
    option = next((option for option, field in options.items() if field == name), "")
    return f" --{option} {values[0]}" if option and values else ""
