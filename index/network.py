"""Connections for fetching: to public addresses of the web alone, and until a deadline."""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

from .errors import ArticleError

Allowed = Callable[[str, int], bool]
"""Whether an IP address and port may be connected to."""

CONNECT_SECONDS = 10.0  # for each address of a name
_PORTS = (80, 443)  # what else listens on a public address is seldom meant to be read
_SPECIAL = [
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",  # of which Python before 3.11.10 calls a part global
        *("::/3", "4000::/2", "8000::/1"),  # IPv6 is given out in 2000::/3 alone (RFC 4291)
        "2002::/16",  # 6to4: an IPv4 address in disguise
    )
]


def is_public(address: str, port: int) -> bool:
    """Whether everybody on the internet reaches the same web server at an IP address and port.

    It is not one of this machine, of the local network, of the cloud that the machine runs in, or
    of many machines; an IPv4 address within IPv6 is judged by itself. The port is 80 or 443.
    """
    ip = ipaddress.ip_address(address)
    ip = getattr(ip, "ipv4_mapped", None) or ip
    special = ip.is_multicast or any(ip in network for network in _SPECIAL)
    return port in _PORTS and ip.is_global and not special


class Network(httpcore.NetworkBackend):
    """Connects to the very addresses that were checked, so that no name can change in between.

    Args:
        allowed: Which addresses and ports.
        deadline: When all reading and writing ends, by `time.monotonic`. The look-up of a name
            alone is bounded by the system's resolver.
    """

    def __init__(self, allowed: Allowed, deadline: float) -> None:
        self._allowed = allowed
        self._deadline = deadline
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline bounds it
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that is allowed and answers.

        Raises:
            ArticleError: The host is not known, or none of its addresses is allowed.
            httpcore.ConnectError: None answers.
            httpcore.ConnectTimeout: None answers in time.
        """
        addresses = _addresses(host, port)
        allowed = [address for address in addresses if self._allowed(address, port)]
        if not allowed:
            raise ArticleError(
                f"it leads to {addresses[0]}, port {port}, and only public addresses are read, on "
                "ports 80 and 443; save the page and add the file"
            )
        for address in allowed:
            seconds = min(CONNECT_SECONDS, _left(self._deadline))
            try:
                stream = self._backend.connect_tcp(
                    address, port, seconds, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if address == allowed[-1]:
                    raise
            else:
                return _Stream(stream, self._deadline)
        raise AssertionError("the last address returns or raises")


class _Stream(httpcore.NetworkStream):
    """A connection on which reading and writing end at the deadline, however slowly it drips."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, _left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, _left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        left = _left(self._deadline)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _addresses(host: str, port: int) -> list[str]:
    """The IP addresses of a host, however it is written: a name, or an address in any base."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ArticleError(
            f"the address of {host} was not found ({reason}); check it, and the network"
        ) from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _left(deadline: float) -> float:
    """The seconds until a deadline.

    Raises:
        httpcore.ReadTimeout: There are none.
    """
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise httpcore.ReadTimeout
    return seconds
