"""Where settings come from: flags > environment > file > defaults, read once at the process's edge.

Below this module there are plain arguments. The sources are layered by hand because an error has to
name the place a wrong value came from, and because importing pydantic-settings alone would take a
quarter of a second of every start.
"""

from __future__ import annotations

import ipaddress
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from yeoul.errors import StartupError
from yeoul.settings import ENV_PREFIX, SettingInfo, Settings, setting_infos

CONFIG_FILE = "yeoul.toml"
CONFIG_ENV = ENV_PREFIX + "CONFIG"


class _Given(NamedTuple):
    value: object
    #: Where it was given, as a sentence names it.
    place: str


def load_settings(
    flags: Mapping[str, object],
    *,
    environ: Mapping[str, str],
    config: Path | None = None,
) -> Settings:
    """Read the settings from all sources.

    Args:
        flags: values of the command line by the setting's name; None means not given.
        environ: the environment; empty variables count as absent.
        config: the settings file. None means the one ``YEOUL_CONFIG`` names, else ``yeoul.toml`` in
            the working directory if there is one.

    Raises:
        StartupError: naming the setting, its value (never a secret) and what is allowed.
    """
    if config is None and (named := environ.get(CONFIG_ENV, "")):
        config = Path(named)
    infos = {info.name: info for info in setting_infos()}
    given = _from_file(config, infos) | _from_environment(environ, infos)
    for info in infos.values():
        if (value := flags.get(info.name)) is not None:
            given[info.name] = _Given(value, info.flag)
    for name, entry in given.items():
        # To Python, true is a 1.
        if isinstance(entry.value, bool) and not infos[name].is_switch:
            raise StartupError(_sentence(infos[name], entry))
    try:
        return Settings.model_validate({name: entry.value for name, entry in given.items()})
    except ValidationError as error:
        name = str(error.errors(include_input=False)[0]["loc"][0])
        raise StartupError(_sentence(infos[name], given[name])) from None


def _from_file(config: Path | None, infos: Mapping[str, SettingInfo]) -> dict[str, _Given]:
    path = config or Path(CONFIG_FILE)
    try:
        with path.open("rb") as file:
            values = tomllib.load(file)
    except FileNotFoundError:
        if config is None:
            return {}
        raise StartupError(f"The settings file {path} does not exist.") from None
    except OSError as error:
        raise StartupError(f"The settings file {path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StartupError(f"The settings file {path} is not valid TOML: {error}.") from None
    for key in values:
        if key not in infos:
            raise StartupError(f"{path} has an unknown setting {key!r}{_nearest(key, infos)}.")
    return {key: _Given(value, f"{key} in {path}") for key, value in values.items()}


def _nearest(key: str, infos: Mapping[str, SettingInfo]) -> str:
    import difflib

    matches = difflib.get_close_matches(key.replace("-", "_"), infos, n=1)
    return f" (did you mean {matches[0]!r}?)" if matches else ""


def _from_environment(
    environ: Mapping[str, str], infos: Mapping[str, SettingInfo]
) -> dict[str, _Given]:
    given: dict[str, _Given] = {}
    for info in infos.values():
        for variable in info.env:
            text = environ.get(variable, "").strip()
            if text and (variable != "HOST" or _is_address(text)):
                given[info.name] = _Given(text, variable)
                break
    return given


def _is_address(text: str) -> bool:
    """Tell an address from a machine's or a platform's name, which some shells keep in HOST."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return text == "localhost"
    return True


def _sentence(info: SettingInfo, given: _Given) -> str:
    if info.name == "api_key":
        return f"{given.place} cannot be used: it must be {info.allowed}."
    text = str(given.value).lower() if isinstance(given.value, bool) else str(given.value)
    shown = text if len(text) <= 80 else f"{text[:80]}…"
    return f"{given.place} is {shown!r}, but must be {info.allowed}."
