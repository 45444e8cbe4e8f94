"""Invented people and places: common Slovenian names, street names that every town has. Nobody here exists."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from random import Random

FIRST_NAMES = (
    "Mojca", "Andrej", "Maja", "Marko", "Nataša", "Janez", "Irena", "Luka", "Urška", "Matej", "Špela", "Gregor", "Tina", "Boštjan",
    "Katja", "Aleš", "Petra", "Rok", "Barbara", "Jure", "Vesna", "Žiga", "Nina", "Tomaž", "Sonja", "Primož", "Alenka", "Miha",
    "Darja", "Blaž", "Metka", "Damjan", "Simona", "Uroš", "Zdenka", "Franc", "Marija", "Anton", "Jožica", "Peter",
)  # fmt: skip
LAST_NAMES = (
    "Novak", "Horvat", "Kovač", "Krajnc", "Zupančič", "Potočnik", "Mlakar", "Vidmar", "Kos", "Golob", "Turk", "Božič", "Kralj",
    "Zupan", "Bizjak", "Hribar", "Kotnik", "Rozman", "Kavčič", "Oblak", "Petek", "Kolar", "Žagar", "Korošec", "Koren", "Klemenčič",
    "Knez", "Zajc", "Medved", "Pirc", "Hočevar", "Lah", "Šuštar", "Erjavec", "Jereb", "Čeh", "Škof", "Štrukelj", "Ivančič", "Dolenc",
)  # fmt: skip
STREETS = (
    "Trg svobode", "Cankarjeva ulica", "Prešernova ulica", "Kolodvorska cesta", "Šolska ulica", "Vodnikova ulica", "Gregorčičeva ulica",
    "Pod gozdom", "Ob potoku", "Rožna ulica", "Lipova cesta", "Cesta na vas", "Vrtna ulica", "Partizanska cesta", "Sončna pot",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    first_name: str
    last_name: str
    street: str
    postcode: str
    city: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def email(self) -> str:
        """An address under the reserved domain: no mail of the demo can reach anybody."""
        return f"{plain(self.first_name)}.{plain(self.last_name)}@example.si"


def plain(text: str) -> str:
    """Lower case without accents: `Žagar` → `zagar`."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in decomposed if letter.isascii() and letter.isalnum())


def somebody(random: Random, towns: tuple[tuple[str, str], ...]) -> Person:
    postcode, city = random.choice(towns)
    street = f"{random.choice(STREETS)} {random.randint(1, 60)}{random.choice(['', '', '', 'a', 'b'])}"
    return Person(random.choice(FIRST_NAMES), random.choice(LAST_NAMES), street, postcode, city)
