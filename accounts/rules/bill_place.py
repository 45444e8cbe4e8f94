"""Where on a bill a value stands, for the picture that marks it. The tenant's file says so, or its name and source tell."""

from __future__ import annotations

from tenants.rules.linking import Evidence, Place

BY_NAME: dict[str, Place] = {"purpose": "slip_purpose", "reference": "slip_reference"}
BY_SOURCE: dict[str, Place] = {"meter": "bill_meter", "contract": "bill_middle", "supply_point": "bill_middle"}


def bill_place(evidence: Evidence) -> Place:
    """`none` for what is chosen from a list: that is words, and stands anywhere."""
    if evidence.place:
        return evidence.place
    if evidence.kind == "text":
        return "none"
    if evidence.kind == "amount":
        return "bill_total"
    return BY_NAME.get(evidence.name) or BY_SOURCE.get(evidence.source) or "bill_top_right"
