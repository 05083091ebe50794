# SPDX-License-Identifier: Apache-2.0
"""Station 6: benchmarks, evaluations of any subject on them, reports and the gap between student and teacher."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.domain.evaluations import (
    Baseline,
    BenchmarkInfo,
    Case,
    CaseResult,
    Comparison,
    Gap,
    Measure,
    Report,
    ReportId,
    SubjectRole,
)
from core.domain.jobs import JobId, JobRecord, JobState, Lane
from core.domain.json import JsonValue
from core.domain.messages import Sampling, ToolSpec
from core.domain.providers import ProviderProfile
from core.domain.runs import RunId
from core.domain.tasks import Element, ProblemId
from core.errors import InvalidInput
from core.evaluation.baselines import shortcut_baselines
from core.evaluation.benchmarks import Benchmarks, pick
from core.evaluation.category_gaps import category_gaps
from core.evaluation.comparisons import Comparisons
from core.evaluation.params import EVALUATE, EvaluationParams
from core.jobs.reporter import Job
from core.jobs.runfolder import RunFolder
from core.jobs.runner import JobRunner
from core.keys import Keys
from core.params import Param, params_of, plain_params, read_params
from core.store.store import Store
from core.workspace import Workspace

if TYPE_CHECKING:
    from core.evaluation.job import EvaluationJob
    from core.evaluation.scorers.base import Scorer
    from core.evaluation.subjects import CheckpointOf, Subject


class EvaluationService:
    """Benchmarks, evaluation jobs and reports of one studio. Any thread."""

    job_prefix = "evaluation."

    def __init__(
        self,
        *,
        store: Store,
        jobs: JobRunner,
        workspace: Workspace,
        keys: Keys,
        system_prompt_for: Callable[[str], str],
        tools_for: Callable[[str], tuple[ToolSpec, ...]],
        requires_for: Callable[[str], tuple[Element, ...]],
        checkpoint_of: CheckpointOf,
    ) -> None:
        """Ask with the student's prompts and the tools that a category has; find checkpoints by ``checkpoint_of``."""
        self._store = store
        self._jobs = jobs
        self._workspace = workspace
        self._keys = keys
        self._system_prompt_for = system_prompt_for
        self._tools_for = tools_for
        self._requires_for = requires_for
        self._checkpoint_of = checkpoint_of
        self._benchmarks = Benchmarks(workspace.benchmarks)
        self._comparisons = Comparisons(store, self._benchmarks)

    def kinds(self) -> tuple[Scorer, ...]:
        """The measures, in the order in which their figures are read."""
        from core.evaluation.scorers.catalog import SCORERS

        return tuple(SCORERS)

    def params(self) -> tuple[Param, ...]:
        """What can be set about an evaluation."""
        return params_of(EvaluationParams)

    def benchmarks(self) -> tuple[BenchmarkInfo, ...]:
        """Every benchmark, the shipped one first. Raises InvalidInput, which names the broken line of a file."""
        return tuple(self._benchmarks.info(name) for name in self._benchmarks.names())

    def cases(self, name: str, split: str | None = None, limit: int | None = None) -> tuple[Case, ...]:
        """Cases of a benchmark; a limit takes them from the categories in turn. Raises UnknownName, InvalidInput."""
        return pick(self._benchmarks.cases(name), split=split, limit=limit)

    def benchmark_from_problems(self, name: str, problem_ids: Sequence[ProblemId]) -> BenchmarkInfo:
        """Make a benchmark of held-out or out-of-distribution problems. Raises InvalidInput."""
        with self._store.read() as unit:
            problems = unit.problems.many(problem_ids)
        return self._benchmarks.make(name, problems, self._requires_for)

    def category_gaps(self) -> tuple[Gap, ...]:
        """How far the newest student is behind its teacher in each category, the widest gap first; empty without."""
        return category_gaps(self._store)

    def subject(self, text: str) -> Subject:
        """Who would be evaluated under that text. Raises UnknownName or InvalidInput."""
        from core.evaluation.subjects import find_subject

        return find_subject(
            text,
            profiles=self._profiles(),
            run_name=self._run_name,
            checkpoint_of=self._checkpoint_of,
            root=self._workspace.root,
        )

    def start(
        self,
        subject: str,
        *,
        benchmark: str,
        role: str | None = None,
        label: str = "",
        limit: int | None = None,
        split: str | None = None,
        max_tokens: int | None = None,
        params: Mapping[str, JsonValue] | None = None,
    ) -> JobId:
        """Evaluate a subject as a job; without a split all cases are asked, without a role the subject's usual one.

        Raises:
            UnknownName: no such benchmark, run or checkpoint.
            InvalidInput: no such subject, split, role or setting, or a benchmark with a broken line.
            KeyMissing: the subject's provider needs a key that nobody gave.
        """
        longest = {} if max_tokens is None else {"max_tokens": max_tokens}
        spec = {
            "subject": subject,
            "benchmark": benchmark,
            "role": role,
            "label": label,
            "limit": limit,
            "split": split,
            "params": plain_params(read_params(EvaluationParams, dict(params or {}) | longest)),
        }
        return self._jobs.submit(self._job(spec))

    def resume(self, job_id: JobId) -> JobId:
        """Go on with a stopped, failed or lost evaluation; answers that its folder holds are not asked for again."""
        with self._store.read() as unit:
            record = unit.jobs.get(job_id)
            unfinished = unit.jobs.unfinished()
        if record.kind != EVALUATE:
            raise InvalidInput(f"Job {job_id} is not an evaluation.", hint="Choose an evaluation job.")
        if record.state is JobState.DONE:
            raise InvalidInput(
                f"Job {job_id} is done: its report is number {record.result.get('report')}.",
                hint="Start a new evaluation instead.",
            )
        if any(other.spec.get("folder") == record.spec["folder"] for other in unfinished):
            raise InvalidInput(f"Job {job_id} is already being resumed.", hint="Wait for that job, or stop it first.")
        return self._jobs.submit(self._job(dict(record.spec)))

    def adopt(self, record: JobRecord) -> Job | None:
        """The job of a record that an earlier studio left unfinished."""
        return self._job(dict(record.spec)) if record.kind == EVALUATE else None

    def reports(self) -> tuple[Report, ...]:
        """Every report, the newest first."""
        with self._store.read() as unit:
            return unit.reports.all()

    def report(self, report_id: ReportId) -> Report:
        """One report. Raises UnknownName."""
        with self._store.read() as unit:
            return unit.reports.get(report_id)

    def results(self, report_id: ReportId) -> tuple[CaseResult, ...]:
        """Every answer behind a report. Raises UnknownName."""
        with self._store.read() as unit:
            unit.reports.get(report_id)
            return unit.reports.results(report_id)

    def baselines(self, benchmark: str, split: str | None = None, limit: int | None = None) -> tuple[Baseline, ...]:
        """How far lazy rules come on a benchmark's cases, the best first."""
        return shortcut_baselines(self.cases(benchmark, split, limit))

    def compare(
        self, report_ids: Sequence[ReportId], *, split: str | None = None, measures: Sequence[Measure] = tuple(Measure)
    ) -> Comparison:
        """Reports side by side; ``split`` narrows reports over several splits to one of them.

        Only ``measures`` are tested and told of: a page that shows one of them need not wait for the others.

        Raises:
            UnknownName: no such report.
            InvalidInput: the reports stand on different cases, or hold none of that split.
        """
        return self._comparisons.compare(report_ids, split=split, measures=measures).comparison

    def html(
        self,
        report_ids: Sequence[ReportId] | Sequence[Sequence[ReportId]],
        path: Path,
        *,
        split: str | None = None,
        run: RunId | None = None,
        stages: Sequence[tuple[str, float]] = (),
        command: str = "",
        note: str = "",
        facts: Mapping[str, JsonValue] | None = None,
    ) -> Path:
        """Write one self-contained HTML page; several groups of reports are compared each by itself, the first leads.

        The loss is that of ``run``, else of every run among the subjects; ``stages`` are names and seconds, ``command``
        is how the figures were made and ``note`` what a reader must know first.

        Raises:
            UnknownName: no such report.
            InvalidInput: as ``compare``, or the file cannot be written.
        """
        from core.evaluation.charts_svg import Stage
        from core.evaluation.report_html import ReportPage, write_page

        made = [self._comparisons.compare(group, split=split) for group in _groups(report_ids)]
        page = ReportPage(
            comparison=made[0].comparison,
            beside=tuple(other.comparison for other in made[1:]),
            results=made[0].results,
            cases=made[0].cases,
            curves=self._comparisons.curves(made[0].comparison.rows, run),
            stages=tuple(Stage(name, wall_s) for name, wall_s in stages),
            command=command,
            note=note,
            facts=facts or {},
        )
        write_page(page, path)
        return path

    def _job(self, spec: dict[str, Any]) -> EvaluationJob:
        """A job from its spec; looks up everything before anything is queued."""
        from core.evaluation.grade import make_sheet
        from core.evaluation.job import EvaluationJob, plan
        from core.evaluation.subjects import with_batch
        from core.providers.catalog import PROVIDERS

        params, role = read_params(EvaluationParams, spec.get("params") or {}), _role(spec.get("role"))
        subject = with_batch(self.subject(str(spec["subject"])), params.batch_size)
        kind = PROVIDERS[subject.profile.kind]
        if kind.needs_key:
            self._keys.get(subject.profile)
        cases = self.cases(str(spec["benchmark"]), spec.get("split"), spec.get("limit"))
        sampling = Sampling(temperature=params.temperature, max_tokens=params.max_tokens)
        categories = dict.fromkeys(case.category for case in cases)
        requires = {category: self._requires_for(category) for category in categories}
        tools = {category: self._tools_for(category) for category in categories}
        prompts = {category: self._system_prompt_for(category) for category in categories}
        sheets = [make_sheet(case, requires[case.category], tools[case.category]) for case in cases]
        is_folder = subject.profile.kind == "local"
        offers_tools = params.tools == "offered" or (params.tools == "auto" and not is_folder)
        folder = str(spec.get("folder") or self._workspace.relative(self._workspace.new_run_folder("evaluate")))
        spec["folder"] = folder
        return EvaluationJob(
            store=self._store,
            keys=self._keys,
            subject=subject,
            asked=plan(sheets, prompts, sampling, offers_tools=offers_tools),
            folder=RunFolder(self._workspace.resolve(folder)),
            benchmark=str(spec["benchmark"]),
            split=str(spec.get("split") or ""),
            label=str(spec.get("label") or subject.label),
            role=role or subject.role,
            lane=Lane.GPU if is_folder else Lane.NET,
            spec=spec,
            sampling=sampling,
            concurrency=params.concurrency,
        )

    def _profiles(self) -> tuple[ProviderProfile, ...]:
        from core.evaluation.subjects import PLANNER

        with self._store.read() as unit:
            saved = unit.providers.all()
        return saved if any(profile.name == PLANNER.name for profile in saved) else (PLANNER, *saved)

    def _run_name(self, run_id: RunId) -> str:
        with self._store.read() as unit:
            return unit.runs.get(run_id).name


def _role(text: str | None) -> SubjectRole | None:
    if not text:
        return None
    try:
        return SubjectRole(text)
    except ValueError:
        raise InvalidInput(f"There is no role “{text}”.", hint=f"Known: {', '.join(SubjectRole)}.") from None


def _groups(ids: Sequence[ReportId] | Sequence[Sequence[ReportId]]) -> list[Sequence[ReportId]]:
    """One group of ids, or several, as groups."""
    groups: list[Sequence[ReportId]] = [held for held in ids if isinstance(held, Sequence)]
    return groups or [[held for held in ids if not isinstance(held, Sequence)]]
