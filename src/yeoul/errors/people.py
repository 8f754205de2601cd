"""Errors of who asks: nobody is known, or they may not do this."""

from __future__ import annotations

import re

from yeoul.errors.base import YeoulError


class Unauthenticated(YeoulError):
    """Raised when nobody knows who asks, or their session has ended."""

    code, status, title = "unauthenticated", 401, "Log in first"


class SetupNeeded(YeoulError):
    """Raised for every request while a server waits for its first account."""

    code, status, title = "setup_needed", 401, "This server has to be set up"


class StaleLogin(YeoulError):
    """Raised when a change needs a person who has logged in a moment ago."""

    code, status, title = "stale_login", 403, "Log in again"


class InsecureAddress(YeoulError):
    """Raised when a password would travel unencrypted."""

    code, status, title = "insecure_address", 403, "This address is not encrypted"


class TooManyTries(YeoulError):
    """Raised when passwords come faster than they are checked, of all names or of one."""

    code, status, title, retryable = "too_many_tries", 429, "Too many tries to log in", True


class LogInRefused(YeoulError):
    """Raised when a log-in by a provider lets nobody in; ``reason`` is a word for the page."""

    code, status, title = "log_in_refused", 403, "This log-in is refused"

    def __init__(self, detail: str = "", *, reason: str = "provider") -> None:
        super().__init__(detail)
        self.reason = reason


class LogInUnavailable(YeoulError):
    """Raised when a log-in provider is away, or does not say what it has to."""

    code, status, title, retryable = "log_in_unavailable", 502, "The provider cannot be used", True


class CredentialTaken(YeoulError):
    """Raised when what recognizes a person is another account's already."""

    code, status, title = "credential_taken", 409, "This log-in belongs to an account already"


class LastCredential(YeoulError):
    """Raised when an account would lose the last way to log in to it."""

    code, status, title = "last_credential", 409, "This is the last way to log in"


class NameTaken(YeoulError):
    """Raised when a new account gets the name of another one."""

    code, status, title = "name_taken", 409, "The name is taken"


class AlreadySetUp(YeoulError):
    """Raised when a server is to be set up that has an account."""

    code, status, title = "already_set_up", 409, "This server is set up"


class LastAdmin(YeoulError):
    """Raised when a change would leave nobody who can manage the accounts."""

    code, status, title = "last_admin", 409, "This is the last admin"

    @classmethod
    def of_others(cls) -> LastAdmin:
        """Return the error of a change behind which nobody could manage the other accounts."""
        return cls("Somebody has to manage the accounts: make another admin first.")


class PasskeysUnavailable(YeoulError):
    """Raised when passkeys cannot be used: at this address, or on this server."""

    code, status, title = "passkeys_unavailable", 409, "Passkeys cannot be used here"


class Forbidden(YeoulError):
    """Raised when a caller is known, and may not do this."""

    code, status, title = "forbidden", 403, "You may not do this"

    @classmethod
    def to_users(cls) -> Forbidden:
        """Return the error for what belongs to the server as a whole."""
        return cls("This belongs to the server as a whole: only its admins may use it.")

    @classmethod
    def to_tokens(cls) -> Forbidden:
        """Return the error for what only a person does, who has logged in."""
        return cls("No token reaches this: log in with a browser.")


class Refused(YeoulError):
    """Raised by a product that does not let a question be asked; its ``detail`` is shown.

    Args:
        detail: One sentence for the person, which says what to do.
        code: The product's own code, in place of ``refused``: lower-case words with underscores.
        status: The HTTP status, 400 to 499. Not 401, which means that nobody is known.
    """

    code, status, title = "refused", 403, "This may not be asked here"

    def __init__(self, detail: str, *, code: str = "refused", status: int = 403) -> None:
        super().__init__(detail)
        if not re.fullmatch("[a-z][a-z0-9_]{0,63}", code):
            raise ValueError(f"{code!r} is no code: write it like over_limit")
        if not 400 <= status <= 499 or status == 401:
            raise ValueError(f"{status} is no status of a refusal: 400 to 499, but not 401")
        self.code, self.status = code, status


class HookTimeout(YeoulError):
    """Raised when a product does not say in time who asks, or what may be asked."""

    code, status, title, retryable = "hook_timeout", 503, "There was no decision in time", True


class ForbiddenHost(YeoulError):
    """Raised when the Host header names neither this machine nor an allowed name."""

    code, status, title = "forbidden_host", 403, "This address is not allowed"


class ForbiddenOrigin(YeoulError):
    """Raised when a browser asks on behalf of another site."""

    code, status, title = "forbidden_origin", 403, "Requests from other sites are refused"


class ForbiddenProxy(YeoulError):
    """Raised when a request says who asks, and has not come by the proxy that may say so."""

    code, status, title = "forbidden_proxy", 403, "Only the proxy may say who asks"
