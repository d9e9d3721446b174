"""What would make a code host equal to the records: calls that touch nothing that people wrote there."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wmsgit.features.exchange.formats.github import record_mark, rows_of
from wmsgit.features.exchange.formats.hosts import MARK, login_of, logins_of, names_of, text_of_body
from wmsgit.features.exchange.formats.tracker import source_id_of
from wmsgit.model.people import NOBODY, People
from wmsgit.model.record import Data, Record
from wmsgit.schema.kind import Kind

_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}\Z")
_DROPPED = ("cancelled", "wont_fix")


@dataclass(frozen=True, slots=True)
class HostCall:
    """One call of the host's programming interface.

    Attributes:
        record: the record's id.
        method, path: as the host's program takes them.
        body: what is sent.
        why: what it does, for people.
    """

    record: str
    method: str
    path: str
    body: Mapping[str, Any]
    why: str

    def __str__(self) -> str:
        """The call on one line, with what it sends."""
        return f"{self.record}: {self.why}: {self.method} {self.path} {json.dumps(self.body, ensure_ascii=True)}"


def plan_calls(
    records: Iterable[tuple[Kind, Record]],
    files: Mapping[str, bytes],
    repository: str,
    *,
    new: Iterable[str] = (),
    people: People = NOBODY,
) -> list[HostCall]:
    """The calls that would make the issues of a repository say what the records say; none when they do.

    States, people and what blocks what are the plane's; remarks made here are added. Titles and texts are changed only
    of issues that such a call has made, and nothing is ever removed.

    Args:
        records: kind and record.
        files: what the host's program printed of its issues and comments.
        repository: `OWNER/NAME`.
        new: ids of the records that get an issue where they have none.
        people: who is who; a name such as `@login` is a person's on the host.
    """
    host = _Host.read(files, repository)
    wanted = set(new)
    calls: list[HostCall] = []
    for kind, record in records:
        issue = host.issue_of(record)
        if issue is not None:
            calls += _Changes(kind, record, issue, host, people).calls()
        elif record.id in wanted:
            calls.append(_creation(kind, record, repository))
    return calls


@dataclass(frozen=True)
class _Host:
    """The issues of a repository: number → issue, record → number, number → text, time and author of comments."""

    repository: str
    issues: Mapping[int, Data]
    made: Mapping[str, int]
    comments: Mapping[int, Sequence[tuple[str, str, str]]]

    @classmethod
    def read(cls, files: Mapping[str, bytes], repository: str) -> "_Host":
        issues: dict[int, Data] = {}
        made: dict[str, int] = {}
        comments: dict[int, list[tuple[str, str, str]]] = {}
        for _, _, row in rows_of(files):
            if not isinstance(row, dict):
                continue
            match = re.search(r"/issues/(\d+)\Z", str(row.get("issue_url") or ""))
            if match and "title" not in row:
                comments.setdefault(int(match[1]), []).append(_comment(row))
            elif isinstance(row.get("number"), int) and not row.get("pull_request"):
                issues[row["number"]] = row
                mark = record_mark(text_of_body(row.get("body")))
                made |= {mark: row["number"]} if mark else {}
                own = row.get("comments")
                rows = [item for item in own if isinstance(item, dict)] if isinstance(own, list) else []
                comments.setdefault(row["number"], []).extend(map(_comment, rows))
        return cls(repository, issues, made, comments)

    def issue_of(self, record: Record) -> Data | None:
        """The issue that a record came from, or that was made of it."""
        repository, _, number = source_id_of(record).rpartition("#")
        is_here = repository.lower() == self.repository.lower() and number.isdecimal()
        known = int(number) if is_here else self.made.get(record.id)
        return self.issues.get(known) if known is not None else None


@dataclass(frozen=True)
class _Changes:
    kind: Kind
    record: Record
    issue: Data
    host: _Host
    who: People

    def calls(self) -> Iterator[HostCall]:
        """What the issue lacks."""
        if self.record.id in self.host.made:
            yield from self._own_texts()
        yield from self._state()
        yield from self._people()
        yield from self._comments()

    def _call(self, method: str, below: str, body: Data, why: str) -> HostCall:
        path = f"repos/{self.host.repository}/issues/{self.issue['number']}{below}"
        return HostCall(self.record.id, method, path, body, why)

    def _own_texts(self) -> Iterator[HostCall]:
        mine = {"title": self.kind.title_of(self.record.data), "body": _body(self.record)}
        theirs = {"title": self.issue.get("title"), "body": text_of_body(self.issue.get("body"))}
        changed = {name: value for name, value in mine.items() if str(theirs[name]).rstrip() != value.rstrip()}
        if changed:
            yield self._call("PATCH", "", changed, f"change its {' and '.join(changed)}")

    def _state(self) -> Iterator[HostCall]:
        status = self.record.data.get(self.kind.status)
        is_closed = self.kind.is_closed(self.record.data)
        was_closed = str(self.issue.get("state", "")).lower() == "closed"
        if is_closed and not was_closed:
            reason = "not_planned" if status in _DROPPED else "completed"
            yield self._call("PATCH", "", {"state": "closed", "state_reason": reason}, "close it")
        elif was_closed and not is_closed:
            yield self._call("PATCH", "", {"state": "open"}, "open it again")

    def _people(self) -> Iterator[HostCall]:
        person = self.record.data.get("assigned_to")
        there = logins_of(self.issue.get("assignees"))
        if not isinstance(person, str) or any(self.who.is_same(person, login) for login in there):
            return
        handles = [name[1:] for name in self.who.spelled(person) if name.startswith("@")]
        login = next(filter(_LOGIN.match, [*handles, person]), "")
        if login and login.lower() not in {name.lower() for name in there}:
            yield self._call("POST", "/assignees", {"assignees": [login]}, f"assign it to {login}")

    def _comments(self) -> Iterator[HostCall]:
        there = self.host.comments.get(self.issue["number"], ())
        for comment in self.record.data.get("comments") or ():
            text, by, at = (str(comment.get(name, "")) for name in ("text", "by", "at"))
            mark = f"{MARK}{self.record.id} {at} {by} -->"
            if not any(mark in body or [at, by] == key or body.strip() == text.strip() for body, *key in there):
                yield self._call("POST", "/comments", {"body": f"{mark}\n{by}: {text}"}, f"add the remark of {by}")


def _comment(row: Data) -> tuple[str, str, str]:
    at = row.get("created_at") or row.get("createdAt")
    return text_of_body(row.get("body")), str(at or ""), login_of(row.get("user") or row.get("author"))


def _creation(kind: Kind, record: Record, repository: str) -> HostCall:
    body: Data = {"title": kind.title_of(record.data), "body": _body(record)}
    labels = names_of(record.data.get("labels"))
    return HostCall(
        record.id,
        "POST",
        f"repos/{repository}/issues",
        {**body, **({"labels": labels} if labels else {})},
        "make an issue",
    )


def _body(record: Record) -> str:
    return f"{MARK}{record.id} -->\n{record.data.get('description') or ''}"
