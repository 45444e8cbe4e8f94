"""Every link of a mail that is good once, pressed many times at the same moment: it counts once."""

from __future__ import annotations

import re
import threading

import pytest
from django.db import connection

from accounts.models import ActivityEvent, User
from accounts.services import activity, email_change, passwords, recovery, staff
from tenants import scope
from tenants.models import OutboxMessage
from tests import people

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

PRESSES, NEW = 50, "Modra-Reka-2026"
NOBODY = activity.Client()


@pytest.fixture
def zagorje(apply_preset):
    return apply_preset("zagorje")


@pytest.fixture
def cilka(zagorje):
    return people.person(zagorje, username=None, full_name="Cilka Zupan")


def pressed(tenant, press, refused):
    """How many of the presses counted; each runs in a thread and a transaction of its own."""
    barrier, counted, failures = threading.Barrier(PRESSES), [], []

    def run():
        try:
            barrier.wait(timeout=60)
            with scope.bound(tenant):
                press()
            counted.append(1)
        except refused:
            pass
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(PRESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert failures == []
    return len(counted)


def word_in(tenant, to, event):
    with scope.bound(tenant):
        text = OutboxMessage.objects.filter(to=to, event=event).latest("pk").text
    return re.search(r"/(?:change|confirm)/([-\w]+)/", text).group(1)


def me(tenant, user):
    with scope.bound(tenant):
        return User.objects.get(pk=user.pk)


def reset_token(tenant, user):
    with scope.bound(tenant):
        return re.search(r"/key/[0-9a-f]+-(.+)/$", recovery.reset_url(user)).group(1)


def set_by_link(user, token):
    return lambda: recovery.set_new_password(user=User.objects.get(pk=user.pk), token=token, password=NEW)


def test_a_link_for_a_forgotten_password_counts_once(zagorje, cilka):
    assert pressed(zagorje, set_by_link(cilka, reset_token(zagorje, cilka)), recovery.LinkUsed) == 1
    assert me(zagorje, cilka).check_password(NEW)


def test_the_link_that_gives_staff_their_first_password_counts_once(zagorje):
    with scope.bound(zagorje):
        sonja = staff.create_staff(email="sonja@example.si", username=None, full_name="Sonja", password=None, by="tests")
    assert pressed(zagorje, set_by_link(sonja, reset_token(zagorje, sonja)), recovery.LinkUsed) == 1
    assert me(zagorje, sonja).check_password(NEW)


def test_the_link_that_confirms_a_new_password_counts_once(zagorje, cilka):
    with scope.bound(zagorje):
        passwords.request_change(user=cilka, password=NEW, sign_out_others=True, session_key="", client=NOBODY)
    word = word_in(zagorje, cilka.email, "password_confirm")
    assert pressed(zagorje, lambda: passwords.confirm_change(word=word, client=NOBODY), passwords.LinkDead) == 1
    assert me(zagorje, cilka).check_password(NEW)
    with scope.bound(zagorje):
        assert ActivityEvent.objects.filter(user=cilka, kind="password_changed").count() == 1


def test_the_link_that_confirms_a_new_address_counts_once(zagorje, cilka):
    with scope.bound(zagorje):
        email_change.request_change(user=cilka, email="nova@example.si", client=NOBODY)
    word = word_in(zagorje, "nova@example.si", "email_change")

    def press():
        email_change.confirm_change(user=User.objects.get(pk=cilka.pk), word=word, client=NOBODY)

    assert pressed(zagorje, press, email_change.LinkDead) == 1
    assert me(zagorje, cilka).email == "nova@example.si"
    with scope.bound(zagorje):
        assert OutboxMessage.objects.filter(event="email_changed").count() == 1


def test_of_two_accounts_that_confirm_one_address_at_the_same_moment_one_gets_it(zagorje, cilka):
    darja = people.person(zagorje, username=None, full_name="Darja Kos")
    words = {}
    for user in (cilka, darja):
        with scope.bound(zagorje):
            email_change.request_change(user=user, email="skupna@example.si", client=NOBODY)
        words[user.pk] = word_in(zagorje, "skupna@example.si", "email_change")
    turn = iter([cilka.pk, darja.pk] * PRESSES)
    lock = threading.Lock()

    def press():
        with lock:
            pk = next(turn)
        email_change.confirm_change(user=User.objects.get(pk=pk), word=words[pk], client=NOBODY)

    assert pressed(zagorje, press, (email_change.LinkDead, email_change.AddressTaken)) == 1
    assert sorted([me(zagorje, cilka).email, me(zagorje, darja).email]).count("skupna@example.si") == 1
