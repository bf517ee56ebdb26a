"""The network of a sentence-transformers model, from word pieces to a vector."""

from typing import cast

import torch
from sentence_transformers import SentenceTransformer
from torch.nn.functional import normalize


class Pooled(torch.nn.Module):
    """What such a model does with word pieces: the mean of what its encoder makes of each.

    Args:
        model: One that takes the mean, as all-MiniLM-L6-v2 does.
    """

    def __init__(self, model: SentenceTransformer) -> None:
        super().__init__()
        self._encoder = cast(torch.nn.Module, model[0].auto_model)

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """A vector of unit length for each text, shape (n, dimension).

        Args:
            input_ids: The word pieces of n texts, padded, shape (n, length).
            attention_mask: 1 where there is one.
            token_type_ids: 0, for a text has no second side.
        """
        states = self._encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        read = attention_mask.unsqueeze(-1).to(states.dtype)
        return normalize((states * read).sum(1) / read.sum(1), dim=1)
