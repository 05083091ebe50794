# SPDX-License-Identifier: Apache-2.0
"""Station 4: kept traces become frozen datasets, and these become the files that others train on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.datasets import export, frozen, select
from core.datasets.exporters.catalog import EXPORTERS
from core.datasets.importers.catalog import IMPORTERS
from core.datasets.manifest import EVAL, FORMAT, TRAIN, read_manifest, versions
from core.datasets.mix import count_mix, mix
from core.datasets.split import check_split
from core.datasets.wire import ONE_MESSAGE
from core.domain.codec import to_json
from core.domain.datasets import ExportResult, MixCounts, Selection, SelectionCounts, Snapshot, SnapshotId
from core.domain.json import JsonObject
from core.domain.messages import ToolSpec
from core.errors import InvalidInput
from core.params import Param, params_of, read_params
from core.store.store import Store
from core.workspace import Workspace

_LONGEST_NAME = 100

KEPT = Selection()
"""All kept traces."""


@dataclass(frozen=True, slots=True)
class ExporterInfo:
    """What a form and a help page show of an export format."""

    name: str
    label: str
    help: str
    params: tuple[Param, ...]
    losses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImporterInfo:
    """What a form and a help page show of an import format."""

    name: str
    label: str
    help: str


class DatasetService:
    """Freezes and exports the datasets of one workspace. Any thread; freezing and exporting take time."""

    def __init__(
        self,
        *,
        store: Store,
        workspace: Workspace,
        system_prompt_for: Callable[[str], str],
        tools_for: Callable[[str], tuple[ToolSpec, ...]],
    ) -> None:
        """Work on ``store`` and in ``workspace``; the two others say what a student of a task type gets."""
        self._store = store
        self._workspace = workspace
        self._student = frozen.StudentSide(system_prompt_for, tools_for)

    def kinds(self) -> tuple[ExporterInfo, ...]:
        """The export formats, with what each of them cannot hold."""
        return tuple(
            ExporterInfo(kind.name, kind.label, kind.help, params_of(kind.Params), kind.losses) for kind in EXPORTERS
        )

    def import_kinds(self) -> tuple[ImporterInfo, ...]:
        """The formats that Review can import."""
        return tuple(ImporterInfo(kind.name, kind.label, kind.help) for kind in IMPORTERS)

    def count(self, selection: Selection) -> SelectionCounts:
        """What a selection would take. Raises InvalidInput for a state that cannot be taken."""
        with self._store.read() as unit:
            return select.count(unit, selection)

    def freeze(
        self,
        name: str,
        *,
        selection: Selection = KEPT,
        split: float = 0.9,
        seed: int = 0,
        include_held_out: bool = False,
    ) -> Snapshot:
        """Write the kept traces that fit into a new folder and keep its hash; the same selection gives the same bytes.

        ``split`` is the share of problems in the train file. Traces of held-out and out-of-distribution problems stay
        out, because the tests are made of them, and so does every trace with the prompt of one; ``include_held_out``
        asks for them all the same.

        Raises:
            InvalidInput: the name is taken or unusable, a state that is not kept is asked for, or nothing fits.
            WorkspaceUnusable: the disk is full; nothing is left behind.
        """
        name = _checked_name(name)
        check_split(split)
        recipe = {
            "selection": to_json(selection),
            "split": split,
            "seed": seed,
            "include_held_out": include_held_out,
        }
        with frozen.part_folder(self._workspace.datasets) as part:
            with self._store.read() as unit:
                unit.snapshots.check_free(name)
                ids = select.selected_ids(unit, selection, include_held_out=include_held_out)
                barred: frozenset[str] = frozenset() if include_held_out else select.groups_of_tests(unit)
                written, book = frozen.write_rows(
                    unit, ids, part, student=self._student, split=split, seed=seed, barred=barred
                )
            if not written.by_task:
                raise InvalidInput(
                    "No kept trace fits this selection.", hint="Accept some traces in Review, or choose wider."
                )
            recipe |= {"by_task": written.by_task, "left_out_as_tests": written.left_out}
            head = {
                "format": FORMAT,
                "name": name,
                "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "sha256": written.sha256,
                "train_count": written.train_count,
                "eval_count": written.eval_count,
                **recipe,
                "versions": versions(),
            }
            frozen.write_manifest(part, head, book)
            return self._keep(name, part, written, recipe)

    def snapshots(self) -> tuple[Snapshot, ...]:
        """All frozen datasets, newest first."""
        with self._store.read() as unit:
            return unit.snapshots.all()

    def snapshot(self, name_or_id: str | int) -> Snapshot:
        """One dataset by its name, or by its id where the name is not taken by another. Raises UnknownName."""
        with self._store.read() as unit:
            if isinstance(name_or_id, int):
                return unit.snapshots.get(SnapshotId(name_or_id))
            is_name = name_or_id in {snapshot.name for snapshot in unit.snapshots.all()}
            if not is_name and name_or_id.isdecimal():
                return unit.snapshots.get(SnapshotId(int(name_or_id)))
            return unit.snapshots.named(name_or_id)

    def manifest(self, name_or_id: str | int) -> JsonObject:
        """What every row of a dataset came from. Raises UnknownName, and InvalidInput where the file is broken."""
        return read_manifest(self._folder(self.snapshot(name_or_id)))

    def rows(self, name_or_id: str | int, split: str = "train", limit: int = 50) -> tuple[JsonObject, ...]:
        """The first rows of the train or eval file as they were frozen."""
        return export.first_rows(self._folder(self.snapshot(name_or_id)), split, limit)

    def export(
        self,
        name_or_id: str | int,
        *,
        format: str,
        path: Path,
        style: str = ONE_MESSAGE,
        split: str | None = None,
        allow_keys: bool = False,
    ) -> ExportResult:
        """Write a dataset in the form that others read: the train rows and then the eval rows, or one side only.

        Raises:
            UnknownName: there is no such dataset or format.
            InvalidInput: the format has no such style, a row seems to hold an API key, or the file cannot be written.
        """
        exporter = EXPORTERS[format]
        snapshot = self.snapshot(name_or_id)
        has_style = any(spec.name == "style" for spec in params_of(exporter.Params))
        values = {"style": style} if has_style or style != ONE_MESSAGE else {}
        if split is not None:
            _checked_side(split)
        return export.export_rows(
            self._folder(snapshot),
            exporter=exporter,
            params=read_params(exporter.Params, values),
            side=split,
            path=path,
            sha256=snapshot.sha256,
            allow_keys=allow_keys,
        )

    def mix(
        self, existing: Path, distilled: Path, *, ratio: float, seed: int, out: Path, on_bad_line: str = "stop"
    ) -> MixCounts:
        """Mix a file with distilled examples; see ``core.datasets.mix``."""
        return mix(existing, distilled, ratio=ratio, seed=seed, out=out, on_bad_line=on_bad_line)

    def count_mix(
        self,
        name_or_id: str | int,
        existing: Path,
        *,
        ratio: float,
        split: str | None = None,
        on_bad_line: str = "stop",
    ) -> MixCounts:
        """What a mix of a file with the rows of a dataset would take; nothing is written. Raises as ``mix`` does."""
        snapshot = self.snapshot(name_or_id)
        sides = {TRAIN: snapshot.train_count, EVAL: snapshot.eval_count}
        available = sum(sides.values()) if split is None else sides[_checked_side(split)]
        return count_mix(existing, available, ratio=ratio, on_bad_line=on_bad_line)

    def mix_snapshot(
        self,
        name_or_id: str | int,
        existing: Path,
        *,
        ratio: float,
        seed: int,
        out: Path,
        format: str,
        style: str = ONE_MESSAGE,
        split: str | None = None,
        on_bad_line: str = "stop",
    ) -> MixCounts:
        """Mix a file with the rows of a dataset in an export format; only the mix is left behind.

        Raises:
            UnknownName: there is no such dataset or format.
            InvalidInput: as ``export`` and ``mix``.
        """
        with frozen.part_folder(self._workspace.datasets) as part:
            part_file = part / "distilled.jsonl"
            self.export(name_or_id, format=format, path=part_file, style=style, split=split)
            return mix(existing, part_file, ratio=ratio, seed=seed, out=out, on_bad_line=on_bad_line)

    def _folder(self, snapshot: Snapshot) -> Path:
        return self._workspace.resolve(snapshot.path)

    def _keep(self, name: str, part: Path, written: frozen.Written, recipe: JsonObject) -> Snapshot:
        """Name the folder and keep the row; the folder goes again where the row cannot be kept."""
        final = frozen.free_folder(self._workspace.datasets, name)
        try:
            with self._store.begin() as unit:
                snapshot = unit.snapshots.insert(
                    name,
                    path=self._workspace.relative(final),
                    sha256=written.sha256,
                    train_count=written.train_count,
                    eval_count=written.eval_count,
                    recipe=recipe,
                )
                frozen.seal(part, final)
        except BaseException:
            if not part.exists():
                shutil.rmtree(final, ignore_errors=True)
            raise
        return snapshot


def _checked_side(split: str) -> str:
    if split not in export.SIDES:
        raise InvalidInput(f"There is no side “{split}” of a dataset.", hint=f"Known: {', '.join(export.SIDES)}.")
    return split


def _checked_name(name: str) -> str:
    stripped = name.strip()
    if not stripped or len(stripped) > _LONGEST_NAME or not stripped.isprintable():
        raise InvalidInput(
            "A dataset needs a name of 1 to 100 printable characters.", hint="Choose one, such as “first-200”."
        )
    return stripped
