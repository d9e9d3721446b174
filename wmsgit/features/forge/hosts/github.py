"""GitHub, asked by `gh` (https://cli.github.com/manual/gh_pr_list)."""

import json
from collections.abc import Mapping
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
    ListsAll,
    PullRequest,
    Question,
    combined,
)

_FIELDS = (
    "number,url,title,body,state,isDraft,headRefName,baseRefName,reviewDecision,statusCheckRollup,author,"
    "reviewRequests,createdAt,updatedAt,headRefOid,mergeCommit"
)
_REVIEWS = {"APPROVED": APPROVED, "CHANGES_REQUESTED": CHANGES, "REVIEW_REQUIRED": REQUIRED}
_PASSED = frozenset({"SUCCESS", "NEUTRAL", "SKIPPED"})
_RUNNING = frozenset({"", "PENDING", "EXPECTED", "QUEUED", "IN_PROGRESS", "WAITING", "REQUESTED"})


class GitHub(ListsAll):
    """GitHub and GitHub Enterprise."""

    name = "github"
    program = "gh"

    def listing(self, repository: str, branch: str) -> Question:
        """As `Host.listing`."""
        scope = (f"--repo={repository}", f"--head={branch}", "--state=all", "--limit=20")
        return Question(("pr", "list", *scope, f"--json={_FIELDS}"))

    def listed(self, answer: bytes) -> list[PullRequest]:
        """As `Host.listed`."""
        return [_pull_request(row) for row in json.loads(answer)]

    def opening(self, repository: str, draft: Draft) -> Question:
        """As `Host.opening`."""
        where = (f"--repo={repository}", f"--head={draft.branch}", f"--base={draft.base}")
        return Question(("pr", "create", *where, f"--title={draft.title}", "--body-file=-"), draft.body)

    def updating(self, repository: str, number: int, draft: Draft) -> Question:
        """As `Host.updating`."""
        text = (f"--title={draft.title}", "--body-file=-")
        return Question(("pr", "edit", str(number), f"--repo={repository}", *text), draft.body)


def _pull_request(row: Mapping[str, Any]) -> PullRequest:
    states = {"OPEN": DRAFT if row.get("isDraft") else OPEN, "MERGED": MERGED}
    return PullRequest(
        number=int(row["number"]),
        url=str(row.get("url") or ""),
        title=str(row.get("title") or ""),
        body=str(row.get("body") or ""),
        state=states.get(str(row.get("state")), CLOSED),
        branch=str(row.get("headRefName") or ""),
        base=str(row.get("baseRefName") or ""),
        review=_REVIEWS.get(str(row.get("reviewDecision")), ""),
        checks=combined([_check(check) for check in row.get("statusCheckRollup") or ()]),
        author=str((row.get("author") or {}).get("login") or ""),
        reviewers=tuple(str(who.get("login") or who.get("slug") or "") for who in row.get("reviewRequests") or ()),
        created=str(row.get("createdAt") or ""),
        updated=str(row.get("updatedAt") or ""),
        head=str(row.get("headRefOid") or ""),
        merged_as=str((row.get("mergeCommit") or {}).get("oid") or ""),
    )


def _check(check: Mapping[str, Any]) -> str:
    """A check run has a status and, at its end, a conclusion; a commit status has a state."""
    result = str(check.get("state") or check.get("conclusion") or "")
    return PASSING if result in _PASSED else PENDING if result in _RUNNING else FAILING
