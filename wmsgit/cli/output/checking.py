"""Checking: runs a check and prints what it finds, however it was typed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from wmsgit.cli.output.data import print_findings
from wmsgit.cli.output.progress import progress_line
from wmsgit.cli.run import Run
from wmsgit.features.check.actions.run import check
from wmsgit.model.memory import reading_much

if TYPE_CHECKING:
    from wmsgit.features.check.actions.run import CheckReport


class SinceBase(NamedTuple):
    """The change that is checked, too.

    Attributes:
        base: the branch since which.
        is_merged: whether only what a merge of the two would bring about is reported.
        is_accepted: whether what it loosens of the base's policy is accepted.
    """

    base: str
    is_merged: bool
    is_accepted: bool


def check_records(
    run: Run,
    paths: Sequence[str] = (),
    *,
    staged: bool = False,
    fmt: bool = False,
    strict: bool = False,
    change: SinceBase | None = None,
    form: str = "text",
) -> int:
    """Print the findings; 1 when there is an error. The options are those of `wmsgit.features.check.actions.run`."""
    with reading_much(), progress_line(run, "checked") as progress:
        if change and change.is_merged:
            from wmsgit.features.review.actions.report import check_merged

            report = check_merged(run.workspace, change.base, paths=paths, progress=progress)
        else:
            report = check(run.workspace, staged=staged, fmt=fmt, strict=strict, paths=paths, progress=progress)
        if change and not change.is_merged:
            from wmsgit.features.review.actions.report import with_change

            report = with_change(run.workspace, change.base, report, paths=paths, is_accepted=change.is_accepted)
    print_findings(run, report.findings, form)
    if form == "text" and (report.findings or not staged):  # the hook says nothing when nothing is wrong
        _say_sum(report)
    failing = {"error", "warning"} if strict else {"error"}
    return 1 if any(finding.level in failing for finding in report.findings) else 0


def _say_sum(report: "CheckReport") -> None:
    """The last line of a check, on standard error: how many records, errors and warnings."""
    from wmsgit.cli.messages import say
    from wmsgit.model.text import counted

    errors = sum(finding.level == "error" for finding in report.findings)
    warnings = sum(finding.level == "warning" for finding in report.findings)
    for name, count in report.unseen.items():
        say(f"not looked for: {counted(count, 'related file')} in {name}, which is not on this machine")
    sums = f"{counted(errors, 'error')}, {counted(warnings, 'warning')}"
    say(f"checked {counted(report.checked, 'record')}: {sums}")
