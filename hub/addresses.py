"""Whose address a request comes from: read from what our proxies wrote, never from what the visitor wrote.

Each proxy adds the address that it saw to the end of `X-Forwarded-For` (RFC 7239, section 5.2, by its older
name). So the entries are read from the right, as long as the one before came from a proxy of ours.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LOOPBACK: tuple[Network, ...] = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))


def networks(text: str) -> tuple[Network, ...]:
    """Return the networks of a list separated by commas; raise ValueError for what is none."""
    return tuple(ipaddress.ip_network(entry.strip()) for entry in text.split(",") if entry.strip())


def address(text: str) -> Address | None:
    """Return the address, without its port and no longer dressed as IPv6; None for what is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return (found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None) or found


def is_in(found: Address, known: Sequence[Network]) -> bool:
    """Tell whether the address belongs to one of the networks."""
    return any(found in network for network in known)


def is_this_machine(host: str) -> bool:
    """Tell whether a host name or address is reached from this machine only."""
    found = address(host)
    return host.lower() == "localhost" or (found is not None and is_in(found, LOOPBACK))


def visitor_address(peer: str, forwarded: str, proxies: Sequence[Network]) -> str:
    """Return the address of who asks, as text.

    `peer` is the other end of the connection: our own proxy, which runs on this machine and wrote the last
    entry of `forwarded` (`X-Forwarded-For`). An entry is believed when every one after it is in `proxies`.
    What cannot be read as an address ends the walk at the proxy that passed it on.
    """
    found = address(peer)
    if found is None or not is_in(found, LOOPBACK):
        return peer
    for entry in reversed(forwarded.split(",")):
        before = address(entry)
        if before is None:
            break
        found = before
        if not is_in(found, proxies):
            break
    return str(found)
