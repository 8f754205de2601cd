"""The public API is a list: it can be imported, costs nothing, and the documents name it all."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import yeoul
import yeoul.events
from scripts.steps import ROOT
from tests.documents import DOCUMENTS, blocks, read, rows
from yeoul.errors import YeoulError

#: Module -> all that is promised of it.
PROMISED = {
    **{
        name: set(import_module(name).__all__)
        for name in ("yeoul", "yeoul.client", "yeoul.events", "yeoul.providers", "yeoul.testing")
    },
    "yeoul.chat": {"Ask", "Chat", "Exchange"},
    "yeoul.errors": {"YeoulError", *(error.__name__ for error in YeoulError.__subclasses__())},
}
NAMES = [(module, name) for module, names in PROMISED.items() for name in sorted(names)]


@pytest.mark.parametrize(("module", "name"), NAMES)
def test_every_promised_name_is_there(module: str, name: str) -> None:
    assert getattr(import_module(module), name) is not None


def test_the_documents_name_all_that_is_promised_and_nothing_else() -> None:
    told = {module: set(names.split(", ")) for module, names in rows(embedding(), "module")}
    errors = told.pop("yeoul.errors")

    assert told == {module: names for module, names in PROMISED.items() if module in told}
    assert {*told, "yeoul.errors"} == set(PROMISED)
    assert any(text.startswith("YeoulError and every error") for text in errors)


def embedding() -> str:
    return read("docs/embedding.md")


def test_the_names_for_type_checkers_are_those_that_are_loaded() -> None:
    tree = ast.parse(Path(yeoul.__file__).read_text(encoding="utf-8"))
    [checked] = [node for node in tree.body if isinstance(node, ast.If)]
    for_types = {
        alias.name: node.module
        for node in checked.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }

    assert for_types == yeoul._HOMES
    assert {*for_types, "__version__"} == set(yeoul.__all__)


EXAMPLES = sorted((ROOT / "examples" / "python").glob("*.py"))
READ = [*DOCUMENTS, ROOT / "yeoul-client" / "README.md"]


def imports(code: str) -> Iterator[tuple[str, str]]:
    """Yield what a program takes of Yeoul: module and name."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "yeoul":
            yield from ((str(node.module), alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((n.name, "") for n in node.names if n.name.split(".")[0] == "yeoul")


@pytest.mark.parametrize("file", [*EXAMPLES, *READ], ids=lambda file: file.name)
def test_examples_use_nothing_but_what_is_promised(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    programs = [text] if file.suffix == ".py" else blocks(text, "python")

    used = {each for program in programs for each in imports(program)}

    assert used <= {*NAMES, *((module, "") for module in PROMISED)}


def test_the_examples_use_what_is_promised() -> None:
    used = {use for file in EXAMPLES for use in imports(file.read_text(encoding="utf-8"))}

    assert {("yeoul", "Client"), ("yeoul", "mount"), ("yeoul.events", "Delta")} <= used


def test_any_other_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        yeoul.nonsense  # noqa: B018


def test_importing_the_package_loads_no_library() -> None:
    code = "import sys, yeoul; print([m for m in sys.modules if m in ('fastapi', 'sqlalchemy')])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
