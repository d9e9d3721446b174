"""A repository with a long and untidy history, made by one `git fast-import`, always the same."""

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

START_S = 1_767_225_600  # 2026-01-01
STATUSES = ("backlog", "pending", "approved", "in_progress", "blocked", "completed")
WORDS = ("the", "key", "of", "every", "service", "must", "rotate", "before", "it", "expires", "or", "nobody", "can")
AUTHORS = ("Ann Lee", "Bob Ray", "Zoë Ünal")
BROKEN = (b"title: [unclosed\n", b"<<<<<<< ours\ntitle: a\n=======\ntitle: b\n>>>>>>> theirs\n", b"title: \xff\n")
Tree = dict[str, bytes]


class Script:
    """Writes commits for `git fast-import`, and remembers every tree."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.parts: list[bytes] = []
        self.trees: dict[int, Tree] = {}
        self.mark = 0
        self.clock_s = START_S

    def commit(self, branch: str, message: str, parents: list[int], tree: Tree) -> int:
        """One commit of a whole tree; gives its mark."""
        self.mark += 1
        self.clock_s += self.chance.choice((0, 60, 3600, -1800, 90_000))
        name, written = self.chance.choice(AUTHORS), self.clock_s - self.chance.choice((0, 0, 500))
        lines = [
            f"commit refs/heads/{branch}", f"mark :{self.mark}",
            f"author {name} <a@example.org> {written} +0100", f"committer {name} <a@example.org> {self.clock_s} +0000",
        ]  # fmt: skip
        self.parts.append("\n".join(lines).encode() + b"\n" + _data(message.encode()))
        if parents:
            self.parts.append(f"from :{parents[0]}\n".encode())
        self.parts += [f"merge :{parent}\n".encode() for parent in parents[1:]]
        before = self.trees[parents[0]] if parents else {}
        self.parts += [f"D {path}\n".encode() for path in before if path not in tree]
        self.parts += [_file(path, text) for path, text in tree.items() if before.get(path) != text]
        self.trees[self.mark] = tree
        return self.mark


def write_plane(root: Path, records: int, commits: int, seed: int = 20261123) -> None:
    """Give a repository of its own history on three branches, the first of which, `main`, has all in the end.

    Args:
        root: a workspace that was just made, whose schemas the commits have too.
        records: how many records there are to begin with.
        commits: how many commits, the first one apart.
        seed: another history for another seed.
    """
    script = Script(seed)
    base = {f"schemas/{path.name}": path.read_bytes() for path in (root / "schemas").glob("*.json")}
    base["records/workspace.yaml"] = (root / "records" / "workspace.yaml").read_bytes()
    tree = base | {_path(number): _text(script.chance, number) for number in range(1, records + 1)}
    first = script.commit("main", "begin", [], tree)
    tips = {"main": first, "left": first, "right": first}
    for _ in range(commits - 1):
        _step(script, tips)
    whole = [tips["main"], tips["left"], tips["right"]]
    script.commit("main", "all together", whole, _merged(script, whole))
    feed = b"feature done\n" + b"".join(script.parts) + b"done\n"
    subprocess.run(["git", "fast-import", "--quiet", "--force"], cwd=root, input=feed, check=True)
    subprocess.run(["git", "checkout", "-q", "-f", "main"], cwd=root, check=True)
    subprocess.run(["git", "reset", "-q", "--hard"], cwd=root, check=True)


def _step(script: Script, tips: dict[str, int]) -> None:
    chance = script.chance
    branch = chance.choice(list(tips))
    if chance.random() < 0.08:
        others = chance.sample([tips[name] for name in tips if name != branch], chance.choice((1, 1, 1, 2)))
        parents = list(dict.fromkeys([tips[branch], *others]))
        tips[branch] = script.commit(branch, "merge", parents, _merged(script, parents))
        return
    tree = dict(script.trees[tips[branch]])
    message = _change(script, tree)
    tips[branch] = script.commit(branch, message, [tips[branch]], tree)


def _merged(script: Script, parents: list[int]) -> Tree:
    """Files of one side or another; now and then what nobody had."""
    chance, trees = script.chance, [script.trees[parent] for parent in parents]
    if chance.random() < 0.1:
        return trees[0]
    tree: Tree = {}
    for path in sorted({path for tree in trees for path in tree}):
        text = chance.choice(trees).get(path)
        if text is not None and _is_record(path) and chance.random() < 0.01:
            text = _edited(chance, text)
        if text is not None:
            tree[path] = text
    return tree


def _change(script: Script, tree: Tree) -> str:
    """Change a tree as people do; gives the commit's message."""
    chance = script.chance
    records = [path for path in tree if _is_record(path)]
    if chance.random() < 0.05:
        tree["README.md"] = str(script.mark).encode()
        return "not about records"
    for path in chance.sample(records, chance.choice((1, 1, 1, 2, 5))):
        _touch(chance, tree, path)
    if chance.random() < 0.03:
        return _renumber(script, tree, chance.choice([path for path in tree if _is_record(path)]))
    if chance.random() < 0.1:
        number = chance.randint(1, 230)
        tree[_path(number)] = _text(chance, number)
    return "change\n\nby hand"


