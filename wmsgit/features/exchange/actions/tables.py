"""Tables: every kind as a CSV file, for a spreadsheet or a program."""

from pathlib import Path

from wmsgit.disk.folder import refused
from wmsgit.disk.named import named_folder
from wmsgit.disk.writer import write_files
from wmsgit.render.csv_text import csv_lines
from wmsgit.workspace.workspace import Workspace


def export_csv(workspace: Workspace, directory: Path, *, is_exact: bool = False) -> list[Path]:
    """Write a CSV file for each kind that has records into a directory, which is made where it does not exist.

    Args:
        workspace: where.
        directory: the folder.
        is_exact: whether a text that a spreadsheet takes for a formula stays as it is.

    Raises:
        InvalidError: when a symbolic link of the checkout stands on the way.
        GitError: when the file system refuses.
    """
    index = workspace.index()
    texts: dict[str, bytes] = {}
    for kind in workspace.registry.kinds():
        rows = [record.to_dict() for record in index.documents(kind)]
        if rows:
            columns = list(dict.fromkeys(["id", *kind.fields]))
            texts[f"{kind.name}.csv"] = "".join(csv_lines(rows, columns, is_safe=not is_exact)).encode()
    with refused(str(directory), "the folder cannot be made"):
        root, prefix = named_folder(directory, [workspace.root])
    write_files(root, [(f"{prefix}{name}", text) for name, text in texts.items()])
    return [directory / name for name in texts]
