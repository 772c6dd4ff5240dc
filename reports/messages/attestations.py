"""Texts about attestations (確認記録) and exceptions (例外措置), and about the commands on them."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    # attestations in findings
    "attested": Text(
        "確認記録 {attestation}: {date} に{role} {by}が確認（{expires} まで有効、証跡: {evidence}、SHA-256 {sha256}）",
        "attestation {attestation}: confirmed on {date} by {by}, {role} (valid until {expires}; evidence: {evidence}, SHA-256 {sha256})",
    ),
    "attestation_expired": Text(
        "確認記録 {attestation} は期限切れです（{expires} まで有効でした）",
        "attestation {attestation} has expired (it held until {expires})",
    ),
    "attestation_future": Text(
        "確認記録 {attestation} の確認日が未来です（{date}）",
        "attestation {attestation} is dated in the future ({date})",
    ),
    "attestation_evidence_missing": Text(
        "確認記録 {attestation} の証跡 {evidence} がありません",
        "the evidence {evidence} of attestation {attestation} is missing",
    ),
    "attestation_evidence_differs": Text(
        "確認記録 {attestation} の証跡 {evidence} は、記録されたハッシュ値（SHA-256）と一致しません",
        "the evidence {evidence} of attestation {attestation} differs from its recorded SHA-256",
    ),
    "attestation_evidence_unreadable": Text(
        "確認記録 {attestation} の証跡 {evidence} を読めません: {problem}",
        "the evidence {evidence} of attestation {attestation} cannot be read: {problem}",
    ),
    # mistakes in the files of attestations
    "policy_one_scope": Text(
        "{file} の {line} 行目（{key}）: scope には system・site・target のうち1つだけを書いてください: {value}",
        "{file}, line {line} ({key}): scope must name exactly one of system, site and target: {value}",
    ),
    "policy_evidence_path": Text(
        "{file} の {line} 行目（{key}）: 証跡は attestations/evidence の下の相対パスで書いてください: {value}",
        "{file}, line {line} ({key}): evidence is a relative path below attestations/evidence: {value}",
    ),
    "policy_evidence_outside": Text(
        "{file} の {line} 行目: 証跡 {evidence} はリンクで attestations/evidence の外を指しています",
        "{file}, line {line}: the evidence {evidence} is a link that leads out of attestations/evidence",
    ),
    "policy_not_attested": Text(
        "{file} の {line} 行目: 点検項目 {control} は確認記録で答える項目ではありません",
        "{file}, line {line}: control {control} is not one that attestations answer",
    ),
    "policy_attestation_scope": Text(
        "{file} の {line} 行目: 点検項目 {control} の確認記録の範囲は {scope} にできません（{allowed} のいずれか）",
        "{file}, line {line}: an attestation of {control} cannot be about a {scope} (one of: {allowed})",
    ),
    "policy_attestation_period": Text(
        "{file} の {line} 行目: 確認記録 {id} の valid_until は、確認日から {latest} までの日付にしてください",
        "{file}, line {line}: valid_until of attestation {id} must lie between its date and {latest}",
    ),
    # mistakes in the file of exceptions
    "policy_exception_scope": Text(
        "{file} の {line} 行目: 例外措置 {value} に範囲がありません（targets・systems・groups のいずれかが必要です）",
        "{file}, line {line}: exception {value} has no scope (targets, systems or groups)",
    ),
    "policy_half_approved": Text(
        "{file} の {line} 行目: 例外措置 {value} の approved_by・approved_by_role・approved_on は、3つとも書くか、3つとも書かない（申請中）かにしてください",
        "{file}, line {line}: exception {value}: approved_by, approved_by_role and approved_on stand together, or none of them (an application)",
    ),
    # exceptions
    "exception_unapproved": Text(
        "例外措置 {exception} は承認されていません（申請者: {applicant}）",
        "exception {exception} is not approved (applied for by {applicant})",
    ),
    "exception_expiring": Text(
        "例外措置 {exception} の期限が近づいています（期限: {expires}、残り{days}日）",
        "exception {exception} expires soon (it holds until {expires}, {days} days left)",
    ),
    # the command line
    "help_attest": Text(
        "確認記録を追加・一覧・検査する", "add, list or check attestations (what persons have confirmed)"
    ),
    "help_attest_action": Text(
        "add 追加、list 一覧、check 検査（不足や期限間近があれば終了コード1）",
        "add, list, or check (exit status 1 if something is missing or expires soon)",
    ),
    "help_attest_control": Text(
        "点検項目ID（list・check では絞り込み、複数指定可）", "control id (list, check: only these; repeatable)"
    ),
    "help_attest_system": Text("add: このシステムについての記録", "add: the record is about this system"),
    "help_attest_site": Text(
        "add: この設置場所（tenken_site）についての記録", "add: the record is about this site (tenken_site)"
    ),
    "help_attest_target": Text("add: この対象についての記録", "add: the record is about this target"),
    "help_attest_by": Text("add: 確認した人の氏名", "add: who confirmed"),
    "help_attest_role": Text("add: その人の役職", "add: that person's role"),
    "help_attest_date": Text(
        "add: 確認した日（日本時間、YYYY-MM-DD）", "add: the day of the check (in Japan, YYYY-MM-DD)"
    ),
    "help_attest_valid_until": Text(
        "add: 有効期間を点検項目のものより短くするときの最終日",
        "add: the last day it holds, where that is earlier than the control's own period",
    ),
    "help_attest_evidence": Text(
        "add: 証跡のファイル（点検基準のフォルダーに写し、SHA-256を記録する）",
        "add: the evidence file (copied into the policy folder, its SHA-256 recorded)",
    ),
    "help_attest_note": Text("add: 備考", "add: a note"),
    "help_attest_id": Text(
        "add: 記録の番号（既定: 点検項目と日付から）", "add: the record's id (default: control and date)"
    ),
    "help_attest_file": Text(
        "add: 記録を書き足すファイルの名前（attestations/NAME.yaml、既定: 確認した年）",
        "add: the file to append to (attestations/NAME.yaml; default: the year of the check)",
    ),
    "help_within": Text(
        "check: 期限までこの日数以内なら知らせる（既定 30）",
        "check: days before the end that count as soon (default 30)",
    ),
    "help_exceptions": Text("例外措置を一覧・検査する", "list or check exceptions"),
    "help_exceptions_action": Text(
        "list 一覧、check 検査（効力のないものや期限間近があれば終了コード1）",
        "list, or check (exit status 1 if one has no effect or expires soon)",
    ),
    "policy_or_inventory": Text(
        "-i（インベントリ）か --policy（点検基準のフォルダー）が必要です",
        "-i (the inventory) or --policy (the policy folder) is needed",
    ),
    "attest_needs": Text("add には {names} が必要です", "add needs {names}"),
    "attest_needs_inventory": Text("{action} には -i（インベントリ）が必要です", "{action} needs -i (the inventory)"),
    "attest_one_control": Text("add に指定できる点検項目は1つです", "add takes one control"),
    "attest_one_scope": Text(
        "--system・--site・--target のうち1つだけを指定してください",
        "name exactly one of --system, --site and --target",
    ),
    "attest_only_add": Text("{names} は add だけの指定です", "{names} belongs to add alone"),
    "attest_bad_date": Text("{option} は YYYY-MM-DD の日付です: {value}", "{option} is a date YYYY-MM-DD: {value}"),
    "attest_future": Text(
        "確認日 {date} が未来です（今日は {today}、日本時間）",
        "the date {date} lies in the future (today is {today} in Japan)",
    ),
    "attest_bad_name": Text(
        "{option} に使えるのは英数字と - _（64文字まで）です: {value}",
        "{option} takes letters, digits, - and _ (64 at most): {value}",
    ),
    "attest_bad_words": Text(
        "{option} は制御文字のない1文字以上{most}文字以内の文字列です",
        "{option} is 1 to {most} characters without control characters",
    ),
    "attest_not_attested": Text(
        "点検項目 {control} は確認記録で答える項目ではありません",
        "control {control} is not one that attestations answer",
    ),
    "attest_scope": Text(
        "点検項目 {control} の確認記録の範囲は {scope} にできません（{allowed} のいずれか）",
        "an attestation of {control} cannot be about a {scope} (one of: {allowed})",
    ),
    "attest_nothing_there": Text("インベントリに {scope} {name} はありません", "the inventory has no {scope} {name}"),
    "attest_period": Text(
        "--valid-until は確認日から {latest} までの日付です: {value}",
        "--valid-until must lie between the date of the check and {latest}: {value}",
    ),
    "attest_already_over": Text(
        "この記録は {until} までで、すでに期限が切れています", "this record would have expired already (on {until})"
    ),
    "attest_id_taken": Text("確認記録 {id} はすでにあります", "there is an attestation {id} already"),
    "attest_evidence_unreadable": Text(
        "証跡 {file} を読めません: {problem}", "cannot read the evidence {file}: {problem}"
    ),
    "attest_evidence_name": Text(
        "証跡のファイル名に使えない文字があります: {file}",
        "the evidence has a file name that cannot be recorded: {file}",
    ),
    "attest_evidence_there": Text(
        "{file} に別の内容のファイルがすでにあります", "there is another file at {file} already"
    ),
    "attest_not_appendable": Text(
        "{file} は書き足せない書き方です（記録は「- 」で始まる行の並びにするか、--file で別のファイルを指定してください）",
        "{file} is written in a way that cannot be appended to (write the records as lines that start with `- `, or name another file with --file)",
    ),
    "attest_added": Text(
        "確認記録 {id} を {file} に追加しました（{until} まで有効、証跡: {evidence}）",
        "attestation {id} added to {file} (valid until {until}; evidence: {evidence})",
    ),
    "attest_confirms": Text("確認する内容: {text}", "what is confirmed: {text}"),
    "attest_scope_system": Text("システム {name}", "system {name}"),
    "attest_scope_site": Text("設置場所 {name}（{system}）", "site {name} ({system})"),
    "attest_scope_no_site": Text("システム {name}（tenken_site なし）", "system {name} (no tenken_site)"),
    "attest_scope_target": Text("対象 {name}", "target {name}"),
    "attest_column_scope": Text("範囲", "about"),
    "attest_column_record": Text("確認記録", "attestation"),
    "attest_column_until": Text("有効期限", "valid until"),
    "attest_column_left": Text("残り日数", "days left"),
    "attest_column_state": Text("状態", "state"),
    "attest_valid": Text("有効", "valid"),
    "attest_none": Text("記録なし", "none"),
    "attest_spare": Text("記録なし（機械の判定が適合なら不要）", "none (not needed where the machine passes)"),
    "attest_soon": Text("期限間近", "expires soon"),
    "attest_unused": Text(
        "確認記録 {id} はどの対象にも当てはまりません（{scope} {name}、点検項目 {control}）",
        "attestation {id} answers nothing of this inventory ({scope} {name}, control {control})",
    ),
    "attest_summary": Text(
        "確認記録の要る点検項目と範囲 {count}件: 有効 {valid}件（うち{within}日以内に期限 {soon}件）、確認記録なし {missing}件",
        "{count} controls and scopes that need an attestation: {valid} valid ({soon} of them expire within {within} days), {missing} unattested",
    ),
    "exceptions_none": Text("例外措置はありません", "there are no exceptions"),
    "exceptions_column_id": Text("例外措置", "exception"),
    "exceptions_column_approval": Text("承認", "approved by"),
    "exceptions_column_expires": Text("期限", "expires"),
    "exceptions_column_hosts": Text("対象数", "hosts"),
    "exceptions_approval": Text("{role} {by}（{on}）", "{by}, {role} ({on})"),
    "exceptions_applied": Text("申請中（{applicant}）", "applied for by {applicant}"),
    "exceptions_standing_valid": Text("有効", "valid"),
    "exceptions_standing_expiring": Text("期限間近", "expires soon"),
    "exceptions_standing_expired": Text("期限切れ", "expired"),
    "exceptions_standing_future": Text("承認日が未来", "approved in the future"),
    "exceptions_standing_unapproved": Text("未承認", "not approved"),
    "exceptions_standing_wrong_role": Text("承認者の役割不足", "approved by the wrong role"),
    "exceptions_covers_nothing": Text(
        "例外措置 {exception} に当てはまる対象がインベントリにありません",
        "exception {exception} covers no host of this inventory",
    ),
    "exceptions_summary": Text(
        "例外措置 {count}件: 効力あり {valid}件（うち{within}日以内に期限 {soon}件）、効力なし {without}件",
        "{count} exceptions: {valid} in effect ({soon} of them expire within {within} days), {without} without effect",
    ),
}
