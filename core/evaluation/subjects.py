# SPDX-License-Identifier: Apache-2.0
"""Who is evaluated: a provider, a run's checkpoint or a model folder, as the profile that can be asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from core.domain.evaluations import SubjectRole
from core.domain.providers import ProviderProfile
from core.domain.runs import RunId
from core.errors import InvalidInput
from core.providers.base import Capabilities
from core.providers.catalog import PROVIDERS
from core.providers.local import need_libraries
from core.providers.model_folder import find_model

PLANNER = ProviderProfile(name="planner", kind="planner")
_RUN = re.compile(r"run:(\d+)(?:@(\d+))?")


class CheckpointOf(Protocol):
    """Finds the folder of a run's checkpoint; without a step its last one. Raises UnknownName."""

    def __call__(self, run_id: RunId, step: int | None = None) -> Path:
        """The checkpoint's folder."""
        ...


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject that was found.

    Attributes:
        text: as it was asked for.
        label: what people read where they named no label of their own.
        role: what it usually stands for.
    """

    text: str
    label: str
    role: SubjectRole
    profile: ProviderProfile

    @property
    def capabilities(self) -> Capabilities:
        """What its provider declares, without building it."""
        return PROVIDERS[self.profile.kind].capabilities(self.profile)


def find_subject(
    text: str,
    *,
    profiles: Sequence[ProviderProfile],
    run_name: Callable[[RunId], str],
    checkpoint_of: CheckpointOf,
    root: Path,
) -> Subject:
    """The subject of that text; folders are looked for by themselves, then inside ``root`` and its models.

    Raises:
        UnknownName: there is no such run or checkpoint.
        InvalidInput: it is neither a provider, a run nor a model folder.
        ExtraMissing: it is a model of this machine, and the libraries that run one are not installed.
    """
    for profile in profiles:
        if profile.name == text:
            return Subject(text, profile.name, SubjectRole.TEACHER, profile)
    run = _RUN.fullmatch(text)
    if run is not None:
        run_id, step = RunId(int(run[1])), int(run[2]) if run[2] else None
        label = run_name(run_id) + (f" at step {step}" if step is not None else "")
        return Subject(text, label, SubjectRole.STUDENT, _local_profile(text, checkpoint_of(run_id, step)))
    for folder in (Path(text).expanduser(), root / text, root / "models" / text):
        if text and folder.is_dir():
            return _folder(text, folder.resolve())
    names = ", ".join(profile.name for profile in profiles)
    raise InvalidInput(
        f"“{text}” is neither a provider, a run nor a model folder.",
        hint=f"Name a provider ({names}), a run such as run:1 or run:1@100, or a folder with a model.",
    )


def with_batch(subject: Subject, batch_size: int) -> Subject:
    """The subject, with a model of this machine set to answer that many cases side by side."""
    if subject.profile.kind != "local":
        return subject
    options = {"batch_size": batch_size, **(subject.profile.options or {})}
    return replace(subject, profile=replace(subject.profile, options=options))


def run_of(text: str) -> RunId | None:
    """The run that a subject names; None where it names something else."""
    run = _RUN.fullmatch(text)
    return RunId(int(run[1])) if run is not None else None


def _folder(text: str, folder: Path) -> Subject:
    found = find_model(str(folder))
    role = SubjectRole.STUDENT if found.adapter is not None else SubjectRole.BASE
    return Subject(text, folder.name, role, _local_profile(folder.name, folder))


def _local_profile(name: str, folder: Path) -> ProviderProfile:
    """The profile that asks the model, or the adapter on its model, in a folder; both are looked at first."""
    need_libraries()
    find_model(str(folder))
    return ProviderProfile(name=name, kind="local", model=str(folder))
