# SPDX-License-Identifier: Apache-2.0
"""The same training without any supervision: ``python -m tests.bench.by_hand SPEC OUT``; prints its seconds."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from core.training.assembly import assemble, load_tokenizer, tokenise
from core.training.files import TrainingFiles
from core.training.hardware import measure
from core.training.template import choose_template
from core.training.trainers.catalog import TRAINERS


def main() -> None:
    """Train as a plain script would: no run folder, no callback, no events, no parent that listens."""
    spec = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    student, train_file, eval_file = Path(spec["student"]), Path(spec["train"]), Path(spec["eval"])
    files = TrainingFiles(student=student, train=train_file, eval=eval_file, checkpoints=Path(sys.argv[2]))
    hardware, tokenizer = measure(), load_tokenizer(student)
    template = choose_template(tokenizer, wish="auto")
    tokenizer.chat_template = template.text
    train, held = tokenise(files, tokenizer, template, spec["values"])
    params = TRAINERS["sft"].adapt(spec["values"], hardware=hardware, row_count=len(train)).values
    trainer = assemble(files, params, tokenizer, hardware, train, held)
    began = time.perf_counter()
    trainer.train()
    sys.stdout.write(f"{time.perf_counter() - began}\n")


if __name__ == "__main__":
    main()
