"""GitHub's issues, as `gh api` (REST) and `gh issue list --json` print them; Forgejo's are alike."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from wmsgit.errors import InvalidError
from wmsgit.features.exchange.foreign import Files, ForeignOptions, ForeignReading, ForeignRecord, Format
from wmsgit.features.exchange.formats.hosts import (
    MARK,
    SETTLED,
    kind_for,
    known_kinds,
    login_of,
    logins_of,
    names_of,
    place_fields,
    text_of_body,
)
from wmsgit.features.exchange.parsing import rows_in
from wmsgit.features.exchange.report import Note, RefusedRow
from wmsgit.features.exchange.sound_rows import require_sound
from wmsgit.model.record import Data

SOURCE = "github"
_CAMEL = re.compile(r"(?<=[a-z0-9])([A-Z])")
_REPO = r"(?P<owner>[\w.-]+)/(?P<name>[\w.-]+)(?:/(?:issues|pull|pulls)/(?P<number>\d+))?"
_INTERFACE = re.compile(rf"/repos/{_REPO}")
_PAGE = re.compile(rf"//[^/]+/{_REPO}")
_MARKED = re.compile(rf"\A{re.escape(MARK)}([\w.-]+) -->\s*")
_TAKEN = frozenset({
    "number", "title", "body", "state", "state_reason", "html_url", "url", "user", "author", "labels", "assignees",
    "assignee", "milestone", "comments", "created_at", "updated_at", "closed_at", "closed_by", "closed", "sub_issues",
    "blocked_by", "parent", "parent_issue_url", "repository_url", "repository", "type", "issue_type", "node_id",
})  # fmt: skip
"""Keys with a place of their own, or that say again what another one does."""
_DERIVED = ("_url", "_summary")


def read_github(files: Files, options: ForeignOptions) -> ForeignReading:
    """The issues in what GitHub's programs print: lists, one after another, also those of comments."""
    return read_issues(files, options, lambda issue: issue)


def read_issues(files: Files, options: ForeignOptions, translate: Callable[[Data], Data]) -> ForeignReading:
    """The issues of a host; `translate` gives an issue the names that GitHub has for its parts."""
    issues: list[ForeignRecord] = []
    refused: list[RefusedRow] = []
    notes: list[Note] = []
    kinds = known_kinds(options.kind_rules)
    comments: dict[str, list[Data]] = {}
    parents: dict[str, str] = {}
    for file, place, row in rows_of(files):
        try:
            require_sound(row)
            issue = translate({_CAMEL.sub(r"_\1", key).lower(): value for key, value in row.items()})
            if "title" not in issue and "issue_url" in issue:
                name, comment = _comment(issue)
                comments.setdefault(name, []).extend(comment)
                continue
            record = _record(issue, kinds, options)
        except InvalidError as error:
            refused.append(RefusedRow(file, place, _number(row), error.message))
            continue
        if issue.get("pull_request") or "/pull/" in record.url:
            notes.append(Note(file, record.id, "pull requests are left out"))
            continue
        if issue.get("node_id") or issue.get("repository_url"):
            notes.append(Note(file, record.id, "addresses, colours, counts and details of accounts are left out"))
        parents |= dict.fromkeys(_related(issue.get("sub_issues"), record.scope), record.id)
        issues.append(record)
    return ForeignReading(_joined(issues, comments, parents), refused, [*notes, *_short_notes(issues)])


def rows_of(files: Files) -> Iterator[tuple[str, str, Any]]:
    """File, place and value of every row in JSON files, see `rows_in`.

    Raises:
        InvalidError: when a file is not JSON.
    """
    for file, content in files.items():
        yield from ((file, place, row) for place, row in rows_in(content, file))


def _record(issue: Data, kinds: Sequence[tuple[str, str]], options: ForeignOptions) -> ForeignRecord:
    """One issue.

    Raises:
        InvalidError: when it has no number or no title.
    """
    number = issue.get("number")
    if not isinstance(number, int) or isinstance(number, bool):
        raise InvalidError("it has no number")
    url = next((str(issue[key]) for key in ("html_url", "url") if issue.get(key)), "")
    repository = _repository(issue) or options.repository
    body = text_of_body(issue.get("body"))
    mark = record_mark(body)
    labels = names_of(issue.get("labels"))
    sort = issue.get("issue_type") or issue.get("type")
    sort_name = sort.get("name") if isinstance(sort, dict) else sort
    kind = kind_for(kinds, labels, str(sort_name or ""))
    people = logins_of(issue.get("assignees")) or logins_of([issue.get("assignee")])
    state = str(issue.get("state_reason") or issue.get("state") or "open").lower()
    closed = str(issue.get("state", "")).lower() == "closed"
    milestone = issue.get("milestone")
    fields, rest = place_fields(
        options.kinds.get(kind),
        {
            "title": issue.get("title"), "description": _MARKED.sub("", body).strip("\n") if mark else body,
            "status": (state if state not in {"open", "closed"} else "completed") if closed else "open",
            "labels": labels, "milestone": milestone.get("title") if isinstance(milestone, dict) else milestone,
            "comments": [entry for entry in map(_own_comment, _nodes(issue.get("comments"))) if entry],
            "dependencies": _related(issue.get("blocked_by"), repository),
        },
        created=issue.get("created_at"), closed=issue.get("closed_at") if closed else None,
        author=login_of(issue.get("user") or issue.get("author")), closer=login_of(issue.get("closed_by")),
        people=people, sort=str(sort_name or ""),
    )  # fmt: skip
    member = options.members.get(repository.lower())
    parent = _related([issue.get("parent") or {"url": issue.get("parent_issue_url")}], repository)
    fields |= {"repos_affected": [member]} if member else {}
    fields |= {"parent": parent[0]} if parent else {}
    rest |= {key: _slim(value) for key, value in issue.items() if _is_rest(key, value)}
    if isinstance(milestone, dict) and milestone.get("due_on"):
        rest["milestone_due_on"] = milestone["due_on"]
    name = repository.rpartition("/")[2] or "GH"
    own_id = f"{repository}#{number}"
    return ForeignRecord(
        kind, mark or own_id, {key: value for key, value in fields.items() if value},
        {key: value for key, value in rest.items() if value not in (None, "", [], {})},
        place=f"#{number}", made_id="" if mark else f"{name}-{number}", names=(own_id,), is_ours=bool(mark),
        scope=repository, url=url,
        version=str(issue.get("updated_at") or ""), settled=SETTLED,
    )  # fmt: skip


