"""Surfaces beside the command line, each with an extra of its own: loaded by name, for no surface knows another."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import pairwise
from types import ModuleType

from wmsgit.errors import MissingExtraError


def surface(module: str, extra: str) -> ModuleType:
    """A surface's module, `wmsgit.lsp.start` say.

    Raises:
        MissingExtraError: what the extra installs is not there.
    """
    with needing(extra):
        return import_module(module)


@contextmanager
def needing(extra: str) -> Iterator[None]:
    """Say of what cannot be imported in the block that an extra brings it.

    Raises:
        MissingExtraError: what the extra installs is not there.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("wmsgit"):
            raise
        message = f"{error.name} is not installed, which wmsgit[{extra}] brings"
        raise MissingExtraError(message, hint=install_line(extra)) from None


def install_line(extra: str) -> str:
    """What to type for an extra, by what wmsgit itself was installed with: pipx, uv, or pip in this environment."""
    wanted = f"'wmsgit[{extra}]'"
    folders = sys.prefix.replace("\\", "/").split("/")
    places = list(pairwise(folders))
    if ("pipx", "venvs") in places:
        return f"pipx install --force {wanted}"
    if ("uv", "tools") in places:
        return f"uv tool install --force {wanted}"
    if _installer() == "uv":
        return f"uv pip install --python {sys.executable} {wanted}"
    return f"{sys.executable} -m pip install {wanted}"


def _installer() -> str:
    """The word that an installer leaves beside a distribution; empty when nobody says it."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        return (distribution("wmsgit").read_text("INSTALLER") or "").strip()
    except PackageNotFoundError:
        return ""
