"""The tasks of Backlog.md: Markdown files with front matter below `backlog/`, both ways."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wmsgit.errors import InvalidError
from wmsgit.features.exchange.foreign import Files, ForeignOptions, ForeignReading, ForeignRecord, Format, Loss, Written
from wmsgit.features.exchange.formats.hosts import kind_for, known_kinds
from wmsgit.features.exchange.formats.markdown import (
    decoded,
    digest_of,
    front_matter,
    sections,
    split_front_matter,
)
from wmsgit.features.exchange.formats.tracker import OURS, imported_of, is_from, source_id_of, taken
from wmsgit.features.exchange.report import Note, RefusedRow
from wmsgit.features.exchange.values import is_empty, items_in, same
from wmsgit.model.identity import split_number
from wmsgit.model.meanings import word_of
from wmsgit.model.record import Data, Record
from wmsgit.schema.shape import Shape
from wmsgit.store.canonical import dump_yaml
from wmsgit.store.document import read_document
from wmsgit.store.edit import edit_shaped

SOURCE = "backlog"
_NAMES = {
    "title": "title", "status": "status", "created_date": "created", "labels": "labels", "milestone": "milestone",
    "dependencies": "dependencies", "parent_task_id": "parent", "priority": "priority",
}  # fmt: skip
_TEXTS = {"Description": "description", "Implementation Notes": "notes"}
_MARKS = {"description": "DESCRIPTION", "notes": "NOTES"}
_CHECKLIST = "Acceptance Criteria"
_TEXT = Shape(frozenset({"string"}))
_SHAPE = Shape(None, dict.fromkeys(("id", "title", "status", "created_date", "updated_date", "milestone",
                                    "parent_task_id", "priority"), _TEXT))  # fmt: skip
_COMMENT = re.compile(r"^<!-- (?:SECTION:[A-Z_]+|AC|DOD):(?:BEGIN|END) -->[ \t]*\n?", re.MULTILINE)
_ITEM = re.compile(r"^- \[(?P<done>[ xX])\] (?:#\d+ )?(?P<text>.+?)\s*$", re.MULTILINE)
_STATUS = {"completed": "Done", "closed": "Done", "cancelled": "Done", "in_progress": "In Progress"}
_WORDS = {"To Do": "pending", "In Progress": "in_progress", "Done": "completed"}
_WRITTEN = {"id", *_NAMES.values(), *_TEXTS.values(), "checklist", "assigned_to", "metadata", "completed_at"}


def read_backlog(files: Files, options: ForeignOptions) -> ForeignReading:
    """The tasks in a project's folder."""
    kinds = known_kinds(options.kind_rules)
    records: list[ForeignRecord] = []
    refused: list[RefusedRow] = []
    notes: list[Note] = []
    for path, content in files.items():
        try:
            matter, body = _parts(path, content)
            if "decisions" in path.split("/"):
                notes.append(Note(SOURCE, path, "is a decision, which import madr takes"))
            elif isinstance(matter.get("id"), str) and matter.get("status"):
                kind = kind_for(kinds, matter.get("labels"), str(matter.get("type") or ""))
                records.append(_record(path, content, matter, body, kind))
            else:
                notes.append(Note(SOURCE, path, "is no task"))
        except InvalidError as error:
            refused.append(RefusedRow(path, path, "", error.message))
    return ForeignReading(records, refused, notes)


def _parts(path: str, content: bytes) -> tuple[Data, str]:
    head, body = split_front_matter(decoded(content, path))
    return front_matter(head, path, _SHAPE), body


def _record(path: str, content: bytes, matter: Data, body: str, kind: str) -> ForeignRecord:
    fields, rest = taken(matter, _NAMES)
    rest.pop("id", None)
    people = [str(person).removeprefix("@") for person in items_in(rest.pop("assignee", None))]
    fields["assigned_to"] = next(iter(people), None)
    if len(people) > 1:
        rest["assignee"] = people
    fields["status"] = _status_in(path, matter["status"])
    if "archive" in path.split("/"):
        rest["status"] = matter["status"]
    texts, checklist, others = body_of(body)
    fields |= {**texts, "checklist": checklist}
    named = items_in(rest.pop("references", None))
    references = [item for item in named if not str(item).startswith(OURS)]
    ours = [str(item) for item in named if str(item).startswith(OURS)]
    rest |= {"references": references} if references else {}
    record_id = ours[0].removeprefix(OURS) if ours else matter["id"]
    own = {name: value for name, value in fields.items() if not is_empty(value) and value != ""}
    names = (matter["id"], matter["id"].lower(), matter["id"].upper())
    return ForeignRecord(
        kind, record_id, own, {**rest, **others}, place=path, names=names, version=digest_of(content),
        is_ours=bool(ours),
    )  # fmt: skip


