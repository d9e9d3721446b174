"""`ci forgejo`: writes the workflow that reviews pull requests."""

from wmsgit.cli.input.job_options import Force, Install, MemberJob, Plane, Stdout
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit ci forgejo --install 'git+https://host/wmsgit@0123456789abcdef0123456789abcdef01234567'",)
DETAILS = (
    "Writes .forgejo/workflows/wmsgit.yml and .forgejo/wmsgit-requirements.txt, to be committed by you. On each "
    "pull request it runs 'check --base', 'diff' and 'drift scan --base', of which nothing of the change is "
    "executed; it uses no actions of others. wmsgit and what it needs are installed by hash, from the second file "
    "as the base has it. With --member it is printed, for the member's own repository."
)


def run(
    run: Run,
    *,
    stdout: Stdout = False,
    install: Install = None,
    member: MemberJob = "",
    plane: Plane = "",
    force: Force = False,
) -> None:
    """Write or print the workflow."""
    from wmsgit.cli.output.jobs import write_job

    write_job(run, "forgejo", install=install, prints=stdout, force=force, member=member, plane=plane)
