"""Writes decisions as MADR: a new file whole; of a file that is there, the lines that say something else."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wmsgit.errors import InvalidError
from wmsgit.features.exchange.foreign import Files, ForeignOptions, Format, Loss, Written
from wmsgit.features.exchange.formats.madr_edit import FileEdit
from wmsgit.features.exchange.formats.madr_read import KIND, OWN_KEYS, Decision, decisions_in, link, read_madr, spelled
from wmsgit.features.exchange.formats.madr_text import HEADINGS, LISTS, TEXT_FIELDS, is_kept, marks, rendered
from wmsgit.features.exchange.layout import METADATA, SOURCE
from wmsgit.features.exchange.values import is_empty
from wmsgit.model.identity import split_number
from wmsgit.model.record import Record
from wmsgit.store.canonical import dump_yaml

_KEPT = {"id", "title", "status", "date", "deciders", "decision", METADATA, *OWN_KEYS, *TEXT_FIELDS, *LISTS}
_MIDNIGHT = "T00:00:00Z"
_MAX_SLUG = 60


@dataclass(frozen=True)
class _FilePlan:
    """Which record belongs in which file, and which supersede which."""

    files: Mapping[str, Decision]
    superseded_by: Mapping[str, Sequence[str]]
    prefix: str
    names: Mapping[str, str]

    def status(self, record: Record) -> str:
        """What the front matter says of a record's status."""
        status = str(record.data.get("status", ""))
        newer = self.superseded_by.get(record.id, ())
        return f"{status} by {', '.join(newer)}" if status == "superseded" and newer else status


def write_madr(records: Sequence[Record], existing: Files, options: ForeignOptions) -> Written:
    """The files of decisions, under the names that they have, or get once for all."""
    decisions = [decision for path, content in existing.items() for decision in _decisions(path, content)]
    link(decisions)
    written = {decision.id for decision in decisions if decision.is_ours}
    records = [record for record in records if options.source in {"", _source(record)[0]} or record.id in written]
    files_of = _files(records, decisions)
    kind = options.kinds[KIND]
    status = kind.fields["status"]
    plan = _FilePlan(files_of, _superseded(records), kind.id_form.prefix, _names(files_of, decisions))
    taken = set(existing)
    files: dict[str, bytes] = {}
    losses: list[Loss] = []
    for record in records:
        decision = plan.files.get(record.id)
        if decision is not None and "#" in decision.path:
            losses.append(Loss(record.id, "", "stands in a file with others, which is left as it is"))
            continue
        path = decision.path if decision else _name(record, plan.prefix, taken)
        taken.add(path)
        if decision:
            edit = FileEdit(
                decision, existing[path].decode("utf-8-sig"), record, plan.status(record), plan.names,
                status.enum, str(status.default),
            )  # fmt: skip
            files[path] = edit.content(existing[path])
            losses += edit.losses
        else:
            files[path] = whole(record, plan.status(record)).encode()
        losses += _losses(record)
    known = {decision.path for decision in plan.files.values()}
    strays = [decision.path for decision in decisions if decision.is_ours and decision.path not in known]
    return Written(files, losses, strays)


def whole(record: Record, status: str) -> str:
    """A decision as a file of its own, in MADR 4."""
    data = record.data
    matter: dict[str, Any] = {"id": record.id, "status": status, "date": _date(data.get("date"))}
    matter |= {"decision-makers": data.get("deciders")}
    matter |= {name: data.get(name) for name in OWN_KEYS}
    matter |= marks(data)
    head = dump_yaml({name: value for name, value in matter.items() if not is_empty(value)})
    parts = [f"---\n{head}---\n\n# {data.get('title', record.id)}\n"]
    for name, heading in HEADINGS.items():
        if not is_empty(data.get(name)):
            parts.append(f"\n{heading}\n\n{rendered(data[name])}")
    return "".join(parts)


def _decisions(path: str, content: bytes) -> Iterator[Decision]:
    try:
        yield from decisions_in(path, content)
    except InvalidError:
        return


def _files(records: Sequence[Record], decisions: Sequence[Decision]) -> dict[str, Decision]:
    """Record → its file: by the id that wmsgit wrote there, or by where it was imported from.

    Raises:
        InvalidError: when two sources have a file of this name.
    """
    by_id = {decision.id: decision for decision in decisions}
    owners: dict[str, tuple[str, str]] = {}
    for record in records:
        source, key = _source(record)
        if key in by_id and owners.setdefault(key, (source, record.id))[0] != source:
            others = " and ".join(sorted(f"{name} ({own})" for name, own in (owners[key], (source, record.id))))
            raise InvalidError(f"{others} have a file of this name", where=key, hint="say whose folder it is: --source")
    return {record.id: by_id[key] for record in records for key in (_source(record)[1], record.id) if key in by_id}


def _names(files: Mapping[str, Decision], decisions: Sequence[Decision]) -> dict[str, str]:
    """How texts name decisions → their ids here."""
    numbers = Counter(decision.number for decision in decisions)
    return {
        name: record_id
        for record_id, decision in files.items()
        if numbers[decision.number] == 1
        for name in (decision.id, *spelled(decision.number))
    }


def _superseded(records: Sequence[Record]) -> dict[str, list[str]]:
    result: dict[str, list[str]] = {}
    for record in records:
        for older in record.data.get("supersedes") or ():
            result.setdefault(str(older), []).append(record.id)
    return result


def _source(record: Record) -> tuple[str, str]:
    """The source that a record came from, and its id there; empty for none."""
    metadata = record.data.get(METADATA)
    source = metadata.get(SOURCE) if isinstance(metadata, dict) else None
    own = source if isinstance(source, dict) else {}
    return str(own.get("name", "")), str(own.get("id", ""))


def _name(record: Record, prefix: str, taken: set[str]) -> str:
    """The name of a new file: where it was imported from, else number and title."""
    source = _source(record)[1]
    if source.endswith(".md") and source not in taken and not source.startswith(("/", ".")) and ".." not in source:
        return source
    parts = split_number(record.id)
    is_numbered = parts is not None and parts[0] == prefix.lower()
    start = f"{parts[1]:04}" if parts and is_numbered else record.id
    slug = re.sub(r"[^a-z0-9]+", "-", str(record.data.get("title", "")).lower()).strip("-")[:_MAX_SLUG].rstrip("-")
    name = f"{start}-{slug}.md" if slug else f"{start}.md"
    return name if name not in taken else f"{record.id}-{posixpath.basename(name)}"


def _date(date: Any) -> str:
    text = str(date or "")
    return text.removesuffix(_MIDNIGHT)


def _losses(record: Record) -> Iterator[Loss]:
    for name, value in record.data.items():
        if name not in _KEPT and not is_empty(value):
            yield Loss(record.id, name)
        elif name in {*TEXT_FIELDS, *LISTS} and not is_kept(value):
            yield Loss(record.id, name, "has blanks or lines that come back otherwise")
    own = record.data.get(METADATA)
    for name in own if isinstance(own, dict) else ():
        if name not in {SOURCE, "imported", "import_base"}:
            yield Loss(record.id, f"{METADATA}.{name}")


FORMATS = (
    Format(
        "madr",
        "decisions in Markdown: MADR, adr-tools, log4brains, arc42",
        kinds=("adr",),
        patterns=("**/*.md",),
        ignores=("node_modules", ".git", "templates"),
        read=read_madr,
        write=write_madr,
        is_dated=True,
    ),
)
