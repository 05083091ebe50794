# SPDX-License-Identifier: Apache-2.0
"""Models in a folder on this machine, with an adapter on top where there is one; they evaluate students."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from core.domain.json import JsonValue
from core.domain.messages import Completion, FinishReason, Message, ReasoningSource, Role, ToolCallPart, Usage
from core.domain.providers import ProviderProfile, ProviderStatus
from core.errors import ExtraMissing, ProviderRefused, StudioError
from core.params import read_params
from core.providers.base import Capabilities, ChatRequest
from core.providers.chat_text import parts_in
from core.providers.local_model import LoadedModel, LocalParams, load
from core.providers.model_folder import find_model
from core.providers.pieces import AnswerPiece, OnPiece, PieceKind
from core.providers.prompts import Prompt

_LIBRARIES = ("torch", "transformers")
_HALF = "\ufffd"
"""How a tokenizer writes a character of which it has seen only the beginning."""
OnRow = Callable[[int, Completion | ProviderRefused], None]
OnText = Callable[[str], None]


class LocalProvider:
    """A model of a folder; it is loaded with the first request and computes in a thread of its own."""

    def __init__(self, profile: ProviderProfile, params: LocalParams, capabilities: Capabilities) -> None:
        """Nothing is loaded yet."""
        self._profile = profile
        self._params = params
        self._capabilities = capabilities
        self._loaded: LoadedModel | None = None
        self._lock = threading.Lock()

    @property
    def capabilities(self) -> Capabilities:
        """What a local model accepts and gives."""
        return self._capabilities

    async def complete(self, request: ChatRequest) -> Completion:
        """One answer; one that reached the token limit has the finish reason length."""
        (outcome,) = await self.complete_batch((request,))
        if isinstance(outcome, ProviderRefused):
            raise outcome
        return outcome

    async def stream(self, request: ChatRequest, on_piece: OnPiece) -> Completion:
        """One answer, told as it comes; cancelling ends it within one token."""
        loop = asyncio.get_running_loop()
        found: list[Completion | ProviderRefused] = []

        def on_text(text: str) -> None:
            loop.call_soon_threadsafe(on_piece, AnswerPiece(PieceKind.TEXT, text))

        await self._in_thread(
            lambda is_cancelled: self._answer(
                (request,), lambda _place, outcome: found.append(outcome), is_cancelled, on_text
            )
        )
        if isinstance(found[0], ProviderRefused):
            raise found[0]
        return found[0]

    async def complete_batch(self, requests: Sequence[ChatRequest]) -> list[Completion | ProviderRefused]:
        """The answers in the order of the requests."""
        found: dict[int, Completion | ProviderRefused] = {}
        await self.complete_rows(requests, found.__setitem__)
        return [found[place] for place in range(len(requests))]

    async def complete_rows(self, requests: Sequence[ChatRequest], on_row: OnRow) -> None:
        """Answer all side by side in a thread; cancelling ends it within one token."""
        await self._in_thread(lambda is_cancelled: self._answer(requests, on_row, is_cancelled))

    async def _in_thread(self, answer: Callable[[Callable[[], bool]], None]) -> None:
        """Call ``answer`` in a thread of its own; it is told when nobody waits for it any more."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        cancelled = threading.Event()

        def settle(error: BaseException | None) -> None:
            if done.done():
                return
            if error is None:
                done.set_result(None)
            else:
                done.set_exception(error)

        def compute() -> None:
            error: BaseException | None = None
            try:
                answer(cancelled.is_set)
            except BaseException as raised:
                error = raised
            if not cancelled.is_set():
                loop.call_soon_threadsafe(settle, error)

        threading.Thread(target=compute, name="local-model", daemon=True).start()
        try:
            await done
        except asyncio.CancelledError:
            cancelled.set()
            raise

    async def check(self) -> ProviderStatus:
        """Look at the folder without loading the model."""
        name = self._profile.name
        try:
            need_libraries()
            found = find_model(self._profile.model, adapter=self._params.adapter)
        except StudioError as error:
            return ProviderStatus(name, is_ready=False, message=error.message, hint=error.hint)
        adapter = " with its adapter" if found.adapter else ""
        size = f"{found.weight_bytes / 2**20:,.0f} MB"
        shown = Path(self._profile.model).name
        return ProviderStatus(name, is_ready=True, message=f"Ready: {shown}{adapter} ({found.model_type}, {size}).")

    async def aclose(self) -> None:
        """Forget the model."""
        self._loaded = None

    def _answer(
        self,
        requests: Sequence[ChatRequest],
        on_row: OnRow,
        is_cancelled: Callable[[], bool],
        on_text: OnText | None = None,
    ) -> None:
        """Answer all in this thread; ``on_text`` gets what is new of the text, where there is one request."""
        with self._lock:
            if self._loaded is None:
                self._loaded = load(find_model(self._profile.model, adapter=self._params.adapter), self._params)
            loaded = self._loaded
            started = time.monotonic()
            prompts, places = [], []
            for place, request in enumerate(requests):
                prompt = _prompt(loaded, request)
                if isinstance(prompt, ProviderRefused):
                    on_row(place, prompt)
                else:
                    prompts.append(prompt)
                    places.append(place)

            def on_done(index: int, ids: list[int], has_stopped: bool) -> None:
                seconds = time.monotonic() - started
                usage = Usage(input_tokens=len(prompts[index].ids), output_tokens=len(ids) + has_stopped)
                on_row(places[index], self._completion(loaded, ids, usage, seconds, has_stopped=has_stopped))

            on_token = None if on_text is None else _telling(loaded, on_text)
            loaded.decoder.run(prompts, on_done, is_cancelled, on_token)

    def _completion(
        self, loaded: LoadedModel, ids: list[int], usage: Usage, seconds: float, *, has_stopped: bool
    ) -> Completion:
        # Control tokens stay visible: a student that writes them must not look clean.
        parts = parts_in(_text_of(loaded, ids))
        has_calls = any(isinstance(part, ToolCallPart) for part in parts)
        finish = FinishReason.TOOL_CALLS if has_calls else FinishReason.STOP
        return Completion(
            message=Message(role=Role.ASSISTANT, parts=parts),
            finish=finish if has_stopped else FinishReason.LENGTH,
            model=Path(self._profile.model).name,
            usage=usage,
            latency_s=seconds,
        )


