"""A plane with records of several kinds, in which the server's tests edit, and one server for a module's tests."""

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_lsp
from git_environment import git_environment
from lsp_client import START
from lsp_desk import ENVIRON, Desk, make_client, make_plane
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities
from template_copies import copy_of
from warm_program import warm_program


@pytest.fixture(scope="session", autouse=True)
def _warm() -> Iterator[None]:
    """Servers of raw clients are forked from a process that has imported them already; the others start anew."""
    with warm_program("wmsgit.lsp.start") as folder:
        START[:] = [str(folder / "wmsgit"), "lsp"]
        yield


@pytest.fixture(scope="session")
def plane_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plane, made once."""
    return make_plane(tmp_path_factory.mktemp("lsp"))


@pytest.fixture(scope="module", autouse=True)
def plane(tmp_path_factory: pytest.TempPathFactory, plane_template: Path) -> Path:
    """A copy of the plane for one module, and the environment in which its server runs."""
    folder = tmp_path_factory.mktemp("module").resolve()
    ENVIRON.clear()
    ENVIRON.update(git_environment(folder / "home"))
    return copy_of(plane_template, folder)


@pytest_lsp.fixture(
    config=ClientServerConfig(
        server_command=[sys.executable, "-m", "wmsgit", "lsp"], server_env=ENVIRON, client_factory=make_client
    ),
    scope="module",
    loop_scope="module",
)
async def client(lsp_client: LanguageClient, plane: Path) -> AsyncIterator[None]:
    """A client like Visual Studio Code, in the plane."""
    capabilities = client_capabilities("visual-studio-code")
    await lsp_client.initialize_session(
        types.InitializeParams(capabilities=capabilities, root_uri=plane.as_uri(), initialization_options={})
    )
    yield
    await lsp_client.shutdown_session()


@pytest.fixture
def desk(client: LanguageClient, plane: Path) -> Iterator[Desk]:
    """A client at work, whose files are closed afterwards."""
    desk = Desk(client, plane)
    yield desk
    for path in list(desk.texts):
        desk.close(path)
