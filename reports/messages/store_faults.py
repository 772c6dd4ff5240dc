"""Words for a store that cannot be trusted or is broken."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    "run_ended_elsewhere": Text(
        "点検 {run} は、別の tenken が中断されたものと見て未完了として終わらせました。結果は保存していません。同じホスト名の運用サーバが保存先を共有していないか確かめてください",
        "another tenken took run {run} for one that was killed and ended it as incomplete, so its findings were not stored: see whether two ops hosts of one name share the store",
    ),
    "policy_changed_meanwhile": Text(
        "{file} が、読み込んだ後に変えられたか消されました。何も読み取っていません。もう一度実行してください",
        "{file} was changed or removed after it had been read; nothing was scanned: start again",
    ),
    "rejudge_baseline_twice": Text(
        "{file}: システム {system} の点検基準が二つ指定されています",
        "{file}: this is a second baseline of the system {system}",
    ),
    "rejudged_by_other_tool": Text(
        "点検 {run} を判定したツール（{version}）と今のツールは中身が異なります。点検基準のほか、ツールの変更による違いも含まれます",
        "run {run} is judged again by another tool than the one that judged it ({version}): what differs may come from the tool, not from the baseline alone",
    ),
    "rejudge_policy_not_whole": Text(
        "点検 {run} のポリシーのうち {files} がそのままの形で保存されていないため、判定し直せません。--policy でポリシーのフォルダーを指定してください",
        "run {run} cannot be judged again: of its policy, {files} is not stored as it was; name a policy folder by --policy",
    ),
    "facts_of_other_manifest": Text(
        "点検 {run} の保存内容が、台帳の目録と違います（変えられています）。tenken verify で保存先を確かめてください",
        "what is stored of run {run} is not what its manifest says: it was changed; check the store by tenken verify",
    ),
    "run_approval_in_future": Text(
        "点検 {run} の承認日時が未来です（{found}）。時刻を確かめてください",
        "the approval of run {run} is dated in the future ({found}): check the clock",
    ),
    "store_damaged": Text(
        "保存先 {store} は壊れているか、tenken のデータベースではありません（{detail}）。何も書いていません。写しを取ってから、バックアップを戻すか、別の状態ディレクトリを指定してください",
        "the store {store} is damaged, or is no database of tenken ({detail}); nothing was written to it: set a copy aside, then restore the backup or name another state directory",
    ),
    "store_folder_missing": Text(
        "保存先のディレクトリ {folder} がありません。作るか、別の場所を指定してください",
        "the directory {folder} of the store does not exist: make it, or name another place",
    ),
    "store_of_another": Text(
        "保存先 {file} の所有者（uid {owner}）は、実行中のアカウント（uid {own}）でも root でもありません。証跡と署名の鍵は実行するアカウントのものでなければなりません",
        "{file} belongs to another account (uid {owner}; this is uid {own}): evidence and the signing key must belong to the account that runs tenken, or to root",
    ),
    "store_open_to_others": Text(
        "保存先 {file} を他のアカウントが変更又は閲覧できます（モード {mode}）。chmod {wanted} を実行してください",
        "other accounts may change or read {file} (mode {mode}): run chmod {wanted} on it",
    ),
}
