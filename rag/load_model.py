"""Which language model a user names, to word answers."""

import os
from pathlib import Path

from ..index.errors import LanguageModelError
from .language_model import LanguageModel
from .writer import Writer

KEY = "DATELINE_LLM_KEY"
"""Holds the key of the server, if it asks for one. It is read from the environment alone, so that
it stands in no history of commands and no list of processes."""


def load_writer(where: str | None, name: str | None = None) -> Writer | None:
    """A writer with the model that is named; None if none is.

    Raises:
        LanguageModelError: As for `load_model`, or a model is named without its address.
    """
    if where:
        return Writer(load_model(where, name))
    if name:
        raise LanguageModelError(f"where is the model {name!r}? Name its address with --llm URL")
    return None


def load_model(where: str, name: str | None = None) -> LanguageModel:
    """The model at an address that speaks the OpenAI protocol, or the one in a GGUF file.

    Raises:
        LanguageModelError: It is neither, its name is missing, or what it needs is not installed.
    """
    if where.casefold().endswith(".gguf"):
        from .local_model import LocalModel

        return LocalModel(Path(where))
    if not name:
        raise LanguageModelError(
            f"which model at {where}? Name it with --llm-model, as its server calls it"
        )
    from .openai_model import OpenAIModel

    return OpenAIModel(where, name, key=os.environ.get(KEY) or None)
