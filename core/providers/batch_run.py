# SPDX-License-Identifier: Apache-2.0
"""The parent's side of many requests: mind a worker child and hand each outcome to a station."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from core.domain.codec import from_json, to_json
from core.domain.json import JsonObject
from core.domain.messages import Completion
from core.domain.providers import ProviderProfile
from core.errors import ProviderRefused, StudioError
from core.jobs.child import find_child, mind
from core.jobs.reporter import Reporter
from core.jobs.runfolder import ChildEvent, EventTail, RunFolder, Wish
from core.keys import Keys
from core.providers.base import ChatRequest
from core.providers.catalog import PROVIDERS
from core.providers.environment import child_environment
from core.providers.pieces import AnswerPiece, OnPiece, PieceKind, unheard

log = logging.getLogger(__name__)

WORKER = "core.providers.worker"
_KEY = "key"
OnResult = Callable[[str, Completion | ProviderRefused], None]


@dataclass(slots=True)
class _Listener:
    """Hands each outcome on once, however often the folder is read from its beginning."""

    folder: RunFolder
    wanted: frozenset[str]
    on_result: OnResult
    report: Reporter
    on_piece: OnPiece
    answered: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    error: BaseException | None = None
    old_sessions: int = 0
    sessions: int = 0

    def recall(self, *, is_running: bool) -> None:
        """Hand on the answers that the folder holds; what an earlier child was refused will be asked again."""
        for event in EventTail(self.folder).read():
            if event.kind == "started":
                self.old_sessions += 1
            elif event.kind == "result" and "completion" in event.data:
                self.hear(event)
        self.old_sessions -= is_running

    def hear(self, event: ChildEvent) -> None:
        """Take in one event of the child."""
        if event.kind == "started":
            self.sessions += 1
        elif event.kind == "log":
            self.report.log(str(event.data.get("text", "")))
        elif event.kind == "piece":
            self.on_piece(AnswerPiece(PieceKind(event.data["of"]), str(event.data["text"])))
        elif event.kind == "result" and not self._has_broken:
            self._hear_result(str(event.data.get("key")), event.data)

    def _hear_result(self, key: str, data: JsonObject) -> None:
        if key not in self.wanted or key in self.answered:
            return
        if "completion" in data:
            self.answered.add(key)
            self._hand_on(key, from_json(Completion, data["completion"]))
        elif key not in self.refused and self.sessions > self.old_sessions:
            self.refused.add(key)
            self._hand_on(key, error_from_json(data["error"]))

    @property
    def _has_broken(self) -> bool:
        return self.error is not None and not isinstance(self.error, StudioError)

    def _hand_on(self, key: str, outcome: Completion | ProviderRefused) -> None:
        try:
            self.on_result(key, outcome)
        except BaseException as error:
            if self.error is None:
                log.info("the station asked to end the run: %s", type(error).__name__)
                self.error = error
                self.folder.wish(Wish.PAUSE if isinstance(error, StudioError) else Wish.STOP)


def answer_all(
    folder: RunFolder,
    profile: ProviderProfile,
    requests: Sequence[ChatRequest],
    report: Reporter,
    on_result: OnResult,
    *,
    keys: Keys,
    concurrency: int,
    on_piece: OnPiece | None = None,
) -> int:
    """Ask a provider all the requests in a child process; blocks its thread.

    Where ``on_piece`` is given, answers are told as they come, one after the other and each asked for once.

    ``on_result`` gets each key with its answer or refusal, once. A StudioError that it raises ends the run: what is in
    flight is still finished and handed over, nothing new is sent, and the error is raised here at the end. A folder
    whose child still runs is taken up again; answers that it holds already are not asked for again.

    Returns:
        How many requests the child sent once more, because a fault had passed.

    Raises:
        JobCancelled: the user stopped the job; what was in flight is given up within a second.
        KeyMissing: the provider needs a key and there is none.
        StudioError: the child failed, or what ``on_result`` raised.
    """
    wanted = frozenset(request.key for request in requests)
    listener = _Listener(folder, wanted, on_result, report, on_piece or unheard)
    is_running = find_child(folder) is not None
    listener.recall(is_running=is_running)
    missing = [request for request in requests if request.key not in listener.answered]
    retried = 0
    if (missing or is_running) and listener.error is None:
        work = {"concurrency": concurrency, "is_told": on_piece is not None}
        secrets = None if is_running else _launch_files(folder, profile, missing, keys, work)
        is_computing = PROVIDERS[profile.kind].capabilities(profile).batch_size > 1
        environment = child_environment(without=profile.key_env, is_computing=is_computing)
        final = mind(folder, WORKER, report, listener.hear, env=environment, secrets=secrets)
        retried = int(final.data.get("result", {}).get("retried", 0))
    if listener.error is not None:
        raise listener.error
    return retried


def error_from_json(data: JsonObject) -> ProviderRefused:
    """A refusal as the worker wrote it."""
    return ProviderRefused(
        str(data["message"]),
        reason=str(data["reason"]),
        is_transient=bool(data["is_transient"]),
        retry_after_s=data.get("retry_after_s"),
        hint=str(data.get("hint", "")),
    )


def _launch_files(
    folder: RunFolder, profile: ProviderProfile, requests: Sequence[ChatRequest], keys: Keys, work: JsonObject
) -> dict[str, str]:
    """Write what a new child reads and return its secrets, which are in no file."""
    kind = PROVIDERS[profile.kind]
    key = keys.get(profile) if kind.needs_key else keys.find(profile)
    spec = {
        **work,
        "profile": to_json(profile),
        "requests": [to_json(request) for request in requests],
    }
    folder.write_spec(spec)
    return {_KEY: key} if key else {}
