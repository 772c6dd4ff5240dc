"""Texts about controls, policy, expected and actual state.

`want.FACT.FIELD`, `good.…` and `bad.…` belong to the expectations of controls on that field.
"""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    # policy files: what the operator wrote wrong
    "policy_no_folder": Text("方針フォルダがありません: {file}", "the policy folder does not exist: {file}"),
    "policy_unreadable": Text("ファイルを読めません: {file}: {problem}", "cannot read {file}: {problem}"),
    "policy_not_utf8": Text(
        "{file} の {line} 行目はUTF-8ではありません。UTF-8で保存してください",
        "{file}, line {line}: not UTF-8; save the file as UTF-8",
    ),
    "policy_too_large": Text(
        "{file} の {line} 行目: 大きすぎます（上限 {limit}）",
        "{file}, line {line}: too large (limit {limit})",
    ),
    "policy_too_deep": Text(
        "{file} の {line} 行目: 入れ子が深すぎます（上限 {limit}）",
        "{file}, line {line}: nested too deeply (limit {limit})",
    ),
    "policy_syntax": Text(
        "{file} の {line} 行目: YAMLとして読めません: {problem}",
        "{file}, line {line}: not valid YAML: {problem}",
    ),
    "policy_duplicate_key": Text(
        "{file} の {line} 行目: キー「{key}」が重複しています",
        "{file}, line {line}: the key {key!r} occurs twice",
    ),
    "policy_complex_key": Text(
        "{file} の {line} 行目: キーには文字列だけを使えます", "{file}, line {line}: only text can be a key"
    ),
    "policy_alias": Text(
        "{file} の {line} 行目: アンカー、別名、マージキーは使えません。内容をそのまま書いてください",
        "{file}, line {line}: anchors, aliases and merge keys are not accepted; write the content out",
    ),
    "policy_tag": Text(
        "{file} の {line} 行目: タグ {tag} は使えません", "{file}, line {line}: the tag {tag} is not accepted"
    ),
    "policy_documents": Text(
        "{file} の {line} 行目: 一つのファイルに複数の文書は書けません",
        "{file}, line {line}: a file holds one document only",
    ),
    "policy_unknown_key": Text(
        "{file} の {line} 行目: {key}: 「{name}」という項目はありません",
        "{file}, line {line}: {key}: there is no field {name!r}",
    ),
    "policy_missing_key": Text(
        "{file} の {line} 行目: {key}: 項目「{name}」がありません",
        "{file}, line {line}: {key}: the field {name!r} is missing",
    ),
    "policy_wrong_type": Text(
        "{file} の {line} 行目: {key}: 値の型が違います（必要: {expected}、実際: {found}）",
        "{file}, line {line}: {key}: wrong type (needed: {expected}, found: {found})",
    ),
    "policy_wrong_value": Text(
        "{file} の {line} 行目: {key}: 値が正しくありません: {problem}",
        "{file}, line {line}: {key}: wrong value: {problem}",
    ),
    "policy_bad_address": Text(
        "{file} の {line} 行目: {key}: IPアドレスではありません: {value}",
        "{file}, line {line}: {key}: not an IP address: {value}",
    ),
    "policy_bad_network": Text(
        "{file} の {line} 行目: {key}: ネットワークの書き方（CIDR）が正しくありません: {value}",
        "{file}, line {line}: {key}: not a network in CIDR form: {value}",
    ),
    "policy_bad_ports": Text(
        "{file} の {line} 行目: {key}: ポートの範囲が正しくありません: {value}",
        "{file}, line {line}: {key}: not a range of ports: {value}",
    ),
    "policy_duplicate_id": Text(
        "{file} の {line} 行目: {key}: 「{id}」が重複しています",
        "{file}, line {line}: {key}: {id!r} occurs twice",
    ),
    "policy_no_management_segment": Text(
        "{file} の {line} 行目: 管理セグメント（management: true）がありません",
        "{file}, line {line}: no segment is marked management: true",
    ),
    "policy_no_outside_address": Text(
        "{file} の {line} 行目: 管理セグメントの外のアドレスを選べません",
        "{file}, line {line}: no address outside the management segment can be chosen",
    ),
    "policy_unknown_control": Text(
        "{file} の {line} 行目: {key}: 点検項目 {control} はありません",
        "{file}, line {line}: {key}: there is no control {control}",
    ),
    "policy_empty_period": Text(
        "{file} の {line} 行目: 例外措置 {id} の期限が承認日より前です",
        "{file}, line {line}: exception {id} ends before it was approved",
    ),
    "policy_basis_disagrees": Text(
        "{file} の {line} 行目: {id} の番号、条、対策区分、根拠条文が一致していません",
        "{file}, line {line}: id, article, class and legal basis of {id} do not agree",
    ),
    "policy_expectations": Text(
        "{file} の {line} 行目: {id}: 機械点検の項目には expect が必要で、確認記録の項目には書けません",
        "{file}, line {line}: {id}: a machine control needs expect, an attested one has none",
    ),
    "policy_remediation": Text(
        "{file} の {line} 行目: {id}: remediation には点検項目の番号を書いてください",
        "{file}, line {line}: {id}: remediation must be the control's own id",
    ),
    "policy_unknown_family": Text(
        "{file} の {line} 行目: {key}: ディストリビューション系列 {family} はありません",
        "{file}, line {line}: {key}: there is no distribution family {family}",
    ),
    "policy_unknown_fact": Text(
        "{file} の {line} 行目: {key}: 事実または項目 {fact} はありません",
        "{file}, line {line}: {key}: there is no fact or field {fact}",
    ),
    "policy_unknown_operator": Text(
        "{file} の {line} 行目: {key}: 演算子 {operator} はありません",
        "{file}, line {line}: {key}: there is no operator {operator}",
    ),
    "policy_operator_misfit": Text(
        "{file} の {line} 行目: {key}: 演算子 {operator} は {fact} を扱えません",
        "{file}, line {line}: {key}: the operator {operator} cannot judge {fact}",
    ),
    "policy_wrong_argument": Text(
        "{file} の {line} 行目: {key}: {id} の演算子 {operator} の引数が正しくありません: {problem}",
        "{file}, line {line}: {key}: wrong argument of operator {operator} in {id}: {problem}",
    ),
    "policy_undefined_param": Text(
        "{file} の {line} 行目: {key}: パラメータ {param} は定義されていません",
        "{file}, line {line}: {key}: the parameter {param} is not defined",
    ),
    "policy_unused_param": Text(
        "{file} の {line} 行目: {key}: パラメータ {param} は使われていません",
        "{file}, line {line}: {key}: the parameter {param} is not used",
    ),
    "policy_registers_disagree": Text(
        "{file} の {line} 行目: {id}: registers には、演算子が照合する台帳の種類をちょうど書いてください（{kinds}）",
        "{file}, line {line}: {id}: registers must name exactly the kinds that the operators compare with ({kinds})",
    ),
    "policy_unknown_profile": Text(
        "{file} の {line} 行目: {key}: 暗号方式の一覧 {profile} はありません",
        "{file}, line {line}: {key}: there is no list of algorithms {profile}",
    ),
    "policy_one_demand": Text(
        "{file} の {line} 行目: {key}: {value} には equals、at_least、one_of のうち一つだけを書いてください",
        "{file}, line {line}: {key}: {value} needs exactly one of equals, at_least, one_of",
    ),
    "policy_empty_range": Text(
        "{file} の {line} 行目: {key}: 範囲が空です: {value}",
        "{file}, line {line}: {key}: the range is empty: {value}",
    ),
    "policy_watch_or_syscalls": Text(
        "{file} の {line} 行目: {key}: watch と syscalls のどちらか一方だけを書いてください",
        "{file}, line {line}: {key}: give either watch or syscalls",
    ),
    "policy_unknown_param": Text(
        "{file} の {line} 行目: {key}: 点検項目 {control} にパラメータ {param} はありません",
        "{file}, line {line}: {key}: the control {control} has no parameter {param}",
    ),
    "policy_param_type": Text(
        "{file} の {line} 行目: {key}: パラメータ {param} の型が違います（必要: {expected}、実際: {found}）",
        "{file}, line {line}: {key}: wrong type of parameter {param} (needed: {expected}, found: {found})",
    ),
    "policy_no_baseline": Text(
        "{host} のシステム {system} の点検基準がありません: {file}",
        "{host}: no baseline for the system {system}: {file}",
    ),
    "policy_no_register": Text(
        "{host} が使う台帳「{name}」がありません: {file}",
        "{host} uses the register {name!r}, which does not exist: {file}",
    ),
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
    # expected and actual state
    "want.packages.names": Text("導入ソフトウェアは台帳にあるものだけ", "only registered packages are installed"),
    "good.packages.names": Text(
        "導入済みの{count}件は全て台帳にあります", "all {count} installed packages are registered"
    ),
    "bad.packages.names": Text(
        "台帳にないソフトウェアが導入されています（{count}件）: {items}",
        "packages are installed that are not registered ({count}): {items}",
    ),
    "want_minimum_versions": Text(
        "導入済みの版は台帳の最低版以上", "no installed version is below the registered minimum"
    ),
    "no_minimum_versions": Text("台帳に最低版の定めはありません", "the registers give no minimum versions"),
    "versions_high_enough": Text(
        "最低版の定め{count}件を満たしています", "all {count} registered minimum versions are met"
    ),
    "versions_too_low": Text(
        "最低版を下回る版があります（{count}件）: {items}",
        "versions are below the registered minimum ({count}): {items}",
    ),
    "want_supported": Text(
        "サポート終了まで{min_days}日以上あるOS", "a release with at least {min_days} days of support left"
    ),
    "supported": Text(
        "{id} {version} はサポート期間内です（{until} まで、残り{days}日）",
        "{id} {version} is supported until {until} ({days} days left)",
    ),
    "support_ends_soon": Text(
        "{id} {version} のサポートは {until} に終了します（残り{days}日）",
        "support of {id} {version} ends on {until} ({days} days left)",
    ),
    "support_ended": Text(
        "{id} {version} のサポートは {until} に終了しました", "support of {id} {version} ended on {until}"
    ),
    "want_updates": Text(
        "公開から{max_days}日を超える未適用のセキュリティ更新がなく、更新情報が{max_age}日以内",
        "no security update waits longer than {max_days} days, on a list not older than {max_age} days",
    ),
    "updates_current": Text(
        "期限を超えた更新はありません（未適用{count}件、更新情報は{days}日前）",
        "no update is overdue ({count} waiting, list {days} days old)",
    ),
    "updates_late": Text(
        "{max_days}日を超えて未適用のセキュリティ更新があります（{count}件）: {items}",
        "security updates wait longer than {max_days} days ({count}): {items}",
    ),
    "metadata_stale": Text(
        "更新情報が{days}日前のもので古く、更新の有無を確かめられません（上限{max_days}日）",
        "the list of updates is {days} days old and cannot be believed (limit {max_days})",
    ),
    "want.updates.reboot_required": Text("再起動待ちの更新がない", "nothing waits for a restart"),
    "good.updates.reboot_required": Text("再起動待ちの更新はありません", "nothing waits for a restart"),
    "bad.updates.reboot_required": Text(
        "再起動するまで効かない更新があります（{count}件）: {items}",
        "updates wait for a restart ({count}): {items}",
    ),
    "want.services.enabled": Text(
        "自動起動するサービスは台帳にあるものだけ", "only registered services start by themselves"
    ),
    "good.services.enabled": Text(
        "自動起動する{count}件は全て台帳にあります", "all {count} enabled units are registered"
    ),
    "bad.services.enabled": Text(
        "台帳にないサービスが自動起動になっています（{count}件）: {items}",
        "services start by themselves that are not registered ({count}): {items}",
    ),
    "want.time_sync.synchronised": Text("時刻が同期している", "the clock is synchronised"),
    "good.time_sync.synchronised": Text("時刻は同期しています", "the clock is synchronised"),
    "bad.time_sync.synchronised": Text("時刻が同期していません", "the clock is not synchronised"),
    "want.time_sync.offset_ms": Text("時刻のずれが{value}ミリ秒以内", "the clock is off by at most {value} ms"),
    "good.time_sync.offset_ms": Text("時刻のずれは{value}ミリ秒です", "the clock is off by {value} ms"),
    "bad.time_sync.offset_ms": Text(
        "時刻のずれが大きすぎます（{value}ミリ秒）", "the clock is off by too much ({value} ms)"
    ),
    "want.time_sync.sources": Text(
        "時刻源は台帳にあるものだけで、{minimum}個以上", "only registered time sources, at least {minimum}"
    ),
    "good.time_sync.sources": Text(
        "時刻源は全て台帳にあります（{count}件）: {items}",
        "all time sources are registered ({count}): {items}",
    ),
    "bad.time_sync.sources": Text(
        "台帳にない時刻源が設定されています（{count}件）: {items}",
        "time sources are configured that are not registered ({count}): {items}",
    ),
    "too_few_sources": Text(
        "時刻源が足りません（{minimum}個以上必要）（{count}件）: {items}",
        "there are too few time sources (at least {minimum}) ({count}): {items}",
    ),
    "want.audit.active": Text("監査サービス（auditd）が動いている", "the audit service (auditd) runs"),
    "good.audit.active": Text("監査サービスは動いています", "the audit service runs"),
    "bad.audit.active": Text("監査サービスが動いていません", "the audit service does not run"),
    "want.audit.enabled": Text(
        "カーネルの監査が有効（enabled {value} 以上）", "kernel auditing is on (enabled {value} or higher)"
    ),
    "good.audit.enabled": Text(
        "カーネルの監査は有効です（enabled {value}）", "kernel auditing is on (enabled {value})"
    ),
    "bad.audit.enabled": Text(
        "カーネルの監査の状態が基準に達していません（enabled {value}。0は停止、1は有効、2は有効かつ変更禁止）",
        "kernel auditing does not reach the baseline (enabled {value}: 0 off, 1 on, 2 on and locked)",
    ),
    "want.audit.loaded_rules": Text(
        "稼働中の監査規則に必要な{count}件が揃っている",
        "the rules in force record the {count} things demanded",
    ),
    "good.audit.loaded_rules": Text(
        "稼働中の監査規則は必要な{count}件を満たしています",
        "the rules in force record all {count} things demanded",
    ),
    "bad.audit.loaded_rules": Text(
        "稼働中の監査規則に不足があります（{count}件）: {items}",
        "the rules in force do not record ({count}): {items}",
    ),
    "want.audit.persisted_rules": Text(
        "再起動後の監査規則に必要な{count}件が揃っている",
        "the rules after a restart record the {count} things demanded",
    ),
    "good.audit.persisted_rules": Text(
        "再起動後の監査規則は必要な{count}件を満たしています",
        "the rules after a restart record all {count} things demanded",
    ),
    "bad.audit.persisted_rules": Text(
        "再起動後の監査規則に不足があります（{count}件）: {items}",
        "the rules after a restart do not record ({count}): {items}",
    ),
    "audit_switched_off": Text(
        "全ての記録を止める監査規則があります（{count}件）: {items}",
        "an audit rule stops all records ({count}): {items}",
    ),
    "want_forwarding": Text(
        "登録したログサーバーにだけTCPで転送し、接続が確立し、記録が届いている",
        "logs go over TCP to registered log servers alone, the connection stands, and records arrive",
    ),
    "want_forwarding_tls": Text(
        "登録したログサーバーにだけTLSで転送し、接続が確立し、記録が届いている",
        "logs go over TLS to registered log servers alone, the connection stands, and records arrive",
    ),
    "forwarding_unregistered": Text(
        "台帳にない転送先にログを送る設定です（{count}件）: {items}",
        "logs are sent to destinations that are not registered ({count}): {items}",
    ),
    "forwarding_missing": Text(
        "登録したログサーバーへの確実な転送（TCPまたは必要ならTLS）が設定されていません。今の転送先（{count}件）: {items}",
        "no reliable forwarding (TCP, or TLS where demanded) to a registered log server is configured; destinations now ({count}): {items}",
    ),
    "forwarding_not_connected": Text(
        "ログの転送先への接続が確立していません（{count}件）: {items}",
        "no connection to the configured log server stands ({count}): {items}",
    ),
    "forwarding_connected": Text(
        "登録したログサーバーへの接続が確立しています: {items}",
        "the connection to a registered log server stands: {items}",
    ),
    "forwarding_arrived": Text(
        "この点検のログインの記録がログサーバー {server} に届いています",
        "the record of this scan's login has arrived at the log server {server}",
    ),
    "forwarding_not_arrived": Text(
        "この点検のログインの記録（{account}、ポート {port}）がログサーバー {server} に届いていません",
        "the record of this scan's login ({account}, port {port}) has not arrived at the log server {server}",
    ),
    "want.files.logs": Text(
        "ログを書けるのは決められた所有者とグループだけ", "only named owners and groups can write logs"
    ),
    "good.files.logs": Text("{count}件のログは保護されています", "all {count} log files are protected"),
    "bad.files.logs": Text(
        "保護が不十分なログがあります（{count}件）: {items}",
        "logs are not well enough protected ({count}): {items}",
    ),
    "want.sshd.permit_root_login": Text(
        "rootの直接ログインの禁止（PermitRootLogin {value}）",
        "root cannot log in directly (PermitRootLogin {value})",
    ),
    "good.sshd.permit_root_login": Text("rootの直接ログインは禁止されています", "root cannot log in directly"),
    "bad.sshd.permit_root_login": Text(
        "rootの直接ログインが許可されています（{items}）", "root can log in directly ({items})"
    ),
    "want.sshd.password_only": Text("パスワードだけではログインできない", "a password alone does not log in"),
    "good.sshd.password_only": Text("パスワードだけではログインできません", "a password alone does not log in"),
    "bad.sshd.password_only": Text("パスワードだけでログインできます（{items}）", "a password alone logs in ({items})"),
    "want.sshd.single_factor": Text(
        "一つの認証方式だけではログインできない（多要素認証）", "no single method logs in (several factors)"
    ),
    "good.sshd.single_factor": Text("多要素認証になっています", "several factors are needed"),
    "bad.sshd.single_factor": Text(
        "一つの認証方式だけでログインできます（{count}件）: {items}",
        "one method alone logs in ({count}): {items}",
    ),
    "mfa_not_required": Text("点検基準は多要素認証を求めていません", "the baseline does not demand several factors"),
    "mfa_not_judged": Text("多要素認証は判定の対象ではありません", "several factors are not judged"),
    "good_but_for_scanner": Text(
        "多要素認証になっています（接続元を制限した点検用アカウント {account} を除く）",
        "several factors are needed (but for the scan account {account}, limited to its source)",
    ),
    "want.sshd.ciphers": Text("SSHの暗号方式は一覧 {profile} にあるものだけ", "only SSH ciphers of the list {profile}"),
    "good.sshd.ciphers": Text("SSHの暗号方式{count}個は全て一覧にあります", "all {count} SSH ciphers are on the list"),
    "bad.sshd.ciphers": Text(
        "一覧にないSSHの暗号方式が有効です（{count}件）: {items}",
        "SSH ciphers are offered that are not on the list ({count}): {items}",
    ),
    "want.sshd.macs": Text(
        "SSHのメッセージ認証方式は一覧 {profile} にあるものだけ",
        "only SSH message authentication codes of the list {profile}",
    ),
    "good.sshd.macs": Text(
        "SSHのメッセージ認証方式{count}個は全て一覧にあります",
        "all {count} SSH message authentication codes are on the list",
    ),
    "bad.sshd.macs": Text(
        "一覧にないSSHのメッセージ認証方式が有効です（{count}件）: {items}",
        "SSH message authentication codes are offered that are not on the list ({count}): {items}",
    ),
    "want.sshd.key_exchange": Text(
        "SSHの鍵交換方式は一覧 {profile} にあるものだけ",
        "only SSH key exchange methods of the list {profile}",
    ),
    "good.sshd.key_exchange": Text(
        "SSHの鍵交換方式{count}個は全て一覧にあります",
        "all {count} SSH key exchange methods are on the list",
    ),
    "bad.sshd.key_exchange": Text(
        "一覧にないSSHの鍵交換方式が有効です（{count}件）: {items}",
        "SSH key exchange methods are offered that are not on the list ({count}): {items}",
    ),
    "want.sshd.host_key_algorithms": Text(
        "SSHのホスト鍵の方式は一覧 {profile} にあるものだけ",
        "only SSH host key algorithms of the list {profile}",
    ),
    "good.sshd.host_key_algorithms": Text(
        "SSHのホスト鍵の方式{count}個は全て一覧にあります",
        "all {count} SSH host key algorithms are on the list",
    ),
    "bad.sshd.host_key_algorithms": Text(
        "一覧にないSSHのホスト鍵の方式が有効です（{count}件）: {items}",
        "SSH host key algorithms are offered that are not on the list ({count}): {items}",
    ),
    "want.login_failures.deny": Text(
        "認証に{least}～{most}回失敗するとロックする", "accounts lock after {least} to {most} failures"
    ),
    "good.login_failures.deny": Text("認証に{value}回失敗するとロックします", "accounts lock after {value} failures"),
    "bad.login_failures.deny": Text(
        "失敗時のロックが基準を満たしません（{value}回でロック。0はロックしない）",
        "the lock after failures does not meet the baseline (after {value}; 0 means never)",
    ),
    "want.login_failures.unlock_s": Text(
        "ロックは{value}秒以上続く（0は管理者の解除まで）",
        "the lock lasts at least {value} s (0: until an administrator opens it)",
    ),
    "good.login_failures.unlock_s": Text(
        "ロックは{value}秒続きます（0は管理者の解除まで）",
        "the lock lasts {value} s (0: until an administrator opens it)",
    ),
    "bad.login_failures.unlock_s": Text("ロックが短すぎます（{value}秒）", "the lock is too short ({value} s)"),
    "want.password_quality.minlen": Text("パスワードは{value}文字以上", "passwords have at least {value} characters"),
    "good.password_quality.minlen": Text(
        "パスワードは{value}文字以上が求められます", "passwords need {value} characters"
    ),
    "bad.password_quality.minlen": Text(
        "パスワードの最低桁数が足りません（{value}文字。0は検査なし）",
        "the demanded length of passwords is too small ({value}; 0 means not checked)",
    ),
    "want.password_quality.minclass": Text(
        "パスワードの文字種は{value}種類以上",
        "passwords have at least {value} classes of characters",
    ),
    "good.password_quality.minclass": Text(
        "パスワードの文字種は{value}種類以上が求められます",
        "passwords need {value} classes of characters",
    ),
    "bad.password_quality.minclass": Text(
        "パスワードの文字種が足りません（{value}種類。0は検査なし）",
        "too few classes of characters are demanded ({value}; 0 means not checked)",
    ),
    "want.shadow.empty": Text("空のパスワードのアカウントがない", "no account has an empty password"),
    "good.shadow.empty": Text("空のパスワードのアカウントはありません", "no account has an empty password"),
    "bad.shadow.empty": Text(
        "パスワードが空のアカウントがあります（{count}件）: {items}",
        "accounts have an empty password ({count}): {items}",
    ),
    "want.sshd.permit_empty_passwords": Text(
        "SSHで空のパスワードを受け付けない（PermitEmptyPasswords {value}）",
        "SSH accepts no empty passwords (PermitEmptyPasswords {value})",
    ),
    "good.sshd.permit_empty_passwords": Text("SSHは空のパスワードを受け付けません", "SSH accepts no empty passwords"),
    "bad.sshd.permit_empty_passwords": Text(
        "SSHが空のパスワードを受け付けます（{items}）", "SSH accepts empty passwords ({items})"
    ),
    "want.accounts.uid0": Text("利用者番号0は {items} だけ", "only {items} has user id 0"),
    "good.accounts.uid0": Text("利用者番号0は {items} だけです", "only {items} has user id 0"),
    "bad.accounts.uid0": Text(
        "root以外に利用者番号0のアカウントがあります（{count}件）: {items}",
        "accounts other than root have user id 0 ({count}): {items}",
    ),
    "want.accounts.local_uid0": Text(
        "利用者番号0は {items} だけ（機器内の登録）", "only {items} has user id 0 on the host itself"
    ),
    "good.accounts.local_uid0": Text(
        "利用者番号0は {items} だけです（機器内の登録）", "only {items} has user id 0 on the host itself"
    ),
    "bad.accounts.local_uid0": Text(
        "root以外に利用者番号0のアカウントがあります（機器内の登録）（{count}件）: {items}",
        "accounts other than root have user id 0 on the host itself ({count}): {items}",
    ),
    "want.accounts.login": Text("ログインできるアカウントは台帳にあるものだけ", "only registered accounts can log in"),
    "good.accounts.login": Text(
        "ログインできる{count}件は全て台帳にあります", "all {count} accounts that can log in are registered"
    ),
    "bad.accounts.login": Text(
        "台帳にないアカウントがログインできます（{count}件）: {items}",
        "accounts can log in that are not registered ({count}): {items}",
    ),
    "want.accounts.local_login": Text(
        "ログインできるアカウントは台帳にあるものだけ（機器内の登録）",
        "only registered ones of the local accounts can log in",
    ),
    "good.accounts.local_login": Text(
        "ログインできる{count}件は全て台帳にあります（機器内の登録）",
        "all {count} local accounts that can log in are registered",
    ),
    "bad.accounts.local_login": Text(
        "台帳にないアカウントがログインできます（機器内の登録）（{count}件）: {items}",
        "local accounts can log in that are not registered ({count}): {items}",
    ),
    "want.sudo_rules.grants": Text("権限付与（sudo）は台帳にあるものだけ", "only registered sudo grants"),
    "good.sudo_rules.grants": Text("権限付与{count}件は全て承認されています", "all {count} sudo grants are approved"),
    "bad.sudo_rules.grants": Text(
        "台帳にない権限付与（sudo）があります（{count}件）: {items}",
        "there are sudo grants that are not registered ({count}): {items}",
    ),
    "want.session_timeout.idle_s": Text(
        "無操作のセッションを{most}秒以内に終了する", "idle sessions end within {most} s"
    ),
    "good.session_timeout.idle_s": Text(
        "無操作のセッションは{value}秒で終了します", "idle sessions end after {value} s"
    ),
    "bad.session_timeout.idle_s": Text(
        "無操作のセッションの終了が基準を満たしません（{value}秒。0は終了しない）",
        "idle sessions do not end in time (after {value} s; 0 means never)",
    ),
    "want.firewall.open_families": Text(
        "許可しない受信通信を既定で拒否する（IPv4、IPv6）",
        "inbound traffic is refused by default (IPv4, IPv6)",
    ),
    "good.firewall.open_families": Text(
        "許可しない受信通信は既定で拒否されます", "inbound traffic is refused by default"
    ),
    "bad.firewall.open_families": Text(
        "受信通信が既定で許可されています（{items}）", "inbound traffic is accepted by default ({items})"
    ),
    "want.firewall.at_boot": Text("通信制御の規則が起動時に読み込まれる", "the ruleset is loaded at boot"),
    "good.firewall.at_boot": Text("通信制御の規則は起動時に読み込まれます", "the ruleset is loaded at boot"),
    "bad.firewall.at_boot": Text("通信制御の規則が起動時に読み込まれません", "the ruleset is not loaded at boot"),
    "want.listening_sockets.sockets": Text("待ち受けるポートは台帳にあるものだけ", "only registered ports listen"),
    "good.listening_sockets.sockets": Text(
        "待ち受けている{count}件は全て台帳にあります", "all {count} listeners are registered"
    ),
    "bad.listening_sockets.sockets": Text(
        "台帳にないポートで待ち受けています（{count}件）: {items}",
        "ports listen that are not registered ({count}): {items}",
    ),
    "want.files.sensitive": Text(
        "重要ファイルの所有者と権限が表のとおり", "owners and modes of sensitive files are as in the table"
    ),
    "good.files.sensitive": Text(
        "重要ファイル{count}件の所有者と権限は表のとおりです",
        "owners and modes of {count} sensitive files are as in the table",
    ),
    "bad.files.sensitive": Text(
        "所有者または権限が緩い重要ファイルがあります（{count}件）: {items}",
        "owners or modes of sensitive files are too loose ({count}): {items}",
    ),
    "want_sysctl": Text(
        "カーネルパラメータ{count}件が稼働中も再起動後も基準のとおり",
        "{count} kernel parameters are as demanded, now and after a restart",
    ),
    "sysctl_right": Text(
        "カーネルパラメータ{count}件は基準のとおりです", "all {count} kernel parameters are as demanded"
    ),
    "sysctl_wrong": Text(
        "カーネルパラメータが基準と違います（稼働中{count}件: {running}／再起動後{persisted_count}件: {persisted}）",
        "kernel parameters differ (now {count}: {running}; after a restart {persisted_count}: {persisted})",
    ),
    "want.mandatory_access.mode": Text(
        "強制アクセス制御が稼働中（{value}）", "mandatory access control enforces now ({value})"
    ),
    "good.mandatory_access.mode": Text(
        "強制アクセス制御は稼働中です（{value}）", "mandatory access control enforces now ({value})"
    ),
    "bad.mandatory_access.mode": Text(
        "強制アクセス制御が強制になっていません（{value}）",
        "mandatory access control does not enforce now ({value})",
    ),
    "want.mandatory_access.boot_mode": Text(
        "再起動後も強制アクセス制御が有効（{value}）",
        "mandatory access control enforces after a restart ({value})",
    ),
    "good.mandatory_access.boot_mode": Text(
        "再起動後も強制アクセス制御は有効です（{value}）",
        "mandatory access control enforces after a restart ({value})",
    ),
    "bad.mandatory_access.boot_mode": Text(
        "再起動後の強制アクセス制御が強制になっていません（{value}）",
        "mandatory access control does not enforce after a restart ({value})",
    ),
    "want.mandatory_access.unconfined": Text(
        "強制から外したものがない（許容: {items}）",
        "nothing is taken out of enforcement (accepted: {items})",
    ),
    "good.mandatory_access.unconfined": Text(
        "強制から外したものはありません（許容: {items}）",
        "nothing is taken out of enforcement (accepted: {items})",
    ),
    "bad.mandatory_access.unconfined": Text(
        "強制アクセス制御から外したものがあります（{count}件）: {items}",
        "something is taken out of enforcement ({count}): {items}",
    ),
    "want.authorized_keys.keys": Text(
        "登録公開鍵は台帳にあり期限内のものだけ", "only registered keys within their period"
    ),
    "good.authorized_keys.keys": Text(
        "公開鍵{count}件は全て台帳にあり期限内です",
        "all {count} keys are registered and within their period",
    ),
    "bad.authorized_keys.keys": Text(
        "台帳にない公開鍵（{count}件）: {items}／期限切れの公開鍵（{expired_count}件）: {expired}",
        "keys that are not registered ({count}): {items}; keys past their last day ({expired_count}): {expired}",
    ),
    "want.services.failed": Text("失敗状態のサービスは{value}件以内", "at most {value} failed services"),
    "good.services.failed": Text("失敗状態のサービスは{count}件です", "{count} services have failed"),
    "bad.services.failed": Text(
        "失敗状態のサービスがあります（{count}件）: {items}", "services have failed ({count}): {items}"
    ),
    "want.crashes.events": Text("直近{days}日に異常終了がない", "no crash in the last {days} days"),
    "good.crashes.events": Text(
        "直近{days}日に異常終了の記録はありません", "no crash is recorded in the last {days} days"
    ),
    "bad.crashes.events": Text(
        "異常終了の記録があります（{count}件）: {items}", "crashes are recorded ({count}): {items}"
    ),
    "want.mounts.usage": Text(
        "記憶域の使用率は{value}%以内（容量、inode）", "storage is used up to {value} % (space, inodes)"
    ),
    "good.mounts.usage": Text("記憶域の使用率は最大{value}%です", "storage is used up to {value} %"),
    "bad.mounts.usage": Text(
        "記憶域の空きが足りません（{count}件）: {items}", "file systems are too full ({count}): {items}"
    ),
    "want_certificates": Text(
        "証明書の有効期限まで{min_days}日以上", "certificates are valid for at least {min_days} days"
    ),
    "certificates_valid": Text(
        "登録された証明書{count}件は有効期限に余裕があります",
        "all {count} registered certificates are valid long enough",
    ),
    "certificates_expiring": Text(
        "有効期限まで{min_days}日を切った証明書があります（{count}件）: {items}",
        "certificates expire within {min_days} days ({count}): {items}",
    ),
    "want.usb_storage.blocked": Text(
        "USB記憶装置のモジュールを読み込めない", "modules for USB storage cannot be loaded"
    ),
    "good.usb_storage.blocked": Text(
        "USB記憶装置のモジュールは読み込めません", "modules for USB storage cannot be loaded"
    ),
    "bad.usb_storage.blocked": Text("USB記憶装置のモジュールを読み込めます", "modules for USB storage can be loaded"),
    "want.usb_storage.loaded": Text(
        "USB記憶装置のモジュールが読み込まれていない", "no module for USB storage is loaded"
    ),
    "good.usb_storage.loaded": Text(
        "USB記憶装置のモジュールは読み込まれていません", "no module for USB storage is loaded"
    ),
    "bad.usb_storage.loaded": Text(
        "USB記憶装置のモジュールが読み込まれています（{count}件）: {items}",
        "modules for USB storage are loaded ({count}): {items}",
    ),
    "want.usb_storage.attached": Text(
        "許容した外部記録媒体だけが接続されている（許容: {items}）",
        "only accepted removable storage is attached (accepted: {items})",
    ),
    "good.usb_storage.attached": Text(
        "許容していない外部記録媒体はありません（許容: {items}）",
        "no removable storage is attached but what is accepted ({items})",
    ),
    "bad.usb_storage.attached": Text(
        "許容していない外部記録媒体が接続されています（{count}件）: {items}",
        "removable storage is attached that is not accepted ({count}): {items}",
    ),
    "want.memory_errors.uncorrected": Text(
        "訂正できないメモリの誤りは{value}件以内", "at most {value} uncorrected memory errors"
    ),
    "good.memory_errors.uncorrected": Text(
        "訂正できないメモリの誤りは{value}件です", "{value} uncorrected memory errors are counted"
    ),
    "bad.memory_errors.uncorrected": Text(
        "訂正できないメモリの誤りがあります（{value}件）",
        "uncorrected memory errors are counted ({value})",
    ),
    "want.routes.routes": Text(
        "外部への経路は承認したゲートウェイと宛先だけ",
        "ways out lead through approved gateways and to approved prefixes alone",
    ),
    "good.routes.routes": Text(
        "経路{count}件に承認のない外部への経路はありません", "none of {count} routes is an unapproved way out"
    ),
    "bad.routes.routes": Text(
        "承認のない外部への経路があります（{count}件）: {items}",
        "there are unapproved ways out ({count}): {items}",
    ),
}
