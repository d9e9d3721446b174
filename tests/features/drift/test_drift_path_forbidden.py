"""`path_forbidden`: files that must not be there."""

from drift_plane import Plane, states
from drift_texts import found, judged, problems

NO_ENV = {"kind": "path_forbidden", "paths": ["**/.env", "*.pem"]}


def test_each_path_that_fits_is_found() -> None:
    files = {".env": "", "a/.env": "", "a/b.env": "", "keys/x.pem": "", "pem": ""}
    assert found(NO_ENV, files) == [".env 0", "a/.env 0", "keys/x.pem 0"]


def test_scope_and_its_exceptions_narrow_the_rule() -> None:
    scope = {"paths": ["a/**"], "exclude": ["a/fixtures"]}
    assert found({**NO_ENV, "scope": scope}, {".env": "", "a/.env": "", "a/fixtures/.env": ""}) == ["a/.env 0"]


def test_rule_over_files_none_of_which_fits_is_not_vacuous_but_one_over_no_files_is() -> None:
    assert not judged(NO_ENV, {"a": ""}).is_vacuous
    assert judged({**NO_ENV, "scope": {"paths": ["nowhere/**"]}}, {"a": ""}).is_vacuous


def test_fields_are_needed_and_known() -> None:
    assert problems(kind="path_forbidden") == ["'paths' is required"]
    assert problems(kind="path_forbidden", paths=["a"], pathz=["b"]) == ["pathz: unknown field; did you mean 'paths'?"]


def test_links_and_submodules_count_and_ignored_files_do_not(plane: Plane) -> None:
    other = plane.member("other", {"a": ""})
    core = plane.member("core", {".gitignore": "local.env\n", "local.envx": ""})
    (core / "local.env").write_text("SECRET=1\n")
    (core / "b.env").symlink_to("local.envx")
    plane.git(core, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other), "sub.env")
    plane.commit(core, {})
    plane.decide({"id": "no-env", "kind": "path_forbidden", "paths": ["*.env"]})
    assert states(plane.record()) == [("new", "core/b.env ", 0), ("new", "core/sub.env ", 0)]
    plane.commit(core, {"a.txt": ""})
    assert [state for state, _, _ in states(plane.scan(is_partial=True, base="HEAD~1"))] == []
    assert [state for state, _, _ in states(plane.scan())] == ["open", "open"]


def test_renamed_file_keeps_its_finding(plane: Plane) -> None:
    core = plane.member("core", {"a/x.pem": "a key of several words\n"})
    plane.decide({"id": "no-env", **NO_ENV})
    plane.record()
    plane.git(core, "mv", "a/x.pem", "y.pem")
    plane.commit(core, {})
    assert states(plane.record()) == [("open", "core/y.pem ", 0)]
    assert len(plane.recorded()) == 1
