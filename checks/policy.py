"""The policy folder: baselines, registers, exceptions, segments and tables, with the controls they choose.

baselines/SYSTEM.yaml   registers/NAME.yaml   segments.yaml   responsible.yaml
exceptions.yaml   changes.yaml   changes.csv   operations.yaml   attestations/*.yaml   data/*.yaml   golden.yaml
golden/*   (each optional)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from checks import (
    attestations,
    catalogue,
    changes,
    exceptions,
    golden,
    operations,
    registers,
    segments,
    strict_yaml,
    tables,
)
from checks.attestations import Attestations
from checks.catalogue import Catalogue, Judged
from checks.changes import Changes
from checks.control import Bilingual, Control, ControlId
from checks.exceptions import Exceptions
from checks.golden import Goldens
from checks.operations import Operations
from checks.registers import Registers
from checks.run import BaselineRef, ExceptionRecord
from checks.segments import Segments
from checks.strict_yaml import Document
from checks.tables import Tables
from inventories.reason import ConfigError
from scanners.platforms import DEVICES

System = Literal["kojinbango-fuban", "juminhyo-code", "card-hakko", "chukan-server", "lgwan"]
_Said = Annotated[str, Meta(min_length=1, max_length=2000)]


class Approval(Struct, frozen=True, forbid_unknown_fields=True):
    """Who approved the baseline, and when; without it the baseline is 未承認（案）."""

    approved_by: _Said
    approved_on: date


class Regulation(Struct, frozen=True, forbid_unknown_fields=True):
    """The regulation that the baseline rests on, by its last amendment."""

    title: _Said
    amendment: _Said


class Excluded(Struct, frozen=True, forbid_unknown_fields=True):
    """A control that does not apply to this system, and why."""

    control: ControlId
    reason: _Said


class AcceptedPlatform(Struct, frozen=True, forbid_unknown_fields=True):
    """A version of a network platform whose reading was never compared with a real device (実機未検証), and why it is
    believed all the same. `version` as the device tells it, exactly.
    """

    platform: str
    version: Annotated[str, Meta(min_length=1, max_length=200)]
    reason: _Said


class Baseline(Struct, frozen=True, forbid_unknown_fields=True):
    """点検基準 of one system. `controls`: `all`, or the ids that are judged."""

    name: Bilingual
    version: Annotated[str, Meta(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+(?!\n)$")]
    system: System
    regulation: Regulation
    approval: Approval | None = None
    reviewed_on: date | None = None
    next_review: date | None = None
    controls: Literal["all"] | tuple[ControlId, ...] = "all"
    overrides: dict[str, dict[str, Any]] = {}
    excluded: tuple[Excluded, ...] = ()
    accepted_platforms: tuple[AcceptedPlatform, ...] = ()


class ResponsibleFile(Struct, frozen=True, forbid_unknown_fields=True):
    """policy/responsible.yaml: the bodies whose assets may be scanned (第3条)."""

    responsible: Annotated[tuple[_Said, ...], Meta(min_length=1)]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A baseline with its controls compiled, in the order of their ids, and the digest of its file."""

    baseline: Baseline
    controls: tuple[Judged, ...]
    digest: str

    @property
    def accepted_platforms(self) -> tuple[str, ...]:
        """Give each accepted "PLATFORM VERSION", sorted."""
        return tuple(sorted(f"{one.platform} {one.version}" for one in self.baseline.accepted_platforms))

    @property
    def ref(self) -> BaselineRef:
        """What a run records about it."""
        approval = self.baseline.approval
        return BaselineRef(
            system=self.baseline.system,
            name=self.baseline.name.ja,
            version=self.baseline.version,
            digest=self.digest,
            approved_by=approval.approved_by if approval else "",
            approved_on=approval.approved_on.isoformat() if approval else "",
            amendment=self.baseline.regulation.amendment,
            reviewed_on=self.baseline.reviewed_on.isoformat() if self.baseline.reviewed_on else "",
            next_review=self.baseline.next_review.isoformat() if self.baseline.next_review else "",
        )


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything that findings are judged with. `digests`: SHA-256 (hex) of every file, by path below the folder."""

    folder: Path
    baselines: Mapping[str, Chosen]
    registers: Registers
    exceptions: Exceptions
    attestations: Attestations
    changes: Changes
    goldens: Goldens
    operations: Operations
    segments: Segments
    responsible: frozenset[str]
    tables: Tables
    catalogue: Catalogue
    digests: Mapping[str, str]

    def baseline(self, system: str, host: str) -> Chosen:
        """Give the baseline of a system. Raises ConfigError naming the host that needs it."""
        try:
            return self.baselines[system]
        except KeyError:
            missing = self.folder / "baselines" / f"{system}.yaml"
            raise ConfigError("policy_no_baseline", host=host, system=system, file=str(missing)) from None

    def exception_records(self, today: date) -> tuple[ExceptionRecord, ...]:
        """Give every exception with what it is worth on this day."""
        severities = {control.id: control.severity for control in self.catalogue.controls.values()}
        return tuple(state.record() for state in self.exceptions.standing(today, severities))


def load_policy(folder: Path, control_paths: Iterable[Path] = (catalogue.SHIPPED,)) -> Policy:
    """Read a policy folder. Raises ConfigError with file and line for whatever is wrong in it."""
    if not folder.is_dir():
        raise ConfigError("policy_no_folder", file=str(folder))
    in_use = tables.load(folder / "data")
    controls = catalogue.load(in_use, control_paths)
    baselines: dict[str, Chosen] = {}
    for file in sorted((folder / "baselines").glob("*.yaml")):
        document = strict_yaml.read(file)
        chosen = _chosen(document, controls, in_use)
        if chosen.baseline.system in baselines:
            raise document.wrong("policy_duplicate_id", ("system",), id=chosen.baseline.system)
        baselines[chosen.baseline.system] = chosen
    severities = {control.id: control.severity for control in controls.controls.values()}
    return Policy(
        folder=folder,
        baselines=baselines,
        registers=registers.load(folder / "registers"),
        exceptions=exceptions.load(folder / "exceptions.yaml", severities),
        attestations=attestations.load(folder / "attestations", controls.controls),
        changes=changes.load(*(folder / name for name in changes.FILES)),
        goldens=golden.load(folder),
        operations=operations.load(folder / "operations.yaml"),
        segments=segments.load(folder / "segments.yaml"),
        responsible=frozenset(strict_yaml.load(folder / "responsible.yaml", ResponsibleFile).responsible),
        tables=in_use,
        catalogue=controls,
        digests=_digests(folder, (*controls.files, *in_use.files)),
    )


def _chosen(document: Document, controls: Catalogue, in_use: Tables) -> Chosen:
    """Compile the controls of one baseline with its overrides."""
    baseline = strict_yaml.convert(document, Baseline)
    known = controls.controls
    for control in baseline.overrides:
        if control not in known:
            raise document.wrong("policy_unknown_control", ("overrides", control), control=control)
    for index, excluded in enumerate(baseline.excluded):
        if excluded.control not in known:
            raise document.wrong("policy_unknown_control", ("excluded", index, "control"), control=excluded.control)
    if baseline.controls != "all":
        for index, control in enumerate(baseline.controls):
            if control not in known:
                raise document.wrong("policy_unknown_control", ("controls", index), control=control)
    for index, accepted in enumerate(baseline.accepted_platforms):
        if accepted.platform not in DEVICES:
            at = ("accepted_platforms", index, "platform")
            raise document.wrong(
                "policy_unknown_platform", at, platform=accepted.platform, known=tuple(sorted(DEVICES))
            )
    why = {excluded.control: excluded.reason for excluded in baseline.excluded}
    wanted = [control for control in known if baseline.controls == "all" or control in baseline.controls]
    compiled = tuple(
        _compiled(document, known[control], baseline.overrides.get(control, {}), why.get(control, ""), in_use)
        for control in wanted
    )
    return Chosen(baseline, compiled, hashlib.sha256(document.file.read_bytes()).hexdigest())


def _compiled(
    document: Document, control: Control, changed: Mapping[str, Any], excluded: str, in_use: Tables
) -> Judged:
    for param, value in changed.items():
        at = ("overrides", control.id, param)
        if param not in control.params:
            raise document.wrong("policy_unknown_param", at, param=param, control=control.id)
        default = control.params[param]
        if type(value) is not type(default) and not (isinstance(default, float) and type(value) is int):
            raise document.wrong(
                "policy_param_type", at, param=param, expected=type(default).__name__, found=type(value).__name__
            )
        try:
            catalogue.compile_control(control, {**control.params, param: value}, in_use)
        except ConfigError as problem:
            raise document.wrong(problem.reason.code, at, **problem.reason.as_dict()) from None
    return catalogue.compile_control(control, {**control.params, **changed}, in_use, excluded)


def _digests(folder: Path, shipped: Iterable[Path]) -> dict[str, str]:
    """Digest every file that judging depends on; shipped files are named by their place in the package."""
    package = Path(__file__).parent
    listed = {*folder.rglob("*.yaml"), *(file for file in (folder / "golden").glob("*") if file.is_file())}
    listed |= {file for name in changes.FILES if (file := folder / name).is_file()}
    named = {str(file.relative_to(folder)): file for file in sorted(listed)}
    for file in shipped:
        if not file.is_relative_to(folder):
            name = f"checks/{file.relative_to(package)}" if file.is_relative_to(package) else str(file)
            named[name] = file
    return {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in sorted(named.items())}
