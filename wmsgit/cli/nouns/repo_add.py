"""`repo add`: members, by default beside the workspace, or the repositories at paths."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wmsgit.cli.command import Built, parameter
from wmsgit.cli.input.fields import option_assignments
from wmsgit.cli.input.options import Write
from wmsgit.cli.messages import one_line, say
from wmsgit.cli.records import add
from wmsgit.cli.run import Run
from wmsgit.cli.values import assigned_field, read_assignment
from wmsgit.errors import GitError, NotFoundError, UsageError
from wmsgit.features.records.assignments import Assignment
from wmsgit.model.text import counted
from wmsgit.schema.kind import Kind

if TYPE_CHECKING:
    from wmsgit.features.repos.actions.join import Joined
    from wmsgit.workspace.writing.operation import WriteOptions

DETAILS = (
    "Without --path, the repository is taken to lie beside the workspace, at ../NAME. Paths in place of a name, such "
    "as ../*, add every repository among them by its folder's name; URLs are cloned beside the workspace, side by "
    "side; --from adds what the list of another tool names, and clones nothing. Without --url, the URL of its first "
    "remote is recorded. Where the record alone could not lead to what you add, 'git config wmsgit.repo.NAME.path' on "
    f"this machine does. {add.DETAILS}"
)
_MAGIC = frozenset("*?[")
_FEW = 5
_SETTING = "git config wmsgit.repo.NAME.path"
_EXAMPLES = ("wmsgit repo add ../*", "wmsgit repo add --from mani.yaml")
_From = Annotated[
    str, typer.Option("--from", metavar="FILE", help="Add what mani.yaml, .repos, .gitmodules or a list of URLs names.")
]


def build(kind: Kind | None) -> Built:
    """The function for the kind of members."""
    assert kind is not None  # add stands only after a noun

    def add_many(write: Write, values: Mapping[str, Any]) -> bool:
        words, listed = values["arguments"] or (), values["listed"]
        paths = [word for word in words if _is_path(kind, word)]
        if listed or paths:
            _add_many(write, kind, paths, [word for word in words if word not in paths], values)
        return bool(listed or paths)

    usual = add.build(kind, _complete, [parameter("listed", _From, "")], add_many)
    return Built(usual.function, (*usual.examples, *_EXAMPLES), usual.completers)


def _is_path(kind: Kind, word: str) -> bool:
    return ("/" in word or word in {".", ".."}) and assigned_field(word) not in kind.fields


def _add_many(write: Write, kind: Kind, paths: Sequence[str], others: Sequence[str], values: Mapping[str, Any]) -> None:
    """Add the repositories at paths, URLs or in a list, in one commit; what is none of them is named."""
    from wmsgit.features.repos.actions.join import settle

    run, listed = write.run, values["listed"]
    wrong = [word for word in others if not assigned_field(word)]
    if wrong or values["id"] is not None or (listed and paths):
        reason = f"{wrong[0]!r} is not a path here" if wrong else "--id and --from do not go with paths"
        raise UsageError(reason, hint="names are added one by one: wmsgit repo add NAME --url URL")
    assignments = [read_assignment(word, run.stdin) for word in others]
    assignments += option_assignments(kind, add.field_names(kind), values, run.stdin)
    joined, failed = _added(run, paths, listed, assignments, write.how)
    say(*(one_line(f"passed over: {line}") for line in joined.passed_over))
    add.report_added(write, joined.written)
    if not write.dry_run:
        remembered = [line for name, typed in joined.typed.items() for line in settle(run.workspace, name, typed)]
        more = f"{_SETTING}: where {len(remembered)} of them are on this machine"
        say(*(remembered if len(remembered) <= _FEW else [more]))
    if failed:
        raise GitError(f"{counted(len(failed), 'URL')} could not be cloned", details=failed)


def _added(
    run: Run, paths: Sequence[str], listed: str, assignments: list[Assignment], landing: "WriteOptions"
) -> "tuple[Joined, list[str]]":
    """What became of them, and what could not be cloned."""
    from wmsgit.features.repos.actions.join import join
    from wmsgit.features.repos.actions.many import add_listed, clone_beside
    from wmsgit.features.repos.manifests import is_url

    if listed:
        file = run.start / listed
        if not file.is_file():
            raise NotFoundError("there is no such file", where=listed)
        return add_listed(run.workspace, file, assignments, how=landing), []
    urls = [word for word in paths if is_url(word)]
    if urls and landing.dry_run:
        say(*(one_line(f"would clone {url}") for url in urls))
    cloned, failed = ([], []) if landing.dry_run else clone_beside(run.workspace, urls)
    places = [place for word in paths if word not in urls for place in _expanded(run.start, word)]
    return join(run.workspace, [*places, *cloned], assignments, how=landing), failed


def _expanded(start: Path, word: str) -> list[Path]:
    """The paths that a word means: those that fit it, when it is a pattern that the shell has not expanded."""
    path = Path(os.path.normpath(start / word))
    if not _MAGIC.intersection(word) or path.exists():
        return [path]
    return sorted(Path(path.anchor).glob(path.relative_to(path.anchor).as_posix())) or [path]


def _complete(run: Run, name: str, assignments: list[Assignment]) -> tuple[list[Assignment], Callable[[], None]]:
    """What was typed, with the path and the URL that it leaves out; a place that no record may have goes elsewhere."""
    from wmsgit.features.repos.actions.join import completed, settle

    if not name:
        return assignments, lambda: None
    result, typed = completed(run.workspace, name, assignments)
    return result, lambda: say(*settle(run.workspace, name, typed))
