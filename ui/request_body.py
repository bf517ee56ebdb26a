"""A request's body, read whole and given on."""

from starlette.types import Message, Receive

LONGEST_BODY = 16 * 2**20
"""Bytes: a conversation that the browser has kept is long."""


async def request_body(receive: Receive, *, at_most: int) -> bytes | None:
    """The body; None where it is longer than so many bytes, or the client has gone."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > at_most:
            return None
        if not message.get("more_body"):
            return bytes(body)


def given_on(body: bytes, receive: Receive) -> Receive:
    """What the application receives after its body was read: the body, then what comes after it."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return waiting.pop() if waiting else await receive()

    return receive_again
