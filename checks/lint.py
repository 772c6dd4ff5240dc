"""Files of a policy or a control pack, each checked as what it is, whatever folder it lies in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checks import attestations, catalogue, changes, exceptions, policy, segments, strict_yaml
from checks.approval import Approval
from checks.attestations import AttestationFile
from checks.catalogue import Catalogue
from checks.changes import ChangeFile
from checks.golden import GoldenFile
from checks.proposal import TO_FILL_IN
from checks.schema import KINDS as PUBLISHED
from checks.strict_yaml import Document, Steps
from checks.tables import Tables
from inventories.reason import ConfigError

KINDS: dict[str, type] = {
    **PUBLISHED,
    "attestations": AttestationFile,
    "changes": ChangeFile,
    "golden": GoldenFile,
    "approval": Approval,
}
_ENDINGS = {".yaml", ".yml"}
_RECORDS = ".csv"  # announced work may stand in one; any other is none of ours unless it is named itself
_EVIDENCE = attestations.EVIDENCE  # what persons keep there is theirs, whatever its name


@dataclass(frozen=True, slots=True)
class Linted:
    """What was found: the number of files by kind, of controls, and every problem."""

    files: Mapping[str, int]
    controls: int
    problems: tuple[ConfigError, ...]


def lint(paths: tuple[Path, ...], tables: Tables, known: tuple[Path, ...] = (catalogue.SHIPPED,)) -> Linted:
    """Check files, and all files of a policy below folders. `known`: where controls stand that they may speak about."""
    documents: list[tuple[str, Document]] = []
    problems: list[ConfigError] = []
    for file in files_below(paths):
        try:
            document = changes.read(file) if file.suffix == _RECORDS else strict_yaml.read(file)
            documents.append((kind_of(document), document))
        except ConfigError as problem:
            problems.append(problem)
    packs = tuple(document.file for kind, document in documents if kind == "controls")
    own = {file.resolve() for file in packs}
    # Packs are checked beside the controls that are known: an id may not stand twice.
    together = (*(file for file in catalogue.files_in(known) if file.resolve() not in own), *packs)
    found, of_controls = catalogue.lint(tables, together)
    problems += of_controls
    for kind, document in documents:
        if kind != "controls":
            problems += _problems(kind, document, found)
    if not problems:  # what lies between files; a problem within one would be told twice
        problems += [problem for folder in _policy_folders(paths) for problem in _as_policy(folder, together)]
    counted = Counter(kind for kind, _document in documents)
    mine = sum(place.document.file.resolve() in own for place in found.places.values())
    told = {problem.reason: problem for problem in problems}  # one file's mistake can be met on several ways
    return Linted(dict(sorted(counted.items())), mine, tuple(told.values()))


def files_below(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Give the files: those that are named, and of folders all YAML and changes.csv below them but evidence."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = [path] if not path.is_dir() else sorted(one for one in path.rglob("*") if _is_ours(one))
        for file in inside:
            if file.is_file() and (file == path or _EVIDENCE not in file.relative_to(path).parts):
                found[file] = None
    return tuple(found)


def _is_ours(file: Path) -> bool:
    return file.suffix in _ENDINGS or file.name in changes.FILES


def kind_of(document: Document) -> str:
    """Give the kind whose keys most of the file's own keys are. Raises ConfigError where no kind fits."""
    keys = set(document.data) if isinstance(document.data, dict) else set()
    # Most hits first; then the kind that has fewest keys beside them; then its name, so that the answer is stable.
    ranked = sorted(
        (-len(keys & names), len(names - keys), kind) for kind, names in _keys_by_kind().items() if keys & names
    )
    if not ranked or -ranked[0][0] * 2 <= len(keys):
        raise document.wrong("lint_unknown_kind", (), known=tuple(sorted(KINDS)))
    return ranked[0][2]


def _keys_by_kind() -> dict[str, set[str]]:
    return {name: set(kind.__struct_encode_fields__) for name, kind in KINDS.items()}  # type: ignore[attr-defined]  # every kind is a Struct


def _problems(kind: str, document: Document, controls: Catalogue) -> Iterator[ConfigError]:
    try:
        strict_yaml.convert(document, KINDS[kind])
        if kind == "exceptions":
            severities = {control.id: control.severity for control in controls.controls.values()}
            exceptions.load(document.file, severities)
        elif kind == "segments":
            segments.load(document.file)
        elif kind == "changes":
            changes.load(document.file)
        elif kind == "attestations":
            attestations.load(document.file.parent, controls.controls)
    except ConfigError as problem:
        yield problem
        return
    if kind == "register":
        yield from _to_fill_in(document, document.data, ())
    if kind == "baseline":
        yield from _unknown_controls(document, controls)


def _unknown_controls(document: Document, controls: Catalogue) -> Iterator[ConfigError]:
    """Find the controls that a baseline names and nobody has."""
    data = document.data
    named: list[tuple[str, Steps]] = [(control, ("overrides", control)) for control in data.get("overrides", {})]
    named += [(one["control"], ("excluded", at, "control")) for at, one in enumerate(data.get("excluded", ()))]
    listed = data.get("controls", "all")
    named += [(control, ("controls", at)) for at, control in enumerate(listed)] if listed != "all" else []
    for control, path in named:
        if control not in controls.controls:
            yield document.wrong("policy_unknown_control", path, control=control)


def _to_fill_in(document: Document, value: Any, path: Steps) -> Iterator[ConfigError]:
    """Find what a proposed register leaves to a person."""
    if value == TO_FILL_IN:
        yield document.wrong("lint_to_fill_in", path, mark=TO_FILL_IN)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _to_fill_in(document, item, (*path, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _to_fill_in(document, item, (*path, place))


def _policy_folders(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        if (path / "baselines").is_dir() and (path / "segments.yaml").is_file():
            yield path


def _as_policy(folder: Path, control_paths: tuple[Path, ...]) -> Iterator[ConfigError]:
    try:
        policy.load_policy(folder, control_paths)
    except ConfigError as problem:
        yield problem
