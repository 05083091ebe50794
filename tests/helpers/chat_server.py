# SPDX-License-Identifier: Apache-2.0
"""A chat server on the loopback address that answers as a test wants it to, in the Chat Completions format."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[dict[str, Any]], "str | int"]
"""From the body of a request to the text of the answer, or to the status of a refusal."""


class ChatServer(ThreadingHTTPServer):
    """Keeps the bodies of all requests; stopped by the fixture."""

    daemon_threads = True

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.asked: list[dict[str, Any]] = []
        self.gate = threading.Event()
        self.gate.set()
        self.middle = threading.Event()
        self.middle.set()
        self.pause_s = 0.0

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


@contextmanager
def chat_server(answer: Answer) -> Iterator[ChatServer]:
    """A running server; its gate is open, and so is the one in the middle of each answer."""
    server = ChatServer(answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="chat-server")
    thread.start()
    try:
        yield server
    finally:
        server.gate.set()
        server.middle.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: ChatServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body)
        self.server.gate.wait(30)
        time.sleep(self.server.pause_s)
        outcome = self.server.answer(body)
        try:
            self._refuse(outcome) if isinstance(outcome, int) else self._stream(outcome)
        except OSError:
            return  # the one who asked has gone

    def _refuse(self, status: int) -> None:
        data = json.dumps({"error": {"message": "no", "type": "invalid_request_error"}}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        head = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "loop-1"}
        usage = {"prompt_tokens": 10, "completion_tokens": 20, "total_tokens": 30}
        half = len(text) // 2
        for choices, more in (
            ([{"index": 0, "delta": {"role": "assistant", "content": text[:half]}, "finish_reason": None}], {}),
            ([{"index": 0, "delta": {"content": text[half:]}, "finish_reason": None}], {}),
            ([{"index": 0, "delta": {}, "finish_reason": "stop"}], {}),
            ([], {"usage": usage}),
        ):
            self.wfile.write(f"data: {json.dumps(head | {'choices': choices} | more)}\n\n".encode())
            self.wfile.flush()
            self.server.middle.wait(30)
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, format: str, *args: Any) -> None:
        """Stay quiet."""
