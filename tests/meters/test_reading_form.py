"""The form of a reading on its page: what it shows, what it refuses next to the field, what it asks."""

import pytest

from meters.models import Submission
from tests.meters.readings import effective, past, second_point, states
from tests.scopes import working_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(ana, page_client):
    return page_client("involta.localhost", ana, language="en")


@pytest.fixture
def address(ana, ana_point, involta, at):
    with working_for(involta):
        past(ana_point, VT=24816, MT=18302)
    at("2026-05-03 10:00")
    return f"/meters/{ana_point.public_id}/submit/"


def test_last_value_usual_range_and_days_left_stand_beside_the_fields(client, address):
    page = client.visit(address)
    assert page.form().names == ["read_on", "value_vt", "value_mt"]
    assert "24816" in page.main
    assert "kWh" in page.main
    assert "3 days left" in page.main
    vt = page.by_id("value_vt")
    assert (vt.get("inputmode"), vt.get("data-last"), vt.get("maxlength")) == ("numeric", "24816", None)
    assert int(vt.get("data-low")) < 218 < int(vt.get("data-high"))


def test_a_good_reading_leads_to_its_receipt(client, address, ana_point, involta):
    page = client.visit(address).submit(value_vt="25034", value_mt="18511")
    with working_for(involta):
        submission = Submission.objects.get()
        assert effective(ana_point) == {"VT": 25034, "MT": 18511}
    assert page.path == f"/meters/receipts/{submission.public_id}/"
    assert submission.number in page.main


def test_handing_in_costs_22_queries(client, address, involta):
    """Four for who and where, five for what is known, as many again behind the meter's lock, the rest writes and the mail."""
    form = client.visit(address).form()
    values = {name: value[0] for name, value in form.values.items()} | {"value_vt": "25034", "value_mt": "18511"}
    assert client.post(address, values).status_code == 302
    assert len(client.queries) == 22


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("25034,7", "without a comma and decimals: 25034"),
        ("25034.7", "without a comma and decimals: 25034"),
        ("25.034,7", "without a comma"),
        ("2503471", "6 black digits, you entered 7"),
        ("", "Enter the reading"),
        ("-5", "never shows less than zero"),
        ("25 034", "without spaces, for example 25034"),
        ("petindvajset", "only digits"),
        ("٢٥٠٣٤", "only digits"),
        pytest.param("2503²", "only digits", id="a digit that is no number"),
        pytest.param("9" * 6000, "6 black digits", id="six thousand digits"),
    ],
)
def test_what_is_no_reading_is_said_at_the_field_and_stays_as_typed(client, address, ana_point, involta, typed, said):
    page = client.visit(address).submit(value_vt=typed, value_mt="18511")
    assert said in page.errors["value_vt"]
    assert page.title.startswith("Error:")
    assert page.by_id("value_vt").get("value", "") == typed
    assert page.by_id("value_mt").get("value") == "18511"
    assert page.by_id("value_vt").get("aria-invalid") == "true"
    with working_for(involta):
        assert states(ana_point) == []


def test_blanks_around_the_number_do_not_matter(client, address):
    assert "receipts" in client.visit(address).submit(value_vt=" 25034\u00a0", value_mt="18511").path


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-05-04", "That day has not come yet"),
        ("2026-04-27", "at most 5 days old. Enter a day from"),
        ("", "Enter the day on which you read the meter"),
        ("včeraj", "Enter a date such as"),
    ],
)
def test_a_date_that_cannot_be_is_said_at_the_date(client, address, day, said):
    page = client.visit(address).submit(read_on=day, value_vt="25034", value_mt="18511")
    assert said in page.errors["read_on"]
    assert page.by_id("value_vt").get("value") == "25034"


def test_a_slovenian_date_is_understood(client, address, involta):
    client.visit(address).submit(read_on="30. 4. 2026", value_vt="25034", value_mt="18511")
    with working_for(involta):
        assert str(Submission.objects.get().read_on) == "2026-04-30"


def test_a_date_before_the_meter_was_installed_says_so(client, address, ana_point, involta):
    with working_for(involta):
        ana_point.meters.update(installed_on="2026-05-01")
    page = client.visit(address).submit(read_on="2026-04-30", value_vt="25034", value_mt="18511")
    assert "installed on" in page.errors["read_on"]


# --- The question ---------------------------------------------------------------------------------------------------------------
def test_swapped_digits_are_asked_about_and_the_guess_is_named(client, address, ana_point, involta):
    page = client.visit(address).submit(value_vt="52034", value_mt="18511")
    assert "Is the reading VT really 52034?" in page.main
    assert "25034" in page.main
    assert "27 218 kWh more" in page.main
    assert page.form().names == ["value_vt", "reason", "photo"]  # the others shrink to a line
    assert "MT 18511" in page.main
    assert page.form().values["reason"] == ["wrong_entry"]
    with working_for(involta):
        assert states(ana_point) == []


def test_correcting_the_value_hands_it_in_without_staff(client, address, ana_point, involta):
    question = client.visit(address).submit(value_vt="52034", value_mt="18511")
    assert "receipts" in question.submit(value_vt="25034").path
    with working_for(involta):
        assert effective(ana_point) == {"VT": 25034, "MT": 18511}


def test_confirming_with_a_reason_hands_it_to_staff(client, address, ana_point, involta):
    question = client.visit(address).submit(value_vt="52034", value_mt="18511")
    page = question.submit(reason="value_is_right")
    assert "A colleague will check it" in page.main
    with working_for(involta):
        assert states(ana_point) == [("VT", 52034, "needs_review"), ("MT", 18511, "needs_review")]


