"""Texts about the policy folder: what the operator wrote wrong, with file and line."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    "policy_no_folder": Text("点検基準のフォルダーがありません: {file}", "the policy folder does not exist: {file}"),
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
    "policy_bad_entry": Text(
        "{file} の {line} 行目: {key}: 「{value}」: pattern か、name と optional: true の組を書いてください",
        "{file}, line {line}: {key}: {value!r}: write either pattern, or name with optional: true",
    ),
    "policy_bad_ports": Text(
        "{file} の {line} 行目: {key}: ポートの範囲が正しくありません: {value}",
        "{file}, line {line}: {key}: not a range of ports: {value}",
    ),
    "policy_bad_vlans": Text(
        "{file} の {line} 行目: {key}: VLANの範囲が正しくありません: {value}",
        "{file}, line {line}: {key}: not a range of VLANs: {value}",
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
        "{file} の {line} 行目: {id}: remediation には、manual_only なら why だけを、disruptive なら role と why を、safe なら role だけを書いてください",
        "{file}, line {line}: {id}: remediation needs why alone for manual_only, role and why for disruptive, role alone for safe",
    ),
    "policy_unknown_family": Text(
        "{file} の {line} 行目: {key}: ディストリビューション系列 {family} はありません",
        "{file}, line {line}: {key}: there is no distribution family {family}",
    ),
    "policy_unknown_platform": Text(
        "{file} の {line} 行目: {key}: ネットワーク機器の機種系列 {platform} はありません（{known} のいずれか）",
        "{file}, line {line}: {key}: there is no platform {platform} of network devices (one of {known})",
    ),
    "policy_unknown_fact": Text(
        "{file} の {line} 行目: {key}: 状態（fact）またはその項目 {fact} はありません（自組織のものなら --extensions も指定してください）",
        "{file}, line {line}: {key}: there is no fact or field {fact} (if it is your own, name its folder with --extensions)",
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
    "policy_attestation": Text(
        "{file} の {line} 行目: {id}: attestation は、methods に attest がある点検項目だけに、必ず書いてください",
        "{file}, line {line}: {id}: attestation belongs to exactly the controls whose methods name attest",
    ),
    "policy_combine": Text(
        "{file} の {line} 行目: {id}: combine（all か any）は、attest と他の方法を併用する点検項目だけに、必ず書いてください",
        "{file}, line {line}: {id}: combine (all or any) belongs to exactly the controls with attest and another method",
    ),
    "policy_assets": Text(
        "{file} の {line} 行目: {id}: facility の点検項目には、対象の機器の種類（assets）を書いてください",
        "{file}, line {line}: {id}: a facility control says which kinds of assets it is for (assets)",
    ),
    "policy_depth": Text(
        "{file} の {line} 行目: {id}: {fact} は負荷の高い読み取りが必要です。depth: full を書いてください",
        "{file}, line {line}: {id}: reading {fact} is heavy; write depth: full",
    ),
}
