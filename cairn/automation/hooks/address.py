"""Where an outgoing webhook may go: to public addresses over https, and nowhere inside.

The name is resolved here, every address it has is checked, and the connection goes to the very address that was checked:
a name that answers differently the second time gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

from cairn.lib.outside import Address, open_to_all

Resolve = Callable[[str, int], list[str]]


class Forbidden(ValueError):
    """The address of the webhook can't be used."""


def check_url(url: str) -> None:
    """What can be seen without the network. Raises Forbidden with a sentence."""
    if not url.isascii():
        raise Forbidden("Write the address in Latin letters; a name in other letters begins with xn--.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Forbidden("This is not an address.") from error
    if parts.scheme != "https" or not host:
        raise Forbidden("A webhook needs an address that begins with https://.")
    if parts.username is not None or parts.password is not None:
        raise Forbidden("Leave names and passwords out of the address; the call is signed.")
    if port not in (None, 443, 8443):
        raise Forbidden("Only the ports 443 and 8443 can be called.")
    if (
        host.endswith((".local", ".internal", ".localhost"))
        or host == "localhost"
        or ("." not in host.strip("[]") and ":" not in host)
    ):
        raise Forbidden("This name is of an inner network.")
    if (literal := as_address(host)) and not open_to_all(literal):
        raise Forbidden("This address is of an inner network.")


def as_address(host: str) -> Address | None:
    """Also in the odd ways in which resolvers read numbers: 2130706433, 0x7f.1, 017700000001."""
    try:
        return ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.ip_address(socket.inet_aton(host))
    except (OSError, ValueError, UnicodeError):
        return None


def resolve(host: str, port: int) -> list[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def pinned(host: str, port: int, *, names: Resolve = resolve, allowed: Callable[[Address], bool] = open_to_all) -> str:
    """The address to connect to. Raises Forbidden when any that the name has is not public."""
    try:
        found = [ipaddress.ip_address(text.split("%")[0]) for text in names(host, port)]
    except (OSError, UnicodeError) as error:
        raise Forbidden("This name is not known.") from error
    if not found or not all(allowed(address) for address in found):
        raise Forbidden("This name leads into an inner network.")
    return str(found[0])
