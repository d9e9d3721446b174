"""`drift scan`: checks the rules of the decisions over the repositories."""

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from wmsgit.cli.input.completers import complete_ids
from wmsgit.cli.input.options import Message, NoCommit, Timeout, format_option, how
from wmsgit.cli.run import Run
from wmsgit.errors import UsageError, WmsgitError
from wmsgit.model.version import __version__

if TYPE_CHECKING:
    from wmsgit.features.drift.actions.scan import ScanReport
    from wmsgit.workspace.writing.operation import WriteOptions, WriteResult

EXAMPLES = (
    "wmsgit drift scan",
    "wmsgit drift scan api --ref staged --fail-on HIGH",
    "wmsgit drift scan --record",
    "wmsgit drift scan --try ADR-007",
)
DETAILS = (
    "Looks at all members, or those that are named, at --ref: HEAD, staged, worktree or any revision. With --base, the"
    " rules, baselines and waivers are those of that branch of the workspace; what this change loosens of them is told"
    " first, as POLICY-CHANGED, and makes the exit code 1 unless --accept-policy is given. Exit code"
    " 1 when there are new or open findings at or above --fail-on, 7 when something could not be evaluated, which"
    " counts more; with --ref staged --changed, as a hook asks, only what the staged files can have caused. --record"
    " writes what was opened, resolved and reopened to the drift records in one commit. It looks at each member's"
    " default branch at its remote, as last fetched, unless --ref HEAD or another is given; of a member at an older"
    " commit than was recorded before it writes nothing. --try evaluates the rules of a decision that is not in force"
    " yet, or is no more, and records nothing."
)
COMPLETERS = {"names": complete_ids("repo")}

Show = Annotated[
    Literal["baselined"] | None,
    typer.Option("--show", help="Name the baselined findings, too, which are only counted otherwise."),
]

Trial = Annotated[
    list[str] | None,
    typer.Option("--try", metavar="ADR", help="Evaluate this record's rules alone, a draft's too."),
]
Ref = Annotated[
    str | None,
    typer.Option(
        "--ref",
        metavar="REF",
        help="HEAD, staged, worktree, or a revision of each repository. HEAD when absent; with --record its default"
        " branch at its remote, as last fetched.",
    ),
]
Changed = Annotated[
    bool, typer.Option("--changed", help="Look only at files that changed since --base, or the commit before.")
]
Base = Annotated[
    str | None,
    typer.Option("--base", metavar="REF", help="Judge by this branch's rules, baselines and waivers."),
]


def run(
    run: Run,
    *,
    names: Annotated[list[str] | None, typer.Argument(metavar="[REPO]...")] = None,
    ref: Ref = None,
    changed: Changed = False,
    base: Base = None,
    accept_policy: Annotated[
        bool, typer.Option("--accept-policy", help="Accept what the change loosens of these.")
    ] = False,
    trial: Trial = None,
    record: Annotated[bool, typer.Option("--record", help="Write what changed in life, in one commit.")] = False,
    fail_on: Annotated[
        Literal["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFO"],
        typer.Option("--fail-on", help="The least severity that makes the exit code 1.", case_sensitive=False),
    ] = "LOW",
    format: Annotated[  # noqa: A002
        Literal["text", "json", "github", "sarif", "junit"],
        format_option("For people, programs, GitHub annotations, code scanning, CI."),
    ] = "text",
    show: Show = None,
    timeout: Timeout = None,  # noqa: ARG001 - see `wmsgit.cli.deadline`
    message: Message = "",
    no_commit: NoCommit = False,
) -> int:
    """Print the findings; 1 when some fail, 7 when not everything could be evaluated."""
    from wmsgit.cli.values import require_text
    from wmsgit.features.drift.actions.scan import Request, scan
    from wmsgit.features.drift.actions.views import DEFAULT_BRANCH

    _require_fitting(base=base, accept_policy=accept_policy, record=record, at=run.at, trial=trial)
    wanted, tried = ([require_text(name) for name in values or ()] for values in (names, trial))
    since = require_text(base or "")
    state = require_text(ref) if ref is not None else DEFAULT_BRANCH if record else "HEAD"
    request = Request(
        wanted, state, changed, since, since, is_accepted=accept_policy, start=run.start, trial=tuple(tried)
    )
    report = scan(run.workspace, request)
    outcome = _recorded(run, report, format, show or "", how(message, no_commit=no_commit)) if record else None
    _print(run, report, format, show or "")
    if outcome:
        from wmsgit.cli.output.outcome import report as report_outcome

        report_outcome(run, outcome)
    return _code(report, fail_on)


def _code(report: "ScanReport", fail_on: str) -> int:
    from wmsgit.features.drift.rule import is_at_least

    if report.incomplete:
        return 7
    fails = any(finding.gates and is_at_least(finding.severity, fail_on) for finding in report.findings)
    return 1 if fails or any(finding.level == "error" for finding in report.policy) else 0


def _require_fitting(*, base: str | None, accept_policy: bool, record: bool, at: str, trial: list[str] | None) -> None:
    """Refuse options that do not go together.

    Raises:
        UsageError: when they do not.
    """
    if base == "":  # a script's variable that is not set
        raise UsageError("--base needs a branch, a tag or a commit after it", hint="such as: --base origin/main")
    if accept_policy and not base:
        raise UsageError("--accept-policy takes a --base, of whose policy the change loosens something")
    if trial and (record or base):
        raise UsageError(f"--try and {'--record' if record else '--base'} cannot be combined: a try changes nothing")
    if base and (record or at):
        raise UsageError(f"--base and {'--record' if record else '--at'} cannot be combined")


def _recorded(
    run: Run,
    report: "ScanReport",
    format: str,  # noqa: A002
    show: str,
    how: "WriteOptions",
) -> "WriteResult":
    """Write what changed in life, before anything is printed: whoever reads the findings may stop early.

    Where that is refused, the findings are told all the same.
    """
    from wmsgit.features.drift.actions.record import record

    try:
        return record(run.workspace, report, how=how)
    except WmsgitError:
        _print(run, report, format, show)
        raise


def _print(run: Run, report: "ScanReport", format: str, show: str) -> None:  # noqa: A002
    from wmsgit.cli.messages import say, warn
    from wmsgit.cli.output.data import has_colour, print_lines
    from wmsgit.features.drift.findings import counts
    from wmsgit.features.drift.report import COLUMNS, notice_row, row, rule_row, unknown_row
    from wmsgit.render.drift import DRIFT_FORMATS, drift_text
    from wmsgit.render.drift_rows import Scanned, sums

    scanned = Scanned(
        [row(finding) for finding in report.findings],
        [unknown_row(item) for item in report.unknowns],
        [notice_row(item) for item in report.notices],
        counts(report.findings, report.unknowns),
        [rule_row(rule) for rule in report.rules],
        report.repos,
        COLUMNS,
        __version__,
        report.policy,
    )
    if format == "text":
        print_lines(run, drift_text(scanned, colour=has_colour(run), shows_baselined=show == "baselined"))
    else:
        sys.stdout.writelines(DRIFT_FORMATS[format](scanned))
    if format in {"sarif", "junit"}:
        warn(map(str, report.policy))
    warn(f"{notice.about}: {notice.message}" for notice in report.notices)
    say(sums(scanned.counts))
