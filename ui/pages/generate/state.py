# SPDX-License-Identifier: Apache-2.0
"""What Generate shows: the teachers, what a run would send and cost, and what a run wants."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from core.domain.budgets import Budget
from core.domain.jobs import JobId, JobRecord
from core.domain.json import JsonObject
from core.domain.messages import Sampling
from core.domain.providers import ProviderProfile
from core.domain.samples import evenly_spread
from core.domain.tasks import ProblemId, Split
from core.domain.traces import TraceId, TraceRow
from core.errors import StudioError
from core.params import Param

if TYPE_CHECKING:
    from core.studio import Studio

PLANNER = "planner"
PLANNER_WORDS = "built-in planner, not a language model"
JOB_PREFIX = "generation."
_ESTIMATED_FROM = 400
_OWN = ("localhost", "::1", "")


@dataclass(frozen=True, slots=True)
class Kind:
    """What the form of a provider needs to know of its kind."""

    name: str
    label: str
    help: str
    params: tuple[Param, ...]
    needs_key: bool
    needs_base_url: bool
    default_key_env: str

    @property
    def is_reached(self) -> bool:
        """True where it is asked over an address."""
        return self.needs_key or self.needs_base_url


@dataclass(frozen=True, slots=True)
class Teacher:
    """A provider as the page shows it; never its key.

    Attributes:
        key_hint: where the key comes from and its last four characters; empty where none is used.
        has_kept_key: the key is in the keyring or in this session and can be forgotten.
    """

    profile: ProviderProfile
    kind: Kind
    is_language_model: bool
    has_temperature: bool
    key_hint: str = ""
    has_kept_key: bool = False

    @property
    def name(self) -> str:
        """The name under which it was set up."""
        return self.profile.name

    @property
    def is_built_in(self) -> bool:
        """True for the planner that comes with Stillroom, which cannot be removed."""
        return self.profile.name == PLANNER

    @property
    def words(self) -> str:
        """What it is, on one line."""
        if not self.is_language_model:
            return PLANNER_WORDS
        return "  ·  ".join(part for part in (self.kind.label, self.profile.model) if part)

    @property
    def host(self) -> str:
        """Where its requests go, in words; empty where nothing leaves this machine."""
        if not self.kind.is_reached:
            return ""
        if not self.profile.base_url:
            return f"{self.kind.label}'s own address"
        host = (urlsplit(self.profile.base_url).hostname or "").lower()
        return "" if host in _OWN or host.startswith("127.") else host


@dataclass(frozen=True, slots=True)
class TeachersState:
    """All teachers, the planner first, and the kinds that can be added."""

    teachers: tuple[Teacher, ...]
    kinds: tuple[Kind, ...]
    task_types: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RunWish:
    """What a run shall ask.

    Attributes:
        types: task types; empty means all.
        limit: at most so many problems; None means all of them.
        smoke: so many are asked before the rest; None sends all at once.
        options: the teacher's own options for this and later runs; None leaves them.
    """

    teacher: str
    types: tuple[str, ...]
    split: Split
    is_unanswered_only: bool
    limit: int | None
    samples: int
    concurrency: int
    budget: Budget
    smoke: int | None
    sampling: Sampling
    options: JsonObject | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a run would send and cost.

    Attributes:
        cost_usd: None where the price is not known, which is never the same as zero; ``dear_usd`` if answers are long.
        seconds: None where this teacher has answered nothing yet.
        note: how the figures were made.
    """

    problems: int
    requests: int
    input_tokens: int
    output_tokens: int
    cost_usd: float | None
    dear_usd: float | None
    seconds: float | None
    note: str


