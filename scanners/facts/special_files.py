"""Files that give away rights: setuid and setgid programs, world-writable files, files that belong to nobody."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class SpecialFiles:
    """Paths on the file systems of the machine itself.

    `setid`: regular files with the setuid or setgid bit. `writable`: regular files, and directories without the sticky
    bit, that everybody may write. `unowned`: anything whose owner or group has no name. `not_walked`: mounts that were
    left out, as `PATH (TYPE)`; the kernel's own file systems, which hold no files, are not told.
    """

    setid: Field[frozenset[str]]
    writable: Field[frozenset[str]]
    unowned: Field[frozenset[str]]
    not_walked: Field[frozenset[str]]
