"""Briefing: what the workspace has to say to whoever starts now, as the parts of a brief."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wmsgit.errors import WmsgitError
from wmsgit.features.records.actions.parts import parts_of
from wmsgit.features.sessions.actions.current import current_session, noted_of
from wmsgit.features.sessions.actions.evidence import KIND as SESSION
from wmsgit.features.sessions.actions.evidence import kind_facts
from wmsgit.features.sessions.actions.switches import current_context
from wmsgit.features.sessions.actions.task_commits import commit_lines
from wmsgit.features.sessions.brief_page import BriefItem, Part
from wmsgit.features.sessions.page import code, line, named, quoted
from wmsgit.model.record import Record
from wmsgit.schema.kind import Kind
from wmsgit.store.layout import SETTINGS_PATH
from wmsgit.vcs.refs import read_branch
from wmsgit.workspace.checkouts import checkout
from wmsgit.workspace.member_places import MemberPlace, member_place
from wmsgit.workspace.members import members, require_member
from wmsgit.workspace.settings import read_settings, workspace_name
from wmsgit.workspace.workspace import Workspace

if TYPE_CHECKING:
    from wmsgit.features.drift.rule import Rule

_ALL = "all"
_PLACEMENT = "placement"
_URGENCY = ("priority", "severity")


@dataclass(frozen=True, slots=True)
class BriefRequest:
    """What a brief is about.

    Attributes:
        repo: the repository; empty for all.
        task: the task's id; empty for none.
        session: the session's id; empty for the one that is open here, if any.
        terminal: the terminal's own name, for its context.
    """

    repo: str = ""
    task: str = ""
    session: str = ""
    terminal: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief: its title, its parts in order of use, and why some of it is not known."""

    title: str
    parts: tuple[Part, ...]
    notices: tuple[str, ...] = ()


def read_brief(ws: Workspace, request: BriefRequest) -> Brief:
    """The brief of this moment.

    Raises:
        NotFoundError: when there is no such repository or task.
    """
    session = _session(ws, request.session)
    repo = _repository(ws, request, session)
    rules, notices = _rules(ws, repo)
    notices = tuple(dict.fromkeys([*notices, *map(str, ws.unreadable())]))
    parts = (
        Part("Where we are", tuple(_where(ws, request, repo, session))),
        *_binding(ws, repo, rules),
        Part("Ready", tuple(_ready(ws, repo)), more=f"wmsgit ready{f' repo={repo}' if repo else ''}"),
        *_open_parts(ws, repo),
        Part("Last handoff", tuple(_last_handoff(ws))),
        Part("Placements", tuple(_placements(ws, repo)), more="wmsgit placement list"),
        *_working(ws),
    )
    return Brief(f"Brief: {repo or 'all repositories'}", parts, notices)


def lasting_parts(ws: Workspace, request: BriefRequest) -> Brief:
    """What changes rarely: rules, decisions and placements, for a file that others read."""
    repo = _repository(ws, request, None)
    rules, notices = _rules(ws, repo)
    parts = (*_binding(ws, repo, rules), Part("Placements", tuple(_placements(ws, repo))), *_working(ws))
    return Brief(f"What binds {repo or 'every repository'}", parts, notices)


def _session(ws: Workspace, session_id: str) -> Record | None:
    return current_session(ws, session_id or ws.chosen_session) if ws.registry.has(SESSION) else None


def _repository(ws: Workspace, request: BriefRequest, session: Record | None) -> str:
    if request.repo:
        return require_member(ws, request.repo)
    noted = noted_of(ws, session.id) if session else None
    switch = current_context(ws, request.terminal)
    return (noted.repo if noted else "") or (switch.repo if switch else "")


def _where(ws: Workspace, request: BriefRequest, repo: str, session: Record | None) -> Iterable[BriefItem]:
    yield BriefItem("workspace", f"workspace **{line(workspace_name(ws))}**: {code(ws.root)}")
    if repo:
        record = members(ws, [repo])[0]
        role = f", {line(record.data['role'])}" if record.data.get("role") else ""
        place = member_place(ws, record)
        place = place if place.refusal else place._replace(path=checkout(ws, place.path))
        yield BriefItem(repo, f"repository **{repo}**{role}: {code(place.path)}{_branch(place)}")
    if session:
        goal = f": {line(session.data['goal'])}" if session.data.get("goal") else ""
        yield BriefItem(session.id, f"session `{session.id}`{goal}")
    task = request.task or str((session.data.get("task") if session else "") or "")
    if task:
        yield _task(ws, task)


