"""The section ``[reading]`` of a tenant's file: what it can say, and every way in which it is refused."""

import tomllib
from datetime import date

import pytest

from tenants.rules.problems import Problems
from tenants.rules.reading import Day, ReadingRule, parse_reading


def parse(toml):
    problems = Problems(("sl", "en"))
    reading = parse_reading(tomllib.loads(toml)["reading"], at="reading", problems=problems)
    return reading, problems.found


def refused(toml):
    """Everything wrong with rules given as the bodies of ``[[reading.rules]]``: {key: (value, allowed)}."""
    _, found = parse(toml)
    return {problem.key: (problem.value, problem.allowed) for problem in found}


def rule(body, key="water"):
    return f'[[reading.rules]]\nkey = "{key}"\n{body}\n'


SEEN = {
    "involta": 'kind = "window"\nstart = 1\nend = 5\nmax_age_days = 5\nsettles = "previous_month"',
    "zagorje": 'kind = "window"\nstart = 25\nend = 2\nend_next_month = true\ndates = "fixed_day"\nask_date = false',
    "gen-i": 'kind = "window"\nstart = -1\nend = 3\nend_next_month = true\nkinds = ["billing", "own"]',
    "gen-i-seed": 'kind = "window"\nstart = 26\nend = 29',
    "e3": 'kind = "window"\nstart = 1\nend = 20\nfree_day = "before"',
    "gas": 'kind = "window"\nstart = -5',
    "prodnik": 'kind = "window"\nend = -1',
    "yearly": 'kind = "window"\nstart = 29\nend = 28\nend_next_month = true\nmonths = [11]',
    "mb11": 'kind = "always"',
    "read by the operator": 'kind = "never"\nreason = {sl = "Števec odčita operater."}\nlink = "https://example.com/"',
}


@pytest.mark.parametrize("body", SEEN.values(), ids=SEEN)
def test_rules_that_utilities_publish_are_accepted(body):
    reading, found = parse(rule(body))
    assert found == []
    assert len(reading.rules) == 1


def test_every_key_arrives_in_the_rule():
    reading, found = parse(
        """
        [reading]
        delete = true
        export = true
        [[reading.rules]]
        key = "em-debit"
        commodity = "electricity"
        operator = "EM"
        billing_mode = "direct_debit"
        kind = "window"
        start = 25
        end = -27
        end_next_month = true
        months = [1, 4, 7, 10]
        free_day = "after"
        valid_from = 2026-01-01
        valid_to = 2027-12-31
        max_age_days = 5
        dates = "inside_window"
        ask_date = true
        whole_digits = 6
        decimals = 1
        kinds = ["billing", "own"]
        required = ["VT", "MT"]
        optional = ["ET"]
        lower = "refuse"
        unusual = "accept"
        settles = "end_month"
        """
    )
    assert found == []
    assert (reading.delete, reading.export) == (True, True)
    assert reading.rule("em-debit") == ReadingRule(
        key="em-debit",
        commodity="electricity",
        operator="EM",
        billing_mode="direct_debit",
        kind="window",
        start=Day(25),
        end=Day(27, from_end=True),
        end_next_month=True,
        months=(1, 4, 7, 10),
        free_day="after",
        valid_from=date(2026, 1, 1),
        valid_to=date(2027, 12, 31),
        max_age_days=5,
        dates="inside_window",
        whole_digits=6,
        decimals=1,
        kinds=("billing", "own"),
        required=("VT", "MT"),
        optional=("ET",),
        lower="refuse",
        unusual="accept",
        settles="end_month",
    )


def test_an_empty_section_has_no_rules():
    assert parse("[reading]")[0].rules == ()
    assert parse("[reading]")[1] == []


