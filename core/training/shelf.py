# SPDX-License-Identifier: Apache-2.0
"""The shelf of students: models in the workspace, and folders elsewhere that were added."""

from __future__ import annotations

import dataclasses
import json
import logging
from collections.abc import Iterator
from pathlib import Path

from core.domain.runs import Student
from core.errors import InvalidInput, UnknownName
from core.jobs.runfolder import write_whole
from core.training.student import inspect_student
from core.workspace import Workspace

log = logging.getLogger(__name__)


class StudentShelf:
    """Finds students by name or path; paths inside the workspace are kept relative, so that it can be moved."""

    def __init__(self, workspace: Workspace) -> None:
        """Look into one workspace."""
        self._workspace = workspace
        self._added_file = workspace.models / "added.json"

    def all(self) -> tuple[Student, ...]:
        """The students that can be trained; a folder that is gone or broken is left out and logged."""
        return tuple(self._sound(self._folders()))

    def get(self, name_or_path: str) -> Student:
        """A student by its name or its folder.

        Raises:
            UnknownName: neither a known student nor a folder.
            InvalidInput: a folder that is not a model that can be trained.
        """
        known = self.all()
        for student in known:
            if name_or_path in (student.name, student.path):
                return student
        folder = Path(name_or_path).expanduser()
        if not folder.is_absolute() and (self._workspace.root / folder).is_dir():
            folder = self._workspace.root / folder
        if not folder.exists():
            raise UnknownName("student", name_or_path, tuple(student.name for student in known))
        return self._read(folder)

    def add(self, folder: Path) -> Student:
        """Remember a model folder. Raises InvalidInput when it is not a model that can be trained."""
        student = self._read(folder)
        absolute = self.folder_of(student.path)
        added = list(self._added())
        if not absolute.is_relative_to(self._workspace.models) and absolute not in added:
            write_whole(self._added_file, json.dumps([str(path) for path in (*added, absolute)], indent=1))
        return student

    def folder_of(self, stored: str) -> Path:
        """The absolute folder of a student's path as it is stored."""
        path = Path(stored)
        return path if path.is_absolute() else self._workspace.resolve(stored)

    def _read(self, folder: Path) -> Student:
        absolute = folder.expanduser().resolve()
        student = inspect_student(absolute)
        if absolute.is_relative_to(self._workspace.root):
            return dataclasses.replace(student, path=self._workspace.relative(absolute))
        return student

    def _sound(self, folders: Iterator[Path]) -> Iterator[Student]:
        for folder in folders:
            try:
                yield self._read(folder)
            except InvalidInput as error:
                log.info("the folder %s is not offered as a student: %s", folder.name, error.message)

    def _folders(self) -> Iterator[Path]:
        models = self._workspace.models
        yield from sorted(path for path in models.iterdir() if path.is_dir() and not path.name.startswith("."))
        yield from self._added()

    def _added(self) -> Iterator[Path]:
        try:
            listed = json.loads(self._added_file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return
        except (OSError, ValueError) as error:
            log.warning("the list of added students cannot be read: %s", error)
            return
        yield from (Path(path) for path in listed if isinstance(path, str))
