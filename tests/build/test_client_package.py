"""What somebody installs who only asks: the client, and nothing that a server needs."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from scripts import client_package
from scripts.environment import UV
from scripts.steps import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the wheel and the source archive."""
    output = tmp_path_factory.mktemp("dist")
    client_package.build(ROOT, output)
    return output


@pytest.fixture(scope="module")
def python(built: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A new environment with the wheel and what its metadata asks for, in the locked versions."""
    venv = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, str(venv)], check=True)
    found = str(venv / "bin" / "python")
    lock = str(ROOT / "requirements" / "run.txt")
    [wheel] = built.glob("*.whl")
    options = ["--quiet", "--python", found, "--constraint", lock]
    subprocess.run([UV, "pip", "install", *options, str(wheel)], check=True)
    return found


def said_by(python: str, code: str) -> str:
    """Run ``code`` without this checkout, and return what it said."""
    argv = [python, "-I", "-c", code]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip()


def project(path: str) -> dict[str, object]:
    found: dict[str, object] = tomllib.loads((ROOT / path).read_text(encoding="utf-8"))["project"]
    return found


def test_its_dependencies_are_some_of_the_servers_in_the_same_versions() -> None:
    own, servers = (
        project(path)["dependencies"] for path in ("yeoul-client/pyproject.toml", "pyproject.toml")
    )

    assert isinstance(own, list)
    assert isinstance(servers, list)
    assert set(own) < set(servers)


def test_the_wheel_holds_the_clients_part_of_the_package(built: Path) -> None:
    [wheel] = built.glob("yeoul_client-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())

    parts = {name.split("/")[1] for name in names if name.startswith("yeoul/")}
    assert parts == set(client_package.PARTS)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_the_source_archive_is_whole(built: Path) -> None:
    [sdist] = built.glob("yeoul_client-*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert {"LICENSE", "README.md", "pyproject.toml", "src/yeoul/client/client.py"} <= names


def test_every_module_of_it_can_be_imported(python: str) -> None:
    code = """
import pkgutil, importlib, sys, yeoul
names = [found.name for found in pkgutil.walk_packages(yeoul.__path__, "yeoul.")]
for name in names:
    importlib.import_module(name)
print(len(names) > 10, "fastapi" in sys.modules)
"""
    assert said_by(python, code) == "True False"


def test_it_asks(python: str) -> None:
    code = """
import asyncio
from yeoul import Client, YeoulError
from yeoul.events import Delta

async def main():
    async with Client("http://127.0.0.1:9") as client:
        print(await client.is_reachable())

asyncio.run(main())
"""
    assert said_by(python, code) == "False"


def test_a_name_of_the_server_says_what_to_install(python: str) -> None:
    assert said_by(python, "from yeoul import create_app").endswith(
        "ImportError: yeoul.create_app is a part of the server: "
        "pip install yeoul in place of yeoul-client"
    )
