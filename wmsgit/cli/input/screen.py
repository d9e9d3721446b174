"""Options of every command: `--color` and `--no-pager`, which may stand anywhere on the line; of every read `--csv`.

`--csv` says whether CSV is exact, for programs, or safe to open in a spreadsheet.
"""

from typing import Any

import typer
import typer.core

from wmsgit.cli.run import run_of
from wmsgit.errors import UsageError

COLOR, NO_PAGER = "--color", "--no-pager"
_CHOICES = ("auto", "always", "never")


def add_screen_options(command: Any) -> None:
    """Give a command or group the two, unshown; a field of its own kind goes before them."""
    known = {name for param in command.params for name in param.opts}
    if COLOR not in known:
        command.params.append(
            typer.core.TyperOption(
                param_decls=[COLOR, "shown_color"],
                type=str,
                hidden=True,
                callback=_take_color,
                expose_value=False,
            )
        )
    if NO_PAGER not in known:
        command.params.append(
            typer.core.TyperOption(
                param_decls=[NO_PAGER, "shown_plainly"],
                is_flag=True,
                hidden=True,
                callback=_take_pager,
                expose_value=False,
            )
        )


def _take_color(ctx: typer.Context, _param: Any, value: str | None) -> None:
    if value is None or ctx.resilient_parsing:
        return
    if value.lower() not in _CHOICES:
        raise UsageError(f"{COLOR} is {', '.join(_CHOICES[:2])} or {_CHOICES[2]}, not {value[:100]!r}")
    run_of(ctx).color = value.lower()


def _take_pager(ctx: typer.Context, _param: Any, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        run_of(ctx).uses_pager = False


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