def _branch(place: MemberPlace) -> str:
    from wmsgit.vcs.repository import Repository

    try:
        branch = read_branch(Repository(place.require()).dirs)
    except (WmsgitError, OSError):
        return ", not on this machine"
    return f", on {code(branch)}" if branch else ", on no branch"


def _task(ws: Workspace, task: str) -> BriefItem:
    kind = ws.kind("task")
    place = ws.locate(ws.numbered(kind, task), kind)
    record = ws.record(place)
    lines = [f"task {_titled(record, kind)}: {line(record.data.get('status', ''))}"]
    lines += quoted(record.id, {name.replace("_", " "): record.data.get(name) for name in ("description", "next_step")})
    parts = map(ws.record, parts_of(ws, place))
    lines += [f"part {_titled(part, kind)}: {line(part.data.get('status', ''))}" for part in parts]
    lines += commit_lines(ws, place)
    return BriefItem(record.id, "\n".join(lines))


def _titled(record: Record, kind: Kind) -> str:
    return named(record.id, kind.title_of(record.data))


def _rules(ws: Workspace, repo: str) -> tuple[list["Rule"], tuple[str, ...]]:
    """The rules that look at a repository, the worst first, and what is not known of rules."""
    from wmsgit.features.drift.actions.fact_cache import facts_of
    from wmsgit.features.drift.actions.load_rules import RULES, read_rules
    from wmsgit.features.drift.rule import SEVERITIES
    from wmsgit.features.drift.rule_view import Member
    from wmsgit.features.drift.scanner import in_scope

    result = read_rules(ws, facts_of(ws.cache_dir, RULES))
    notices = [f"{item.name}: the rule cannot be used: {item.reason}" for item in result.refused]
    notices += [str(finding) for finding in result.unreadable]
    record = members(ws, [repo])[0] if repo else None
    member = Member(record.id, record.data) if record else None
    rules = [rule for rule in result.rules if member is None or in_scope(rule, member)]
    return sorted(rules, key=lambda rule: (SEVERITIES.index(rule.severity), rule.name)), tuple(notices)


def _binding(ws: Workspace, repo: str, rules: Sequence["Rule"]) -> tuple[Part, Part]:
    whose = f"Rules that bind {repo}" if repo else "Rules"
    return (
        Part(whose, tuple(_rule(rule) for rule in rules), binds=True),
        Part("Decisions in force", tuple(_decisions(ws, repo)), binds=True),
    )


def _rule(rule: "Rule") -> BriefItem:
    stated = (
        "" if rule.message else "; ".join(f"{line(n)} {_listed(value)}" for n, value in sorted(rule.options.items()))
    )
    lines = [f"{code(rule.name)} ({rule.severity}, {rule.kind}){f': {stated}' if stated else ''}"]
    if rule.scope.paths:
        lines.append(f"where: {', '.join(f'{code(path)}' for path in rule.scope.paths)}")
    lines += quoted(rule.origin.id, {"": rule.message, "why": rule.origin.rationale, "mend": rule.fix})
    return BriefItem(rule.name, "\n".join(lines))


def _listed(value: Any) -> str:
    return ", ".join(f"{code(item)}" for item in value) if isinstance(value, list) else f"{code(value)}"


def _decisions(ws: Workspace, repo: str) -> Iterable[BriefItem]:
    for kind in _kinds(ws, "decision"):
        in_force = kind_facts(ws, kind).in_force
        for record in _about(ws, kind, repo):
            if record.data.get(kind.status) in in_force:
                stated = {"": record.data.get("decision"), "why": record.data.get("rationale")}
                text = [_titled(record, kind), *quoted(record.id, stated)]
                yield BriefItem(record.id, "\n".join(text))


def _kinds(ws: Workspace, role: str) -> list[Kind]:
    return [kind for kind in ws.registry.kinds() if kind_facts(ws, kind).role == role]


def _about(ws: Workspace, kind: Kind, repo: str, ids: Sequence[str] | None = None) -> list[Record]:
    """The kind's records, or those of these ids, that are about a repository, or about all, by id."""
    field = next((name for name, item in kind.references.items() if item.references == "repo"), "")
    documents = sorted(ws.index([kind.name]).documents(kind, ids=ids), key=lambda record: record.id)
    return [record for record in documents if not repo or not field or _concerns(record.data.get(field), repo)]


def _concerns(value: Any, repo: str) -> bool:
    return not value or any(name in (repo, _ALL) for name in (value if isinstance(value, list) else [value]))


