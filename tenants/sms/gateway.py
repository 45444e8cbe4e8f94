"""A gateway over HTTP: one POST of JSON a message, the token in a header.

``{"to": "+38631123456", "from": "Komunala", "text": "...", "reference": "..."}`` with ``Authorization: Bearer <token>``. Any 2xx is a
yes. The reference is the same at each attempt, also in ``Idempotency-Key``: gateways that know it never send twice."""

from __future__ import annotations

import http.client
import json
from http import HTTPStatus
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from tenants.sms import NoAnswer, Refused, TryLater
from tenants.sms.address import LOCAL, WrongAddress

TIMEOUT = 15
"""Seconds for each step of the conversation."""

LATER = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS)
OURS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.PAYMENT_REQUIRED, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
"""Answers about the installation (token, account, address), not about the message: it waits until somebody mends that."""


class _NoRedirect(HTTPRedirectHandler):
    """The token goes to the gateway of the settings and nowhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class GatewayBackend:
    """See the module. ``sender``: shown where a tenant's file names none."""

    def __init__(self, url: str, token: str, sender: str = "") -> None:
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in LOCAL:
            raise WrongAddress("A gateway is asked over https only.")
        self.url, self.token, self.sender = url, token, sender

    def send(self, *, to: str, text: str, sender: str, reference: str) -> None:
        body = {"to": to, "text": text, "reference": reference, "from": sender or self.sender}
        request = Request(  # noqa: S310  (https, or this machine: looked at above)
            self.url,
            data=json.dumps({name: value for name, value in body.items() if value}).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.token}", "Idempotency-Key": reference},
            method="POST",
        )
        try:
            build_opener(_NoRedirect).open(request, timeout=TIMEOUT).close()
        except HTTPError as error:
            error.close()
            raise self._answered(error.code) from error
        except URLError as error:  # while connecting or handing over
            raise TryLater(str(error.reason)) from error
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(f"{type(error).__name__}: {error}") from error

    @staticmethod
    def _answered(status: int) -> Exception:
        later = status in LATER or status in OURS or status >= HTTPStatus.INTERNAL_SERVER_ERROR or status < HTTPStatus.BAD_REQUEST
        if status == HTTPStatus.GATEWAY_TIMEOUT:
            return NoAnswer("the gateway's own servers did not answer")
        return (TryLater if later else Refused)(f"the gateway answered {status}")
