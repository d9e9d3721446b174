"""Block: what lasts of a brief, kept between marks in a file of the user's."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from wmsgit.disk.folder import read_plain
from wmsgit.disk.named import named_file
from wmsgit.disk.writer import write_file
from wmsgit.errors import InvalidError, NotFoundError
from wmsgit.features.sessions.actions.brief import BriefRequest, lasting_parts
from wmsgit.features.sessions.brief_page import brief_page
from wmsgit.features.sessions.eight_lines import EIGHT_LINES
from wmsgit.features.sessions.marked_block import with_block_in
from wmsgit.model.text import clean
from wmsgit.workspace.workspace import Workspace


class KeptBlock(NamedTuple):
    """What became of a block: whether the file was written, and what is not known."""

    is_written: bool
    notices: Sequence[str]


def keep_block(ws: Workspace, file: Path, name: str, request: BriefRequest) -> KeptBlock:
    """Bring the marked block of a file up to date; nothing else in it changes.

    Args:
        ws: the workspace.
        file: the file, which must exist.
        name: what the user calls it.
        request: what the brief is about.

    Raises:
        NotFoundError: when there is no such file.
        InvalidError: when it is no text, or a symbolic link stands there.
        ConflictError: when its markers are damaged.
    """
    root, path = named_file(file, [ws.root])
    before = read_plain(root, path)
    if before is None:
        raise NotFoundError("there is no such file", where=name, hint="the block is kept in a file that exists")
    if b"\0" in before:
        raise InvalidError("the file is no text in an encoding like UTF-8", where=name)
    brief = lasting_parts(ws, request)
    block = f"{EIGHT_LINES}\n{clean(brief_page(brief.title, brief.parts))}"
    after = with_block_in(before, block, name)
    if after != before:
        write_file(root, path, after)
    return KeptBlock(after != before, brief.notices)
