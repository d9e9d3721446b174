"""`ci gitlab`: writes the job that reviews merge requests."""

from wmsgit.cli.input.job_options import Force, Install, MemberJob, Plane, Stdout
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit ci gitlab --install 'git+https://host/wmsgit@0123456789abcdef0123456789abcdef01234567'",)
DETAILS = (
    "Writes .gitlab/wmsgit.gitlab-ci.yml and .gitlab/wmsgit-requirements.txt, to be committed by you and named in "
    ".gitlab-ci.yml by an include. On merge requests and on pushes to the default branch it runs 'check --base', "
    "'diff' and 'drift scan --base'; nothing of the change is executed. wmsgit and what it needs are installed by "
    "hash, from the second file as the base has it. With --member it is printed, for the member's own repository."
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
    """Write or print the job."""
    from wmsgit.cli.output.jobs import JobOptions, write_job

    write_job(run, "gitlab", JobOptions(install, stdout, force, member, plane))
