from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import Field

from yeoul.commands.configuration import MAX_FILE_BYTES, load_settings, user_file
from yeoul.errors import StartupError
from yeoul.setting_types import Key
from yeoul.settings import Address, Settings


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory, with the settings file of its user elsewhere."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    user_file().parent.mkdir(parents=True)
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


def write(text: str) -> None:
    """Write the user's settings file."""
    user_file().write_text(text, encoding="utf-8")


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


def told(config: Path | None = None, **flags: object) -> list[str]:
    sentences: list[str] = []
    load_settings(flags, environ={}, config=config, tell=sentences.append)
    return sentences


def test_flags_beat_the_environment_which_beats_the_file_which_beats_defaults() -> None:
    assert load().port == 8000
    write("port = 1\nslots = 2\nlog = 'memory'\n")
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


def test_a_value_may_be_in_a_file_that_a_variable_names(here: Path) -> None:
    (here / "kept").write_text("sk-in-a-file\n")
    # As a container gives it: behind two links.
    (here / "secret").symlink_to("kept")
    settings = load({"YEOUL_API_KEY_FILE": str(here / "secret"), "OPENAI_API_KEY": "sk-other"})
    assert settings.api_key is not None
    assert settings.api_key.get_secret_value() == "sk-in-a-file"
    assert load({"YEOUL_API_KEY_FILE": ""}).api_key is None


def test_a_file_of_a_value_that_cannot_be_used_is_told_without_its_content(here: Path) -> None:
    (here / "empty").write_text("\n")
    (here / "binary").write_bytes(b"\xff\xfe")
    for name, why in [("nothing", "No such file"), ("empty", "empty"), ("binary", "not text")]:
        assert why in sentence({"YEOUL_API_KEY_FILE": str(here / name)})
    both = sentence({"YEOUL_API_KEY_FILE": "kept", "YEOUL_API_KEY": "sk-1"})
    assert both == "YEOUL_API_KEY and YEOUL_API_KEY_FILE are both set: leave one of them out."
    (here / "key").write_text("여울")
    told = sentence({"YEOUL_API_KEY_FILE": str(here / "key")})
    assert told.startswith("YEOUL_API_KEY_FILE cannot be used")
    assert "여울" not in told


def test_a_machine_name_in_host_is_not_an_address_to_listen_on() -> None:
    assert load({"HOST": "x86_64-conda-linux-gnu"}).host == "127.0.0.1"
    assert load({"HOST": "::1"}).host == "::1"
    assert load({"HOST": "0.0.0.0"}).host == "0.0.0.0"


def test_a_wrong_value_is_told_with_its_place_and_what_is_allowed() -> None:
    allowed = "must be a whole number from 0 to 65535."
    assert sentence(port="many") == f"--port is 'many', but {allowed}"
    assert sentence({"PORT": "70000"}) == f"PORT is '70000', but {allowed}"
    write("port = 'no'\n")
    assert sentence() == f"port in {user_file()} is 'no', but {allowed}"


def test_a_port_that_no_address_has_is_told() -> None:
    assert sentence(base_url="http://host:99999/v1") == (
        "--base-url is 'http://host:99999/v1', but must be an address that begins with http:// or "
        "https://, with a port up to 65535 if any."
    )


@pytest.mark.parametrize(
    ("hub_url", "must"),
    [
        ("ftp://hub.example", "begin with http:// or https://: write https://hub.example"),
        ("box:8080/mirror", "begin with http:// or https://: write http://box:8080/mirror"),
        ("https://hub.example?a=1", "have nothing behind a ?: write https://hub.example"),
        ("https://hub.example#a", "have nothing behind a #: write https://hub.example"),
    ],
)
def test_a_wrong_hub_is_told_as_a_hub_and_no_service(hub_url: str, must: str) -> None:
    assert sentence(hub_url=hub_url).partition(", but must ")[2] == f"{must}."


def test_a_hub_may_have_any_path() -> None:
    assert load(hub_url=" https://hub.example/models/ ").hub_url == "https://hub.example/models"


@pytest.mark.parametrize("host", ["http://127.0.0.1", "127.0.0.1:8000", "[::1]:80", "two words"])
def test_a_host_to_listen_on_has_neither_a_scheme_nor_a_port(host: str) -> None:
    assert sentence(host=host) == (
        f"--host is {host!r}, but must be an address or a name of this machine such as 127.0.0.1, "
        "without a port: --port has it."
    )


def test_a_wrong_key_is_not_repeated() -> None:
    assert sentence({"OPENAI_API_KEY": "sk-ключ"}) == (
        "OPENAI_API_KEY cannot be used: it must be printable ASCII characters."
    )


class Longer(Settings):
    """Settings with one more of each kind that is handled with care."""

    token: Key = Field(None, json_schema_extra={"allowed": "printable ASCII characters"})
    mirror: Address = Field(None, json_schema_extra={"allowed": "an address"})
    folder: Path | None = None


def test_a_later_key_address_or_path_is_handled_like_those_of_today(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("yeoul.settings.Settings", Longer)
    monkeypatch.setattr("yeoul.commands.configuration.Settings", Longer)

    assert sentence({"YEOUL_TOKEN": "sk-ключ"}) == (
        "YEOUL_TOKEN cannot be used: it must be printable ASCII characters."
    )
    assert "hidden" not in sentence(mirror="http://me:hidden@host:99999/v1")
    write('folder = "there"\n')
    settings = load()
    assert isinstance(settings, Longer)
    assert settings.folder == user_file().parent / "there"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("prot = 80", "yeoul.toml has an unknown setting 'prot' (did you mean 'port'?)."),
        ("max-answers = 80", "'max-answers' (did you mean 'max_answers'?)."),
        ("[server]\nport = 80", "yeoul.toml has an unknown setting 'server'."),
        ("port = ", "yeoul.toml is not valid TOML: Invalid value (at end of document)."),
        ("slots = 1.5", "yeoul.toml is '1.5', but must be a whole number from 1 to 64."),
        (
            "port = true",
            "yeoul.toml is 'true', but must be a whole number from 0 to 65535.",
        ),
        ("heartbeat_s = true", "yeoul.toml is 'true', but must be a number"),
        ("api_key = 7", "yeoul.toml cannot be used"),
    ],
)
def test_a_wrong_file_is_told_in_one_sentence(text: str, told: str) -> None:
    write(text)
    assert told in sentence()


