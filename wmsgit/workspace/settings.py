"""The settings of a workspace: `records/workspace.yaml`."""

from wmsgit.errors import GitError, InvalidError, NotFoundError
from wmsgit.model.record import Data
from wmsgit.schema.shape import shape_of
from wmsgit.workspace.locate import SETTINGS_PATH
from wmsgit.workspace.workspace import Workspace


def read_settings(workspace: Workspace) -> Data:
    """The settings as they stand in the file.

    Raises:
        InvalidError: when the file cannot be read.
    """
    from wmsgit.store.document import read_document

    text = workspace.read(SETTINGS_PATH)
    return read_document(text, shape_of(workspace.registry.settings_schema), path=SETTINGS_PATH).data


def require_release(workspace: Workspace) -> None:
    """Refuse when the settings ask for another release of wmsgit than this one.

    Raises:
        GitError: when they do.
        InvalidError: when the settings cannot be read.
    """
    from wmsgit.model.releases import satisfies
    from wmsgit.model.version import __version__

    wanted = read_settings(workspace).get("requires_wmsgit") if (workspace.root / SETTINGS_PATH).exists() else None
    try:
        fits = wanted is None or satisfies(__version__, str(wanted))
    except ValueError as error:
        raise InvalidError(str(error), where=SETTINGS_PATH) from error
    if not fits:
        raise GitError(
            f"this workspace requires wmsgit {wanted}; this is {__version__}",
            where=SETTINGS_PATH,
            hint="install a release that fits",
        )


def workspace_name(workspace: Workspace) -> str:
    """The workspace's name, the folder's where the settings give none."""
    try:
        return str(read_settings(workspace).get("name") or workspace.root.name)
    except (InvalidError, NotFoundError):
        return workspace.root.name
