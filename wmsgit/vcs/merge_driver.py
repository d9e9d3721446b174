"""The merge driver: what Git is told to run for a record that both branches changed (gitattributes)."""

from wmsgit.vcs.config import GitConfig

PROGRAM = "wmsgit-merge"
ATTRIBUTE = "/records/**/*.yaml merge=wmsgit"
"""The line of `.gitattributes` that says which files the driver is for."""

_NAME = "merge.wmsgit.name"
_DRIVER = "merge.wmsgit.driver"
_COMMAND = (
    f"if command -v {PROGRAM} >/dev/null 2>&1; then {PROGRAM} %O %A %B %L %P; "
    "else git merge-file -L ours -L base -L theirs --marker-size=%L %A %O %B; fi"
)
"""Where wmsgit is not on PATH, as in another shell or a graphical client, records merge as text: nothing is lost."""


def is_registered(config: GitConfig) -> bool:
    """Whether Git knows the driver, as we or a person have told it."""
    return PROGRAM in (config.get(_DRIVER) or "")


def register(config: GitConfig) -> None:
    """Tell Git the driver, in the repository's own configuration, which a clone does not bring with it.

    Raises:
        ConflictError, GitError: when the configuration cannot be written.
    """
    config.set(_NAME, "wmsgit: records, field by field")
    config.set(_DRIVER, _COMMAND)
