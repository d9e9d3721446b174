"""Component maps into a workspace: placements whose rules the scan checks."""

import json
from pathlib import Path

from drift_plane import Plane, states

from wmsgit.features.exchange.actions.component_map import import_components
from wmsgit.features.exchange.actions.landing import ImportTerms


def test_import_makes_placements_that_the_scan_checks_and_a_second_run_changes_nothing(
    plane: Plane, tmp_path: Path
) -> None:
    plane.member("core", {"src/a.py": "import pandas\n", "lib/a.py": "import pandas\n"})
    component = {"name": "Loader", "location": "src", "type": "module", "forbidden_imports": ["pandas"]}
    source = tmp_path / "c.json"
    source.write_text(json.dumps({"repo": "core", "components": [component]}))
    outcome, report = import_components(plane.workspace(), source)
    assert (len(outcome.changes), report.is_clean) == (1, True)
    assert states(plane.scan()) == [("new", "core/src/a.py pandas", 1)]
    before = plane.log()
    import_components(plane.workspace(), source)
    assert plane.log() == before
    source.write_text(json.dumps({"repo": "core", "components": [{**component, "forbidden_imports": ["polars"]}]}))
    import_components(plane.workspace(), source)
    assert len(list((plane.root / "records/placements").iterdir())) == 1
    assert states(plane.scan()) == []


def test_repositories_without_a_record_are_told_or_made(plane: Plane, tmp_path: Path) -> None:
    source = tmp_path / "c.json"
    source.write_text(json.dumps({"away": {"components": [{"name": "A"}]}}))
    _, report = import_components(plane.workspace(), source)
    assert [(one.kind, one.target) for one in report.dangling] == [("repo", "away")]
    _, report = import_components(plane.workspace(), source, terms=ImportTerms(create_repos=True))
    assert report.dangling == ()
    assert (plane.root / "records/repos/away.yaml").is_file()


def test_rule_that_cannot_be_used_is_refused_with_its_reason(plane: Plane, tmp_path: Path) -> None:
    source = tmp_path / "c.json"
    source.write_text(json.dumps({"repo": "core", "components": [{"name": "A", "forbidden_imports": [" "]}]}))
    outcome, report = import_components(plane.workspace(), source)
    assert outcome.changes == ()
    assert len(report.refused) == 1
