"""Addresses of the demo's index, on the platform's host."""

from django.urls import path

from portal.demo import views

urlpatterns = [
    path("", views.index, name="home"),
    path("day/", views.set_day, name="demo_day"),
    path("mail/<str:key>/", views.mail, name="demo_mail"),
]
