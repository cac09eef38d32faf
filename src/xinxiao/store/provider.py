"""An identity provider by OpenID Connect: the code flow with PKCE, state and nonce (OpenID Connect Core 1.0, RFC 7636).

Where it is found its discovery document says, read when first needed. What it says of somebody counts when the signature, issuer,
audience, times and nonce of its token fit.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from xinxiao.errors import NotSignedIn, SettingFault, Unavailable, told
from xinxiao.settings import IdentityProvider

TIMEOUT = 10.0
"""Seconds a provider may take to answer."""
ALGORITHMS = ("RS256", "ES256", "PS256")
"""Signatures that count; none is not among them."""


@dataclass(frozen=True)
class Provider:
    """The provider that the settings name, or none."""

    chosen: IdentityProvider = field(default_factory=IdentityProvider)

    @property
    def name(self) -> str:
        """What people know it as: the host it is on; empty for none."""
        return urlsplit(self.chosen.issuer).netloc

    def address(self, back: str, state: str, nonce: str, verifier: str) -> str:
        """Where somebody is sent to sign in there, to come back to ``back``."""
        url, _ = self._client(back).create_authorization_url(
            self._found["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
        )
        return str(url)

    def said(self, back: str, code: str, nonce: str, verifier: str) -> tuple[str, str]:
        """Issuer and subject of who came back with a code. Raises :class:`NotSignedIn` for what does not fit, :class:`Unavailable`."""
        import httpx
        from authlib.common.errors import AuthlibBaseError
        from joserfc import jwt
        from joserfc.errors import JoseError

        try:
            token = self._client(back).fetch_token(
                self._found["token_endpoint"],
                code=code,
                code_verifier=verifier,
                grant_type="authorization_code",
            )
            decoded = jwt.decode(str(token.get("id_token", "")), self._keys(), algorithms=list(ALGORITHMS))
            registry = jwt.JWTClaimsRegistry(
                leeway=30,
                iss={"essential": True, "value": self._found["issuer"]},
                aud={"essential": True, "value": self.chosen.client},
                sub={"essential": True},
                exp={"essential": True},
                nonce={"essential": True, "value": nonce},
            )
            registry.validate(decoded.claims)
        except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as error:
            raise NotSignedIn(type(error).__name__, told("provider_refused", provider=self.name)) from error
        except httpx.HTTPError as error:
            raise self._away(error) from error
        return self._found["issuer"], str(decoded.claims["sub"])

    def _client(self, back: str) -> Any:
        from authlib.deprecate import AuthlibDeprecationWarning

        with warnings.catch_warnings():  # it would have httpx2, of which it needs nothing that httpx lacks
            warnings.simplefilter("ignore", AuthlibDeprecationWarning)
            from authlib.integrations.httpx_client import OAuth2Client

        return OAuth2Client(
            client_id=self.chosen.client,
            client_secret=self._secret,
            scope="openid",
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=TIMEOUT,
        )

    @cached_property
    def _secret(self) -> str | None:
        if not self.chosen.secret_file:
            return None
        try:
            return Path(self.chosen.secret_file).expanduser().read_bytes().decode("ascii").strip()
        except (OSError, ValueError) as error:
            path, reason = self.chosen.secret_file, str(error)
            raise SettingFault(path, told("seal_file", path=path, reason=reason)) from error

    @cached_property
    def _found(self) -> dict[str, Any]:
        found = self._json(f"{self.chosen.issuer.rstrip('/')}/.well-known/openid-configuration")
        needed = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
        if any(not isinstance(found.get(name), str) for name in needed) or (
            found["issuer"].rstrip("/") != self.chosen.issuer.rstrip("/")
        ):
            raise self._away(ValueError("its discovery document is not its own"))
        return found

    def _keys(self) -> Any:
        from joserfc.jwk import KeySet

        return KeySet.import_key_set(self._json(self._found["jwks_uri"]))  # type: ignore[arg-type]

    def _json(self, url: str) -> dict[str, Any]:
        import httpx

        try:
            answer = httpx.get(url, timeout=TIMEOUT)
            answer.raise_for_status()
            return dict(answer.json())
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, TypeError) as error:
            raise self._away(error) from error

    def _away(self, error: Exception) -> Unavailable:
        reason = str(error)[:200] or type(error).__name__
        return Unavailable(f"{self.name}: {reason}", told("provider_away", provider=self.name, reason=reason))
