"""`init`: makes a workspace, after saying what it will write."""

from pathlib import Path
from typing import Annotated

import typer

from wmsgit.cli.input.options import Write, writes
from wmsgit.errors import ConflictError, UsageError
from wmsgit.model.text import counted

EXAMPLES = ("wmsgit init plane",)
_SCHEMAS = "schemas/"
DETAILS = (
    "Makes DIR with the folders above it, and a Git repository where there is none, copies the schemas, and commits "
    "exactly the files that it writes. Of files that exist, such as .vscode/settings.json, it changes only its own "
    "keys, and says what it could not merge."
)


@writes()
def run(
    write: Write,
    *,
    directory: Annotated[str, typer.Argument(metavar="DIR", show_default=False)] = ".",
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="The workspace's name.")] = None,
) -> None:
    """Make the workspace."""
    from wmsgit.cli.messages import say, warn
    from wmsgit.features.setup.actions.initialise import initialise, plan_init, pre_commit_lines, require_possible
    from wmsgit.workspace.locate import SETTINGS_PATH

    if not directory:
        raise UsageError("the folder has no name", hint="'wmsgit init' alone makes the workspace in this one")
    plan = plan_init(Path(write.run.directory or ".") / directory, name)
    if plan.inside and (Path(plan.inside) / SETTINGS_PATH).is_file():
        raise ConflictError(
            "this folder lies in a workspace already", where=plan.inside, hint="make another one outside of it"
        )
    if not write.dry_run:
        require_possible(plan, commits=not write.no_commit)
    say(f"workspace: {plan.root}")
    if plan.creates_repository:
        say("  git init" + (f" (inside the repository {plan.inside})" if plan.inside else ""))
    say(*_named(list(plan.new), whole=write.dry_run), *(f"  change {path}" for path in plan.merged))
    for path, text in plan.unmerged.items():
        say(
            f"could not change {path}, which has comments or another form: add by hand",
            *(f"  {line}" for line in text.splitlines()),
        )
    say(*pre_commit_lines(plan.root))
    if write.dry_run:
        return
    if not plan.new and not plan.merged and not plan.creates_repository:
        say("nothing changed: this is a workspace already")
        return
    done = initialise(plan, how=write.how)
    warn(done.warnings)
    say(f"committed {done.commit[:10]}" if done.commit else "written, not committed")  # the files are named above


def _named(paths: list[str], *, whole: bool) -> list[str]:
    """The files that will be written; the schemas as their folder, unless the `whole` list is wanted."""
    schemas = [path for path in paths if path.startswith(_SCHEMAS)]
    is_folded = not whole and len(schemas) > 1
    folder = [f"  write  {_SCHEMAS} ({counted(len(schemas), 'file')})"] if is_folded else []
    return folder + [f"  write  {path}" for path in paths if not (is_folded and path in schemas)]
