"""``import_data`` as an operator meets it: clear sentences, no tracebacks."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import Customer
from tenants import scope
from tests.scopes import no_scope

pytestmark = pytest.mark.django_db


def test_a_delivery_is_taken_and_counted(manage, probe, delivery):
    said = manage("import_data", delivery.write(), "--tenant", "probe")
    assert "customers               3 new         0 changed         0 unchanged" in said
    assert "is done." in said
    with scope.bound(probe):
        assert Customer.objects.count() == 3


def test_a_dry_run_says_so(manage, probe, delivery):
    assert "Dry run: nothing was changed." in manage("import_data", delivery.write(), "--tenant", "probe", "--dry-run")


def test_every_problem_is_printed_and_the_command_fails_with_one_sentence(manage, probe, delivery):
    delivery.files["customers"][0]["email"] = "wrong"
    delivery.files["payments"][1]["amount"] = "12,345"
    said = StringIO()
    with no_scope(), pytest.raises(CommandError, match="Nothing was imported: 2 problems have to be put right first"):
        call_command("import_data", str(delivery.write()), "--tenant", "probe", stdout=said, stderr=said)
    assert "customers.csv, line 2, column “email”, value “wrong”: This is not an e-mail address." in said.getvalue()
    assert "payments.csv, line 3, column “amount”, value “12,345”:" in said.getvalue()


def test_files_nobody_asked_for_are_named_beside_the_problems_too(manage, probe, delivery):
    delivery.files["payments"][0]["amount"] = "wrong"
    folder = delivery.write()
    (folder / "placila.csv").write_text("x\n", encoding="utf-8")
    said = StringIO()
    with no_scope(), pytest.raises(CommandError):
        call_command("import_data", str(folder), "--tenant", "probe", stdout=said, stderr=said)
    assert "Not read: placila.csv" in said.getvalue()


def test_evidence_whose_column_is_not_there_is_named(manage, probe, delivery):
    for row in delivery.files["invoices"]:
        del row["access_code"]
    said = manage("import_data", delivery.write(), "--tenant", "probe")
    assert "No values, because the column is not there: evidence code (invoices.csv: access_code)" in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["/nowhere", "--tenant", "probe"], "Nothing was imported. /nowhere: There is no such folder."),
        (["/nowhere", "--tenant", "prbe"], "There is no tenant 'prbe'. Known tenants: probe."),
        (["/nowhere", "--all-tenants"], "A delivery is for one tenant"),
        (["/nowhere", "--tenant", "probe", "--utility", "other"], "value “other”: The tenant has no such utility; it has: probe."),
    ],
)
def test_what_an_operator_can_get_wrong_is_one_sentence(manage, probe, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        manage("import_data", *arguments)


def test_a_tenant_with_several_utilities_needs_the_one(manage, apply_preset, delivery):
    apply_preset("mojupravljalec")
    with pytest.raises(CommandError, match="The tenant has several utilities; name one of: dolina, logatec"):
        manage("import_data", delivery.write(), "--tenant", "mojupravljalec")
