"""The laws of the house find what they forbid, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scripts import laws
from scripts.steps import ROOT


def plant(root: Path, name: str, text: str) -> Path:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return Path(name)


@pytest.mark.parametrize("name", ["src/a.py", "web/src/a.tsx", "web/src/a.css"])
def test_a_file_of_501_lines_is_too_long(tmp_path: Path, name: str) -> None:
    short = plant(tmp_path, f"short/{name}", "x = 1\n" * 500)
    long = plant(tmp_path, name, "x = 1\n" * 501)

    assert list(laws.long_files(tmp_path, [short, long])) == [f"{name}: 501 lines, allowed are 500"]


@pytest.mark.usefixtures("_nothing_answered")
def test_a_file_of_301_lines_is_asked_about(tmp_path: Path) -> None:
    short = plant(tmp_path, "short.py", "x = 1\n" * 300)
    long = plant(tmp_path, "long.py", "x = 1\n" * 301)
    too_long = plant(tmp_path, "too_long.py", "x = 1\n" * 501)

    asked = list(laws.questions(tmp_path, [short, long, too_long]))
    assert asked == ["long.py: 301 lines; is it still one concept?"]


@pytest.fixture
def _nothing_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(laws, "ANSWERS", {})


@pytest.mark.usefixtures("_nothing_answered")
@pytest.mark.parametrize(
    "line",
    ["import yeoul.small", "from yeoul.small import x", "def f():\n    from yeoul import small"],
)
def test_a_small_module_with_one_importer_is_asked_about(tmp_path: Path, line: str) -> None:
    small = plant(tmp_path, "src/yeoul/small.py", "x = 1\n" * 59)
    large = plant(tmp_path, "src/yeoul/large.py", "x = 1\n" * 60)
    one = plant(tmp_path, "src/yeoul/one.py", f"{line}\nimport yeoul.large\n")
    beside = plant(tmp_path, "tests/test_small.py", "import yeoul.small\n")
    files = [small, large, one, beside]

    assert list(laws.questions(tmp_path, files)) == [
        "src/yeoul/small.py: small, and imported by src/yeoul/one.py alone;"
        " is it a concept of its own?"
    ]

    two = plant(tmp_path, "src/yeoul/two.py", "import yeoul.small\n")
    assert list(laws.questions(tmp_path, [*files, two])) == []


def test_an_answered_question_is_not_asked_and_a_stale_answer_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(laws, "ANSWERS", {"long.py": "a reason"})
    long = plant(tmp_path, "long.py", "x = 1\n" * 301)

    assert list(laws.questions(tmp_path, [long])) == []
    assert list(laws.questions(tmp_path, [])) == ["long.py: this question is no longer asked"]


@pytest.mark.parametrize(
    "text", ["Return if it is so.", "Raise why it is not.", "As `A.b`.", "Whoever asks is told."]
)
def test_a_docstring_that_begins_crookedly_is_found(tmp_path: Path, text: str) -> None:
    module = plant(tmp_path, "a.py", f'"""{text}"""\n')
    method = plant(tmp_path, "b.py", f'class B:\n    async def told(self):\n        """{text}"""\n')

    first, second = laws.crooked_docstrings(tmp_path, [module, method])
    assert first.startswith("a.py: a docstring begins ")
    assert second.startswith("b.py::told: a docstring begins ")


def test_a_docstring_that_says_what_the_caller_gets_is_fine(tmp_path: Path) -> None:
    text = "Return whether it is so. Raises `NotFound` if it is not, as `A.b` does."
    file = plant(tmp_path, "a.py", f'def told():\n    """{text}"""\n    return "As `a`"\n')

    assert list(laws.crooked_docstrings(tmp_path, [file])) == []


@pytest.mark.parametrize(
    "name", ["web/src/api.gen.ts", "src/yeoul/store/migrations/versions/a.py", "requirements/a.txt"]
)
def test_generated_files_may_be_long(tmp_path: Path, name: str) -> None:
    file = plant(tmp_path, name, "x = 1\n" * 1000)

    assert list(laws.long_files(tmp_path, [file])) == []


def test_a_function_of_36_lines_is_too_long(tmp_path: Path) -> None:
    fits = "def fits():\n" + "    x = 1\n" * 34
    long = "async def long():\n" + "    x = 1\n" * 35
    file = plant(tmp_path, "a.py", f"{fits}\nclass A:\n    pass\n\n{long}")

    assert list(laws.long_functions(tmp_path, [file])) == ["a.py::long: 36 lines, allowed are 35"]


def test_a_docstring_does_not_make_a_function_long(tmp_path: Path) -> None:
    docstring = '    """Says\n' + "    much.\n" * 40 + '    """\n'
    file = plant(tmp_path, "a.py", f"def told():\n{docstring}    return 1\n")

    assert list(laws.long_functions(tmp_path, [file])) == []


@pytest.mark.parametrize("host", laws.REGISTRIES)
def test_a_registry_host_is_found(tmp_path: Path, host: str) -> None:
    file = plant(tmp_path, "a.md", f"fine\nhttps://{host}/simple\n")

    assert list(laws.forbidden_words(tmp_path, [file])) == [
        "a.md:2: names a package registry's host"
    ]


@pytest.mark.parametrize("folder", ["root", "home/kim", "Users/kim", "work"])
def test_a_folder_of_one_machine_is_found(tmp_path: Path, folder: str) -> None:
    file = plant(tmp_path, "a.toml", f'data = "/{folder}/yeoul"\n')

    assert list(laws.forbidden_words(tmp_path, [file])) == [
        "a.toml:1: names a folder of one machine"
    ]


@pytest.mark.parametrize(
    "text", ["GET /api/root", "src/" + "work/x", "${HOME}/work", "~/work", "/rooted"]
)
def test_paths_that_only_look_alike_are_fine(tmp_path: Path, text: str) -> None:
    file = plant(tmp_path, "a.md", text)

    assert list(laws.forbidden_words(tmp_path, [file])) == []


def test_pictures_are_not_read_as_text(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\xff\xfe")

    assert list(laws.forbidden_words(tmp_path, [Path("a.png")])) == []


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("requirements/run.txt", "--index-url somewhere"),
        ("requirements/run.txt", "--extra-index-url somewhere"),
        ("requirements/run.txt", "    --find-links wheels"),
        ("requirements/run.txt", "-f wheels"),
        ("requirements/run.txt", "yeoul @ somewhere"),
        ("web/package-lock.json", '      "resolved": "somewhere",'),
    ],
)
def test_a_lock_that_says_where_to_load_from_is_found(tmp_path: Path, name: str, line: str) -> None:
    file = plant(tmp_path, name, f"fine==1.0 \\\n    --hash=sha256:00\n{line}\n")

    assert list(laws.addresses_in_locks(tmp_path, [file])) == [
        f"{name}:3: says where to load a package from"
    ]


def test_a_lock_without_the_packages_of_some_platforms_is_found(tmp_path: Path) -> None:
    lock = """{"packages": {
      "node_modules/a": {"optionalDependencies": {"a-linux": "1", "a-mac": "1"}},
      "node_modules/a-linux": {}%s
    }}"""
    file = plant(tmp_path, "web/package-lock.json", lock % "")
    assert list(laws.platforms_left_out(tmp_path, [file])) == [
        "web/package-lock.json: node_modules/a is not locked for every platform"
    ]

    plant(tmp_path, "web/package-lock.json", lock % ', "node_modules/a-mac": {}')
    assert list(laws.platforms_left_out(tmp_path, [file])) == []


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout with what the laws on locks and versions read."""
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    versions = ("src/yeoul/__init__.py", "web/package.json", "web/yeoul-client/package.json")
    for name in ("pyproject.toml", "CHANGELOG.md", *versions):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_a_changed_dependency_leaves_every_lock_behind(project: Path) -> None:
    assert list(laws.left_behind_locks(project, [])) == []

    pyproject = project / "pyproject.toml"
    pyproject.write_text(pyproject.read_text().replace('"orjson>=', '"orjson>=1.'))

    assert [line.split(":")[0] for line in laws.left_behind_locks(project, [])] == [
        "requirements/dev.txt",
        "requirements/run.txt",
        "requirements/server.txt",
        "requirements/build.txt",
        "requirements/node.txt",
    ]


