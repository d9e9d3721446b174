"""Fields on the command line: the options that are made of a schema."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wmsgit.cli.command import parameter
from wmsgit.cli.messages import one_line
from wmsgit.cli.values import StandardInput, given_text
from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind

if TYPE_CHECKING:
    from wmsgit.features.records.assignments import Assignment

FIELDS = "Fields"


def field_parameters(kind: Kind, taken: Sequence[str], *, repeatable: bool) -> tuple[list[Any], Mapping[str, str]]:
    """Parameters of a signature, one a field, and parameter name → field name.

    Args:
        kind: the kind.
        taken: names of options that the command has itself; they win.
        repeatable: whether every option may be given several times; else only those of lists.
    """
    spelled: dict[str, list[str]] = {}
    for option, name in kind.options.items():
        if option not in {*taken, "help"} and re.fullmatch(r"[A-Za-z0-9][\w.-]*", option, re.ASCII):
            spelled.setdefault(name, []).append(f"--{option}")
    names = {f"field_{index}": name for index, name in enumerate(spelled)}
    parameters = [
        parameter(key, _annotation(kind.fields[name], spelled[name], repeatable=repeatable))
        for key, name in names.items()
    ]
    return parameters, names


def _annotation(field: Field, options: Sequence[str], *, repeatable: bool) -> Any:
    many = repeatable or field.is_list
    info = typer.Option(*options, metavar="VALUE", help=_help(field), rich_help_panel=FIELDS)
    return Annotated[list[str] | None if many else str | None, info]


def _help(field: Field) -> str:
    values = f" One of {', '.join(field.enum)}." if field.enum else ""
    return one_line(field.description) + values


def option_assignments(
    kind: Kind, names: Mapping[str, str], values: Mapping[str, Any], stdin: StandardInput
) -> list["Assignment"]:
    """What `--field VALUE` options of `add` assign.

    Args:
        kind: the kind.
        names: parameter name → field name, as `field_parameters` gave them.
        values: parameter name → what was typed.
        stdin: for `@-`.
    """
    result: list[Assignment] = []
    for key, name in names.items():
        given = values.get(key)
        for text in [given] if isinstance(given, str) else given or ():
            result += _assigned(kind.fields[name], given_text(text, stdin))
    return result


def _assigned(field: Field, text: str) -> list["Assignment"]:
    from wmsgit.features.records.assignments import Assignment

    if not field.is_list or text == "" or text.lstrip().startswith("["):
        return [Assignment((field.name,), "=", text)]
    parts = [text] if field.properties else [part.strip() for part in text.split(",") if part.strip()]
    return [Assignment((field.name,), "+=", part) for part in parts]
