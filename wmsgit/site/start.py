"""The door of the site: a workspace and what a person asked for in, pages out. Other surfaces know only this."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wmsgit.disk.named import named_file
from wmsgit.disk.writer import write_files
from wmsgit.errors import GitError
from wmsgit.features.survey.actions.base import changes_against
from wmsgit.features.survey.actions.survey import Survey, places_of_machine
from wmsgit.features.survey.disclosure import WITHHELD, disclosure_of
from wmsgit.model.memory import reading_much
from wmsgit.site.build import BuiltSite, build
from wmsgit.site.single import single_page
from wmsgit.site.site import Site, SiteOptions
from wmsgit.workspace.spelled import meant_among
from wmsgit.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SiteRequest:
    """What a person asked for.

    Attributes:
        exclude: kinds and fields that are left out.
        include: what is withheld otherwise.
        base: the commit or branch against which changes are marked; empty for none.
        url: the plane's address at its host.
        scans: whether the rules are checked over the members now.
    """

    exclude: Sequence[str] = ()
    include: Sequence[str] = ()
    base: str = ""
    url: str = ""
    scans: bool = True


def build_site(ws: Workspace, folder: Path, request: SiteRequest) -> BuiltSite:
    """Make the site of a workspace in a folder.

    Raises:
        UsageError: when a word of `exclude` or `include` names nothing.
        NotFoundError: when there is no such base.
        ConflictError: when the folder has files of others.
    """
    with reading_much():
        return build(site_of(ws, request), folder)


def build_single(ws: Workspace, file: Path, what: str, request: SiteRequest) -> int:
    """Make one file of one record, view or page with what it names; how many bytes it has.

    Raises:
        NotFoundError: when there is nothing of that name.
        UsageError: when a word of `exclude` or `include` names nothing.
    """
    site = site_of(ws, request)
    meant = meant_among(ws.registry, what, {name for _, name in site.survey.state.records})
    content = single_page(site, meant[0] if len(meant) == 1 else what)
    root, path = named_file(file, [ws.root])
    write_files(root, [(path, content)], sync=False)
    return len(content)


def site_of(ws: Workspace, request: SiteRequest, *, is_live: bool = False, earlier: Site | None = None) -> Site:
    """The site of a workspace.

    Args:
        ws: the workspace.
        request: what a person asked for.
        is_live: whether a server makes the pages.
        earlier: its site from before: what has not changed is not made again.

    Raises:
        UsageError, NotFoundError: as `build_site`.
    """
    kinds = list(ws.registry.kinds())
    disclosure = disclosure_of(kinds, request.exclude, request.include, places_of_machine(ws))
    survey = Survey(ws, disclosure, earlier.survey if earlier else None)
    base = changes_against(survey, request.base) if request.base else None
    url = survey.disclosure.text(request.url)  # a job's variable may hold a login
    options = SiteOptions(url, is_live, None, request.scans)
    result = Site(survey, options, base)
    if earlier:
        result.pieces, result.earlier_lines = earlier.pieces, earlier.earlier_lines
    return result


def serve_site(
    open_workspace: Callable[[], Workspace], request: SiteRequest, port: int, ready: Callable[[str], None]
) -> None:
    """Serve the live site on loopback until ^C.

    Args:
        open_workspace: opens the workspace.
        request: what is left out; everything that is withheld otherwise is shown, for it is the user's own machine.
        port: where; 0 for a free one.
        ready: called with the address once the server listens.

    Raises:
        GitError: when the port is taken.
        WmsgitError: when there is no workspace, or it cannot be read.
    """
    from wmsgit.site.live import LivePlane
    from wmsgit.site.server import Doorkeeper, listening_socket, serve

    own = replace(request, include=WITHHELD)
    try:
        listening = listening_socket(port)
    except OSError as error:
        raise GitError(
            f"port {port} cannot be listened on: {error.strerror}", hint="--port 0 takes a free one"
        ) from error
    door = Doorkeeper(listening.getsockname()[1])
    plane = LivePlane(open_workspace, lambda ws, earlier: site_of(ws, own, is_live=True, earlier=earlier))
    try:
        plane.start()
        serve(plane, door, listening, lambda: ready(door.address))
    finally:
        plane.close()
        listening.close()
