"""The page where staff set up their authenticator app."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth

from tests.factories import PASSWORD
from tests.scopes import working_for
from tests.staff import AdminClient, colleague


def reauthenticated(client: AdminClient, path: str) -> Any:
    """The page, the password given again where it is asked for."""
    response = client.get(path)
    if response.status_code == 302:
        client.post(response["Location"], {"password": PASSWORD})
        response = client.get(path)
    return response


def test_staff_set_up_an_authenticator_and_are_let_in_with_its_code(involta: Any) -> None:
    new = colleague(involta, username="nova", full_name="Nova Moč", factor=False)
    client = AdminClient("involta.localhost")
    client.sign_in(new)
    page = reauthenticated(client, "/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    assert "data:" not in page.content.decode()
    assert "/accounts/2fa/totp/code.svg" in page.content.decode()

    picture = client.get("/accounts/2fa/totp/code.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"<path" in picture.content
    assert "no-store" in picture["Cache-Control"]

    with working_for(involta):
        secret = client.session[auth.SECRET_SESSION_KEY]
    code = auth.format_hotp_value(auth.hotp_value(secret, next(iter(auth.yield_hotp_counters_from_time()))))
    response = client.post("/accounts/2fa/totp/activate/", {"code": code})
    assert response.status_code == 302
    with working_for(involta):
        assert Authenticator.objects.filter(user=new, type=Authenticator.Type.TOTP).exists()
    assert client.get("/accounts/2fa/totp/code.svg").status_code == 404
    asked = client.get("/admin/login/")
    client.post(asked["Location"], {"code": code})
    client.text("/admin/")


def test_the_picture_is_shown_to_nobody_who_is_not_setting_up(involta: Any, ana: Any) -> None:
    client = AdminClient("involta.localhost")
    assert client.get("/accounts/2fa/totp/code.svg").status_code == 302
    client.sign_in(ana)
    assert client.get("/accounts/2fa/totp/code.svg").status_code == 404
