"""404 for a stranger's supply point, 403 for an own one without the right."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from meters.models import SupplyPoint
from meters.services import occupancy
from meters.services.occupancy import Occupancy


def visible_points(user: Any, *, day: date) -> list[Any]:
    """All points of ``user`` with their rights, ready for what the services ask of them."""
    return SupplyPoint.objects.visible_to(user, day=day)


def visible_point(user: Any, public_id: str, *, day: date) -> Any:
    """The point if ``user`` sees it today, else None."""
    if not public_id.isalnum():  # PostgreSQL refuses some characters with an error instead of an empty answer
        raise Http404
    return next(iter(SupplyPoint.objects.visible_to(user, day=day, public_id=public_id)), None)


def point_or_refused(user: Any, public_id: str, *, day: date, right: str = "") -> Any:
    """The point if ``user`` sees it and has ``right`` (``may_read``, ``may_submit``; '' either)."""
    point = visible_point(user, public_id, day=day)
    return chosen([point] if point else [], public_id, right=right)


def chosen(points: Iterable[Any], public_id: str, *, right: str = "") -> Any:
    """The same of :func:`visible_points`, for a page that shows them all beside it."""
    point = next((point for point in points if point.public_id == public_id), None)
    if point is None:
        raise Http404
    if right and not getattr(point, right):
        raise PermissionDenied
    return point


def readable_stays(user: Any, public_id: str, *, day: date) -> tuple[Any, tuple[Occupancy, ...]]:
    """A point of today or one that was left, with the times whose readings ``user`` may see there; 403 for an own point whose
    readings the user may not see, 404 for any other."""
    point = visible_point(user, public_id, day=day)
    if point is None:
        found = occupancy.former_point(user, public_id, day=day)
        if found is None:
            raise Http404
        return found
    if not point.may_read:
        raise PermissionDenied
    return point, occupancy.stays(point, user=user, day=day)
