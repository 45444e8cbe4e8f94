"""The operators' own host: their admin; in the demo also the index of the portals."""

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView

from accounts.urls import for_operators
from portal.admin import platform_admin
from portal.views import health, second_factor

urlpatterns = [
    path("accounts/2fa/totp/code.svg", second_factor.totp_code, name="totp_code"),
    # allauth's list of sessions stands on a tag library that is not installed, and its GET deletes rows.
    path("accounts/sessions/", RedirectView.as_view(pattern_name="admin:index"), name="usersessions_list"),
    path("accounts/", include((for_operators, "accounts"))),
    path("accounts/", include("allauth.urls")),
    path("admin/", platform_admin.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

if settings.DEMO:
    urlpatterns.append(path("", include("portal.demo.urls")))
else:
    urlpatterns.append(path("", RedirectView.as_view(pattern_name="admin:index"), name="home"))
