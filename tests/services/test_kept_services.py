"""The files of services: whole, private, and never a way to a key."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from yeoul.errors import StorageFailed, StorageFull
from yeoul.services import service_files
from yeoul.services.kept_services import KeptService
from yeoul.services.service_files import KEYS_FILE, LIST_FILE, ServiceFiles

KEY = "sk-canary-0123456789"
WORK = KeptService("work", "Work", "https://api.work.example/v1", KEY, "vllm")
HOME = KeptService("home", "집", "http://localhost:11434/v1")
SECRET = KeptService("inner", "Inner", "https://me:pw%40d@h.example/v1?token=t0k")


def kept(directory: Path) -> list[KeptService]:
    """Return what a starting server finds."""
    services, problem = ServiceFiles(directory).read()
    assert problem is None
    ServiceFiles(directory).tidy(services)
    return services


def test_without_files_there_are_no_services(tmp_path: Path) -> None:
    assert kept(tmp_path) == []


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    ServiceFiles(tmp_path).write([WORK, HOME, SECRET])

    assert kept(tmp_path) == [WORK, HOME, SECRET]
    ServiceFiles(tmp_path).write([HOME], removed=True)
    assert kept(tmp_path) == [HOME]
    assert KEY not in (tmp_path / KEYS_FILE).read_text()


def test_secrets_are_in_the_private_file_alone(tmp_path: Path) -> None:
    ServiceFiles(tmp_path).write([WORK, SECRET])

    listed = (tmp_path / LIST_FILE).read_text()
    assert not any(secret in listed for secret in (KEY, "pw%40d", "pw@d", "t0k"))
    for name in (LIST_FILE, KEYS_FILE):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == [KEYS_FILE, LIST_FILE]


def test_no_secret_is_in_what_a_program_prints_of_a_service() -> None:
    assert not any(secret in repr(SECRET) + repr(WORK) for secret in (KEY, "pw", "t0k"))


def test_a_key_is_not_used_for_another_address_than_it_was_given_for(tmp_path: Path) -> None:
    ServiceFiles(tmp_path).write([WORK])
    listed = tmp_path / LIST_FILE
    listed.write_text(listed.read_text().replace("api.work.example", "evil.example"))

    [service] = kept(tmp_path)

    assert (service.base_url, service.api_key) == ("https://evil.example/v1", None)
    assert "another address" in service.trouble


def test_a_key_without_its_service_is_forgotten(tmp_path: Path) -> None:
    ServiceFiles(tmp_path).write([WORK])
    (tmp_path / LIST_FILE).unlink()  # as a crash leaves it, before the list is there

    assert kept(tmp_path) == []
    assert KEY not in (tmp_path / KEYS_FILE).read_text()


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"services": 7}', "\0\0\0", '{"services": {}}']
)
def test_a_damaged_list_hides_no_more_than_the_services(tmp_path: Path, content: str) -> None:
    ServiceFiles(tmp_path).write([WORK])
    (tmp_path / LIST_FILE).write_text(content)

    services, problem = ServiceFiles(tmp_path).read()

    assert services == []
    assert problem is not None
    assert "damaged" in problem
    assert str(tmp_path / LIST_FILE) in problem
    assert (tmp_path / LIST_FILE).read_text() == content
    assert KEY in (tmp_path / KEYS_FILE).read_text()


@pytest.mark.parametrize("content", ["{", '{"services": []}'])
def test_damaged_keys_leave_the_services(tmp_path: Path, content: str) -> None:
    ServiceFiles(tmp_path).write([WORK])
    (tmp_path / KEYS_FILE).write_text(content)

    [service], problem = ServiceFiles(tmp_path).read()

    assert (service.id, service.api_key, service.trouble) == ("work", None, problem)
    assert problem is not None
    assert "damaged" in problem


@pytest.mark.parametrize(
    "entry", [{}, {"api_key": KEY}, {"base_url": 7, "api_key": KEY}, 7, None, [KEY]]
)
def test_a_damaged_key_is_asked_for_again(tmp_path: Path, entry: object) -> None:
    ServiceFiles(tmp_path).write([WORK])
    (tmp_path / KEYS_FILE).write_text(json.dumps({"services": {"work": entry}}))

    [service] = kept(tmp_path)

    assert service.api_key is None
    assert bool(service.trouble) is (entry is not None)


@pytest.mark.parametrize("odd", [7, {}, {"id": "a", "name": "A", "base_url": "no address"}, None])
def test_a_damaged_entry_is_passed_over(tmp_path: Path, odd: object) -> None:
    ServiceFiles(tmp_path).write([HOME])
    listed = json.loads((tmp_path / LIST_FILE).read_text())["services"]
    (tmp_path / LIST_FILE).write_text(json.dumps({"services": [odd, *listed]}))

    services, problem = ServiceFiles(tmp_path).read()

    assert services == [HOME]
    assert problem is not None


def test_what_only_a_later_yeoul_knows_of_a_service_is_nothing(tmp_path: Path) -> None:
    ServiceFiles(tmp_path).write([HOME])
    listed = json.loads((tmp_path / LIST_FILE).read_text())["services"]
    later = dict(listed[0], continues="by magic", api="by post", colour="blue")
    (tmp_path / LIST_FILE).write_text(json.dumps({"services": [later]}))

    assert kept(tmp_path) == [HOME]


def test_an_entry_that_cannot_be_read_is_neither_used_nor_lost_with_its_key(tmp_path: Path) -> None:
    files = ServiceFiles(tmp_path)
    files.write([HOME, WORK])
    listed = tmp_path / LIST_FILE
    mistyped = listed.read_text().replace('"https://api.work', '"https:api.work')
    listed.write_text(mistyped)

    services, problem = files.read()

    assert [one.id for one in services if not one.trouble] == ["home"]
    assert problem is not None
    assert "work" in problem
    assert (listed.read_text(), KEY in (tmp_path / KEYS_FILE).read_text()) == (mistyped, True)


def test_the_api_is_kept_and_excludes_a_way_to_go_on(tmp_path: Path) -> None:
    ServiceFiles(tmp_path).write([replace(HOME, api="responses", continues="vllm")])

    assert [(one.api, one.continues) for one in kept(tmp_path)] == [("responses", "no")]


def test_the_model_that_was_named_is_kept(tmp_path: Path) -> None:
    ServiceFiles(tmp_path).write([replace(HOME, model="river"), WORK])

    assert [one.model for one in kept(tmp_path)] == ["river", None]


@pytest.mark.parametrize("name", [LIST_FILE, KEYS_FILE])
def test_a_file_that_others_can_open_is_not_used(tmp_path: Path, name: str) -> None:
    ServiceFiles(tmp_path).write([WORK])
    (tmp_path / name).chmod(0o644)

    services, problem = ServiceFiles(tmp_path).read()

    assert problem is not None
    assert f"chmod 600 {tmp_path / name}" in problem
    assert all(service.api_key is None for service in services)
    (tmp_path / name).chmod(0o600)
    assert kept(tmp_path) == [WORK]


@pytest.mark.parametrize("name", [LIST_FILE, KEYS_FILE])
def test_a_link_is_not_followed(tmp_path: Path, name: str) -> None:
    ServiceFiles(tmp_path).write([WORK])
    (tmp_path / name).rename(tmp_path / "elsewhere")
    (tmp_path / name).symlink_to(tmp_path / "elsewhere")

    _, problem = ServiceFiles(tmp_path).read()

    assert problem is not None
    assert "it is a link" in problem


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_another_user_is_not_used(tmp_path: Path) -> None:
    ServiceFiles(tmp_path).write([WORK])
    os.chown(tmp_path / KEYS_FILE, 12_345, 12_345)

    [service], problem = ServiceFiles(tmp_path).read()

    assert service.api_key is None
    assert problem is not None
    assert "another user" in problem


@pytest.mark.parametrize(
    ("number", "error"), [(28, StorageFull), (122, StorageFull), (5, StorageFailed)]
)
def test_a_disk_that_refuses_leaves_the_files_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, error: type[Exception]
) -> None:
    ServiceFiles(tmp_path).write([HOME])

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(service_files, "write_new", refuse)
    with pytest.raises(error):
        ServiceFiles(tmp_path).write([HOME, WORK])

    assert kept(tmp_path) == [HOME]


@pytest.mark.parametrize("failing", [1, 2])
@pytest.mark.parametrize("removed", [True, False])
def test_a_crash_between_the_files_leaves_no_service_without_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int, removed: bool
) -> None:
    before, after = ([WORK, HOME], [HOME]) if removed else ([HOME], [WORK, HOME])
    ServiceFiles(tmp_path).write(before)
    replace, calls = Path.replace, []

    def dying(path: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == failing:
            raise OSError(5, "died here")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", dying)
    with pytest.raises(StorageFailed):
        ServiceFiles(tmp_path).write(after, removed=removed)
    monkeypatch.undo()

    assert kept(tmp_path) in (before, after)
    left = "".join(path.read_text() for path in tmp_path.iterdir())
    assert (KEY in left) is (WORK in kept(tmp_path))
