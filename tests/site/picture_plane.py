"""A plane with a year behind it, for pictures: about 330 records whose texts read like those of a real company."""

import json
import random
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

END = datetime(2026, 11, 20, 9, tzinfo=UTC)
_DAYS = 365
_REPOS = {
    "ledger": "The double-entry ledger and its API", "checkout": "What buyers see", "gateway": "Talks to card networks",
    "reports": "Settlement files", "console": "The merchants' console", "infra": "Clusters and pipelines",
}  # fmt: skip
_PEOPLE = ("Maya Okafor", "Jonas Weber", "Priya Nair", "Luís Prado", "Anna Kowalska")
_VERBS = (
    "Rotate",
    "Split",
    "Retire",
    "Encrypt",
    "Cache",
    "Move",
    "Document",
    "Measure",
    "Retry",
    "Validate",
    "Version",
)
_THINGS = (
    "the signing keys of webhooks", "refunds out of the payment service", "the SOAP adapter of the old acquirer",
    "card tokens at rest", "exchange rates for a minute", "settlement files to object storage",
    "the order of migrations", "the time to first byte of checkout", "transfers that the bank refused",
    "IBANs before they are stored", "the events that the ledger publishes", "nightly reconciliation by currency",
    "idempotency keys of captures", "the console's list of disputes", "three-step approval of payouts",
)  # fmt: skip
_ISSUES = (
    "Refund of a partly captured payment is booked twice", "Statement shows UTC days to merchants in Auckland",
    "Checkout hangs where third-party cookies are blocked", "Gateway retries a declined card four times",
    "Console loses the filter after going back", "Reconciliation misses the hour that the clock repeats",
    "Webhook of a deleted endpoint is retried for ever", "Report of 2 GB runs out of memory",
)  # fmt: skip
_DECISIONS = (
    "Money is an integer of minor units with its currency", "Services talk by events, not by each other's tables",
    "One ledger entry is never changed, only reversed", "Python services use psycopg without an ORM",
    "Secrets come from the vault at start, never from the environment", "HTTP APIs are versioned by date",
    "Front ends are server-rendered; scripts are for comfort", "Every capture carries an idempotency key",
    "Logs hold no card numbers", "Feature flags live for at most ninety days", "Dates in files are ISO 8601 in UTC",
    "Terraform modules are pinned by commit", "Only the gateway may import the network SDKs",
    "Retries back off with jitter", "Public endpoints answer within 300 ms at the 95th percentile",
)  # fmt: skip
_NEXT = {"pending": "in_progress", "backlog": "pending", "blocked": "in_progress", "planning": "pending"}
_TEXT = (
    "{thing} is done by hand today, takes an afternoon, and was forgotten twice.\n\n"
    "1. Write down what happens now.\n2. Do it behind a flag in `{repo}`.\n3. Watch a week, then remove the flag.\n\n"
    "See {decision}, and the [runbook](https://wiki.example/runbooks/{repo})."
)
Fields = dict[str, Any]


