"""GitLab, asked by `glab` (https://docs.gitlab.com/api/merge_requests/ has the fields of its JSON)."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wmsgit.features.forge.pull_request import (
    APPROVED,
    CHANGES,
    CLOSED,
    DRAFT,
    FAILING,
    MERGED,
    OPEN,
    PASSING,
    PENDING,
    REQUIRED,
    Draft,
    PullRequest,
    Question,
)

_REVIEWS = {
    "not_approved": REQUIRED, "approvals_syncing": REQUIRED, "requested_changes": CHANGES, "mergeable": APPROVED,
}  # fmt: skip
_PASSED = frozenset({"success", "skipped"})
_FAILED = frozenset({"failed", "canceled"})


class GitLab:
    """GitLab, at gitlab.com and elsewhere."""

    name = "gitlab"
    program = "glab"

    def listing(self, repository: str, branch: str) -> Question:
        """As `Host.listing`."""
        scope = (f"--repo=https://{repository}", f"--source-branch={branch}", "--all", "--per-page=20")
        return Question(("mr", "list", *scope, "--output=json"))

    def listed(self, answer: bytes) -> list[PullRequest]:
        """As `Host.listed`; nothing is an empty list."""
        return [_pull_request(row) for row in json.loads(answer or b"[]") or ()]

    def details(self, repository: str, item: PullRequest) -> Question | None:
        """As `Host.details`: a list has no pipeline."""
        if not item.is_open:
            return None
        return Question(("mr", "view", str(item.number), f"--repo=https://{repository}", "--output=json"))

    def detailed(self, item: PullRequest, answer: bytes) -> PullRequest:
        """As `Host.detailed`."""
        return replace(item, checks=_pull_request(json.loads(answer)).checks)

    def opening(self, repository: str, draft: Draft) -> Question:
        """As `Host.opening`."""
        where = (f"--repo=https://{repository}", f"--source-branch={draft.branch}", f"--target-branch={draft.base}")
        return Question(("mr", "create", *where, f"--title={draft.title}", f"--description={draft.body}", "--yes"))

    def updating(self, repository: str, number: int, draft: Draft) -> Question:
        """As `Host.updating`."""
        text = (f"--title={draft.title}", f"--description={draft.body}")
        return Question(("mr", "update", str(number), f"--repo=https://{repository}", *text))


def _pull_request(row: Mapping[str, Any]) -> PullRequest:
    states = {"opened": DRAFT if row.get("draft") else OPEN, "merged": MERGED}
    pipeline = row.get("head_pipeline") or row.get("pipeline") or {}
    return PullRequest(
        number=int(row["iid"]),
        url=str(row.get("web_url") or ""),
        title=str(row.get("title") or ""),
        body=str(row.get("description") or ""),
        state=states.get(str(row.get("state")), CLOSED),
        branch=str(row.get("source_branch") or ""),
        base=str(row.get("target_branch") or ""),
        review=_REVIEWS.get(str(row.get("detailed_merge_status")), ""),
        checks=_checks(str(pipeline.get("status") or "")),
        author=str((row.get("author") or {}).get("username") or ""),
        reviewers=tuple(str(who.get("username") or "") for who in row.get("reviewers") or ()),
        created=str(row.get("created_at") or ""),
        updated=str(row.get("updated_at") or ""),
        head=str(row.get("sha") or ""),
        merged_as=str(row.get("merge_commit_sha") or row.get("squash_commit_sha") or ""),
    )


def _checks(status: str) -> str:
    if not status:
        return ""
    return PASSING if status in _PASSED else FAILING if status in _FAILED else PENDING
