"""Every setting with its meaning, unit, bounds and default.

`Settings` holds the values it is given, and defaults for the others; it reads nothing by itself.
commands/configuration.py gets values from flags, environment and file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
)
from pydantic.fields import FieldInfo

from yeoul import defaults
from yeoul.addresses import (
    OPENAI,
    HubAddress,
    ServiceAddress,
    is_address,
    is_this_machine,
    parse_origin,
    shown,
)
from yeoul.errors import StartupError
from yeoul.files.data_dir import LOG_FILE, STORE_FILE
from yeoul.model_names import named_file
from yeoul.setting_types import Key
from yeoul.setting_types import allow as _allow
from yeoul.setting_types import split_commas as _split_commas
from yeoul.sign_in_settings import SignInSettings
from yeoul.worker_settings import WorkerSettings

ENV_PREFIX = "YEOUL_"

#: Variables of other programs that are honoured if Yeoul's own is not set.
BORROWED_ENV = {
    "host": "HOST",
    "port": "PORT",
    "api_key": "OPENAI_API_KEY",
    "base_url": "OPENAI_BASE_URL",
    "store_url": "DATABASE_URL",
    "log_url": "REDIS_URL",
}


def _default_data_dir() -> Path:
    import platformdirs

    return platformdirs.user_data_path("yeoul", appauthor=False)


def _absolute(path: Path) -> Path:
    try:
        return path.expanduser().absolute()
    except RuntimeError as error:  # the home directory of an unknown user
        raise ValueError(str(error)) from error


def _absolute_if_any(path: Path | None) -> Path | None:
    return None if path is None else _absolute(path)


def _service_address(url: str | None) -> str | None:
    if url is None:
        return None
    ServiceAddress.parse(url)
    return url.strip() if "?" in url else url.strip().rstrip("/")


def _hub_address(url: str) -> str:
    return HubAddress.parse(url).whole


def _host(text: str) -> str:
    host = text.strip()
    # asyncio would listen on all addresses of the machine for an empty one.
    if (
        not host
        or any(char in "/@?# " for char in host)
        or re.fullmatch(r"[^:]*:\d+|\[.*\]:\d+", host)
    ):
        raise ValueError(host)
    return host


def _host_names(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if any(char in "/*@?# " for char in name):
            raise ValueError(name)
    return names


def _origins(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(parse_origin(name) for name in names))


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


class PathWhere(NamedTuple):
    """Marks a text of which some values are paths."""

    is_path: Callable[[str], bool]


#: An address of a service; it may hold a password.
Address = Annotated[str | None, AfterValidator(_service_address)]
#: The APIs by which clients enter.
DoorName = Literal["native", "openai", "ai_sdk", "ollama", "anthropic"]
Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]


class Settings(SignInSettings, WorkerSettings):
    """All settings of a server. Frozen; unknown names are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    host: Annotated[str, AfterValidator(_host)] = Field(
        "127.0.0.1",
        min_length=1,
        description="Address to listen on.",
        json_schema_extra=_allow(
            "an address or a name of this machine such as 127.0.0.1, without a port: --port has it"
        ),
    )
    port: int = Field(8000, ge=0, le=65_535, description="Port to listen on; 0 takes a free one.")
    data_dir: Annotated[Path, AfterValidator(_absolute)] = Field(
        default_factory=_default_data_dir,
        description="Directory of conversations, answers and downloaded models.",
    )
    model: Annotated[str | None, PathWhere(lambda name: named_file(name) is not None)] = Field(
        None,
        min_length=1,
        description="Model that answers unless another is asked for: the path of a .gguf file for "
        "the embedded engine, or the name of one of the service's models; scripted:river is made "
        "of words, for tests.",
    )
    base_url: Address = Field(
        None,
        repr=False,
        description="Address of an OpenAI-compatible service, such as https://api.openai.com/v1.",
        json_schema_extra=_allow(
            "an address that begins with http:// or https://, with a port up to 65535 if any"
        ),
    )
    api_key: Key = Field(
        None,
        description="Key for that service; as a flag it is visible to others on this machine.",
        json_schema_extra=_allow("printable ASCII characters"),
    )
    service_api: Annotated[Literal["chat", "responses"], BeforeValidator(_lower)] = Field(
        "chat",
        description="API by which that service is asked: chat is Chat Completions, which all have; "
        "responses is OpenAI's Responses API, whose answers go on after a crash.",
    )
    allowed_hosts: Annotated[
        tuple[str, ...], BeforeValidator(_split_commas), AfterValidator(_host_names)
    ] = Field(
        (),
        description="Further host names, separated by commas, under which browsers reach the "
        "server, behind a proxy for example; localhost and 127.0.0.1 always work.",
        json_schema_extra=_allow("host names such as chat.example.org, separated by commas"),
    )
    allowed_origins: Annotated[
        tuple[str, ...], BeforeValidator(_split_commas), AfterValidator(_origins)
    ] = Field(
        (),
        description="Origins of other sites and apps, separated by commas, whose pages may use the "
        "API as its own page does.",
        json_schema_extra=_allow(
            "origins such as https://app.example.org or app://obsidian.md, separated by commas"
        ),
    )
    lan: bool = Field(
        False,
        description="Listen on all addresses of this machine, so that phones and other machines "
        "on the same network reach it, and show how; needs accounts.",
    )
    allow_unauthenticated: bool = Field(
        False,
        description="Listen on addresses other machines can reach without accounts, although "
        "everybody there can then read and change everything.",
    )
    setup: bool = Field(
        False,
        description="While there are no accounts, serve nothing but the page that makes the first "
        "one, with a code that the server prints; for servers without a terminal.",
    )
    insecure_http: bool = Field(
        False,
        description="Let people log in from other machines without https, although everybody on "
        "their network can then read their passwords and conversations.",
    )
    shares: bool = Field(
        True,
        description="With accounts: people can make links by which everybody reads a copy of a "
        "conversation; without it, those that were made lead nowhere.",
    )
    log: Annotated[Literal["sqlite", "memory"], BeforeValidator(_lower)] = Field(
        "sqlite",
        description="Event log, where growing answers are kept: sqlite survives a crash, memory "
        "does not.",
    )
    slots: int | None = Field(
        None,
        ge=1,
        le=64,
        description="Answers the embedded model generates at the same time; by default one per "
        "processor core, at most 4.",
    )
    context_length: int | None = Field(
        None,
        ge=256,
        le=1_048_576,
        description="Tokens of prompt and answer together, for the embedded model; by default what "
        "it was trained for, at most 4096.",
    )
    mmproj: Annotated[Path | None, AfterValidator(_absolute_if_any)] = Field(
        None,
        description="File by which the model of --model sees pictures: the projector that comes "
        "with a model that was trained for them, most often mmproj-….gguf.",
    )
    max_answers: int = Field(
        4096,
        ge=1,
        le=100_000,
        description="Answers a service generates at the same time.",
    )
    max_unfinished: int = Field(
        10_000,
        ge=1,
        le=1_000_000,
        description="Answers that wait or grow at the same time, of all models; further questions "
        "are refused for the moment.",
    )
    questions_per_day: int = Field(
        200,
        ge=0,
        le=1_000_000,
        description="With accounts: questions that each person may ask in a day, which begins at "
        "midnight UTC; 0 sets no limit.",
    )
    tokens_per_day: int = Field(
        0,
        ge=0,
        le=1_000_000_000_000,
        description="With accounts: tokens of prompts and answers that each person may use in a "
        "day; 0 sets no limit.",
    )
    connect_timeout_s: Seconds = Field(
        10.0,
        description="Seconds until the service must have taken a connection.",
    )
    first_token_timeout_s: Seconds = Field(
        defaults.FIRST_TOKEN_TIMEOUT_S,
        description="Seconds until the first token; slow local models need minutes.",
    )
    idle_timeout_s: Seconds = Field(
        defaults.IDLE_TIMEOUT_S,
        description="Seconds of silence between two tokens after which an answer failed.",
    )
    heartbeat_s: float = Field(
        10.0, gt=0, le=10, description="Seconds after which a silent stream sends a sign of life."
    )
    send_timeout_s: Seconds = Field(
        defaults.SEND_TIMEOUT_S,
        description="Seconds after which a reader that takes no data is cut off.",
    )
    max_body_bytes: int = Field(
        5 * 1024 * 1024,
        ge=1024,
        le=1024**3,
        description="Bytes of the largest request body; the doors of other APIs take 32 MiB in any "
        "case.",
    )
    doors: Annotated[tuple[DoorName, ...], BeforeValidator(_split_commas), Field(min_length=1)] = (
        Field(
            get_args(DoorName),
            description="APIs by which clients enter, separated by commas: native is Yeoul's own "
            "and its page; openai is for clients of OpenAI's API, below /v1; ai_sdk is for pages "
            "with the AI SDK's useChat, at /api/chat; ollama is for clients of Ollama; anthropic "
            "is for those of Anthropic's API, at /v1/messages.",
            json_schema_extra=_allow(
                f"names of doors, separated by commas: {', '.join(get_args(DoorName))}"
            ),
        )
    )
    max_answer_bytes: int = Field(
        defaults.MAX_ANSWER_BYTES,
        ge=1,
        le=1024**3,
        description="Bytes of the largest answer, its thinking included; one that would become "
        "larger ends there, as at its length limit. Every client takes 10 MiB.",
    )
    hub_url: Annotated[str, AfterValidator(_hub_address)] = Field(
        defaults.HUB_URL,
        description="Hub that models are fetched from, or a mirror of it: files are at "
        "<hub>/<repository>/resolve/<revision>/<file>.",
        json_schema_extra=_allow("an address that begins with https:// or http://"),
    )
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)] = (
        Field("warning", description="Least severe messages written to standard error.")
    )

    @property
    def listens_on(self) -> str:
        """The address to listen on: ``host``, or with ``lan`` all of them."""
        return "0.0.0.0" if self.lan and is_this_machine(self.host) else self.host

    @property
    def answers_to(self) -> tuple[str, ...]:
        """The host names that requests may use, besides the addresses at which they arrive."""
        return self.allowed_hosts if is_address(self.host) else (*self.allowed_hosts, self.host)

    @property
    def store_file(self) -> Path:
        """The store's database."""
        return self.data_dir / STORE_FILE

    @property
    def log_file(self) -> Path | None:
        """The log's database; None for a log without a file."""
        return self.data_dir / LOG_FILE if self.log == "sqlite" else None

    def check_workers(self) -> None:
        """Check that the settings of several workers belong together.

        Raises:
            StartupError: they do not; the sentence says what is missing.
        """
        super().check_workers()
        if self.is_shared and self.log == "memory":
            raise StartupError(
                "Several workers keep growing answers where --log-url says: leave out --log memory"
                " (YEOUL_LOG)."
            )

    @property
    def uses_service(self) -> bool:
        """Whether an OpenAI-compatible service is configured."""
        return self.base_url is not None or self.api_key is not None

    @property
    def service(self) -> str | None:
        """Address of the service for a person to read, without secrets; None without a service."""
        return shown(self.base_url or OPENAI) if self.uses_service else None


