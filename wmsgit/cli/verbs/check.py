"""`check`: every problem at once. It writes nothing."""

from typing import Annotated, Literal

import typer

from wmsgit.cli.input.options import Timeout, format_option
from wmsgit.cli.run import Run
from wmsgit.errors import UsageError

EXAMPLES = (
    "wmsgit check",
    "wmsgit check --format github --strict",
    "wmsgit check --base origin/main",
    "wmsgit check --base origin/main --merged",
)
DETAILS = (
    "Problems are printed as path:line:column: CODE message. Exit code 1 when there is an error; warnings"
    " are grouped by cause and count only with --strict. With PATH, only what is found there is reported."
    " With --base, the change since that branch is checked, too, by that branch's schemas and settings:"
    " what it loosens of the base's transitions, frozen fields, gates, rules, baselines and waivers first, which fails"
    " unless --accept-policy is given, then changed schemas, illegal steps of status, frozen fields, closed records"
    " that wait for open ones, deleted records that are frozen or named, and ids that moved, were reused or were given"
    " on both sides."
    " With --merged, only what a merge of the two would bring about and neither side has is reported."
)


def run(
    run: Run,
    *,
    paths: Annotated[list[str] | None, typer.Argument(metavar="[PATH]...")] = None,
    staged: Annotated[
        bool, typer.Option("--staged", help="Check what the next commit would have, not the files.")
    ] = False,
    fmt: Annotated[bool, typer.Option("--fmt", help="Warn of records not in canonical form, too.")] = False,
    base: Annotated[
        str | None,
        typer.Option("--base", metavar="REF", help="Check the change since this branch, too, by its schemas."),
    ] = None,
    merged: Annotated[
        bool, typer.Option("--merged", help="Report only what a merge with --base would bring about.")
    ] = False,
    accept_policy: Annotated[
        bool, typer.Option("--accept-policy", help="Accept what the change loosens of the base's policy.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail the check, too.")] = False,
    format: Annotated[  # noqa: A002
        Literal["text", "json", "github", "sarif"],
        format_option("For people, programs, GitHub annotations, code scanning."),
    ] = "text",
    timeout: Timeout = None,  # noqa: ARG001 - see `wmsgit.cli.deadline`
) -> int:
    """Print the findings; 1 when there is an error."""
    from wmsgit.cli.input.targets import inside_workspace
    from wmsgit.cli.output.checking import SinceBase, check_records

    named = [inside_workspace(run, path) for path in paths or ()]
    _require_fitting(base=base, merged=merged, staged=staged, at=run.at, accept_policy=accept_policy)
    change = SinceBase(base, is_merged=merged, is_accepted=accept_policy) if base else None
    return check_records(run, named, staged=staged, fmt=fmt, strict=strict, change=change, form=format)


def _require_fitting(*, base: str | None, merged: bool, staged: bool, at: str, accept_policy: bool) -> None:
    """Refuse options that do not go together.

    Raises:
        UsageError: when they do not.
    """
    if base == "":  # a script's variable that is not set: to check nothing then would be a lie
        raise UsageError("--base needs a branch, a tag or a commit after it", hint="such as: --base origin/main")
    if merged and not base:
        raise UsageError("--merged takes a --base, which it merges with")
    if accept_policy and (merged or not base):
        raise UsageError("--accept-policy takes a --base, of whose policy the change loosens something")
    if base and at:
        raise UsageError("--base and --at cannot be combined", hint="--base looks at the files")
    if base and staged:
        raise UsageError("--base and --staged cannot be combined", hint="--base looks at the files")
