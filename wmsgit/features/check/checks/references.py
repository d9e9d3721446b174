"""References: the ids in a record's fields name records that exist, of the kind that the field asks for."""

from collections.abc import Iterable, Iterator, Mapping

from wmsgit.features.check.mentions import references_in
from wmsgit.model.echo import shortened
from wmsgit.model.finding import Finding
from wmsgit.model.identity import is_elsewhere, number_of
from wmsgit.model.loaded import LoadedFile
from wmsgit.model.ports import Places
from wmsgit.model.suggest import nearest
from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind

MEMBERS = "repo"
"""The kind whose records are the workspace's repositories: a reference to it has a code of its own."""

_MAX_CHOICES = 500
_MAX_SUGGESTIONS = 200


class KnownIds:
    """The ids that references may name.

    Args:
        files: every record file.
    """

    def __init__(self, files: Iterable[LoadedFile]) -> None:
        files = list(files)
        self.kind_of = {file.id: file.kind for file in files}
        self.pairs = {(file.kind, file.id) for file in files}
        self.suggestions = _Suggestions(files)


def reference_findings(
    files: Iterable[LoadedFile], kinds: Mapping[str, Kind], places: Places, known: KnownIds | None = None
) -> Iterator[Finding]:
    """A warning for each reference to a record that does not exist or is of another kind.

    A field whose kind is not among `kinds` is left out: its schema is missing or broken, as `schemas` says.
    `known` are the ids of all records where `files` are only some of them.
    """
    files = list(files)
    known = known or KnownIds(files)
    for mention in references_in(files, kinds):
        wanted = mention.field.references
        if (wanted, mention.value) in known.pairs or wanted not in kinds or is_elsewhere(mention.value):
            continue
        line, column = places(mention.file.path, mention.pointer)
        actual, hint = known.kind_of.get(mention.value, ""), known.suggestions.hint(wanted, mention.value)
        code, message, cause = reference_words(mention.field, mention.value, actual=actual, hint=hint)
        yield Finding(mention.file.path, line, column, code, message, "warning", cause)


def reference_words(field: Field, value: str, *, actual: str, hint: str) -> tuple[str, str, str]:
    """Code, message and cause of a reference that leads nowhere.

    Args:
        field: where it stands.
        value: what it names.
        actual: the kind of the record with that id, if there is one.
        hint: the nearest id, as `; did you mean 'WS-TASK-067'?`, or empty.
    """
    wanted, shown = field.references, shortened(value)
    if wanted == MEMBERS:
        message = f"{field.name}: no repository has the name {shown!r}{hint}"
        return "UNKNOWN-REPO", message, f"references to a repository that has no record: {shown}"
    if actual:
        return "DANGLING", f"{field.name}: {shown!r} is of the kind {actual}, not {wanted}", ""
    message = f"{field.name}: there is no {wanted} {shown!r}{hint}"
    return "DANGLING", message, f"references to a {wanted} that does not exist: {shown}"


class _Suggestions:
    """The existing id nearest to one that does not exist.

    A number that does not exist is not near its neighbours: only ids with the same number are proposed.
    """

    def __init__(self, files: Iterable[LoadedFile]) -> None:
        self._files = files
        self._hints: dict[tuple[str, str], str] = {}
        self._by_number: dict[tuple[str, int | None], list[str]] = {}

    def hint(self, kind: str, value: str) -> str:
        """`; did you mean 'WS-TASK-067'?` or an empty string."""
        key = (kind, value)
        if key not in self._hints and len(self._hints) < _MAX_SUGGESTIONS:
            near = nearest(value, self._choices(kind, value))
            self._hints[key] = f"; did you mean {near!r}?" if near else ""
        return self._hints.get(key, "")

    def _choices(self, kind: str, value: str) -> list[str]:
        if not self._by_number:
            for file in self._files:
                self._by_number.setdefault((file.kind, number_of(file.id)), []).append(file.id)
        choices = self._by_number.get((kind, number_of(value)), [])
        return choices if len(choices) <= _MAX_CHOICES else []