class SettingInfo(NamedTuple):
    """One setting as it is shown to a person."""

    name: str
    flag: str
    #: Its environment variables; the first that is set wins.
    env: tuple[str, ...]
    #: The default as text; empty without one.
    default: str
    description: str
    #: The allowed values; completes the sentence "it must be …".
    allowed: str
    is_switch: bool
    #: Returns a wrong value as an error may repeat it, without secrets; None if it is one itself.
    shown: Callable[[str], str | None]
    #: Returns whether a value is a path: in a file, one that is relative to the file's folder.
    is_path: Callable[[str], bool]


def setting_infos() -> Iterator[SettingInfo]:
    """Yield every setting in order, for the command line's help, the docs and error texts."""
    fields = Settings.model_fields
    # What most servers need none of comes last: several workers, and how people log in.
    last = (*WorkerSettings.model_fields, *SignInSettings.model_fields)
    for name in sorted(fields, key=lambda each: last.index(each) if each in last else -1):
        field = fields[name]
        own = ENV_PREFIX + name.upper()
        yield SettingInfo(
            name=name,
            flag="--" + name.replace("_", "-"),
            env=(own, BORROWED_ENV[name]) if name in BORROWED_ENV else (own,),
            default=_default_text(field),
            description=field.description or "",
            allowed=_allowed(field),
            is_switch=field.annotation is bool,
            shown=_shown(field),
            is_path=_is_path(field),
        )


