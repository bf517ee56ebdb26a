"""What a language model writes, shown while it is written."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

_Result = TypeVar("_Result")


async def with_drafts(
    work: Callable[[Callable[[str], None]], _Result],
) -> AsyncIterator[str | _Result]:
    """The drafts that some work in a thread tells of, as they come, and at last its result.

    Who is slow to show them gets the newest, not each.

    Args:
        work: Is given what to tell its drafts to.
    """
    loop = asyncio.get_running_loop()
    told = asyncio.Event()
    newest = ""

    def on_draft(text: str) -> None:
        nonlocal newest
        newest = text
        loop.call_soon_threadsafe(told.set)

    working = asyncio.ensure_future(asyncio.to_thread(work, on_draft))
    working.add_done_callback(lambda _: told.set())
    while not working.done():
        await told.wait()
        told.clear()
        if not working.done():
            yield newest
    yield working.result()
