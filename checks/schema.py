"""Write JSON Schemas of the policy files, for editors: `python -m checks.schema [FOLDER]`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import msgspec

from checks.attestations import AttestationFile
from checks.changes import ChangeFile
from checks.control import ControlFile
from checks.exceptions import ExceptionFile
from checks.golden import GoldenFile
from checks.operations import Operations
from checks.policy import Baseline, ResponsibleFile
from checks.registers import Register
from checks.segments import SegmentFile
from checks.tables import ProfileFile, SupportFile

KINDS: dict[str, type] = {
    "controls": ControlFile,
    "baseline": Baseline,
    "register": Register,
    "exceptions": ExceptionFile,
    "attestations": AttestationFile,
    "changes": ChangeFile,
    "golden": GoldenFile,
    "operations": Operations,
    "segments": SegmentFile,
    "responsible": ResponsibleFile,
    "end_of_support": SupportFile,
    "algorithms": ProfileFile,
}
FOLDER = Path("docs/schema")


def schemas() -> dict[str, str]:
    """Give each schema as text, by file name."""
    return {
        f"{name}.schema.json": json.dumps(
            {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(kind)},
            ensure_ascii=False,
            indent=2,
            sort_keys=True,
        )
        + "\n"
        for name, kind in KINDS.items()
    }


def main(folder: Path = FOLDER) -> None:
    """Write them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