def test_a_changed_tool_setting_leaves_no_lock_behind(project: Path) -> None:
    pyproject = project / "pyproject.toml"
    pyproject.write_text(pyproject.read_text().replace("line-length = 100", "line-length = 99"))

    assert list(laws.left_behind_locks(project, [])) == []


def test_a_version_without_a_heading_in_the_changelog_is_found(project: Path) -> None:
    assert list(laws.unlike_versions(project, [])) == []

    (project / "src/yeoul/__init__.py").write_text('__version__ = "9.9.9"\n')

    [line] = laws.unlike_versions(project, [])
    assert line.startswith("src/yeoul/__init__.py: version 9.9.9, but CHANGELOG.md's newest is ")


def test_a_waiver_covers_its_breach_and_nothing_else(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(project, "a.py", "x = 1\n" * 501)
    plant(project, "b.py", "x = 1\n" * 501)
    monkeypatch.setattr(laws, "WAIVERS", {"a.py": "a reason"})

    assert laws.breaches(project) == ["b.py: 501 lines, allowed are 500"]


def test_a_waiver_that_is_not_needed_is_a_breach(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(laws, "WAIVERS", {"a.py": "a reason"})

    assert laws.breaches(project) == ["a.py: the waiver is not needed"]


def test_without_git_installed_and_built_folders_are_left_out(tmp_path: Path) -> None:
    plant(tmp_path, "src/a.py", "")
    plant(tmp_path, ".ci/run", "")
    for name in ("web/node_modules/a.js", "src/yeoul/_web/a.js", ".venv/a.py", "dist/a.py"):
        plant(tmp_path, name, "")

    assert sorted(laws._walked(tmp_path)) == [Path(".ci/run"), Path("src/a.py")]