def test_sending_the_question_back_unanswered_asks_again_and_says_what_to_do(client, address, ana_point, involta):
    question = client.visit(address).submit(value_vt="52034", value_mt="18511")
    again = question.submit()
    assert "Correct the reading, or choose what happened" in again.main
    with working_for(involta):
        assert states(ana_point) == []


def test_a_reason_holds_only_for_the_value_it_was_given_for(client, address, ana_point, involta):
    question = client.visit(address).submit(value_vt="52034", value_mt="18511")
    again = question.submit(value_vt="62034", reason="value_is_right")
    assert "Is the reading VT really 62034?" in again.main
    with working_for(involta):
        assert states(ana_point) == []


def test_a_reason_sent_with_the_first_post_confirms_nothing(client, address, ana_point, involta):
    form = client.visit(address).form()
    data = {name: values[0] for name, values in form.values.items()}
    page = client.send(address, data | {"value_vt": "52034", "value_mt": "18511", "reason": "value_is_right"})
    assert "Is the reading VT really 52034?" in page.main


def test_a_lower_reading_offers_that_the_counter_passed_zero(client, address):
    page = client.visit(address).submit(value_vt="24000", value_mt="18511")
    assert "816 kWh less than last time (24816)" in page.main
    assert set(page.form().options("reason")) == {"wrong_entry", "meter_exchanged", "passed_zero", "value_is_right"}


def test_vt_and_mt_in_each_others_place_is_asked_once(client, address):
    page = client.visit(address).submit(value_vt="18511", value_mt="25034")
    assert "Have VT and MT changed places?" in page.main
    assert page.form().names == ["value_vt", "value_mt", "reason", "photo"]


# --- Rights, windows, repeats ---------------------------------------------------------------------------------------------------
def test_outside_the_window_the_page_says_when_the_next_one_opens(client, address, at):
    at("2026-05-06 00:00")
    page = client.visit(address)
    assert "closed" in page.main
    assert "1 June" in page.main
    assert not [form for form in page.forms if form.action == address]


def test_a_direct_post_outside_the_window_takes_nothing_and_loses_nothing(client, address, ana_point, involta, at):
    data = {name: values[0] for name, values in client.visit(address).form().values.items()}
    at("2026-05-06 00:00")
    page = client.send(address, data | {"value_vt": "25034", "value_mt": "18511"}, status=409)
    assert "Nothing was saved" in page.main
    assert "25034" in page.main
    with working_for(involta):
        assert states(ana_point) == []


def test_the_moment_of_receipt_decides_not_what_the_client_says(client, address, at):
    at("2026-05-06 00:00")
    data = {"form_key": "pritisnjen0dvakrat", "read_on": "2026-05-03", "now": "2026-05-03", "value_vt": "25034", "value_mt": "18511"}
    csrf = client.visit("/meters/").form("/accounts/logout/").token
    client.send(address, data | {"csrfmiddlewaretoken": csrf}, status=409)


def test_a_repeated_post_leads_to_the_receipt_of_the_first(client, address, involta):
    form = client.visit(address)
    first = form.submit(value_vt="25034", value_mt="18511")
    again = form.submit(value_vt="25034", value_mt="18511")
    assert first.path == again.path
    with working_for(involta):
        assert Submission.objects.count() == 1


def test_after_handing_in_the_form_says_what_stands_and_that_the_last_counts(client, address):
    client.visit(address).submit(value_vt="25034", value_mt="18511")
    assert "Already handed in: VT 25034, MT 18511" in client.visit(address).main


def test_who_may_only_read_may_not_submit(ana, client, address, involta):
    with working_for(involta):
        ana.links.update(role="may_read")
    client.visit(address, status=403)


def test_a_stranger_finds_nothing(bojan_client, address):
    bojan_client.visit(address, status=404)


def test_another_meters_values_cannot_be_slipped_in(client, address, ana_point, bojan_point, involta):
    with working_for(involta):
        foreign = bojan_point.meters.get().public_id
    data = {name: values[0] for name, values in client.visit(address).form().values.items()}
    sent = {f"{foreign}-form_key": "pritisnjen0dvakrat", f"{foreign}-value_gas": "3100", "value_vt": "25034", "value_mt": "18511"}
    client.send(f"{address}?meter={foreign}", data | sent)
    with working_for(involta):
        assert effective(ana_point) == {"VT": 25034, "MT": 18511}
        assert states(bojan_point) == []


def test_a_point_without_a_meter_offers_no_form(client, address, ana_point, involta):
    with working_for(involta):
        ana_point.meters.update(removed_on="2026-04-30")
    page = client.visit(address)
    assert "There is no meter here" in page.main


def test_with_several_points_the_customer_chooses(ana, client, address, involta):
    gas = second_point(ana)
    page = client.visit(address)
    assert page.link("Natural gas") == f"/meters/{gas.public_id}/submit/"


def test_a_rule_without_self_reading_says_why_and_offers_the_own_record(apply_preset, page_client, at):
    from tests import factories, people

    tenant = apply_preset("gen-i")
    tine = people.household(tenant, username=None, full_name="Tine Zorko", number="400001", commodity="electricity")
    with working_for(tenant):
        point = people.point_of(tine)
        point.operator = factories.OperatorFactory(code="elektro-celje", name="Elektro Celje")
        point.save()
    at("2026-05-10 10:00")
    client = page_client("gen-i.localhost", tine, language="en")
    page = client.visit(f"/meters/{point.public_id}/submit/")
    assert "The distribution operator reads the meter itself" in page.main
    own = page.follow("Write an own record")
    receipt = own.submit(value_vt="123")
    assert "not sent to billing" in receipt.main
    with working_for(tenant):
        assert effective(point) == {}
