# SPDX-License-Identifier: Apache-2.0
"""A real child process for the tests of run folders: does what its spec says."""

from __future__ import annotations

import os
import signal
import sys
import time

from core.errors import InvalidInput, JobCancelled
from core.jobs.childmain import child_main
from core.jobs.runfolder import Wish


def work(folder, events, secrets):
    spec = folder.read_spec()
    events.say("started")
    for step in range(spec.get("steps", 0)):
        events.say("progress", done=step + 1, total=spec["steps"])
        time.sleep(spec.get("pause_s", 0))
        if folder.read_wish() is Wish.STOP and not spec.get("is_deaf"):
            raise JobCancelled
    deadline = time.monotonic() + 30
    while not (folder.path / spec.get("waits_for", "")).exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    match spec.get("end"):
        case "error":
            raise InvalidInput("The student is not a model.", hint="Choose another folder.")
        case "bug":
            raise KeyError("missing")
        case "memory":
            raise MemoryError
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "exit":
            sys.stderr.write("last words\n")
            os._exit(3)
    return {"pid": os.getpid(), "secret_length": len(secrets.get("key", ""))}


if __name__ == "__main__":
    sys.exit(child_main(work))
