"""Folders: one that holds more records than a host lists, which a kind's layout would spread."""

from collections import Counter
from collections.abc import Iterable, Iterator

from wmsgit.model.finding import Finding
from wmsgit.model.record import LoadedFile

CODE = "FOLDER-SIZE"
_MOST = 900
"""GitHub shows the first 1,000 files of a folder: told before it comes to that."""


def folder_findings(files: Iterable[LoadedFile]) -> Iterator[Finding]:
    """A warning for each folder that is nearly too full to be looked at in a browser."""
    counts = Counter(file.path.rpartition("/")[0] for file in files)
    for folder, count in counts.items():
        if count > _MOST:
            message = f"holds {count:,} records, and GitHub lists 1,000 files of a folder: the schema may name a layout"
            yield Finding(folder, 0, 0, CODE, message, "warning", "folders that hold more than a host lists")
