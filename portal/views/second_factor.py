"""The picture that an authenticator app is pointed at: an address of its own, so that no page needs `data:` pictures."""

from __future__ import annotations

from io import BytesIO

import qrcode
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from qrcode.image.svg import SvgPathFillImage


@require_safe
def totp_code(request: HttpRequest) -> HttpResponse:
    """The secret that the page "set up an authenticator" offers this session, as a picture; 404 where none is offered."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    address = get_adapter().build_totp_url(request.user, secret)
    picture = BytesIO()
    qrcode.make(address, image_factory=SvgPathFillImage).save(picture)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")
