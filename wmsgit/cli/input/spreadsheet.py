"""`--csv`: whether CSV is exact, for programs, or safe to open in a spreadsheet; one option for every read."""

from typing import Any

import typer
import typer.core

from wmsgit.cli.run import run_of

_SAFE, _EXACT, _FORMAT = "safe", "exact", "csv"
_HELP = "Print CSV: exact, as --format csv does, or safe, in which a spreadsheet evaluates no text."


def add_csv_option(command: Any) -> None:
    """Give a command that can print CSV the option; its function sees the format `csv` and nothing of the option."""
    shown = next((param for param in command.params if param.name == "format"), None)
    if shown is None or _FORMAT not in getattr(shown.type, "choices", ()):
        return
    option = typer.core.TyperOption(
        param_decls=["--csv", "csv_style"],
        type=type(shown.type)([_EXACT, _SAFE], case_sensitive=False),
        help=_HELP,
        callback=_taken,
        expose_value=False,
        is_eager=True,  # before the format, for which it is a default
    )
    command.params.append(option)


def _taken(ctx: typer.Context, _param: Any, value: str | None) -> None:
    if value is not None and not ctx.resilient_parsing:
        run_of(ctx).is_csv_safe = value == _SAFE
        ctx.default_map = {**(ctx.default_map or {}), "format": _FORMAT}
