"""Words of notices, of the channels that they go out on, and of the witnesses of the ledger."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    "report_notice_incomplete": Text("完了しなかった点検", "Incomplete run"),
    "report_notice_regression": Text("適合から不適合に戻った項目", "Conformed before, and no longer"),
    "report_notice_new": Text("新規の不適合", "New non-conforming"),
    "report_notice_changed": Text("内容が変わった不適合", "Changed non-conforming"),
    "report_notice_unread": Text("確認できなくなった項目", "No longer readable"),
    "report_notice_certificate": Text("電子証明書の期限", "Certificates that expire"),
    "report_notice_exception": Text("例外措置の期限", "Exceptions that expire"),
    "report_notice_attestation": Text("確認記録の期限", "Attestations that expire"),
    "report_notice_review": Text("点検基準の見直し", "Review of the baseline"),
    "report_notice_count": Text("{kind} {count}件", "{kind}: {count}"),
    "report_notice_subject": Text("[tenken] {counts}（点検 {run}）", "[tenken] {counts} (run {run})"),
    "report_notice_of_run": Text(
        "点検 {run}（{status}） {started} – {finished}", "Run {run} ({status}) {started} – {finished}"
    ),
    "report_notice_role": Text("宛先: {role}", "For: {role}"),
    "report_notice_all_systems": Text("全システム共通", "All systems"),
    "report_notice_more": Text("ほかに{count}件（報告書を参照）", "{count} more (see the report)"),
    "report_notice_more_in": Text(
        "詳細: tenken show {run}、前回からの変化: tenken diff {run}",
        "More: tenken show {run}; what changed since the run before: tenken diff {run}",
    ),
    "notice_run_incomplete": Text("点検が完了していません", "the run is not complete"),
    "notice_run_aborted": Text("点検が中断されました", "the run was aborted"),
    "notice_run_killed": Text(
        "点検が途中で終わり、判定結果が保存されていません", "the run ended early, and no findings of it were stored"
    ),
    "notice_run_untold": Text(
        "点検は保存されましたが、結果を通知する前に処理が途切れました。tenken show と tenken diff で確かめてください",
        "the run was stored, but ended before anybody was told of it: see tenken show and tenken diff",
    ),
    "notice_exception_ends": Text(
        "例外措置 {exception} の期限は {expires} です（残り{days}日）",
        "exception {exception} holds until {expires} ({days} days left)",
    ),
    "notice_exception_over": Text(
        "例外措置 {exception} は {expires} で期限が切れました（{days}日経過）",
        "exception {exception} held until {expires} ({days} days ago)",
    ),
    "notice_attestation_ends": Text(
        "確認記録 {attestation} の期限は {expires} です（残り{days}日）",
        "attestation {attestation} holds until {expires} ({days} days left)",
    ),
    "notice_attestation_over": Text(
        "確認記録 {attestation} は {expires} で期限が切れました（{days}日経過）",
        "attestation {attestation} held until {expires} ({days} days ago)",
    ),
    "notice_review_ends": Text(
        "点検基準（版 {version}）の見直し期日は {expires} です（残り{days}日、第27条）",
        "the baseline (version {version}) is due for review on {expires} ({days} days left, Art. 27)",
    ),
    "notice_review_over": Text(
        "点検基準（版 {version}）の見直し期日 {expires} を{days}日過ぎています（第27条）",
        "the review of the baseline (version {version}) was due on {expires}, {days} days ago (Art. 27)",
    ),
    "notice_not_sent": Text(
        "通知 {notice} を送れませんでした（{detail}）。次の点検のときに再送します",
        "notice {notice} could not be sent ({detail}); it is tried again at the next run",
    ),
    "notice_for_nobody": Text(
        "システム {systems} について伝えることがありますが、宛先が operations.yaml の notify にありません",
        "there is something to tell of {systems}, but operations.yaml (notify) names nobody for it",
    ),
    "notice_refused": Text(
        "通知 {notice} は宛先 {to} だけ、メールサーバに拒否されました",
        "notice {notice}: the mail server refused {to}, and took the others",
    ),
    "notices_waiting": Text(
        "送れていない通知が{count}件あります（{folder}）", "{count} notices wait to be sent ({folder})"
    ),
    "notice_dropped": Text(
        "通知 {notice}（{since}）は{days}日間送れなかったので破棄しました。点検結果は保存されています",
        "notice {notice} of {since} could not be sent for {days} days and was dropped; the findings are stored",
    ),
    "notice_orphaned": Text(
        "通知 {notice}（{since}）は operations.yaml に宛先がなくなったので破棄しました",
        "notice {notice} of {since} was dropped: operations.yaml does not name it any more",
    ),
    "notice_unreadable": Text(
        "再送待ちの通知 {file} を読めません。中身を確かめ、不要なら削除してください",
        "the waiting notice {file} cannot be read: look at it, and delete it if it is of no use",
    ),
    "outbox_unusable": Text(
        "再送待ちの通知を置く {folder} を使えません（{detail}）。通知は送られていない可能性があります",
        "the folder of waiting notices {folder} cannot be used ({detail}); notices may not have been sent",
    ),
    "witness_not_told": Text(
        "台帳の記録{count}件のハッシュを、外部の保管先 {witness} に送れませんでした（{detail}）。次の点検のときに再送します",
        "{count} heads of the ledger could not be told to the witness {witness} ({detail}); they are tried again at the next run",
    ),
    "witnesses_not_known": Text(
        "点検 {run} のポリシーをここでは読めないため、承認のハッシュを外部の保管先に送っていません。次の点検のときに送ります",
        "the policy of run {run} cannot be read here, so that no witness was told of the approval; the next scan tells them",
    ),
    "witness_differs": Text(
        "外部の保管先 {witness} の {file} は、この台帳と違う記録です。台帳が書き換えられたか、別の台帳と保管先を共用しています。直ちに確かめてください",
        "{file} of the witness {witness} is another entry than the ledger's: the ledger was rewritten, or another one uses the same place; look into it at once",
    ),
    "witness_entry_unreadable": Text(
        "台帳の記録{number}は壊れているので、外部の保管先 {witness} に送りませんでした。tenken verify で確かめてください",
        "entry {number} of the ledger is broken and was not told to the witness {witness}: see tenken verify",
    ),
    "witness_unreadable": Text(
        "外部の保管先の記録 {file} を読めません（{detail}）",
        "the record of the witness {file} cannot be read ({detail})",
    ),
    "witness_no_heads": Text(
        "{file} に台帳の記録が一つもありません。ログサーバのファイル、又は保管先のフォルダを指定してください",
        "{file} holds no head of a ledger: name the log server's file, or the witness's folder",
    ),
    "help_metrics": Text(
        "点検の指標を Prometheus（node_exporter の textfile collector）の形式でファイルに書く",
        "write metrics of the run for Prometheus (node_exporter's textfile collector) to a file",
    ),
    "help_verify_witness": Text(
        "外部の保管先の記録（ログサーバのファイル、又は保管先のフォルダ）と台帳を比べる。繰り返し指定できる",
        "compare the ledger with what a witness has: the log server's file, or the witness's folder; repeatable",
    ),
    "witness_compared": Text(
        "外部の保管先 {file}: 台帳の記録{count}件を比べました",
        "witness {file}: {count} entries of the ledger were compared",
    ),
    "witness_later": Text(
        "外部の保管先 {file} には、ここより後の台帳の記録が{count}件あります（番号 {items}）。この証跡が作られた後の記録か、除かれた記録です",
        "witness {file} has {count} later entries of the ledger (number {items}): made after this bundle, or left out of it",
    ),
    "witness_lacks": Text(
        "外部の保管先 {file} に、台帳の記録{count}件がありません（番号 {items}）。この分は外部の記録では確かめられません",
        "witness {file} lacks {count} entries of the ledger (number {items}): for these it proves nothing",
    ),
    "witness_broken": Text(
        "外部の保管先 {file} に、途中で切れた記録が{count}件あります（{items}）",
        "witness {file} has {count} records that are cut short or broken ({items})",
    ),
    "policy_one_witness": Text(
        "{file} の {line} 行目: {key}: {value} には、syslog か folder のどちらか一つを書いてください",
        "{file}, line {line}: {key}: {value} needs one of syslog and folder",
    ),
    "policy_syslog_not_tls": Text(
        "{file} の {line} 行目: {key}: {value} は transport: tls のときだけ、ca・certificate・key を書けます",
        "{file}, line {line}: {key}: {value}: ca, certificate and key are for transport: tls alone",
    ),
    "policy_mail_half_login": Text(
        "{file} の {line} 行目: {key}: {value} には、user と password_file を両方書くか、どちらも書かないでください",
        "{file}, line {line}: {key}: {value} needs both user and password_file, or neither",
    ),
    "policy_mail_password_in_clear": Text(
        "{file} の {line} 行目: {key}: {value} は security: none です。暗号化しない接続にパスワードは送りません",
        "{file}, line {line}: {key}: {value} has security: none: no password is sent without encryption",
    ),
    "policy_one_channel": Text(
        "{file} の {line} 行目: {key}: {value} には、mail・syslog・webhook・file のどれか一つを書いてください",
        "{file}, line {line}: {key}: {value} needs one of mail, syslog, webhook and file",
    ),
}
