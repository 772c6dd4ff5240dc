"""SELinux or AppArmor."""

from __future__ import annotations

from dataclasses import dataclass

from scanners.facts.field import Field


@dataclass(frozen=True, slots=True)
class MandatoryAccess:
    """`system`: `selinux`, `apparmor` or `none`. `mode` now and `boot_mode` after the next start: `enforcing`,
    `permissive` or `disabled`. `unconfined`: AppArmor profiles in complain mode or SELinux permissive domains.
    """

    system: Field[str]
    mode: Field[str]
    boot_mode: Field[str]
    unconfined: Field[frozenset[str]]
