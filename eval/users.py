"""How the page does with many users at once: each asks, waits for the answer, and asks the next.

They ask the page's server, `dateline chat` in a process of its own, over the endpoint that programs
use, which shares the queue with the page.
"""

import asyncio
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from ..index.errors import DatelineError
from .questions import Question
from .served_page import serving

_LONGEST = 120.0  # seconds until an answer is given up
_AFTER_ERROR = 1.0  # seconds: a page that is gone is not asked a thousand times a second


@dataclass(frozen=True, slots=True)
class Load:
    """How it went.

    Attributes:
        users: How many asked at the same time.
        seconds: For how long new questions were asked.
        pause: Seconds between an answer and the next question of a user.
        times: Seconds to each answer, from the question, in the order they came.
        refused: How many of the answers were refusals.
        errors: What went wrong with each question that got no answer.
        elapsed: Seconds until the last answer.
    """

    users: int
    seconds: float
    pause: float
    times: Sequence[float]
    refused: int
    errors: Sequence[str]
    elapsed: float


def measure_users(
    index: Path, questions: Sequence[Question], *, users: int, seconds: float, pause: float = 0.0
) -> Load:
    """Let users ask the page of an index, each the same questions in an order of their own.

    Args:
        index: The folder of the index, which is open nowhere.
        questions: What is asked, with what was said before it.
        users: How many ask at the same time.
        seconds: For how long. Questions that were asked by then are waited for.
        pause: Seconds between an answer and the next question of a user.

    Raises:
        DatelineError: The page did not start.
    """
    with serving(index) as address:
        return asyncio.run(_load(address, questions, users, seconds, pause))


async def _load(
    address: str, questions: Sequence[Question], users: int, seconds: float, pause: float
) -> Load:
    times: list[float] = []
    verdicts: list[bool] = []
    errors: list[str] = []
    limits = httpx.Limits(max_connections=None)
    started = time.perf_counter()

    async def user(number: int) -> None:
        order = random.Random(number)  # noqa: S311
        while True:
            for question in order.sample(questions, len(questions)):
                asked = time.perf_counter()
                if asked - started >= seconds:
                    return
                try:
                    answer = await _answer(client, question)
                except (httpx.HTTPError, DatelineError) as error:
                    errors.append(f"{type(error).__name__}: {error}")
                    await asyncio.sleep(_AFTER_ERROR)
                else:
                    times.append(time.perf_counter() - asked)
                    verdicts.append(answer["answerable"])
                await asyncio.sleep(pause)

    async with httpx.AsyncClient(base_url=address, timeout=_LONGEST, limits=limits) as client:
        await asyncio.gather(*map(user, range(users)))
    elapsed = time.perf_counter() - started
    return Load(users, seconds, pause, times, verdicts.count(False), errors, elapsed)


async def _answer(client: httpx.AsyncClient, question: Question) -> dict[str, Any]:
    """Ask as programs do: the question goes in, the answer comes in a stream of events.

    Raises:
        DatelineError: An error came instead.
        HTTPError: The server did not answer.
    """
    where = "/gradio_api/call/ask"
    asked = {"data": [question.question, [list(turn) for turn in question.history]]}
    joined = (await client.post(where, json=asked)).raise_for_status()
    async with client.stream("GET", f"{where}/{joined.json()['event_id']}") as events:
        event = ""
        async for line in events.raise_for_status().aiter_lines():
            name, _, value = line.partition(": ")
            if name == "event":
                event = value
            elif name == "data" and event == "complete":
                answer: dict[str, Any] = json.loads(value)[0]
                return answer
            elif name == "data" and event == "error":
                raise DatelineError(value)
    raise DatelineError("the stream ended without an answer")
