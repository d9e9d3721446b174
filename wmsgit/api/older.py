"""The calls of the older system's database class: their names, parameters and results are kept."""

from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

from wmsgit.api.documents import given_arguments
from wmsgit.api.imported import ImportCounts, counts_of
from wmsgit.api.objects import ActivityObject, RecordObject
from wmsgit.api.opened import OpenWorkspace
from wmsgit.model.record import Data

Names = Sequence[str] | None


class OlderCalls(OpenWorkspace):
    """What the older system's callers know, over a workspace that is open.

    A call that writes makes one commit under the caller's Git identity, unless it runs inside a transaction. Objects
    that come back are `RecordObject`s: fields as attributes, and `to_dict()`.
    """

    # Tasks

    def add_task(
        self,
        task_id: str,
        title: str,
        status: str = "pending",
        priority: str | None = None,
        repos_affected: Names = None,
        dependencies: Names = None,
        description: str | None = None,
        session_created: str | None = None,
        assigned_to: str | None = None,
        notes: str | None = None,
        related_files: Names = None,
        metadata: Data | None = None,
    ) -> RecordObject:
        """Add a task, created now.

        Raises:
            ConflictError: when the id exists.
            InvalidError: when a value is not what the schema admits.
        """
        return self._documents.add("task", task_id, given_arguments(locals(), "task_id"))

    def get_task(self, task_id: str) -> RecordObject | None:
        """The task of this id; None when there is none."""
        return self._reading.get("task", task_id)

    def get_tasks(
        self,
        status: str | None = None,
        repo: str | None = None,
        priority: str | None = None,
        limit: int | None = None,
    ) -> list[RecordObject]:
        """The tasks that fit, newest `created` first. A task whose `repos_affected` has `all` fits every repo."""
        return self._reading.some("task", limit, status=status, repo=repo, priority=priority)

    def update_task_status(self, task_id: str, status: str) -> bool:
        """Assign a status freely, whatever the transitions say; False when there is no such task.

        Raises:
            InvalidError: when there is no such status.
        """
        return self._documents.change("task", task_id, {"status": status}) is not None

    # Sessions

    def add_session(
        self,
        session_id: str,
        user: str | None = None,
        ai_assistant: str | None = None,
        handoff_notes: str | None = None,
    ) -> RecordObject:
        """Open a session, started now. It becomes this worktree's current one.

        Raises:
            ConflictError: when the id exists.
        """
        given = given_arguments(locals(), "session_id")
        from wmsgit.api.sessions import open_session

        return open_session(self.workspace, self._documents, session_id, given)

    def end_session(self, session_id: str) -> bool:
        """Complete a session now, with what Git says of it; False when there is no such session."""
        from wmsgit.api.sessions import close_session

        return close_session(self.workspace, self._documents, session_id)

    def get_current_session(self) -> RecordObject | None:
        """The session that is open in this worktree, else the newest that is open at all; None when none is."""
        from wmsgit.workspace.private import remembered_session

        own = self._reading.get("session", remembered_session(self.workspace) or "-")
        if own and own.status == "in_progress":
            return own
        return next(iter(self._reading.some("session", 1, status="in_progress")), None)

    def add_session_activity(
        self,
        session_id: str,
        activity_type: str,
        description: str,
        files_created: Names = None,
        files_modified: Names = None,
        outcome: str | None = None,
        metadata: Data | None = None,
    ) -> ActivityObject:
        """Append an activity, done now, to a session, and give it back.

        Raises:
            NotFoundError: when there is no such session.
        """
        activity = {"time": self._documents.now(), **given_arguments(locals(), "session_id")}
        return ActivityObject(self._documents.append("session", session_id, "activities", activity))

    # Issues

    def add_issue(
        self,
        issue_id: str,
        issue_type: str,
        severity: str,
        title: str,
        description: str | None = None,
        repos_affected: Names = None,
        detected_by: str | None = None,
        action_required: str | None = None,
        related_task_id: str | None = None,
        metadata: Data | None = None,
    ) -> RecordObject:
        """Add an open issue, detected now, by `manual` where it is not said by whom.

        Raises:
            ConflictError: when the id exists.
        """
        detected_by = detected_by or "manual"
        return self._documents.add("issue", issue_id, given_arguments(locals(), "issue_id"))

    def get_issues(
        self,
        status: str | None = None,
        severity: str | None = None,
        issue_type: str | None = None,
        repo: str | None = None,
        limit: int | None = None,
    ) -> list[RecordObject]:
        """The issues that fit, newest `detected` first."""
        return self._reading.some("issue", limit, status=status, severity=severity, issue_type=issue_type, repo=repo)

    # Decisions

    def add_decision(
        self,
        decision_id: str,
        session: str | None,
        decision: str,
        repos_affected: Names = None,
        rationale: str | None = None,
        status: str = "implemented",
        impact: str | None = None,
        related_files: Names = None,
        documentation: Names = None,
        metadata: Data | None = None,
    ) -> RecordObject:
        """Add an architecture decision, dated now. Its title is its first sentence.

        Raises:
            ConflictError: when the id exists.
        """
        given = given_arguments(locals(), "decision_id")
        from wmsgit.features.exchange.titles import first_sentence

        return self._documents.add("adr", decision_id, {"title": first_sentence(decision), **given})

    def get_decisions(
        self, status: str | None = None, repo: str | None = None, limit: int | None = None
    ) -> list[RecordObject]:
        """The decisions that fit, newest `date` first."""
        return self._reading.some("adr", limit, status=status, repo=repo)

    # Context switches and drift

    def log_context_switch(
        self,
        repo: str,
        repo_path: str,
        context_id: str | None = None,
        previous_context: str | None = None,
        context_notes: str | None = None,
        activated_by: str | None = None,
    ) -> RecordObject:
        """Record that work moved to another repository, now. What is open for `previous_context` ends with it."""
        given = given_arguments(locals())
        with self._documents.joined("context switch"):
            for switch in self._reading.some("context", None, repo=previous_context) if previous_context else ():
                if switch.deactivated_at is None:
                    self._documents.change("context", switch.id, {"deactivated_at": self._documents.now()})
            return self._documents.add("context", None, given)

    def add_drift_detection(
        self,
        detection_id: str,
        repo: str,
        violation_type: str,
        severity: str,
        file_path: str,
        violation_details: str | None = None,
        expected_location: str | None = None,
        actual_location: str | None = None,
        component_name: str | None = None,
        detected_rule: str | None = None,
        detected_by: str = "automated",
        related_task_id: str | None = None,
        metadata: Data | None = None,
    ) -> RecordObject:
        """Add an open drift finding, detected now.

        Raises:
            ConflictError: when the id exists.
        """
        return self._documents.add("drift", detection_id, given_arguments(locals(), "detection_id"))

    def get_drift_detections(
        self,
        repo: str | None = None,
        status: str | None = None,
        severity: str | None = None,
        violation_type: str | None = None,
        limit: int | None = None,
    ) -> list[RecordObject]:
        """The drift findings that fit, newest `detected_at` first."""
        return self._reading.some(
            "drift", limit, repo=repo, status=status, severity=severity, violation_type=violation_type
        )

    # Numbers

    def get_task_statistics(self) -> dict[str, int]:
        """Task counts: total, pending, in_progress, completed, blocked."""
        names = ("pending", "in_progress", "completed", "blocked")
        return {"total": self._reading.total("task"), **self._reading.picked("task", "status", names)}

    def get_issue_statistics(self) -> dict[str, int]:
        """Issue counts: total, open, resolved, and high, medium, low by severity."""
        statuses = self._reading.picked("issue", "status", ("open", "resolved"))
        severities = self._reading.picked("issue", "severity", ("HIGH", "MEDIUM", "LOW"))
        return {"total": self._reading.total("issue"), **statuses, **severities}

    # JSON

    def export_to_json(self) -> dict[str, Any]:
        """The workspace as the older system's one document.

        Returns:
            version, workspace, exported_at, tasks, sessions, issues, decisions, and statistics with tasks and
            issues; rows as in the four files.
        """
        from wmsgit.features.exchange.actions.legacy import export_rows

        statistics = {"tasks": self.get_task_statistics(), "issues": self.get_issue_statistics()}
        return export_rows(self.workspace, self.workspace.now().astimezone(UTC), statistics)

    def import_from_json(self, data: dict[str, Any], merge: bool = False) -> ImportCounts:
        """Take in what `export_to_json` gave, or one of the older documents, in one commit.

        Args:
            data: tasks, sessions, issues and decisions, each a list of rows.
            merge: leave records that exist as they are; otherwise the rows are imported three-way, and where both
                sides changed a value theirs wins. Nothing is ever deleted.

        Returns:
            `tasks`, `sessions`, `issues`, `decisions` → how many records were added or changed; its `refused` names
            the rows that could not be taken, each with the reason. They are logged as warnings, too.
        """
        from wmsgit.features.exchange.actions.legacy import import_document

        with self._documents.joined("import json") as transaction:
            return counts_of(import_document(transaction, self.workspace, data, merge=merge))

    def export_to_json_files(self, output_dir: str | Path | None = None) -> list[Path]:
        """Write the four JSON files to a folder, the workspace's root when None.

        Returns:
            The files' paths.
        """
        from wmsgit.features.exchange.actions.legacy import export_json

        return export_json(self.workspace, Path(output_dir) if output_dir else self.workspace.root)
