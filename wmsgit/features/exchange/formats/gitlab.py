"""GitLab's issues, as `glab api` prints them: the same as GitHub's, by other names."""

from typing import Any

from wmsgit.features.exchange.foreign import Files, ForeignOptions, ForeignReading, Format
from wmsgit.features.exchange.formats.github import read_issues
from wmsgit.model.record import Data

_NAMES = {
    "iid": "number", "description": "body", "web_url": "html_url", "author": "user", "notes": "comments",
}  # fmt: skip
_PASSING = ("_links", "references", "time_stats", "task_completion_status", "project_id", "id")
"""What says again what other keys do, or changes with the time."""


def read_gitlab(files: Files, options: ForeignOptions) -> ForeignReading:
    """The issues in what `glab api --paginate projects/ID/issues` prints, `notes` and `links` among it."""
    return read_issues(files, options, _translated)


def _translated(issue: Data) -> Data:
    """An issue by the names that GitHub has for its parts."""
    result = {_NAMES.get(key, key): value for key, value in issue.items() if key not in _PASSING}
    references = issue.get("references")
    full = str(references.get("full", "")) if isinstance(references, dict) else ""
    if full:
        result["repository"] = {"full_name": full.rpartition("#")[0]}
    result["state"] = "open" if issue.get("state") == "opened" else issue.get("state")
    result["issue_type"] = None if issue.get("issue_type") == "issue" else issue.get("issue_type")
    milestone = issue.get("milestone")
    if isinstance(milestone, dict):
        result["milestone"] = {"title": milestone.get("title"), "due_on": milestone.get("due_date")}
    result["comments"] = [note for note in _rows(issue.get("notes")) if not note.get("system")]
    links = _rows(result.get("links"))
    result["blocked_by"] = [{"number": link.get("iid")} for link in links if _blocks(link)]
    result["links"] = [_plain(link) for link in links if not _blocks(link)]
    return result


def _blocks(link: Data) -> bool:
    return bool(link.get("link_type") == "is_blocked_by")


def _plain(link: Data) -> Data:
    """What a link says beside the whole issue that it leads to, which the host prints again."""
    names = ("iid", "link_type", "web_url", "title")
    return {name: link[name] for name in names if link.get(name)}


def _rows(value: Any) -> list[Data]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


FORMATS = (Format("gitlab", "GitLab's issues, as glab prints them", read=read_gitlab),)