WRONG = {
    # body: (key below reading.rules.water, part of what is allowed)
    'kind = "window"\nstart = 25\nend = 2': ("end", "end_next_month"),
    'kind = "window"\nstart = 29\nend = 28\nend_next_month = true': ("end", "2027-02-28"),
    'kind = "window"\nstart = 31\nend = 30\nend_next_month = true': ("end", "before the next one begins"),
    'kind = "window"\nstart = 1\nend = 1\nend_next_month = true': ("end", "before the next one begins"),
    'kind = "window"\nstart = -5\nend = 26': ("end", "at least one day"),
    'kind = "window"\nstart = 27\nend = -3': ("end", "at least one day"),
    'kind = "window"\nstart = 25\nend = -4\nend_next_month = true': ("end", "before the next one begins"),
    'kind = "window"\nstart = 0\nend = 5': ("start", "1 to 31"),
    'kind = "window"\nstart = 1\nend = 32': ("end", "1 to 31"),
    'kind = "window"\nstart = 1\nend = -32': ("end", "-31"),
    'kind = "window"\nstart = "1."\nend = 5': ("start", "a day of the month"),
    'kind = "window"\nstart = true\nend = 5': ("start", "a day of the month"),
    'kind = "window"\nstart = 1.5\nend = 5': ("start", "a day of the month"),
    'kind = "window"': ("start", "always"),
    'kind = "window"\nstart = 25\nend_next_month = true': ("end_next_month", "both start and end"),
    'kind = "window"\nend = 5\nend_next_month = true': ("end_next_month", "both start and end"),
    'kind = "window"\nstart = 1\nend = 5\nmonths = []': ("months", "1 to 12"),
    'kind = "window"\nstart = 1\nend = 5\nmonths = [1, 13]': ("months", "1 to 12"),
    'kind = "window"\nstart = 1\nend = 5\nmonths = [3, 3]': ("months", "each once"),
    'kind = "window"\nstart = 1\nend = 5\nfree_day = "skip"': ("free_day", '"before"'),
    'kind = "window"\nstart = 1\nend = 5\nvalid_from = "1. 1. 2026"': ("valid_from", "2026-01-31"),
    'kind = "window"\nstart = 1\nend = 5\nvalid_from = 2026-02-01\nvalid_to = 2026-01-31': ("valid_to", "2026-02-01"),
    'kind = "window"\nstart = 1\nend = 5\nmonths = [1]\nvalid_from = 2026-02-01\nvalid_to = 2026-12-31': (
        "valid_to",
        "at least one window",
    ),
    'kind = "window"\nstart = 1\nend = 5\nmax_age_days = -1': ("max_age_days", "0 to 400"),
    'kind = "window"\nstart = 1\nend = 5\nmax_age_days = 5\ndates = "fixed_day"': ("max_age_days", "one date only"),
    'kind = "window"\nstart = 1\nend = 5\nask_date = false\ndates = "inside_window"': ("ask_date", "fixed_day"),
    'kind = "window"\nstart = 1\nend = 5\ndates = "today"': ("dates", '"any"'),
    'kind = "window"\nstart = 1\nend = 5\nkinds = []': ("kinds", "billing"),
    'kind = "window"\nstart = 1\nend = 5\ndecimals = 9': ("decimals", "0 to 4"),
    'kind = "window"\nstart = 1\nend = 5\nreason = "Zaprto."': ("reason", "never"),
    'kind = "window"\nstart = 1\nend = 5\nrequired = ["VT"]\noptional = ["VT"]': ("required", "optional"),
    'kind = "window"\nstart = 1\nend = 5\nlower = "warn"': ("lower", '"ask"'),
    'kind = "window"\nstart = 1\nend = 5\nsettles = "month"': ("settles", '"start_month"'),
    'kind = "window"\nstart = 1\nend = 5\ncommodity = "water"\nby_key_only = true': ("by_key_only", "no commodity"),
    'kind = "window"\nstart = 1\nend = 5\nstarts = 3': ("starts", "did you mean reading.rules.water.start"),
    'kind = "always"\nstart = 1': ("start", 'kind = "window"'),
    'kind = "always"\nfree_day = "keep"': ("free_day", 'kind = "window"'),
    'kind = "always"\nvalid_from = 2026-05-15': ("valid_from", "first day of a month"),
    'kind = "always"\nvalid_to = 2026-05-30': ("valid_to", "last day of a month"),
    'kind = "never"': ("reason", "must say why"),
    'kind = "never"\nreason = "Ne."\nmax_age_days = 5': ("max_age_days", "takes no readings"),
    'kind = "never"\nreason = "Ne."\nkinds = ["billing", "own"]': ("kinds", '["own"]'),
    'kind = "never"\nreason = "Ne."\nlink = "http://example.com"': ("link", "https://"),
    'kind = "sometimes"': ("kind", '"window", "always", "never"'),
    "": ("kind", '"window", "always", "never"'),
}


@pytest.mark.parametrize("body", WRONG, ids=lambda body: body.replace("\n", ", ") or "no kind")
def test_a_wrong_rule_is_refused_naming_the_key_and_what_is_allowed(body):
    key, allowed = WRONG[body]
    found = refused(rule(body))
    assert list(found) == [f"reading.rules.water.{key}"]
    assert allowed in found[f"reading.rules.water.{key}"][1]


def test_the_refusal_shows_the_value_as_it_is_written_in_the_file():
    assert refused(rule('kind = "window"\nstart = 27\nend = -3'))["reading.rules.water.end"][0] == "-3"
    assert refused(rule('kind = "window"\nstart = 31\nend = 30\nend_next_month = true'))["reading.rules.water.end"][0] == "30"


