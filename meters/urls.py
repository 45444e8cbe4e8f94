"""Addresses of the meters app."""

from django.urls import path

from meters.views import points, receipts, submit_reading

app_name = "meters"
urlpatterns = [
    path("", points.points, name="points"),
    path("receipts/<public_id:public_id>/", receipts.receipt, name="receipt"),
    path("<public_id:public_id>/", points.point, name="point"),
    path("<public_id:public_id>/submit/", submit_reading.submit_reading, name="submit_reading"),
]
