"""Questions and imports."""

from __future__ import annotations

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from portal import models as portal
from tests.factories.tenants import UtilityFactory


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = portal.Question

    number = factory.Sequence(lambda n: f"V-{n:06d}")
    utility = factory.SubFactory(UtilityFactory)
    name = "Ana Novak"
    email = "ana@example.si"
    subject = "Zadeva"
    text = "Vprašanje"
    at = factory.LazyFunction(timezone.now)


class ImportRunFactory(DjangoModelFactory):
    class Meta:
        model = portal.ImportRun

    by = "tests"
