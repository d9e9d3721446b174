"""References: the ids in a record's fields name records that exist, of the kind that the field asks for."""

from collections.abc import Iterable, Iterator, Mapping

from wmsgit.model.finding import Finding
from wmsgit.model.identity import is_elsewhere, number_of
from wmsgit.model.ports import Places
from wmsgit.model.record import LoadedFile
from wmsgit.model.text import nearest, shortened
from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind
from wmsgit.schema.mentions import references_along

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
        self._kinds: dict[str, list[str]] = {}
        self._folded: dict[str, list[str]] = {}
        self._suggestions = _Suggestions(self._kinds)
        for file in files:
            self._put(file)

    def add(self, file: LoadedFile) -> None:
        """Know one more."""
        self._put(file)
        self._suggestions.forget()

    def discard(self, file: LoadedFile) -> None:
        """Know one of them no more."""
        self._kinds[file.id].remove(file.kind)
        self._folded[file.id.casefold()].remove(file.kind)
        self._suggestions.forget()

    def has(self, kind: str, record_id: str) -> bool:
        """Whether there is such a record: ids are the same in any case, names of repositories are not."""
        kinds = self._kinds.get(record_id) if kind == MEMBERS else self._folded.get(record_id.casefold())
        return kind in (kinds or ())

    def has_any(self, kinds: Iterable[str], record_id: str) -> bool:
        """Whether there is such a record of one of these kinds."""
        for kind in kinds:  # noqa: SIM110 - a generator takes twice as long
            if self.has(kind, record_id):
                return True
        return False

    def kind_of(self, record_id: str) -> str:
        """The kind of the record with an id; the first by name where several kinds have it; empty for none."""
        return min(self._folded.get(record_id.casefold(), ()), default="")

    def hint(self, kind: str, value: str) -> str:
        """`; did you mean 'WS-TASK-067'?` or an empty string."""
        return self._suggestions.hint(kind, value)

    def _put(self, file: LoadedFile) -> None:
        self._kinds.setdefault(file.id, []).append(file.kind)
        self._folded.setdefault(file.id.casefold(), []).append(file.kind)


def reference_findings(
    files: Iterable[LoadedFile], kinds: Mapping[str, Kind], places: Places, known: KnownIds | None = None
) -> Iterator[Finding]:
    """A warning for each reference to a record that does not exist or is of another kind.

    A field whose kind is not among `kinds` is left out: its schema is missing or broken, as `schemas` says.
    `known` are the ids of all records where `files` are only some of them.
    """
    files = list(files)
    known = known or KnownIds(files)
    for file in files:
        ways = kinds[file.kind].reference_ways if file.data and file.kind in kinds else ()
        for field, pointer, value in references_along(file.data, ways):
            wanted = field.references
            if known.has(wanted, value) or (field.also and known.has_any(field.also, value)):
                continue
            if wanted not in kinds or is_elsewhere(value):
                continue
            line, column = places(file.path, pointer)
            actual, hint = known.kind_of(value), known.hint(wanted, value)
            code, message, cause = reference_words(field, value, actual=actual, hint=hint)
            yield Finding(file.path, line, column, code, message, "warning", cause)


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

    def __init__(self, kinds: Mapping[str, list[str]]) -> None:
        self._kinds = kinds
        self._hints: dict[tuple[str, str], str] = {}
        self._by_number: dict[tuple[str, int | None], list[str]] = {}

    def hint(self, kind: str, value: str) -> str:
        """`; did you mean 'WS-TASK-067'?` or an empty string."""
        key = (kind, value)
        if key not in self._hints and len(self._hints) < _MAX_SUGGESTIONS:
            near = nearest(value, self._choices(kind, value))
            self._hints[key] = f"; did you mean {near!r}?" if near else ""
        return self._hints.get(key, "")

    def forget(self) -> None:
        """The ids are others now."""
        self._hints.clear()
        self._by_number.clear()

    def _choices(self, kind: str, value: str) -> list[str]:
        if not self._by_number:
            for record_id, kinds in self._kinds.items():
                for name in kinds:
                    self._by_number.setdefault((name, number_of(record_id)), []).append(record_id)
        choices = self._by_number.get((kind, number_of(value)), [])
        return choices if len(choices) <= _MAX_CHOICES else []
