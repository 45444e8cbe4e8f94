"""The portal's addresses, and two pages to measure against."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from portal.urls import urlpatterns as portal_patterns

TINY = '{% extends "layouts/page.html" %}{% block title %}Tiny{% endblock %}{% block content %}<h1>{{ user }}</h1>{% endblock %}'


@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    """Django's own cost: asked without any middleware."""
    return HttpResponse("hello")


def reply(request: HttpRequest) -> HttpResponse:
    """All middleware, session and user, one line of text."""
    return HttpResponse(f"hello {request.user}")


def tiny(request: HttpRequest) -> HttpResponse:
    """The same inside the portal's layout, with menu and foot: what no page can do without."""
    return HttpResponse(engines["django"].from_string(TINY).render({}, request))


urlpatterns = [*portal_patterns, path("bench/bare/", bare), path("bench/reply/", reply), path("bench/tiny/", tiny)]
