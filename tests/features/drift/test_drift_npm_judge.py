"""Ranges of npm by node-semver itself, the judge: random ranges, and versions on every side of their bounds.

Whether one range lies within another is judged by the versions that satisfy them. `subset` of node-semver answers
another question: it compares alternatives one by one, takes `^0` for no part of `*`, and `1.1.2-1 ~1` for empty.
"""

import json
import os
import random
import shutil
import subprocess
from typing import Any

import pytest

from wmsgit.features.drift.versions.npm import is_within, npm_range, npm_version

PAIRS = 10_000
TAGS = ("", "", "", "-0", "-a", "-a.1", "-rc.1", "-1", "-a-b", "+b", "-b+c")
NUMBERED, WORDED = ("0", "0.0", "1", "1.0", "2"), ("a", "a.0", "a.1", "a.1.0", "a.2", "a-b", "a-c", "aa", "b")
PRE_RELEASES = (*NUMBERED, *WORDED, "rc.1", "rc.2", "z")
WITNESSES = [
    f"{major}.{minor}.{patch}{tag}"
    for major in range(5)
    for minor in range(5)
    for patch in range(5)
    for tag in ("", *(f"-{word}" for word in PRE_RELEASES))
]
JUDGE = """
const semver = require("semver"), given = JSON.parse(require("fs").readFileSync(0));
const versions = given.witnesses.map((text) => new semver.SemVer(text)), known = {};
const tested = (range) => versions.map((version) => range.test(version));
const held = (text) => known[text] ??= tested(new semver.Range(text));
const within = (inner, outer) => held(inner).every((holds, at) => !holds || held(outer)[at]);
console.log(JSON.stringify({
    within: given.pairs.map(([inner, outer]) => within(inner, outer)),
    holds: given.held.map(([version, range]) => semver.satisfies(version, range)),
}));
"""


class Ranges(random.Random):
    """Makes ranges."""

    def version(self) -> str:
        return f"{self.randrange(3)}.{self.randrange(3)}.{self.randrange(3)}{self.choice(TAGS)}"

    def partial(self) -> str:
        shorter = [
            str(self.randrange(3)),
            f"{self.randrange(3)}.{self.randrange(3)}",
            "*",
            "x",
            "1.x",
            "1.2.x",
            "1.*.*",
        ]
        return self.version() if self.random() < 0.6 else self.choice(shorter)

    def alternative(self) -> str:
        if self.random() < 0.15:
            return f"{self.partial()} - {self.partial()}"
        signs = ("", "^", "~", ">", "<", ">=", "<=", "=", "~>", " > ")
        return " ".join(self.choice(signs) + self.partial() for _ in range(self.choice([1, 1, 1, 2, 2, 3])))

    def range(self) -> str:
        return self.choice([" || ", "||"]).join(self.alternative() for _ in range(self.choice([1, 1, 1, 2, 3])))


def judged(question: dict[str, Any]) -> Any:
    """What node-semver says; npm brings one of its own."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        pytest.skip("node and npm are not installed")
    top = subprocess.run([npm, "root", "-g"], capture_output=True, check=True, encoding="utf-8").stdout.strip()
    places = [top, f"{top}/npm/node_modules", "/usr/share/nodejs", os.environ.get("NODE_PATH", "")]
    environment = {**os.environ, "NODE_PATH": os.pathsep.join(filter(None, places))}
    there = subprocess.run([node, "-e", 'require("semver")'], env=environment, capture_output=True, check=False)
    if there.returncode:
        pytest.skip("node-semver is not installed")
    words = {"input": json.dumps(question), "env": environment, "encoding": "utf-8"}
    return json.loads(subprocess.run([node, "-e", JUDGE], capture_output=True, check=True, **words).stdout)


@pytest.mark.tools
def test_ranges_are_those_of_node_semver() -> None:
    make = Ranges(20_261_128)
    pairs = [(make.range(), make.range()) for _ in range(PAIRS)]
    held = [(make.choice(WITNESSES), make.range()) for _ in range(PAIRS)]
    answers = judged({"witnesses": WITNESSES, "pairs": pairs, "held": held})
    ours = [is_within(npm_range(inner), npm_range(outer)) for inner, outer in pairs]
    assert [pair for pair, own, other in zip(pairs, ours, answers["within"], strict=True) if own != other] == []
    assert [is_within(npm_version(version), npm_range(text)) for version, text in held] == answers["holds"]
