"""The older database's tables: their columns, as the older system declared them, and what becomes of each."""

from collections.abc import Mapping

TIME = "DATETIME"
_WHOLE, _REAL, _TRUTH = "INTEGER", "FLOAT", "BOOLEAN"

_COLUMNS = {
    "workspace_tasks": (
        "id title description status priority repos_affected dependencies created:t updated:t session_created"
        " assigned_to notes related_files extra_metadata workflow_id assigned_repo assigned_by bastard_plan_grade"
        " bastard_completion_grade scale_tier:i started_at:t completed_at:t"
    ),
    "workspace_sessions": "id start_time:t end_time:t status user ai_assistant handoff_notes",
    "session_activities": (
        "id session_id activity_type description files_created files_modified outcome time:t extra_metadata"
    ),
    "session_decisions": "id session_id decision_id",
    "session_issues": "id session_id issue_id",
    "cross_repo_issues": (
        "id issue_type severity title description repos_affected detected:t detected_by status action_required"
        " assigned_to related_task_id resolved_at:t resolved_by resolution_notes extra_metadata"
    ),
    "architecture_decisions": (
        "id date:t session decision repos_affected rationale status impact related_files documentation extra_metadata"
    ),
    "architecture_states": "id state_name state_type repo architecture_doc_path state_data created_at:t version",
    "component_placements": (
        "id component_name component_type correct_repo correct_location architecture_state_id rationale rules"
        " created_at:t updated_at:t"
    ),
    "architecture_tasks": (
        "id task_id architecture_state_id architectural_goal component_id milestone priority status created_at:t"
    ),
    "drift_detections": (
        "id repo violation_type severity file_path component_name detected_rule expected_location actual_location"
        " violation_details detected_at:t detected_by status resolved_at:t resolved_by resolution_notes"
        " related_task_id extra_metadata"
    ),
    "drift_scans": (
        "id scan_type scan_start:t scan_end:t repos_scanned violations_found:i violations_high:i violations_medium:i"
        " violations_low:i status triggered_by results_file"
    ),
    "context_switches": (
        "id repo repo_path activated_at:t deactivated_at:t activated_by context_id previous_context context_notes"
        " duration_seconds:f operations_count:i"
    ),
    "configuration_snapshots": "id repo snapshot_type configuration_hash snapshot_data taken_at:t taken_by notes",
    "configuration_changes": (
        "id repo change_type component_name file_path old_value new_value changed_at:t changed_by commit_hash"
        " drift_detection_id"
    ),
    "architecture_components": (
        "id component_name component_type repo expected_path description approved_scope boundaries status version"
        " created_at:t updated_at:t registered_by architecture_state_id"
    ),
    "code_component_mappings": (
        "id file_path component_id mapping_type mapping_reason is_validated:b validated_by validated_at:t created_at:t"
        " created_by"
    ),
    "code_changes": (
        "id commit_hash repo change_type file_path component_id mapping_id is_tracked:b is_validated:b"
        " validation_status validation_notes within_component_scope:b scope_violations lines_added:i lines_removed:i"
        " lines_modified:i changed_at:t changed_by commit_message branch"
    ),
    "unregistered_files": (
        "id file_path repo first_detected:t last_seen:t detection_count:i status assigned_component_id review_notes"
        " reviewed_by reviewed_at:t"
    ),
    "work_contexts": "id repo repo_path activated_at:t activated_by is_active:b notes previous_context_id",
    "workflows": ("id workflow_id name workflow_type allowed_repos status current_stage:i created_at:t completed_at:t"),
    "workflow_stages": (
        "id workflow_id stage_number:i name validation_required:b validation_type status completed_at:t"
    ),
    "violations": (
        "id task_id violation_type severity message file_path line_number:i rule_violated fix_required status"
        " resolved_at:t detected_at:t"
    ),
    "import_rules": "id source_repo rule_type target_module reason created_at:t",
    "scale_tiers": (
        "id domain tier:i name user_range solution complexity:i upgrade_trigger migration_effort created_at:t"
    ),
    "bastard_reports": (
        "id task_id evaluation_type overall_grade scale_appropriateness deployment_maturity portability"
        " state_management credential_management actual_users:i designed_for_users:i over_engineering_score:i"
        " tier_recommendation:i critical_blockers required_fixes full_report evaluated_at:t"
    ),
}
_TYPES = {"t": TIME, "i": _WHOLE, "f": _REAL, "b": _TRUTH}


def _declared(columns: str) -> dict[str, str]:
    pairs = (column.partition(":") for column in columns.split())
    return {name: _TYPES.get(mark, "") for name, _, mark in pairs}


OLDER_TABLES: Mapping[str, Mapping[str, str]] = {name: _declared(columns) for name, columns in _COLUMNS.items()}
"""Table → column → declared type; a column of text has none, so that SQLite keeps numbers in it as they are."""

ARCHIVED = (
    "code_changes", "drift_scans", "configuration_snapshots", "configuration_changes", "workflows", "workflow_stages",
    "unregistered_files", "scale_tiers",
)  # fmt: skip
"""Histories without a record of their own: their rows are kept whole, in `records/archive/<table>.jsonl`."""

CHILDREN: Mapping[str, tuple[str, str]] = {
    "session_activities": ("workspace_sessions", "session_id"),
    "session_decisions": ("workspace_sessions", "session_id"),
    "session_issues": ("workspace_sessions", "session_id"),
    "bastard_reports": ("workspace_tasks", "task_id"),
    "architecture_tasks": ("workspace_tasks", "task_id"),
    "code_component_mappings": ("architecture_components", "component_id"),
}
"""A table whose rows are parts of other rows → whose, and by which column they name them."""

OTHER_NAMES: Mapping[str, Mapping[str, str]] = {
    "workspace_sessions": {"session_id": "id"},
    "drift_detections": {"detection_id": "id"},
    "component_placements": {"placement_id": "id"},
    "architecture_states": {"state_id": "id"},
    "architecture_decisions": {"decision_id": "id"},
    "workspace_tasks": {"task_id": "id"},
    "cross_repo_issues": {"issue_id": "id"},
    "architecture_components": {"repo": "correct_repo", "expected_path": "correct_location"},
    "work_contexts": {"repository": "repo", "notes": "context_notes"},
    "violations": {
        "violation_type": "issue_type", "message": "description", "fix_required": "action_required",
        "task_id": "related_task_id", "detected_at": "detected",
    },
}  # fmt: skip
"""A table's column → the field, where they differ."""
