"""Lower than the old value: a question, reasons, and a photo for staff (Z-23)."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from meters.models import Reading, Submission, SubmissionPhoto
from tests import factories, people
from tests.meters.readings import states
from tests.meters.zagorje.entries import enter
from tests.scopes import working_for
from tests.staff import AdminClient, colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(cilka_client, water, form, at):
    at("2026-05-26 10:00")
    return cilka_client.visit(form).submit(value_cold="1300")


def test_z23_a_lower_value_is_asked_about_and_nothing_is_taken_yet(question, cilka_point, zagorje):
    assert "1336" in question.main
    assert set(question.form().options("reason")) == {"wrong_entry", "meter_exchanged", "passed_zero", "value_is_right"}
    with working_for(zagorje):
        assert states(cilka_point) == []


@pytest.mark.parametrize("reason", ["meter_exchanged", "passed_zero", "value_is_right"])
def test_z23_with_a_reason_it_waits_for_staff(question, cilka_point, zagorje, reason):
    question.submit(reason=reason)
    with working_for(zagorje):
        assert states(cilka_point) == [("COLD", 1300, "needs_review")]
        assert Submission.objects.get().reason == reason


def test_z23_a_typing_error_is_corrected_on_the_spot(question, cilka_point, zagorje):
    question.submit(reason="wrong_entry", value_cold="1342")
    with working_for(zagorje):
        assert states(cilka_point) == [("COLD", 1342, "accepted")]


def picture(kind="JPEG", size=(3000, 2000)):
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Telefon Cilke"
    Image.new("RGB", size, "white").save(out, kind, exif=exif)
    out.seek(0)
    out.name = f"stevec.{kind.lower()}"
    return out


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_z23_a_photo_goes_to_staff_without_what_the_telephone_wrote_into_it(question, cilka_client, cilka_point, zagorje, kind):
    receipt = question.submit(reason="meter_exchanged", files={"photo": picture(kind)})
    with working_for(zagorje):
        content = bytes(SubmissionPhoto.objects.get().content)
        submission = Submission.objects.get()
    assert b"Telefon Cilke" not in content
    drawn = Image.open(io.BytesIO(content))
    assert (drawn.format, max(drawn.size), dict(drawn.getexif())) == ("JPEG", 1600, {})
    shown = cilka_client.get(f"{receipt.path}photo/")
    assert (shown.content, shown.headers["Content-Type"], shown.headers["X-Content-Type-Options"]) == (content, "image/jpeg", "nosniff")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    clerk = AdminClient("zagorje.localhost", colleague(zagorje, username=None))
    address = f"/admin/meters/submission/{submission.pk}/photo/"
    assert address in clerk.text(f"/admin/meters/submission/{submission.pk}/change/")
    assert clerk.get(address).content == content


def test_z23_the_photo_is_for_the_customer_and_the_utilitys_staff_alone(question, zagorje, page_client):
    receipt = question.submit(reason="meter_exchanged", files={"photo": picture()})
    stranger = people.household(zagorje, username=None, full_name="Dana Hribar", number="200002", commodity="water")
    assert page_client("zagorje.localhost", stranger).get(f"{receipt.path}photo/").status_code == 404
    assert page_client("zagorje.localhost").get(f"{receipt.path}photo/").status_code == 302
    with working_for(zagorje):
        other = factories.UtilityFactory(code="elsewhere", is_active=False)
        clerk = colleague(zagorje, username=None)
        factories.StaffUtilityFactory(user=clerk, utility=other)
        submission = Submission.objects.get()
    assert AdminClient("zagorje.localhost", clerk).get(f"/admin/meters/submission/{submission.pk}/photo/").status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"%PDF-1.7", id="a PDF"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", id="a drawing with a program"),
        pytest.param(b"\xff\xd8\xff" + b"\0" * 100, id="only the first bytes of a photo"),
        pytest.param(b"x" * (8 * 1024 * 1024 + 1), id="more than 8 MB"),
    ],
)
def test_z23_what_is_no_photo_is_refused_with_the_reason_and_nothing_is_taken(question, cilka_point, zagorje, sent):
    file = io.BytesIO(sent)
    file.name = "stevec.jpg"
    page = question.submit(reason="meter_exchanged", files={"photo": file})
    assert page.errors["photo"]
    assert page.form().values["reason"] == ["meter_exchanged"]
    with working_for(zagorje):
        assert states(cilka_point) == []
        assert not SubmissionPhoto.objects.exists()


def test_z23_a_photo_of_an_entry_that_rolls_back_is_not_kept(cilka, cilka_point, zagorje, water, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the outbox is full")

    monkeypatch.setattr("tenants.outbox.queue", fail)
    with pytest.raises(RuntimeError):
        enter(cilka, cilka_point, 1300, "2026-05-26 10:00", reason="meter_exchanged", photo=picture().getvalue())
    with working_for(zagorje):
        assert not SubmissionPhoto.objects.exists()
        assert not Reading.objects.filter(source="customer").exists()
