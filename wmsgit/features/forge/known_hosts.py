"""Which host a URL means, and which repository there."""

import re
from collections.abc import Callable

from wmsgit.features.forge.hosts.forgejo import Forgejo
from wmsgit.features.forge.hosts.github import GitHub
from wmsgit.features.forge.hosts.gitlab import GitLab
from wmsgit.features.forge.pull_request import Host

HOSTS: dict[str, Host] = {host.name: host for host in (GitHub(), GitLab(), Forgejo())}
"""Name → host, as `git config wmsgit.forge.HOST` names it."""
_KNOWN = {"github.com": "github", "gitlab.com": "gitlab", "codeberg.org": "forgejo"}
_URL = re.compile(r"(?:https?|ssh|git)://(?:[^/@]*@)?(?P<host>[^/:@]+)(?::\d+)?/(?P<rest>.+)\Z")
_SCP = re.compile(r"(?:[^/@:]+@)?(?P<host>[^/@:]+):(?!//)(?P<rest>.+)\Z")
_SAFE = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_.~][A-Za-z0-9_.~-]*)+\Z")


def repository_at(url: str) -> str:
    """`HOST/OWNER/NAME` of a URL at a host; empty for a path, and for what is no such name."""
    match = _URL.match(url) or _SCP.match(url)
    if match is None:
        return ""
    result = f"{match['host'].lower()}/{match['rest'].strip('/').removesuffix('.git')}"
    return result if _SAFE.match(result) and ".." not in result.split("/") else ""


def host_of(repository: str, setting: Callable[[str], str | None]) -> Host | None:
    """The host of a repository: as the user's configuration says, else by its well-known name; None for none.

    Args:
        repository: `HOST/OWNER/NAME`.
        setting: gives a setting of Git's configuration.
    """
    address = repository.partition("/")[0]
    name = setting(f"wmsgit.forge.{address}") or _KNOWN.get(address) or _by_name(address)
    return HOSTS.get(name)


def _by_name(address: str) -> str:
    first = address.partition(".")[0]
    return {"gitlab": "gitlab", "forgejo": "forgejo", "gitea": "forgejo", "github": "github"}.get(first, "")
