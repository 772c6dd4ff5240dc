"""Write docs/controls.md from the catalogue: `python -m reports.control_docs`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from checks import catalogue, tables
from checks.control import CLASS_NAMES, Attestation, Control, Remediation
from reports.wording import label

PATH = Path(__file__).parent.parent / "docs" / "controls.md"
_HEAD = """# 点検項目 Controls

`python -m reports.control_docs` writes this page from `checks/articles/`. Severities and parameter values are our
baseline's (点検基準), not the regulation's.
"""


def render(controls: Mapping[str, Control]) -> str:
    """Give the page: one section per article and class, one entry per control."""
    parts = [_HEAD]
    section = ""
    for control in controls.values():
        heading = f"## 第{control.article}条（{control.legal_basis.heading}） {CLASS_NAMES[control.class_code]}"
        if heading != section:
            parts.append(heading)
            section = heading
        parts.append(_entry(control))
    return "\n\n".join(parts) + "\n"


def _entry(control: Control) -> str:
    severity = f"{label(f'severity_{control.severity}', 'ja')} ({label(f'severity_{control.severity}', 'en')})"
    told = ", ".join(f"`{one.fact}` {one.operator}" for one in control.expect)
    rows = [f"- 重大度 severity: {severity}", f"- 方法 methods: {_methods(control)}"]
    rows += [f"- 読み取る状態 facts: {told}"] if told else []
    rows += [f"- 台帳 registers: {', '.join(control.registers)}"] if control.registers else []
    short = {name: value for name, value in control.params.items() if not isinstance(value, list) or len(value) < _LONG}
    rows += [f"- 基準値 parameters: `{msgspec.json.encode(short).decode()}`"] if short else []
    long = [name for name in control.params if name not in short]
    rows += [f"- 基準値の表 tables: {', '.join(long)} (`tenken controls show {control.id}`)"] if long else []
    rows += [f"- 是正 remediation: {_remediation(control.remediation)}"] if control.remediation else []
    rows += [f"- 確認記録 attestation: {_attestation(control.attestation)}"] if control.attestation else []
    return "\n".join(
        [
            f"### {control.id} {control.title.ja} / {control.title.en}",
            "",
            control.rationale.ja,
            "",
            control.rationale.en,
            "",
            *rows,
        ]
    )


def _methods(control: Control) -> str:
    joined = {"all": "全て必要 all needed", "any": "いずれか one suffices", None: ""}[control.combine]
    told = ", ".join(control.methods) + (f" ({joined})" if joined else "")
    told += " — `--depth full`" if control.depth == "full" else ""
    return told + (
        f" — 適合と判定しない never passes on: {', '.join(control.never_passes)}" if control.never_passes else ""
    )


def _remediation(repair: Remediation) -> str:
    told = f"{label(f'risk_{repair.risk}', 'ja')} {label(f'risk_{repair.risk}', 'en')}"
    if repair.why:
        told += f": {label(f'risk_why_{repair.why}', 'ja')} / {label(f'risk_why_{repair.why}', 'en')}"
    return told + (f" (`{repair.role}`)" if repair.role else "")


def _attestation(asked: Attestation) -> str:
    scope = {"site": "設置場所 site", "system": "システム system", "target": "機器 target"}[asked.scope]
    return f"{asked.confirms.ja} / {asked.confirms.en} ({scope}, {asked.valid_days}日 days)"


_LONG = 6  # entries of a list above which it is named, not shown


if __name__ == "__main__":
    PATH.write_text(render(catalogue.load(tables.load(None)).controls), encoding="utf-8")
