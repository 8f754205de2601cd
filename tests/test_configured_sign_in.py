"""Half a configuration of sign-in, or one that contradicts itself, stops the start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.accounts.people import add_people
from yeoul.app import create_app
from yeoul.configured_sign_in import check_sign_in, sign_in_of
from yeoul.errors import StartupError
from yeoul.settings import Settings

ISSUER = {"oidc_issuer": "https://id.example.org", "oidc_client_id": "x"}
GOOGLE = {"oidc_google_client_id": "x", "oidc_google_client_secret": "y"}
KAKAO = {"oidc_kakao_client_id": "x"}
PROXY = {"proxy_user_header": "Remote-User", "trusted_proxies": "127.0.0.1"}
ACCESS = {"cloudflare_access_team": "team", "cloudflare_access_aud": "tag"}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"oidc_issuer": "https://id.example.org"}, "needs --oidc-client-id"),
        ({"oidc_client_id": "x"}, "needs --oidc-issuer"),
        ({"oidc_client_secret": "x"}, "needs --oidc-issuer and"),
        ({"oidc_name": "x"}, "needs --oidc-issuer and"),
        ({"oidc_scopes": "email"}, "needs --oidc-issuer and"),
        ({"oidc_google_client_id": "x"}, "needs --oidc-google-client-secret"),
        ({"oidc_google_client_secret": "x"}, "needs --oidc-google-client-id"),
        ({"oidc_kakao_client_secret": "x"}, "needs --oidc-kakao-client-id"),
        ({"oidc_signup": True}, "needs a provider"),
        ({**ISSUER, "oidc_allowed_domains": "example.org"}, "add --oidc-signup"),
        ({**ISSUER, "oidc_allowed_groups": "crew"}, "add --oidc-signup"),
        ({**GOOGLE, "oidc_signup": True}, "everybody who has an account at Google or Kakao"),
        ({**KAKAO, "oidc_signup": True}, "everybody who has an account at Google or Kakao"),
        ({"proxy_user_header": "Remote-User"}, "needs --trusted-proxies"),
        ({"trusted_proxies": "127.0.0.1"}, "needs --proxy-user-header"),
        ({"proxy_signup": True}, "needs --proxy-user-header"),
        ({"proxy_logout_url": "/out"}, "needs --proxy-user-header"),
        ({"cloudflare_access_team": "team"}, "need each other"),
        ({"cloudflare_access_aud": "tag"}, "need each other"),
        ({**PROXY, **ACCESS}, "Choose one"),
        ({**PROXY, **KAKAO}, "Either a proxy"),
        ({**ACCESS, **KAKAO}, "Either a proxy"),
        ({**PROXY, "setup": True}, "yeoul user add NAME --admin"),
    ],
)
def test_half_a_configuration_is_refused_with_what_is_missing(
    given: dict[str, Any], says: str
) -> None:
    with pytest.raises(StartupError) as refused:
        sign_in_of(Settings(**given))
    assert says in refused.value.detail


@pytest.mark.parametrize(
    "given",
    [
        {"oidc_issuer": "http://id.example.org"},
        {"oidc_issuer": "id.example.org"},
        {"oidc_issuer": "https://id.example.org/?a=b"},
        {"proxy_user_header": "Remote_User"},
        {"proxy_user_header": "Remote User"},
        {"trusted_proxies": "0.0.0.0/0"},
        {"trusted_proxies": "::/0"},
        {"trusted_proxies": "10.0.0.1/8"},
        {"trusted_proxies": "proxy.example.org"},
        {"proxy_logout_url": "//evil.example"},
        {"proxy_logout_url": "javascript:alert(1)"},
        {"proxy_logout_url": "http://example.org/out"},
        {"cloudflare_access_team": "evil.example/"},
    ],
)
def test_a_value_that_cannot_be_one_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Settings(**given)


def test_each_provider_is_asked_for_no_more_than_is_needed() -> None:
    plain = sign_in_of(Settings(**ISSUER, **GOOGLE, **KAKAO))
    assert [(each.id, each.scopes) for each in plain.providers] == [
        ("google", ()),
        ("kakao", ()),
        ("oidc", ()),
    ]
    assert [each.title for each in plain.providers] == ["Google", "Kakao", "id.example.org"]
    assert plain.providers[1].issuer == "https://kauth.kakao.com"
    limits = {"oidc_signup": True, "oidc_allowed_domains": "Example.org"}
    open_to_some = sign_in_of(Settings(**ISSUER, **GOOGLE, **KAKAO, **limits))
    assert [each.scopes for each in open_to_some.providers] == [
        ("profile", "email"),
        (),
        ("profile", "email"),
    ]
    assert open_to_some.sign_up is not None
    assert open_to_some.sign_up.admits({"hd": "example.org"}, "google")
    assert not open_to_some.sign_up.admits({"hd": "example.org"}, "oidc")
    assert "y" not in repr(plain.providers[0])


@pytest.mark.parametrize("given", [KAKAO, PROXY, ACCESS])
def test_without_accounts_nobody_could_be_let_in(given: dict[str, Any]) -> None:
    sign_in = sign_in_of(Settings(**given))
    with pytest.raises(StartupError, match="yeoul user add"):
        check_sign_in(sign_in, mode="local")
    with pytest.raises(StartupError, match="product"):
        check_sign_in(sign_in, mode=None)
    check_sign_in(sign_in, mode="accounts")
    check_sign_in(sign_in_of(Settings()), mode="local")


def test_without_the_package_the_start_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("yeoul.configured_sign_in.find_spec", lambda name: None)
    for given in (KAKAO, ACCESS):
        with pytest.raises(StartupError, match=r"yeoul\[accounts\]"):
            sign_in_of(Settings(**given))
    sign_in_of(Settings(**PROXY))


def test_the_server_of_one_person_loads_nothing_for_accounts(tmp_path: Path) -> None:
    code = (
        "import sys, asyncio, pathlib\n"
        "import yeoul.commands.serve\n"
        "from yeoul.app import create_app\n"
        "from yeoul.settings import Settings\n"
        "settings = Settings(data_dir=pathlib.Path(sys.argv[1]), model='scripted:river')\n"
        "async def run():\n"
        "    app = create_app(settings)\n"
        "    async with app.router.lifespan_context(app):\n"
        "        late = {'argon2', 'cryptography', 'joserfc', 'segno', 'webauthn'}\n"
        "        assert not late & set(sys.modules), late & set(sys.modules)\n"
        "asyncio.run(run())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.anyio
async def test_an_app_that_is_told_otherwise_does_not_start(tmp_path: Path) -> None:
    await add_people(tmp_path)
    app = create_app(Settings(data_dir=tmp_path, proxy_user_header="Remote-User"))
    with pytest.raises(StartupError, match="--trusted-proxies"):
        async with app.router.lifespan_context(app):
            pass
