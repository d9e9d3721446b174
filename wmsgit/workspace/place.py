"""Places: where a record is."""

from collections.abc import Callable, Iterable

from wmsgit.errors import NotFoundError, missing_together
from wmsgit.model.value import immutable


@immutable
class Place:
    """Where a record is: its kind, its id, and its file relative to the workspace, with `/`."""

    kind: str
    id: str
    path: str


def places_of(locate: Callable[[str], Place], ids: Iterable[str]) -> list[Place]:
    """Where `locate` finds these ids, each place once.

    Raises:
        NotFoundError: naming every id that has no record.
    """
    places: list[Place] = []
    missing: list[NotFoundError] = []
    for record_id in ids:
        try:
            places.append(locate(record_id))
        except NotFoundError as error:
            missing.append(error)
    if missing:
        raise missing_together(missing)
    return list({place.path: place for place in places}.values())
