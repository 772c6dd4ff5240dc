"""Texts about facts as files, approved runs, proposed registers, a site's own controls, and explaining a control."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    # facts as a file
    "facts_file_unusable": Text(
        "{file} は tenken scan --format facts の出力ではないか、壊れています: {problem}",
        "{file} is not what tenken scan --format facts writes, or it is damaged: {problem}",
    ),
    "facts_file_version": Text(
        "{file} の書式の版 {found} は、この版の tenken では読めません（必要: {expected}）",
        "{file} has format version {found}, which this release of tenken cannot read (needed: {expected})",
    ),
    "fact_not_as_written": Text(
        "点検結果のファイルの値が、この状態の型に合いません（マスキングされた値など）: {problem}",
        "the value in the file of facts does not fit its field (it was masked, perhaps): {problem}",
    ),
    "fact_not_written": Text("点検結果のファイルに値がありません", "the file of facts holds no value for it"),
    # tenken approve
    "help_approve": Text(
        "点検結果（--format facts）を承認し、記録を残す", "approve a run (--format facts) and keep a record of it"
    ),
    "help_run_or_file": Text(
        "保存した点検（IDの始めの部分、latest）、又は tenken scan --format facts -o で書き出したファイル",
        "a stored run (the beginning of its id, latest), or a file that tenken scan --format facts -o wrote",
    ),
    "help_approve_by": Text("承認した人", "who approves"),
    "help_approve_role": Text("承認した人の役職（例: 統括管理責任者）", "the approver's role (such as 統括管理責任者)"),
    "help_approve_policy": Text(
        "保存した点検の承認を直ちに送る外部の保管先を定めたポリシーのフォルダー（既定: その点検のもの）",
        "policy folder that names the witnesses who are told of the approval of a stored run (default: that of the run)",
    ),
    "help_approve_note": Text("備考", "a note"),
    "approval_says_nothing": Text("{option} が空です", "{option} is empty"),
    "approval_exists": Text(
        "{file} はすでに承認されています: {approval}", "{file} has been approved already: {approval}"
    ),
    "approval_written": Text(
        "点検 {run}（読み取った機器 {count}台）の承認を記録しました: {approval}",
        "the approval of run {run} (hosts read: {count}) is recorded: {approval}",
    ),
    "approval_incomplete": Text(
        "{file}: 点検 {run} は完了していないため承認できません（状態 {status}、読み取れていない対象: {targets}）",
        "{file}: run {run} is not complete and cannot be approved (status {status}, targets not read: {targets})",
    ),
    "approval_missing": Text(
        "{file} は承認されていません（先に tenken approve を実行してください）",
        "{file} has not been approved (run tenken approve first)",
    ),
    "approval_of_other_bytes": Text(
        "{file} の {line} 行目: {key}: {run_file} は承認の後で変わっています（SHA-256が一致しません）",
        "{file}, line {line}: {key}: {run_file} has changed since its approval (the SHA-256 differs)",
    ),
    "approval_of_other_run": Text(
        "{file} の {line} 行目: {key}: 別の点検 {found} の承認です（このファイルは {run}）",
        "{file}, line {line}: {key}: this approves another run, {found} (the file is of {run})",
    ),
    "approval_in_future": Text(
        "{file} の {line} 行目: {key}: 承認日時が未来です: {found}",
        "{file}, line {line}: {key}: the approval is dated in the future: {found}",
    ),
    # tenken register
    "help_register": Text("承認された点検結果から台帳の案を作る", "propose a register (台帳) from an approved run"),
    "help_register_action": Text("propose 台帳の案を作る", "propose a register"),
    "help_register_target": Text("台帳の案に含めるホスト名", "the hosts whose state is proposed"),
    "help_register_name": Text("台帳の名前（ファイル名）", "the register's name (its file name)"),
    "help_register_output": Text(
        "出力先（既定は標準出力。既存のファイルには書かない）",
        "where to write (default: standard output; never over a file that exists)",
    ),
    "register_name_unfit": Text(
        "台帳の名前に使えるのは英数字と . _ - だけです: {name}",
        "a register's name holds letters, digits and . _ - only: {name}",
    ),
    "register_no_target": Text("{file} に {target} はありません", "{file} has no target {target}"),
    "register_target_not_read": Text(
        "{file} に {target} の読み取り結果がありません", "{file} holds no facts of {target}"
    ),
    "register_exists": Text(
        "{file} はすでにあります（上書きしません。別の名前に書き出して比べてください）",
        "{file} exists (nothing is written over it; write to another name and compare)",
    ),
    "register_written": Text(
        "台帳の案を {file} に書き出しました。内容を確かめ、「{mark}」を埋めてください",
        "a proposed register is in {file}: review it and fill in every {mark!r}",
    ),
    "register_description": Text("台帳の案 {name}（{hosts}）", "proposed register {name} ({hosts})"),
    "register_head_proposal": Text(
        "これは案です。点検した時点の状態を写しただけで、正しい状態とは限りません。人が一件ずつ確かめ、「{mark}」を埋め、不要なものを消してから使ってください（検査: tenken controls lint）",
        "This is a proposal. It copies the state that was found, which need not be the right one: review each entry, fill in every {mark!r}, and delete what should not be there before use (check: tenken controls lint)",
    ),
    "register_head_run": Text(
        "点検: {run}、対象: {hosts}、SHA-256: {sha256}", "run: {run}; hosts: {hosts}; SHA-256: {sha256}"
    ),
    "register_head_approval": Text("点検結果の承認: {role} {by}、{at}", "run approved by: {by} ({role}), {at}"),
    "register_head_keys": Text(
        "鍵の有効期限は年度末としました。必要に応じて直してください",
        "keys expire at the end of the Japanese fiscal year; change that where it is wrong",
    ),
    "register_kind_missing": Text(
        "{kind} は提案していません（{target}: {why}）", "{kind} is not proposed ({target}: {why})"
    ),
    "register_entry_unfit": Text(
        "{kind} に書けないため載せていません: {entry}", "left out, for {kind} cannot hold it: {entry}"
    ),
    "proposal_fact_not_read": Text(
        "この点検では {fact} を読んでいません（点検項目を絞らず、--depth full で点検してください）",
        "this run did not read {fact} (scan for all controls, with --depth full)",
    ),
    # a site's own controls and facts
    "help_extensions": Text(
        "自組織の点検項目のフォルダー（rootだけが変更できる場所。docs/extensions.md）",
        "folder of a site's own controls (which root alone can change; docs/extensions.md)",
    ),
    "extension_empty": Text(
        "{folder} に controls/*.yaml も facts/*.py もありません", "{folder} has neither controls/*.yaml nor facts/*.py"
    ),
    "extension_not_roots": Text(
        "{path} の所有者がrootではないため（UID {uid}）、拡張を読み込みません。rootだけが変更できる場所に移してください",
        "the extension is not loaded: {path} is not owned by root (user id {uid}); move it to a place that root alone can change",
    ),
    "extension_writable": Text(
        "{path} をroot以外が変更できるため（モード {mode}）、拡張を読み込みません。ファイルも上位のフォルダーもrootだけが変更できる場所（/etc/tenken など）に置いてください",
        "the extension is not loaded: others than root can change {path} (mode {mode}); keep it in a place like /etc/tenken, where root alone can change the files and every folder above",
    ),
    "extension_writable_by_us": Text(
        "{path} をこのアカウントが変更できるため、拡張を読み込みません。rootだけが変更できる場所に移してください",
        "the extension is not loaded: this account can change {path}; move it to a place that root alone can change",
    ),
    "extension_unreadable": Text(
        "拡張の {path} を読めません: {detail}", "the extension's {path} cannot be read: {detail}"
    ),
    "extension_links": Text(
        "拡張の {path} のシンボリックリンクが多すぎます", "the extension's {path} leads through too many symbolic links"
    ),
    "extension_broken": Text(
        "拡張の {file} を読み込めません: {detail}", "the extension's {file} cannot be loaded: {detail}"
    ),
    "extension_lacks": Text("拡張の {file} に {name} がありません", "the extension's {file} does not define {name}"),
    "extension_name": Text(
        "拡張の {file}: NAME は x_ で始まる英小文字・数字・下線です: {name}",
        "the extension's {file}: NAME must begin with x_ (small letters, digits, underscores): {name}",
    ),
    "extension_name_taken": Text(
        "拡張の {file}: {name} という状態はすでにあります", "the extension's {file}: there is a fact {name} already"
    ),
    "extension_no_words": Text(
        "拡張の {file}: WORDS に {missing} がありません", "the extension's {file}: WORDS lacks {missing}"
    ),
    "extension_family": Text(
        "拡張の {file}: OS系統 {family} はありません（あるもの: {known}）",
        "the extension's {file}: there is no platform family {family} (there are: {known})",
    ),
    "extension_probe": Text(
        "拡張の {file}: コマンド {probe} が正しくありません。idは x_ で始め、shell か argv（絶対パス）の一方だけを書いてください",
        "the extension's {file}: the probe {probe} is wrong: its id begins with x_, and it has either shell or argv (absolute path)",
    ),
    "extension_control_id": Text(
        "{file} の {line} 行目: {key}: 自組織の点検項目のIDは X で始めてください: {id}",
        "{file}, line {line}: {key}: the id of a site's own control begins with X: {id}",
    ),
    # tenken controls
    "controls_inventory_for_show": Text(
        "-i は controls show で使います（controls {action} では使えません）",
        "-i goes with controls show (not with controls {action})",
    ),
    "controls_needs_inventory": Text(
        "--limit と --policy には -i でインベントリを指定してください",
        "--limit and --policy need an inventory: add -i",
    ),
    "lint_unknown_kind": Text(
        "{file}: 何のファイルか分かりません。tenken が読むのは次の種類です: {known}",
        "{file}: this is no kind of file that tenken reads ({known})",
    ),
    "lint_to_fill_in": Text(
        "{file} の {line} 行目: {key}: 「{mark}」のままです。確かめて書き換えてください",
        "{file}, line {line}: {key}: still says {mark!r}; find out and fill it in",
    ),
    "lint_nothing": Text("YAMLファイルがありません: {paths}", "there are no YAML files in {paths}"),
    "lint_kind": Text("{kind}: {count}ファイル", "{kind}: files: {count}"),
    "lint_problems": Text("問題が{count}件あります", "problems found: {count}"),
    "explain_law": Text("■ 根拠条文（規程の定め）", "Legal basis (what the regulation says)"),
    "explain_baseline": Text(
        "■ 点検項目（以下は点検基準であり、規程の定めではありません）",
        "Control (from here on our baseline, not the regulation)",
    ),
    "explain_methods": Text("確かめ方", "answered by"),
    "method_host": Text("ホストの読み取り", "reading the host"),
    "method_netdev": Text("ネットワーク機器の読み取り", "reading the network device"),
    "method_facility": Text("設備の読み取り", "reading the facility"),
    "method_attest": Text("人の確認記録", "a person's record"),
    "explain_full": Text(
        "負荷の高い点検のため、--depth full のときだけ判定します", "a heavy check: judged with --depth full alone"
    ),
    "explain_param_default": Text("既定の基準値: {name} = {value}", "default parameter: {name} = {value}"),
    "explain_attested": Text("■ 人が確認すること", "What a person confirms"),
    "explain_attested_terms": Text(
        "記録の有効期間 {days}日、{scope}（tenken attest add で記録します）",
        "a record holds for {days} days, {scope} (kept with tenken attest add)",
    ),
    "explain_scope_site": Text("設置場所（tenken_site）ごとに1件", "one for each site (tenken_site)"),
    "explain_scope_system": Text("システムごとに1件", "one for each system"),
    "explain_scope_target": Text("対象ごとに1件", "one for each target"),
    "explain_combine_all": Text(
        "機械の点検と確認記録の両方が必要です", "both the machine's answer and the record are needed"
    ),
    "explain_combine_any": Text(
        "機械の点検か確認記録のどちらかで足ります（機械の不適合は覆りません）",
        "either the machine's answer or the record suffices (a machine's fail stands)",
    ),
    "explain_expected": Text("■ 期待する状態（既定の基準値による）", "What is expected (with default parameters)"),
    "explain_commands": Text(
        "■ 読み取るコマンド（$ は一般権限、# はroot権限。ホストごとの値は -i で表示）",
        "Commands that read it ($ unprivileged, # as root; -i shows a host's own)",
    ),
    "explain_commands_here": Text(
        "■ 読み取るコマンド（$ は一般権限、# はroot権限）", "Commands that read it ($ unprivileged, # as root)"
    ),
    "explain_family": Text("[{family}] うちroot権限 {root}件", "[{family}] {root} of them as root"),
    "explain_via_gateway": Text("（中継ホストで実行）", "(run on the gateway)"),
    "explain_via_ops": Text("（運用ホストで実行）", "(run on the ops host)"),
    "explain_host": Text("■ {host}（{system}）", "{host} ({system})"),
    "explain_judged_by": Text("点検基準: {name} {version}、{approval}", "baseline: {name} {version}, {approval}"),
    "explain_not_judged": Text(
        "{host} はこの項目の対象ではありません（点検基準または機器の種類による）",
        "{host} is not judged on this control (by its baseline or its kind)",
    ),
    "explain_outside": Text(
        "■ この項目の対象ではない資産 {count}件（点検基準または機器の種類による）",
        "{count} assets that are not judged on this control (by their baseline or kind)",
    ),
    "explain_param_changed": Text(
        "基準値: {name} = {value}（点検基準で変更。既定は {default}）",
        "parameter: {name} = {value} (set by the baseline; the default is {default})",
    ),
    "explain_param_kept": Text("基準値: {name} は既定のまま", "parameter: {name} is the default"),
    "explain_registers": Text("台帳: {names}（tenken_registers）", "registers: {names} (tenken_registers)"),
    "explain_no_registers": Text(
        "台帳: 指定がありません（tenken_registers）", "registers: none are named (tenken_registers)"
    ),
    "explain_advice": Text("■ 不適合・確認不能のとき", "When it fails or is unknown"),
    "explain_then_fix": Text(
        "期待する状態に直し、この項目だけを点検し直します（tenken scan --control {control}）",
        "bring the host to what is expected, then scan for this alone (tenken scan --control {control})",
    ),
    "explain_then_attest": Text(
        "現場を確かめ、記録します（tenken attest add）", "look, and keep a record (tenken attest add)"
    ),
    "explain_then_register": Text(
        "その状態が正しいなら、承認を得て台帳を改めます（tenken register propose）",
        "if the state is right, have it approved and amend the register (tenken register propose)",
    ),
    "explain_then_unknown": Text(
        "確認不能なら、示された理由を取り除きます（権限が足りないときは tenken sudoers）",
        "if it is unknown, remove the reason that is given (tenken sudoers where rights are lacking)",
    ),
    "explain_then_except": Text(
        "すぐに直せないなら、代替措置と期限を決めて例外措置を申請します（exceptions.yaml）",
        "if it cannot be put right soon, apply for an exception with compensating measures and an end (exceptions.yaml)",
    ),
}
