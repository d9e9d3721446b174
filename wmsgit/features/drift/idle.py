"""Idle rules: what in a rule can never fit anything, and the nearest that can, as far as no file need be read."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches

from wmsgit.features.drift.collect import spell
from wmsgit.features.drift.contradictions import contradictions
from wmsgit.features.drift.dependencies.declared import CATEGORIES
from wmsgit.features.drift.imports.components import SUFFIXES as COMPONENT_SUFFIXES
from wmsgit.features.drift.imports.languages import LANGUAGES, LOCAL, script_module
from wmsgit.features.drift.kind import Problem
from wmsgit.features.drift.kinds import rule_kind
from wmsgit.features.drift.permissive import permissive_parts
from wmsgit.features.drift.rule import Rule, texts_named

_MAX_TEXT = 300
"""Longer texts are names of nothing, and not looked at."""
_NOT = "!"
_WILD = frozenset("*?[")
_STATED = frozenset(" ,;=<>~!")
"""Signs that a statement or a requirement has, and no module's name."""
_FOLDERS = frozenset({"app", "apps", "lib", "libs", "source", "src", "test", "tests"})
"""Folders of a repository that no package of npm is named like, or hardly any."""
_CALLED = {"develop": "dev", "development": "dev", "devel": "dev", "main": "runtime", "prod": "runtime"}
"""What other tools call a category of dependencies."""
_VERSIONED = re.compile(r"\s*([A-Za-z0-9@][\w./@*-]*?)\s*(?:[<>=~!;\[\s].*|@[\d^~].*)")
_UNNAMED = re.compile(r"[^\w.:-]+")
_ADDRESS = re.compile(r"<([^<>]+@[^<>]+)>")
_SUFFIX = re.compile(r"[^.]*(\.\w+)")
_ESCAPED = re.compile(r"\\.")
_STYLES = ("snake_case", "kebab-case", "PascalCase", "camelCase")
_PATTERNS = ("paths", "any_of")
_REFS = ("refs/heads/", "origin/")
_TAGGED = re.compile(r"(.+)@[\d^~].*")
_MODULE = re.compile(r"(?:(?:from|import)\s+)?([\w.*?\[\]-]+)")
"""A module's name at the beginning of what may be a whole statement."""


def idle_parts(rule: Rule) -> Iterator[Problem]:
    """What in a rule fits nothing, whatever the repositories hold: the way to it, and one sentence."""
    for name in ("paths", "exclude"):
        yield from _each(("scope", name), getattr(rule.scope, name), _of_pattern)
    for name in _PATTERNS:
        yield from _each((name,), _listed(rule, name), _of_pattern)
    for name in ("modules", "layers", "allowed_importers", "removed"):
        yield from _each((name,), _listed(rule, name), lambda text: _of_module(rule, text))
    is_of_modules = rule.kind in {"import_layers", "import_cycles", "api_surface"}
    package = [text] if (text := rule.text("package")) else []
    yield from _each(("package",), package, (lambda it: _of_top(rule, it)) if is_of_modules else _of_one)
    yield from _each(("groups",), _listed(rule, "groups"), _of_group)
    for name in ("packages", "ignore"):
        yield from _each((name,), _listed(rule, name), lambda text: _of_package(text, rule.text("ecosystem")))
    yield from _each(("known",), _listed(rule, "known"), _of_owner)
    yield from _of_file(rule)
    yield from _of_names(rule)
    yield from _of_suffixes(rule)
    yield from contradictions(rule)
    yield from permissive_parts(rule)
    yield from rule_kind(rule.kind).idle_patterns(rule)
    branch = rule.text("default_branch")
    if branch.startswith(_REFS):
        better = branch.removeprefix(_REFS[0]).removeprefix(_REFS[1])
        yield ("default_branch",), f"default_branch: {branch!r} is no branch's own name; did you mean {better!r}?"
    stem = rule.text("stem")
    near = (
        get_close_matches(stem.lower(), [style.lower() for style in _STYLES], 1, 0.6)
        if stem.isalpha() and len(stem) < _MAX_TEXT
        else []
    )
    if near and stem not in _STYLES:
        style = next(style for style in _STYLES if style.lower() == near[0])
        yield ("stem",), f"stem: {stem!r} is no style, and so a regular expression; did you mean {style!r}?"


def lacks_examples(rule: Rule) -> bool:
    """Whether nothing shows that a rule can find anything, though a text could."""
    return not rule.examples.get("bad") and not rule_kind(rule.kind).is_local


