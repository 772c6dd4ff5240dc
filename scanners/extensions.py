"""A site's own facts (docs/extensions.md): Python from a folder that nobody but root can change.

`read` gives what the folder holds, `install` adds it to the tables of facts and families, once, before anything is
planned. Nothing registers itself on import (docs/decisions/0008-site-extensions.md).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, get_args, get_type_hints

from inventories.reason import ConfigError, reason
from scanners.facts import FACT_NAMES, FACTS
from scanners.facts.field import Absent, Known, Unknown
from scanners.platforms import FAMILIES
from scanners.platforms.reader import Outputs, Reader
from scanners.probe import Probe, Scope, Unreadable
from scanners.root_only import refuse_changeable
from scanners.sudoers import command_line

_NAME = re.compile(r"x_[a-z0-9_]{1,60}")  # no name of ours ever begins so: a later release cannot collide
_PROBE_ID = re.compile(r"x_[a-z0-9_.]{1,80}")
_STATES = {Known, Unknown, Absent}
_WORDS = ("want", "good", "bad")


@dataclass(frozen=True, slots=True)
class SiteFact:
    """One fact of a site: its readers by family, and the words (Japanese, English) by code."""

    name: str
    kind: type[Any]
    readers: Mapping[str, Reader]
    words: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Extension:
    """What a folder holds: facts, and the files of controls (which `checks` reads)."""

    facts: tuple[SiteFact, ...]
    control_files: tuple[Path, ...]


def read(folder: Path) -> Extension:
    """Read a folder of `controls/*.yaml` and `facts/*.py`. Raises ConfigError, also for what others could have changed.

    Every file and every folder on the way to it, links included, is looked at before any of them is run.
    """
    refuse_changeable(folder)
    controls, modules = _files(folder / "controls", ".yaml"), _files(folder / "facts", ".py")
    if not controls and not modules:
        raise ConfigError("extension_empty", folder=str(folder))
    for file in (*controls, *modules):
        refuse_changeable(file)
    return Extension(tuple(_site_fact(file) for file in modules), controls)


def _files(folder: Path, suffix: str) -> tuple[Path, ...]:
    if not (folder.exists() or folder.is_symlink()):
        return ()
    refuse_changeable(folder)
    return tuple(sorted(file for file in folder.iterdir() if file.suffix == suffix))


class _Source(SourceFileLoader):
    """Runs the very file that was looked at: no compiled copy beside it is read or written."""

    def get_code(self, fullname: str) -> CodeType:
        return self.source_to_code(self.get_data(self.get_filename(fullname)), self.get_filename(fullname))


def _site_fact(file: Path) -> SiteFact:
    module = _run(file)
    name, kind, readers, words = (_given(file, module, name) for name in ("NAME", "FACT", "READERS", "WORDS"))
    _check_fact(file, name, kind)
    _check_words(file, name, kind, words)
    if not isinstance(readers, dict) or not readers:
        raise _broken(file, "READERS")
    checked = {family: _checked_reader(file, family, reader, kind) for family, reader in readers.items()}
    return SiteFact(name, kind, checked, {code: tuple(text) for code, text in words.items()})


def _given(file: Path, module: ModuleType, name: str) -> Any:
    if not hasattr(module, name):
        raise ConfigError("extension_lacks", file=str(file), name=name)
    return getattr(module, name)


def _run(file: Path) -> ModuleType:
    name = f"tenken_site_{re.sub('[^A-Za-z0-9]', '_', file.stem)}"
    spec = spec_from_loader(name, _Source(name, str(file)))
    if spec is None or spec.loader is None:
        raise _broken(file, "spec")
    module = module_from_spec(spec)
    sys.modules[name] = module  # data classes look their own module up
    try:
        spec.loader.exec_module(module)
    except Exception as broken:  # noqa: BLE001  (whatever a site's file does wrong is told, with its path)
        del sys.modules[name]
        raise _broken(file, f"{type(broken).__name__}: {broken}") from None
    return module


def _broken(file: Path, detail: str) -> ConfigError:
    return ConfigError("extension_broken", file=str(file), detail=detail[:300])


def _check_fact(file: Path, name: Any, kind: Any) -> None:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ConfigError("extension_name", file=str(file), name=str(name))
    if name in FACTS:
        raise ConfigError("extension_name_taken", file=str(file), name=name)
    if not (isinstance(kind, type) and is_dataclass(kind) and kind.__dataclass_params__.frozen and fields(kind)):  # type: ignore[attr-defined]  # every data class has its parameters
        raise _broken(file, "FACT")
    hints = get_type_hints(kind)
    for field in fields(kind):
        states = get_args(hints[field.name])
        if {getattr(state, "__origin__", state) for state in states} != _STATES:
            raise _broken(file, f"{kind.__name__}.{field.name}: Field[…]")


def _check_words(file: Path, name: str, kind: Any, words: Any) -> None:
    """Every field needs words for what is wanted, good and bad; further codes are the reasons that its reader gives."""
    if not isinstance(words, dict):
        raise _broken(file, "WORDS")
    for code, text in words.items():
        pair = isinstance(text, tuple) and len(text) == 2 and all(isinstance(one, str) and one for one in text)
        own = isinstance(code, str) and (f".{name}." in code or code.startswith(f"{name}_"))
        if not pair or not own:
            raise _broken(file, f"WORDS[{code!r}]")
    for field in fields(kind):
        for word in _WORDS:
            if (code := f"{word}.{name}.{field.name}") not in words:
                raise ConfigError("extension_no_words", file=str(file), missing=code)


def _checked_reader(file: Path, family: Any, reader: Any, kind: type[Any]) -> Reader:
    if family not in FAMILIES:
        raise ConfigError("extension_family", file=str(file), family=str(family), known=tuple(sorted(FAMILIES)))
    if not isinstance(reader, Reader) or reader.fact is not kind:
        raise _broken(file, f"READERS[{family!r}]")
    shipped = {probe.id: probe for one in FAMILIES[family].readers for probe in one.probes(Scope())}
    guarded = replace(reader, probes=_guarded_probes(reader, file), parse=_guarded_parser(reader, kind))
    for probe in guarded.probes(Scope()):
        ours = shipped.get(probe.id) == probe  # shared with ours, it runs once for both
        if not ours and not _fit(probe):
            raise ConfigError("extension_probe", file=str(file), probe=str(probe.id))
    return guarded


def _fit(probe: Probe) -> bool:
    """Whether a probe has an id of its own and one command, which sudoers can hold if it needs root."""
    if not _PROBE_ID.fullmatch(probe.id) or bool(probe.argv) == bool(probe.shell):
        return False
    try:
        return not probe.argv or bool(command_line(probe.argv))
    except ValueError:
        return False


def _guarded_probes(reader: Reader, file: Path) -> Callable[[Scope], tuple[Probe, ...]]:
    def probes(scope: Scope) -> tuple[Probe, ...]:
        try:
            given = tuple(reader.probes(scope))
        except Exception as broken:  # noqa: BLE001  (a site's code: no traceback ends the planning of a fleet)
            raise _broken(file, f"{type(broken).__name__}: {broken}") from None
        if not given or not all(isinstance(probe, Probe) for probe in given):
            raise _broken(file, "Reader.probes")
        return given

    return probes


def _guarded_parser(reader: Reader, kind: type[Any]) -> Callable[[Outputs, Scope], Any]:
    def parse(outputs: Outputs, scope: Scope) -> Any:
        try:
            fact = reader.parse(outputs, scope)
        except Unreadable:
            raise
        except Exception as broken:  # noqa: BLE001  (a site's code: it makes its own fact unknown, nothing else)
            raise Unreadable(reason("unparseable", detail=f"{type(broken).__name__}: {broken}"[:200])) from None
        states = [getattr(fact, field.name, None) for field in fields(kind)]
        if type(fact) is not kind or not all(isinstance(state, Known | Unknown | Absent) for state in states):
            raise Unreadable(reason("unparseable", detail=f"{kind.__name__}"))
        return fact

    return parse


def install(extension: Extension) -> None:
    """Add the facts to the tables, before anything is planned. Raises ConfigError for a name that stands there."""
    for fact in extension.facts:
        if fact.name in FACTS:
            raise ConfigError("extension_name_taken", file=fact.name, name=fact.name)
        FACTS[fact.name] = fact.kind
        FACT_NAMES[fact.kind] = fact.name
        for family, reader in fact.readers.items():
            FAMILIES[family] = replace(FAMILIES[family], readers=(*FAMILIES[family].readers, reader))