def _status_in(path: str, word: Any) -> Any:
    """What a status is here: a draft is not planned yet, and what was archived before it was done is dropped."""
    status = _WORDS.get(str(word), word)
    folders = path.split("/")[:-1]
    if "archive" in folders:
        return status if status == "completed" else "cancelled"
    return "backlog" if "drafts" in folders or word == "Draft" else status


def body_of(body: str) -> tuple[Data, list[Data], Data]:
    """The texts that are fields, the checklist, and other sections by their headings."""
    texts: Data = {}
    rest: Data = {}
    checklist: list[Data] = []
    name = ""
    for section in sections(body):
        if section.level == 2:  # noqa: PLR2004 - Backlog.md's own sections are of the second level
            name = section.heading
        text = "".join((*(() if section.level in {0, 2} else section.head), *section.body))
        text = _COMMENT.sub("", text.replace("\r\n", "\n")).strip("\n")
        if name == _CHECKLIST:
            checklist += [{"text": item["text"], **({"done": True} if item["done"] != " " else {})}
                          for item in _ITEM.finditer(text)]  # fmt: skip
        elif text.strip():
            whole, key = (texts, _TEXTS[name]) if name in _TEXTS else (rest, name or "introduction")
            joined = f"{whole[key].rstrip()}\n\n{text}" if key in whole else text
            whole[key] = f"{joined}\n" if "\n" in joined else joined.strip()
    return texts, checklist, rest


def write_backlog(records: Sequence[Record], existing: Files, _: ForeignOptions) -> Written:
    """The files of tasks: of one that is there only what differs changes."""
    there: dict[str, tuple[str, Data, str]] = {}
    highest = 0
    for path, content in existing.items():
        try:
            matter, body = _parts(path, content)
        except InvalidError:
            continue
        if isinstance(matter.get("id"), str) and matter.get("status") and "decisions" not in path.split("/"):
            there[_record(path, content, matter, body, "task").id] = (path, matter, body)
            highest = max(highest, (split_number(matter["id"]) or ("", 0))[1])
    names = {record.id: there[key][1]["id"] for record in records
             for key in (source_id_of(record), record.id) if key in there}  # fmt: skip
    for record in records:
        if record.id not in names:
            highest += 1
            names[record.id] = f"TASK-{highest}"
    files: dict[str, bytes] = {}
    losses: list[Loss] = []
    for record in records:
        known = there.get(source_id_of(record)) or there.get(record.id)
        if known:
            path, matter, body = known
            text = existing[path].decode("utf-8-sig")
            head = text[: len(text) - len(body)]
            word = _matter(record, names, matter, path)["status"]
            files[path] = (_head(record, names, matter, head, path) + _new_body(record, body)).encode()
        else:
            matter = {"id": names[record.id], "references": [f"{OURS}{record.id}"]}
            title = re.sub(r"[^A-Za-z0-9]+", "-", str(record.data.get("title", ""))).strip("-")[:60]
            name = f"tasks/{names[record.id].lower()} - {title}.md"
            path, word = name, _matter(record, names, {})["status"]
            files[name] = (_whole_head(record, names, matter) + _new_body(record, "\n")).encode()
        losses += _losses(record, word, str(_status_in(path, word)))
    return Written(files, losses)


def _matter(record: Record, names: Mapping[str, str], old: Data, path: str = "") -> Data:
    """Front matter that says what a record says; what says the same already is left as it is."""
    data = record.data
    mine: Data = {key: data.get(field) for key, field in _NAMES.items()}
    spelled = {str(item).lower(): item for item in items_in(old.get("dependencies"))}
    targets = [names.get(item, item) for item in data.get("dependencies") or ()]
    mine["dependencies"] = [spelled.get(item.lower(), item) for item in targets]
    mine["parent_task_id"] = names.get(str(data.get("parent")), data.get("parent"))
    status, was = str(data.get("status", "")), str(old.get("status", ""))
    theirs = str(_status_in(path, was)) if was else ""
    mine["status"] = was if theirs and word_of(theirs, (status,)) == status else _STATUS.get(status, "To Do")
    priority = str(data.get("priority") or "").lower()
    mine["priority"] = "high" if priority == "critical" else priority or None
    created = str(data.get("created", "")).replace("T", " ").removesuffix("Z")
    was_created = old.get("created_date")
    is_kept = bool(old) and (not was_created or created.startswith(str(was_created)))
    mine["created_date"] = was_created if is_kept else created[:16]
    person = data.get("assigned_to")
    people = (
        [str(item).removeprefix("@") for item in old.get("assignee") or ()]
        if isinstance(old.get("assignee"), list)
        else []
    )
    mine["assignee"] = old.get("assignee") if people[:1] == [person] else [f"@{person}"] if person else []
    for key in mine:
        if is_empty(mine[key]) and is_empty(old.get(key)):
            mine[key] = old.get(key)
    return mine


