"""Pages that write and then end in every way a page can end. Each writes a utility named after itself."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from portal.views import health
from tenants import scope
from tenants.models import Utility


class Broken(RuntimeError):
    pass


def _write(code: str) -> None:
    Utility.objects.create(code=code, name=code)


def fine(request: HttpRequest) -> HttpResponse:
    _write("written")
    return HttpResponse(scope.current().slug)


def refused_form(request: HttpRequest) -> HttpResponse:
    _write("written")
    return HttpResponse("wrong", status=422)


def broken(request: HttpRequest) -> HttpResponse:
    _write("written")
    raise Broken


def server_error(request: HttpRequest) -> HttpResponse:
    _write("written")
    return HttpResponse("busy", status=503)


def missing(request: HttpRequest) -> HttpResponse:
    _write("written")
    raise Http404


def denied(request: HttpRequest) -> HttpResponse:
    _write("written")
    raise PermissionDenied


def kept_then_broken(request: HttpRequest) -> HttpResponse:
    _write("kept")
    request.transaction.checkpoint()
    _write("written")
    raise Broken


def kept_twice_then_missing(request: HttpRequest) -> HttpResponse:
    for code in ("kept", "kept-as-well"):
        _write(code)
        request.transaction.checkpoint()
    _write("written")
    raise Http404


def kept_inside_a_service(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        _write("half")
        request.transaction.checkpoint()
    return HttpResponse("never")


def tenant_after_checkpoint(request: HttpRequest) -> HttpResponse:
    _write("kept")
    request.transaction.checkpoint()
    return HttpResponse(",".join(Utility.objects.order_by("code").values_list("code", flat=True)))


def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.method} {request.get_full_path()}")


def sick(request: HttpRequest) -> HttpResponse:
    """A health check that breaks where it is told to."""
    if "break" in request.GET:
        raise Broken
    return health.healthz(request)


VIEWS = [
    fine, refused_form, broken, server_error, missing, denied, kept_then_broken, kept_twice_then_missing,
    kept_inside_a_service, tenant_after_checkpoint, echo,
]  # fmt: skip
urlpatterns = [path(f"{view.__name__}/", csrf_exempt(login_not_required(view)), name=view.__name__) for view in VIEWS]
urlpatterns += [path("healthz", csrf_exempt(login_not_required(sick))), path("readyz", health.readyz)]


def _plain(status: int) -> Any:
    return lambda request, exception: HttpResponse(str(status), status=status)


handler403, handler404 = _plain(403), _plain(404)  # the portal's own link to pages that are not here
