"""The tickets of tk: Markdown files with front matter in `.tickets/`."""

from typing import Any

from wmsgit.errors import InvalidError
from wmsgit.features.exchange.foreign import Files, ForeignOptions, ForeignReading, ForeignRecord, Format
from wmsgit.features.exchange.formats.hosts import kind_for, known_kinds
from wmsgit.features.exchange.formats.markdown import (
    decoded,
    digest_of,
    front_matter,
    sections,
    split_front_matter,
    text_of,
)
from wmsgit.features.exchange.formats.tracker import priority_and_rest, taken
from wmsgit.features.exchange.report import RefusedRow
from wmsgit.features.exchange.values import is_empty
from wmsgit.model.record import Data
from wmsgit.schema.shape import Shape

_NAMES = {
    "status": "status", "created": "created", "assignee": "assigned_to", "deps": "dependencies", "parent": "parent",
    "tags": "labels",
}  # fmt: skip
_SHAPE = Shape(None, dict.fromkeys(("id", "status", "created", "assignee", "parent"), Shape(frozenset({"string"}))))


def read_tickets(files: Files, options: ForeignOptions) -> ForeignReading:
    """The tickets in a folder, or one."""
    kinds = known_kinds(options.kind_rules)
    records: list[ForeignRecord] = []
    refused: list[RefusedRow] = []
    for path, content in files.items():
        try:
            records.append(_record(path, content, kinds))
        except InvalidError as error:
            refused.append(RefusedRow(path, path, "", error.message))
    return ForeignReading(records, refused)


def _record(path: str, content: bytes, kinds: list[tuple[str, str]]) -> ForeignRecord:
    head, body = split_front_matter(decoded(content, path))
    matter: dict[str, Any] = front_matter(head, path, _SHAPE)
    if not isinstance(matter.get("id"), str):
        raise InvalidError("it has no id in its front matter")
    fields, rest = taken(matter, _NAMES)
    rest.pop("id", None)
    fields["priority"], kept = priority_and_rest(rest.pop("priority", None))
    rest |= {"priority": kept} if kept is not None else {}
    if matter.get("status") == "closed":
        fields["status"] = "completed"
    texts, others = _body(body)
    own = {name: value for name, value in {**fields, **texts}.items() if not is_empty(value) and value != ""}
    kind = kind_for(kinds, fields.get("labels"), str(matter.get("type") or ""))
    return ForeignRecord(kind, matter["id"], own, {**rest, **others}, place=path, version=digest_of(content))


def _body(body: str) -> tuple[Data, Data]:
    """Title, description and notes; other sections by their headings."""
    texts: Data = {}
    rest: Data = {}
    last = "description"
    for section in sections(body):
        text = text_of(section.body)
        if section.level == 1 and "title" not in texts:
            texts |= {"title": section.heading, "description": text}
        elif section.heading == "Notes":
            texts["notes"], last = text, "notes"
        elif section.level == 2:  # noqa: PLR2004 - tk's own sections are of the second level
            rest[section.heading], last = text, section.heading
        else:
            whole = rest if last in rest else texts
            whole[last] = text_of("".join([whole.get(last, ""), "\n", *section.head, *section.body]).splitlines(True))
    return texts, {name: text for name, text in rest.items() if text}


FORMATS = (
    Format("tk", "the tickets of tk", patterns=("**/*.md",), ignores=("node_modules", ".git"), read=read_tickets),
)
