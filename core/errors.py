# SPDX-License-Identifier: Apache-2.0
"""Errors that people are told about: what happened, and what to do next."""

from __future__ import annotations


class StudioError(Exception):
    """Something that the user can mend.

    Attributes:
        message: what happened, in the user's words, one sentence.
        hint: the next step, one sentence.
        detail: for the log only.
    """

    def __init__(self, message: str, *, hint: str = "", detail: str = "") -> None:
        """Keep the three texts; str() gives message and hint."""
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.detail = detail

    def __str__(self) -> str:
        """Message and hint in one line."""
        return f"{self.message} {self.hint}".strip()


class UnknownName(StudioError):
    """A name that no catalog or table has."""

    def __init__(self, noun: str, name: str, known: tuple[str, ...] = ()) -> None:
        """Say which name of which noun was not found, and which there are."""
        listed = ", ".join(known)
        hint = f"Known: {listed}." if known else "Look at the list for those that there are."
        super().__init__(f"There is no {noun} named “{name}”.", hint=hint)


class InvalidInput(StudioError):
    """A value, file or line that does not have the expected form."""


class BrokenLine(InvalidInput):
    """A line of a file cannot be read, and whoever reads may choose to leave such lines out."""


class KeyMissing(StudioError):
    """A provider needs an API key and none was found."""


class ProviderRefused(StudioError):
    """A provider answered with an error; ``is_transient`` says whether trying again can help.

    Attributes:
        reason: identifier for counts: auth, quota, rate_limit, server, timeout, network, bad_request, not_found,
            too_long, bad_response, refusal or truncated.
        retry_after_s: seconds that the provider asked to wait; None when it did not say.
    """

    def __init__(
        self,
        message: str,
        *,
        reason: str,
        is_transient: bool = False,
        retry_after_s: float | None = None,
        hint: str = "",
        detail: str = "",
    ) -> None:
        """Keep what the scheduler needs beside the texts."""
        super().__init__(message, hint=hint, detail=detail)
        self.reason = reason
        self.is_transient = is_transient
        self.retry_after_s = retry_after_s


class StoreTooNew(StudioError):
    """The workspace was written by a newer Stillroom."""


class WorkspaceBusy(StudioError):
    """Another Stillroom has this workspace open."""


class WorkspaceUnusable(StudioError):
    """The workspace cannot be read or written: missing, read-only, full or damaged."""


class OutOfMemory(StudioError):
    """A child process ran out of memory."""


class ExtraMissing(StudioError):
    """An optional part of the installation is not there, such as the training libraries."""


class JobCancelled(StudioError):
    """Raised inside a job when the user stopped it."""

    def __init__(self) -> None:
        """A cancelled job needs no further words."""
        super().__init__("The job was stopped.")
