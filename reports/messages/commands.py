"""Texts about the command line."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    # the command line itself
    "help_general": Text(
        "tenken（点検）: 住基ネット・LGWANのホスト、電源装置、管理コントローラを読取専用で点検する\n\n使い方: tenken コマンド [オプション]  （各コマンドの説明: tenken コマンド --help、英語: --lang en）",
        "tenken: read-only compliance scans of hosts, power supplies and management controllers of 住基ネット and LGWAN\n\nusage: tenken COMMAND [options]   (each command: tenken COMMAND --help; Japanese: --lang ja)",
    ),
    "help_exit_status": Text(
        "終了コード: 0 しきい値以上の不適合なし、1 不適合または確認記録なしあり、2 使い方・設定の誤り、3 点検が完了していない（1より優先）",
        "exit status: 0 nothing at or above the threshold, 1 findings, 2 usage or configuration, 3 incomplete (wins over 1)",
    ),
    "help_scan": Text("点検を実施する", "scan the hosts of an inventory"),
    "help_plan": Text(
        "実行するコマンドをすべて表示する（接続しない）",
        "show every command that a scan would run; connects to nothing",
    ),
    "help_sudoers": Text(
        "点検用アカウントに必要な最小のsudoersを表示する", "print the least sudoers fragment for that plan"
    ),
    "help_controls": Text("点検項目を一覧・表示・検査する", "list, show or lint controls"),
    "help_trust": Text(
        "ホスト鍵の指紋を表示し、確認のうえ登録する", "show host key fingerprints and add them after a yes"
    ),
    "help_demo": Text(
        "この計算機だけで動く実演（rootもネットワークも不要）",
        "a demonstration on this machine alone (no root, no network)",
    ),
    "help_lang": Text("表示言語", "language"),
    "help_inventory": Text(
        "Ansibleインベントリ（ファイルまたはディレクトリ）", "the Ansible inventory (file or directory)"
    ),
    "help_policy": Text(
        "点検基準のフォルダー（既定: インベントリの隣の policy）",
        "the policy folder (default: `policy` beside the inventory)",
    ),
    "help_limit": Text("対象を絞るパターン（Ansibleの書式）", "only hosts that match this Ansible pattern"),
    "help_article": Text("この条の点検項目だけ（13、14、15）", "only controls of this article"),
    "help_control": Text("この点検項目だけ（複数指定可）", "only this control (may be repeated)"),
    "help_no_sudo": Text(
        "sudoを使わない（読めないものは確認不能となる）", "never use sudo (what then cannot be read is unknown)"
    ),
    "help_workers": Text("同時に点検する対象の数（既定 8）", "targets read at the same time (default 8)"),
    "help_per_segment": Text(
        "セグメントごとの同時点検数（既定 4）", "targets of one segment read at the same time (default 4)"
    ),
    "help_per_jump": Text(
        "踏み台ごとの同時点検数（既定 4）", "targets behind one jump host read at the same time (default 4)"
    ),
    "help_format": Text("出力形式（-o と組で複数指定可）", "output format (repeatable, each with its -o)"),
    "help_output": Text(
        "直前の --format の出力先（- は標準出力）", "where the preceding --format goes (- is standard output)"
    ),
    "defect": Text(
        "tenken の内部で想定外の事象が起きました。上の記録を添えて、保守担当に知らせてください",
        "something unforeseen happened inside tenken: please report it with the lines above",
    ),
    "help_fail_on": Text(
        "終了コード1とする重大度の下限（既定 low）。never なら不適合があっても0",
        "lowest severity that gives exit status 1 (default low); never: findings alone give 0",
    ),
    "help_known_hosts": Text("ホスト鍵の登録ファイル（既定: ssh と同じ）", "known_hosts file (default: those of ssh)"),
    "help_passphrase_file": Text(
        "秘密鍵のパスフレーズを1行目に持つファイル", "file whose first line is the key's passphrase"
    ),
    "help_vault_password_file": Text("Ansible Vault のパスワードファイル", "password file of Ansible Vault"),
    "help_vault_id": Text("Ansible Vault の vault-id", "vault-id of Ansible Vault"),
    "help_host_timeout": Text(
        "1対象あたりの制限時間（秒、既定 {routine}、--depth full では {full}）",
        "seconds for one target (default {routine}; with --depth full {full})",
    ),
    "help_depth": Text(
        "点検の深さ: routine 通常、full 負荷の高い項目（全ファイル・全パッケージの検査）も（既定 {default}）",
        "routine, or full: heavy controls too, which walk all files and verify all packages (default {default})",
    ),
    "help_controls_action": Text("list 一覧、show 表示、lint 検査", "list, show, or lint"),
    "help_controls_names": Text(
        "show: 点検項目ID、lint: ファイルまたはフォルダー", "show: control ids; lint: files or folders"
    ),
    "help_trust_hosts": Text("インベントリにあるホスト名", "host names of the inventory"),
    "help_trust_fingerprint": Text(
        "問い合わせず、この指紋の鍵だけを登録する（複数指定可）",
        "add without asking, but only keys with this fingerprint (repeatable)",
    ),
    "help_family": Text("このOS系統だけ", "only this platform family"),
    "help_demo_output": Text(
        "報告書の出力先フォルダー（既定 demo-report）", "folder for the reports (default demo-report)"
    ),
    "usage_error": Text(
        "エラー: 引数が正しくありません: {problem}（説明: {command} --help）", "error: {problem} (see {command} --help)"
    ),
    "error": Text("エラー: {problem}", "error: {problem}"),
    "warning": Text("注意: {problem}", "warning: {problem}"),
    "usage_required": Text("{names} が必要です", "{names} is required"),
    "usage_unrecognized": Text("{names} は使えない引数です", "unknown arguments: {names}"),
    "usage_expected": Text("{name} に値がありません", "{name} needs a value"),
    "usage_choice": Text(
        "{name} に {value} は指定できません（{choices} のいずれか）", "{name} cannot be {value} (choose from {choices})"
    ),
    "usage_number": Text("{name} は整数です: {value}", "{name} must be a whole number: {value}"),
    "usage_prefix": Text("使い方: ", "usage: "),
    "usage_options": Text("オプション", "options"),
    "usage_positional": Text("引数", "arguments"),
    "help_help": Text("この説明を表示する", "show this help"),
    "no_such_command": Text("エラー: コマンド {command} はありません", "error: there is no command {command}"),
    "unexpected": Text(
        "想定外の誤りです（不具合として報告してください）: {detail}",
        "unexpected error (please report it as a defect): {detail}",
    ),
    # loading
    "policy_folder_missing": Text(
        "点検基準のフォルダーがありません: {path}（--policy で指定してください）",
        "there is no policy folder: {path} (name it with --policy)",
    ),
    "policy_no_segment": Text(
        "{host}: tenken_segment の {segment} は {file} にありません",
        "{host}: {segment} of tenken_segment is not in {file}",
    ),
    "control_not_in_catalogue": Text(
        "点検項目 {control} はありません（一覧: tenken controls list）",
        "there is no control {control} (see: tenken controls list)",
    ),
    "no_control_chosen": Text("条件に合う点検項目がありません", "no control is left to judge"),
    "scan_user_unfit_for_sudoers": Text(
        "アカウント名 {user} はsudoersに書けません（インベントリの ansible_user を確認してください）",
        "the account name {user} cannot stand in sudoers (check ansible_user in the inventory)",
    ),
    "output_unwritable": Text("{file} に書き込めません: {detail}", "cannot write {file}: {detail}"),
    "output_without_format": Text("-o {file} の前に --format がありません", "-o {file} has no --format before it"),
    "format_needs_file": Text(
        "形式 {format} には -o で出力先を指定してください", "format {format} needs a file: add -o"
    ),
    "two_formats_on_stdout": Text("標準出力に出せる形式は1つだけです", "only one format can go to standard output"),
    "number_too_small": Text("{option} は {least} 以上の数です", "{option} must be at least {least}"),
    # scan
    "progress_scanning": Text("点検中", "scanning"),
    "progress_host": Text("{host}: {state}（{seconds}秒）", "{host}: {state} ({seconds} s)"),
    "host_read": Text("読取済み", "read"),
    "host_partly_read": Text("途中まで読取: {why}", "partly read: {why}"),
    "host_not_read": Text("読取不可: {why}", "not read: {why}"),
    "interrupted": Text("中断されたため点検していません", "not scanned: the run was interrupted"),
    "stopped": Text("中断しました", "interrupted"),
    "path_unusable": Text("{file} を使えません: {detail}", "{file} cannot be used: {detail}"),
    "interrupting": Text("中断します（接続を閉じています）", "stopping (closing the sessions)"),
    "credential_refused_earlier": Text(
        "同じ認証情報が別の対象で拒否されたため、ログインを試みませんでした（アカウントロックの防止）",
        "no login was tried: the same credential was refused on another target (accounts lock out)",
    ),
    "no_scanner_reads": Text(
        "この種類の資産を読む手段がありません（接続方式 {kind}）",
        "no scanner reads this kind of asset (connection {kind})",
    ),
    "network_os_not_supported": Text(
        "ansible_network_os {network_os} の機器は読めません（対応: {known}）",
        "devices of ansible_network_os {network_os} cannot be read (known: {known})",
    ),
    "telnet_without_exception": Text(
        "平文のTelnetでは、{control} の有効な例外措置がないかぎり接続しません（tenken exceptions で確認できます）",
        "no connection by plain-text Telnet without an exception for {control} in force (see: tenken exceptions)",
    ),
    "only_controller_read": Text(
        "管理コントローラだけを読みました（OSは未点検です）",
        "its management controller alone was read; its operating system was not scanned",
    ),
    "internal_error": Text(
        "tenken の不具合で読み取れませんでした: {detail}", "could not be read because of a defect in tenken: {detail}"
    ),
    "written": Text("{format}: {file} に書き出しました", "{format}: written to {file}"),
    # plan
    "plan_host": Text(
        "■ {host}（{system}、{account}）: 点検項目 {controls}件", "{host} ({system}, {account}): {controls} controls"
    ),
    "plan_family": Text(
        "  [{family}] コマンド {commands}件、うちsudo {root}件", "  [{family}] {commands} commands, {root} with sudo"
    ),
    "plan_facility": Text("■ {host}（{system}）: 点検項目 {controls}件", "{host} ({system}): {controls} controls"),
    "plan_facility_ops": Text(
        "  [{family}] コマンド {commands}件（運用ホストで {account} として実行）",
        "  [{family}] {commands} commands (run on the ops host as {account})",
    ),
    "plan_facility_gateway": Text(
        "  [{family}] コマンド {commands}件（中継ホスト {gateway} で実行）",
        "  [{family}] {commands} commands (run on the gateway {gateway})",
    ),
    "plan_not_scanned": Text("■ {host}: 点検しません: {why}", "{host}: will not be scanned: {why}"),
    # sudoers
    "sudoers_head": Text(
        "# tenken の点検用アカウントに許すコマンド（/etc/sudoers.d/tenken に 0440 で置き、visudo -c で確認する）",
        "# commands that tenken's scan account may run (install as /etc/sudoers.d/tenken, mode 0440, and check with visudo -c)",
    ),
    "sudoers_hosts": Text("# 対象: {hosts}", "# for: {hosts}"),
    "sudoers_families": Text("# OS系統: {families}", "# platform families: {families}"),
    # controls
    "controls_show_needs_id": Text("show には点検項目IDが必要です", "show needs a control id"),
    "lint_path_missing": Text("{path} がありません", "there is no {path}"),
    "control_id": Text("点検項目", "control"),
    "control_title": Text("内容", "title"),
    "control_severity": Text("重大度", "severity"),
    "control_legal_basis": Text("根拠条文", "legal basis"),
    "control_principles": Text("基本原則", "principles"),
    "control_measures": Text("措置の区分", "measure types"),
    "control_registers": Text("台帳", "registers"),
    "control_related": Text("関連する条", "related articles"),
    "control_references": Text("関連する管理策", "related controls"),
    "control_rationale": Text("趣旨", "rationale"),
    "lint_ok": Text("問題はありません: 点検項目 {count}件", "no problem found: {count} controls"),
    # trust
    "trust_seen": Text(
        "{host}（{address}）: {type} {fingerprint}（{state}）", "{host} ({address}): {type} {fingerprint} ({state})"
    ),
    "trust_known": Text("登録済み", "known already"),
    "trust_unknown": Text("未登録", "not known yet"),
    "trust_changed": Text("登録済みの鍵と異なる", "differs from the known key"),
    "trust_revoked": Text("失効した鍵", "revoked"),
    "trust_refused": Text(
        "{host}: 登録しません。登録済みの鍵と異なるか、失効した鍵です（なりすましの可能性）。正当な交換であれば {file} の古い行を削除してからやり直してください",
        "{host}: nothing added: the key differs from the known one or is revoked (it may be an impostor). If it was replaced rightly, remove the old line from {file} and try again",
    ),
    "trust_question": Text(
        "これらの鍵を {file} に登録しますか（機器の管理者から得た指紋と照合してください）[yes/no]: ",
        "add these keys to {file}? (compare the fingerprints with those from the host's administrator) [yes/no]: ",
    ),
    "trust_added": Text("{host}: {count}個の鍵を {file} に登録しました", "{host}: {count} keys added to {file}"),
    "trust_not_added": Text("{host}: 登録しませんでした", "{host}: nothing added"),
    "trust_unreachable": Text("{host}: ホスト鍵を得られません: {why}", "{host}: no host key could be had: {why}"),
    "trust_no_such_host": Text(
        "{host} は接続できる対象としてインベントリにありません",
        "{host} is not in the inventory as a host that may be connected to",
    ),
    "passphrase_question": Text("秘密鍵 {file} のパスフレーズ: ", "passphrase of the private key {file}: "),
    # demo
    "demo_needs_asyncssh": Text(
        "実演には asyncssh が必要です（make demo か、pip install 'tenken[demo]'）",
        "the demonstration needs asyncssh (make demo, or pip install 'tenken[demo]')",
    ),
    "demo_intro": Text(
        "実演: 記録したホスト {recorded}台とこの計算機を、ループバックのSSH経由で実際の手順どおり点検します（記録の再生であり、実機の判定ではありません）",
        "demonstration: {recorded} recorded hosts and this very machine are scanned over SSH on loopback, by the real path (a replay, no verdict about real hosts)",
    ),
    "demo_next": Text("次に試すコマンド:", "what to try next:"),
    "demo_next_plan": Text(
        "実行するコマンドをすべて表示する（接続しない）", "every command that a scan runs (connects to nothing)"
    ),
    "demo_next_sudoers": Text("点検用アカウントに必要な最小のsudoers", "the least sudoers for the scan account"),
    "demo_next_control": Text("点検項目の根拠条文と基準値", "a control's legal basis and parameters"),
    "demo_next_report": Text("報告書をブラウザーで開く", "the report in a browser"),
    "demo_interrupted": Text(
        "実演を中断しました（報告書はありません）", "the demonstration was interrupted (no reports)"
    ),
    "demo_folder_not_ours": Text(
        "{path} には実演が作ったものではないファイルがあります（-o で別のフォルダーを指定してください）",
        "{path} holds files that no demonstration made (name another folder with -o)",
    ),
}
