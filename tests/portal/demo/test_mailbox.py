"""The demo's index shows mail as it was sent."""

import pytest
from django.core import mail

from portal.demo import mailbox


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_FILE_PATH = str(tmp_path)
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"


def test_short_messages_are_shown_the_latest_first(settings, tmp_path):
    from tenants.sms.backends import FileBackend

    settings.SMS_OPTIONS = {"folder": str(tmp_path)}
    FileBackend(str(tmp_path)).send(to="+38631123456", text="Oddajte stanje", sender="", reference="<a@gen-i>")
    assert [(message.to, message.text) for message in mailbox.latest_sms()] == [("+38631123456", "Oddajte stanje")]


def test_slovenian_letters_arrive_whole(folder):
    message = mail.EmailMultiAlternatives("Račun že čaka", "Če to niste bili vi, nam pišite.", "portal@example.si", ["ana@example.si"])
    message.attach_alternative("<p>Če to niste bili vi, nam pišite.</p>", "text/html")
    message.send()
    [found] = mailbox.latest()
    assert (found.subject, found.to) == ("Račun že čaka", "ana@example.si")
    assert found.text.strip() == "Če to niste bili vi, nam pišite."
    assert "Če to niste bili vi" in found.html
