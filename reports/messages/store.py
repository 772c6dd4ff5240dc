"""Words of the store, the ledger, and the commands on stored runs."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    "help_store": Text(
        "点検を保存するデータベースのURL（既定: 状態ディレクトリのSQLite。例: postgresql://host/db。パスワードは書かず ~/.pgpass に置く）",
        "URL of the database that keeps the scan (default: SQLite in the state directory; e.g. postgresql://host/db; no password here, use ~/.pgpass)",
    ),
    "help_no_store": Text("点検を保存しない", "do not keep the scan"),
    "help_signing_key": Text(
        "実行の記録に署名するSSH秘密鍵、又はエージェントが持つ鍵の公開鍵（既定: 状態ディレクトリの signing_key。なければ作る）",
        "SSH private key that signs the record of the run, or the public key of one that an agent holds (default: signing_key in the state directory, made when missing)",
    ),
    "help_work_order": Text(
        "作業申請番号（実行の記録に残る）", "number of the work order (kept in the record of the run)"
    ),
    "run_stored": Text(
        "保存しました: 点検 {run}（点検結果{count}件）、台帳の記録 SHA-256 {sha256}",
        "stored: run {run} ({count} findings), ledger entry SHA-256 {sha256}",
    ),
    "store_url": Text(
        "保存先のURL {store} は使えません。sqlite:////絶対パス/tenken.db 又は postgresql://ホスト/データベース の形で指定してください",
        "the URL {store} names no store: give sqlite:////absolute/path/tenken.db or postgresql://host/database",
    ),
    "store_url_password": Text(
        "保存先のURL {store} にパスワードを書かないでください（プロセス一覧に見えます）。~/.pgpass 又は PGPASSFILE に置いてください",
        "the URL {store} holds a password, which the list of processes would show: put it into ~/.pgpass or PGPASSFILE",
    ),
    "store_driver_missing": Text(
        "保存先 {store} に要るドライバがありません（{detail}）。tenken[postgresql] を入れてください",
        "the driver for the store {store} is missing ({detail}): install tenken[postgresql]",
    ),
    "store_locked": Text(
        "保存先 {store} を他のプロセスが{seconds}秒を超えて使っています。終わるのを待って、やり直してください。保存済みの記録はそのままです",
        "another process has held the store {store} for more than {seconds} s: wait for it to end and try again; what was stored before is untouched",
    ),
    "store_full": Text(
        "保存先 {store} に書けません（{detail}）。空きを作るか tenken gc を実行してください。保存済みの記録はそのままです",
        "the store {store} cannot be written to ({detail}): make room, or run tenken gc; what was stored before is untouched",
    ),
    "store_unusable": Text(
        "保存先 {store} を使えません（{detail}）。場所、権限、サーバの状態を確かめてください",
        "the store {store} cannot be used ({detail}): check its place, its permissions, and the server",
    ),
    "store_too_new": Text(
        "保存先 {store} は新しい版の tenken の形（{found}）です。この版が知る形は {known} までです。新しい版の tenken を使ってください",
        "the store {store} has the shape of a newer tenken ({found}); this one knows {known}: use the newer tenken",
    ),
    "run_not_stored": Text(
        "点検 {run} は保存されていません。tenken runs で一覧を見てください", "no run {run} is stored: see tenken runs"
    ),
    "run_ambiguous": Text(
        "{run} で始まる点検は一つではありません（{found}）。もっと長く書いてください",
        "several runs begin with {run} ({found}): write more of the id",
    ),
    "inventory_busy": Text(
        "このインベントリは今、別の点検（{run}、プロセス{pid}、{minutes}分前から）が使っています。終わるのを待ってください",
        "another scan of this inventory is going on ({run}, process {pid}, for {minutes} min): wait for it to end",
    ),
    "program_missing": Text(
        "プログラム {program} がありません。入れてください", "the program {program} is missing: install it"
    ),
    "signing_key_unusable": Text(
        "署名の鍵 {file} を使えません（{detail}）。パスフレーズのない鍵、又は ssh-agent が持つ鍵の公開鍵を指定してください",
        "the signing key {file} cannot be used ({detail}): name a key without a passphrase, or the public key of one that ssh-agent holds",
    ),
    "help_runs": Text("保存した点検を一覧にする", "list the stored runs"),
    "help_show": Text("保存した点検を表示する", "show a stored run"),
    "help_diff": Text("保存した二つの点検の違いを表示する", "show what changed between two stored runs"),
    "help_run": Text("点検のID、その始めの部分、又は latest（最新）", "id of a run, the beginning of one, or latest"),
    "help_newest": Text("新しい方から何件を表示するか（既定: 20）", "how many of the newest to list (default: 20)"),
    "help_show_commands": Text(
        "実行した全コマンドの記録を表示する（日時、対象、アカウント、sudo、終了コード、バイト数）",
        "print the record of every command (time, target, account, sudo, exit status, bytes)",
    ),
    "help_show_target": Text("--commands をこの対象だけにする", "of --commands, this target alone"),
    "help_show_evidence": Text("証跡一つをそのまま出力する", "print one piece of evidence as it is stored"),
    "help_diff_runs": Text(
        "比べる二つの点検（古い方、新しい方）。一つだけなら、同じインベントリのその前の点検と比べる",
        "the two runs to compare (old, new); with one alone, the run before it on the same inventory is the old one",
    ),
    "no_runs_stored": Text("{store} に保存された点検はありません", "no run is stored in {store}"),
    "no_run_before": Text(
        "点検 {run} の前に、同じインベントリの点検結果はありません。比べる点検を二つ指定してください",
        "there are no findings before run {run} on the same inventory: name the two runs to compare",
    ),
    "diff_two_runs": Text("比べられる点検は二つです", "two runs can be compared, not more"),
    "evidence_not_stored": Text(
        "証跡 {sha256} は保存されていないか、保存期間を過ぎて削除されました",
        "evidence {sha256} is not stored, or was removed when its time was over",
    ),
    "report_runs_run": Text("点検", "Run"),
    "report_runs_run_state": Text("状態", "State"),
    "report_runs_targets": Text("対象", "Targets"),
    "report_run_complete": Text("完了", "complete"),
    "report_run_incomplete": Text("未完了", "incomplete"),
    "report_run_aborted": Text("中断", "aborted"),
    "report_run_running": Text("実行中", "running"),
    "report_drift_title": Text("点検結果の変化  {before} → {after}", "Changes of findings  {before} → {after}"),
    "report_drift_incomplete": Text(
        "注意: 点検 {run} は完了していません。読めなかった対象の変化は分かりません",
        "note: run {run} is not complete; what changed on targets that were not read is not known",
    ),
    "report_drift_before": Text("前回", "before"),
    "report_drift_after": Text("今回", "now"),
    "report_course_new": Text("新規の不適合", "New"),
    "report_course_fixed": Text("是正済み", "Fixed"),
    "report_course_changed": Text("内容が変わった不適合", "Changed"),
    "report_course_open": Text("継続中の不適合", "Still open"),
    "report_course_unread": Text("確認できなくなった項目", "No longer readable"),
    "report_course_excused": Text("例外措置となった不適合", "Excused"),
    "report_course_gone": Text("点検されなくなった項目", "No longer judged"),
    "object_damaged": Text(
        "保存された内容 {sha256} が壊れているか、変えられています。tenken verify で全体を確かめてください",
        "the stored content {sha256} is damaged or was changed: check the whole store by tenken verify",
    ),
    "run_not_sealed": Text(
        "点検 {run} はまだ終わっておらず、台帳に記録がありません",
        "run {run} has not ended yet: the ledger has no entry of it",
    ),
    "run_approved_already": Text("点検 {run} は既に承認されています", "run {run} has been approved already"),
    "approval_of_other_manifest": Text(
        "点検 {run} の承認は別の内容についてのものです。tenken verify で台帳を確かめてください",
        "the approval of run {run} is of another content: check the ledger by tenken verify",
    ),
    "approval_in_ledger": Text("台帳（署名付き）", "the ledger, signed"),
    "help_gc": Text(
        "一つのインベントリの点検について、保存期間を過ぎた証跡を削除する（ハッシュ、点検結果、台帳は残る）",
        "remove evidence of one inventory's runs that was kept long enough (digests, findings and the ledger stay)",
    ),
    "help_gc_inventory": Text(
        "このインベントリの点検だけを、そのポリシーの保存期間（operations.yaml）に従って対象にする。ほかのインベントリの点検の証跡は残る",
        "only runs on this inventory, by the retention of its policy (operations.yaml); the evidence of other inventories' runs stays",
    ),
    "inventory_without_runs": Text(
        "インベントリ {inventory} の点検は保存されていません（保存されている点検のインベントリ: {stored}）",
        "no run on the inventory {inventory} is stored (there are runs on: {stored})",
    ),
    "help_gc_dry_run": Text("削除せず、何が削除されるかだけを表示する", "remove nothing, and say what would be"),
    "gc_removed": Text(
        "削除しました: 証跡 {section}件、コマンドの記録 {commands}件、読み取った状態 {fact}件（{kilobytes} kB）。ハッシュは残り、削除は台帳に記録されます",
        "removed: {section} pieces of evidence, {commands} records of commands, {fact} facts ({kilobytes} kB); their digests stay, and the ledger says so",
    ),
    "gc_would_remove": Text(
        "削除の対象: 証跡 {section}件、コマンドの記録 {commands}件、読み取った状態 {fact}件（{kilobytes} kB）。何も削除していません",
        "due: {section} pieces of evidence, {commands} records of commands, {fact} facts ({kilobytes} kB); nothing was removed",
    ),
    "help_rejudge": Text(
        "保存した点検を別の点検基準で判定し直し、違いを表示する", "judge a stored run again with another baseline"
    ),
    "help_rejudge_policy": Text(
        "使うポリシーのフォルダー（既定: 点検した時に保存されたもの）",
        "policy folder to use (default: as stored with the run)",
    ),
    "help_rejudge_baseline": Text(
        "同じシステムの点検基準の代わりに使うファイル（繰返し可）",
        "file that stands for the baseline of its system (may be repeated)",
    ),
    "rejudge_no_file": Text("{file} がありません", "there is no file {file}"),
    "rejudge_no_inventory": Text(
        "点検 {run} のインベントリが保存されていないため、判定し直せません",
        "run {run} cannot be judged again: its inventory is not stored",
    ),
    "rejudged_with": Text("再判定（点検基準 {versions}）", "judged again (baselines {versions})"),
    "golden_not_kept": Text(
        "承認済み設定は秘密を含み得るため点検と共に保存されず、判定し直せません",
        "approved configurations may hold secrets and are not stored with a run: they cannot be compared again",
    ),
    "facts_pruned": Text(
        "読み取った状態の保存期間が過ぎ、削除されています", "what was read was removed when its time was over"
    ),
}
