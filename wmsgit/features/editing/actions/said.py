"""What is said of files: where in the plane's texts it stands, and by which file."""

from collections.abc import Iterable

from wmsgit.features.editing.actions.plane import Plane
from wmsgit.model.finding import Finding
from wmsgit.model.groups import grouped
from wmsgit.model.ports import Pointer


class PlanePlaces:
    """The port `Places` of the model, over the plane's parsed files."""

    def __init__(self, plane: Plane) -> None:
        self._plane = plane

    def __call__(self, path: str, pointer: Pointer, *, key: bool = False) -> tuple[int, int]:
        """Line and column of a value; (0, 0) where the file cannot be read."""
        parsed = self._plane.parsed(path)
        if parsed is None or not self._plane.is_current(parsed, path):
            return 0, 0
        return parsed.document.position(pointer, key=key)


def by_path(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Path → what is said of that file."""
    return grouped((finding.path, finding) for finding in findings)
