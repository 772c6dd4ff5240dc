"""Texts about findings that are not plainly pass or fail, and about exceptions."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    # why a control was not judged plainly
    "excluded_by_baseline": Text("点検基準で対象外: {why}", "left out by the baseline: {why}"),
    "no_attestation": Text("有効な確認記録がありません", "there is no valid attestation"),
    "other_family": Text(
        "この項目の対象でない系列です: {family}", "this control does not apply to the family {family}"
    ),
    "unless.virtualization.kind": Text(
        "仮想機器のため対象外です（{value}）", "not applicable to a virtual machine ({value})"
    ),
    "fact_not_read": Text(
        "この系列（{family}）では読み取る方法がありません: {fact}",
        "there is no way to read this on the family {family}: {fact}",
    ),
    "judging_failed": Text(
        "読み取った値の形が想定と違い、判定できません: {detail}",
        "the value read has an unexpected shape and cannot be judged: {detail}",
    ),
    "not_judged": Text("読み取れていないため判定できません", "not read, so it cannot be judged"),
    "not_a_number": Text("数値として読み取れません", "what was read is not a number"),
    "no_register": Text(
        "照合する台帳（{kind}）がこの機器に割り当てられていません。tenken_registers を確認してください",
        "no register of the kind {kind} is assigned to this host; check tenken_registers",
    ),
    "no_context_seen": Text(
        "有効な設定を一つも読み取れていません（利用者: {user}）", "no effective setting was seen (user: {user})"
    ),
    "no_algorithms_seen": Text("方式を一つも読み取れていません", "no algorithm was seen"),
    "no_files_seen": Text("対象のファイルを一つも読み取れていません", "none of the files was seen"),
    "no_file_systems_seen": Text("ファイルシステムを一つも読み取れていません", "no file system was seen"),
    "no_routes_seen": Text("経路を一つも読み取れていません", "no route was seen"),
    "routes_unreadable": Text(
        "経路の宛先を読み取れません（{count}件）: {items}",
        "destinations of routes cannot be read ({count}): {items}",
    ),
    "scan_account_keys_unread": Text(
        "点検用アカウント {account} の公開鍵を読み取れないため、多要素認証の対象から除けるか判断できません",
        "the keys of the scan account {account} were not read, so it is not known whether it may be left out of the demand",
    ),
    "release_not_in_table": Text(
        "サポート期限の表にないOSです: {id} {version}",
        "the release is not in the table of end of support: {id} {version}",
    ),
    "metadata_in_future": Text(
        "更新情報の日時が未来（{days}日先）です。時刻を確認してください",
        "the list of updates is dated {days} days in the future; check the clocks",
    ),
    "pending_age_unknown": Text(
        "公開日の分からないセキュリティ更新が未適用です（{count}件）: {items}",
        "security updates of unknown age wait ({count}): {items}",
    ),
    "version_unreadable": Text(
        "版を比べられません（{count}件）: {items}", "versions cannot be compared ({count}): {items}"
    ),
    "certificates_unread": Text(
        "登録された証明書を読み取れません（{count}件）: {items}",
        "registered certificates could not be read ({count}): {items}",
    ),
    "certificates_unregistered": Text(
        "台帳にない証明書が設定されています。登録するまで期限を点検できません（{count}件）: {items}",
        "certificates are configured that no register names; until then their expiry is not checked ({count}): {items}",
    ),
    "no_certificates": Text("証明書の設定も登録もありません", "no certificate is configured or registered"),
    "sysctl_unseen": Text(
        "読み取れないカーネルパラメータがあります（{count}件）: {items}",
        "kernel parameters could not be read ({count}): {items}",
    ),
    "audit_rule_hides": Text(
        "記録の一部を除く監査規則があり、必要な記録が残るか判断できません（{count}件）: {items}",
        "audit rules leave some records out, so it is not known whether the needed ones are made ({count}): {items}",
    ),
    "log_server_itself": Text(
        "この機器自身が唯一の登録ログサーバーです", "this host is itself the only registered log server"
    ),
    "log_server_unread": Text(
        "ログサーバー {server} の受信記録を読み取れません",
        "the records received by the log server {server} could not be read",
    ),
    "log_server_not_in_run": Text(
        "ログサーバー {server} が今回の点検に含まれていないため、届いたことを確かめられません",
        "the log server {server} is not part of this scan, so arrival cannot be confirmed",
    ),
    "own_login_unknown": Text(
        "この点検のログインを特定できないため、届いたことを確かめられません",
        "this scan's own login is not known, so arrival cannot be confirmed",
    ),
    # exceptions
    "waived": Text(
        "例外措置 {exception} により承認済み（承認者: {role} {approved_by}、期限: {expires}）",
        "covered by exception {exception} (approved by {approved_by}, {role}; until {expires})",
    ),
    "exception_expired": Text(
        "例外措置 {exception} は期限切れです（期限: {expires}）",
        "exception {exception} has expired (it held until {expires})",
    ),
    "exception_future": Text(
        "例外措置 {exception} の承認日が未来です（承認日: {approved_on}）",
        "exception {exception} is dated in the future (approved on {approved_on})",
    ),
    "exception_wrong_role": Text(
        "例外措置 {exception} は承認者が{role}のため無効です（重大度「重大」には{needed}の承認が必要です）",
        "exception {exception} does not hold: it was approved by {role}, and a critical control needs {needed}",
    ),
    "full_depth_only": Text(
        "負荷が高いため、通常の点検では確認していません（--depth full で確認）",
        "too heavy for a routine scan, and not looked at (use --depth full)",
    ),
}
