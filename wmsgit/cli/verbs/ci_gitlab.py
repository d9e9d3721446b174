"""`ci gitlab`: writes the job that reviews merge requests."""

from wmsgit.cli.input.job_options import Force, Install, MemberJob, PagesJob, Plane, SiteJob, Stdout
from wmsgit.cli.run import Run
from wmsgit.errors import UsageError

EXAMPLES = ("wmsgit ci gitlab --install 'git+https://host/wmsgit@0123456789abcdef0123456789abcdef01234567'",)
DETAILS = (
    "Writes .gitlab/wmsgit.gitlab-ci.yml and .gitlab/wmsgit-requirements.txt, to be committed by you and named in "
    ".gitlab-ci.yml by an include. On merge requests and on pushes to the default branch it runs 'check --base', "
    "'diff' and 'drift scan --base'; nothing of the change is executed. wmsgit and what it needs are installed by "
    "hash, from the second file as the base has it. With --site it is .gitlab/wmsgit-site.gitlab-ci.yml: a push to the "
    "default branch makes the pages of 'site build' an artefact, and a merge request a preview of what it changes; "
    "with --pages they are published, too, and what is said is who can read them. With --member it is printed, for the "
    "member's own repository."
)


def run(
    run: Run,
    *,
    stdout: Stdout = False,
    install: Install = None,
    site: SiteJob = False,
    pages: PagesJob = False,
    member: MemberJob = "",
    plane: Plane = "",
    force: Force = False,
) -> None:
    """Write or print the job."""
    from wmsgit.cli.output.jobs import write_job

    if (site or pages) and member:
        raise UsageError("--site and --member are jobs of their own: name one")
    name = "gitlab pages" if pages else "gitlab site" if site else "gitlab"
    write_job(run, name, install=install, prints=stdout, force=force, member=member, plane=plane)
