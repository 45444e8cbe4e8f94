"""Addresses of the meters app."""

from django.urls import path

from meters.views import consumption, points, reading_dates, receipts, reminders, spreadsheets, submit_reading, withdraw

app_name = "meters"
urlpatterns = [
    path("", points.points, name="points"),
    path("dates/", reading_dates.reading_dates, name="reading_dates"),
    path("consumption/", consumption.consumption, name="consumption"),
    path("receipts/<public_id:public_id>/", receipts.receipt, name="receipt"),
    path("receipts/<public_id:public_id>/photo/", receipts.photo, name="photo"),
    path("receipts/<public_id:public_id>/withdraw/", withdraw.withdraw, name="withdraw"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("<public_id:public_id>/", points.point, name="point"),
    path("<public_id:public_id>/reminders/", reminders.point_reminders, name="point_reminders"),
    path("<public_id:public_id>/readings.csv", spreadsheets.readings_csv, name="readings_csv"),
    path("<public_id:public_id>/readings.xlsx", spreadsheets.readings_xlsx, name="readings_xlsx"),
    path("<public_id:public_id>/consumption/", consumption.point_consumption, name="point_consumption"),
    path("<public_id:public_id>/submit/", submit_reading.submit_reading, name="submit_reading"),
]
