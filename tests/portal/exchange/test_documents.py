"""A bill's PDF goes to the one invoice it is named after; no row without its file, no file without its row."""

from __future__ import annotations

import pytest

from billing.models import Invoice
from portal.exchange import ImportRefused
from portal.exchange.documents import possible_numbers
from portal.models import ImportRun
from tests.portal.exchange.deliveries import PDF, invoice

pytestmark = pytest.mark.django_db


def stored(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def named():
    return sorted(Invoice.objects.exclude(pdf="").values_list("pdf", flat=True))


def refusal(take, delivery):
    with pytest.raises(ImportRefused) as refused:
        take(delivery)
    return [(problem.file, problem.reason) for problem in refused.value.problems]


def test_a_pdf_goes_to_its_invoice_under_a_name_of_ours(take, delivery, documents, in_probe):
    delivery.pdfs = {"R-01-1001.pdf": PDF, "1002/R-01-1002.pdf": PDF}
    assert take(delivery).counts["pdf"].new == 2
    bill = Invoice.objects.get(number="R-01-1001")
    assert bill.public_id in bill.pdf
    assert "1001" not in bill.pdf.replace(bill.public_id, "")
    assert (documents / bill.pdf).read_bytes() == PDF
    assert stored(documents) == named()


def test_a_slash_in_a_number_is_written_otherwise_in_a_file_name(take, delivery, in_probe):
    delivery.files["invoices"].append(invoice("2026/17-A", "1001", ""))
    delivery.pdfs = {"2026_17-A.pdf": PDF}
    take(delivery)
    assert Invoice.objects.get(number="2026/17-A").pdf


def test_a_name_that_fits_two_invoices_is_refused(take, delivery, documents):
    delivery.files["invoices"] += [invoice("2026/17", "1001", ""), invoice("2026-17", "1002", "")]
    delivery.pdfs = {"2026-17.pdf": PDF}
    assert refusal(take, delivery) == [("pdf/2026-17.pdf", "The file's name fits several invoices.")]
    assert stored(documents) == []


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("R-09-1001.pdf", PDF, "No invoice has the number"),
        ("1002/R-01-1001.pdf", PDF, "belongs to another customer"),
        ("R-01-1001.pdf", b"<html>", "is no PDF"),
        ("R-01-1001.txt", PDF, "Only PDF files"),
        ("R-01-1001 .pdf.exe", PDF, "Only PDF files"),
    ],
)
def test_any_other_file_is_refused_by_name_and_nothing_is_stored(take, delivery, documents, in_probe, name, content, reason):
    delivery.pdfs = {"R-01-1003.pdf": PDF, name: content}
    [(file, found)] = refusal(take, delivery)
    assert file == f"pdf/{name}"
    assert reason in found
    assert stored(documents) == []
    assert Invoice.objects.count() == 0


def test_two_files_for_one_invoice_are_refused(take, delivery):
    delivery.pdfs = {"R-01-1001.pdf": PDF, "1001/R-01-1001.pdf": PDF}
    assert len(refusal(take, delivery)) == 1


def test_a_link_that_leads_out_of_the_folder_is_refused(take, delivery, tmp_path, documents):
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(PDF)
    folder = delivery.write() / "pdf"
    folder.mkdir()
    (folder / "R-01-1001.pdf").symlink_to(secret)
    assert [file for file, _reason in refusal(take, delivery)] == ["pdf/R-01-1001.pdf"]
    assert stored(documents) == []


def test_a_new_drawing_takes_the_place_of_the_old(take, delivery, documents, in_probe, django_capture_on_commit_callbacks):
    delivery.pdfs = {"R-01-1001.pdf": PDF}
    take(delivery)
    delivery.pdfs = {"R-01-1001.pdf": PDF + b"again"}
    with django_capture_on_commit_callbacks(execute=True):
        assert take(delivery).counts["pdf"].changed == 1
    assert stored(documents) == named()
    assert (documents / named()[0]).read_bytes() == PDF + b"again"


def test_a_refused_delivery_and_a_dry_run_store_nothing(take, delivery, documents):
    delivery.pdfs = {"R-01-1001.pdf": PDF}
    assert take(delivery, dry_run=True).counts["pdf"].new == 1
    assert stored(documents) == []
    delivery.files["customers"][2]["name"] = ""
    refusal(take, delivery)
    assert stored(documents) == []


def test_an_import_that_breaks_after_storing_takes_the_files_back(take, delivery, documents, monkeypatch):
    delivery.pdfs = {"R-01-1001.pdf": PDF, "R-01-1002.pdf": PDF}
    monkeypatch.setattr("portal.exchange.run.close_links", lambda *args, **options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        take(delivery)
    assert stored(documents) == []


def test_files_of_a_run_whose_machine_stopped_are_swept_by_the_next(take, delivery, documents, in_probe):
    dead = ImportRun.objects.create(by="a machine that stopped")
    left = documents / f"invoices/{in_probe.pk}/{dead.pk}/x.pdf"
    left.parent.mkdir(parents=True)
    left.write_bytes(PDF)
    delivery.pdfs = {"R-01-1001.pdf": PDF}
    take(delivery)
    assert stored(documents) == named()


@pytest.mark.parametrize(("name", "numbers"), [("2026-17", ["2026-17", "2026/17"]), ("plain", ["plain"]), ("1-2-3-4-5-6", ["1-2-3-4-5-6"])])
def test_the_numbers_that_a_name_may_stand_for(name, numbers):
    assert possible_numbers(name) == numbers


@pytest.mark.parametrize("name", ["R-01-\udcff.pdf", "R-01\n-1001.pdf"])
def test_a_name_that_cannot_be_written_down_is_refused_and_still_reported(take, delivery, documents, name):
    """Names of files are bytes: an archive from another system brings some that are no text."""
    delivery.pdfs = {name: PDF}
    [(shown, reason)] = refusal(take, delivery)
    assert reason == "The file's name contains signs that cannot be printed."
    assert shown.isprintable()
    assert stored(documents) == []


def test_a_file_beside_the_delivery_with_such_a_name_stops_nothing(take, delivery):
    delivery.write()
    (delivery.folder / "notes-\udcff.txt").write_text("x")
    assert [name.isprintable() for name in take(delivery).ignored] == [True]
