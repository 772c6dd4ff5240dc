"""Files that hold private keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scanners.facts.field import Field
from scanners.facts.files import FileMode


@dataclass(frozen=True, slots=True)
class PrivateKeys:
    """Owners and modes; the contents are never read. `discovered`: files in the places where systems keep private keys.
    `registered`: those of the register that exist, by the registered path. Symbolic links are followed.
    """

    discovered: Field[Mapping[str, FileMode]]
    registered: Field[Mapping[str, FileMode]]