def _kinds(field: FieldInfo) -> tuple[Any, ...]:
    """Return the type of a field, and the members of a union."""
    return field.annotation, *get_args(field.annotation)


def _shown(field: FieldInfo) -> Callable[[str], str | None]:
    if SecretStr in _kinds(field):
        return lambda value: None
    addresses = (AfterValidator(_service_address), AfterValidator(_hub_address))
    is_address = any(address in field.metadata for address in addresses)
    return shown if is_address else lambda value: value


def _is_path(field: FieldInfo) -> Callable[[str], bool]:
    marks = [mark.is_path for mark in field.metadata if isinstance(mark, PathWhere)]
    return marks[0] if marks else lambda value: Path in _kinds(field)


def _default_text(field: FieldInfo) -> str:
    if field.default_factory is not None:
        return "in the user's data directory"
    if field.default is None or field.default == ():
        return ""
    if isinstance(field.default, bool):
        return "on" if field.default else "off"
    if isinstance(field.default, tuple):
        return ",".join(field.default)
    return f"{field.default:g}" if isinstance(field.default, float) else str(field.default)


def _allowed(field: FieldInfo) -> str:
    if isinstance(field.json_schema_extra, dict):
        return str(field.json_schema_extra["allowed"])
    kind = field.annotation
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(get_args(kind))
    if kind is bool:
        return "true or false"
    if Path in _kinds(field):
        return "a path"
    # pydantic keeps the bounds as objects of another library, which is not imported here.
    bounds = {type(bound).__name__: bound for bound in field.metadata}
    if kind is int or int in get_args(kind):
        return f"a whole number from {bounds['Ge'].ge} to {bounds['Le'].le}"
    if kind is float:
        return f"a number of seconds above {bounds['Gt'].gt}, at most {bounds['Le'].le}"
    return "text that is not empty"