def _each(way: tuple[str | int, ...], texts: Iterable[str], judge: Callable[[str], str]) -> Iterator[Problem]:
    for at, text in enumerate(texts):
        if len(text) > _MAX_TEXT:
            continue
        place = (*way, at) if way != ("package",) else way
        if words := judge(text):
            yield place, f"{spell(place)}: {words}"


def _of_pattern(text: str) -> str:
    bare = text.removeprefix(_NOT)
    if bare.startswith("./"):
        return f"{text!r} fits nothing: paths do not begin with './'; did you mean {bare.removeprefix('.')!r}?"
    if ".." in bare.split("/"):
        return f"{text!r} fits nothing: it leads out of the repository"
    plain = re.sub(r"/(?:\.?/)+", "/", bare.removeprefix("~/"))
    plain = re.sub(r"\\(?=\w)", "/", plain) if _WILD.isdisjoint(plain) else plain
    if plain != bare or bare == "/":
        return f"{text!r} fits nothing" + (f"; did you mean {plain!r}?" if plain.strip("/") else "")
    if "[" in _ESCAPED.sub("", bare) and "]" not in bare:
        return f"{text!r} fits nothing: its '[' is not closed; '\\[' stands for the sign itself"
    return ""


def _of_module(rule: Rule, text: str) -> str:
    names = [part.strip().strip("()").strip() for part in re.split(r"[|:]", text)] if _has_layers(rule) else [text]
    language = rule.text("language", next(iter(LANGUAGES)))
    judge = _python_name if language == "python" else _script_name if not _has_layers(rule) else None
    better = {name: judge(name.removeprefix(_NOT)) for name in names} if judge else {}
    wrong = next((name for name, other in better.items() if other), "")
    return f"no module is named like {wrong!r}; did you mean {better[wrong]!r}?" if wrong else ""


def _python_name(name: str) -> str:
    """How a Python module is named that was meant; empty where the name may be one."""
    match = _MODULE.match(name.replace("/", "."))
    better = match[1].strip(".").removesuffix(".py") if match and not _STATED.isdisjoint(name) else name
    better = better.removeprefix("./").removesuffix("/").replace("/", ".").replace("-", "_")
    better = better.removesuffix(".py").strip(". ")
    parts = better.split(".")
    if better == name and not all(not _WILD.isdisjoint(part) or part.isidentifier() for part in parts):
        better = ".".join(
            re.sub(r"^(?=\d)|\W", "_", part) if _WILD.isdisjoint(part) else part for part in parts if part
        )
    return "" if better == name else better


def _script_name(name: str) -> str:
    """How a module of JavaScript is named that was meant; empty where the name may be one."""
    first = name.lstrip("/").partition("/")[0]
    if name.startswith(("/", "../")) or (first in _FOLDERS and "/" in name):
        local = LOCAL + name.removeprefix("../").lstrip("/")
        return _script_name(local) or local
    if match := _TAGGED.fullmatch(name):
        return match[1]
    if name.endswith("/") and name.strip("./"):
        return name.rstrip("/")
    if name.startswith(LOCAL) and _WILD.isdisjoint(name):
        better = script_module(name.removeprefix(LOCAL).removesuffix("/"))
        return "" if better == name else better
    return ""


def _of_group(text: str) -> str:
    category = text.partition(":")[0]
    if category in CATEGORIES:
        return ""
    near = _CALLED.get(category.lower()) or next(iter(get_close_matches(category.lower(), CATEGORIES, 1, 0.75)), "")
    if ":" in text or near:
        listed = ", ".join(CATEGORIES)
        hint = f"; did you mean {text.replace(category, near, 1)!r}?" if near else ""
        return f"{text!r} is no category of dependencies ({listed}), but a group that a manifest has to name so{hint}"
    return ""


def _of_package(text: str, ecosystem: str = "") -> str:
    match = _VERSIONED.fullmatch(text)
    better = match[1] if match else text.lstrip(_NOT).removeprefix("./")
    if better.startswith("@") and "/" not in better and _WILD.isdisjoint(better):
        better = f"{better}/*"
    if ecosystem == "npm" and not better.startswith("@") and "/" in better:
        better = better.partition("/")[0]
    if ecosystem == "go" and "/" not in better and _WILD.isdisjoint(better):
        better = f"*/{better}"
    if ecosystem in {"python", "cargo", "rubygems"} and not {"/", ":"}.isdisjoint(better):
        better = re.split("[/:]", better)[-1]
    if ecosystem == "maven" and ":" not in better and _WILD.isdisjoint(better):
        better = f"*:{better}"
    return f"no package is named like {text!r}; did you mean {better!r}?" if better != text else ""


