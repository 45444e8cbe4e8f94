"""The link in a notice mail: "this was not me"."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.services import activity, link_objection


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def object_to_link(request: HttpRequest, key: str) -> HttpResponse:
    """A page with one button, for whoever got the mail and need not be signed in. Programs that open the links of a mail press
    no button; pressed twice, it says that nothing is left to do."""
    found = link_objection.found(key)
    ended = False
    if request.method == "POST" and found.standing == "open":
        ended = link_objection.object_to_link(key=key, client=activity.client_of(request))
        found = link_objection.found(key)
    told = ended and found.link is not None and link_objection.utility_is_told(found.link)
    context = {"found": found, "link": found.link, "ended": ended, "utility_is_told": told}
    return render(request, "accounts/object_to_link.html", context, status=404 if found.link is None else 200)