def _text_of(loaded: LoadedModel, ids: list[int]) -> str:
    text: str = loaded.tokenizer.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False)
    return text


def _telling(loaded: LoadedModel, on_text: OnText) -> Callable[[int, list[int]], None]:
    """Tell what each token adds; one that ends inside a character waits for the rest of it."""
    told = ""

    def on_token(_place: int, made: list[int]) -> None:
        nonlocal told
        text = _text_of(loaded, made)
        if not text.endswith(_HALF) and text.startswith(told) and text != told:
            on_text(text[len(told) :])
            told = text

    return on_token


def need_libraries() -> None:
    """Raise ExtraMissing where the libraries that run local models are not installed."""
    missing = [name for name in _LIBRARIES if find_spec(name) is None]
    if missing:
        raise ExtraMissing(
            "Local models need the training libraries, which are not installed.",
            hint="Install Stillroom with its “train” extra, or choose a provider by address.",
            detail=", ".join(missing),
        )


def _prompt(loaded: LoadedModel, request: ChatRequest) -> Prompt | ProviderRefused:
    """A request as tokens, or why it cannot be answered."""
    sampling = request.sampling
    ids = loaded.chat.ids(request.messages, request.tools, beginning=request.beginning)
    room = loaded.window - len(ids)
    if room < 1:
        return ProviderRefused(
            f"The problem has {len(ids)} tokens; the model reads at most {loaded.window - 1}.",
            reason="too_long",
            hint="Use shorter problems, or a model with a larger window.",
        )
    return Prompt(
        ids=tuple(ids),
        limit=max(1, min(sampling.max_tokens, room)),
        temperature=sampling.temperature,
        top_p=sampling.top_p,
        seed=sampling.seed,
    )


class LocalKind:
    """A model in a folder on this machine."""

    Params: type = LocalParams
    name = "local"
    label = "Model folder on this machine"
    help = "A Hugging Face folder with safetensors weights; nothing leaves this machine."
    needs_key = False
    needs_base_url = False
    needs_model = True
    default_key_env = ""

    def capabilities(self, profile: ProviderProfile) -> Capabilities:
        """Tools through the chat template, temperature, and reasoning where the model writes it into its text."""
        params = read_params(LocalParams, profile.options or {})
        return Capabilities(
            has_tools=True,
            has_temperature=True,
            reasoning=ReasoningSource.PROMPTED,
            is_local=True,
            batch_size=params.batch_size,
            has_beginnings=True,
        )

    def build(self, profile: ProviderProfile, *, key: str | None, options: Mapping[str, JsonValue]) -> LocalProvider:
        """A provider for the folder. Raises ExtraMissing or InvalidInput where it cannot work at all."""
        params = read_params(LocalParams, options)
        need_libraries()
        find_model(profile.model, adapter=params.adapter)
        return LocalProvider(profile, params, self.capabilities(profile))
