"""One run of the program: what the environment and the global options say, and the workspace."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wmsgit.errors import NotFoundError, SchemaError, WmsgitError

if TYPE_CHECKING:
    from wmsgit.cli.values import StandardInput
    from wmsgit.schema.registry import Registry
    from wmsgit.workspace.revisions.workspace_at import PastWorkspace
    from wmsgit.workspace.workspace import Workspace


_WRITES = frozenset({"no_commit", "no_push"})
"""Parameters that only commands have which write records."""


class Run:
    """What commands are given by way of the parser's context.

    Attributes:
        environ: the process's environment; nothing else reads it.
        directory: what `-C` says; empty when it was not given.
        color: `auto`, `always` or `never`, as `--color` says.
        uses_pager: False for `--no-pager`.
        use_cache: False for `--no-cache`.
        at: what `--at` says; empty when it was not given.
        is_csv_safe: True for `--csv safe`.
        writes: whether the command may write records.
        waiting: the line that says that the command is still at it, with `stop()`; None where there is none.
    """

    def __init__(self, environ: Mapping[str, str], *, start: Path | None = None) -> None:
        self.environ = environ
        self.directory = ""
        self.color = "auto"
        self.uses_pager = True
        self.use_cache = True
        self.at = ""
        self.is_csv_safe = False
        self.writes = False
        self.waiting: Any = None
        self.start = start or Path.cwd()

    @cached_property
    def stdin(self) -> "StandardInput":
        """Standard input, for whoever reads it first."""
        from wmsgit.cli.values import StandardInput

        return StandardInput(self._stop_waiting)

    def _stop_waiting(self) -> None:
        if self.waiting is not None:
            self.waiting.stop()

    def begin_writing(self) -> None:
        """Say that the command may write records: what was interrupted is recovered before it reads anything."""
        if self.writes:
            return
        self.writes = True
        if "present" in self.__dict__:  # it was opened for its kinds
            _recover(self.present, writes=True)

    def take(self, options: Mapping[str, Any]) -> None:
        """Take the global options as the parser found them."""
        self.directory = options.get("directory") or self.directory
        self.color = options.get("color") or self.color
        self.uses_pager = self.uses_pager and not options.get("no_pager", False)
        self.use_cache = not options.get("no_cache", False)

    @cached_property
    def workspace(self) -> "Workspace":
        """The workspace that the command works in, as `--at` says.

        Raises:
            NotFoundError, IncompleteError: when there is none, or no such revision of it.
        """
        if not self.at:
            return self.present
        from wmsgit.cli.run import past_of

        return past_of(self)

    @cached_property
    def present(self) -> "Workspace":
        """The workspace that `-C`, `WMSGIT_WORKSPACE` or the current directory names.

        Raises:
            NotFoundError: when there is none.
        """
        from wmsgit.features.catalogue import EXTENSIONS
        from wmsgit.workspace.workspace import Workspace

        chosen = self.directory or self.environ.get("WMSGIT_WORKSPACE", "")
        if chosen and not Path(chosen).is_dir():
            raise NotFoundError("there is no such directory", where=chosen)
        result = Workspace.find(
            self.start, chosen=Path(chosen) if chosen else None, use_cache=self.use_cache, extensions=EXTENSIONS
        )
        if not chosen and not self.start.resolve().is_relative_to(result.root):
            result = _of_session(result, self.start, use_cache=self.use_cache)
        result.chosen_session = self.environ.get("WMSGIT_SESSION", "")
        _recover(result, writes=self.writes)
        return result

    def close(self) -> None:
        """Close what the command has opened."""
        for name in ("workspace", "present"):
            opened = self.__dict__.get(name)
            if opened is not None:
                opened.forget_index()

    @property
    def has_registry(self) -> bool:
        """Whether the kinds of the present workspace have been asked for in this run."""
        present = self.__dict__.get("present")
        return present is not None and "registry" in present.__dict__

    @cached_property
    def registry(self) -> "Registry":
        """The kinds of the workspace; those that come with wmsgit where there is no workspace.

        Raises:
            SchemaError: when the workspace has more schemas than are read.
        """
        try:
            return self.workspace.registry
        except SchemaError:
            raise
        except WmsgitError:
            from wmsgit.schema.registry import Registry, packaged_schemas

            return Registry.read(packaged_schemas())


_INTERRUPTED = ("journal", "integration")
"""What a write that was killed leaves below the Git directory; see `wmsgit.workspace.writing.recovery`."""


def run_of(ctx: Any) -> Run:
    """The run that a command's context carries."""
    run = ctx.obj
    if not isinstance(run, Run):
        raise TypeError("a command was started without a run")
    if _WRITES.intersection(ctx.params):
        run.begin_writing()
    return run


def _of_session(workspace: "Workspace", start: Path, *, use_cache: bool) -> "Workspace":
    """The workspace as a member's second worktree means it: where the session was opened that works there.

    Git's configuration, which all worktrees of a member share, names only one worktree of the workspace.
    """
    from wmsgit.cli.messages import one_line, say
    from wmsgit.features.sessions.actions.current import plane_of_session
    from wmsgit.workspace.workspace import Workspace

    other = plane_of_session(workspace, start)
    if other is None:
        return workspace
    session, worktree = other
    say(one_line(f"in the workspace's worktree {worktree}, where {session} was opened"))
    return Workspace.find(worktree, use_cache=use_cache, extensions=workspace.extensions)


def _recover(workspace: "Workspace", *, writes: bool) -> None:
    """Recover a write that was interrupted, before a command that writes reads anything; others only say so."""
    dirs = workspace.dirs
    if dirs is None or not any((dirs.git_dir / "wmsgit" / name).is_file() for name in _INTERRUPTED):
        return
    from wmsgit.cli.messages import say
    from wmsgit.workspace.writing.recovery import interrupted_write, settle

    if writes:
        settle(workspace)
        for line in workspace.recovered:
            say(line)
        workspace.recovered.clear()
        return
    op = interrupted_write(dirs)
    if op:
        say(f"'{op}' was interrupted: the next command that writes recovers it ('wmsgit doctor' tells more)")


def past_of(run: Run) -> "PastWorkspace":
    """The workspace at the revision that the run asks for, which is said on standard error.

    Raises:
        NotFoundError, IncompleteError: when there is no such revision, or it cannot be known.
    """
    from wmsgit.cli.messages import one_line, say
    from wmsgit.workspace.revisions.records import revision_of
    from wmsgit.workspace.revisions.workspace_at import PastWorkspace

    revision = revision_of(run.present, run.at)
    local = revision.committed_at.astimezone(run.present.now().tzinfo)
    say(one_line(f"at {revision.short} {local:%Y-%m-%d %H:%M} {revision.subject}"))
    return PastWorkspace(run.present, revision)


_TELLS_ALL = frozenset({"check", "doctor", "schema", "undo"})
"""The commands that say themselves what is wrong with a schema, or mend it."""


def warn_of_keywords(run: Run, verb: str) -> None:
    """One warning for all the keywords that could not be used in what was read; never where the past was looked at.

    So it is for the schemas of which nothing can be used, where kinds are read together: what is asked of one kind says
    nothing of the others.
    """
    if run.at or verb in _TELLS_ALL or not run.has_registry:
        return
    registry = run.present.registry
    doubtful, unusable = registry.doubtful, {} if verb in registry.names else registry.unusable
    if doubtful or unusable:
        from wmsgit.cli.messages import warn
        from wmsgit.workspace.settings import keyword_warning

        warn([keyword_warning(run.present, doubtful)] if doubtful else [])
        warn([f"nothing of the kind {name} is shown: {error}" for name, error in unusable.items()])
