"""The sources of settings: flags > environment > file > defaults, read once at the start.

All other modules take plain arguments. The sources are merged by hand, because an error has to name
the place of a wrong value, and because importing pydantic-settings alone would take a quarter of a
second of every start.

Not every file is trusted. The one in the user's configuration directory is read, any other only if
it is named. A file in the working directory, which may be another person's checkout, decides
nothing, and a key from the environment is never sent to an address from a file.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from yeoul.addresses import WrongAddress, is_address
from yeoul.errors import StartupError
from yeoul.files.private import read_regular
from yeoul.settings import ENV_PREFIX, SettingInfo, Settings, setting_infos

CONFIG_FILE = "yeoul.toml"
CONFIG_ENV = ENV_PREFIX + "CONFIG"
#: Behind the name of a variable: it names a file with the value.
FILE_SUFFIX = "_FILE"
#: More bytes than all settings together need.
MAX_FILE_BYTES = 64 * 1024


class _Given(NamedTuple):
    value: object
    #: The place that the value came from, worded for a sentence.
    place: str


_Source = dict[str, _Given]


def load_settings(
    flags: Mapping[str, object],
    *,
    environ: Mapping[str, str],
    config: Path | None = None,
    tell: Callable[[str], None] = lambda sentence: None,
) -> Settings:
    """Return the settings from all sources.

    Args:
        flags: values of the command line by the setting's name; None means not given.
        environ: the environment; empty variables count as absent. Where ``YEOUL_X_FILE`` names a
            file, that has the value of ``YEOUL_X``.
        config: the settings file; default: the one that ``YEOUL_CONFIG`` names, else `user_file` if
            it exists.
        tell: is called with a sentence about the file that was read and the settings in it, and
            with one about a file that a person may expect to be read but is not.

    Raises:
        StartupError: a value is wrong (the sentence names the setting, the value unless it is a
            secret, and the allowed values), or a key and an address do not belong together.
    """
    if config is None and (named := environ.get(CONFIG_ENV, "")):
        config = Path(named)
    infos = {info.name: info for info in setting_infos()}
    path = (config or user_file()).expanduser().absolute()
    if config is None:
        _tell_of_another(tell, path)
    in_file = _from_file(path, infos, must_exist=config is not None)
    in_environment = _from_environment(environ, infos)
    on_line = {
        info.name: _Given(value, info.flag)
        for info in infos.values()
        if (value := flags.get(info.name)) is not None
    }
    _keep_the_key_with_its_address(in_file, in_environment, on_line)
    given = in_file | in_environment | on_line
    if decided := [name for name in in_file if given[name] is in_file[name]]:
        tell(f"Settings come from {_shown_path(path)}: {', '.join(decided)}.")
    return _validated(given, infos)


def user_file() -> Path:
    """Return the path of this user's settings file, which may not exist."""
    import platformdirs

    return platformdirs.user_config_path("yeoul", appauthor=False) / CONFIG_FILE


def _validated(given: _Source, infos: Mapping[str, SettingInfo]) -> Settings:
    for name, entry in given.items():
        # Python takes true for 1.
        if isinstance(entry.value, bool) and not infos[name].is_switch:
            raise StartupError(_sentence(infos[name], entry))
    try:
        return Settings.model_validate({name: entry.value for name, entry in given.items()})
    except ValidationError as error:
        fault = error.errors(include_input=False)[0]
        name = str(fault["loc"][0])
        why = fault.get("ctx", {}).get("error")
        raise StartupError(_sentence(infos[name], given[name], why)) from None


def _keep_the_key_with_its_address(
    in_file: _Source, in_environment: _Source, on_line: _Source
) -> None:
    """Check that the key and the address in use belong together.

    The author of a file must not get a key that its reader has for another service. So an address
    from a file gets the key beside it or one typed on the command line, and a key beside an
    address goes only to that address.

    Raises:
        StartupError: the key would go to an address that it was not given for.
    """
    file_address, file_key = in_file.get("base_url"), in_file.get("api_key")
    address = on_line.get("base_url") or in_environment.get("base_url") or file_address
    if file_address is None or "api_key" in on_line:
        return
    if address is file_address:
        if file_key is not None:
            in_environment.pop("api_key", None)
        elif (key := in_environment.get("api_key")) is not None:
            raise StartupError(
                f"{key.place} is not sent to an address that a file names ({file_address.place}): "
                'write api_key beside it (api_key = "" for none), or give the address by '
                "--base-url or YEOUL_BASE_URL."
            )
    elif (
        file_key is not None
        and "api_key" not in in_environment
        and address is not None
        and address.value != file_address.value
    ):
        raise StartupError(
            f"{file_key.place} belongs to the base_url beside it, and {address.place} gives "
            'another address: give its key too, by --api-key ("" for none) or YEOUL_API_KEY.'
        )


