"""Texts about state that could not be read."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    "timed_out": Text(
        "コマンドが制限時間内に終わりませんでした: {command}", "the command did not end in time: {command}"
    ),
    "tool_missing": Text(
        "コマンドが対象機器にないか実行できません: {command}",
        "the command is missing on the target or cannot run: {command}",
    ),
    "tool_missing_on_ops": Text(
        "コマンドが運用ホストにないか実行できません: {command}",
        "the command is missing on the ops host or cannot run there: {command}",
    ),
    "tool_missing_on_gateway": Text(
        "コマンドが中継ホストにないか実行できません: {command}",
        "the command is missing on the gateway or cannot run there: {command}",
    ),
    "command_failed": Text(
        "コマンドが失敗しました（終了コード {status}）: {command}: {detail}",
        "the command failed (status {status}): {command}: {detail}",
    ),
    "output_too_long": Text(
        "出力が上限を超えたため途中で切れています: {command}", "the output passed its limit and was cut: {command}"
    ),
    "collector_never_started": Text(
        "点検スクリプトが対象機器で始まりませんでした（ログインシェルを確認してください）: {said}",
        "the collector script did not start on the target (check the account's login shell): {said}",
    ),
    "collector_tool_missing": Text(
        "対象機器に {tool} がないため点検できません", "the target cannot be read: it has no {tool}"
    ),
    "collector_cut_short": Text("点検スクリプトの出力が途中で終わりました", "the collector's output ended early"),
    "platform_not_supported": Text("対応していないOSです: {os}", "this operating system is not supported: {os}"),
    "section_damaged": Text("出力が壊れています: {command}", "the output arrived damaged: {command}"),
    "no_sudo": Text("sudoを使わない指定のため読み取れません", "cannot be read without sudo, which was not to be used"),
    "sudo_denied": Text(
        "sudoで許可されていません: {command}（tenken sudoers の出力を配備してください）",
        "sudo does not allow it: {command} (install what `tenken sudoers` prints)",
    ),
    "sudo_password_required": Text(
        "sudoがパスワードを求めました: {command}（tenken sudoers の出力を配備してください）",
        "sudo asked for a password: {command} (install what `tenken sudoers` prints)",
    ),
    "sudo_missing": Text("対象機器にsudoがありません", "the target has no sudo"),
    "sudo_needs_terminal": Text(
        "sudoが端末を求めました（requirettyを外してください）",
        "sudo wants a terminal (remove requiretty for the scan account)",
    ),
    "sudo_stopped": Text(
        "先のsudoが拒否されたため、この対象機器ではsudoを使いませんでした",
        "not tried: an earlier sudo was refused on this target",
    ),
    "unparseable": Text("出力を解釈できません: {detail}", "the output could not be understood: {detail}"),
}
