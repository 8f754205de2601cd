"""The laws of the house that no linter knows: sizes, words, locks and versions, file by file.

``python -m scripts.laws`` prints one line for each breach and for each open question. A waiver
needs a reason, and an unneeded one is itself a breach, so the list can only shrink. A question is
answered once, in `ANSWERS`, and then no longer asked.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from scripts import locks

#: A file with more lines than these raises the question whether it is one concept, or is refused.
ASKED_FILE_LINES, MAX_FILE_LINES = 300, 500
#: A module with fewer lines and one importer raises the question whether it is a concept.
SMALL_FILE_LINES = 60
MAX_FUNCTION_LINES = 35
CODE = frozenset({".py", ".ts", ".tsx", ".mjs", ".css"})
#: Generated files, and migrations, which are never changed again.
EXEMPT = re.compile(r"\.gen\.|/migrations/versions/")
#: Path, or path::function -> why it may be longer.
WAIVERS: dict[str, str] = {}
#: Path of a file that a question is about -> the answer.
ANSWERS: dict[str, str] = {
    "src/yeoul/api/native/models.py": "each group of addresses has its file",
    "src/yeoul/commands/openapi.py": "each command has its file",
    "src/yeoul/commands/progress_line.py": "how progress is shown, with tests of its own",
    "src/yeoul/serving/http_protocol.py": "one connection, whose state all of its methods share",
    "src/yeoul/store/interruptible.py": "ending a statement from outside, with tests of its own",
    "tests/serving/test_http_protocol.py": "the bounds of one connection, one test for each",
    "web/src/core/answer/answer-stream.ts": "one stream, whose state all of its methods share",
    "web/src/core/conversation/conversation.ts": "the commands of one conversation",
}
#: Beginnings of docstrings that have to be read twice -> what to write instead.
CROOKED = {
    r"Return if\b": "Check that …, or Return whether …",
    r"Raise (why|if)\b": "Refuse …, or Check that …",
    r"As `": "what the caller gets",
    r"Whoever\b": "a noun",
}
#: Folders that are walked when there is no git to ask.
NOT_OURS = frozenset({"node_modules", "dist", "_web", "__pycache__"})

REGISTRIES = tuple(
    ".".join(name)
    for name in (
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("deb", "debian", "org"),
    )
)
#: A folder that exists on one person's machine only.
MACHINE_PATH = re.compile(r"(?<![\w.~:$}/-])/(?:root|work|home/\w+|Users/\w+|tmp/\w+)(?:/|\b)")


def tracked(root: Path) -> list[Path]:
    """Return the repository's files, relative to ``root``; without git, all but installed ones."""
    argv = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return sorted(_walked(root))
    return sorted(
        path for name in listed.split("\0") if name and (root / (path := Path(name))).is_file()
    )