def read_teachers(studio: Studio) -> TeachersState:
    """Read the teachers with their key hints; any thread, since a keyring can take its time."""
    kinds = {
        held.name: Kind(
            name=held.name,
            label=held.label,
            help=held.help,
            params=held.params,
            needs_key=held.needs_key,
            needs_base_url=held.needs_base_url,
            default_key_env=held.default_key_env,
        )
        for held in studio.generation.kinds()
    }
    profiles = sorted(studio.generation.profiles(), key=lambda profile: (profile.name != PLANNER, profile.name))
    teachers = tuple(_teacher(studio, profile, kinds[profile.kind]) for profile in profiles if profile.kind in kinds)
    return TeachersState(teachers, tuple(kinds.values()), tuple((t.type, t.title) for t in studio.tasks.tasks()))


def problems_of(studio: Studio, wish: RunWish) -> tuple[ProblemId, ...]:
    """The problems that a run would ask about; any thread."""
    ids = studio.tasks.problem_ids(
        split=wish.split, types=wish.types, unanswered_by=wish.teacher if wish.is_unanswered_only else None
    )
    return ids if wish.limit is None else ids[: wish.limit]


def forecast(studio: Studio, wish: RunWish) -> Forecast:
    """What a run would send and cost; of very many problems some are measured and the rest reckoned. Any thread."""
    ids = problems_of(studio, wish)
    measured = evenly_spread(ids, _ESTIMATED_FROM)
    found = studio.generation.estimate(measured, wish.teacher, samples=wish.samples, concurrency=wish.concurrency)
    share = len(ids) / len(measured) if measured else 1.0
    note = found.note
    if len(measured) < len(ids):
        note = f"{note} Measured on {len(measured):,} of the problems."
    return Forecast(
        problems=len(ids),
        requests=len(ids) * wish.samples,
        input_tokens=round(found.input_tokens * share),
        output_tokens=round(found.output_tokens * share),
        cost_usd=None if found.cost_usd is None else found.cost_usd * share,
        dear_usd=None if found.dear_usd is None else found.dear_usd * share,
        seconds=None if found.seconds is None else found.seconds * share,
        note=note,
    )


def start_run(studio: Studio, wish: RunWish) -> JobId:
    """Keep the teacher's options, then start the run. Any thread; raises StudioError before anything is sent."""
    profile = studio.generation.profile(wish.teacher)
    if wish.options is not None and wish.options != (profile.options or {}):
        studio.generation.save_profile(replace(profile, options=wish.options))
    return studio.generation.start(
        problems_of(studio, wish),
        teacher=wish.teacher,
        samples=wish.samples,
        concurrency=wish.concurrency,
        budget=wish.budget,
        smoke=wish.smoke,
        sampling=wish.sampling,
    )


def last_run(studio: Studio) -> JobRecord | None:
    """The newest generation that is kept."""
    return next((record for record in studio.recent_jobs(limit=200) if record.kind.startswith(JOB_PREFIX)), None)


def pace_of(studio: Studio, job: JobId) -> int | None:
    """How many requests a run has in flight at most; None for one that is over, and for the planner."""
    record = studio.job(job)
    spec = record.spec
    teacher = str(spec.get("teacher", PLANNER))
    if record.state.is_over or teacher == PLANNER or not studio.generation.capabilities(teacher).is_language_model:
        return None
    return int(spec.get("concurrency", 1))


def rows_of_run(studio: Studio, job: JobId, after: TraceId | None) -> tuple[TraceRow, ...]:
    """The next rows that a run kept; any thread."""
    return studio.review.rows(job=job, after=after, limit=1_000)


def money(usd: float | None) -> str:
    """An amount with its currency; unknown is said and never shown as nothing."""
    if usd is None:
        return "unknown"
    if usd == 0:
        return "$0"
    return f"${usd:,.2f}" if usd >= 1 else f"${usd:.4f}"


def _teacher(studio: Studio, profile: ProviderProfile, kind: Kind) -> Teacher:
    able = studio.generation.capabilities(profile.name)
    hint, is_kept = "", False
    if kind.is_reached:
        hint = studio.generation.key_hint(profile.name)
        try:
            place = studio.keys.place(profile)
        except StudioError:
            place = None
        is_kept = place is not None and place.value != "environment"
    return Teacher(profile, kind, able.is_language_model, able.has_temperature, hint, is_kept)