def test_a_file_in_another_encoding_is_told() -> None:
    user_file().write_bytes("model = '모델'".encode("euc-kr"))
    assert "yeoul.toml is not valid TOML" in sentence()
    user_file().write_bytes("port = 7".encode("utf-16"))
    assert "yeoul.toml is not valid TOML" in sentence()
    user_file().write_bytes(b"\xef\xbb\xbfport = 7")  # as some editors write UTF-8
    assert load().port == 7


@pytest.mark.parametrize("text", ["port = " + "9" * 5000, "slots = " + "[" * 20_000])
def test_a_file_that_overstrains_its_reader_is_told(text: str) -> None:
    write(text)
    assert sentence() == f"The settings file {user_file()} is not valid TOML."


def test_a_named_file_must_exist(here: Path) -> None:
    assert "no.toml does not exist" in sentence(config=here / "no.toml")
    assert "no.toml does not exist" in sentence({"YEOUL_CONFIG": "no.toml"})
    (here / "other.toml").write_text("port = 7")
    assert load({"YEOUL_CONFIG": "other.toml"}).port == 7


def test_what_is_no_file_is_told_at_once() -> None:
    path = user_file()
    path.mkdir()
    assert sentence() == f"The settings file {path} cannot be read: it is a directory."
    path.rmdir()
    os.mkfifo(path)
    assert sentence() == f"The settings file {path} cannot be read: it is a pipe."
    path.unlink()
    path.symlink_to("/dev/zero")
    assert sentence() == f"The settings file {path} cannot be read: it is not a regular file."
    path.unlink()
    path.symlink_to("nowhere")
    assert (
        sentence() == f"The settings file {path} cannot be read: it is a link that leads nowhere."
    )
    path.unlink()
    with socket.socket(socket.AF_UNIX) as listener:
        short = Path(os.path.relpath(path))  # the name of a socket has few bytes
        listener.bind(str(short))
        assert f"{path} cannot be read: " in sentence()
    path.unlink()
    path.write_bytes(b"#" * (MAX_FILE_BYTES + 1))
    assert sentence() == f"The settings file {path} cannot be read: it is larger than 64 KiB."


def test_a_path_is_told_on_one_line_whatever_it_is_called(here: Path) -> None:
    assert r"a\nb\x1b.toml does not exist" in sentence(config=here / "a\nb\x1b.toml")


# -- which file is read --------------------------------------------------------------------------


def test_a_file_of_the_working_directory_decides_nothing(here: Path) -> None:
    (here / "yeoul.toml").write_text(
        'host = "0.0.0.0"\nallow_unauthenticated = true\nbase_url = "http://evil.test/v1"\n'
    )
    assert load() == Settings()
    assert told() == [
        "yeoul.toml in this directory is not read: --config yeoul.toml reads it.",
    ]
    assert load(config=Path("yeoul.toml")).host == "0.0.0.0"


@pytest.mark.parametrize("kind", ["pipe", "folder", "link"])
def test_whatever_is_called_so_in_the_working_directory_is_left_alone(
    here: Path, kind: str
) -> None:
    path = here / "yeoul.toml"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("nowhere")
    assert load() == Settings()
    assert len(told()) == 1


@pytest.mark.parametrize("where", ["", ".", "config"])
def test_a_configuration_directory_that_is_no_absolute_path_is_not_the_working_one(
    here: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", where)
    monkeypatch.setenv("HOME", str(here.parent / "home"))
    for folder in (here, here / "yeoul", here / "config" / "yeoul"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "yeoul.toml").write_text("port = 7")
    assert load().port == 8000


def test_the_file_that_was_read_is_told_with_what_it_decides(here: Path) -> None:
    assert told() == []
    write("port = 1\nmodel = 'qwen3'\n")
    assert told() == [f"Settings come from {user_file()}: port, model."]
    assert told(port="2") == [f"Settings come from {user_file()}: model."]
    (here / "other.toml").write_text("slots = 2")
    assert told(config=Path("other.toml")) == [f"Settings come from {here}/other.toml: slots."]


def test_a_user_who_stands_beside_the_own_file_is_told_that_it_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write("port = 1")
    monkeypatch.chdir(user_file().parent)
    assert told() == [f"Settings come from {user_file()}: port."]


def test_paths_in_a_file_begin_at_the_file() -> None:
    folder = user_file().parent
    write('data_dir = "data"\nmodel = "models/small.gguf"\n')
    assert (load().data_dir, load().model) == (folder / "data", f"{folder}/models/small.gguf")
    write('data_dir = "~/data"\nmodel = "owner/name"\n')
    assert (load().data_dir, load().model) == (Path.home() / "data", "owner/name")
    assert load(data_dir="here").data_dir == Path.cwd() / "here"


def test_the_home_of_nobody_is_no_path() -> None:
    assert sentence(data_dir="~nobody-at-all/x") == (
        "--data-dir is '~nobody-at-all/x', but must be a path."
    )
