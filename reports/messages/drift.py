"""Words of what changed between two runs."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    "changes_csv_syntax": Text(
        "{file} の {line} 行目: CSVとして読めません（{problem}）",
        "{file}, line {line}: not valid CSV ({problem})",
    ),
    "changes_csv_column": Text(
        "{file} の {line} 行目: 列「{found}」は使えません。使える列: {known}",
        "{file}, line {line}: there is no column {found!r}; the columns are {known}",
    ),
    "changes_csv_column_twice": Text(
        "{file} の {line} 行目: 列「{found}」が重複しています",
        "{file}, line {line}: the column {found!r} occurs twice",
    ),
    "changes_csv_no_column": Text(
        "{file} の {line} 行目: 列「{missing}」がありません。1行目に列名を書いてください: {known}",
        "{file}, line {line}: the column {missing!r} is missing; the first line names the columns: {known}",
    ),
    "changes_csv_cells": Text(
        "{file} の {line} 行目: 列が{found}個あります（列名は{expected}個）",
        "{file}, line {line}: {found} cells, but {expected} columns",
    ),
    "fact_removed_with_time": Text(
        "保存期間を過ぎて、読み取った値が削除されている", "what was read was removed when its time was over"
    ),
    "fact_not_in_run": Text("片方の点検では読み取っていない", "one of the runs did not read it"),
    "target_not_read_before": Text("前回までの点検で読み取れていない", "no run before could read this target"),
    "help_diff_policy": Text(
        "作業届と連絡先を、保存した点検のものではなく、このポリシーフォルダから読む",
        "take announced work and contact from this policy folder, not as they were stored with the run",
    ),
    "report_drift_section": Text("前回からの変化", "Changes since the run before"),
    "report_drift_since": Text("前回の点検 {run}（{started}）", "the run before: {run} ({started})"),
    "report_drift_findings": Text("点検結果の変化", "Changes of findings"),
    "report_drift_facts": Text("構成の変化", "Changes of the configuration"),
    "report_drift_no_facts": Text("構成の変化はありません", "the configuration did not change"),
    "report_drift_none_compared": Text(
        "比べられた項目に構成の変化はありません（比べられない項目: {count}件）",
        "nothing changed in the configuration as far as it could be compared ({count} items could not)",
    ),
    "report_drift_unannounced": Text("未承認の変更", "Unannounced changes"),
    "report_drift_unannounced_count": Text(
        "未承認の変更: 対象{targets}台、{count}件", "unannounced changes: {count} on {targets} targets"
    ),
    "report_drift_work": Text("作業届あり（{ids}）", "announced work ({ids})"),
    "report_drift_uncompared": Text("比べられない項目のみ", "nothing but what cannot be compared"),
    "report_drift_judgement": Text(
        "未承認の変更は、作業届（policy/changes.yaml、changes.csv）のない間に生じた変更です。"
        "不正操作の疑いがあるかどうかは、人が確かめて判断します（第20条）",
        "Unannounced changes came about while no work was announced (policy/changes.yaml, changes.csv). "
        "Whether there is a suspicion of misuse is for a person to find out and to decide (Article 20)",
    ),
    "report_drift_contact": Text("不正操作の疑いの連絡先: {contact}", "report a suspicion of misuse to: {contact}"),
    "report_drift_no_contact": Text(
        "不正操作の疑いの連絡先が policy/operations.yaml の contact に書かれていません",
        "policy/operations.yaml names no contact for a suspicion of misuse (contact)",
    ),
    "report_drift_no_records": Text(
        "作業届の記録がない（又は点検とともに保存されていない）ため、変更はすべて未承認として示しています",
        "no records of announced work exist (or none were stored with the run): every change is shown as unannounced",
    ),
    "report_drift_work_note": Text(
        "作業届があっても、その変更が届けた作業によるものとは限りません",
        "announced work does not prove that a change was part of it",
    ),
    "report_drift_target_since": Text("{since} の点検以後", "since the run of {since}"),
    "report_drift_period": Text("{since} ～ {until}", "{since} – {until}"),
    "report_drift_more": Text(
        "ほか{count}件（tenken diff {run} で全件を表示）", "{count} more (tenken diff {run} shows all)"
    ),
    "report_drift_course": Text("変化", "Change"),
    "report_drift_item": Text("項目", "Item"),
    "report_drift_subject": Text("種類", "Subject"),
    "report_drift_announcement": Text("作業届", "Announced work"),
    "report_drift_kind_added": Text("追加", "added"),
    "report_drift_kind_removed": Text("削除", "removed"),
    "report_drift_kind_changed": Text("変更", "changed"),
    "report_drift_kind_unread_now": Text("比較不能（今回読めない）", "not comparable (not read now)"),
    "report_drift_kind_unread_before": Text("比較不能（前回読めない）", "not comparable (not read before)"),
    "report_drift_subject_target": Text("対象", "Target"),
    "report_drift_subject_packages": Text("ソフトウェア", "Software"),
    "report_drift_subject_accounts": Text("アカウント", "Accounts"),
    "report_drift_subject_keys": Text("鍵・証明書", "Keys and certificates"),
    "report_drift_subject_sudo": Text("特権（sudo）", "Privileges (sudo)"),
    "report_drift_subject_log_in": Text("ログイン・認証の設定", "Log-in settings"),
    "report_drift_subject_ports": Text("待受けポート", "Listening ports"),
    "report_drift_subject_services": Text("サービス", "Services"),
    "report_drift_subject_routes": Text("経路", "Routes"),
    "report_drift_subject_firewall": Text("通信の許可・拒否", "Packet filters"),
    "report_drift_subject_interfaces": Text("ネットワークの接続口", "Network interfaces"),
    "report_drift_subject_tunnels": Text("トンネル・リモート接続", "Tunnels and remote access"),
    "report_drift_subject_neighbours": Text("隣接機器・無線", "Neighbours and wireless"),
    "report_drift_subject_management": Text("機器の管理機能", "Management of the device"),
    "report_drift_subject_files": Text("ファイル", "Files"),
    "report_drift_subject_jobs": Text("定期実行", "Scheduled jobs"),
    "report_drift_subject_kernel": Text("OSの保護設定", "Protection of the system"),
    "report_drift_subject_records": Text("記録・監査の設定", "Logging and audit"),
    "report_drift_subject_databases": Text("データベース", "Databases"),
    "report_drift_subject_storage": Text("記憶装置", "Storage"),
    "report_drift_subject_parts": Text("機器・部品（製造番号）", "Machine and parts (serial numbers)"),
    "report_drift_subject_firmware": Text("ファームウェア", "Firmware"),
    "report_drift_subject_configuration": Text("設定（コンフィグ）", "Configuration"),
}
