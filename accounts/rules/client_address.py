"""From where somebody asks, as the limits count it.

A provider hands a household a whole /64 of IPv6, so every address in it is one; an IPv4 address inside IPv6 counts as itself.
Source: "Linking by code" of the security notes (10 a day per address, /64 for IPv6).
"""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address

UNKNOWN = "unknown"
"""All clients whose address cannot be told share one budget: an unreadable header frees nobody."""

TRANSLATED = IPv6Network("64:ff9b::/96")


def counted_address(address: str) -> str:
    """``203.0.113.7`` as it is, ``2001:db8:1:2:…`` as ``2001:db8:1:2::/64``, anything else as :data:`UNKNOWN`."""
    try:
        parsed = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return UNKNOWN
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    inside = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo[1] if parsed.teredo else None)
    if inside is not None:
        return str(inside)
    if parsed in TRANSLATED:
        return str(ip_address(int(parsed) & 0xFFFFFFFF))
    return str(IPv6Network((int(parsed) >> 64 << 64, 64)))
