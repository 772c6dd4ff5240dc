"""What is cut from a section before it is stored, so that no file of ours holds a secret or a number of a person.

Hosts cut most secrets themselves, in the command that reads; network devices' are cut on reading. Here personal numbers
go (第12条, 第18条), and what a rule of last resort takes for a secret.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.redaction import mask_numbers


@dataclass(frozen=True, slots=True)
class Redacted:
    """A section as it may be stored, and how many places were cut."""

    content: bytes
    count: int


def redacted(probe: str, content: bytes) -> Redacted:
    """Give a section as it may be stored. Bytes that are no text stay as they are."""
    del probe
    text, count = mask_numbers(content.decode("utf-8", "surrogateescape"))
    return Redacted(text.encode("utf-8", "surrogateescape"), count)
