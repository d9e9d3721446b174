"""Drift as SARIF, in the profile that GitHub's code scanning reads: one run a repository, only what fails."""

from typing import Any

from wmsgit.model.text import clean
from wmsgit.render import sarif
from wmsgit.render.drift_rows import Row, Scanned, level_of, place_of

_MAX_TEXT = 1024
"""How many characters of a rule's description code scanning takes."""


def drift_sarif(scan: Scanned) -> dict[str, Any]:
    """One log with one run for each repository that was looked at; paths are relative to that repository.

    Code scanning reads neither `suppressions` nor `baselineState`, so baselined and waived findings are left out:
    it would show them as alerts. What could not be evaluated are the run's notifications.
    """
    repos = list(dict.fromkeys([*scan.repos, *(str(row["repo"]) for row in scan.failing)]))
    return sarif.log([_run(scan, name) for name in repos] or [_run(scan, "")])


def _run(scan: Scanned, repo: str) -> dict[str, Any]:
    findings = [row for row in scan.failing if row["repo"] == repo]
    names = [rule["rule"] for rule in scan.rules]
    rules = [_rule(rule) for rule in scan.rules]
    for row in findings:
        if row["rule"] not in names:
            names.append(row["rule"])
            rules.append(_rule(row))
    run = sarif.run(rules, [_result(row, names.index(row["rule"])) for row in findings], version=scan.version)
    unknowns = [row for row in scan.unknowns if row["repo"] in {None, repo}]
    invocation = {
        "executionSuccessful": not unknowns,
        "toolExecutionNotifications": [_note(f"{place_of(row)}: {row['reason']}", "error") for row in unknowns],
        "toolConfigurationNotifications": [
            _note(f"{row['about']}: {row['message']}", "warning") for row in scan.notices
        ],
    }
    identity = {"automationDetails": {"id": f"wmsgit-drift/{clean(repo)}/"}} if repo else {}
    return {**run, **identity, "invocations": [invocation]}


def _rule(rule: Row) -> dict[str, Any]:
    title = str(rule["title"] or rule["rule"])
    parts = [str(rule[key]) for key in ("message", "rationale", "fix") if rule.get(key)]
    return {
        "id": clean(rule["rule"]),
        "name": clean(rule["rule"]),
        "shortDescription": {"text": clean(title)[:_MAX_TEXT]},
        "fullDescription": {"text": clean("\n".join(parts) or title)[:_MAX_TEXT]},
        "help": {"text": clean("\n\n".join(parts) or title)},
        "properties": {"tags": ["drift"], "problem.severity": _severity(rule)},
    }


def _severity(rule: Row) -> str:
    level = level_of({"severity": rule["severity"], "gates": rule.get("gates", True)})
    return "recommendation" if level == "notice" else level


def _result(row: Row, index: int) -> dict[str, Any]:
    level = level_of(row)
    fix = f"\nFix: {row['fix']}" if row["fix"] else ""
    return sarif.result(
        clean(row["rule"]),
        index,
        level="note" if level == "notice" else level,
        message=f"{row['message']}{fix}",
        place=sarif.location(str(row["file_path"]), row["line"] or 1),
        fingerprint=f"{row['fingerprint']}:1",
    )


def _note(text: str, level: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": clean(text)}}
