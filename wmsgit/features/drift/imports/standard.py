"""Python's standard library, of every release that a repository may be for, not of the one that runs this."""

import sys
from collections.abc import Collection

RELEASES = range(7, 15)
"""Minor releases of Python 3 that are known apart; of others the modules are those of the nearest."""

# "What's New in Python 3.N", the sections on new and on removed modules.
_ADDED = {
    7: "contextvars dataclasses",
    9: "graphlib zoneinfo",
    11: "tomllib",
    14: "annotationlib compression",
}
_REMOVED = {
    8: "macpath",
    9: "dummy_threading _dummy_thread",
    10: "formatter parser symbol",
    11: "binhex",
    12: "asynchat asyncore distutils imp smtpd",
    13: (
        "aifc audioop cgi cgitb chunk crypt imghdr lib2to3 mailcap msilib nis nntplib ossaudiodev pipes sndhdr spwd"
        " sunau telnetlib uu xdrlib"
    ),
}
"""Release → the modules that it was the first to have, or to lack."""

_SINCE = {name: release for release, names in _ADDED.items() for name in names.split()}
_UNTIL = {name: release for release, names in _REMOVED.items() for name in names.split()}
_MAIN = "__main__"


def is_standard(module: str, releases: Collection[int] = RELEASES) -> bool:
    """Whether a module comes with one of these releases of Python; `__future__` does with every one.

    Args:
        module: its full name.
        releases: minor releases of Python 3; those that are not known count as the nearest that is.
    """
    name = module.partition(".")[0]
    if name not in sys.stdlib_module_names and name not in _SINCE and name not in _UNTIL and name != _MAIN:
        return False
    since, until = _SINCE.get(name, 0), _UNTIL.get(name, sys.maxsize)
    return any(since <= release < until for release in releases)
