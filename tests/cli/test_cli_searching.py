"""Search finds what people wrote, wherever and in whatever script."""

from cli_program import Program


def found(wmsgit: Program, words: str) -> list[str]:
    return wmsgit("search", words, "--format", "ids").stdout.split()


def test_words_inside_of_chinese_japanese_and_korean_text_are_found(wmsgit: Program) -> None:
    for title in ("修复登录页面", "ログイン画面のバグ", "로그인페이지수정", "Fix 登录page now"):
        wmsgit("task", "add", title)
    assert found(wmsgit, "登录") == ["WS-TASK-004", "WS-TASK-001"] or set(found(wmsgit, "登录")) == {
        "WS-TASK-001",
        "WS-TASK-004",
    }
    assert found(wmsgit, "录登") == []
    assert found(wmsgit, "バグ") == ["WS-TASK-002"]
    assert found(wmsgit, "画面の") == ["WS-TASK-002"]
    assert found(wmsgit, "인페이") == ["WS-TASK-003"]
    assert found(wmsgit, "page") == ["WS-TASK-004"]
    assert "\u2063" not in wmsgit("search", "登录", "--format", "json").stdout
    assert "修复登录页面" in wmsgit("search", "登录").stdout


def test_remarks_are_found(wmsgit: Program) -> None:
    wmsgit("task", "add", "One")
    wmsgit("note", "WS-TASK-001", "the xylophone key")
    assert found(wmsgit, "xylophone") == ["WS-TASK-001"]


def test_files_that_were_meant_as_records_are_named_by_every_list(wmsgit: Program) -> None:
    wmsgit("task", "add", "One")
    for name in ("WS-TASK-002.yml", "WS-TASK-003.YAML"):
        (wmsgit.folder / "records/tasks" / name).write_text("title: Two\nstatus: pending\n")
    for command in (("task", "list"), ("ready",), ("status",), ("search", "Two")):
        warned = wmsgit(*command).stderr
        assert "WS-TASK-002.yml" in warned, command
        assert "WS-TASK-003.YAML" in warned, command


def test_what_is_too_large_says_so(wmsgit: Program) -> None:
    wmsgit("task", "add", "One")
    (wmsgit.folder / "big.txt").write_text("x y\n" * 300_000)
    for command in (("task", "set", "1", "notes=@big.txt"), ("note", "WS-TASK-001", "@big.txt")):
        assert "at most 1,048,576 are allowed" in wmsgit(*command, code=3).stderr
