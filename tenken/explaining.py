"""A control explained to an operator: the law, our baseline, what is read and how, what must hold here, what to do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from checks.catalogue import Judged, compile_control
from checks.control import Bilingual, Control
from checks.plan import HostPlan, judged_once
from checks.policy import Policy
from checks.tables import Tables
from inventories.reason import Value, reason
from reports.messages import Language, say
from reports.wording import label
from scanners.facts import FACT_NAMES
from scanners.platforms import DEVICES, FACILITIES, FAMILIES
from scanners.probe import Probe, Scope
from tenken.page import Page

# Where no inventory is given: words in the place of what it and the registers say, on a host and of a facility.
_HOST = Scope(
    scan_user="ACCOUNT",
    accounts=("ACCOUNT",),
    certificates=("/PATH",),
    managed_files=("/PATH",),
    backups=("/PATH",),
    private_keys=("/PATH",),
)
_FACILITY = Scope(ups="NAME@ADDRESS", bmc="ops", bmc_address="ADDRESS", bmc_user="ACCOUNT")


@dataclass(frozen=True, slots=True)
class Here:
    """The hosts that were asked about, with the policy that judges them and the day."""

    policy: Policy
    plans: tuple[HostPlan, ...]
    today: date


class Explanation:
    """One control on one page; with hosts, what holds for each of them."""

    def __init__(self, control: Control, tables: Tables, language: Language) -> None:
        self.control = control
        self.tables = tables
        self.language = language
        self.page = Page()

    def text(self, here: Here | None) -> str:
        """Give the page."""
        self.page.put(f"{self.control.id} {self._in(self.control.title)}", 0, 4)
        self._law()
        self._baseline()
        self._attested()
        default = compile_control(self.control, self.control.params, self.tables)
        if here is None:
            self._expected(default, "explain_expected")
            self._commands(_by_default(default), "explain_commands")
        else:
            self._hosts(here)
        self._advice()
        return str(self.page)

    def _say(self, code: str, **values: Value) -> str:
        return say(reason(code, **values), self.language)

    def _in(self, both: Bilingual) -> str:
        return both.ja if self.language == "ja" else both.en

    def _labels(self, kind: str, names: Iterable[str]) -> str:
        return ", ".join(label(f"{kind}_{name}", self.language) for name in names)

    def _row(self, code: str, text: str) -> None:
        self.page.put(f"{self._say(code)}: {text}")

    def _law(self) -> None:
        basis = self.control.legal_basis
        self.page.head(self._say("explain_law"))
        self._row("control_legal_basis", f"第{basis.article}条（{basis.heading}） {basis.class_name}")

    def _baseline(self) -> None:
        control = self.control
        self.page.head(self._say("explain_baseline"))
        self._row("control_severity", label(f"severity_{control.severity}", self.language))
        self._row("control_principles", self._labels("principle", control.principles))
        self._row("control_measures", self._labels("measure", control.measure_types))
        self._row("explain_methods", ", ".join(self._say(f"method_{one}") for one in control.methods))
        if control.depth == "full":
            self.page.put(self._say("explain_full"))
        self._row("control_rationale", self._in(control.rationale))
        for name, value in control.params.items():
            self.page.put(self._say("explain_param_default", name=name, value=_json(value)))
        if control.registers:
            self._row("control_registers", ", ".join(control.registers))
        if control.related_articles:
            self._row("control_related", "、".join(f"第{number}条" for number in control.related_articles))
        if related := _references(control):
            self._row("control_references", related)

    def _attested(self) -> None:
        asked = self.control.attestation
        if asked is None:
            return
        self.page.head(self._say("explain_attested"))
        self.page.put(self._in(asked.confirms))
        scope = self._say(f"explain_scope_{asked.scope}")
        self.page.put(self._say("explain_attested_terms", days=asked.valid_days, scope=scope))
        if self.control.combine:
            self.page.put(self._say(f"explain_combine_{self.control.combine}"))

    def _expected(self, judged: Judged, head: str) -> None:
        if not judged.tests:
            return
        self.page.head(self._say(head))
        self._wanted(judged)

    def _wanted(self, judged: Judged) -> None:
        for test, expectation in zip(judged.tests, self.control.expect, strict=True):
            self.page.put(f"- {say(test.expected, self.language)} ({expectation.fact})")

    def _commands(self, by_family: Mapping[str, Sequence[Probe]], head: str) -> None:
        if not any(by_family.values()):
            return
        self.page.head(self._say(head))
        for family, probes in by_family.items():
            if probes:
                self.page.put(self._say("explain_family", family=family, root=sum(probe.root for probe in probes)))
            for probe in probes:
                self.page.command(probe.command, "#" if probe.root else "$")
                if probe.via != "target":
                    self.page.put(self._say(f"explain_via_{probe.via}"), 8)

    def _hosts(self, here: Here) -> None:
        """Say what holds for each host; several that the control is not for are named together."""
        outside = [plan.host.name for plan in here.plans if _judged(self.control, plan) is None]
        together = outside if len(outside) > 1 else []
        for plan in here.plans:
            if plan.host.name not in together:
                self._host(plan, here)
        if together:
            self.page.head(self._say("explain_outside", count=len(together)))
            self.page.put(", ".join(together))

    def _host(self, plan: HostPlan, here: Here) -> None:
        host = plan.host
        self.page.head(self._say("explain_host", host=host.name, system=host.system))
        ref = here.policy.baseline(host.system, host.name).ref
        approved = bool(ref.approved_by)
        self.page.put(
            self._say(
                "explain_judged_by",
                name=ref.name,
                version=ref.version,
                approval=label("approved", self.language, by=ref.approved_by, on=ref.approved_on)
                if approved
                else label("unapproved", self.language),
            )
        )
        judged = _judged(self.control, plan)
        if judged is None:
            self.page.put(self._say("explain_not_judged", host=host.name))
            return
        if judged.excluded:
            self.page.put(self._say("excluded_by_baseline", why=judged.excluded))
            return
        self._wanted(judged)
        self._values(plan, here.policy)
        self._registers(plan)
        self._standing(plan, here)
        self._commands(_of_plan(judged, plan), "explain_commands_here")

    def _values(self, plan: HostPlan, policy: Policy) -> None:
        changed = policy.baseline(plan.host.system, plan.host.name).baseline.overrides.get(self.control.id, {})
        for name, default in self.control.params.items():
            if name in changed:
                self.page.put(
                    self._say("explain_param_changed", name=name, value=_json(changed[name]), default=_json(default))
                )
            else:
                self.page.put(self._say("explain_param_kept", name=name))

    def _registers(self, plan: HostPlan) -> None:
        if not self.control.registers:
            return
        named = plan.host.registers
        self.page.put(self._say("explain_registers", names=named) if named else self._say("explain_no_registers"))
        for kind in self.control.registers:
            if kind not in plan.registers.kinds:
                self.page.put(self._say("no_register", kind=kind))

    def _standing(self, plan: HostPlan, here: Here) -> None:
        """Say which exception and which record of a person hold today."""
        host, control = plan.host, self.control
        once, asked = judged_once(control), control.attestation
        site = "" if once and asked is not None and asked.scope != "site" else host.site
        excepted = here.policy.exceptions.find(
            control.id,
            (site or host.system) if once else host.name,
            control.severity,
            here.today,
            system=host.system,
            groups=frozenset() if once else frozenset(host.groups),
        )
        if excepted is not None:
            self.page.put(say(excepted[1] or excepted[0].waiver(), self.language))
        if asked is not None:
            found = here.policy.attestations.find(
                control.id,
                asked.valid_days,
                system=host.system,
                site=site,
                target="" if once else host.name,
                today=here.today,
            )
            told = reason("no_attestation") if found is None else found[1] or found[0].confirmation(asked.valid_days)
            self.page.put(say(told, self.language))

    def _advice(self) -> None:
        self.page.head(self._say("explain_advice"))
        if self.control.advice:
            self.page.put(self._in(self.control.advice))
        if repair := self.control.remediation:
            risk = label(f"risk_{repair.risk}", self.language)
            why = f": {label(f'risk_why_{repair.why}', self.language)}" if repair.why else ""
            self.page.put(f"- {self._say('explain_remediation')}: {risk}{why}")
        codes = ["explain_then_fix"] if self.control.expect else []
        codes += ["explain_then_attest"] if self.control.attestation else []
        codes += ["explain_then_register"] if self.control.registers else []
        codes += ["explain_then_unknown"] if self.control.expect else []
        for code in (*codes, "explain_then_except"):
            self.page.put(f"- {self._say(code, control=self.control.id)}")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _references(control: Control) -> str:
    catalogues = (
        ("NIST SP 800-53", control.refs.nist_800_53_r5),
        ("ISO/IEC 27002", control.refs.iso_27002_2022),
        ("CIS v8", control.refs.cis_v8),
    )
    return "; ".join(f"{name} {', '.join(numbers)}" for name, numbers in catalogues if numbers)


def _judged(control: Control, plan: HostPlan) -> Judged | None:
    return next((one for one in (*plan.controls, *plan.beside) if one.control.id == control.id), None)


def _by_default(judged: Judged) -> dict[str, tuple[Probe, ...]]:
    """Give the commands by family for a host of which nothing is known."""
    found: dict[str, tuple[Probe, ...]] = {}
    for family in (*FAMILIES.values(), *FACILITIES.values(), *(device.family for device in DEVICES.values())):
        readers = [reader for reader in family.readers if FACT_NAMES[reader.fact] in judged.facts]
        scope = _FACILITY if family.name in FACILITIES else _HOST
        probes = {probe.id: probe for reader in readers for probe in reader.probes(scope)}
        found[family.name] = tuple(probes[name] for name in sorted(probes))
    return found


def _of_plan(judged: Judged, plan: HostPlan) -> dict[str, tuple[Probe, ...]]:
    """Give the commands by family that this host's plan has for the control."""
    found: dict[str, tuple[Probe, ...]] = {}
    for family, probes in plan.probes.items():
        wanted = {probe for fact in judged.facts for probe in plan.sources[family].get(fact, ())}
        found[family] = tuple(probe for probe in probes if probe.id in wanted)
    return found
