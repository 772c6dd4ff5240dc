"""The catalogue of controls: loading, cross-checking against facts and operators, and compiling to closures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple, get_args, get_type_hints

import msgspec

from checks import strict_yaml
from checks.control import CLASS_NAMES, Control, ControlFile, Expectation
from checks.judging import Compiled, Judge, Operator
from checks.operators import OPERATORS
from checks.strict_yaml import Document, Steps
from checks.tables import Tables
from inventories.reason import ConfigError, Reason
from scanners.facts import FACT_NAMES, FACTS
from scanners.platforms import DEVICES, FAMILIES

SHIPPED = Path(__file__).parent / "articles"
HEADINGS = {13: "ソフトウェアの適正な管理", 14: "ハードウェアの適正な管理", 15: "ネットワークの適正な管理"}
_CLASSES_OF_13 = {"MG", "UA", "FT"}


class Test(NamedTuple):
    """One expectation, compiled. `field` reads the field of the fact, None where the whole fact is judged."""

    fact: str
    field: Callable[[Any], Any] | None
    expected: Reason
    judge: Judge


@dataclass(frozen=True, slots=True)
class Judged:
    """One control with the values of its parameters: its compiled expectations, and the facts they need."""

    control: Control
    tests: tuple[Test, ...]
    facts: tuple[str, ...]
    params: Mapping[str, Any] = field(hash=False)
    excluded: str = ""  # why the baseline leaves the control out, else empty


@dataclass(frozen=True, slots=True)
class Place:
    """Where a control stands, for errors."""

    document: Document
    path: Steps


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All controls by id, in the order of their ids, and where each one is written."""

    controls: Mapping[str, Control]
    places: Mapping[str, Place]
    files: tuple[Path, ...]


