"""Issues of a host, asked of the user's own program: `gh` reads what the user may read."""

import json
import re
from typing import Any

from wmsgit.errors import UsageError
from wmsgit.features.exchange.foreign import Files
from wmsgit.features.exchange.parsing import parse_json_stream
from wmsgit.features.exchange.source_files import MAX_FILE_BYTES
from wmsgit.workspace.programs import answer_of
from wmsgit.workspace.workspace import Workspace

PROGRAM = "gh"
_TIMEOUT_S = 600.0
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+\Z", re.ASCII)


def live_issues(workspace: Workspace, repository: str) -> Files:
    """The issues of a repository with their comments, parts and what blocks them, as `gh` gives them now.

    Args:
        workspace: where `gh` is started.
        repository: `OWNER/NAME`.

    Raises:
        UsageError: when that is no name of a repository.
        GitError: when there is no `gh`, or it fails.
        InvalidError: when it prints no JSON.
    """
    if not _REPOSITORY.match(repository):
        raise UsageError(f"{repository!r} is not OWNER/NAME")
    top = f"repos/{repository}"
    issues = _pages(workspace, f"{top}/issues?state=all&per_page=100")
    for issue in issues:
        number = issue.get("number")
        if _count(issue, "sub_issues_summary", "total"):
            issue["sub_issues"] = _pages(workspace, f"{top}/issues/{number}/sub_issues?per_page=100")
        if _count(issue, "issue_dependencies_summary", "blocked_by"):
            issue["blocked_by"] = _pages(workspace, f"{top}/issues/{number}/dependencies/blocked_by?per_page=100")
    comments = _pages(workspace, f"{top}/issues/comments?per_page=100") if issues else []
    return {repository: json.dumps([*issues, *comments]).encode()}


def gh(workspace: Workspace, *words: str, text: bytes = b"") -> bytes:
    """What `gh` prints.

    Raises:
        GitError: when there is none, or it fails.
    """
    words = (PROGRAM, *words)
    return answer_of(words, text, cwd=workspace.root, timeout_s=_TIMEOUT_S, max_bytes=MAX_FILE_BYTES)


def _pages(workspace: Workspace, path: str) -> list[dict[str, Any]]:
    pages = parse_json_stream(gh(workspace, "api", "--paginate", path), PROGRAM)
    rows = [row for page in pages for row in (page if isinstance(page, list) else [page])]
    return [row for row in rows if isinstance(row, dict)]


def _count(issue: dict[str, Any], summary: str, name: str) -> int:
    own = issue.get(summary)
    number = own.get(name) if isinstance(own, dict) else 0
    return number if isinstance(number, int) else 0
