"""A language model behind the OpenAI chat protocol: Ollama, vLLM, llama.cpp's server, a hosted one.

Needs the extra: pip install dateline[llm].
"""

from collections.abc import Generator, Sequence
from typing import Any

from ..index.errors import LanguageModelError
from .language_model import Message

_RETRIES = 2  # after 429, 5xx and lost connections, each a little later: 0.5 s, 1 s


class OpenAIModel:
    """One of the models that a server offers.

    Safe to use from several threads. Nothing is asked of the server before it is needed.

    Args:
        url: Where the protocol is spoken, such as "http://localhost:11434/v1".
        name: The model, as the server calls it.
        key: For servers that ask for one. It is sent nowhere else.
        seconds: How long the server may be silent.

    Raises:
        LanguageModelError: The address is none of the web, or the package openai is missing.
    """

    def __init__(
        self, url: str, name: str, *, key: str | None = None, seconds: float = 60.0
    ) -> None:
        if not url.startswith(("http://", "https://")):
            raise LanguageModelError(
                f"the address {url!r} of the language model is none of the web; write it like "
                "http://localhost:11434/v1"
            )
        try:
            from openai import OpenAI
        except ModuleNotFoundError:
            raise LanguageModelError(
                "the package openai is missing: pip install dateline[llm]"
            ) from None
        self.name = name
        self._client = OpenAI(
            base_url=url,
            api_key=key or "none",  # else it would take the one of another service
            organization="",
            project="",
            timeout=seconds,
            max_retries=_RETRIES,
        )

    def stream(self, messages: Sequence[Message], *, most: int) -> Generator[str]:
        """What the model writes, piece by piece; always its likeliest words.

        Raises:
            LanguageModelError: The server cannot be reached, says no, or stops half way.
        """
        from openai import APIConnectionError, APIStatusError, APITimeoutError, OpenAIError

        asked: Any = [{"role": one.role, "content": one.content} for one in messages]
        begun = ended = False
        try:
            with self._client.chat.completions.create(
                model=self.name,
                messages=asked,
                stream=True,
                temperature=0,
                max_tokens=most,
            ) as chunks:
                for chunk in chunks:
                    for choice in chunk.choices[:1]:
                        begun = True
                        if choice.delta.content:
                            yield choice.delta.content
                        ended = ended or choice.finish_reason is not None
        except APIStatusError as error:
            raise self._failed(f"answered {error.status_code}") from error
        except APITimeoutError as error:
            raise self._failed("did not answer in time") from error
        except APIConnectionError as error:
            raise self._failed("broke off" if begun else "cannot be reached") from error
        except OpenAIError as error:
            raise self._failed("broke off") from error
        except (ValueError, TypeError, AttributeError) as error:
            raise self._failed("answered in another form than the OpenAI protocol") from error
        if not ended:
            raise self._failed("broke off")

    def _failed(self, how: str) -> LanguageModelError:
        return LanguageModelError(f"the language model {self.name!r} {how}")