def _tell_of_another(tell: Callable[[str], None], path: Path) -> None:
    here = Path(CONFIG_FILE)
    if os.path.lexists(here) and here.absolute() != path and not _is_same(here, path):
        tell(f"{CONFIG_FILE} in this directory is not read: --config {CONFIG_FILE} reads it.")


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _from_file(path: Path, infos: Mapping[str, SettingInfo], *, must_exist: bool) -> _Source:
    content = _content(path, must_exist=must_exist)
    place = _shown_path(path)
    try:
        values = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StartupError(f"The settings file {place} is not valid TOML: {error}.") from None
    except (ValueError, RecursionError):  # numbers of thousands of digits, a thousand brackets
        raise StartupError(f"The settings file {place} is not valid TOML.") from None
    for key in values:
        if key not in infos:
            raise StartupError(f"{place} has an unknown setting {key!r}{_nearest(key, infos)}.")
    return {
        key: _Given(_from_folder(path.parent, infos[key], value), f"{key} in {place}")
        for key, value in values.items()
    }


def _content(path: Path, *, must_exist: bool) -> bytes:
    """Return the content of a settings file; empty if it is missing and need not exist.

    Raises:
        StartupError: it cannot be read, or is not a file; a pipe is never waited for.
    """
    try:
        content = read_regular(path, MAX_FILE_BYTES + 1, follow=True)
    except (FileNotFoundError, NotADirectoryError):
        if path.is_symlink():
            raise StartupError(_unreadable(path, "it is a link that leads nowhere")) from None
        if must_exist:
            raise StartupError(f"The settings file {_shown_path(path)} does not exist.") from None
        return b""
    except OSError as error:
        raise StartupError(_unreadable(path, error.strerror or str(error))) from None
    if len(content) > MAX_FILE_BYTES:
        raise StartupError(_unreadable(path, f"it is larger than {MAX_FILE_BYTES // 1024} KiB"))
    return content


def _unreadable(path: Path, why: str) -> str:
    return f"The settings file {_shown_path(path)} cannot be read: {why}."


def _shown_path(path: Path) -> str:
    """Return a path on one line, with unprintable characters escaped."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in str(path))


def _from_folder(folder: Path, info: SettingInfo, value: object) -> object:
    """Return a file's value, with a relative path resolved from the file's folder."""
    if not isinstance(value, str) or not value or value.startswith("~"):
        return value
    return str(folder / value) if info.is_path(value) else value


def _nearest(key: str, infos: Mapping[str, SettingInfo]) -> str:
    import difflib

    matches = difflib.get_close_matches(key.replace("-", "_"), infos, n=1)
    return f" (did you mean {matches[0]!r}?)" if matches else ""


def _from_environment(
    environ: Mapping[str, str], infos: Mapping[str, SettingInfo]
) -> dict[str, _Given]:
    given: dict[str, _Given] = {}
    for info in infos.values():
        if (kept := _kept_in_file(environ, info.env[0])) is not None:
            given[info.name] = kept
            continue
        for variable in info.env:
            text = environ.get(variable, "").strip()
            if text and _is_meant(variable, text):
                given[info.name] = _Given(text, variable)
                break
    return given


def _is_meant(variable: str, text: str) -> bool:
    """Return whether a variable, which may be another program's, means what it is read for."""
    if variable == "HOST":  # some shells keep the machine's name there
        return text == "localhost" or is_address(text)
    if variable == "DATABASE_URL":  # that of another database means nothing here
        return text.startswith("postgres")
    return True


def _kept_in_file(environ: Mapping[str, str], variable: str) -> _Given | None:
    """Return the value in the file that ``<variable>_FILE`` names, as containers give secrets.

    Raises:
        StartupError: it cannot be read, or the variable itself is set too.
    """
    named = environ.get(place := variable + FILE_SUFFIX, "").strip()
    if not named:
        return None
    if environ.get(variable, "").strip():
        raise StartupError(f"{variable} and {place} are both set: leave one of them out.")
    try:
        content = read_regular(Path(named), MAX_FILE_BYTES + 1, follow=True)
        text = content.decode("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or "it is not text"
        raise StartupError(f"{place} names a file that cannot be read: {why}.") from None
    if not text or len(content) > MAX_FILE_BYTES:
        raise StartupError(f"{place} names a file that is empty, or too large for a value.")
    return _Given(text, place)


def _sentence(info: SettingInfo, given: _Given, why: Exception | None = None) -> str:
    raw = str(given.value).lower() if isinstance(given.value, bool) else str(given.value)
    text = info.shown(raw)
    if text is None:
        return f"{given.place} cannot be used: it must be {info.allowed}."
    text = text if len(text) <= 80 else f"{text[:80]}…"
    must = str(why) if isinstance(why, WrongAddress) else f"be {info.allowed}"
    return f"{given.place} is {text!r}, but must {must}."
