"""The published JSON Schemas of what reports write, generated from their types: `python -m reports.schema`."""

from __future__ import annotations

from pathlib import Path

import msgspec

from checks.facts_file import SCHEMA_VERSION as FACTS_VERSION
from checks.facts_file import FactsFile
from reports.drift_json import SCHEMA_VERSION as DRIFT_VERSION
from reports.drift_json import DriftDocument
from reports.json_report import SCHEMA_VERSION, Report

_FOLDER = Path(__file__).parents[1] / "docs" / "schema"
PATH = _FOLDER / "report.schema.json"
FACTS_PATH = _FOLDER / "facts.schema.json"
DRIFT_PATH = _FOLDER / "drift.schema.json"


def _text(title: str, kind: type) -> str:
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **msgspec.json.schema(kind),
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def schema() -> str:
    """Give the schema (draft 2020-12) of the report as JSON text."""
    return _text(f"tenken report {SCHEMA_VERSION}", Report)


def facts_schema() -> str:
    """Give the schema of a run's facts as JSON text."""
    return _text(f"tenken facts {FACTS_VERSION}", FactsFile)


def drift_schema() -> str:
    """Give the schema of what changed between two runs as JSON text."""
    return _text(f"tenken drift {DRIFT_VERSION}", DriftDocument)


if __name__ == "__main__":
    _FOLDER.mkdir(parents=True, exist_ok=True)
    PATH.write_text(schema(), encoding="utf-8")
    FACTS_PATH.write_text(facts_schema(), encoding="utf-8")
    DRIFT_PATH.write_text(drift_schema(), encoding="utf-8")
