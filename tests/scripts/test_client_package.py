"""The client's distribution holds what the client imports; tests/build installs it."""

from __future__ import annotations

from scripts import client_package
from scripts.steps import ROOT
from tests.test_layout import imported_by

PACKAGE = ROOT / "src" / "yeoul"


def test_every_module_that_the_client_imports_is_a_part() -> None:
    files = [
        file
        for name in client_package.PARTS
        for file in [PACKAGE / name, *(PACKAGE / name).rglob("*.py")]
        if file.suffix == ".py" and name != "__init__.py"
    ]
    imported = {
        module.split(".")[1]
        for file in files
        for module in imported_by(file)
        if module.startswith("yeoul.")
    }
    parts = {name.removesuffix(".py") for name in client_package.PARTS}

    assert imported - {"__version__"} <= parts
    assert "addresses" in imported