def _head(record: Record, names: Mapping[str, str], old: Data, head: str, path: str) -> str:
    matter = split_front_matter(head)[0]
    document = read_document(matter.encode(), _SHAPE, path=record.id)
    changes = _matter(record, names, old, path)
    new = {**document.data, **{key: value for key, value in changes.items() if not same(value, old.get(key))}}
    new = {key: value for key, value in new.items() if not (is_empty(value) and key not in document.data)}
    if same(new, document.data):
        return head
    return head.replace(matter, edit_shaped(document, new, _SHAPE).decode(), 1)


def _whole_head(record: Record, names: Mapping[str, str], matter: Data) -> str:
    own = _matter(record, names, {})
    order = {"id": matter["id"], "title": own["title"], "status": own["status"], "assignee": own["assignee"] or []}
    rest = {key: value for key, value in own.items() if not is_empty(value)}
    whole = {**order, **rest, "labels": own["labels"] or [], "dependencies": own["dependencies"] or [],
             "references": matter["references"]}  # fmt: skip
    kept = imported_of(record) if is_from(record, SOURCE) else {}
    extra = {key: value for key, value in kept.items() if key not in whole and not isinstance(value, str)}
    return f"---\n{dump_yaml({**whole, **extra})}---\n"


def _new_body(record: Record, body: str) -> str:
    texts, checklist, _ = body_of(body)
    for heading, field in _TEXTS.items():
        mine = record.data.get(field)
        if not _is_same_text(mine, texts.get(field)):
            mark = f"SECTION:{_MARKS[field]}"
            body = _with_section(
                body, heading, f"\n<!-- {mark}:BEGIN -->\n{str(mine or '').rstrip()}\n<!-- {mark}:END -->\n"
            )
    own = [item for item in record.data.get("checklist") or () if isinstance(item, dict)]
    if [(item.get("text"), bool(item.get("done"))) for item in own] != [
        (i["text"], bool(i.get("done"))) for i in checklist
    ]:
        lines = [f"- [{'x' if item.get('done') else ' '}] #{at} {item.get('text')}\n" for at, item in enumerate(own, 1)]
        body = _with_section(body, _CHECKLIST, f"<!-- AC:BEGIN -->\n{''.join(lines)}<!-- AC:END -->\n")
    return body


def _with_section(body: str, heading: str, text: str) -> str:
    """A body in which a section of the second level says this; where there is none, it comes last."""
    pieces, is_inside, is_done = list[str](), False, False
    for section in sections(body):
        if section.level == 2 and section.heading == heading and not is_done:  # noqa: PLR2004
            pieces += ["".join(section.head), text, "\n" if section.body and not section.body[-1].strip() else ""]
            is_inside = is_done = True
            continue
        is_inside = is_inside and section.level > 2  # noqa: PLR2004
        if not is_inside:
            pieces.append("".join((*section.head, *section.body)))
    if not is_done:
        before = "".join(pieces).rstrip("\n")
        return f"{before}\n\n## {heading}\n{text}" if before else f"\n## {heading}\n{text}"
    return "".join(pieces)


def _is_same_text(left: Any, right: Any) -> bool:
    return str(left or "").rstrip() == str(right or "").rstrip()


def _losses(record: Record, word: str, meaning: str) -> Iterator[Loss]:
    """What the file of a record does not say; its status there is `word`, which means `meaning` here."""
    for field, value in record.data.items():
        if field not in _WRITTEN and not is_empty(value):
            yield Loss(record.id, field)
    status = str(record.data.get("status"))
    if word_of(meaning, (status,)) != status:
        yield Loss(record.id, "status", f"{status} is {word} there")
    if record.data.get("priority") == "CRITICAL":
        yield Loss(record.id, "priority", "CRITICAL is high there")


FORMATS = (
    Format(
        "backlog",
        "the tasks of Backlog.md",
        kinds=("task",),
        patterns=("**/*.md",),
        ignores=("node_modules", ".git"),
        read=read_backlog,
        write=write_backlog,
    ),
)
