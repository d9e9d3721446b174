"""Templates: what a new record of a kind begins with: `templates/KIND/NAME.yaml` at the workspace's root."""

from wmsgit.errors import NotFoundError
from wmsgit.model.identity import require_safe_id
from wmsgit.model.record import Data
from wmsgit.model.text import did_you_mean
from wmsgit.schema.kind import Kind
from wmsgit.workspace.workspace import Workspace

FOLDER = "templates"
_SUFFIX = ".yaml"


def template_names(ws: Workspace, kind: Kind) -> list[str]:
    """The names of a kind's templates, in order."""
    folder = ws.root / FOLDER / kind.name
    return sorted(path.name.removesuffix(_SUFFIX) for path in folder.glob(f"*{_SUFFIX}") if path.is_file())


def read_template(ws: Workspace, kind: Kind, name: str) -> Data:
    """The fields that a template gives.

    Raises:
        NotFoundError: when there is none of this name.
        InvalidError: when the name is no file's, or the file cannot be read.
    """
    from wmsgit.store.document import read_document

    require_safe_id(name)
    path = f"{FOLDER}/{kind.name}/{name}{_SUFFIX}"
    try:
        text = ws.read(path)
    except NotFoundError:
        known = template_names(ws, kind)
        listed = f"known: {', '.join(known)}" if known else f"a template is a file such as {path}"
        message = f"there is no template {name!r} of {kind.name}{did_you_mean(name, known)}"
        raise NotFoundError(message, hint=listed) from None
    return dict(read_document(text, kind.shape, path=path).data)
