"""`--color` and `--no-pager`, which may stand anywhere on the line: also after every command and every noun."""

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
