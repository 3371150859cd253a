"""Addresses that somebody else gave us and that we are to call: only public ones, so that nobody reaches our own network."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext_noop as _

from cairn.lib.saying import OneSentence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Forbidden(OneSentence):
    words = _("This address may not be called: it must begin with https:// and lead to the public internet.")


def public(url: str, *, trusted: tuple[str, ...] = ()) -> tuple[str, str]:
    """The host of `url` and the address to connect to, looked up now: a name that leads elsewhere later is not asked
    again. `trusted` are origins that are let through as they are, such as `http://127.0.0.1:9000`.

    Raises Forbidden for anything but https to a public address.
    """
    parts = split(url)
    host = parts.hostname or ""
    if f"{parts.scheme}://{parts.netloc}" in trusted:
        return host, host
    if parts.scheme != "https" or not host or parts.username or parts.password or parts.port not in (None, 443):
        raise Forbidden
    return host, address(host)


def split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for nonsense
    except ValueError as error:
        raise Forbidden from error
    return parts


def address(host: str) -> str:
    """The first address of the host; all of them have to be public."""
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise Unreachable from error
    if not found or not all(open_to_all(ipaddress.ip_address(each.split("%")[0])) for each in found):
        raise Forbidden
    return found[0]


def open_to_all(address: Address) -> bool:
    """Whether it is on the open internet, also after unwrapping an address that is written inside another."""
    if isinstance(address, ipaddress.IPv6Address):
        for inner in (address.ipv4_mapped, address.sixtofour, *(address.teredo or ())):
            if inner is not None:
                return open_to_all(inner)
        if address in NAT64:
            return open_to_all(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address.is_global and not address.is_multicast and not address.is_reserved


class Unreachable(OSError):
    """The name of this host leads nowhere just now."""
