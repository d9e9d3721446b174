"""Forgejo and Gitea, asked by `tea`, whose lists are tables as JSON: every value is a text."""

import json
from collections.abc import Mapping
from typing import Any

from wmsgit.features.forge.pull_request import CLOSED, DRAFT, MERGED, OPEN, Draft, ListsAll, PullRequest, Question

_FIELDS = "index,state,author,url,title,body,base,head,created,updated"
_DRAFTS = ("WIP:", "[WIP]", "Draft:")


class Forgejo(ListsAll):
    """Forgejo and Gitea. What `tea` lists says nothing of reviews and checks: they stay empty."""

    name = "forgejo"
    program = "tea"

    def listing(self, repository: str, branch: str) -> Question:
        """As `Host.listing`: `tea` cannot choose by branch, so the latest are asked for."""
        del branch
        return Question(("pulls", "list", f"--repo={_slug(repository)}", "--state=all", "--limit=50", *_output()))

    def listed(self, answer: bytes) -> list[PullRequest]:
        """As `Host.listed`."""
        return [_pull_request(row) for row in json.loads(answer or b"[]") or ()]

    def opening(self, repository: str, draft: Draft) -> Question:
        """As `Host.opening`."""
        where = (f"--repo={_slug(repository)}", f"--head={draft.branch}", f"--base={draft.base}")
        return Question(("pulls", "create", *where, f"--title={draft.title}", f"--description={draft.body}"))

    def updating(self, repository: str, number: int, draft: Draft) -> Question:
        """As `Host.updating`: a pull request is an issue, too."""
        text = (f"--title={draft.title}", f"--description={draft.body}")
        return Question(("issues", "edit", str(number), f"--repo={_slug(repository)}", *text))


def _output() -> tuple[str, str]:
    return f"--fields={_FIELDS}", "--output=json"


def _slug(repository: str) -> str:
    return repository.partition("/")[2]


def _pull_request(row: Mapping[str, Any]) -> PullRequest:
    title, state = str(row.get("title") or ""), str(row.get("state") or "").lower()
    is_draft = title.startswith(_DRAFTS)
    states = {"open": DRAFT if is_draft else OPEN, "merged": MERGED}
    return PullRequest(
        number=int(row["index"]),
        url=str(row.get("url") or ""),
        title=title,
        body=str(row.get("body") or ""),
        state=states.get(state, CLOSED),
        branch=str(row.get("head") or "").rpartition(":")[2],
        base=str(row.get("base") or ""),
        author=str(row.get("author") or ""),
        created=str(row.get("created") or ""),
        updated=str(row.get("updated") or ""),
    )
