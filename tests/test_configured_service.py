"""A service as it is configured: which key goes to which address, and what no address is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from yeoul.commands.configuration import load_settings, user_file
from yeoul.errors import StartupError

KEY, OTHER_KEY = "sk-canary-of-the-environment", "sk-of-the-file"
ADDRESS, OTHER_ADDRESS = "http://127.0.0.1:9/v1", "http://127.0.0.1:10/v1"


@pytest.fixture(autouse=True)
def settings_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    user_file().parent.mkdir()


def write(text: str) -> None:
    """Write the user's settings file."""
    user_file().write_text(text, encoding="utf-8")


def service(
    environ: Mapping[str, str] | None = None, **flags: str
) -> tuple[str | None, str | None]:
    """Return the address and the key that are used."""
    settings = load_settings(flags, environ=environ or {})
    key = settings.api_key
    return settings.base_url, key.get_secret_value() if key else None


def sentence(environ: Mapping[str, str] | None = None, **flags: str) -> str:
    with pytest.raises(StartupError) as raised:
        service(environ, **flags)
    return raised.value.detail


@pytest.mark.parametrize("variable", ["OPENAI_API_KEY", "YEOUL_API_KEY"])
def test_a_key_of_the_environment_goes_to_no_address_of_a_file(variable: str) -> None:
    write(f'base_url = "{ADDRESS}"')
    assert sentence({variable: KEY}) == (
        f"{variable} is not sent to an address that a file names (base_url in {user_file()}): "
        'write api_key beside it (api_key = "" for none), or give the address by --base-url or '
        "YEOUL_BASE_URL."
    )


def test_an_address_of_a_file_gets_the_key_beside_it() -> None:
    write(f'base_url = "{ADDRESS}"\napi_key = "{OTHER_KEY}"')
    assert service() == (ADDRESS, OTHER_KEY)
    for variable in ("OPENAI_API_KEY", "YEOUL_API_KEY"):
        assert service({variable: KEY}) == (ADDRESS, OTHER_KEY)
    write(f'base_url = "{ADDRESS}"\napi_key = ""')
    assert service({"OPENAI_API_KEY": KEY}) == (ADDRESS, None)


def test_a_key_that_is_typed_goes_to_whatever_address_is_in_use() -> None:
    write(f'base_url = "{ADDRESS}"')
    assert service({"OPENAI_API_KEY": KEY}, api_key="sk-typed") == (ADDRESS, "sk-typed")
    assert service({"OPENAI_API_KEY": KEY}, api_key="") == (ADDRESS, None)


def test_a_key_of_the_environment_goes_to_an_address_of_environment_or_flag() -> None:
    write(f'base_url = "{OTHER_ADDRESS}"\napi_key = "{OTHER_KEY}"')
    key = {"OPENAI_API_KEY": KEY}
    assert service({**key, "OPENAI_BASE_URL": ADDRESS}) == (ADDRESS, KEY)
    assert service({**key, "YEOUL_BASE_URL": ADDRESS}) == (ADDRESS, KEY)
    assert service(key, base_url=ADDRESS) == (ADDRESS, KEY)


def test_a_key_beside_an_address_in_a_file_stays_with_that_one() -> None:
    write(f'base_url = "{OTHER_ADDRESS}"\napi_key = "{OTHER_KEY}"')
    for said in (sentence({"OPENAI_BASE_URL": ADDRESS}), sentence(base_url=ADDRESS)):
        assert said.startswith(f"api_key in {user_file()} belongs to the base_url beside it")
        assert OTHER_KEY not in said
    assert service(base_url=OTHER_ADDRESS) == (OTHER_ADDRESS, OTHER_KEY)
    assert service(base_url=ADDRESS, api_key="") == (ADDRESS, None)


def test_a_key_alone_in_a_file_goes_where_the_start_says() -> None:
    write(f'api_key = "{OTHER_KEY}"')
    assert service() == (None, OTHER_KEY)
    assert service({"OPENAI_BASE_URL": ADDRESS}) == (ADDRESS, OTHER_KEY)
    assert service(base_url=ADDRESS) == (ADDRESS, OTHER_KEY)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (
            "localhost:11434",
            "is 'localhost:11434', but must begin with http:// or https://: write "
            "http://localhost:11434/v1.",
        ),
        (
            "https://api.example.org/v1/chat/completions",
            "but must end before /chat/completions, which is added to it: write "
            "https://api.example.org/v1.",
        ),
        ("http://host/v1#part", "but must have nothing behind a #: write http://host/v1."),
        ("http://user:secretpw@host:0/v1", "is 'http://…@host:0/v1', but must be an address"),
        ("http://host:0/v1?key=secretpw", "is 'http://host:0/v1?…', but must be an address"),
    ],
)
def test_a_wrong_base_url_is_told_with_the_right_one_and_without_secrets(
    url: str, told: str
) -> None:
    for said in (sentence(base_url=url), sentence({"OPENAI_BASE_URL": url})):
        assert told in said
        assert "secretpw" not in said
