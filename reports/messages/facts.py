"""Texts about state that could not be read."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    "timed_out": Text("コマンドが制限時間内に終わりませんでした: {command}", "the command did not end in time: {command}"),
    "tool_missing": Text(
        "コマンドが対象機器にないか実行できません: {command}", "the command is missing on the target or cannot run: {command}"
    ),
    "command_failed": Text(
        "コマンドが失敗しました（終了コード {status}）: {command}: {detail}",
        "the command failed (status {status}): {command}: {detail}",
    ),
    "output_too_long": Text(
        "出力が上限を超えたため途中で切れています: {command}", "the output passed its limit and was cut: {command}"
    ),
    "unparseable": Text("出力を解釈できません: {detail}", "the output could not be understood: {detail}"),
}
