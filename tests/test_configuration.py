from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from yeoul.configuration import load_settings
from yeoul.errors import StartupError
from yeoul.settings import Settings


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def load(
    environ: Mapping[str, str] | None = None, config: Path | None = None, **flags: object
) -> Settings:
    return load_settings(flags, environ=environ or {}, config=config)


def sentence(
    environ: Mapping[str, str] | None = None, config: Path | None = None, **flags: object
) -> str:
    with pytest.raises(StartupError) as raised:
        load(environ, config, **flags)
    assert "\n" not in raised.value.detail
    return raised.value.detail


def test_flags_beat_the_environment_which_beats_the_file_which_beats_defaults(here: Path) -> None:
    assert load().port == 8000
    (here / "yeoul.toml").write_text("port = 1\nslots = 2\nlog = 'memory'\n")
    assert load().port == 1
    environ = {"YEOUL_PORT": "3", "YEOUL_SLOTS": "4"}
    settings = load(environ, port="5")
    assert (settings.port, settings.slots, settings.log) == (5, 4, "memory")
    assert load(environ, port=None).port == 3


def test_own_variables_beat_borrowed_ones() -> None:
    environ = {"PORT": "1", "OPENAI_BASE_URL": "http://a.example/v1/", "OPENAI_API_KEY": "sk-1"}
    settings = load(environ)
    assert (settings.port, settings.base_url) == (1, "http://a.example/v1")
    assert settings.api_key is not None
    assert settings.api_key.get_secret_value() == "sk-1"
    assert load({**environ, "YEOUL_PORT": "2"}).port == 2


def test_empty_variables_count_as_absent() -> None:
    assert load({"OPENAI_API_KEY": "", "YEOUL_PORT": " "}) == load()


def test_a_machine_name_in_host_is_not_an_address_to_listen_on() -> None:
    assert load({"HOST": "x86_64-conda-linux-gnu"}).host == "127.0.0.1"
    assert load({"HOST": "::1"}).host == "::1"
    assert "0.0.0.0" in sentence({"HOST": "0.0.0.0"})


def test_a_wrong_value_is_told_with_its_place_and_what_is_allowed(here: Path) -> None:
    allowed = "must be a whole number from 0 to 65535."
    assert sentence(port="many") == f"--port is 'many', but {allowed}"
    assert sentence({"PORT": "70000"}) == f"PORT is '70000', but {allowed}"
    (here / "yeoul.toml").write_text("port = 'no'\n")
    assert sentence() == f"port in yeoul.toml is 'no', but {allowed}"


def test_a_port_that_no_address_has_is_told() -> None:
    assert sentence(base_url="http://host:99999/v1") == (
        "--base-url is 'http://host:99999/v1', but must be an address that begins with http:// or "
        "https://, with a port up to 65535 if any."
    )


def test_a_wrong_key_is_not_repeated() -> None:
    assert sentence({"OPENAI_API_KEY": "sk-ключ"}) == (
        "OPENAI_API_KEY cannot be used: it must be printable ASCII characters."
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("prot = 80", "yeoul.toml has an unknown setting 'prot' (did you mean 'port'?)."),
        ("max-answers = 80", "'max-answers' (did you mean 'max_answers'?)."),
        ("[server]\nport = 80", "yeoul.toml has an unknown setting 'server'."),
        ("port = ", "yeoul.toml is not valid TOML: Invalid value (at end of document)."),
        ("slots = 1.5", "slots in yeoul.toml is '1.5', but must be a whole number from 1 to 64."),
        (
            "port = true",
            "port in yeoul.toml is 'true', but must be a whole number from 0 to 65535.",
        ),
        ("heartbeat_s = true", "heartbeat_s in yeoul.toml is 'true', but must be a number"),
        ("api_key = 7", "api_key in yeoul.toml cannot be used"),
    ],
)
def test_a_wrong_file_is_told_in_one_sentence(here: Path, text: str, told: str) -> None:
    (here / "yeoul.toml").write_text(text)
    assert told in sentence()


def test_a_file_in_another_encoding_is_told(here: Path) -> None:
    (here / "yeoul.toml").write_bytes("model = '모델'".encode("euc-kr"))
    assert "yeoul.toml is not valid TOML" in sentence()


def test_a_named_file_must_exist(here: Path) -> None:
    assert "no.toml does not exist" in sentence(config=here / "no.toml")
    assert "no.toml does not exist" in sentence({"YEOUL_CONFIG": "no.toml"})
    assert "cannot be read" in sentence(config=here)
    (here / "other.toml").write_text("port = 7")
    assert load({"YEOUL_CONFIG": "other.toml"}).port == 7
