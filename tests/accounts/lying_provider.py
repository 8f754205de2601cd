"""A log-in provider (OpenID Connect) on a socket of its own, which lies as a test has it lie."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
import warnings
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from joserfc import jws
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from tests.served import serving_app

CLIENT_ID, CLIENT_SECRET = "yeoul-client", "the client's secret"

_KINDS: dict[str, Any] = {
    "RS256": lambda: RSAKey.generate_key(2048, {"kid": "rsa"}),
    "ES256": lambda: ECKey.generate_key("P-256", {"kid": "ec"}),
    "EdDSA": lambda: OKPKey.generate_key("Ed25519", {"kid": "ed"}),
}


def signed(claims: dict[str, Any], key: Key, algorithm: str, **head: Any) -> str:
    """A signed token. Whatever its head says is what it says."""
    given = {"alg": algorithm, "kid": key.kid, **head}
    registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that an algorithm is old, or a key no good secret
        return jws.serialize_compact(given, orjson.dumps(claims), key, registry=registry)


def _parts(*parts: Any) -> str:
    texts = (base64.urlsafe_b64encode(orjson.dumps(part)).decode() for part in parts)
    return ".".join(text.rstrip("=") for text in texts)


def unsigned(claims: dict[str, Any]) -> str:
    """A token that says of itself that it is not signed."""
    return _parts({"alg": "none"}, claims) + "."


def signed_with_the_public_key(claims: dict[str, Any], key: RSAKey) -> str:
    """A token signed with what everybody knows, as if it were a shared secret."""
    text = _parts({"alg": "HS256", "kid": key.kid}, claims)
    signature = hmac.digest(key.as_pem(private=False), text.encode(), "sha256")
    return f"{text}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


@dataclass
class LyingProvider:
    """The provider. It tells the truth until a test changes one of its fields."""

    url: str = ""
    algorithm: str = "RS256"
    #: Who is logged in there, and what else it tells of them.
    subject: str = "person-1"
    claims: dict[str, Any] = field(default_factory=dict)
    #: What it puts in the place of its metadata, its ID token's claims and head, and its userinfo.
    metadata: dict[str, Any] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    #: What it puts into its answer to the browser.
    answer: dict[str, str] = field(default_factory=dict)
    #: Makes the ID token of its claims; None: it is signed as it should be.
    make_token: Any = None
    #: Whether a person has to press a button there.
    asks: bool = False
    key: Any = None
    asked: Counter[str] = field(default_factory=Counter)
    #: By the code: what the browser was sent with.
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    sent: list[dict[str, str]] = field(default_factory=list)

    def token(self, nonce: str) -> str:
        """The ID token."""
        now = int(time.time())  # noqa: TID251
        claims = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "sub": self.subject,
            "nonce": nonce,
            "iat": now,
            "exp": now + 300,
            **self.claims,
            **self.lies,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.make_token is not None:
            made: str = self.make_token(claims)
            return made
        return signed(claims, self.key, self.algorithm)

    def app(self) -> FastAPI:
        """The provider as an app."""
        app = FastAPI()
        routes: dict[str, Callable[..., Any]] = {
            "/.well-known/openid-configuration": self.tell,
            "/authorize": self.authorize,
            "/keys": self.tell_keys,
            # Where Cloudflare has them.
            "/cdn-cgi/access/certs": self.tell_keys,
            "/userinfo": self.tell_of_person,
        }
        for path, route in routes.items():
            app.add_api_route(path, route, response_model=None)
        app.add_api_route("/token", self.give_token, methods=["POST"], response_model=None)
        return app

    async def tell(self) -> dict[str, Any]:
        self.asked["metadata"] += 1
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "userinfo_endpoint": f"{self.url}/userinfo",
            **self.metadata,
        }

    async def authorize(self, request: Request) -> Response:
        query = dict(request.query_params)
        self.sent.append(query)
        assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
        code = f"code-{len(self.sent)}"
        self.codes[code] = query
        answer = {"code": code, "state": query["state"], **self.answer}
        address = f"{query['redirect_uri']}?{urlencode(answer)}"
        if not self.asks:
            return RedirectResponse(address, 303)
        return HTMLResponse(f'<a href="{escape(address)}">Yes, it is me</a>')

    async def give_token(self, request: Request) -> Response:
        self.asked["token"] += 1
        form = dict(parse_qsl((await request.body()).decode()))
        pair = base64.b64encode(f"{CLIENT_ID}:the%20client%27s%20secret".encode()).decode()
        in_header = request.headers.get("authorization") == f"Basic {pair}"
        assert in_header or form.get("client_secret") == CLIENT_SECRET
        sent = self.codes.pop(form["code"], None)  # a code is good once
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (
            sent is None
            or sent["code_challenge"] != challenge
            or sent["redirect_uri"] != form["redirect_uri"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        given = {"access_token": "access", "token_type": "Bearer"}
        return JSONResponse({**given, "id_token": self.token(sent["nonce"])})

    async def tell_keys(self) -> dict[str, Any]:
        self.asked["keys"] += 1
        return {"keys": [{**self.key.as_dict(private=False), "use": "sig"}]}

    async def tell_of_person(self, request: Request) -> dict[str, Any]:
        self.asked["userinfo"] += 1
        assert request.headers["authorization"] == "Bearer access"
        return {"sub": self.subject, **self.userinfo}


@asynccontextmanager
async def lying_provider(algorithm: str = "RS256") -> AsyncIterator[LyingProvider]:
    """Serve a provider."""
    provider = LyingProvider(algorithm=algorithm, key=_KINDS[algorithm]())
    async with serving_app(provider.app()) as url:
        provider.url = url
        yield provider


def word_in(address: str) -> str:
    """The word by which the page is told what came of a log-in."""
    return urlsplit(address).fragment.removeprefix("sign-in=")
