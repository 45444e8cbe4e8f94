"""Addresses that are one household's count as one."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rules.client_address import UNKNOWN, counted_address


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        (" 203.0.113.7 ", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("64:ff9b::203.0.113.7", "203.0.113.7"),
        ("2002:cb00:7107::1", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", UNKNOWN),
        ("unknown", UNKNOWN),
        ("203.0.113.7, 198.51.100.1", UNKNOWN),
        ("203.0.113.007", UNKNOWN),
    ],
)
def test_what_an_address_counts_as(address, counted):
    assert counted_address(address) == counted


@given(network=st.integers(0x2600 << 48, (0x2700 << 48) - 1), host=st.integers(0, 2**64 - 1))
def test_every_address_of_a_64_is_one(network, host):
    first, other = (str(ipaddress.IPv6Address(network << 64 | low)) for low in (0, host))
    assert counted_address(first) == counted_address(other)
    assert len(counted_address(other)) <= 64