class PicturePlane:
    """The records as they change day by day, and the commits of that."""

    def __init__(self) -> None:
        self._chance = random.Random(11)
        self._records: dict[str, Fields] = {}
        self._parts: list[bytes] = []
        self._tasks: list[str] = []
        self._day = END - timedelta(days=_DAYS)

    def write(self, root: Path) -> str:
        """Give a new workspace this history; the id of a task of which there is something to see."""
        self._begin()
        for _ in range(_DAYS):
            self._day += timedelta(days=1)
            if self._day.weekday() < 5:
                self._work()
        script = b"".join(self._parts)
        subprocess.run(["git", "fast-import", "--quiet", "--force"], cwd=root, input=script, check=True)
        subprocess.run(["git", "reset", "-q", "--hard"], cwd=root, check=True)
        long = [name for name in self._tasks if self._task(name).get("next_step") and self._task(name)["dependencies"]]
        return next(name for name in reversed(long) if self._task(name)["status"] == "in_progress")

    def _begin(self) -> None:
        first: dict[str, Fields] = {}
        for name, role in _REPOS.items():
            first[f"repos/{name}"] = {
                "path": f"../{name}", "role": role, "urls": [f"https://github.com/lantern/{name}.git"],
                "default_branch": "main", "owners": [self._someone()], "tags": ["python"],
            }  # fmt: skip
        for name, status in (
            ("2026.1", "released"),
            ("2026.2", "released"),
            ("2026.3", "current"),
            ("2026.4", "planned"),
        ):
            first[f"milestones/{name}"] = {"title": f"Release {name}", "status": status, "created": self._now()}
        self._commit("Repositories and milestones", first)

    def _work(self) -> None:
        chance = self._chance
        for _ in range(chance.choice((0, 0, 1, 1, 2))):
            if len(self._tasks) < 210:
                self._add_task()
        open_ones = [name for name in self._tasks if self._task(name)["status"] not in {"completed", "cancelled"}]
        for name in chance.sample(open_ones, min(len(open_ones), chance.choice((0, 1, 1, 2)))):
            self._advance(name)
        for kind, share in ((self._issue, 0.14), (self._decision, 0.07), (self._finding, 0.17), (self._session, 0.09)):
            if chance.random() < share:
                kind()

    def _add_task(self) -> None:
        chance, number = self._chance, len(self._tasks) + 1
        name, repo = f"LAN-{number:03d}", chance.choice(list(_REPOS))
        thing = chance.choice(_THINGS)
        recent = self._tasks[-12:]
        decision = f"ADR-{chance.randint(1, 9):03d}"
        task = {
            "title": f"{chance.choice(_VERBS)} {thing}", "status": chance.choice(("backlog", "pending", "pending")),
            "priority": chance.choice(("CRITICAL", "HIGH", "MEDIUM", "MEDIUM", "LOW")), "created": self._now(),
            "description": _TEXT.format(thing=thing.capitalize(), repo=repo, decision=decision),
            "repos_affected": sorted({repo, chance.choice(list(_REPOS))}) if chance.random() < 0.4 else [repo],
            "dependencies": [chance.choice(recent)] if recent and chance.random() < 0.45 else [],
            "labels": chance.sample(("security", "cost", "compliance", "merchant", "debt"), chance.randint(0, 2)),
            "milestone": f"2026.{min(4, 1 + number // 55)}",
        }  # fmt: skip
        self._tasks.append(name)
        self._commit(f"{name}: add", {f"tasks/{name}": task})

    def _advance(self, name: str) -> None:
        chance, task = self._chance, self._task(name)
        if task["status"] != "in_progress":
            change: Fields = {"status": _NEXT.get(task["status"], "in_progress")}
            if change["status"] == "in_progress":
                change |= {
                    "assigned_to": self._someone(),
                    "started_at": self._now(),
                    "next_step": "Write the migration.",
                }
        elif chance.random() < 0.15:
            change = {
                "status": "blocked",
                "blocked_by": task["dependencies"][:1],
                "blocked_reason": "Waits for the bank.",
            }
        elif chance.random() < 0.06:
            change = {"status": "cancelled"}
        elif chance.random() < 0.3:
            change = {"next_step": chance.choice(("Ask the bank for a test account.", "Add the flag.",
                      "Measure for a week.", "Review with compliance.")), "priority": "HIGH"}  # fmt: skip
        else:
            change = {"status": "completed", "completed_at": self._now()}
        if chance.random() < 0.3:
            said = {"at": self._now(), "by": self._someone(), "text": "Looks right; one question on the **rollback**."}
            change["comments"] = [*task.get("comments", ()), said]
        self._commit(f"{name}: work", {f"tasks/{name}": task | change})

    def _issue(self) -> None:
        number = self._count("issues") + 1
        status = self._chance.choice(("open", "open", "in_progress", "resolved", "closed"))
        self._commit("issue", {f"issues/ISSUE-{number:03d}": {
            "title": _ISSUES[number % len(_ISSUES)], "issue_type": "bug", "status": status, "detected": self._now(),
            "severity": self._chance.choice(("CRITICAL", "HIGH", "MEDIUM", "LOW")), "detected_by": self._someone(),
            "repos_affected": [self._chance.choice(list(_REPOS))],
        }})  # fmt: skip

    def _decision(self) -> None:
        number = self._count("decisions") + 1
        if number > len(_DECISIONS):
            return
        name, older = f"ADR-{number:03d}", f"ADR-{number - 3:03d}"
        rule = {"id": "only-gateway", "kind": "forbidden_import", "severity": "HIGH", "modules": ["stripe"],
                "scope": {"repos": ["ledger"], "paths": ["**/*.py"]}}  # fmt: skip
        replaces, ended = number % 5 == 0, {"status": "superseded"}
        self._commit(f"{name}: decide", {
            f"decisions/{name}": {
                "title": _DECISIONS[number - 1], "date": self._now(),
                "status": "accepted" if number < 13 else "proposed",
                "context": "Three services had three answers, and two of them were wrong on the last day of the month.",
                "decision": "We take the plain way, everywhere, and a rule holds us to it.",
                "consequences": "- One place to look.\n- Old callers have a quarter to follow.",
                "repos_affected": ["all"] if number % 3 else ["ledger", "gateway"], "deciders": [self._someone()],
                **({"supersedes": [older]} if replaces else {}), **({"rules": [rule]} if number % 2 else {}),
            },
            **({f"decisions/{older}": self._records[f"decisions/{older}"] | ended} if replaces else {}),
        })  # fmt: skip

    def _finding(self) -> None:
        number, chance = self._count("drift") + 1, self._chance
        waiver = {"owner": self._someone(), "reason": "Goes with the old acquirer.", "expires": "2026-12-31"}
        decision = f"ADR-{chance.choice((1, 3, 7)):03d}"
        self._commit("drift", {f"drift/DRIFT-{number:08x}": {
            "repo": chance.choice(("ledger", "gateway", "console")), "violation_type": "forbidden_import",
            "severity": chance.choice(("HIGH", "MEDIUM")), "file_path": f"src/pay/module_{number}.py", "line": 12,
            "status": chance.choice(("open", "acknowledged", "resolved", "resolved")), "detected_at": self._now(),
            "detected_rule": f"{decision}/only-gateway", "violation_details": "imports stripe",
            "assigned_to": self._someone(), **({"waiver": waiver} if number % 6 == 0 else {}),
        }})  # fmt: skip

    def _session(self) -> None:
        number, task = self._count("sessions") + 1, self._chance.choice(self._tasks or ["LAN-001"])
        self._commit("session", {f"sessions/{self._day:%Y-%m-%d}-session-{number:03d}": {
            "start_time": self._now(), "end_time": self._now(4), "status": "completed", "user": self._someone(),
            "goal": f"Get {task} through review", "task": task, "handoff_notes": "The flag is off.",
            "activities": [{"time": self._now(1), "activity_type": "note", "description": "Wrote the test first."}],
        }})  # fmt: skip

    def _commit(self, message: str, files: dict[str, Fields]) -> None:
        self._records |= files
        seconds = int(self._day.timestamp()) + len(self._parts) % 25_000
        name = self._someone()
        self._parts.append(f"commit refs/heads/main\ncommitter {name} <x@lantern.example> {seconds} +0000\n".encode())
        self._parts.append(f"data {len(message.encode())}\n{message}\n".encode())
        if len(self._parts) == 2:
            self._parts.append(b"from refs/heads/main^0\n")
        for path, fields in files.items():
            text = json.dumps(fields, ensure_ascii=False, indent=1).encode()
            self._parts.append(f"M 100644 inline records/{path}.yaml\ndata {len(text)}\n".encode() + text + b"\n")

    def _task(self, name: str) -> Fields:
        return self._records[f"tasks/{name}"]

    def _count(self, folder: str) -> int:
        return sum(path.startswith(f"{folder}/") for path in self._records)

    def _someone(self) -> str:
        return self._chance.choice(_PEOPLE)

    def _now(self, hours: int = 0) -> str:
        return f"{self._day + timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}"
