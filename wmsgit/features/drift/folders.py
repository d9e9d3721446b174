"""Folders of a repository."""

import posixpath


def upwards(folder: str) -> list[str]:
    """A folder and all around it, the nearest first, the top last."""
    result = [folder]
    while folder:
        folder = posixpath.dirname(folder)
        result.append(folder)
    return result
