"""The settings of a workspace: `records/workspace.yaml`."""

from collections.abc import Mapping

from wmsgit.errors import GitError, InvalidError, NotFoundError
from wmsgit.model.record import Data
from wmsgit.model.text import counted, did_you_mean, nearest
from wmsgit.schema.kind import Kind
from wmsgit.schema.registry import SETTINGS
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


def governing(workspace: Workspace, *names: str) -> Data:
    """Those of the settings that govern a write; nothing where there is no file.

    Raises:
        InvalidError: when the file cannot be read, one of them does not follow the schema, or a misspelt name may
            have been meant for one: a guarantee would be off in silence.
    """
    try:
        settings = read_settings(workspace)
    except NotFoundError:
        return {}
    known = workspace.registry.settings_schema.get("properties", {})
    misspelt = [key for key in settings if key not in known and nearest(key, known) in names]
    own = {name: settings[name] for name in names if name in settings}
    lines = [f"{key!r} is unknown{did_you_mean(key, names)}" for key in misspelt]
    if own:
        from wmsgit.schema.validate import problems_by

        schema = {"properties": {name: known[name] for name in own if name in known}}
        lines += map(str, problems_by(schema, own, SETTINGS))
    if lines:
        raise InvalidError(
            lines[0] if len(lines) == 1 else "the settings that govern this cannot be used",
            where=SETTINGS_PATH,
            details=lines if len(lines) > 1 else (),
            hint="mend the settings, then 'wmsgit save'",
        )
    return own


def require_release(workspace: Workspace) -> None:
    """Refuse when the settings ask for another release of wmsgit than this one.

    Raises:
        GitError: when they do.
        InvalidError: when the settings cannot be read.
    """
    wanted = read_settings(workspace).get("requires_wmsgit") if (workspace.root / SETTINGS_PATH).exists() else None
    if wanted is None:
        return
    from wmsgit.model.releases import satisfies
    from wmsgit.model.version import __version__

    try:
        fits = satisfies(__version__, str(wanted))
    except ValueError as error:
        raise InvalidError(str(error), where=SETTINGS_PATH) from error
    if not fits:
        raise GitError(
            f"this workspace requires wmsgit {wanted}; this is {__version__}",
            where=SETTINGS_PATH,
            hint="install a release that fits",
        )


def release_wanted(workspace: Workspace) -> str:
    """The least release that the settings ask for, where it is a later one than this; empty otherwise."""
    from wmsgit.model.releases import release_needed
    from wmsgit.model.version import __version__

    try:
        return release_needed(read_settings(workspace).get("requires_wmsgit"), __version__)
    except (InvalidError, NotFoundError):
        return ""


def keyword_warning(workspace: Workspace, doubtful: Mapping[str, Kind]) -> str:
    """One sentence on all the keywords that cannot be used in the schemas of these kinds."""
    faults = [fault for kind in doubtful.values() for fault in kind.faults]
    places = [
        f"schemas/{name}.schema.json ({', '.join(dict.fromkeys(fault.name for fault in kind.faults))})"
        for name, kind in doubtful.items()
    ]
    needs = release_wanted(workspace) if any(fault.is_unknown for fault in faults) else ""
    have = "cannot be used and has" if len(faults) == 1 else "cannot be used and have"
    later = f"; needs wmsgit ≥ {needs}" if needs else ""
    return f"{counted(len(faults), 'keyword')} {have} no effect: {', '.join(places)}{later} ('wmsgit check' says why)"


def workspace_name(workspace: Workspace) -> str:
    """The workspace's name, the folder's where the settings give none."""
    try:
        return str(read_settings(workspace).get("name") or workspace.root.name)
    except (InvalidError, NotFoundError):
        return workspace.root.name
