"""The jobs of the hosts, and the locks that they install from, as files of a workspace."""

from dataclasses import dataclass

from wmsgit.errors import ConflictError, NotFoundError
from wmsgit.features.forge.known_hosts import repository_at
from wmsgit.features.setup.autoclose_workflow import AUTOCLOSE_PATH, AUTOCLOSE_TEMPLATE
from wmsgit.features.setup.forgejo_member_workflow import FORGEJO_MEMBER_PATH, FORGEJO_MEMBER_TEMPLATE
from wmsgit.features.setup.forgejo_workflow import FORGEJO_BUILD, FORGEJO_LOCK, FORGEJO_PATH, FORGEJO_TEMPLATE
from wmsgit.features.setup.github_parts import GITHUB_BUILD, GITHUB_PARTS
from wmsgit.features.setup.gitlab_workflow import (
    GITLAB_BUILD,
    GITLAB_LOCK,
    GITLAB_MEMBER_PATH,
    GITLAB_MEMBER_TEMPLATE,
    GITLAB_PATH,
    GITLAB_TEMPLATE,
)
from wmsgit.features.setup.member_workflow import MEMBER_PATH, MEMBER_TEMPLATE
from wmsgit.features.setup.push_workflow import PUSH_PATH, PUSH_TEMPLATE
from wmsgit.features.setup.release_lock import PinnedRelease, lock_text
from wmsgit.features.setup.review_workflow import GITHUB_LOCK, REVIEW_PATH, REVIEW_TEMPLATE
from wmsgit.features.setup.site_workflow import (
    GITHUB_READERS,
    GITLAB_PAGES_TEMPLATE,
    GITLAB_READERS,
    GITLAB_SITE_PATH,
    GITLAB_SITE_TEMPLATE,
    PAGES_TEMPLATE,
    SITE_PATH,
    SITE_TEMPLATE,
)
from wmsgit.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Job:
    """A job of a host: the file that it goes to, its text, and the lock that it installs from.

    Attributes:
        path: the file, relative to the repository.
        template: its text.
        lock: the file of the lock, in the plane.
        build: the lines that install what is built from a commit.
        readers: who can read what it publishes, in words; empty where it publishes nothing.
    """

    path: str
    template: str
    lock: str = GITHUB_LOCK
    build: str = GITHUB_BUILD
    readers: str = ""


JOBS = {
    "github": Job(REVIEW_PATH, REVIEW_TEMPLATE),
    "github autoclose": Job(AUTOCLOSE_PATH, AUTOCLOSE_TEMPLATE),
    "github push": Job(PUSH_PATH, PUSH_TEMPLATE),
    "github member": Job(MEMBER_PATH, MEMBER_TEMPLATE),
    "github site": Job(SITE_PATH, SITE_TEMPLATE),
    "github pages": Job(SITE_PATH, PAGES_TEMPLATE, readers=GITHUB_READERS),
    "gitlab": Job(GITLAB_PATH, GITLAB_TEMPLATE, GITLAB_LOCK, GITLAB_BUILD),
    "gitlab member": Job(GITLAB_MEMBER_PATH, GITLAB_MEMBER_TEMPLATE, GITLAB_LOCK, GITLAB_BUILD),
    "gitlab site": Job(GITLAB_SITE_PATH, GITLAB_SITE_TEMPLATE, GITLAB_LOCK, GITLAB_BUILD),
    "gitlab pages": Job(GITLAB_SITE_PATH, GITLAB_PAGES_TEMPLATE, GITLAB_LOCK, GITLAB_BUILD, readers=GITLAB_READERS),
    "forgejo": Job(FORGEJO_PATH, FORGEJO_TEMPLATE, FORGEJO_LOCK, FORGEJO_BUILD),
    "forgejo member": Job(FORGEJO_MEMBER_PATH, FORGEJO_MEMBER_TEMPLATE, FORGEJO_LOCK, FORGEJO_BUILD),
}
"""Name → job."""


def workflow_text(release: PinnedRelease, name: str = "github", *, member: str = "", plane: str = "") -> str:
    """The text of a job, with the marker of its comments, and how wmsgit is installed where no lock can have it.

    Args:
        release: the wmsgit that it installs.
        name: one of `JOBS`.
        member: the member that a member's job is for.
        plane: the plane's `OWNER/NAME` at the host, for a member's job.
    """
    job = JOBS[name]
    build = job.build.replace("@SOURCE@", release.source) if release.source else ""
    words = {**GITHUB_PARTS, "@BUILD@": build, "@LOCK@": job.lock, "@MEMBER@": member, "@PLANE@": plane}
    text = job.template
    for word, value in words.items():
        text = text.replace(word, value)
    return text


def plane_at_host(ws: Workspace) -> str:
    """`OWNER/NAME` of the plane at its host.

    Raises:
        NotFoundError: when its remote is at none.
    """
    url = ws.config.get("remote.origin.url") or ""
    result = repository_at(url).partition("/")[2]
    if not result:
        raise NotFoundError("the plane's remote origin is at no host", hint="--plane OWNER/NAME says where it is")
    return result


def write_workflow(ws: Workspace, release: PinnedRelease, *, force: bool, name: str = "github") -> list[str]:
    """Write a job of the plane and its lock into the workspace's files, and leave the commit to the user.

    Args:
        ws: where.
        release: the wmsgit that the workflow installs.
        force: whether files that say something else are replaced.
        name: one of `JOBS`.

    Returns:
        The paths of what was written.

    Raises:
        ConflictError: when a file is there and says something else; nothing is written then.
        InvalidError: when a symbolic link stands on the way.
    """
    from wmsgit.disk.folder import read_plain
    from wmsgit.disk.writer import write_file

    job = JOBS[name]
    texts = {job.path: workflow_text(release, name).encode(), job.lock: lock_text(release).encode()}
    present = {path: read_plain(ws.root, path) for path in texts}
    for path, text in texts.items():
        if not force and present[path] not in {None, text}:
            host = name.partition(" ")[0]
            hint = f"`wmsgit ci {host} --stdout` prints the workflow of this release, to compare"
            raise ConflictError("the file is there already and says something else", where=path, hint=hint)
    changed = [path for path, text in texts.items() if present[path] != text]
    for path in changed:
        write_file(ws.root, path, texts[path])
    return changed
