"""The gallery: every component from its own fragment. Only in demo mode; the values are invented."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.ui import icons

FRAGMENTS = Path(__file__).resolve().parents[2] / "templates" / "gallery"


class ReadingSample(forms.Form):
    """Registers as a meter's form declares them: a text input whose attributes say what to draw."""

    vt = forms.CharField(
        label="VT – višja tarifa",
        widget=forms.TextInput(
            {"data-whole": 6, "data-decimals": 1, "data-unit": "kWh", "data-last": 24816, "data-low": 180, "data-high": 260}
        ),
    )
    mt = forms.CharField(
        label="MT – manjša tarifa",
        widget=forms.TextInput(
            {"data-whole": 6, "data-decimals": 1, "data-unit": "kWh", "data-last": 18302, "data-low": 170, "data-high": 240}
        ),
    )
    cold = forms.CharField(
        label="Števec za hladno vodo",
        required=False,
        widget=forms.TextInput({"data-whole": 5, "data-decimals": 3, "data-unit": "m³"}),
    )

    def clean_vt(self) -> str:
        if not self.cleaned_data["vt"].isdigit():
            raise forms.ValidationError("Vpišite samo črne števke, brez vejice in decimalk: 25034.")
        return self.cleaned_data["vt"]


class Sample(forms.Form):
    """One field of every kind, with one mistake."""

    first_name = forms.CharField(label="Ime")
    email = forms.EmailField(label="Email", help_text="Nanj pošljemo potrditev. To bo tudi vaše uporabniško ime.")
    phone = forms.CharField(label="Telefonska številka", required=False, widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}))
    born = forms.DateField(label="Datum odčitka", widget=forms.DateInput({"type": "date"}))
    password = forms.CharField(label="Geslo", widget=forms.PasswordInput({"autocomplete": "new-password"}))
    utility = forms.ChoiceField(label="Vaš upravljalec", choices=[("", "–"), ("logatec", "Komunalno podjetje Logatec")])
    reason = forms.ChoiceField(
        label="Kaj se je zgodilo?",
        choices=[("wrong", "Vnos je napačen, popravljam ga"), ("exchanged", "Števec je bil zamenjan")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="Opomba", required=False, widget=forms.Textarea({"rows": 3}))
    photo = forms.FileField(label="Fotografija števca", required=False)
    remember = forms.BooleanField(label="Zapomni si me", required=False, help_text="Na svoji napravi ostanete prijavljeni 30 dni.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].rules = [  # type: ignore[attr-defined]  # a field of ours, which draws its rules
            {"text": "vsaj 8 znakov", "met": True},
            {"text": "vsaj ena velika črka", "met": False},
        ]

    def clean_password(self) -> str:
        raise forms.ValidationError("Dodajte vsaj eno veliko črko.")


def samples() -> dict[str, Any]:
    """Invented values for all fragments."""
    used: list[tuple[int | None, int]] = [
        (512, 540),
        (470, 495),
        (455, 460),
        (410, 420),
        (372, 380),
        (340, 365),
        (351, 372),
        (338, 350),
        (360, 366),
        (402, 418),
    ]
    used += [(427, 458), (None, 530)]
    filled = {
        "first_name": "Mojca",
        "email": "mojca.kovac@example.si",
        "born": "2026-12-03",
        "utility": "logatec",
        "reason": "wrong",
    }
    return {
        "marks": [
            SimpleNamespace(name="Moja Involta", wordmark=("Moja", "Involta"), logo="bolt"),
            SimpleNamespace(name="mojupravljalec.si", wordmark=("moj", "upravljalec"), logo="tiles"),
            SimpleNamespace(name="Moj GEN-I", wordmark=("Moj", "GEN-I"), logo="ring"),
            SimpleNamespace(name="Moja Komunala Zagorje", wordmark=("Moja", "Komunala Zagorje"), logo="house"),
            SimpleNamespace(name="Vodovod", wordmark=("", "Vodovod"), logo="drop"),
        ],
        "bars": [
            {"label": "JFMAMJJASOND"[month], "title": f"{month + 1}/2026", "value": now, "before": was, "estimated": month == 6}
            for month, (now, was) in enumerate(used)
        ],
        "contacts": [SimpleNamespace(commodity=None, email="info@example.si", phone="080 15 58", hours="Od 8. do 20. ure.")],
        "reading_form": ReadingSample(initial={"vt": "25034"}),
        "refused_form": ReadingSample({"refused-vt": "25034,7"}, prefix="refused"),
        "sample_form": Sample({**filled, "password": "vodomer27"}),
        "day": date(2026, 11, 1),
        "window": {
            "first": date(2026, 12, 1), "last": date(2026, 12, 5), "late": date(2026, 12, 20),
            "open": date(2026, 12, 3), "early": date(2026, 11, 12),
        },
        "bill_marks": [
            {"number": 1, "label": "Številka kupca", "place": "bill_top_right"},
            {"number": 2, "label": "Številka pogodbe", "place": "bill_middle"},
            {"number": 3, "label": "Sklic", "place": "slip_reference"},
        ],
        "payment_code": SimpleNamespace(text="UPNQR\n", encoding="iso-8859-2", version=15, most=15, eci=4),
        "icons": sorted(icons.ICONS),
        "step_labels": ["Vaši podatki", "Pogoji", "Potrditev", "Odjemno mesto"],
        "tab_entries": [
            {"label": "Elektrika", "url": "#tabs", "icon": "electricity", "current": True},
            {"label": "Plin", "url": "#tabs", "icon": "gas", "current": False},
        ],
        "track_steps": [
            {"label": "Prejeto", "detail": "2. 12. ob 17.05", "state": "done"},
            {"label": "Sprejeto", "detail": "2. 12., v običajnem razponu", "state": "now"},
            {"label": "Poslano v obračun", "detail": "po 5. decembru", "state": "wait"},
            {"label": "Na računu", "detail": "predvidoma do 15. 12.", "state": "wait"},
        ],
        "rows": [
            {"on": date(2026, 11, 26), "value": 1342, "difference": Decimal(6)},
            {"on": date(2026, 10, 26), "value": 1336, "difference": Decimal(7)},
        ],
    }  # fmt: skip


@login_not_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    names = sorted(path.stem for path in FRAGMENTS.glob("*.html"))
    return render(request, "portal/gallery.html", samples() | {"fragments": [(name, f"gallery/{name}.html") for name in names]})