@pytest.mark.parametrize("start", range(1, 32))
def test_of_all_wrapping_pairs_of_days_only_the_six_that_meet_in_february_are_refused(start):
    for end in range(1, start):
        meets = bool(refused(rule(f'kind = "window"\nstart = {start}\nend = {end}\nend_next_month = true')))
        assert meets == (end >= 28), (start, end)


def test_operators_may_allow_own_records_where_they_take_no_readings():
    reading, found = parse(rule('kind = "never"\nreason = "Odčita operater."\nkinds = ["own"]'))
    assert found == []
    assert reading.rules[0].kinds == ("own",)
    assert reading.rules[0].reason.in_language("sl") == "Odčita operater."


def test_two_rules_for_the_same_customers_at_the_same_time_are_refused():
    body = 'commodity = "gas"\nkind = "window"\nstart = 1\nend = 5'
    found = refused(rule(body, "one") + rule(body, "two"))
    assert list(found) == ["reading.rules.two.valid_from"]
    assert '"one"' in found["reading.rules.two.valid_from"][1]


def test_two_rules_with_one_key_are_refused():
    found = refused(rule('commodity = "gas"\nkind = "always"', "same") + rule('commodity = "water"\nkind = "always"', "same"))
    assert found == {"reading.rules.same.key": ('"same"', "a key that no other rule has")}


def test_rules_for_named_points_do_not_compete_with_the_others():
    own = 'by_key_only = true\nkind = "window"\nstart = 1\nend = 9'
    assert refused(rule('kind = "always"', "all") + rule(own, "one") + rule(own, "two")) == {}


def test_rules_may_follow_each_other_in_time():
    assert (
        refused(
            rule('kind = "window"\nstart = 1\nend = 5\nvalid_to = 2026-12-31', "old")
            + rule('kind = "window"\nstart = 1\nend = 9\nvalid_from = 2027-01-01', "new")
        )
        == {}
    )


@pytest.mark.parametrize("new_first", [False, True])
def test_a_new_rule_whose_first_window_meets_the_last_one_of_the_old_rule_is_refused(new_first):
    old = rule('kind = "window"\nstart = 25\nend = 2\nend_next_month = true\nvalid_to = 2026-12-31', "old")
    new = rule('kind = "window"\nstart = 1\nend = 5\nvalid_from = 2027-01-01', "new")
    found = refused(new + old if new_first else old + new)
    (key,) = found
    assert key == ("reading.rules.old.valid_to" if new_first else "reading.rules.new.valid_from")
    assert "2026-12-25 to 2027-01-02" in found[key][1]


def test_a_new_rule_may_not_begin_on_the_last_day_of_the_old_one_or_of_its_last_window():
    old = rule('kind = "window"\nstart = 25\nend = 1\nend_next_month = true\nvalid_to = 2026-12-31', "old")
    new = 'kind = "window"\nstart = {}\nend = 5\nvalid_from = {}'
    assert list(refused(old + rule(new.format(1, "2026-12-31"), "new"))) == ["reading.rules.new.valid_from"]
    assert list(refused(old + rule(new.format(1, "2027-01-01"), "new"))) == ["reading.rules.new.valid_from"]
    assert refused(old + rule(new.format(2, "2027-01-01"), "new")) == {}
    early = rule('kind = "window"\nstart = 1\nend = 5\nvalid_to = 2026-12-31', "old")
    assert list(refused(early + rule('kind = "window"\nstart = 10\nend = 15\nvalid_from = 2026-12-31', "new"))) == [
        "reading.rules.new.valid_from"
    ]
    assert refused(early + rule('kind = "window"\nstart = 10\nend = 15\nvalid_from = 2027-01-01', "new")) == {}


def test_everything_wrong_is_named_at_once():
    found = refused(
        "[reading]\ndelete = 1\nrepeat = true\n"
        + rule('kind = "window"\nstart = 0\nend = 40\nlower = "no"')
        + '[[reading.rules]]\nkind = "always"\n'
    )
    assert set(found) == {
        "reading.delete",
        "reading.repeat",
        "reading.rules.water.start",
        "reading.rules.water.end",
        "reading.rules.water.lower",
        "reading.rules.2.key",
    }


@pytest.mark.parametrize("toml", ['[reading]\nrules = "none"', "[reading]\nrules = [1]", "[reading.rules]\nkey = 1"])
def test_rules_that_are_no_list_of_tables_are_refused(toml):
    assert list(refused(toml)) == ["reading.rules"]
