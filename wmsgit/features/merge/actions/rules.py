"""What a merge of a workspace's record goes by: its kind's schema, and which release's rules the workspace follows."""

from wmsgit.errors import WmsgitError
from wmsgit.features.merge.record import Rules
from wmsgit.schema.merge_rule import has_older_lists
from wmsgit.store.files import read_file
from wmsgit.store.layout import SETTINGS_PATH
from wmsgit.vcs.merge.text_merge import GitTextMerge
from wmsgit.workspace.workspace import Workspace


def rules_at(ws: Workspace, path: str) -> Rules:
    """The rules for the record at this path, relative to the workspace."""
    try:
        settings = read_file(ws.root, SETTINGS_PATH)
    except WmsgitError:
        settings = None
    has_older = has_older_lists(settings or b"")
    return Rules.of(ws.registry.schema_at(path), GitTextMerge(), has_older_lists=has_older)
