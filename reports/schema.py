"""The published JSON Schema of the report, generated from its types: `python -m reports.schema` writes it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from reports.json_report import SCHEMA_VERSION, Report

PATH = Path(__file__).parents[1] / "docs" / "schema" / "report.schema.json"


def schema() -> str:
    """Give the schema (draft 2020-12) as JSON text."""
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"tenken report {SCHEMA_VERSION}",
        **msgspec.json.schema(Report),
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


if __name__ == "__main__":
    PATH.parent.mkdir(parents=True, exist_ok=True)
    PATH.write_text(schema(), encoding="utf-8")
