import pytest

from tenants.rules.search_text import folded, letters_and_digits


@pytest.mark.parametrize(
    ("text", "found"),
    [("Žagar  Đuro", "zagar duro"), ("ČŠŽĆ\tÖß", "cszc oss"), ("", ""), ("Łódź", "lodz"), ("Slovenska c. 1/a", "slovenska c. 1/a")],
)
def test_folded_text_has_small_plain_letters(text, found):
    assert folded(text) == found


@pytest.mark.parametrize(("number", "found"), [("3-345341", "3345341"), ("AB 12/7", "ab127"), ("Č-1", "c1"), ("- /", "")])
def test_a_number_is_searched_by_its_letters_and_digits(number, found):
    assert letters_and_digits(number) == found
