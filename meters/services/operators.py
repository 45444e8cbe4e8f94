"""Distribution operators as a customer chooses among them. Reads only."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from meters.models import Operator, SupplyPoint
from tenants.models import Utility


def operator_choices(utility: Utility) -> list[tuple[str, str]]:
    """(code, name) of the operators on whose networks the utility supplies, by name."""
    supplied = SupplyPoint.objects.filter(operator=OuterRef("pk"), utility=utility)
    return list(Operator.objects.filter(Exists(supplied)).order_by("name", "pk").values_list("code", "name"))
