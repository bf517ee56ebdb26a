"""A small language model of this machine's own, from a GGUF file, without any server.

Needs the extra: pip install dateline[local-llm].
"""

import threading
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

from ..index.errors import LanguageModelError
from .language_model import Message

_CONTEXT = 4096  # tokens


class LocalModel:
    """A model in a GGUF file, through llama.cpp.

    Safe to use from several threads; they wait for one another.

    Args:
        file: The model.

    Raises:
        LanguageModelError: The file is not there or is no model, or llama-cpp-python is missing.
    """

    def __init__(self, file: Path) -> None:
        if not file.is_file():
            raise LanguageModelError(f"the language model {file} is not there; name its GGUF file")
        try:
            from llama_cpp import Llama
        except ModuleNotFoundError:
            raise LanguageModelError(
                "the package llama-cpp-python is missing: pip install dateline[local-llm]"
            ) from None
        self.name = file.stem
        self._one_at_a_time = threading.Lock()
        try:
            self._model: Any = Llama(str(file), n_ctx=_CONTEXT, seed=0, verbose=False)
        except (ValueError, OSError, RuntimeError) as error:
            raise LanguageModelError(f"{file} is no model that llama.cpp reads") from error

    def stream(self, messages: Sequence[Message], *, most: int) -> Generator[str]:
        """What the model writes, piece by piece; always its likeliest words.

        Raises:
            LanguageModelError: What it was told is longer than it reads.
        """
        asked = [{"role": one.role, "content": one.content} for one in messages]
        with self._one_at_a_time:
            try:
                for chunk in self._model.create_chat_completion(
                    asked, stream=True, temperature=0, max_tokens=most
                ):
                    if text := chunk["choices"][0]["delta"].get("content"):
                        yield text
            except (ValueError, RuntimeError) as error:
                raise LanguageModelError(f"the language model {self.name!r} failed") from error
