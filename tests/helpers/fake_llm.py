# SPDX-License-Identifier: Apache-2.0
"""A loopback server that speaks the Chat Completions and the Messages format; the model's name chooses what it does.

Names: ``ok``, ``ok-reasoning``, ``ok-reasoning2`` (other field), ``ok-think``, ``ok-tools``, ``ok-tools-dict``,
``ok-redacted``, ``plain-json`` (does not stream), ``slow-MS``, ``flaky-N`` (each prompt fails N times first),
``cut``, ``cut-hard``, ``html``, ``badjson``, ``hang``, ``empty``, ``length``, ``refuse``, ``bad-arguments``,
``midstream-error``, ``unknown-block``, ``separators``, ``redirect``, ``fail-STATUS``, ``fail-STATUS-ra-SECONDS``.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODELS = ("ok", "ok-tools", "other-model")
ARGUMENTS = {"task": "report", "priority": 1}
LOGPROB = -0.25
USAGE_IN, USAGE_OUT, USAGE_THOUGHT, USAGE_CACHED = 120, 34, 21, 20
HTML = "<!doctype html><html><body>Sign in to the network</body></html>"


@dataclass
class Seen:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: dict


@dataclass
class FakeLlm:
    """The running server.

    Attributes:
        key: the only key that is accepted; None accepts all.
        seen: every request in order; at_once the most that were in hand at the same time.
    """

    key: str | None = None
    seen: list[Seen] = field(default_factory=list)
    tries: Counter = field(default_factory=Counter)
    at_once: int = 0
    in_hand: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    stopping: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    @property
    def url(self) -> str:
        """The server's root."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def openai_url(self) -> str:
        """Base URL for the Chat Completions format."""
        return f"{self.url}/v1"

    @property
    def asked(self) -> list[Seen]:
        """The requests for answers, without the lists of models."""
        return [seen for seen in self.seen if seen.body]


