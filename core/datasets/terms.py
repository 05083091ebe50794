# SPDX-License-Identifier: Apache-2.0
"""What is known about the right to train on a teacher's words; stamped into every manifest."""

from __future__ import annotations

_TERMS = {
    "planner": "Written by the built-in planner, which is not a language model; no provider's terms apply.",
    "openai": "Output of an OpenAI model: its terms of use limit training models that compete with it.",
    "anthropic": "Output of an Anthropic model: its terms of service limit training models that compete with it.",
    "openai_compatible": "Output of a model behind a server of your choice: its licence or terms decide; not checked.",
    "local": "Output of a local model: the model's own licence decides; not checked.",
    "imported": "Imported from a file: who wrote it and on what terms is not known.",
}
_UNKNOWN = "Nothing is known about the terms of this teacher; not checked."


def terms_of(kind: str) -> str:
    """One sentence about the terms for a kind of teacher. Not legal advice."""
    return _TERMS.get(kind, _UNKNOWN)