def _touch(chance: random.Random, tree: Tree, path: str) -> None:
    """Delete, move, copy, break or edit one record."""
    roll, name = chance.random(), path.rpartition("/")[2]
    if roll < 0.05:
        del tree[path]
    elif roll < 0.12:
        folder = chance.choice(("tasks", "tasks/2026", "tasks/done/old"))
        tree[f"records/{folder}/{name}"] = tree.pop(path)
    elif roll < 0.14:
        tree[f"records/tasks/again/{name}"] = tree[path]
    elif roll < 0.17:
        tree[path] = chance.choice(BROKEN)
    else:
        tree[path] = _edited(chance, tree[path])


def _renumber(script: Script, tree: Tree, path: str) -> str:
    old, new = path.rpartition("/")[2].removesuffix(".yaml"), f"WS-TASK-{1000 + script.mark}"
    tree[f"records/tasks/{new}.yaml"] = tree.pop(path).replace(old.encode(), new.encode())
    return f"renumber {old}\n\nWmsgit-Op: renumber\nWmsgit-Renumber: {old} {new}\n"


def _edited(chance: random.Random, text: bytes) -> bytes:
    """A record's text after an edit: of fields, or of the layout alone."""
    lines = text.decode("utf-8", "replace").replace("\r\n", "\n").splitlines()
    if not any(line.startswith("created:") for line in lines):
        return _text(chance, chance.randint(1, 999))
    roll = chance.random()
    if roll < 0.1:
        return ("\r\n".join(lines) + "\r\n").encode()
    if roll < 0.2:
        return "\n".join([f"# {chance.choice(WORDS)}", *lines]).encode()
    if roll < 0.3:
        flat = [line for line in lines if not line.startswith((" ", "#", "description"))]
        return ("\n".join(chance.sample(flat, len(flat))) + "\n").encode()
    name = chance.choice(("status", "labels", "assigned_to", "description", "priority", "metadata", "labels", "status"))
    return ("\n".join([*_without(lines, name), *_field(chance, name)]) + "\n").encode()


def _without(lines: list[str], name: str) -> Iterator[str]:
    is_inside = False
    for line in lines:
        is_inside = line.startswith(f"{name}:") or (is_inside and line.startswith(" "))
        if not is_inside:
            yield line


def _field(chance: random.Random, name: str) -> list[str]:
    if name == "status":
        return [f"status: {chance.choice(STATUSES)}"]
    if name == "labels":
        return [f"labels: [{', '.join(chance.choices(WORDS, k=chance.randint(0, 4)))}]"]
    if name == "description":
        return ["description: |", *(f"  {' '.join(chance.choices(WORDS, k=8))}" for _ in range(3))]
    if name == "metadata":
        return [f"metadata: {{n: {chance.randint(0, 3)}, on: {chance.choice(('true', 'false', '1'))}}}"]
    return [] if chance.random() < 0.3 else [f"{name}: {chance.choice(('HIGH', 'LOW', 'MEDIUM'))}"]


def _path(number: int) -> str:
    return f"records/tasks/WS-TASK-{number:03d}.yaml"


def _is_record(path: str) -> bool:
    return path.startswith("records/tasks/")


def _text(chance: random.Random, number: int) -> bytes:
    lines = [f"id: WS-TASK-{number:03d}", f"title: Task {number}", "created: 2026-01-01T10:00:00Z"]
    return ("\n".join([*lines, *_field(chance, "status"), *_field(chance, "labels")]) + "\n").encode()


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def _file(path: str, text: bytes) -> bytes:
    return f"M 100644 inline {path}\n".encode() + _data(text)
