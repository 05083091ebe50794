# SPDX-License-Identifier: Apache-2.0
"""TRL's SFTTrainer with a loss over learned positions only, and an order of examples that survives a restart."""

from __future__ import annotations

from typing import Any

from core.training.batches import EpochOrder
from core.training.loss import supervised_loss


def make_trainer_class() -> type[Any]:
    """The trainer class; made in a function, because TRL is not imported with this module. Child process only."""
    from trl import SFTTrainer

    class SupervisedTrainer(SFTTrainer):  # type: ignore[misc,unused-ignore]
        """SFTTrainer that projects learned positions only: the same loss and gradients for less work and memory."""

        def __init__(self, *args: Any, order: EpochOrder | None = None, **rest: Any) -> None:
            self._order = order
            self._tokens_seen = 0
            super().__init__(*args, **rest)
            self.model_accepts_loss_kwargs = True
            self._has_own_logits = _shapes_logits(self.model.config.get_text_config())

        def tokens_seen(self) -> int:
            """Tokens of all training batches so far, without padding."""
            return self._tokens_seen

        def trainable_count(self) -> int:
            """Parameters that this training changes."""
            return sum(p.numel() for p in self.model.parameters() if p.requires_grad)

        def parameter_count(self) -> int:
            """All parameters, the adapter's too."""
            return sum(p.numel() for p in self.model.parameters())

        def compute_loss(
            self, model: Any, inputs: Any, return_outputs: bool = False, num_items_in_batch: Any = None
        ) -> Any:
            """Sum over learned positions, divided by their number in all batches of the step."""
            if self._has_own_logits:
                return super().compute_loss(model, inputs, return_outputs, num_items_in_batch)
            labels, mask = inputs["labels"], inputs["attention_mask"]
            if self.model.training:
                self._tokens_seen += int(mask.sum())
            whole = self.accelerator.unwrap_model(model)
            causal = whole.get_base_model() if hasattr(whole, "get_base_model") else whole
            decoder = causal.get_decoder()
            hidden = decoder(input_ids=inputs["input_ids"], use_cache=False).last_hidden_state
            loss, count = supervised_loss(hidden, labels, causal.get_output_embeddings())
            loss = loss / (max(count, 1) if num_items_in_batch is None else num_items_in_batch)
            return (loss, {}) if return_outputs else loss

        def _get_train_sampler(self, train_dataset: Any = None) -> Any:
            return self._order if self._order is not None else super()._get_train_sampler(train_dataset)

        def create_model_card(self, *args: Any, **rest: Any) -> None:
            """No model card: a checkpoint has its own seal."""

    return SupervisedTrainer


def _shapes_logits(config: Any) -> bool:
    """True for architectures that do more to logits than project them, or add a loss of their own; TRL knows these."""
    names = ("final_logit_softcapping", "logit_scale", "output_multiplier", "lm_head_multiplier", "logits_scaling")
    return any(getattr(config, name, None) is not None for name in names) or hasattr(config, "output_router_logits")
