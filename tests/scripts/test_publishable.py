"""Packages that a registry would refuse, or whose users would miss something, are found."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from scripts.publishable import CONTENTS, FIELDS, complaints

VERSION = "1.2.3"
ABOUT = {
    "version": VERSION,
    **dict.fromkeys(("name", "description", "license", "exports", "types", "engines"), "x"),
}


def pack(
    folder: Path, leave_out: str = "", silent: str = "", about: dict[str, object] | None = None
) -> None:
    """Make all packages, but for a part, a field of the metadata, or with another package.json."""
    for (name, kind), parts in CONTENTS.items():
        contents = {part: b"x" for part in parts if f"{name}*{kind}/{part}" != leave_out}
        contents["package.json"] = json.dumps(about or ABOUT).encode()
        tail = "-py3-none-any" if kind == ".whl" else ""
        path = folder / f"{name}{VERSION}{tail}{kind}"
        if kind == ".whl":
            head = "".join(f"{field}: x\n" for field in FIELDS if field != silent)
            contents["yeoul.dist-info/METADATA"] = f"{head}\nA description.\n".encode()
            with zipfile.ZipFile(path, "w") as wheel:
                for part, content in contents.items():
                    wheel.writestr(part, content)
            continue
        with tarfile.open(path, "w:gz") as archive:
            for part, content in contents.items():
                entry = tarfile.TarInfo(f"package/{part}")
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))


def test_packages_that_are_whole_are_not_complained_of(tmp_path: Path) -> None:
    pack(tmp_path)
    assert list(complaints(tmp_path, VERSION)) == []


@pytest.mark.parametrize(
    "part",
    [
        f"{name}*{kind}/{part}"
        for (name, kind), parts in CONTENTS.items()
        for part in parts
        if part != "package.json"
    ],
)
def test_each_part_that_is_missing_is_named(part: str, tmp_path: Path) -> None:
    pack(tmp_path, leave_out=part)
    [line] = complaints(tmp_path, VERSION)
    assert line.endswith(f"lacks {part.split('/', 1)[1]}")


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_that_a_registry_shows_is_asked_for(field: str, tmp_path: Path) -> None:
    pack(tmp_path, silent=field)
    found = list(complaints(tmp_path, VERSION))
    assert len(found) == 2  # of both wheels
    assert all(line.endswith(f"its {field}") for line in found)


def test_another_version_and_a_package_that_is_not_there_are_found(tmp_path: Path) -> None:
    pack(tmp_path)
    assert len(list(complaints(tmp_path, "1.2.4"))) == len(CONTENTS)
    next(tmp_path.glob("*.tgz")).unlink()
    assert list(complaints(tmp_path, VERSION)) == ["yeoul-client-1.2.3….tgz: there is none"]


def test_a_private_package_is_found(tmp_path: Path) -> None:
    pack(tmp_path, about={**ABOUT, "private": True, "version": "0.0.1"})
    found = list(complaints(tmp_path, VERSION))
    assert [line.partition(" is ")[2] for line in found] == [
        "of version 0.0.1",
        "marked as private",
    ]
