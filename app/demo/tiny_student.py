# SPDX-License-Identifier: Apache-2.0
"""A tiny random student for the smallest demo and for tests: built in a second; its answers mean nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from resources import resource_text

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

CORPUS = (
    "Prioritize the tasks by deadline and duration, then recommend what to do first and why.",
    "The report takes 45 minutes and is due at 14:00; the review takes 30 minutes and is due at 16:30.",
    "Schedule a block with a buffer of 15 minutes before the meeting at 10:00.",
    "Split the project into subtasks, name what depends on what, and put them in order.",
    "Two people need the same room: weigh the trade-off and recommend who moves.",
    '<tool_call>\n{"name": "set_priority", "arguments": {"task": "report", "priority": 1}}\n</tool_call>',
)


def build_tiny_model(folder: Path) -> Path:
    """Write a two-layer Llama, its tokenizer and chat template into ``folder`` as safetensors; returns the folder."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    tokenizer = _tokenizer()
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=4096,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        tie_word_embeddings=True,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(7)
        model = LlamaForCausalLM(config)
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def _tokenizer() -> PreTrainedTokenizerFast:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    specials = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    inner = Tokenizer(models.BPE())
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    inner.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=420,
        special_tokens=specials,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    inner.train_from_iterator(CORPUS, trainer)
    tokenizer = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=inner,
        bos_token="<|im_start|>",
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        unk_token="<|endoftext|>",
        additional_special_tokens=specials[1:],
        model_max_length=4096,
    )
    tokenizer.chat_template = resource_text("chat_templates", "chatml.jinja")
    return tokenizer
