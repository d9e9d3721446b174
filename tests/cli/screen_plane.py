"""A workspace with something of everything on it, for the screens that are kept as files."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

PEOPLE = ("Ann Lee", "Bob Roe", "Chloé Lefèvre-Montgomery")
_COMMITTED, _LONG_AGO = "2026-11-20T09:00:00Z", "2001-01-01T09:00:00Z"
"""Members were last changed so long ago that their age is of one width for decades."""
_TASKS = """\
planning|CRITICAL|🚀 Launch the new checkout for the first customers|api|Bob Roe
in_progress|CRITICAL|Rotate the signing keys of every service before the audit begins|api, lib, web|Bob Roe
blocked|MEDIUM|Fix the bug in the paging of long lists|web, lib|Ann Lee
pending|HIGH|日本語の題名はそれぞれ二桁の幅を取るので切る所に注意する必要がある|web|Chloé Lefèvre-Montgomery
pending|LOW|Write down how a release is made|all|
in_progress|HIGH|Move the queue|lib|Ann Lee
approved||Answer 502 from our load balancer with a page that says what to do|api|
closed|LOW|Buy a cake|web|Ann Lee
backlog|LOW|Cafe\u0301 naive\u0308 combining marks do not move a column|lib|
"""


def make_screen_plane(root: Path, environ: Mapping[str, str]) -> None:
    """Fill an empty workspace: three members, tasks, an issue, a decision with a rule, and changes not committed."""
    for name in ("api", "lib", "web"):
        _member(root, name, environ)
    for number, line in enumerate(_TASKS.splitlines(), start=1):
        status, priority, title, repos, owner = line.split("|")
        _write(
            root,
            f"records/tasks/WS-TASK-{number:03d}.yaml",
            f"id: WS-TASK-{number:03d}\ntitle: {title}\nstatus: {status}\n"
            + (f"priority: {priority}\n" if priority else "")
            + f"created: '2026-11-{number:02d}T10:00:00Z'\nrepos_affected: [{repos}]\n"
            + (f"assigned_to: {owner}\n" if owner else "")
            + ("dependencies: [WS-TASK-001, WS-TASK-099]\nblocked_reason: waits\n" if status == "blocked" else ""),
        )
    _write(
        root,
        "records/issues/ISSUE-001.yaml",
        "id: ISSUE-001\nissue_type: bug\nseverity: HIGH\ntitle: The staging certificate runs out\nstatus: open\n"
        "detected: '2026-11-18T08:00:00Z'\nrepos_affected: [api]\n",
    )
    _write(
        root,
        "records/decisions/ADR-001.yaml",
        "id: ADR-001\ntitle: No file may be called a dump\nstatus: accepted\ndate: '2026-11-10T08:00:00Z'\n"
        "decision: Dumps lie elsewhere.\nrationale: They made clones slow.\nrules:\n"
        "  - {id: dumps, kind: path_forbidden, severity: HIGH, paths: ['**/*.dump'], message: a dump,\n"
        "     fix: Remove it.}\n",
    )
    _git(root, environ, "add", "-A")
    _git(root, environ, "commit", "-qm", "What there is")
    task = root / "records/tasks/WS-TASK-002.yaml"
    task.write_text(
        task.read_text().replace("CRITICAL", "HIGH").replace("[api, lib, web]", "[api, web]")
        + "comments:\n  - at: '2026-11-19T16:30:00Z'\n    by: Ann Lee\n"
        "    text: The key server is back, so this can go on.\n"
        "reviews:\n  - {at: '2026-11-19T17:00:00Z', type: plan, grade: B, reviewer: Bob Roe,\n"
        "     blockers: [no way back]}\n",
        encoding="utf-8",
    )


def _member(root: Path, name: str, environ: Mapping[str, str]) -> None:
    folder = root.parent / name
    folder.mkdir()
    _git(folder, environ, "init", "-q", ".")
    _write(folder, "README.md", f"{name}\n")
    if name == "web":
        _write(folder, "data/old.dump", "x\n")
    _git(folder, environ, "add", "-A")
    _git(
        folder,
        environ,
        "commit",
        "-qm",
        "Begin the repository with what everybody needs to know about it",
        date=_LONG_AGO,
    )
    if name == "api":
        _write(folder, "notes.txt", "x\n")
        _write(folder, "README.md", "api, changed\n")
    _git(root, environ, "config", f"wmsgit.repo.{name}.path", os.path.relpath(folder, root))
    _write(root, f"records/repos/{name}.yaml", f"id: {name}\npath: ../{name}\n")


def _write(root: Path, path: str, text: str) -> None:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def _git(folder: Path, environ: Mapping[str, str], *arguments: str, date: str = _COMMITTED) -> None:
    dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    subprocess.run(["git", *arguments], cwd=folder, env={**environ, **dates}, check=True, capture_output=True)
