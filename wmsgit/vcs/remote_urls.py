"""The URLs of a repository's remotes, read from its configuration file alone, and which URLs mean the same repository.

No process is started: whether git may be run in a repository at all is decided by what is read here.
"""

import os.path
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from wmsgit.errors import GitError
from wmsgit.vcs.locate import find_bare_repository, repository_at

_MAX_CONFIG_BYTES = 1 << 20
_SECTION = re.compile(r'^\s*\[\s*(?P<name>[A-Za-z0-9.-]+)(?:\s*"[^"]*")?\s*\]')
_URL = re.compile(r"^\s*url\s*=(?P<value>.*)$", re.IGNORECASE)
# git-config(1), "Syntax": a comment begins outside of quotes; what is quoted or escaped is taken as it is.
_PIECE = re.compile(r'\\(?P<escaped>.)|(?P<quote>")|(?P<comment>[#;])|(?P<plain>[^\\"#;]+)')
_SCP = re.compile(r"(?:[^/@:]+@)?(?P<host>[^/@:]+):(?!//)(?P<path>.*)\Z")
_NETWORK = frozenset({"http", "https", "ssh", "git", "git+ssh", "ssh+git"})


def remote_urls(path: Path) -> list[str]:
    """Every URL that the remotes of the repository at `path`, bare or not, have in its own configuration.

    Raises:
        GitError: when its configuration cannot be read.
    """
    dirs = repository_at(path)
    git_dir = dirs.common_dir if dirs else find_bare_repository(path)
    try:
        with ((git_dir or path) / "config").open("rb") as file:
            text = file.read(_MAX_CONFIG_BYTES).decode("utf-8", "replace")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise GitError(f"its configuration cannot be read: {error.strerror}", where=str(path)) from error
    return list(_urls(text))


def same_repository(urls: Iterable[str], others: Iterable[str], base: Path, instead: Mapping[str, str]) -> bool:
    """Whether one of the URLs means a repository that one of the others means, too.

    Args:
        urls: some URLs; a relative path is meant from `base`.
        others: some more.
        base: the folder that a clone of them lies in.
        instead: the user's own short forms (git-config, `url.<base>.insteadOf`): the beginning of a URL → what is
            put in its place.
    """
    return not _keys(urls, base, instead).isdisjoint(_keys(others, base, instead))


def without_password(url: str) -> str:
    """The URL without the name and password that a web address may carry."""
    return re.sub(r"\A(https?://)[^/@]*@", r"\1", url)


def is_of_network(url: str) -> bool:
    """Whether the URL means the same to every machine, and is no path of this one."""
    return url.partition("://")[0].lower() in _NETWORK if "://" in url else _SCP.match(url) is not None


def _keys(urls: Iterable[str], base: Path, instead: Mapping[str, str]) -> set[str]:
    return {_key(form, base) for url in urls for form in (url, _replaced(url, instead))}


def _replaced(url: str, instead: Mapping[str, str]) -> str:
    short = max((item for item in instead if item and url.startswith(item)), key=len, default="")
    return instead[short] + url.removeprefix(short) if short else url


def _key(url: str, base: Path) -> str:
    """What URLs of one repository have in common: `host/path`, or the real path of a folder."""
    scheme, _, rest = url.partition("://")
    if rest and scheme.lower() in _NETWORK:
        try:
            parts = urlsplit(url)
            return _on_host(parts.hostname or "", unquote(parts.path))
        except ValueError:
            return url
    if rest and scheme.lower() == "file":
        return _of_folder(unquote(rest), base)
    scp = _SCP.match(url)
    return _on_host(scp["host"], scp["path"]) if scp else _of_folder(url, base)


def _on_host(host: str, path: str) -> str:
    return f"{host}/{path.strip('/').removesuffix('.git')}".casefold()


def _of_folder(path: str, base: Path) -> str:
    return os.path.realpath(base / path.replace("\0", "")).removesuffix("/.git").removesuffix(".git")


def _urls(text: str) -> Iterable[str]:
    section = ""
    for line in text.splitlines():
        heading, setting = _SECTION.match(line), _URL.match(line)
        if heading:
            section = heading["name"].lower()
        elif setting and section == "remote":
            value = _value(setting["value"])
            if value:
                yield value


def _value(text: str) -> str:
    parts, is_quoted = [], False
    for piece in _PIECE.finditer(text.strip()):
        if piece["quote"]:
            is_quoted = not is_quoted
        elif piece["comment"] and not is_quoted:
            break
        else:
            parts.append(piece["escaped"] or piece[0])
    return "".join(parts).strip()
