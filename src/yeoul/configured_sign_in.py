"""How people log in, as the settings say: by a provider, by a proxy in front, or neither.

Half a configuration, and one that contradicts itself, stops the start with a sentence that says
what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from importlib.util import find_spec
from typing import NamedTuple
from urllib.parse import urlsplit

from pydantic import SecretStr

from yeoul.accounts import Accounts, Mode
from yeoul.accounts.oidc import Oidc, SignUp
from yeoul.accounts.oidc_provider import ProviderSettings
from yeoul.accounts.proxied import AccessTeam, CloudflareAccess, Proxied
from yeoul.api.dependencies import Dependencies
from yeoul.api.identity import identify_local
from yeoul.api.proxy_identity import ACCESS_LOGOUT, ProxyIdentity, TrustedPeers
from yeoul.api.session_cookie import SessionIdentity
from yeoul.chat.rights import Rights
from yeoul.errors import StartupError
from yeoul.settings import Settings
from yeoul.store.accounts import AccountStore

#: How the presets differ from any other provider: their issuers and titles.
_PRESETS = {
    "google": ("https://accounts.google.com", "Google"),
    "kakao": ("https://kauth.kakao.com", "Kakao"),
}


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
    if settings.by_proxy and providers:
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
    return SignIn(providers, sign_up, settings.by_proxy, access)


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
    if settings.by_proxy:
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


def logout_url_of(settings: Settings) -> str | None:
    """Return where people log out of the proxy; None where this server logs them in."""
    by_default = ACCESS_LOGOUT if settings.cloudflare_access_team else None
    return settings.proxy_logout_url or by_default


def open_oidc(
    settings: Settings,
    store: AccountStore | None,
    accounts: Accounts | None,
    stack: AsyncExitStack,
) -> Oidc | None:
    """Return the log-in by providers; ``stack`` closes it. None where there are none."""
    sign_in = sign_in_of(settings)
    if accounts is None or store is None or not sign_in.providers:
        return None
    oidc = Oidc(sign_in.providers, sign_in.sign_up, store, accounts.sessions, accounts.audit)
    stack.push_async_callback(oidc.aclose)
    return oidc


def open_identity(
    settings: Settings,
    parts: Dependencies,
    rights: Rights,
    cookieless: frozenset[str],
    stack: AsyncExitStack,
) -> None:
    """Have the people of ``parts`` be known; ``stack`` closes what that needs.

    At the paths of ``cookieless`` nobody is known by what a browser sends on its own.
    """
    identity, accounts, sign_in = parts.identity, parts.accounts, sign_in_of(settings)
    if accounts is None:
        identity.identify = identify_local
    elif sign_in.by_proxy:
        access = None
        if sign_in.team is not None:
            access = CloudflareAccess(sign_in.team)
            stack.push_async_callback(access.aclose)
        proxied = Proxied(accounts, signup=settings.proxy_signup)
        known = ProxyIdentity(
            accounts,
            proxied,
            parts.cookie,
            cookieless,
            header=settings.proxy_user_header,
            peers=TrustedPeers(settings.trusted_proxies) if settings.trusted_proxies else None,
            access=access,
        )
        rights.holds = proxied.holds
        identity.identify, identity.check = known, known.check
    else:
        providers = [] if parts.oidc is None else parts.oidc.providers
        offered = [(each.id, each.title) for each in providers]
        identity.identify = SessionIdentity(accounts, parts.cookie, cookieless, offered)
