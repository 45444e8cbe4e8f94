"""Addresses of the demo's index, on the platform's host."""

from django.urls import path

from portal.demo import mail_previews, views

urlpatterns = [
    path("", views.index, name="home"),
    path("day/", views.set_day, name="demo_day"),
    path("mail/", mail_previews.previews, name="demo_previews"),
    path("mail/<str:key>/", views.mail, name="demo_mail"),
    path("mail/<str:key>/html/", mail_previews.sent_html, name="demo_mail_html"),
    path("mail/<slug:slug>/<slug:utility>/<slug:event>/<slug:language>/", mail_previews.preview, name="demo_preview"),
    path("mail/<slug:slug>/<slug:utility>/<slug:event>/<slug:language>/html/", mail_previews.preview_html, name="demo_preview_html"),
]