def record_mark(body: str) -> str:
    """The id of the record that an issue was made of, as its text says; empty for none."""
    match = _MARKED.match(body)
    return match[1] if match else ""


def _repository(issue: Data) -> str:
    """`OWNER/NAME`, as an address of the issue says it; empty for unknown."""
    own = issue.get("repository")
    if isinstance(own, dict) and own.get("full_name"):
        return str(own["full_name"])
    for key in ("repository_url", "html_url", "url"):
        match = _address(issue.get(key))
        if match:
            return f"{match['owner']}/{match['name']}"
    return ""


def _address(url: Any) -> re.Match[str] | None:
    """Owner, name and number in an address of the programming interface or of a page; None for none."""
    text = str(url or "")
    return _INTERFACE.search(text) or _PAGE.search(text)


def _related(value: Any, repository: str) -> list[str]:
    """The issues that a list names, by number or address."""
    result = []
    for item in _nodes(value):
        row = item if isinstance(item, dict) else {"number": item}
        match = next((m for key in ("html_url", "url") if (m := _address(row.get(key)))), None)
        number = row.get("number") or (match["number"] if match else None)
        if number:
            result.append(f"{match['owner']}/{match['name']}#{number}" if match else f"{repository}#{number}")
    return result


def _nodes(value: Any) -> list[Any]:
    if isinstance(value, dict):
        value = value.get("nodes")
    return value if isinstance(value, list) else []


def _own_comment(row: Any) -> Data | None:
    if not isinstance(row, dict) or not str(row.get("body") or "").strip() or MARK in str(row["body"]):
        return None
    own = {_CAMEL.sub(r"_\1", key).lower(): value for key, value in row.items()}
    by = login_of(own.get("user") or own.get("author")) or "ghost"
    return {"at": own.get("created_at"), "by": by, "text": text_of_body(own["body"])}


def _comment(row: Data) -> tuple[str, list[Data]]:
    """The issue that a comment of its own belongs to, and the comment.

    Raises:
        InvalidError: when it belongs to none.
    """
    match = _address(row["issue_url"])
    if match is None or not match["number"]:
        raise InvalidError("it belongs to no issue")
    comment = _own_comment(row)
    return f"{match['owner']}/{match['name']}#{match['number']}", [comment] if comment else []


def _joined(
    issues: list[ForeignRecord], comments: Mapping[str, list[Data]], parents: Mapping[str, str]
) -> list[ForeignRecord]:
    """The issues with the comments and the parents that other rows have of them."""
    result = []
    for issue in issues:
        extra: Data = {}
        if issue.id in comments:
            extra["comments"] = [*issue.fields.get("comments", []), *comments[issue.id]]
        if issue.id in parents and "parent" not in issue.fields:
            extra["parent"] = parents[issue.id]
        result.append(replace(issue, fields={**issue.fields, **extra}) if extra else issue)
    return result


def _short_notes(issues: Sequence[ForeignRecord]) -> list[Note]:
    cause = "does not say its repository: add url to --json, or give --repo"
    return [Note(SOURCE, issue.id, cause) for issue in issues if not issue.scope]


def _is_rest(key: str, value: Any) -> bool:
    return key not in _TAKEN and not key.endswith(_DERIVED) and value not in (None, "", [], {}, False, 0)


def _slim(value: Any) -> Any:
    """A value without the addresses of the programming interface, which its number says."""
    if isinstance(value, dict):
        return {
            key: _slim(part) for key, part in value.items() if not key.endswith("url") and part not in (0, None, "")
        }
    return [_slim(item) for item in value] if isinstance(value, list) else value


def _number(row: Any) -> str:
    return f"#{row['number']}" if isinstance(row, dict) and row.get("number") else ""


FORMATS = (
    Format("github", "GitHub's issues, as gh prints them", read=read_github),
    Format("forgejo", "Forgejo's issues, which are as GitHub's", read=read_github),
)
