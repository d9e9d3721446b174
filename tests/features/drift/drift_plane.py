"""A workspace for tests: members with files, decisions with rules, and scans of them."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from template_copies import copy_of

from wmsgit.features.drift.actions.record import record
from wmsgit.features.drift.actions.scan import Request, ScanReport, scan
from wmsgit.features.drift.findings import DriftFinding
from wmsgit.workspace.workspace import Workspace

NO_PANDAS = {
    "id": "no-pandas",
    "kind": "forbidden_import",
    "severity": "HIGH",
    "scope": {"repos": ["core"], "paths": ["src/**"]},
    "modules": ["pandas"],
}


class Plane:
    """A workspace under test.

    Args:
        root: its folder; the members lie beside it.
        git: runs git in a folder, and gives what it prints.
        template: a repository without a commit, which every member begins with.
    """

    def __init__(self, root: Path, git: Callable[..., str], template: Path) -> None:
        self.root = root
        self.git = git
        self._template = template
        self.now = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def workspace(self) -> Workspace:
        return Workspace(self.root, clock=lambda: self.now)

    def member(self, name: str, files: Mapping[str, str | bytes], **fields: Any) -> Path:
        """Add a repository with these files, committed."""
        path = copy_of(self._template, self.root.parent, name)
        self.commit(path, files)
        self.know(name, **fields)
        return path

    def know(self, name: str, **fields: Any) -> None:
        """Write the record of a repository beside the workspace, and say on this machine that it is there."""
        self.write(f"repos/{name}.yaml", {"path": f"../{name}", **fields})
        with (self.root / ".git" / "config").open("a", encoding="utf-8") as config:
            config.write(f'[wmsgit "repo.{name}"]\n\tpath = ../{name}\n')

    def commit(self, path: Path, files: Mapping[str, str | bytes | None], message: str = "change") -> str:
        """Write these files of a member, remove those that are None, and commit everything."""
        for name, text in files.items():
            file = path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                file.unlink()
            else:
                file.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.git(path, "add", "-A")
        self.git(path, "commit", "-q", "--allow-empty", "-m", message)
        branch = (path / ".git" / "HEAD").read_text().strip().removeprefix("ref: ")
        return (path / ".git" / branch).read_text().strip() if "/" in branch else branch

    def decide(self, *rules: Mapping[str, Any], name: str = "ADR-001", status: str = "accepted") -> None:
        """Write a decision with these rules."""
        data = {"title": "Keep it small", "status": status, "date": "2026-11-23T09:30:00Z", "decision": "So be it."}
        self.write(f"decisions/{name}.yaml", {**data, "rationale": "It grows.", "rules": list(rules)})

    def write(self, path: str, data: Mapping[str, Any]) -> None:
        """Write a record file; JSON is YAML."""
        file = self.root / "records" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")

    def scan(self, *names: str, **options: Any) -> ScanReport:
        return scan(self.workspace(), Request(names, **options))

    def record(self, *names: str, **options: Any) -> ScanReport:
        """Scan and record."""
        ws = self.workspace()
        report = scan(ws, Request(names, **options))
        record(ws, report)
        return report

    def recorded(self) -> dict[str, dict[str, Any]]:
        """Id → fields of the recorded findings."""
        ws = self.workspace()
        return {record.id: record.data for record in ws.index(["drift"]).documents(ws.kind("drift"))}

    def log(self) -> list[str]:
        return self.git(self.root, "log", "--format=%s").splitlines()


def states(report: ScanReport) -> list[tuple[str, str, int]]:
    """State, place and line of each finding, in short."""
    return [(finding.state, _place(finding), _line(finding)) for finding in report.findings]


def _place(finding: DriftFinding) -> str:
    if finding.detection:
        found = finding.detection.violation
        return f"{found.repo}/{found.path} {found.discriminator}"
    data = finding.record.data if finding.record else {}
    return f"{data.get('repo')}/{data.get('file_path')}"


def _line(finding: DriftFinding) -> int:
    return finding.detection.violation.line if finding.detection else 0