def files_in(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Give the control files: files as they are, folders by their `*.yaml`."""
    return tuple(file for path in paths for file in (sorted(path.glob("*.yaml")) if path.is_dir() else (path,)))


def load(tables: Tables, paths: Iterable[Path] = (SHIPPED,)) -> Catalogue:
    """Load and cross-check the catalogue. Raises the first ConfigError."""
    catalogue, problems = lint(tables, paths)
    if problems:
        raise problems[0]
    return catalogue


def lint(tables: Tables, paths: Iterable[Path] = (SHIPPED,)) -> tuple[Catalogue, tuple[ConfigError, ...]]:
    """Load what can be loaded and give every problem with its file and line, as `tenken controls lint` shows them."""
    problems: list[ConfigError] = []
    controls: dict[str, Control] = {}
    places: dict[str, Place] = {}
    files = files_in(paths)
    for file in files:
        try:
            document = strict_yaml.read(file)
            listed = strict_yaml.convert(document, ControlFile).controls
        except ConfigError as problem:
            problems.append(problem)
            continue
        for index, control in enumerate(listed):
            place = Place(document, ("controls", index))
            if control.id in controls:
                problems.append(document.wrong("policy_duplicate_id", (*place.path, "id"), id=control.id))
                continue
            controls[control.id] = control
            places[control.id] = place
            problems += _problems(control, place, tables)
    ordered = dict(sorted(controls.items()))
    return Catalogue(ordered, places, files), tuple(problems)


def _problems(control: Control, place: Place, tables: Tables) -> Iterator[ConfigError]:
    """Find what the structure alone cannot know."""
    document, path = place.document, place.path
    basis = control.legal_basis
    agrees = (
        control.id[1:].startswith(f"{control.article}-{control.class_code}-")
        and basis.article == control.article
        and basis.heading == HEADINGS[control.article]
        and basis.class_name == CLASS_NAMES[control.class_code]
        and (control.article != 13 or control.class_code in _CLASSES_OF_13)
    )
    if not agrees:
        yield document.wrong("policy_basis_disagrees", (*path, "legal_basis"), id=control.id)
    if bool(control.expect) == (control.methods == ("attest",)):
        yield document.wrong("policy_expectations", (*path, "methods"), id=control.id)
    if (repair := control.remediation) and (
        bool(repair.role) == (repair.risk == "manual_only") or bool(repair.why) == (repair.risk == "safe")
    ):
        yield document.wrong("policy_remediation", (*path, "remediation"), id=control.id)
    yield from _methods(control, place)
    yield from _families(control, place)
    if control.applies.when and _text_field(control.applies.when.fact) is None:
        yield document.wrong("policy_unknown_fact", (*path, "applies", "when", "fact"), fact=control.applies.when.fact)
    kinds: set[str] = set()
    for index, expectation in enumerate(control.expect):
        at = (*path, "expect", index)
        try:
            compile_one(control, expectation, control.params, tables)
        except ConfigError as problem:
            yield document.wrong(problem.reason.code, at, **problem.reason.as_dict())
            continue
        kinds |= kinds_of(expectation)
    used = {name for expectation in control.expect for name in _used(expectation.arguments)}
    for name in sorted(control.params.keys() - used):
        yield document.wrong("policy_unused_param", (*path, "params", name), param=name)
    if kinds != set(control.registers):
        named = tuple(sorted(kinds))
        yield document.wrong("policy_registers_disagree", (*path, "registers"), id=control.id, kinds=named)


def _methods(control: Control, place: Place) -> Iterator[ConfigError]:
    """Find what does not go with the ways in which the control is answered."""
    attested = "attest" in control.methods
    if attested != (control.attestation is not None):
        yield place.document.wrong("policy_attestation", (*place.path, "methods"), id=control.id)
    if (attested and len(control.methods) > 1) != (control.combine is not None):
        yield place.document.wrong("policy_combine", (*place.path, "methods"), id=control.id)
    if "facility" in control.methods and not control.assets:
        yield place.document.wrong("policy_assets", (*place.path, "methods"), id=control.id)
    heavy = {
        FACT_NAMES[reader.fact] for family in FAMILIES.values() for reader in family.readers if reader.depth == "full"
    }
    for index, expectation in enumerate(control.expect):
        if expectation.fact.partition(".")[0] in heavy and control.depth != "full":
            at = (*place.path, "expect", index)
            yield place.document.wrong("policy_depth", at, id=control.id, fact=expectation.fact)


def _families(control: Control, place: Place) -> Iterator[ConfigError]:
    for index, family in enumerate(control.applies.families):
        if family not in {*FAMILIES, *DEVICES}:
            yield place.document.wrong(
                "policy_unknown_family", (*place.path, "applies", "families", index), family=family
            )


@cache  # several baselines ask about the same few fields, and evaluating type hints is slow
def _field_type(fact: str) -> object | None:
    """Give the type of a fact, or of the value of its field; None where there is none of that name."""
    name, _, field = fact.partition(".")
    kind = FACTS.get(name)
    if kind is None or not field:
        return kind
    state = get_type_hints(kind).get(field)
    if state is None:
        return None
    known = get_args(state)[0]  # Known[T] | Unknown | Absent
    return get_args(known)[0]  # type: ignore[no-any-return]  # the T of Known[T]; typing calls it Any


def _text_field(fact: str) -> object | None:
    kind = _field_type(fact)
    return kind if kind is str else None


def _used(value: object) -> Iterator[str]:
    """Give the names of parameters that arguments refer to."""
    if isinstance(value, dict):
        if set(value) == {"param"}:
            yield str(value["param"])
        else:
            for item in value.values():
                yield from _used(item)
    elif isinstance(value, list):
        for item in value:
            yield from _used(item)


def _filled(value: object, params: Mapping[str, object]) -> object:
    """Put parameters in their places. Raises ConfigError for one that is not defined."""
    if isinstance(value, dict):
        if set(value) == {"param"}:
            if value["param"] not in params:
                raise ConfigError("policy_undefined_param", param=str(value["param"]))
            return params[value["param"]]
        return {key: _filled(item, params) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, params) for item in value]
    return value


def kinds_of(expectation: Expectation) -> set[str]:
    """Give the register kinds that an expectation compares with."""
    named = expectation.arguments.get("kind")
    operator = OPERATORS[expectation.operator]
    by_argument = {str(named)} if "kind" in operator.params.__struct_fields__ and not operator.kinds else set()
    return set(operator.kinds) | (by_argument if expectation.operator == "subset_of_register" else set())


def compile_one(control: Control, expectation: Expectation, params: Mapping[str, object], tables: Tables) -> Test:
    """Compile one expectation with these parameter values. Raises ConfigError without a place."""
    operator: Operator | None = OPERATORS.get(expectation.operator)
    if operator is None:
        raise ConfigError("policy_unknown_operator", operator=expectation.operator)
    kind = _field_type(expectation.fact)
    if kind is None:
        raise ConfigError("policy_unknown_fact", fact=expectation.fact)
    if kind not in operator.accepts:
        raise ConfigError("policy_operator_misfit", operator=expectation.operator, fact=expectation.fact)
    filled = _filled(expectation.arguments, params)
    try:
        arguments = msgspec.convert(filled, operator.params, strict=True)
    except msgspec.ValidationError as broken:
        raise ConfigError(
            "policy_wrong_argument", operator=expectation.operator, problem=str(broken), id=control.id
        ) from None
    compiled: Compiled = operator.compile(arguments, expectation.fact, tables)
    name, _, field = expectation.fact.partition(".")
    return Test(name, attrgetter(field) if field else None, compiled.expected, compiled.judge)


def compile_control(control: Control, params: Mapping[str, object], tables: Tables, excluded: str = "") -> Judged:
    """Compile a control with these parameter values. Raises ConfigError without a place."""
    tests = tuple(compile_one(control, expectation, params, tables) for expectation in control.expect)
    needed = {test.fact for test in tests}
    for expectation in control.expect:
        needed.update(OPERATORS[expectation.operator].facts)
    if control.applies.when:
        needed.add(control.applies.when.fact.partition(".")[0])
    return Judged(control, tests, tuple(sorted(needed)), params, excluded)
