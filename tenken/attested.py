"""Where a policy asks for attestations: each control on each place of an inventory, and the record that answers it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from checks.attestations import Record
from checks.control import Attestation, Control
from checks.plan import HostPlan
from checks.policy import Policy
from inventories.reason import Reason, reason


@dataclass(frozen=True, slots=True)
class Place:
    """What one record would answer: a system, a site of a system (empty: it has none), or a target."""

    kind: str
    system: str
    site: str = ""
    target: str = ""

    def words(self) -> Reason:
        """Say it."""
        if self.kind == "target":
            return reason("attest_scope_target", name=self.target)
        if self.kind == "site" and self.site:
            return reason("attest_scope_site", name=self.site, system=self.system)
        return reason("attest_scope_no_site" if self.kind == "site" else "attest_scope_system", name=self.system)


@dataclass(frozen=True, slots=True)
class Asked:
    """One control on one place, the record for it if there is any, and why that does not hold if it does not."""

    control: Control
    asked: Attestation
    place: Place
    record: Record | None
    why: Reason | None

    @property
    def spare(self) -> bool:
        """Whether there is no record and none is missed as long as the machine's answer is a pass."""
        return self.record is None and self.control.combine == "any"

    def until(self) -> date | None:
        """Give the last day of the record that holds."""
        return self.record.until(self.asked.valid_days) if self.record and self.why is None else None


def asked_of(plans: Iterable[HostPlan], policy: Policy, today: date) -> list[Asked]:
    """Give every control that asks for a record, once for each place it is judged on, in order."""
    places: dict[tuple[str, Place], tuple[Control, Attestation]] = {}
    for plan in plans:
        for judged in (*plan.controls, *plan.beside):
            asked = judged.control.attestation
            if asked and not judged.excluded:
                places[judged.control.id, _place(asked.scope, plan)] = (judged.control, asked)
    listed: list[Asked] = []
    for (_id, place), (control, asked) in sorted(places.items(), key=_order):
        found = policy.attestations.find(
            control.id, asked.valid_days, system=place.system, site=place.site, target=place.target, today=today
        )
        record, why = found or (None, reason("no_attestation"))
        listed.append(Asked(control, asked, place, record, why))
    return listed


def _order(entry: tuple[tuple[str, Place], tuple[Control, Attestation]]) -> tuple[str, str, str, str]:
    (control, place), _ = entry
    return control, place.system, place.site, place.target


def _place(scope: str, plan: HostPlan) -> Place:
    host = plan.host
    if scope == "system":
        return Place(scope, host.system)
    return Place(scope, host.system, host.site, host.name if scope == "target" else "")
