"""The environment in ``.venv``: installs the packages of the hash-locked files in requirements/.

``.venv/.yeoul.json`` keeps a digest of each installed layer, so that a second run installs nothing.
It also records an interrupted installation; then the environment is created again.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from scripts.steps import ROOT, Command, StepFailed, step

VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = str(BIN / "python")
UV = str(BIN / "uv")
STATE = VENV / ".yeoul.json"
REQUIREMENTS = ROOT / "requirements"
LOCK = ROOT / ".cache" / "setup.lock"
UNFINISHED = "unfinished"
TITLES = {
    "run": "Installing the server and its model (150 MB)",
    "dev": "Installing the server, its model and the test tools (250 MB)",
}


def lock_file(packages: str) -> Path:
    """Return the lock file of that name."""
    return REQUIREMENTS / f"{packages}.txt"


def site_packages() -> Path:
    """Return the folder of ``.venv`` where packages are installed."""
    return next((VENV / "lib").glob("python3.*/site-packages"))


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one set-up at a time work in this checkout; others wait, and say so."""
    LOCK.parent.mkdir(parents=True, exist_ok=True)
    with LOCK.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("  Waiting for another set-up in this folder …", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare(packages: str) -> None:
    """Install the packages of requirements/<packages>.txt and of pyproject.toml into ``.venv``.

    Raises:
        StepFailed: a package cannot be installed.
    """
    prepare_uv()
    _layer(packages, _file_digest(packages), TITLES[packages], locked(packages))
    _layer("project", _project_digest(), "Installing Yeoul itself", editable())


def prepare_uv() -> None:
    """Create ``.venv`` if need be, and install the packages of requirements/build.txt.

    Raises:
        StepFailed: the environment cannot be created, or a package cannot be installed.
    """
    if _state() is None:
        # Creating it without pip is instant. Installing pip can be interrupted, so it is a layer.
        empty = [sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)]
        subprocess.run(empty, check=True, env=tool_environment())
        argv = [PYTHON, "-m", "ensurepip", "--default-pip"]
        _layer("pip", "bundled", "Making the Python environment", argv)
    pip = [PYTHON, "-m", "pip", "install", "--no-deps", "--require-hashes"]
    _layer("build", _file_digest("build"), "Installing uv", [*pip, "-r", str(lock_file("build"))])


def prepare_node() -> None:
    """Install the locked Node into ``.venv``, for machines without npm.

    Raises:
        StepFailed: it cannot be installed; some platforms have none.
    """
    # The source package of the same name compiles Node for an hour.
    argv = [*locked("node"), "--only-binary", ":all:"]
    _layer("node", _file_digest("node"), "Installing Node (60 MB)", argv)


def locked(packages: str) -> list[str]:
    """Return the command that installs exactly the packages of requirements/<packages>.txt."""
    # The embedded model's package requires an engine that is never used: the lock is complete.
    # Compiled here, in parallel, rather than by the first start, while a person waits for it.
    options = ["--no-deps", "--require-hashes", "--no-progress", "--compile-bytecode"]
    return [UV, "pip", "install", "--python", PYTHON, *options, "-r", str(lock_file(packages))]


def editable() -> list[str]:
    """Return the command that installs the checkout itself, with the locked build backend."""
    options = ["--no-deps", "--no-build-isolation", "--no-progress"]
    return [UV, "pip", "install", "--python", PYTHON, *options, "--editable", str(ROOT)]


def tool_environment() -> dict[str, str]:
    """Return the environment for pip, uv and npm: the person's own without misleading variables."""
    env = {
        k: v for k, v in os.environ.items() if k not in {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME"}
    }
    env.update(PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0")
    # pip's configuration is the one that works on this machine; uv and Node do not read it.
    for ours, pips in (("UV_DEFAULT_INDEX", "PIP_INDEX_URL"), ("SSL_CERT_FILE", "PIP_CERT")):
        if pips in env:
            env.setdefault(ours, env[pips])
    if _has_system_certificates():
        env.setdefault("UV_SYSTEM_CERTS", "true")
        env.setdefault("NODE_USE_SYSTEM_CA", "1")
    home = Path(env["HOME"]) if env.get("HOME") else None
    if home is None or not os.access(home, os.W_OK):
        caches = ROOT / ".cache"
        env.update(
            HOME=str(caches / "home"),
            UV_CACHE_DIR=str(caches / "uv"),
            PIP_CACHE_DIR=str(caches / "pip"),
            npm_config_cache=str(caches / "npm"),
        )
    return env


def _has_system_certificates() -> bool:
    paths = ssl.get_default_verify_paths()
    places = [Path(place) for place in (paths.cafile, paths.capath) if place]
    return any(place.is_file() or any(place.glob("*")) for place in places)


def _installer_environment() -> dict[str, str]:
    """Return the environment for an installation, with the index from pip's configuration file."""
    env = tool_environment()
    if "UV_DEFAULT_INDEX" not in env:
        argv = [PYTHON, "-m", "pip", "config", "list"]
        listed = subprocess.run(argv, capture_output=True, text=True, check=False, env=env).stdout
        if index := re.search(r"^(?:global|install)\.index-url='(.+)'$", listed, re.MULTILINE):
            env["UV_DEFAULT_INDEX"] = index[1]
    return env


def _layer(name: str, digest: str, title: str, argv: Sequence[str]) -> None:
    """Run ``argv`` unless ``digest`` was installed last under this name."""
    state = _remembered() or {"root": str(ROOT)}
    if state.pop(name, None) == digest:
        return
    _remember({**state, UNFINISHED: name})
    try:
        step(title, Command(argv, env=_installer_environment()))
    except StepFailed:
        # The installer itself refused, and has left the environment in order.
        _remember(state)
        raise
    _remember({**state, name: digest})


def _state() -> dict[str, str] | None:
    """Return the installed layers, or None if the environment must be created again."""
    state = _remembered()
    # Scripts in an environment name its folder, which may have been moved.
    trusted = state and state.get("root") == str(ROOT) and UNFINISHED not in state
    return state if trusted and _works() else None


def _remembered() -> dict[str, str] | None:
    """Return the recorded layers; an environment made by another tool has none yet."""
    try:
        state: dict[str, str] = json.loads(STATE.read_text())
    except FileNotFoundError:
        return {"root": str(ROOT)}
    except ValueError:
        return None
    return state


def _works() -> bool:
    """Return whether the environment's Python starts, is new enough and has pip."""
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    argv = [PYTHON, "-I", "-c", question]
    try:
        return subprocess.run(argv, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _remember(state: Mapping[str, str]) -> None:
    partial = STATE.with_suffix(".part")
    partial.write_text(json.dumps(state, indent=1))
    partial.replace(STATE)


def _file_digest(packages: str) -> str:
    return hashlib.sha256(lock_file(packages).read_bytes()).hexdigest()


def _project_digest() -> str:
    """Return a digest of the metadata, the version included, that an editable install copies."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    package = (ROOT / "src" / "yeoul" / "__init__.py").read_text(encoding="utf-8")
    version = re.search(r"^__version__ = .*$", package, re.MULTILINE)
    return hashlib.sha256(f"{text}\0{version and version[0]}".encode()).hexdigest()