def _walked(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        folders[:] = [f for f in folders if f not in NOT_OURS and (f == ".ci" or f[0] != ".")]
        yield from (Path(folder, name).relative_to(root) for name in files)


def long_files(root: Path, files: Iterable[Path]) -> Iterator[str]:
    """Yield the code files with more than 500 lines."""
    for path, lines in _lengths(root, files):
        if lines > MAX_FILE_LINES:
            yield f"{path}: {lines} lines, allowed are {MAX_FILE_LINES}"


def questions(root: Path, files: Iterable[Path]) -> Iterator[str]:
    """Yield the open questions: they breach no law, and wait until the file is changed."""
    asked = {
        path: f"{path}: {lines} lines; is it still one concept?"
        for path, lines in _lengths(root, files)
        if ASKED_FILE_LINES < lines <= MAX_FILE_LINES
    }
    asked |= {
        path: f"{path}: small, and imported by {importer} alone; is it a concept of its own?"
        for path, importer in _small_and_used_once(root, files)
    }
    answers = {Path(name) for name in ANSWERS}
    yield from (line for path, line in asked.items() if path not in answers)
    yield from (f"{path}: this question is no longer asked" for path in answers - asked.keys())


def _small_and_used_once(root: Path, files: Iterable[Path]) -> Iterator[tuple[Path, Path]]:
    """Yield the small modules of the package that only one other module imports, with that one.

    TypeScript is asked in ``web/test/laws.test.ts``, which knows what a room shows to others.
    """
    package = [path for path in files if path.parts[:1] == ("src",) and path.suffix == ".py"]
    module = {".".join(path.with_suffix("").parts[1:]): path for path in package}
    importers: dict[Path, set[Path]] = {path: set() for path in package}
    for path in package:
        for name in _imported_by(root / path) & module.keys():
            importers[module[name]].add(path)
    for path, lines in _lengths(root, package):
        if lines < SMALL_FILE_LINES and len(importers[path]) == 1:
            [importer] = importers[path]
            yield path, importer


def _imported_by(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def _lengths(root: Path, files: Iterable[Path]) -> Iterator[tuple[Path, int]]:
    for path in files:
        if path.suffix in CODE and not EXEMPT.search(path.as_posix()):
            yield path, len((root / path).read_text(encoding="utf-8").splitlines())


def long_functions(root: Path, files: Iterable[Path]) -> Iterator[str]:
    """Yield the Python functions with more than 35 lines, their docstrings apart."""
    for path in files:
        if path.suffix == ".py" and not EXEMPT.search(path.as_posix()):
            tree = ast.parse((root / path).read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    lines = _function_lines(node)
                    if lines > MAX_FUNCTION_LINES:
                        name = f"{path}::{node.name}"
                        yield f"{name}: {lines} lines, allowed are {MAX_FUNCTION_LINES}"


def _function_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def crooked_docstrings(root: Path, files: Iterable[Path]) -> Iterator[str]:
    """Yield the docstrings that begin with a relative clause, or with something else's name."""
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    for path in files:
        if path.suffix == ".py":
            for node in ast.walk(ast.parse((root / path).read_text(encoding="utf-8"))):
                text = ast.get_docstring(node) if isinstance(node, documented) else None
                for crooked, straight in CROOKED.items():
                    if match := re.match(crooked, text or ""):
                        name = f"{path}::{getattr(node, 'name', '')}".removesuffix("::")
                        yield f"{name}: a docstring begins {match[0]!r}; write {straight}"


def forbidden_words(root: Path, files: Iterable[Path]) -> Iterator[str]:
    """Yield the lines that name a package registry's host or a folder of one machine."""
    for path in files:
        try:
            lines = (root / path).read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, start=1):
            if any(host in line for host in REGISTRIES):
                yield f"{path}:{number}: names a package registry's host"
            if MACHINE_PATH.search(line):
                yield f"{path}:{number}: names a folder of one machine"


def left_behind_locks(root: Path, files: Iterable[Path]) -> Iterator[str]:
    """Yield the lock files that do not match pyproject.toml."""
    for name in locks.stale(root):
        yield f"requirements/{name}: does not match pyproject.toml; run make lock"


def addresses_in_locks(root: Path, files: Iterable[Path]) -> Iterator[str]:
    """Yield the lines of lock files that name a source of packages, which each user chooses."""
    for path in files:
        if path.parent.name == "requirements" or path.name == "package-lock.json":
            lines = (root / path).read_text(encoding="utf-8").splitlines()
            for number, line in enumerate(lines, start=1):
                if '"resolved"' in line or re.match(
                    r"\s*(-i|-f|--[\w-]*index|--find-links|.* @ )", line
                ):
                    yield f"{path}:{number}: says where to load a package from"


def platforms_left_out(root: Path, files: Iterable[Path]) -> Iterator[str]:
    """Yield the packages that package-lock.json lacks for some platforms: npm ci may refuse it."""
    for path in files:
        if path.name == "package-lock.json":
            packages = json.loads((root / path).read_bytes())["packages"]
            for name, entry in packages.items():
                optional = entry.get("optionalDependencies", {})
                if any(f"node_modules/{package}" not in packages for package in optional):
                    yield f"{path}: {name} is not locked for every platform"


def unlike_versions(root: Path, files: Iterable[Path]) -> Iterator[str]:
    """Yield the places whose version differs from the newest heading in CHANGELOG.md."""
    heading = re.search(r"^## (\d\S*)", (root / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    newest = heading[1] if heading else "none"
    found = {}
    for place, pattern in (
        ("src/yeoul/__init__.py", r'^__version__ = "(.+)"'),
        ("web/package.json", r'^  "version": "(.+)"'),
        ("web/yeoul-client/package.json", r'^  "version": "(.+)"'),
    ):
        match = re.search(pattern, (root / place).read_text("utf-8"), re.MULTILINE)
        found[place] = match[1] if match else "none"
    for place, version in found.items():
        if version != newest:
            yield f"{place}: version {version}, but CHANGELOG.md's newest is {newest}"


Law = Callable[[Path, Iterable[Path]], Iterator[str]]
LAWS: tuple[Law, ...] = (
    long_files,
    long_functions,
    crooked_docstrings,
    forbidden_words,
    left_behind_locks,
    addresses_in_locks,
    platforms_left_out,
    unlike_versions,
)


def breaches(root: Path) -> list[str]:
    """Return one line for each breach of a law that is not waived, and each waiver without use."""
    files = tracked(root)
    found = [line for law in LAWS for line in law(root, files)]
    waived = {name for name in WAIVERS if any(line.startswith(f"{name}: ") for line in found)}
    kept = [line for line in found if line.split(": ")[0] not in waived]
    return kept + [f"{name}: the waiver is not needed" for name in WAIVERS if name not in waived]


def main() -> int:
    """Print the breaches of the checkout and return 1 if there are any."""
    root = Path(__file__).resolve().parent.parent
    found = breaches(root)
    print("\n".join([*questions(root, tracked(root)), *(found or ["All laws are kept."])]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
