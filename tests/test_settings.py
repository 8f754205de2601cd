from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from yeoul.api.guard import Guard
from yeoul.configured import check_reach
from yeoul.errors import StartupError
from yeoul.generation.runner import Limits
from yeoul.protocol.content import MAX_CALLS, ToolCall
from yeoul.protocol.events import Cursor, Reset, encode
from yeoul.protocol.sse import MAX_EVENT_BYTES
from yeoul.settings import Settings, setting_infos


def test_defaults_are_a_private_server_on_this_machine() -> None:
    settings = Settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.data_dir.is_absolute()
    assert settings.api_key is None
    assert not settings.uses_service


def test_settings_read_nothing_but_their_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YEOUL_PORT", "1234")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-from-outside")
    assert Settings().port == 8000
    assert Settings().api_key is None


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.8.8.8", "localhost", "Me.Localhost", "::1", "[::1]"]
)
def test_loopback_hosts_need_no_permission(host: str) -> None:
    check_reach(Settings(host=host), has_accounts=False)
    check_reach(Settings(host=host), has_accounts=True)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.5", "chat.example.org", "localhost.example.org"]
)
def test_hosts_that_others_can_reach_are_refused_without_accounts_unless_allowed(host: str) -> None:
    with pytest.raises(StartupError, match="--allow-unauthenticated"):
        check_reach(Settings(host=host), has_accounts=False)
    check_reach(Settings(host=host), has_accounts=True)
    check_reach(Settings(host=host, allow_unauthenticated=True), has_accounts=False)


def test_accounts_and_a_permission_for_everybody_contradict_each_other() -> None:
    with pytest.raises(StartupError, match="yeoul user remove"):
        check_reach(Settings(allow_unauthenticated=True), has_accounts=True)


@pytest.mark.parametrize("host", ["", " ", "\t "])
def test_a_blank_host_is_none_and_not_every_address_of_the_machine(host: str) -> None:
    with pytest.raises(ValidationError, match="host"):
        Settings(host=host, allow_unauthenticated=True)


def test_the_key_is_never_shown() -> None:
    settings = Settings(api_key=SecretStr("sk-secret"))
    assert "sk-secret" not in f"{settings!r} {settings} {settings.model_dump()}"
    assert settings.uses_service


def test_secrets_of_an_address_are_never_shown() -> None:
    settings = Settings(base_url="http://me:canary@host:8080/v1?sig=canary")
    assert "canary" not in f"{settings!r} {settings} {settings.service}"
    assert settings.service == "http://…@host:8080/v1?sig=…"
    assert Settings(api_key=SecretStr("sk-secret")).service == "https://api.openai.com/v1"
    assert Settings().service is None
    with pytest.raises(ValidationError) as raised:
        Settings(base_url="http://me:canary@host:0/v1?sig=canary")
    assert "canary" not in str(raised.value)


def test_a_relative_data_directory_becomes_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings(data_dir=Path("here")).data_dir == tmp_path / "here"
    assert Settings(data_dir=Path("~/there")).data_dir == Path.home() / "there"


def test_doors_are_known_by_their_names() -> None:
    assert Settings().doors == ("native", "openai", "ai_sdk", "ollama", "anthropic")
    assert Settings.model_validate({"doors": "OpenAI, native,"}).doors == ("openai", "native")
    for wrong in ("", "back", ()):
        with pytest.raises(ValidationError):
            Settings.model_validate({"doors": wrong})


def test_allowed_hosts_are_separated_by_commas_and_lower_case() -> None:
    settings = Settings.model_validate({"allowed_hosts": "Chat.example.org, b.example:8443,"})
    assert settings.allowed_hosts == ("chat.example.org", "b.example:8443")


@pytest.mark.parametrize(
    "url",
    [
        "api.example.org",
        "ftp://example.org",
        "http://",
        "http://[bad",
        "http://host:99999/v1",
        "http://host:port/v1",
        "http://host:0/v1",
        "http://two words/v1",
    ],
)
def test_a_service_needs_a_web_address(url: str) -> None:
    with pytest.raises(ValidationError):
        Settings(base_url=url)


def test_what_is_the_default_here_is_the_default_everywhere() -> None:
    """Parts can be used without settings; then they must not behave differently."""
    settings = Settings()
    parts: list[tuple[Callable[..., object], dict[str, object]]] = [
        (
            Limits,
            {
                "first_token_timeout_s": settings.first_token_timeout_s,
                "idle_timeout_s": settings.idle_timeout_s,
                "max_answer_bytes": settings.max_answer_bytes,
            },
        ),
        (Guard, {"max_body_bytes": settings.max_body_bytes}),
    ]
    for part, expected in parts:
        parameters = inspect.signature(part).parameters
        for name, value in expected.items():
            assert parameters[name].default in (inspect.Parameter.empty, value), (part, name)


def test_an_answer_that_every_client_takes_fits_into_an_event_however_it_is_escaped() -> None:
    largest = 10 << 20
    assert f"Every client takes {largest >> 20} MiB" in str(
        Settings.model_fields["max_answer_bytes"].description
    )
    calls = tuple(ToolCall(index, "", "", "") for index in range(MAX_CALLS))
    worst = Reset("\x01" * largest, "", calls)
    assert worst.size_bytes() == largest

    frame = encode(Cursor(10**17, 10**17), worst)

    assert len(frame) > 6 * largest
    assert len(frame) < MAX_EVENT_BYTES


def test_every_setting_is_described_with_its_flag_variable_and_bounds() -> None:
    infos = {info.name: info for info in setting_infos()}
    assert sorted(infos) == sorted(Settings.model_fields)
    for info in infos.values():
        assert info.description.endswith(".")
        assert info.allowed
    port = infos["port"]
    assert (port.flag, port.env, port.default) == ("--port", ("YEOUL_PORT", "PORT"), "8000")
    assert port.allowed == "a whole number from 0 to 65535"
    assert infos["slots"].allowed == "a whole number from 1 to 64"
    assert infos["log"].allowed == "one of sqlite, memory"
    assert infos["heartbeat_s"].allowed == "a number of seconds above 0, at most 10"
    assert infos["allow_unauthenticated"].is_switch


@pytest.mark.parametrize(
    ("given", "has_accounts", "warns"),
    [
        ({"allowed_hosts": ("chat.example.org",)}, False, True),
        ({"allowed_hosts": ("chat.example.org",)}, True, False),
        ({"allowed_hosts": ("chat.example.org",), "allow_unauthenticated": True}, False, False),
        ({}, False, False),
    ],
)
def test_a_server_with_a_name_and_without_accounts_warns_of_strangers(
    caplog: pytest.LogCaptureFixture, given: dict[str, Any], *, has_accounts: bool, warns: bool
) -> None:
    check_reach(Settings(**given), has_accounts=has_accounts)
    assert ("chat.example.org" in caplog.text, "--setup" in caplog.text) == (warns, warns)
