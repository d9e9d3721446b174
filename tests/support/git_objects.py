"""Objects of a repository, as many as a test of a long history looks at, from one process."""

import subprocess
from pathlib import Path


class Objects:
    """Objects of a repository, from one process."""

    def __init__(self, root: Path) -> None:
        command = ["git", "cat-file", "--batch"]
        self._process = subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._trees: dict[str, list[tuple[str, str]]] = {}

    def read(self, name: str) -> tuple[str, bytes]:
        """An object's type and content."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{name}\n".encode())
        self._process.stdin.flush()
        _, kind, size = self._process.stdout.readline().decode().split()
        content = self._process.stdout.read(int(size))
        self._process.stdout.read(1)
        return kind, content

    def files(self, tree: str, folder: str) -> list[tuple[str, str]]:
        """(path, blob) of every file of a tree (git's format: mode, space, name, NUL, 20 bytes of the id)."""
        if tree + folder not in self._trees:
            found, rest = [], self.read(tree)[1]
            while rest:
                head, _, rest = rest.partition(b"\0")
                mode, _, name = head.decode().partition(" ")
                identifier, rest, path = rest[:20].hex(), rest[20:], folder + name
                found += self.files(identifier, f"{path}/") if mode == "40000" else [(path, identifier)]
            self._trees[tree + folder] = found
        return self._trees[tree + folder]

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()
