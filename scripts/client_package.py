"""The distribution ``yeoul-client``: the Python client without the server and its dependencies.

``python -m scripts.client_package dist`` packs it. Its sources are a part of the package
``yeoul``, so they are first copied into a separate folder: a source archive made there is complete,
and a wheel can be built from it alone.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.environment import PYTHON, UV, tool_environment
from scripts.steps import ROOT

#: The parts of the package that a client needs: all that the import law lets the client see.
PARTS = (
    "__init__.py",
    "addresses.py",
    "client",
    "errors",
    "events.py",
    "protocol",
    "py.typed",
)


def stage(root: Path, target: Path) -> None:
    """Put the sources of the distribution into ``target``, which must not exist yet."""
    shutil.copytree(root / "yeoul-client", target)
    shutil.copy(root / "LICENSE", target)
    package = target / "src" / "yeoul"
    package.mkdir(parents=True)
    for name in PARTS:
        source = root / "src" / "yeoul" / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, package / name, ignore=ignored)
        else:
            shutil.copy(source, package)


def build(root: Path, output: Path) -> None:
    """Build the source archive, and the wheel from it, into ``output``."""
    with tempfile.TemporaryDirectory() as folder:
        sources = Path(folder) / "yeoul-client"
        stage(root, sources)
        options = ["--no-build-isolation", "--python", PYTHON, "--out-dir", str(output.resolve())]
        argv = [UV, "build", *options, str(sources)]
        subprocess.run(argv, env=tool_environment(), check=True)


if __name__ == "__main__":
    build(ROOT, Path(sys.argv[1]))
