"""The merge driver: what Git is told to run for a record that both branches changed (gitattributes)."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the driver itself, which takes its exit statuses from here, needs none
    from wmsgit.vcs.config import GitConfig

PROGRAM = "wmsgit-merge"
DRIVER = "wmsgit"
"""What the driver is called in `.gitattributes` and in Git's configuration."""
ATTRIBUTE = f"/records/**/*.yaml merge={DRIVER}"
"""The line of `.gitattributes` that says which files the driver is for."""

_NAME = "merge.wmsgit.name"
_DRIVER = "merge.wmsgit.driver"
CONFLICT_STATUS = 3
"""What the program exits with where conflicts stand: a program that cannot even start exits with 1 or 126 or 127."""
FAILURE_STATUS = 129
"""Git takes 1 to 128 for conflicts and more for a failure (gitattributes, "Defining a custom merge driver")."""

_AS_TEXT = "git merge-file -L ours -L base -L theirs --marker-size=%L %A %O %B"
_COMMAND = (
    f"if command -v {PROGRAM} >/dev/null 2>&1; then {PROGRAM} %O %A %B %L %P; case $? in 0) exit 0;; "
    f"{CONFLICT_STATUS}) exit 1;; {FAILURE_STATUS}) exit {FAILURE_STATUS};; esac; fi; {_AS_TEXT} || exit 1"
)
"""Where wmsgit is not on PATH, as in another shell or a graphical client, or does not run, records merge as text:
nothing is lost. What git cannot merge as text (255) is a conflict, too, not a failure."""
_EARLIER = (f"if command -v {PROGRAM} >/dev/null 2>&1; then {PROGRAM} %O %A %B %L %P; else {_AS_TEXT}; fi",)
"""What earlier releases registered."""


def is_registered(config: "GitConfig") -> bool:
    """Whether Git knows the driver, as this release or a person has told it."""
    command = config.get(_DRIVER) or ""
    return PROGRAM in command and command not in _EARLIER


def is_outdated(config: "GitConfig") -> bool:
    """Whether Git knows the driver as an earlier release has told it."""
    return config.get(_DRIVER) in _EARLIER


def register(config: "GitConfig") -> None:
    """Tell Git the driver, in the repository's own configuration, which a clone does not bring with it.

    Raises:
        ConflictError, GitError: when the configuration cannot be written.
    """
    config.set(_NAME, "wmsgit: records, field by field")
    config.set(_DRIVER, _COMMAND)


def is_ours(config: "GitConfig") -> bool:
    """Whether Git knows the driver as this release or an earlier one has told it, and no person has changed that."""
    return config.get(_DRIVER) in {_COMMAND, *_EARLIER}


def unregister(config: "GitConfig") -> None:
    """Take the driver out of the repository's own configuration.

    Raises:
        ConflictError, GitError: when the configuration cannot be written.
    """
    config.unset(_DRIVER)
    config.unset(_NAME)
