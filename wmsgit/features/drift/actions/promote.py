"""Promoting: issues made of findings, linked both ways."""

from collections.abc import Sequence

from wmsgit.errors import InvalidError, NotFoundError
from wmsgit.features.drift.actions.choose import Chosen, choose
from wmsgit.features.drift.actions.issues import FINDINGS, ISSUE, LINK
from wmsgit.features.drift.actions.record import write_change
from wmsgit.features.drift.actions.scan import Request, scan
from wmsgit.features.drift.findings import RESOLVED
from wmsgit.features.drift.rule import DEFAULT_SEVERITY, SEVERITIES
from wmsgit.features.records.actions.write import arrange, defaults
from wmsgit.model.record import Data
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.subjects import promote_subject
from wmsgit.workspace.writing.transaction import Transaction
from wmsgit.workspace.writing.values import CommitTexts

_MAX_LISTED = 50


def of_rule(ws: Workspace, rule: str, repo: str) -> list[Chosen]:
    """The new and open findings of a rule in one repository.

    Raises:
        NotFoundError: when there is no such repository, or nothing is found.
    """
    report = scan(ws, Request((repo,)))
    result = [
        finding.detection.fingerprint
        for finding in report.findings
        if finding.detection and finding.detection.rule.name == rule and finding.state in {"new", "open"}
    ]
    if not result:
        known = ", ".join(item.name for item in report.rules)
        raise NotFoundError(f"{rule} finds nothing new or open in {repo}", hint=f"rules in force: {known or 'none'}")
    return choose(ws, result)


def promote(ws: Workspace, chosen: Sequence[Chosen], *, title: str = "", how: WriteOptions = AS_USUAL) -> WriteResult:
    """Make one issue of findings, in one commit; new ones are recorded with it.

    Args:
        ws: the workspace.
        chosen: which findings; those that belong to an open issue already are left out.
        title: the issue's; made of the findings when empty.
        how: how it lands.

    Raises:
        InvalidError: when a finding is resolved.
    """
    kind = ws.kind(ISSUE)
    issues = {record.id: record for record in ws.index([ISSUE]).documents(kind)}

    subjects: list[str] = []

    def work(transaction: Transaction) -> None:
        fresh = []
        for item in chosen:
            if item.data.get("status") == RESOLVED:
                raise InvalidError("it is resolved, so there is nothing to promote", where=item.id)
            issue = issues.get(str(item.data.get(LINK, "")))
            if issue and not kind.is_closed(issue.data):
                transaction.warn(f"{item.id} belongs to {issue.id} already")
            else:
                fresh.append(item)
        if fresh:
            subjects.append(_make(ws, transaction, fresh, title))

    return perform(ws, "drift promote", how, work, texts=CommitTexts(lambda: "".join(subjects)))


def _make(ws: Workspace, transaction: Transaction, chosen: Sequence[Chosen], title: str) -> str:
    """Make the issue; the subject of the commit."""
    kind = ws.kind(ISSUE)
    data = _issue([item.data for item in chosen], title)
    issue_id = transaction.new_id(kind, data)
    places = [
        write_change(ws, transaction, item.id, {**item.data, LINK: issue_id}, is_new=item.record is None)
        for item in chosen
    ]
    whole = {**data, FINDINGS: [place.id for place in places]}
    transaction.add(kind, issue_id, arrange(kind, whole | defaults(ws, kind, whole)))
    return promote_subject(issue_id, [place.id for place in places])


def _issue(findings: Sequence[Data], title: str) -> Data:
    repos = sorted({str(data["repo"]) for data in findings})
    rules = sorted({str(data.get("detected_rule", "drift")) for data in findings})
    severities = [str(data.get("severity", DEFAULT_SEVERITY)) for data in findings]
    first = str(findings[0].get("violation_details", "")) if len(findings) == 1 else ""
    made = first or f"{', '.join(rules)}: {len(findings)} findings in {', '.join(repos)}"
    lines = [f"- {data['repo']}/{data['file_path']}: {data.get('violation_details', '')}" for data in findings]
    more = [f"- and {len(lines) - _MAX_LISTED} more"] if len(lines) > _MAX_LISTED else []
    return {
        "issue_type": "drift",
        "severity": min(severities, key=lambda item: SEVERITIES.index(item) if item in SEVERITIES else 0),
        "title": (title or made)[:500],
        "repos_affected": repos,
        "description": "\n".join([*lines[:_MAX_LISTED], *more]),
    }
