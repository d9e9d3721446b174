"""Words of other systems for a field, a status, a priority or a severity, and the words here that mean the same."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

_DONE = "done finished complete completed fixed solved resolved shipped delivered merged verified released implemented"
_DROPPED = (
    "cancelled canceled dropped abandoned obsolete invalid duplicate rejected declined wontfix wont_fix won_t_fix"
    " won_t_do wont_do not_planned failed aborted ignored removed deleted"
)
_OPEN = "new todo to_do open opened reopened queued ready unstarted not_started pending triage"
_MEANINGS: Sequence[tuple[str, str]] = (
    (_DONE, "completed resolved implemented closed"),
    ("closed archived ended", "closed completed resolved retired maintained"),
    (_DROPPED, "cancelled wont_fix abandoned ignored rejected retired closed"),
    (
        "in_progress wip doing started active working ongoing in_work in_review review in_development testing running",
        "in_progress acknowledged",
    ),
    ("blocked waiting stuck impeded", "blocked"),
    ("deferred on_hold hold paused postponed later someday snoozed", "deferred blocked"),
    ("approved accepted ready_to_start", "approved accepted"),
    (_OPEN, "pending open proposed draft"),
    ("acknowledged confirmed seen", "acknowledged in_progress"),
    ("urgent critical blocker highest immediate emergency severe p0 showstopper", "CRITICAL"),
    ("high important major p1", "HIGH"),
    ("medium normal moderate default average mid p2", "MEDIUM"),
    ("low minor trivial lowest p3 p4 nice_to_have", "LOW"),
    ("info informational note notice", "INFO LOW"),
)  # fmt: skip
"""What others say, and what it may be called here, the nearest word first."""

_FIELDS: Sequence[tuple[str, str]] = (
    ("assignee assignees assigned assign_to owner owners holder responsible user who", "assigned_to owners user"),
    ("tag tags label category categories keywords component components", "labels tags"),
    (
        "depends_on depends_upon dependency depends deps needs requires waits_for",
        "dependencies blocked_by depends_on",
    ),
    ("body text desc details content contents", "description decision goal violation_details"),
    ("name subject headline heading summary", "title name state_name component_name"),
    ("deadline due_date due_on target_date due_by", "due"),
    ("start_date scheduled wait not_before start_on", "defer_until"),
    ("state stage phase column", "status"),
    ("epic parent_id parent_task part_of belongs_to", "parent"),
    ("repo repos repository repositories project projects affects", "repos_affected repo correct_repo"),
    ("prio urgency importance", "priority severity"),
    ("severity_level level", "severity priority"),
    ("sprint release iteration version fix_version", "milestone"),
    ("type kind", "issue_type component_type violation_type state_type"),
    ("created_at created_on opened_at date", "created detected detected_at created_at"),
    ("closed_at done_at finished_at closed_on", "completed_at resolved_at released_at end_time"),
    ("todo todos subtasks acceptance_criteria", "checklist"),
    ("reporter reported_by author", "detected_by user deciders"),
    ("resolution fix", "resolution_notes"),
    ("email mail", "emails"),
    ("url remote clone_url", "urls"),
)
"""What others call a field, and what it may be called here, the likeliest name first."""


def meant_by(word: str, choices: Collection[str]) -> str:
    """The one of `choices` that a word of other systems means; empty for none.

    It may be an option as well: `--assignee` means `--assigned-to`.
    """
    dashes = "--" if word.startswith("--") else ""
    if dashes:
        names = {_plain(choice.removeprefix(dashes)): choice for choice in choices if choice.startswith(dashes)}
    else:
        names = {choice: choice for choice in choices}
    meant = _meant(_plain(word.removeprefix(dashes)), (*_MEANINGS, *_FIELDS))
    return next((names[name] for name in meant if name in names), "")


def word_of(word: str, enum: Sequence[str]) -> str | None:
    """The word of `enum` that `word` means; None for none.

    Case, and how words are joined, say nothing. A word that is not there is taken by what it means elsewhere.
    """
    if word in enum:
        return word
    plain = _plain(word)
    choices = {_plain(choice): choice for choice in enum}
    if plain in choices:
        return choices[plain]
    return next((name for name in _meant(plain, _MEANINGS) if name in enum), None)


def _meant(plain: str, meanings: Iterable[tuple[str, str]]) -> Iterator[str]:
    return chain.from_iterable(ours.split() for theirs, ours in meanings if plain in theirs.split())


def _plain(word: str) -> str:
    return re.sub(r"[\s_'’-]+", "_", word.strip()).casefold()
