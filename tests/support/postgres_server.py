"""A PostgreSQL server of the tests' own, on a socket in a folder that is gone at the end."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

USER = "wmsgit"
_DEBIAN = "/usr/lib/postgresql"
_WAIT_S = 60.0


def programs() -> Path:
    """The folder of `initdb` and `postgres`; skips the test where there is none, but never in CI."""
    places = [Path(place).parent for place in (shutil.which("initdb"),) if place]
    places += sorted(Path(_DEBIAN).glob("*/bin"), reverse=True)
    place = next((place for place in places if (place / "initdb").exists() and (place / "postgres").exists()), None)
    if place is None:
        assert not os.environ.get("CI"), "CI installs postgresql"
        pytest.skip("no PostgreSQL server is installed")
    return place


def _as_user(folder: Path) -> list[str]:
    """What a command begins with: a server refuses to be root's."""
    if os.getuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


@contextmanager
def running_server() -> Iterator[str]:
    """A server; gives the address of its first database."""
    place, folder = programs(), Path(tempfile.mkdtemp(prefix="wmsgit-pg-"))
    become, data = _as_user(folder), folder / "data"
    environ = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    made = subprocess.run(
        [*become, place / "initdb", "-D", data, "-A", "trust", "-U", USER, "-E", "UTF8", "--no-sync"],
        cwd=folder, env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    settings = ("listen_addresses=", "fsync=off", "full_page_writes=off", "synchronous_commit=off")
    server = subprocess.Popen(
        [*become, place / "postgres", "-D", data, "-k", folder, *(part for item in settings for part in ("-c", item))],
        cwd=folder, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        address = f"postgresql://{USER}@/postgres?host={folder}"
        _wait(address, server)
        yield address
    finally:
        server.send_signal(signal.SIGINT)  # a fast shutdown (postgres(1), "Notes")
        server.wait(timeout=_WAIT_S)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(address: str, server: "subprocess.Popen[bytes]") -> None:
    import psycopg

    deadline = time.monotonic() + _WAIT_S
    while True:
        assert server.poll() is None, "the server has ended"
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.1)
        else:
            return


def new_database(address: str, name: str) -> str:
    """The address of a new, empty database of a server."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return address.replace("/postgres?", f"/{name}?")
