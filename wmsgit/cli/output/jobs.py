"""The job of a host, written into the workspace or printed, and what is said of it."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wmsgit.cli.run import Run


def write_job(
    run: "Run", name: str, *, install: str | None, prints: bool, force: bool, member: str, plane: str
) -> None:
    """Write or print a job; one of a member is printed, for it belongs to another repository.

    Args:
        run: the run.
        name: the job's, as `JOBS` has it.
        install: the wmsgit that it installs, as the user names it; None for this release.
        prints: whether it is printed instead.
        force: whether a file that says something else is replaced.
        member: the member whose job it is; empty for the plane's own.
        plane: the plane's `OWNER/NAME` at the host, for a member's job; empty for what its remote says.

    Raises:
        NotFoundError: when there is no such member.
        ConflictError: when a file says something else.
    """
    from wmsgit.cli.messages import say, warn
    from wmsgit.features.setup.actions.workflow import JOBS, plane_at_host, workflow_text, write_workflow
    from wmsgit.features.setup.release_lock import pinned_release
    from wmsgit.workspace.members import require_member

    release = pinned_release(install)
    if member:
        member = require_member(run.workspace, member)
        plane = plane or plane_at_host(run.workspace)
        job = JOBS[f"{name} member"]
        sys.stdout.write(workflow_text(release, f"{name} member", member=member, plane=plane))
        say(f"it goes to {job.path} of {member}; it installs what {job.lock} of the plane names")
        return
    job = JOBS[name]
    if job.readers:
        warn([job.readers])
    if prints:
        sys.stdout.write(workflow_text(release, name))
        return
    written = write_workflow(run.workspace, release, force=force, name=name)
    for path in (job.path, job.lock):
        say(f"{'written' if path in written else 'unchanged'}: {path}")
    if not release.has_hash:
        unpinned = f"{job.lock} has no hash of {release.line}, and the workflow will refuse to install it"
        warn([f"{unpinned}: name one with '--install SPEC' and '--force'"])
