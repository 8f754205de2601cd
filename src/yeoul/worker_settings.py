"""The settings of a server with several workers: what they share, and how many run here."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, SecretStr

from yeoul.errors import StartupError
from yeoul.setting_types import Key, allow


def _begins_with(*schemes: str) -> AfterValidator:
    """Return a check that an address has one of these schemes."""
    known = re.compile(rf"(?:{'|'.join(schemes)})://.", re.IGNORECASE)

    def check(url: SecretStr | None) -> SecretStr | None:
        if url is not None and not known.match(url.get_secret_value()):
            raise ValueError("another scheme")
        return url

    return AfterValidator(check)


class WorkerSettings(BaseModel):
    """What several workers need. Without it a server is alone, and keeps all in its directory."""

    store_url: Annotated[Key, _begins_with("postgres", "postgresql", r"postgresql\+asyncpg")] = (
        Field(
            None,
            description="PostgreSQL in which several workers keep conversations and accounts; "
            "needs --log-url.",
            json_schema_extra=allow(
                "an address such as postgresql://user:password@host:5432/database"
            ),
        )
    )
    log_url: Annotated[Key, _begins_with("redis", "rediss", "unix")] = Field(
        None,
        description="Valkey, or Redis 7 or newer, in which several workers keep growing answers; "
        "needs --store-url.",
        json_schema_extra=allow(
            "an address such as redis://user:password@host:6379/0, with rediss:// for TLS"
        ),
    )
    log_replicas: int = Field(
        0,
        ge=0,
        le=16,
        description="Replicas of that engine that must have a token before anybody sees it.",
    )
    workers: int = Field(
        1,
        ge=1,
        le=256,
        description="Worker processes on this machine; more than one needs --store-url and "
        "--log-url.",
    )

    @property
    def is_shared(self) -> bool:
        """Whether other workers may use the same store and log."""
        return self.store_url is not None

    def check_workers(self) -> None:
        """Check that these settings belong together.

        Raises:
            StartupError: they do not; the sentence says what is missing.
        """
        has_store, has_log = self.store_url is not None, self.log_url is not None
        if has_store != has_log:
            there, missing = ("store", "log") if has_store else ("log", "store")
            raise StartupError(
                f"There is a {there}_url, but no {missing}_url: several workers share both. "
                f"Give --{missing}-url too ({_VARIABLES[missing]}), or unset the other one "
                f"({_VARIABLES[there]}) for a server that is alone."
            )
        if self.workers > 1 and not has_store:
            raise StartupError(
                "Several workers share a store and a log: give --store-url (PostgreSQL) and "
                "--log-url (Valkey or Redis), or leave --workers at 1."
            )
        if self.log_replicas and not has_log:
            raise StartupError("log_replicas needs a log with replicas: give --log-url.")
        if has_store and not all(map(find_spec, _LIBRARIES)):
            raise StartupError(
                "Several workers need further libraries: install them by pip install"
                " 'yeoul[workers]'."
            )


#: What the extra `workers` brings; a server that is alone loads none of it.
_LIBRARIES = ("asyncpg", "greenlet", "hiredis", "redis")
#: The variables of either address.
_VARIABLES = {
    "store": "YEOUL_STORE_URL or DATABASE_URL",
    "log": "YEOUL_LOG_URL or REDIS_URL",
}
