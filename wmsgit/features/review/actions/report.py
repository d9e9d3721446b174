"""Reports of changes: the check of the files with that of the change, and the check of a merge."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from wmsgit.features.check.actions.records import Progress
from wmsgit.features.check.actions.run import CheckReport
from wmsgit.features.review.actions.base import base_of, change_findings
from wmsgit.features.review.actions.merged import merged_findings
from wmsgit.model.finding import Finding
from wmsgit.schema.registry import LinkedSchemasError
from wmsgit.workspace.workspace import Workspace


def with_change(
    ws: Workspace, name: str, report: CheckReport, *, paths: Sequence[str] = (), is_accepted: bool = False
) -> CheckReport:
    """The report of the files with what the change since a base does; what is loosened comes first.

    Args:
        ws: where.
        name: the base.
        report: what was found in the files.
        paths: report only on these files and folders; on all when empty.
        is_accepted: whether what the change loosens is accepted.

    Raises:
        NotFoundError, IncompleteError: as `base_of` does.
    """
    base = base_of(ws, name)
    try:
        below = _below(change_findings(base, is_accepted=is_accepted), paths)
    except LinkedSchemasError:  # nothing can be judged; the report says so already
        return report
    return replace(report, findings=(*below, *(finding for finding in report.findings if finding not in below)))


def check_merged(
    ws: Workspace, name: str, *, paths: Sequence[str] = (), progress: Progress | None = None
) -> CheckReport:
    """What a merge of HEAD and a base would bring about, and neither has.

    Raises:
        NotFoundError, IncompleteError: as `base_of` does.
        GitError: when git cannot merge them.
    """
    findings, checked = merged_findings(base_of(ws, name), progress)
    return CheckReport(tuple(_below(findings, paths)), checked, {})


def _below(findings: Iterable[Finding], paths: Sequence[str]) -> list[Finding]:
    """The findings at these paths; a report on the whole workspace is limited to nothing."""
    wanted = [path for path in paths if path != "."]
    if len(wanted) < len(paths) or not paths:
        return list(findings)
    return [f for f in findings if any(f.path == path or f.path.startswith(f"{path}/") for path in wanted)]
