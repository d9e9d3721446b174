"""wmsgit: the management plane of a multi-repository workspace, kept in Git.

`WorkspaceDB` is the library's one entry point. It is imported on first use, so that `import wmsgit` costs nothing.
"""

from wmsgit.model.version import __version__

TYPE_CHECKING = False  # as type checkers know it; `typing` is most of what a start costs before ^C is in good hands
if TYPE_CHECKING:
    from typing import Any

    from wmsgit.api.database import WorkspaceDB

__all__ = ["WorkspaceDB", "__version__"]


def __getattr__(name: str) -> "Any":
    """Import `WorkspaceDB` when it is first asked for (PEP 562)."""
    if name == "WorkspaceDB":
        from wmsgit.api.database import WorkspaceDB

        return WorkspaceDB
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
