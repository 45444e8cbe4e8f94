"""What a utility says again wins for it, key by key; the rest is its tenant's."""

from tenants.rules import tenant_file
from tenants.rules.merge import merged
from tests.tenants.rules.files import SMALL, TWO, problems_of

PAIR = "fields = ['utility', 'email', 'password', 'terms']"


def test_tables_merge_and_lists_are_replaced():
    base = {"a": {"x": 1, "y": [1, 2]}, "b": 1}
    own = {"a": {"y": [3], "z": 2}}
    assert merged(base, own) == {"a": {"x": 1, "y": [3], "z": 2}, "b": 1}
    assert base == {"a": {"x": 1, "y": [1, 2]}, "b": 1}
    assert merged(None, own) is own


def test_a_key_given_again_wins_and_its_neighbours_stay():
    text = TWO.replace(PAIR, PAIR + "\ndefault_country = 'HR'") + "[utilities.gora.registration]\nopen = false"
    file = tenant_file.parse(text)
    assert (file.utility("gora").registration.open, file.utility("polje").registration.open) == (False, True)
    assert {utility.registration.default_country for utility in file.utilities} == {"HR"}
    assert file.utility("gora").registration.fields == file.registration.fields


def test_wording_merges_whether_nested_or_quoted():
    file = tenant_file.parse(TWO + '[utilities.gora.wording.sl]\n"linking.title" = "Dodaj"')
    assert file.utility("gora").wording.get("linking.title", "sl") == "Dodaj"
    assert file.utility("gora").wording.get("linking.button", "sl") == "Pošlji"
    assert file.utility("polje").wording.get("linking.title", "sl") == "Poveži"


def test_rules_given_again_replace_the_tenants_rules():
    both = TWO + '[[utilities.gora.reading.rules]]\nkey = "own"\nkind = "always"\n[[reading.rules]]\nkey = "water"\nkind = "always"'
    file = tenant_file.parse(both)
    assert [rule.key for rule in file.utility("gora").reading.rules] == ["own"]
    assert [rule.key for rule in file.utility("polje").reading.rules] == ["water"]


def test_contacts_given_again_replace_the_tenants_contacts():
    file = tenant_file.parse(TWO + '[[contacts]]\nphone = "1234"\n[[utilities.gora.contacts]]\nphone = "5678"')
    assert [contact.phone for contact in file.utility("gora").contacts] == ["5678"]
    assert [contact.phone for contact in file.utility("polje").contacts] == ["1234"]


def test_a_mistake_of_the_tenant_is_told_once_although_utilities_inherit_it():
    text = TWO.replace(PAIR, PAIR + '\ndefault_country = "Slovenia"\nopne = 1') + "[utilities.gora.registration]\nopen = false"
    assert sorted(problem.key for problem in problems_of(text)) == ["registration.default_country", "registration.opne"]


def test_a_mistake_of_a_utility_is_told_under_its_name():
    assert [problem.key for problem in problems_of(TWO + '[utilities.gora.terms]\nstyle = "x"')] == ["utilities.gora.terms.style"]


def test_a_cross_check_names_the_section_where_it_is_written():
    text = TWO + "[utilities.gora.registration]\nfields = ['utility', 'email', 'password']"
    assert [problem.key for problem in problems_of(text)] == ["utilities.gora.registration.fields"]


def test_one_named_utility_keeps_its_own_code():
    file = tenant_file.parse(SMALL + '[utilities.gora]\nname = "Komunala Gora"')
    assert [(utility.code, utility.name) for utility in file.utilities] == [("gora", "Komunala Gora")]


def test_a_utility_may_supply_only_some_of_the_tenants_commodities():
    text = TWO.replace('["water"]', '["water", "heat"]').replace('"Komunala Gora"', '"Komunala Gora"\ncommodities = ["heat"]')
    file = tenant_file.parse(text)
    assert file.utility("gora").commodities == ("heat",)
    assert file.utility("polje").commodities == ("water", "heat")


def test_the_sender_given_again_wins_and_the_rest_of_the_mail_stays():
    own = '[utilities.gora.mail]\nsender = "voda@gora.si"'
    file = tenant_file.parse(TWO.replace('sender = "portal@dolina.si"', 'sender = "portal@dolina.si"\nreply_to = "info@dolina.si"') + own)
    assert (file.utility("gora").mail.sender, file.utility("gora").mail.reply_to) == ("voda@gora.si", "info@dolina.si")
    assert file.utility("polje").mail.sender == "portal@dolina.si"


def test_a_sender_of_short_messages_is_eleven_signs_at_most():
    small = SMALL.replace('sender = "portal@dolina.si"', 'sender = "portal@dolina.si"\nsms_sender = "Komunala Dolina"')
    assert "mail.sms_sender" in str(problems_of(small))