@contextlib.contextmanager
def fake_llm(*, key: str | None = None):
    """Run a server for the time of the block."""
    fake = FakeLlm(key=key)

    class Handler(_Handler):
        llm = fake

    class Server(ThreadingHTTPServer):
        request_queue_size = 512
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request, client_address):
            pass

    server = Server(("127.0.0.1", 0), Handler)
    fake.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        fake.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Handler(BaseHTTPRequestHandler):
    llm: FakeLlm
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        self._note({})
        if "/web" in self.path:
            return self._send(200, HTML, kind="text/html; charset=utf-8")
        if "/none" in self.path:
            return self._error(404, "not_found_error", "no such page")
        if not self._has_key():
            return self._error(401, "authentication_error", "wrong key")
        models = [{"id": name, "object": "model", "created": 1, "owned_by": "fake"} for name in MODELS]
        models[2]["shutdown_date"] = "2027-01-14"
        return self._send(200, json.dumps({"object": "list", "data": models, "has_more": False}))

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self._note(body)
        with self.llm.lock:
            self.llm.in_hand += 1
            self.llm.at_once = max(self.llm.at_once, self.llm.in_hand)
        try:
            self._post(body)
        finally:
            with self.llm.lock:
                self.llm.in_hand -= 1

    def _note(self, body):
        with self.llm.lock:
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.llm.seen.append(Seen(self.path, headers, body))

    def _has_key(self):
        return self.llm.key is None or self.headers.get("authorization") == f"Bearer {self.llm.key}"

    def _post(self, body):
        model = body["model"]
        if not self._has_key():
            return self._error(401, "authentication_error", "wrong key")
        if model.startswith("fail-"):
            _, status, *rest = model.split("-")
            return self._error(int(status), None, "it failed", retry_after=rest[1] if rest else None)
        if model.startswith("flaky-"):
            prompt = json.dumps(body["messages"])
            with self.llm.lock:
                self.llm.tries[prompt] += 1
                tries = self.llm.tries[prompt]
            if tries <= int(model.split("-")[1]):
                return self._error(429, "rate_limit_error", "slow down", retry_after="0.01")
        if model.startswith("slow-"):
            self.llm.stopping.wait(int(model.split("-")[1]) / 1000)
        match model:
            case "html":
                return self._send(200, HTML, kind="text/html")
            case "badjson":
                return self._send(200, 'data: {"id": "x", "choices": [}\n\n', kind="text/event-stream")
            case "redirect":
                self.send_response(307)
                self.send_header("location", "https://elsewhere.example/v1")
                self.send_header("content-length", "0")
                return self.end_headers()
            case "hang":
                return self._wait_for_goodbye()
        events = _messages_events(body) if self.path.endswith("/messages") else _chat_events(body)
        if model == "plain-json":
            return self._send(200, json.dumps(_chat_whole(body)))
        return self._stream(events, model)

    def _wait_for_goodbye(self):
        """Say nothing until the client gives up, so that no thread outlives its test."""
        self.close_connection = True
        self.connection.settimeout(0.05)
        while not self.llm.stopping.is_set():
            with contextlib.suppress(TimeoutError):
                if not self.connection.recv(1):
                    return

    def _stream(self, events, model):
        self.send_response(200)
        self.send_header("content-type", "text/event-stream; charset=utf-8")
        self.send_header("x-request-id", "req-7")
        self.send_header("request-id", "req-7")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        events = list(events)
        if model in ("cut", "cut-hard"):
            events = events[: len(events) // 2]
        for event in events:
            self._chunk(event)
        if model == "cut-hard":
            self.close_connection = True
            return
        self.wfile.write(b"0\r\n\r\n")

    def _chunk(self, text):
        data = text.encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _send(self, status, text, *, kind="application/json", headers=()):
        data = text.encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _error(self, status, type_, text, *, retry_after=None):
        headers = () if retry_after is None else (("retry-after", retry_after),)
        body = {"type": "error", "error": {"type": type_, "message": text}}
        self._send(status, json.dumps(body), headers=headers)


def answer_to(messages) -> str:
    """What the server answers: it repeats the last message."""
    content = messages[-1]["content"]
    text = content if isinstance(content, str) else " ".join(block.get("text", "") for block in content)
    return f"I considered it. Answer to: {text}"


def _pieces(text, size=9):
    return [text[start : start + size] for start in range(0, len(text), size)] or [""]


def _chat_events(body):
    def chunk(delta, finish=None, **more):
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        if body.get("logprobs") and delta.get("content"):
            choice["logprobs"] = {"content": [{"token": delta["content"], "logprob": LOGPROB, "top_logprobs": []}]}
        found = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": f"{body['model']}-v1"}
        return f"data: {json.dumps({**found, 'choices': [choice], **more}, ensure_ascii=False)}\n\n"

    model, text = body["model"], answer_to(body["messages"])
    yield ": keep-alive\n\n"
    yield chunk({"role": "assistant", "content": ""})
    if model.startswith("ok-reasoning"):
        name = "reasoning_content" if model == "ok-reasoning" else "reasoning"
        for piece in _pieces("First the deadlines, then the durations."):
            yield chunk({name: piece})
    if model == "ok-think":
        text = f"<think>\nHidden in the text.\n</think>\n\n{text}"
    if model == "separators":
        text = "one\u2028two\x85three"
    if model == "midstream-error":
        yield chunk({"content": text[:5]})
        yield 'data: {"error": {"type": "overloaded_error", "message": "busy"}}\n\n'
        return
    if model == "refuse":
        yield chunk({"refusal": "I cannot help with that."})
        yield chunk({}, "stop")
        yield "data: [DONE]\n\n"
        return
    has_call = model in ("ok-tools", "ok-tools-dict", "bad-arguments")
    if model != "empty":
        for piece in _pieces(text):
            yield chunk({"content": piece})
    if has_call:
        yield from _chat_call(chunk, model)
    if model == "length":
        yield chunk({}, "length")
    else:
        yield chunk({}, "tool_calls" if has_call else "stop")
    if body.get("stream_options", {}).get("include_usage"):
        usage = json.dumps({"id": "chatcmpl-1", "model": f"{model}-v1", "choices": [], "usage": _chat_usage()})
        yield f"data: {usage}\n\n"
    yield "data: [DONE]\n\n"


def _chat_call(chunk, model):
    def call(function, **more):
        return chunk({"tool_calls": [{"index": 0, **more, "function": function}]})

    if model == "ok-tools-dict":
        yield call({"name": "set_priority", "arguments": ARGUMENTS}, id="call_1", type="function")
        return
    yield call({"name": "set_priority", "arguments": ""}, id="call_1", type="function")
    text = json.dumps(ARGUMENTS) if model == "ok-tools" else '{"task": "report", '
    for piece in _pieces(text, 6):
        yield call({"arguments": piece})


def _chat_usage():
    return {
        "prompt_tokens": USAGE_IN,
        "completion_tokens": USAGE_OUT,
        "completion_tokens_details": {"reasoning_tokens": USAGE_THOUGHT},
        "prompt_tokens_details": {"cached_tokens": USAGE_CACHED},
    }


def _chat_whole(body):
    message = {"role": "assistant", "content": answer_to(body["messages"])}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {"id": "chatcmpl-1", "model": "plain-json-v1", "choices": [choice], "usage": _chat_usage()}


def _messages_events(body):
    def event(type_, **data):
        return f"event: {type_}\ndata: {json.dumps({'type': type_, **data}, ensure_ascii=False)}\n\n"

    def block(index, start, *deltas):
        yield event("content_block_start", index=index, content_block=start)
        for delta in deltas:
            yield event("content_block_delta", index=index, delta=delta)
        yield event("content_block_stop", index=index)

    model, text = body["model"], answer_to(body["messages"])
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": f"{model}-v1", "content": []}
    usage = {"input_tokens": USAGE_IN - USAGE_CACHED, "cache_read_input_tokens": USAGE_CACHED, "output_tokens": 1}
    yield event("message_start", message={**message, "usage": usage})
    yield event("ping")
    index = 0
    if model in ("ok-reasoning", "ok-redacted"):
        deltas = [{"type": "thinking_delta", "thinking": piece} for piece in _pieces("First the deadlines.")]
        thought = {"type": "thinking", "thinking": "", "signature": ""}
        yield from block(0, thought, *deltas, {"type": "signature_delta", "signature": "sig=="})
        index = 1
    if model == "ok-redacted":
        yield from block(1, {"type": "redacted_thinking", "data": "sealed"})
        index = 2
    if model == "unknown-block":
        yield from block(0, {"type": "hologram", "shape": "cube"})
        index = 1
    if model == "midstream-error":
        error = {"type": "error", "error": {"type": "overloaded_error", "message": "busy"}}
        yield f"event: error\ndata: {json.dumps(error)}\n\n"
        return
    if model not in ("empty", "refuse"):
        deltas = [{"type": "text_delta", "text": piece} for piece in _pieces(text)]
        yield from block(index, {"type": "text", "text": ""}, *deltas)
    has_call = model in ("ok-tools", "bad-arguments")
    if has_call:
        said = json.dumps(ARGUMENTS) if model == "ok-tools" else '{"task": '
        deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in _pieces(said, 6)]
        start = {"type": "tool_use", "id": "toolu_1", "name": "set_priority", "input": {}}
        yield from block(index + 1, start, *deltas)
    delta = {"stop_reason": "tool_use" if has_call else "end_turn", "stop_sequence": None}
    if model == "length":
        delta["stop_reason"] = "max_tokens"
    if model == "refuse":
        details = {"type": "refusal", "category": "reasoning_extraction", "explanation": "It asks for my reasoning."}
        delta |= {"stop_reason": "refusal", "stop_details": details}
    spent = {"output_tokens": USAGE_OUT, "output_tokens_details": {"thinking_tokens": USAGE_THOUGHT}}
    yield event("message_delta", delta=delta, usage=spent)
    yield event("message_stop")


def wait_until(is_true, *, timeout_s: float = 10.0) -> None:
    """Look again and again until it is true; fails after the time limit."""
    ends = time.monotonic() + timeout_s
    while not is_true():
        assert time.monotonic() < ends, "it did not become true in time"
        threading.Event().wait(0.02)