def _ready(ws: Workspace, repo: str) -> Iterable[BriefItem]:
    """What `wmsgit ready` lists, of what is about the repository."""
    from wmsgit.features.planning.actions.ready import ready_keys

    keys = list(ready_keys(ws))
    kinds = {name: ws.kind(name) for name in dict.fromkeys(name for name, _ in keys)}
    ids = {name: [key[1] for key in keys if key[0] == name] for name in kinds}
    records = {(r.kind, r.id): r for name, kind in kinds.items() for r in _about(ws, kind, repo, ids[name])}
    return [_entry(records[key], kinds[key[0]]) for key in keys if key in records]


def _by_urgency(kind: Kind, records: Iterable[Record]) -> list[Record]:
    """The most urgent first, by the schema's order of priorities or severities, then by id."""
    name = next((item for item in _URGENCY if item in kind.fields), "")
    order: Mapping[Any, int] = {value: at for at, value in enumerate(kind.fields[name].enum)} if name else {}
    return sorted(records, key=lambda record: (order.get(record.data.get(name), len(order)), record.id))


def _entry(record: Record, kind: Kind) -> BriefItem:
    urgency = next((str(record.data[name]) for name in _URGENCY if record.data.get(name)), "")
    where = next((str(record.data[name]) for name in ("file_path",) if record.data.get(name)), "")
    text = f"{_titled(record, kind)}{f' ({line(urgency)})' if urgency else ''}{f' {code(where)}' if where else ''}"
    steps = quoted(record.id, {name.replace("_", " "): record.data.get(name) for name in _STEPS})
    return BriefItem(record.id, "\n".join([text, *steps]))


_STEPS = ("next_step", "action_required", "violation_details")


def _open_parts(ws: Workspace, repo: str) -> list[Part]:
    result = []
    for title, role in (("Known issues", "issue"), ("Open findings", "finding")):
        for kind in _kinds(ws, role):
            records = [record for record in _about(ws, kind, repo) if not kind.is_closed(record.data)]
            entries = tuple(_entry(record, kind) for record in _by_urgency(kind, records))
            result.append(Part(title, entries, more=f"wmsgit {kind.name} list{f' --repo {repo}' if repo else ''}"))
    return result


def _last_handoff(ws: Workspace) -> Iterable[BriefItem]:
    from wmsgit.features.sessions.actions.handoff import last_ended, unfinished_of

    record = last_ended(ws) if ws.registry.has(SESSION) else None
    if record is None:
        return
    who = " with ".join(line(record.data[name]) for name in ("user", "ai_assistant") if record.data.get(name))
    goal = f": {line(record.data['goal'])}" if record.data.get("goal") else ""
    yield BriefItem(record.id, f"`{record.id}` ({who}){goal}; whole: `wmsgit session handoff {record.id}`")
    if record.data.get("handoff_notes"):
        yield BriefItem("notes", "\n".join(["notes", *quoted(record.id, {"": record.data["handoff_notes"]})]))
    for row in unfinished_of(ws, {"id": record.id, **record.data}):
        step = f"; next: {line(row['next_step'])}" if row.get("next_step") else ""
        yield BriefItem(row["id"], f"unfinished: {named(row['id'], row['title'])}{step}")
    for question in record.data.get("open_questions", ()):
        yield BriefItem("question", f"open question: {line(question)}")


def _placements(ws: Workspace, repo: str) -> Iterable[BriefItem]:
    if not ws.registry.has(_PLACEMENT):
        return
    kind = ws.kind(_PLACEMENT)
    for record in (item for item in _about(ws, kind, repo) if not kind.is_closed(item.data)):
        data = record.data
        where = [str(data[name]) for name in ("correct_repo", "correct_location") if data.get(name)]
        text = f"{_titled(record, kind)} ({line(data.get('component_type', ''))}): {code('/'.join(where))}"
        owned = ", ".join(f"{code(path)}" for path in data.get("owned_paths", ()))
        why = quoted(record.id, {"why": data.get("rationale")})
        yield BriefItem(record.id, "\n".join([text, *([f"owns {owned}"] if owned else []), *why]))


def _working(ws: Workspace) -> tuple[Part, Part]:
    """The working rules and the checklist of the settings."""
    try:
        settings = read_settings(ws)
    except WmsgitError:
        settings = {}
    rules, checklist = (
        tuple(
            BriefItem(f"{name} {at}", f"{line(text)} (from {code(SETTINGS_PATH)}, as data)")
            for at, text in enumerate(settings.get(name, ()), start=1)
        )
        for name in ("rules", "checklist")
    )
    return Part("Working rules", rules), Part("Checklist before a task", checklist)
