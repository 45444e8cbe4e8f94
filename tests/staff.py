"""People who work for a tenant, with and without a second factor, and a client that looks at admin pages."""

from __future__ import annotations

import time
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from allauth.account.internal.flows import login
from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt

from accounts.models import User
from portal.admin_site import SEEN_AT
from tenants.models import Tenant
from tests.client import PageClient
from tests.people import person
from tests.scopes import working_for

ADDRESSES = {"href", "src", "action", "formaction"}


class InlineFinder(HTMLParser):
    """Collects what a strict content policy would stop."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        data = tag == "script" and ("src" in named or named.get("type") == "application/json")
        if tag == "style" or (tag == "script" and not data):
            self.found.append(f"<{tag}> {named}")
        for name, value in attrs:
            led_astray = name in ADDRESSES and (value or "").strip().lower().startswith(("javascript:", "data:", "http:", "https:", "//"))
            if name == "style" or name.startswith("on") or led_astray:
                self.found.append(f"<{tag} {name}={value!r}>")


def colleague(
    tenant: Tenant, *, username: str | None = "sonja", full_name: str = "Sonja Bizjak", factor: bool = True, **fields: Any
) -> User:
    """A member of staff at ``tenant``; an operator with ``is_superuser=True``."""
    user = person(tenant, username=username, full_name=full_name, is_staff=True, **fields)
    if factor:
        with working_for(tenant):
            give_second_factor(user)
    return user


def give_second_factor(user: User) -> str:
    """An authenticator app for ``user``; its secret."""
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(user, secret)
    return secret


def code_of(user: User) -> str:
    """What the authenticator app of ``user`` shows now."""
    with working_for(user.tenant):
        secret = decrypt(Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).data["secret"])
    return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30))


class AdminClient(PageClient):
    """Signed in with both factors; every HTML page that it is given has nothing inline, as the content policy demands."""

    def __init__(self, host: str, user: User | None = None, **options: Any) -> None:
        options.setdefault("enforce_csrf_checks", False)
        super().__init__(host, **options)
        if user is not None:
            self.sign_in(user)
            self.prove(user)

    def prove(self, user: User, *, ago: float = 0, seen_ago: float = 0) -> None:
        """The second factor, given ``ago`` seconds before now; the last page was asked for ``seen_ago`` seconds before now."""
        with working_for(user.tenant):
            session = self.session
            at = time.time() - ago
            session[SEEN_AT] = int(time.time() - seen_ago)
            session["account_authentication_methods"] = [{"method": "password", "at": at}, {"method": "mfa", "at": at, "type": "totp"}]
            session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
            session.save()

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        if response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html"):
            found = InlineFinder(response.content.decode()).found
            assert not found, f"{request['PATH_INFO']}: {found}"
            assert "unsafe" not in response.headers["Content-Security-Policy"]
        return response

    def text(self, path: str, **data: Any) -> str:
        """The page at ``path`` as it is sent; anything but 200 is an error."""
        response = self.get(path, data or None)
        assert response.status_code == 200, f"{path}: {response.status_code} {response.headers.get('Location', '')}"
        return response.content.decode()

    def ends_at(self, path: str) -> tuple[int, str]:
        """Status and path after all redirects, which stay on this host."""
        response = self.get(path)
        while 300 <= response.status_code < 400:
            target = urlsplit(response["Location"])
            assert target.netloc in {"", self.host}
            path = target.path
            response = self.get(path + (f"?{target.query}" if target.query else ""))
        return response.status_code, path
