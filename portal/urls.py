"""Every address on a tenant's host. The platform's own host has `portal/platform_urls.py`."""

from django.conf import settings
from django.urls import include, path

from meters.views import reminders
from portal.admin import tenant_admin
from portal.views import ask, gallery, health, home, language, pages, payment_picture, second_factor, texts, theme

urlpatterns = [
    path("", home.home, name="home"),
    path("accounts/2fa/totp/code.svg", second_factor.totp_code, name="totp_code"),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("meters/", include("meters.urls")),
    path("r/<public_id:public_id>/", reminders.stop_reminders, name="stop_reminders"),  # short: it stands in an SMS
    path("billing/invoices/<public_id:public_id>/code.png", payment_picture.payment_picture, name="payment_picture"),
    path("billing/", include("billing.urls")),
    path("help/", pages.help_page, name="help"),
    path("pages/<slug:key>/", texts.page, name="page"),
    path("ask/", ask.ask, name="ask"),
    path("ask/<public_id:public_id>/", ask.asked, name="asked"),
    path("terms/", pages.terms, name="terms"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("language/", language.set_language, name="set_language"),
    path("theme.css", theme.theme_css, name="theme_css"),
    path("logo.png", theme.logo, name="logo"),
    path("admin/", tenant_admin.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

if settings.DEMO:
    urlpatterns.append(path("gallery/", gallery.gallery, name="gallery"))
