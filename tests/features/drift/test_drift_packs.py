"""Rule packs: rules that decisions take from a file whose content they pin."""

from hashlib import sha256
from pathlib import Path

import pytest
from drift_plane import NO_PANDAS, Plane, states

from wmsgit.features.drift.actions.explain import explain
from wmsgit.features.drift.packs import NO_PACKS, PackError, pack_rules, reference_of

PACK = """\
# what every Python repository keeps
rules:
  - {id: no-pandas, kind: forbidden_import, modules: [pandas]}
  - {id: no-numpy, kind: forbidden_import, modules: [numpy]}
"""


def digest(text: str = PACK) -> str:
    return sha256(text.encode()).hexdigest()


def written(folder: Path, text: str = PACK) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rules.yaml").write_text(text)


def decided(plane: Plane, *uses: str, **fields: object) -> None:
    data = {"title": "Take the pack", "status": "accepted", "date": "2026-11-23T09:30:00Z", "decision": "So be it."}
    plane.write("decisions/ADR-001.yaml", {**data, "uses": list(uses), **fields})


@pytest.fixture
def packed(plane: Plane) -> Plane:
    plane.member("core", {"src/a.py": "import pandas\nimport numpy\n"})
    written(plane.root / "packs" / "python")
    return plane


def test_rules_of_a_pack_judge_under_the_decision(packed: Plane) -> None:
    decided(packed, f"python@{digest()[:8]}")
    report = packed.scan()
    assert [rule.name for rule in report.rules] == ["ADR-001/no-pandas", "ADR-001/no-numpy"]
    assert [place for _, place, _ in states(report)] == ["core/src/a.py pandas", "core/src/a.py numpy"]
    assert explain(packed.workspace(), "ADR-001/no-numpy")["from the pack"] == f"python@{digest()[:8]}"


def test_rule_of_the_decision_s_own_counts_instead_of_one_with_its_id(packed: Plane) -> None:
    own = {**NO_PANDAS, "id": "no-numpy", "modules": ["polars"]}
    decided(packed, f"python@{digest()}", rules=[own])
    assert [place for _, place, _ in states(packed.scan())] == ["core/src/a.py pandas"]


def test_rule_that_two_packs_have_is_named_unless_the_decision_has_it(packed: Plane) -> None:
    from wmsgit.features.check.actions.record_rules import rule_findings
    from wmsgit.features.check.actions.tree import working_tree

    other = "rules:\n  - {id: no-numpy, kind: forbidden_import, modules: [os]}\n"
    written(packed.root / "packs" / "other", other)
    first, second = f"python@{digest()[:8]}", f"other@{digest(other)[:8]}"
    decided(packed, first, first, second)
    report = packed.scan()
    assert len(states(report)) == 2
    (unknown,) = report.unknowns
    assert unknown.rule == f"ADR-001/{second}/no-numpy"
    assert f"{first} has a rule 'no-numpy', too" in unknown.reason
    (finding,) = rule_findings(working_tree(packed.workspace()), ())
    assert f"{first} has a rule 'no-numpy', too" in finding.message
    decided(packed, first, second, rules=[{**NO_PANDAS, "id": "no-numpy", "modules": ["numpy"]}])
    assert packed.scan().unknowns == ()
    assert {finding.code for finding in rule_findings(working_tree(packed.workspace()), ())} == {"NO-EXAMPLES"}


def test_pack_with_another_content_is_no_rule_and_the_new_pin_is_named(packed: Plane) -> None:
    decided(packed, f"python@{digest()[:8]}")
    changed = PACK.replace("[numpy]", "[scipy]")
    written(packed.root / "packs" / "python", changed)
    (unknown,) = packed.scan().unknowns
    assert unknown.reason == (
        f"the rule cannot be used: the pack python has another content than {digest()[:8]}:"
        f" it is python@{digest(changed)[:8]} now"
    )


def test_pack_of_a_member_is_read_at_its_commit(packed: Plane) -> None:
    path = packed.member("rules", {"python/rules.yaml": PACK})
    decided(packed, f"rules:python@{digest()[:12]}")
    assert len(states(packed.scan("core"))) == 2
    written(path / "python", "rules: []\n")
    assert len(states(packed.scan("core"))) == 2


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("none@3f9a1c2b", PACK, "cannot be read"),
        ("nowhere:python@3f9a1c2b", PACK, "there is no repository 'nowhere'"),
        ("python", PACK, "is no pack: name a folder and its content"),
        ("../python@3f9a1c2b", PACK, "is no pack"),
        ("python@{}", "rules: 1\n", "has no list of rules"),
        ("python@{}", "rules:\n  - {kind: content}\n", "has no list of rules with ids"),
        ("python@{}", "uses: [other@3f9a1c2b]\nrules: []\n", "a pack takes no rules from another one"),
        ("python@{}", "a: [\n", "it is not YAML"),
        ("python@{}", "rules:\n  - {id: a, kind: nope}\n", "is not a rule kind"),
    ],
)
def test_pack_that_cannot_be_used_is_named(packed: Plane, name: str, text: str, words: str) -> None:
    written(packed.root / "packs" / "python", text)
    decided(packed, name.format(digest(text)[:8]))
    (unknown,) = packed.scan().unknowns
    assert words in unknown.reason


def test_base_of_a_change_has_the_packs_of_the_base(packed: Plane) -> None:
    decided(packed, f"python@{digest()[:8]}")
    packed.git(packed.root, "add", "-A")
    packed.git(packed.root, "commit", "-qm", "take it")
    emptied = "rules: []\n"
    written(packed.root / "packs" / "python", emptied)
    decided(packed, f"python@{digest(emptied)[:8]}")
    report = packed.scan(policy="HEAD")
    assert len(states(report)) == 2
    assert sorted(finding.message.partition(" is ")[0] for finding in report.policy) == [
        "the rule ADR-001/no-numpy",
        "the rule ADR-001/no-pandas",
    ]


def test_without_packs_at_hand_none_is_read() -> None:
    with pytest.raises(PackError, match="no packs are read here"):
        pack_rules("python@3f9a1c2b", NO_PACKS)
    assert reference_of("core:a/b@3f9a1c2b").path == "a/b/rules.yaml"
    assert reference_of("python@3f9a1c2b").path == "packs/python/rules.yaml"


def test_check_names_a_pack_that_cannot_be_used(packed: Plane) -> None:
    from wmsgit.features.check.actions.record_rules import rule_findings
    from wmsgit.features.check.actions.tree import working_tree

    decided(packed, f"python@{digest()[:8]}", "python@00000000", "rules:python@00000000")
    (finding,) = rule_findings(working_tree(packed.workspace()), ())
    assert (finding.path, "another content than 00000000" in finding.message) == (
        "records/decisions/ADR-001.yaml",
        True,
    )
