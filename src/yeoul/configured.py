"""The values that settings stand for in the stages below them: providers, services, limits.

The server uses them, and so do the commands that ask a model without one.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from typing import NamedTuple
from urllib.parse import urlsplit

from pydantic import SecretStr

from yeoul.accounts import Mode
from yeoul.accounts.oidc import SignUp
from yeoul.accounts.oidc_provider import ProviderSettings
from yeoul.accounts.proxied import AccessTeam
from yeoul.addresses import is_this_machine
from yeoul.caller import Allowance
from yeoul.errors import StartupError
from yeoul.generation.runner import Limits
from yeoul.providers import open_providers, open_service, open_shelf
from yeoul.providers.base import Provider
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.embedded.shelf import Shelf
from yeoul.services import KeptService, OwnService, ServiceFiles, Services, key_hint
from yeoul.settings import Settings

logger = logging.getLogger(__name__)

_KAKAO = "https://kauth.kakao.com"
#: Why no service can be connected to an app whose maker has chosen its parts.
_CHOSEN = "The product around this server chooses its models."


def check_reach(settings: Settings, *, has_accounts: bool) -> None:
    """Check that no stranger who reaches the server reaches what is in it; warn if one might.

    Raises:
        StartupError: other machines can reach it, and it has no accounts; or it has accounts, and
            the settings say that everybody may do everything.
    """
    if has_accounts and settings.allow_unauthenticated:
        raise StartupError(
            "This server has accounts, so --allow-unauthenticated cannot be used: leave it out, or"
            " remove the accounts with `yeoul user remove`."
        )
    if not (has_accounts or settings.allow_unauthenticated or is_this_machine(settings.listens_on)):
        reach = "this server with --lan" if settings.lan else f"host {settings.host}"
        raise StartupError(
            f"Other machines can reach {reach}, and there are no accounts yet: make one with"
            " `yeoul user add NAME --admin`, or start with --setup. With 127.0.0.1 only"
            " this machine reaches the server; with --allow-unauthenticated everybody who reaches"
            " it may read and change everything."
        )
    # A proxy in front may let in only whom it knows, so this is a warning. But it may also be that
    # there were accounts, and their data directory is another one now.
    if settings.allowed_hosts and not (has_accounts or settings.allow_unauthenticated):
        logger.warning(
            "This server answers to %s, and has no accounts: everybody who reaches it by that name"
            " may read and change everything. Start with --setup, or make an account with `yeoul"
            " user add NAME --admin`. If a proxy lets in only whom it knows,"
            " --allow-unauthenticated says so.",
            ", ".join(settings.allowed_hosts),
        )


#: How the presets differ from any other provider: their issuers and titles.
_PRESETS = {"google": ("https://accounts.google.com", "Google"), "kakao": (_KAKAO, "Kakao")}


class SignIn(NamedTuple):
    """By whom people log in, beside their passwords."""

    providers: tuple[ProviderSettings, ...] = ()
    #: None: nobody gets an account by logging in.
    sign_up: SignUp | None = None
    #: Whether a proxy logs people in, in the place of this server.
    by_proxy: bool = False
    #: The team of Cloudflare Access, if it is that proxy.
    team: AccessTeam | None = None


def sign_in_of(settings: Settings) -> SignIn:
    """Return by whom people log in.

    Raises:
        StartupError: that is half configured, or contradicts itself.
    """
    providers = tuple(_providers(settings))
    _check_oidc(settings, providers)
    _check_proxy(settings)
    team, audience = settings.cloudflare_access_team, settings.cloudflare_access_aud
    by_proxy = settings.proxy_user_header is not None or team is not None
    if by_proxy and providers:
        raise StartupError(
            "Either a proxy logs people in, or this server does by a provider: leave out"
            " --proxy-user-header and --cloudflare-access-team, or --oidc-…"
        )
    if (providers or team is not None) and find_spec("joserfc") is None:
        raise StartupError(
            "Log-in by a provider, and by Cloudflare Access, needs one more package: install it"
            " with `pip install 'yeoul[accounts]'`."
        )
    sign_up = None
    if settings.oidc_signup:
        sign_up = SignUp(settings.oidc_allowed_domains, settings.oidc_allowed_groups)
    access = AccessTeam(team, audience) if team is not None and audience is not None else None
    return SignIn(providers, sign_up, by_proxy, access)


def _providers(settings: Settings) -> Iterator[ProviderSettings]:
    # Each scope is asked for only where something is made of it.
    named = ("profile",) if settings.oidc_signup else ()
    mailed = ("email",) if settings.oidc_allowed_domains else ()
    for id_, (issuer, title) in _PRESETS.items():
        client_id = getattr(settings, f"oidc_{id_}_client_id")
        secret = getattr(settings, f"oidc_{id_}_client_secret")
        if client_id is None:
            if secret is not None:
                raise StartupError(f"--oidc-{id_}-client-secret needs --oidc-{id_}-client-id.")
            continue
        # Kakao refuses scopes that are not switched on there, before anybody can log in.
        scopes = () if id_ == "kakao" else (*named, *mailed)
        yield ProviderSettings(id_, title, issuer, client_id, _plain(secret), scopes)
    own, own_id = settings.oidc_issuer, settings.oidc_client_id
    if own is not None and own_id is not None:
        title = settings.oidc_name or urlsplit(own).hostname or own
        scopes = settings.oidc_scopes or (*named, *mailed)
        own_secret = _plain(settings.oidc_client_secret)
        yield ProviderSettings("oidc", title, own, own_id, own_secret, scopes)


def _plain(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()


def _check_oidc(settings: Settings, providers: Sequence[ProviderSettings]) -> None:
    issuer, client_id = settings.oidc_issuer, settings.oidc_client_id
    if (issuer is None) is not (client_id is None):
        given, missing = ("issuer", "client-id") if issuer else ("client-id", "issuer")
        raise StartupError(f"--oidc-{given} needs --oidc-{missing} too.")
    others = (settings.oidc_client_secret, settings.oidc_name, settings.oidc_scopes or None)
    for name, value in zip(("client-secret", "name", "scopes"), others, strict=True):
        if value is not None and issuer is None:
            raise StartupError(f"--oidc-{name} needs --oidc-issuer and --oidc-client-id too.")
    if settings.oidc_google_client_id and settings.oidc_google_client_secret is None:
        raise StartupError("--oidc-google-client-id needs --oidc-google-client-secret too.")
    limits = settings.oidc_allowed_domains or settings.oidc_allowed_groups
    if limits and not settings.oidc_signup:
        raise StartupError(
            "--oidc-allowed-domains and --oidc-allowed-groups say who may sign up: add"
            " --oidc-signup."
        )
    if settings.oidc_signup and not providers:
        raise StartupError("--oidc-signup needs a provider, such as --oidc-issuer.")
    if settings.oidc_signup and not limits and any(each.id in _PRESETS for each in providers):
        raise StartupError(
            "With --oidc-signup everybody who has an account at Google or Kakao could use this"
            " server: add --oidc-allowed-domains, or leave it out and invite people."
        )


def _check_proxy(settings: Settings) -> None:
    header, team = settings.proxy_user_header, settings.cloudflare_access_team
    if header is not None and team is not None:
        raise StartupError("Choose one of --proxy-user-header and --cloudflare-access-team.")
    if (team is None) is not (settings.cloudflare_access_aud is None):
        raise StartupError(
            "--cloudflare-access-team and --cloudflare-access-aud need each other: the tag is that"
            " of this application, and without it every other one of the team would do."
        )
    if header is not None and not settings.trusted_proxies:
        raise StartupError(
            "--proxy-user-header needs --trusted-proxies: the addresses that the proxy connects"
            " from. Otherwise everybody could say who they are."
        )
    if header is not None or team is not None:
        if settings.setup:
            raise StartupError(
                "--setup makes the first account by a password, and a proxy logs people in: make"
                " it with `yeoul user add NAME --admin`, of the name that the proxy sends."
            )
        return
    for name in ("trusted_proxies", "proxy_signup", "proxy_logout_url"):
        if getattr(settings, name):
            raise StartupError(
                f"--{name.replace('_', '-')} needs --proxy-user-header, or"
                " --cloudflare-access-team."
            )


def check_sign_in(sign_in: SignIn, *, mode: Mode | None) -> None:
    """Check that there are accounts for those whom a provider or a proxy knows.

    Raises:
        StartupError
    """
    if not (sign_in.providers or sign_in.by_proxy):
        return
    if mode is None:
        raise StartupError(
            "The product around this server says who asks: leave out --oidc-…, --proxy-user-header"
            " and --cloudflare-access-team."
        )
    if mode == "local":
        name = "NAME, as the proxy calls you," if sign_in.by_proxy else "NAME"
        setup = "" if sign_in.by_proxy else ", or start with --setup"
        raise StartupError(
            "There are no accounts yet that somebody could log in to: make the first one with"
            f" `yeoul user add {name} --admin`{setup}."
        )


def open_models(settings: Settings) -> Shelf | None:
    """Return the model files on this machine; None where the engine for them is not installed.

    Raises:
        StartupError: see `open_shelf`.
    """
    return open_shelf(
        data_dir=settings.data_dir,
        model=settings.model,
        slots=settings.slots,
        context_length=settings.context_length,
    )


def open_catalogue(settings: Settings, shelf: Shelf | None = None) -> Catalogue:
    """Return the catalogue of the providers that ``settings`` name. Nothing is started yet.

    ``shelf`` is that of `open_models`, if the caller needs it too.

    Raises:
        StartupError: see `open_providers` and `open_shelf`.
    """
    return open_providers(
        model=settings.model,
        base_url=settings.base_url,
        api_key=settings.api_key.get_secret_value() if settings.api_key else None,
        service_api=settings.service_api,
        service_slots=settings.max_answers,
        connect_timeout_s=settings.connect_timeout_s,
        shelf=shelf or open_models(settings),
    )


def open_services(
    settings: Settings, catalogue: Catalogue, *, files: ServiceFiles | None
) -> Services:
    """Return the services that people connect, beside that of ``settings``; see `Services.start`.

    ``files`` None: none can be connected.
    """
    return Services(
        catalogue,
        partial(_open_service, settings),
        files=files,
        own=_own_service(settings, catalogue),
        fixed=_CHOSEN,
    )


def add_kept_services(settings: Settings, catalogue: Catalogue) -> list[str]:
    """Offer the models of the services that were connected in the page, too, without a server.

    Reads their files and changes nothing in them: a server may be writing them. Returns a sentence
    for whatever cannot be used. Blocks.
    """
    services, unusable = ServiceFiles(settings.data_dir).read()
    troubles = [unusable] if unusable else []
    for service in services:
        try:
            catalogue.add(_open_service(settings, service))
        except StartupError as error:
            troubles.append(f"{service.name}: {error.detail}")
        if service.trouble and service.trouble != unusable:
            troubles.append(f"{service.name}: {service.trouble}")
    return troubles


def _open_service(settings: Settings, service: KeptService) -> Provider:
    return open_service(
        id=service.id,
        title=service.name,
        base_url=service.base_url,
        api_key=service.api_key,
        api=service.api,
        model=service.model,
        continues=service.continues,
        connect_timeout_s=settings.connect_timeout_s,
        slots=settings.max_answers,
    )


def _own_service(settings: Settings, catalogue: Catalogue) -> OwnService | None:
    if settings.service is None:
        return None
    key = settings.api_key.get_secret_value() if settings.api_key else None
    remote = (provider for provider in catalogue.providers if provider.remote)
    return OwnService(settings.service, key_hint(key), next(remote, None), settings.service_api)


def allowance_of(settings: Settings) -> Allowance:
    """Return what each person with an account may use, unless an admin says otherwise."""
    return Allowance(
        growing=4,
        unfinished=20,
        streams=100,
        questions=settings.questions_per_day or None,
        tokens=settings.tokens_per_day or None,
    )


def limits_of(settings: Settings) -> Limits:
    """Return the limits of every answer."""
    return Limits(
        first_token_timeout_s=settings.first_token_timeout_s,
        idle_timeout_s=settings.idle_timeout_s,
        max_answer_bytes=settings.max_answer_bytes,
    )
