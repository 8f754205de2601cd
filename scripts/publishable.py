"""The packages in ``dist/``: whether the registries would take them, and their users find all.

``python -m scripts.publishable dist`` prints a line for whatever is missing. How their READMEs are
rendered is for twine to say, and what npm would publish for npm: `make build` asks both.
"""

from __future__ import annotations

import email
import json
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

#: What a registry shows of a package of Python, and pip decides by.
FIELDS: Final = (
    *("Name", "Version", "Summary", "License-Expression", "License-File", "Requires-Python"),
    *("Description-Content-Type", "Classifier", "Keywords"),
)
#: What is in each package, by the beginning and the end of its file's name.
CONTENTS: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("yeoul-", ".whl"): (
        *("yeoul/py.typed", "yeoul/_web/index.html", "yeoul/_web/THIRD-PARTY.txt"),
        "dist-info/licenses/LICENSE",
    ),
    ("yeoul-", ".tar.gz"): (
        "LICENSE",
        "README.md",
        "src/yeoul/_web/index.html",
        "web/package.json",
    ),
    ("yeoul_client-", ".whl"): ("yeoul/py.typed", "dist-info/licenses/LICENSE"),
    ("yeoul_client-", ".tar.gz"): ("LICENSE", "README.md", "src/yeoul/client/__init__.py"),
    ("yeoul-client-", ".tgz"): (
        *("LICENSE", "README.md", "package.json", "dist/index.js", "dist/index.d.ts"),
        "dist/THIRD-PARTY.txt",
    ),
}


def complaints(folder: Path, version: str) -> Iterator[str]:
    """Yield a line for each package or part of one that is missing, or is of another version."""
    for (name, kind), wanted in CONTENTS.items():
        found = list(folder.glob(f"{name}[0-9]*{kind}"))
        if len(found) != 1 or not found[0].name.startswith(f"{name}{version}"):
            there = ", ".join(sorted(path.name for path in found)) or "none"
            yield f"{name}{version}…{kind}: there is {there}"
            continue
        names = _names(found[0])
        for part in wanted:
            if not any(each == part or each.endswith((f"/{part}", f".{part}")) for each in names):
                yield f"{found[0].name} lacks {part}"
        if kind == ".whl":
            yield from _silent_fields(found[0])
        if kind == ".tgz":
            yield from _unlike_package(found[0], version)


def _names(path: Path) -> list[str]:
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return wheel.namelist()
    with tarfile.open(path) as archive:
        return [each.name for each in archive.getmembers() if each.isfile()]


def _silent_fields(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as wheel:
        [name] = [each for each in wheel.namelist() if each.endswith(".dist-info/METADATA")]
        fields = email.message_from_bytes(wheel.read(name))
    for field in FIELDS:
        if not fields.get(field):
            yield f"{path.name} says nothing of its {field}"
    if not str(fields.get_payload()).strip():
        yield f"{path.name} has no description"
    if any(each.startswith("Private ::") for each in fields.get_all("Classifier", [])):
        yield f"{path.name} is marked as private"


def _unlike_package(path: Path, version: str) -> Iterator[str]:
    with tarfile.open(path) as archive:
        file = archive.extractfile("package/package.json")
        about = json.loads(file.read()) if file else {}
    if about.get("version") != version:
        yield f"{path.name} is of version {about.get('version')}"
    if about.get("private"):
        yield f"{path.name} is marked as private"
    for field in ("name", "description", "license", "exports", "types", "engines"):
        if not about.get(field):
            yield f"{path.name} says nothing of its {field}"


def main() -> int:
    """Check the folder that is named, against the version of this checkout."""
    from yeoul import __version__

    found = list(complaints(Path(sys.argv[1]), __version__))
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
