"""The network that reads a question and a sentence together, and says if one answers the other."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import torch
from safetensors.torch import load_file
from tokenizers import Encoding
from torch.nn.functional import normalize
from torch.nn.utils.rnn import pad_sequence
from transformers import BertConfig, BertModel

from ..index.graph import batches_by_length
from .pairs import PairTokenizer

# Before training a logit is _STEEPNESS * (cosine - _THRESHOLD). Of a few values these are near the
# lowest loss on sixty of the questions to learn from.
_STEEPNESS, _THRESHOLD = 30.0, 0.82


class CrossEncoder(torch.nn.Module):
    """A BERT that reads two texts at once, and compares what it has made of each.

    The passage re-ranker of Nogueira and Cho (2019, "Passage re-ranking with BERT"), over
    sentences, with another head: the cosine of the two sides' means, which is near to what the
    encoder was made for, so that training starts from there, and a linear unit, which starts at 0,
    over the mean of both. The word embeddings stay those of the encoder, so that what is learnt
    and shipped is the layers above them alone.

    Args:
        encoder: The folder of the BERT to start from, with its tokenizer.
        attention: How torch reckons it: "sdpa" is its fused one. On a CPU that has bfloat16
            "eager" trains twice as fast.
    """

    def __init__(self, encoder: Path, attention: Literal["sdpa", "eager"] = "sdpa") -> None:
        super().__init__()
        # No dropout: drawing it takes a third of the time on a CPU.
        config = BertConfig.from_pretrained(
            str(encoder),
            attn_implementation=attention,
            attention_probs_dropout_prob=0.0,
            hidden_dropout_prob=0.0,
        )
        self._bert = BertModel(config, add_pooling_layer=False)
        self._bert.load_state_dict(load_file(encoder / "model.safetensors"), strict=False)
        self._bert.embeddings.requires_grad_(False)
        self._head = torch.nn.Linear(config.hidden_size, 1)
        torch.nn.init.zeros_(self._head.weight)
        torch.nn.init.zeros_(self._head.bias)
        self._steepness = torch.nn.Parameter(torch.tensor(_STEEPNESS))
        self._threshold = torch.nn.Parameter(torch.tensor(_THRESHOLD))
        self.encode = PairTokenizer(encoder / "tokenizer.json").encode

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """A logit for each pair, shape (n,): above 0 the sentence answers rather than nothing.

        Args:
            input_ids: The word pieces of n pairs, padded, shape (n, length).
            attention_mask: 1 where there is one.
            token_type_ids: 1 where it is of the sentence.
        """
        states = self._bert(
            input_ids=input_ids, token_type_ids=token_type_ids, attention_mask=attention_mask
        ).last_hidden_state
        asked = normalize(_mean(states, attention_mask - token_type_ids))
        cosine = (asked * normalize(_mean(states, token_type_ids))).sum(-1)
        head: torch.Tensor = self._head(_mean(states, attention_mask)).squeeze(-1)
        return self._steepness * (cosine - self._threshold) + head

    def read(self, pairs: Sequence[Encoding]) -> torch.Tensor:
        """The logits of pairs, as `encode` gives them, in one batch: shape (n,)."""
        device = self._head.weight.device
        logits: torch.Tensor = self(
            _padded([pair.ids for pair in pairs]).to(device),
            _padded([pair.attention_mask for pair in pairs]).to(device),
            _padded([pair.type_ids for pair in pairs]).to(device),
        )
        return logits

    def learnt(self) -> dict[str, torch.nn.Parameter]:
        """The weights that training changes, by name: all but the embeddings."""
        return {name: own for name, own in self.named_parameters() if own.requires_grad}


def in_batches(network: CrossEncoder, pairs: Sequence[Encoding], word_pieces: int) -> torch.Tensor:
    """The logits of pairs, shape (n,), read in batches of pairs of about the same length.

    Args:
        network: What reads them.
        pairs: As `CrossEncoder.encode` gives them; one at least.
        word_pieces: How many a batch holds at most, padding included, if it holds several pairs.
    """
    batches = batches_by_length(pairs, word_pieces)
    logits = torch.cat([network.read([pairs[at] for at in batch]) for batch in batches])
    order = [at for batch in batches for at in batch]
    place = torch.empty(len(order), dtype=torch.long)
    place[order] = torch.arange(len(order))
    return logits[place]


def fast_in_bfloat16(device: str) -> bool:
    """Whether a device of this machine, "cpu" or "cuda", multiplies matrices faster so."""
    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    return bool(torch.cpu.get_capabilities().get("amx_bf16"))


def _mean(states: torch.Tensor, those: torch.Tensor) -> torch.Tensor:
    shown = those.unsqueeze(-1)
    return (states * shown).sum(1) / shown.sum(1)


def _padded(rows: list[list[int]]) -> torch.Tensor:
    return pad_sequence([torch.tensor(row) for row in rows], batch_first=True)
