"""What the next commit would have: the records and schemas as they stand in Git's index."""

from collections.abc import Mapping

from wmsgit.errors import InvalidError, NotFoundError
from wmsgit.features.check.actions.tree import RECORD_SUFFIX, SCHEMAS, Tree, kind_at, record_files
from wmsgit.features.check.checks.strays import stray_findings
from wmsgit.model.finding import Finding
from wmsgit.model.record import LoadedFile
from wmsgit.schema.registry import SUFFIX, LinkedSchemasError, Registry, packaged_schemas
from wmsgit.store.layout import RECORDS
from wmsgit.vcs.objects.blobs import read_blobs
from wmsgit.vcs.repository import Repository
from wmsgit.workspace.workspace import Workspace


def staged_tree(ws: Workspace) -> tuple[Tree, tuple[Finding, ...]]:
    """The workspace as a commit of the index would have it, and its strays.

    Raises:
        GitError: when the workspace is not the top of a repository, or git fails.
    """
    repository = Repository(ws.root)
    if SCHEMAS in repository.staged_files(SCHEMAS):  # a file or a link in the place of the folder
        raise LinkedSchemasError(SCHEMAS)
    staged = _texts(repository, SCHEMAS, SUFFIX)
    schemas = {name: text for path, text in staged.items() if "/" not in (name := path.removeprefix(f"{SCHEMAS}/"))}
    registry = Registry(schemas) if schemas else Registry.read(packaged_schemas())
    texts = _texts(repository, RECORDS, "")
    folders = {kind.folder for kind in registry.kinds()}
    strays = stray_findings(sorted(texts), folders, schemas_broken=not registry.is_sound)

    def read(path: str) -> bytes:
        if path not in texts:
            raise NotFoundError("there is no such file", where=path)
        return texts[path]

    return Tree(registry, schemas, _load(ws, registry, texts), read), tuple(strays)


def _texts(repository: Repository, folder: str, suffix: str) -> dict[str, bytes]:
    """Path → content of the staged files below a folder, from one process."""
    blobs = {path: blob for path, blob in repository.staged_files(folder).items() if path.endswith(suffix)}
    texts = read_blobs(repository.root, blobs.values())
    return {path: text for path, (_, text) in zip(blobs, texts, strict=True)}


def _load(ws: Workspace, registry: Registry, texts: Mapping[str, bytes]) -> list[LoadedFile]:
    """The staged records. One that the working tree has with the same bytes is not parsed again."""
    from wmsgit.store.loading import load_bytes

    kinds = tuple(registry.kinds())
    # Another schema may read the same text as other data.
    known = {f.path: f for f in record_files(ws)} if registry.digest == ws.registry.digest else {}
    result = []
    for path, text in texts.items():
        kind = kind_at(path, kinds) if path.endswith(RECORD_SUFFIX) else None
        if kind is not None:
            is_known = path in known and _bytes_at(ws, path) == text
            result.append(known[path] if is_known else load_bytes(text, path, kind))
    return result


def _bytes_at(ws: Workspace, path: str) -> bytes | None:
    from wmsgit.store.files import read_file

    try:
        return read_file(ws.root, path)
    except (InvalidError, NotFoundError):
        return None
