"""Summarizing: the recorded findings of a workspace as a lead reads them."""

from wmsgit.errors import UsageError
from wmsgit.features.drift.actions.fact_cache import facts_of
from wmsgit.features.drift.actions.load_rules import RULES, read_rules, today_of
from wmsgit.features.drift.actions.policy import FINDING, baseline_records
from wmsgit.features.drift.summary import DriftSummary, summary
from wmsgit.model.times import past_moment
from wmsgit.workspace.members import members
from wmsgit.workspace.workspace import Workspace


def drift_summary(ws: Workspace, since: str) -> DriftSummary:
    """What is recorded of drift; nothing is scanned.

    Args:
        ws: the workspace, as it is or at a revision.
        since: the day from which on changes are told, as `2026-11-23`.
    """
    findings = list(ws.index([FINDING]).documents(ws.kind(FINDING))) if ws.registry.has(FINDING) else []
    owners = {record.id: [str(owner) for owner in record.data.get("owners") or ()] for record in members(ws)}
    rules = read_rules(ws, facts_of(ws.cache_dir, RULES)).rules
    return summary(findings, baseline_records(ws), rules, owners, since=since, today=today_of(ws))


def first_day(ws: Workspace, text: str) -> str:
    """The day, in UTC, that a person's words for a moment lie in: `-7d`, `2026-11-23`.

    Raises:
        UsageError: when they name none.
    """
    try:
        return past_moment(text, ws.now()).strftime("%Y-%m-%d")
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{text!r} is no day", hint="such as: --since 30d, --since 2026-11-01") from error
