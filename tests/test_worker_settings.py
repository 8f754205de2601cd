"""Several workers share a store and a log: both addresses are given, or neither."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from yeoul.commands.configuration import load_settings
from yeoul.errors import StartupError
from yeoul.settings import Settings

STORE = "postgresql://ann:sesame@127.0.0.1/yeoul"
LOG = "rediss://:sesame@127.0.0.1:6379/0"


def load(environ: Mapping[str, str], **flags: object) -> Settings:
    return load_settings(flags, environ=environ, config=None)


@pytest.fixture(autouse=True)
def no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def test_the_variables_of_other_programs_are_honoured() -> None:
    settings = load({"DATABASE_URL": STORE, "REDIS_URL": LOG})
    settings.check_workers()
    assert settings.is_shared
    assert settings.store_url is not None
    assert settings.store_url.get_secret_value() == STORE


def test_the_address_of_another_database_means_nothing_here() -> None:
    assert load({"DATABASE_URL": "mysql://127.0.0.1/shop"}) == load({})


@pytest.mark.parametrize(
    ("given", "missing"),
    [({"store_url": STORE}, "no log_url"), ({"log_url": LOG}, "no store_url")],
)
def test_half_of_it_stops_the_start_with_what_is_missing(
    given: dict[str, str], missing: str
) -> None:
    with pytest.raises(StartupError, match=missing) as raised:
        load({}, **given).check_workers()
    assert "sesame" not in str(raised.value)


def test_a_log_in_memory_is_not_passed_over_in_silence() -> None:
    with pytest.raises(StartupError, match="leave out --log memory"):
        load({"YEOUL_LOG": "memory"}, store_url=STORE, log_url=LOG).check_workers()


def test_several_processes_need_both() -> None:
    with pytest.raises(StartupError, match="--store-url"):
        load({}, workers="2").check_workers()
    load({}, workers="2", store_url=STORE, log_url=LOG).check_workers()


@pytest.mark.parametrize(
    ("name", "value"),
    [("store_url", "sqlite:///sesame"), ("store_url", "sesame"), ("log_url", "http://sesame")],
)
def test_another_scheme_is_refused_without_a_word_of_what_was_given(name: str, value: str) -> None:
    with pytest.raises(StartupError, match="it must be an address such as") as raised:
        load({}, **{name: value})
    assert "sesame" not in str(raised.value)


def test_nothing_is_shared_where_nobody_asks_for_it() -> None:
    settings = load({})
    settings.check_workers()
    assert not settings.is_shared


def test_the_libraries_that_are_missing_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load({}, store_url=STORE, log_url=LOG)
    monkeypatch.setattr("yeoul.worker_settings.find_spec", lambda name: name != "hiredis" or None)
    with pytest.raises(StartupError, match=r"pip install 'yeoul\[workers\]'"):
        settings.check_workers()
    load({}).check_workers()
