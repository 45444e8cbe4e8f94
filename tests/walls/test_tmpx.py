import time

import pytest

from tests.walls import doors

pytestmark = pytest.mark.django_db


def test_x(walls):
    for fn in (
        doors.unknown_hosts,
        doors.forged_hosts,
        doors.aliases,
        doors.other_tenants_passwords,
        doors.letters,
        doors.other_tenants_links,
        doors.shared_limits,
        doors.without_token,
        doors.evil_next_everywhere,
        doors.evil_next_where_it_is_followed,
    ):
        n = walls.door.asked
        t = time.perf_counter()
        found = list(fn(walls))
        print("====", fn.__name__, walls.door.asked - n, len(found), time.perf_counter() - t)
        for f in list(dict.fromkeys(found))[:14]:
            print("   ", f[:420])
