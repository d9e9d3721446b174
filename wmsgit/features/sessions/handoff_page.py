"""The handoff: what the next reader of a session needs, on one page."""

from collections.abc import Mapping, Sequence
from typing import Any

from wmsgit.features.sessions.page import PageSection, code, counted_items, line, named, page, quoted_lines

Titles = Mapping[str, str]
"""Id → title of records."""

_MAX_ITEMS = 40


def handoff_of(
    session: Mapping[str, Any], evidence: Mapping[str, Any], unfinished: Sequence[Mapping[str, Any]], titles: Titles
) -> dict[str, Any]:
    """The handoff as plain values.

    Args:
        session: the session's record, with its id.
        evidence: what `wmsgit.features.sessions.attribution.summary_of` gave, now or when it ended.
        unfinished: records that are under way: `id`, `title`, `status`, perhaps `next_step` and `commits`.
        titles: of the records that are named.
    """

    def titled(ids: Sequence[str]) -> list[dict[str, str]]:
        return [{"id": name, "title": titles.get(name, "")} for name in ids]

    decided = list(dict.fromkeys([*session.get("decisions", ()), *evidence.get("decided", ())]))
    fromkeys = list(dict.fromkeys([*session.get("issues_found", ()), *evidence.get("found", ())]))
    reported = {*decided, *fromkeys}
    repositories = [dict(row) for row in evidence.get("repositories", ())]
    return {
        "session": session["id"],
        **{name: session[name] for name in _HEAD if session.get(name)},
        "notes": str(session.get("handoff_notes", "")),
        "done": [dict(activity) for activity in session.get("activities", ())],
        "completed": titled(evidence.get("completed", ())),
        "created": titled([name for name in evidence.get("created", ()) if name not in reported]),
        "decided": titled(decided),
        "found": titled(fromkeys),
        "findings_opened": titled(evidence.get("findings_opened", ())),
        "findings_resolved": titled(evidence.get("findings_resolved", ())),
        "unfinished": [dict(row) for row in unfinished],
        "repositories": repositories,
        "unattributed": list(evidence.get("unattributed", ())),
        "open_questions": list(session.get("open_questions", ())),
        "not_known": list(evidence.get("notices", ())),
        "resume": _resume(session, repositories, unfinished),
    }


_HEAD = ("status", "user", "ai_assistant", "goal", "task", "start_time", "end_time")


def handoff_page(handoff: Mapping[str, Any]) -> str:
    """The handoff as Markdown."""
    return page(f"Handoff of {handoff['session']}", handoff_sections(handoff))


def handoff_sections(handoff: Mapping[str, Any]) -> list[PageSection]:
    """The handoff's sections; those without items included."""
    records = {name: tuple(named(row["id"], row["title"]) for row in handoff[name]) for name in _RECORDS}
    return [
        PageSection("Goal", tuple(_head(handoff))),
        PageSection(
            "Notes", ("\n".join(quoted_lines(str(handoff["session"]), handoff["notes"])),) if handoff["notes"] else ()
        ),
        PageSection("Done", counted_items([*map(_activity, handoff["done"])], _MAX_ITEMS)),
        *(PageSection(title, counted_items(records[name], _MAX_ITEMS)) for name, title in _RECORDS.items()),
        PageSection("Unfinished", tuple(_unfinished(row) for row in handoff["unfinished"])),
        PageSection("Repositories", tuple(_repository(row) for row in handoff["repositories"])),
        PageSection(
            "Commits that may be another session's", counted_items(_lines(handoff["unattributed"]), _MAX_ITEMS)
        ),
        PageSection("Open questions", tuple(_lines(handoff["open_questions"]))),
        PageSection("Not known", tuple(_lines(handoff["not_known"]))),
        PageSection("How to resume", tuple(f"{code(command)}" for command in handoff["resume"])),
    ]


_RECORDS = {
    "completed": "Completed",
    "created": "Created",
    "decided": "Decided",
    "found": "Found",
    "findings_opened": "Findings opened",
    "findings_resolved": "Findings resolved",
}


def _lines(texts: Sequence[Any]) -> list[str]:
    return [line(text) for text in texts]


def _head(handoff: Mapping[str, Any]) -> list[str]:
    items = [line(handoff["goal"])] if handoff.get("goal") else []
    items += [f"task {named(str(handoff['task']))}"] if handoff.get("task") else []
    who = " with ".join(line(handoff[name]) for name in ("user", "ai_assistant") if handoff.get(name))
    when = " to ".join(line(handoff[name]) for name in ("start_time", "end_time") if handoff.get(name))
    return [*items, ", ".join(filter(None, (who, when, line(handoff.get("status", "")))))]


def _activity(activity: Mapping[str, Any]) -> str:
    files = {"created": activity.get("files_created", ()), "changed": activity.get("files_modified", ())}
    metadata = activity.get("metadata")
    files["deleted"] = metadata.get("files_deleted", ()) if isinstance(metadata, Mapping) else ()
    result = [f"{what} {', '.join(f'{code(_path(name))}' for name in names)}" for what, names in files.items() if names]
    outcome = f" → {line(activity['outcome'])}" if activity.get("outcome") else ""
    kind = "" if activity.get("activity_type") == "commit" else f"{line(activity.get('activity_type', ''))}: "
    text = f"{kind}{line(activity.get('description', ''))}{outcome}"
    return "\n".join([text, "; ".join(result)]) if result else text


def _path(cited: str) -> str:
    """The path of a citation `repo@commit:path`; the activity's own line names the commit."""
    head, colon, path = str(cited).partition(":")
    return path if colon and "@" in head else str(cited)


def _unfinished(row: Mapping[str, Any]) -> str:
    text = f"{named(str(row['id']), row.get('title', ''))} ({line(row.get('status', ''))})"
    more = {"commits": row.get("commits"), "next": row.get("next_step")}
    return "\n".join([text, *(f"{word}: {line(value)}" for word, value in more.items() if value)])


def _repository(row: Mapping[str, Any]) -> str:
    where = " ".join(f"{code(row[name])}" for name in ("branch", "head") if row.get(name))
    join = ", ".join(_lines(row.get("remarks", ()))) or "clean"
    return f"**{line(row['repo'])}** {where}: {join}" if where else f"**{line(row['repo'])}**: {join}"


def _resume(
    session: Mapping[str, Any], repositories: Sequence[Mapping[str, Any]], unfinished: Sequence[Mapping[str, Any]]
) -> list[str]:
    """The commands that take the work up again."""
    if session.get("status") == "in_progress":
        return [f"wmsgit session start --resume {session['id']}"]
    task = str(session.get("task") or next((row["id"] for row in unfinished), ""))
    touched = [row["repo"] for row in repositories if row.get("remarks") and row.get("head")]
    repo = f" {touched[0]}" if touched else ""
    return [f"wmsgit session start{repo}{f' --task {task}' if task else ''}", f"wmsgit session show {session['id']}"]