def _of_one(text: str) -> str:
    return _of_package(text) or (
        "" if _WILD.isdisjoint(text) else f"{text!r} is no pattern, but the name of one package"
    )


def _of_names(rule: Rule) -> Iterator[Problem]:
    """Names that cannot be spelled so: of the rule itself, of folders, trailers and authors."""
    better = _UNNAMED.sub("-", rule.own_id).strip("-")
    if better != rule.own_id:
        near = f"; did you mean {better!r}?" if better else ""
        yield ("id",), f"id: {rule.own_id!r} cannot be named by comments, options and baselines{near}"
    for at, text in enumerate(rule.texts("roots")):
        better = posixpath.normpath(text.strip("/"))
        if text not in {better, "."}:
            yield ("roots", at), f"roots[{at}]: no folder is named like {text!r}; did you mean {better!r}?"
    for at, text in enumerate(rule.texts("trailers")):
        better = text.partition(":")[0].strip().replace(" ", "-")
        if better != text:
            yield ("trailers", at), f"trailers[{at}]: no trailer is named like {text!r}; did you mean {better!r}?"
    for at, text in enumerate(rule.texts("ignore_authors")):
        address = match[1] if (match := _ADDRESS.search(text)) else ""
        if "@" not in text or address or not _WILD.isdisjoint(text.replace("[bot]", "")):
            near = f"; did you mean {address!r}?" if address else ""
            yield ("ignore_authors", at), f"ignore_authors[{at}]: {text!r} is no address of an author{near}"


def _of_suffixes(rule: Rule) -> Iterator[Problem]:
    """Patterns of files none of which is of the rule's language."""
    suffixes = _suffixes(rule)
    texts = [text for text in rule.scope.paths if not text.startswith(_NOT)]
    ends = [_SUFFIX.fullmatch(text.rpartition("/")[2]) for text in texts]
    if suffixes and texts and all(end and end[1] not in suffixes for end in ends):
        language = rule.text("language", next(iter(LANGUAGES)))
        listed = ", ".join(suffixes)
        yield ("scope", "paths"), f"scope.paths: no file that fits is one of {language} ({listed})"


def _suffixes(rule: Rule) -> tuple[str, ...]:
    """How the names of the files end that a rule reads; nothing for any."""
    if rule.kind == "code_pattern":
        from wmsgit.features.drift.rules.code_pattern import SUFFIXES

        return SUFFIXES[rule.text("language")]
    if "language" not in rule_kind(rule.kind).properties:
        return ()
    language = rule.text("language", next(iter(LANGUAGES)))
    return LANGUAGES[language].suffixes + (() if language == "python" else COMPONENT_SUFFIXES)


def _of_owner(text: str) -> str:
    is_team = "@" not in text and _WILD.isdisjoint(text)
    return f"no owner is named like {text!r}; did you mean {f'@{text}'!r}?" if is_team else ""


def _of_top(rule: Rule, text: str) -> str:
    """A package of Python, or a folder of scripts, from the repository's top."""
    if rule.text("language", next(iter(LANGUAGES))) == "python" or rule.kind == "api_surface":
        return _of_module(rule, text)
    better = text.removeprefix("./").strip("/")
    return f"folders begin at the repository's top; did you mean {better!r}?" if better != text else ""


def _of_file(rule: Rule) -> Iterator[Problem]:
    for way, value in texts_named(rule.options, ("file", "at"), aside=("equals", "one_of", "rule")):
        name = way[-1]
        if name == "file" and any(sign in value for sign in "*?") and len(way) > 1:
            yield way, f"{spell(way)}: {value!r} is the path of one file, in which '*' and '?' are no wild cards"
        if name == "file" and value.startswith("./"):
            better = value.removeprefix("./")
            yield way, f"{spell(way)}: paths begin at the repository's top; did you mean {better!r}?"
        if name == "at" and not {"*", "**"}.isdisjoint(value.split("/")) and len(way) > 1:
            yield way, f"{spell(way)}: in {value!r} '*' is no wild card, but the name of a key"


def _has_layers(rule: Rule) -> bool:
    return "layers" in rule.options


def _listed(rule: Rule, name: str) -> tuple[str, ...]:
    return rule.texts(name) if isinstance(rule.options.get(name), list) else ()
