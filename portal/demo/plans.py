"""How many customers each demo portal has, where they live, and what they use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """One utility of one demo portal. ``commodities`` of its points in turn; ``operators`` (code, name) by commodity.

    ``customer_prefix`` begins its customer numbers, ``bank`` its invented account; ``purpose_codes`` of the payment order."""

    slug: str
    utility: str
    recipient: str
    customers: int
    commodities: tuple[tuple[str, ...], ...]
    towns: tuple[tuple[str, str], ...]
    customer_prefix: str
    account: str
    operators: dict[str, tuple[tuple[str, str], ...]]
    access_codes: bool = False


PURPOSE_CODES = {"electricity": "ELEC", "gas": "GASB", "water": "WTER"}

DRAVA = (("2250", "Ptuj"), ("2000", "Maribor"), ("2310", "Slovenska Bistrica"), ("3000", "Celje"))
LOGATEC = (("1370", "Logatec"), ("1372", "Hotedršica"))
ZAGORJE = (("1410", "Zagorje ob Savi"), ("1411", "Izlake"), ("1412", "Kisovec"))
POSAVJE = (("8270", "Krško"), ("8250", "Brežice"), ("8290", "Sevnica"), ("1000", "Ljubljana"))

MARIBOR = ("elektro-maribor", "Elektro Maribor")
LJUBLJANA = ("elektro-ljubljana", "Elektro Ljubljana")
CELJE = ("elektro-celje", "Elektro Celje")

PLANS = (
    Plan(
        slug="involta",
        utility="involta",
        recipient="Involta (primer), Primerna ulica 1, 2250 Ptuj",
        customers=60,
        commodities=(("electricity", "gas"), ("electricity",), ("electricity",), ("gas",), ("electricity", "gas")),
        towns=DRAVA,
        customer_prefix="40",
        account="9900000100001",
        operators={"electricity": (MARIBOR, CELJE), "gas": (("adriaplin", "Adriaplin"), ("plinarna-maribor", "Plinarna Maribor"))},
    ),
    Plan(
        slug="mojupravljalec",
        utility="logatec",
        recipient="Komunalno podjetje (primer), Primerna cesta 2, 1370 Logatec",
        customers=25,
        commodities=(("water",),),
        towns=LOGATEC,
        customer_prefix="10",
        account="9900000200002",
        operators={},
        access_codes=True,
    ),
    Plan(
        slug="mojupravljalec",
        utility="dolina",
        recipient="Komunala Dolina (primer), Vodovodna ulica 3, 1000 Ljubljana",
        customers=25,
        commodities=(("water",),),
        towns=(("1000", "Ljubljana"), ("1290", "Grosuplje")),
        customer_prefix="20",
        account="9900000300003",
        operators={},
        access_codes=True,
    ),
    Plan(
        slug="gen-i",
        utility="gen-i",
        recipient="GEN-I (primer), Primerna ulica 4, 8270 Krško",
        customers=40,
        commodities=(("electricity",), ("electricity", "gas"), ("gas",)),
        towns=POSAVJE,
        customer_prefix="70",
        account="9900000400004",
        operators={"electricity": (LJUBLJANA, MARIBOR, CELJE), "gas": (("adriaplin", "Adriaplin"),)},
    ),
    Plan(
        slug="zagorje",
        utility="zagorje",
        recipient="Komunala Zagorje (primer), Primerna cesta 5, 1410 Zagorje ob Savi",
        customers=40,
        commodities=(("water",),),
        towns=ZAGORJE,
        customer_prefix="30",
        account="9900000500005",
        operators={},
    ),
)
