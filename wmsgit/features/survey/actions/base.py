"""What changed in a survey's records against a base, as a preview of a pull request shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from wmsgit.features.review.actions.review import Range, review
from wmsgit.features.survey.actions.survey import Survey
from wmsgit.model.change import FieldChange
from wmsgit.schema.state import Key
from wmsgit.vcs.history.ranges import require_merge_base
from wmsgit.workspace.revisions.records import revision_of


@dataclass(frozen=True)
class BaseChanges:
    """What changed since a base.

    Attributes:
        name: the base, as it was named.
        marks: record → `added` or `changed`.
        fields: record → what changed in it, of the fields that are shown.
        removed: what is gone: kind, id, and title as far as it is shown.
        consequences: record → what follows, in sentences.
    """

    name: str
    marks: Mapping[Key, str] = field(default_factory=dict)
    fields: Mapping[Key, tuple[FieldChange, ...]] = field(default_factory=dict)
    removed: tuple[tuple[str, str, str], ...] = ()
    consequences: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)


def changes_against(survey: Survey, base: str) -> BaseChanges:
    """What changed since the survey's history left a base.

    Raises:
        NotFoundError, IncompleteError: when there is no such revision, or it is unknown where they part.
    """
    ws = getattr(survey.ws, "present", survey.ws)
    old = revision_of(ws, base).commit
    if survey.commit:
        old = require_merge_base(ws.require_dirs().worktree, old, survey.commit)
    result = review(ws, Range(old, survey.ws.history_start))
    marks: dict[Key, str] = {}
    fields: dict[Key, tuple[FieldChange, ...]] = {}
    follows: dict[Key, tuple[str, ...]] = {}
    removed = []
    for item in result.differences:
        kind = survey.kinds.get(item.kind)
        if kind is None:
            continue
        shown = tuple(
            FieldChange(
                change.field,
                survey.disclosure.value(kind, change.field, change.old),
                survey.disclosure.value(kind, change.field, change.new),
            )
            for change in item.fields
            if survey.disclosure.shows_field(kind, change.field)
        )
        if item.change == "removed":
            title = item.title if survey.disclosure.shows_field(kind, kind.argument) else ""
            removed.append((item.kind, item.id, survey.disclosure.text(title)))
        elif shown or item.change != "changed":
            key = (item.kind, item.id)
            marks[key] = "added" if item.change == "added" else "changed"
            fields[key] = shown
            if not survey.disclosure.exclude:  # a sentence may name what is left out
                follows[key] = tuple(survey.disclosure.text(sentence) for sentence in item.consequences)
    return BaseChanges(base, marks, fields, tuple(removed), follows)
