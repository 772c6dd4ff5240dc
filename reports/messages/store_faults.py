"""Words for a store that cannot be trusted or is broken."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
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
