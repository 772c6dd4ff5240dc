"""Words of bundles, of what is handed over, and of what checking them finds."""

from __future__ import annotations

from reports.messages.text import Text

_README = Text(
    "点検の証跡（tenken bundle）\n"
    "\n"
    "この束は tenken なしで確かめられます。必要なのは tar、sha256sum、ssh-keygen、zcat だけです。\n"
    "手順は監査者向け手引（docs/auditor-guide.ja.md）にあります。最初の三つは次のとおりです\n"
    "（signers は、この束とは別の経路で受け取った allowed_signers の写しです）。\n"
    "\n"
    "  ssh-keygen -Y verify -f signers -I tenken -n tenken-bundle -s SHA256SUMS.sig < SHA256SUMS\n"
    "  sha256sum --check --strict --quiet SHA256SUMS\n"
    "  ssh-keygen -Y verify -f signers -I tenken -n tenken-ledger -s ledger/000001.json.sig < ledger/000001.json\n"
    "\n"
    "SHA256SUMS                 この束の全ファイルの SHA-256（このファイルと署名を除く）\n"
    "SHA256SUMS.sig             その署名\n"
    "allowed_signers            署名した鍵。便宜のために入れてあり、証明にはなりません\n"
    "ledger/                    台帳の全記録。各記録は直前の記録の SHA-256 を持ち、署名されています\n"
    "runs/点検ID/manifest.json  点検の目録。SHA-256 は台帳にあります\n"
    "runs/点検ID/findings.jsonl.gz  点検結果。展開した内容の SHA-256 は目録にあります\n"
    "runs/点検ID/report.*       報告書。この束を作るときに点検結果から作り直したもの\n"
    "objects/SHA256.gz          証跡、事実、コマンドの記録、判定に使った基準など。ファイル名は展開した内容の SHA-256\n"
    "not-included.txt           名前だけがあり、この束に内容がないもの（SHA-256、理由、名前）\n"
    "    never-kept 保存しないもの  removed 保存期間を過ぎて削除  missing 保存先にない  other-run この束にない点検\n",
    "Evidence of scans (tenken bundle)\n"
    "\n"
    "This bundle can be checked without tenken: with tar, sha256sum, ssh-keygen and zcat alone. The steps are in the\n"
    "guide for auditors (docs/auditor-guide.md). The first three are these (signers is your own copy of\n"
    "allowed_signers, which you received by another way than this bundle):\n"
    "\n"
    "  ssh-keygen -Y verify -f signers -I tenken -n tenken-bundle -s SHA256SUMS.sig < SHA256SUMS\n"
    "  sha256sum --check --strict --quiet SHA256SUMS\n"
    "  ssh-keygen -Y verify -f signers -I tenken -n tenken-ledger -s ledger/000001.json.sig < ledger/000001.json\n"
    "\n"
    "SHA256SUMS                 SHA-256 of every file of this bundle, but of itself and of its signature\n"
    "SHA256SUMS.sig             its signature\n"
    "allowed_signers            the keys that signed: for convenience, it proves nothing\n"
    "ledger/                    every entry of the ledger; each holds the SHA-256 of the one before it, and is signed\n"
    "runs/ID/manifest.json      all that a run rests on; its SHA-256 is in the ledger\n"
    "runs/ID/findings.jsonl.gz  the findings; the SHA-256 of the unpacked text is in the manifest\n"
    "runs/ID/report.*           reports, made anew from the findings when this bundle was made\n"
    "objects/SHA256.gz          evidence, facts, records of commands, baselines and other input: the name is the\n"
    "                           SHA-256 of the unpacked content\n"
    "not-included.txt           what is named and is not in this bundle (SHA-256, why, what)\n"
    "    never-kept not stored by design  removed its time was over  missing not in the store  other-run of a run\n"
    "    that is not in this bundle\n",
)

TEXTS: dict[str, Text] = {
    "bundle_readme": _README,
    "help_bundle": Text(
        "証跡を一つのファイルにまとめ、監査者に渡せるようにする",
        "put the evidence of runs into one file for an auditor",
    ),
    "help_verify": Text(
        "証跡（bundle の出力、又は保存先）が署名されたときのままかを確かめる",
        "check that evidence (a bundle, or the store) is as it was signed",
    ),
    "help_bundle_since": Text(
        "この日以後に始めた点検（YYYY-MM-DD、日本時間）", "runs that began on this day of Japan or later (YYYY-MM-DD)"
    ),
    "help_bundle_until": Text(
        "この日までに始めた点検（YYYY-MM-DD、日本時間、その日を含む）",
        "runs that began on this day of Japan or earlier (YYYY-MM-DD)",
    ),
    "help_bundle_output": Text("書き出すファイル（tar）", "file to write (a tar)"),
    "help_bundle_age": Text(
        "この宛先だけが読めるよう age で暗号化する（age1… 又はSSH公開鍵。繰り返せる）",
        "encrypt by age for this recipient (age1… or an SSH public key); may be repeated",
    ),
    "help_bundle_gpg": Text(
        "この宛先だけが読めるよう GnuPG で暗号化する（鍵束にある鍵のフィンガープリント。繰り返せる）",
        "encrypt by GnuPG for this recipient (fingerprint of a key in the keyring); may be repeated",
    ),
    "help_verify_bundle": Text(
        "確かめるファイル（tenken bundle の出力）。省くと保存先そのものを確かめる",
        "the bundle to check; without one, the store itself",
    ),
    "help_verify_signers": Text(
        "信頼する鍵のファイル（allowed_signers の形式。証跡とは別の経路で受け取ったもの）",
        "file of the keys that you trust (as allowed_signers), received by another way than the evidence",
    ),
    "bundle_runs_or_period": Text(
        "点検のID、又は期間（--since、--until）のどちらか一方を指定してください",
        "name either runs, or a period by --since and --until",
    ),
    "bundle_date": Text(
        "{option} の値 {value} は日付ではありません。YYYY-MM-DD の形で指定してください",
        "{option} {value} is no date: write YYYY-MM-DD",
    ),
    "bundle_one_encryption": Text("--age と --gpg は同時に使えません", "--age and --gpg cannot be used together"),
    "bundle_no_runs": Text(
        "期間 {since} から {until} に始まり、台帳に記録された点検はありません",
        "no run in the ledger began between {since} and {until}",
    ),
    "bundle_no_file": Text("{file} は通常のファイルではありません", "{file} is no regular file"),
    "manifest_not_stored": Text(
        "点検 {run} の目録を読めません。tenken verify で保存先を確かめてください",
        "the manifest of run {run} cannot be read: check the store by tenken verify",
    ),
    "encryption_refused": Text(
        "{program} が暗号化を断りました（{detail}）。宛先を確かめてください。ファイルは作っていません",
        "{program} refused to encrypt ({detail}): check the recipients; no file was written",
    ),
    "bundle_written": Text(
        "{file} を書きました（点検{count}件、署名した鍵 {key}）", "written: {file} ({count} runs, signed by {key})"
    ),
    "bundle_other_key": Text(
        "注意: この鍵で署名した台帳の記録はありません（台帳の鍵: {keys}）。監査者の控えにこの鍵も要ります。--signing-key で台帳と同じ鍵を指定できます",
        "note: this key has signed no entry of the ledger (keys of the ledger: {keys}): the auditor's own copy must list it too; --signing-key names the ledger's key",
    ),
    "bundle_is_none": Text(
        "tenken bundle が書いた形のファイルではありません。暗号化されたものなら、先に復号してください",
        "this is no bundle as tenken writes it; if it is encrypted, decrypt it first",
    ),
    "bundle_header": Text(
        "{file}: tarのヘッダが変えられています（{at}バイト目から）",
        "{file}: its tar header was changed (from byte {at} on)",
    ),
    "bundle_unreadable_from": Text(
        "tarが{at}バイト目から読めません（切れているか変えられています）。その先は確かめられません",
        "the tar cannot be read from byte {at} on (cut short or changed): nothing behind it could be checked",
    ),
    "bundle_file_twice": Text("{file}: 同じ名前のファイルが二つあります", "{file}: there are two files of this name"),
    "bundle_file_order": Text("{file}: 並び順が変わっています", "{file}: it does not stand in its place"),
    "bundle_padding": Text(
        "{file}: 内容の後の埋め草が変えられています（{at}バイト目から）",
        "{file}: the padding behind it was changed (from byte {at} on)",
    ),
    "bundle_end": Text(
        "tarの終わり（{at}バイト目から）が変えられているか、何か足されています",
        "the end of the tar (from byte {at} on) was changed, cut or added to",
    ),
    "bundle_foreign_file": Text("{file}: 束にあるはずのないファイルです", "{file}: no bundle has such a file"),
    "bundle_too_large": Text(
        "{file}: 大きすぎます（{size}バイト）。中は見ていません", "{file}: too large ({size} bytes), not looked into"
    ),
    "bundle_unreadable": Text(
        "{file}: 書いたときの形ではなく、読めません", "{file}: it is not as written, and cannot be read"
    ),
    "bundle_missing_file": Text(
        "{file}: SHA256SUMSにあるのに、ありません", "{file}: it is in SHA256SUMS, and missing here"
    ),
    "bundle_added_file": Text("{file}: SHA256SUMSにないのに、あります", "{file}: it is here, and not in SHA256SUMS"),
    "bundle_changed_file": Text(
        "{file}: 内容がSHA256SUMSと違います（変えられています）",
        "{file}: its content is not that of SHA256SUMS: it was changed",
    ),
    "signature_invalid": Text(
        "{place}: 署名が、信頼する鍵によるこの内容の署名ではありません",
        "{place}: its signature is not one of this content by a key that is trusted",
    ),
    "signature_other_key": Text(
        "{place}: 記録にある鍵（{expected}）とは別の鍵で署名されています",
        "{place}: signed by another key than the entry says ({expected})",
    ),
    "ledger_unreadable": Text("{place}: 台帳の記録の形ではありません", "{place}: this is no entry of a ledger"),
    "ledger_number": Text(
        "{place}: 台帳の番号が{found}です。ここは{expected}のはずです（抜け、入替え又は追加）",
        "{place}: its number is {found} where {expected} should be: entries are missing, were reordered or added",
    ),
    "ledger_previous": Text(
        "{place}: 直前の記録のSHA-256と合いません（この前の記録が変えられたか、抜けています）",
        "{place}: it does not name the entry before it: one before it was changed or is missing",
    ),
    "ledger_run_twice": Text(
        "{place}: 点検 {run} の記録は既に台帳にあります（後から差し替えるために足されたもの）",
        "{place}: the ledger has an entry of run {run} already: this one was added to replace it",
    ),
    "ledger_approval_twice": Text(
        "{place}: 点検 {run} の承認は既に台帳にあります（後から差し替えるために足されたもの）",
        "{place}: the ledger has an approval of run {run} already: this one was added to replace it",
    ),
    "approval_differs": Text(
        "{place}: 点検 {run} の承認が、台帳にあるその点検の目録についてのものではありません",
        "{place}: the approval of run {run} is not of the manifest by which the ledger knows that run",
    ),
    "ledger_row_differs": Text(
        "{place}: 表の列が、署名された記録と違います",
        "{place}: the columns of its row are not those of the signed entry",
    ),
    "ledger_dropped": Text(
        "台帳の記録{number}（SHA-256 {sha256}）がありません。外部の控えにはあります（ここの最後は{last}）",
        "entry {number} of the ledger (SHA-256 {sha256}) is missing here, and known elsewhere (the last one here is {last})",
    ),
    "ledger_rewritten": Text(
        "台帳の記録{number}が、外部の控えと違います（控え {sha256}、ここ {found}）。書き直されています",
        "entry {number} of the ledger is not the one known elsewhere ({sha256} there, {found} here): it was written anew",
    ),
    "run_not_in_ledger": Text("点検 {run}: 台帳に記録がありません", "run {run}: the ledger has no entry of it"),
    "run_not_in_store": Text(
        "点検 {run}: 台帳に記録があるのに、保存先にありません", "run {run}: it is in the ledger, and not in the store"
    ),
    "run_going_on": Text(
        "点検 {run}: 実行中、又は途中で止められたもので、まだ台帳にありません",
        "run {run}: going on, or killed on its way; it is not in the ledger yet",
    ),
    "manifest_differs": Text(
        "点検 {run}: 目録のSHA-256が台帳の記録と違います",
        "run {run}: its manifest is not the one that the ledger names",
    ),
    "manifest_unreadable": Text(
        "点検 {run}: 目録がないか、読めません", "run {run}: its manifest is missing or cannot be read"
    ),
    "findings_differ": Text(
        "点検 {run}: 点検結果が目録と違います（ここ{found}件、目録{expected}件）",
        "run {run}: its findings are not those of the manifest ({found} here, {expected} there)",
    ),
    "finding_body_differs": Text(
        "点検結果の内容 {sha256} が、その名前のSHA-256と違います",
        "the content {sha256} of findings is not what its SHA-256 says",
    ),
    "run_field_differs": Text(
        "点検 {run}: {field} が目録と違います", "run {run}: {field} is not what the manifest says"
    ),
    "run_row_unreadable": Text("点検 {run}: 保存された行が読めません", "run {run}: its stored row cannot be read"),
    "rows_of_no_run": Text(
        "表 {table} に、ない点検（番号{number}）の行があります",
        "table {table} has rows of a run that is not there (number {number})",
    ),
    "evidence_differs": Text(
        "{file}: 内容が、名前のSHA-256と違います", "{file}: its content is not what its SHA-256 says"
    ),
    "evidence_unnamed": Text(
        "{file}: どの点検も名指ししていません（足されたもの）", "{file}: nothing names it: it was added"
    ),
    "evidence_missing": Text(
        "{place}: {what}（SHA-256 {sha256}）がありません", "{place}: {what} (SHA-256 {sha256}) is missing"
    ),
    "evidence_was_missing": Text(
        "{place}: {what}（SHA-256 {sha256}）は、この束を作ったとき既に保存先にありませんでした",
        "{place}: {what} (SHA-256 {sha256}) was missing in the store already when this bundle was made",
    ),
    "evidence_is_kept": Text(
        "{place}: {what}（SHA-256 {sha256}）は保存しないものとされていますが、保存するはずのものです",
        "{place}: {what} (SHA-256 {sha256}) is said to be never kept, and is of a kind that always is",
    ),
    "evidence_kept_for_good": Text(
        "{place}: {what}（SHA-256 {sha256}）は削除されていますが、期限なく保存するはずのものです",
        "{place}: {what} (SHA-256 {sha256}) was removed, and is of a kind that is kept for good",
    ),
    "evidence_listed_absent": Text(
        "{place}: {what}（SHA-256 {sha256}）は、ないと書かれているのに、あります",
        "{place}: {what} (SHA-256 {sha256}) is said not to be here, and is",
    ),
    "evidence_listed_unnamed": Text(
        "{place}: not-included.txt の {sha256} は、何も名指ししていません",
        "{place}: nothing names {sha256} of not-included.txt",
    ),
    "evidence_removed": Text(
        "{place}: 保存期間を過ぎて削除された内容が{count}件あります（SHA-256は残っています）",
        "{place}: {count} contents were removed when their time was over (their SHA-256 are kept)",
    ),
    "evidence_removed_unsaid": Text(
        "{place}: {sha256} は削除済みとされていますが、台帳のその後の記録に削除がありません",
        "{place}: {sha256} is said to be removed, and no later entry of the ledger tells that removal",
    ),
    "keys_of_bundle": Text(
        "注意: 鍵は束の中のものです。束ごと作り直されても分かりません。鍵のフィンガープリント（{keys}）を、別の経路で知ったものと比べるか、--signers で自分の控えを指定してください",
        "note: the keys come from the bundle itself, so a bundle made anew as a whole would not be noticed: compare their fingerprints ({keys}) with what you know by another way, or name your own copy by --signers",
    ),
    "keys_of_store": Text(
        "注意: 鍵は保存先の署名にあるものです。全体が署名し直されても分かりません。鍵のフィンガープリント（{keys}）を、別の経路で知ったものと比べるか、--signers で控えを指定してください",
        "note: the keys are those that the store's signatures name, so a store signed anew as a whole would not be noticed: compare their fingerprints ({keys}) with what you know by another way, or name a copy by --signers",
    ),
    "keys_given": Text(
        "信頼する鍵: {file}（署名にある鍵のフィンガープリント: {keys}）",
        "keys that are trusted: {file} (fingerprints named by the signatures: {keys})",
    ),
    "verify_failed": Text(
        "署名されたときのままではありません: {count}件（点検{runs}件、台帳の記録{entries}件、最後の記録のSHA-256 {head}）",
        "not as it was signed: {count} problems ({runs} runs, {entries} entries of the ledger, SHA-256 of the last {head})",
    ),
    "verify_passed": Text(
        "署名されたときのままです（点検{runs}件、台帳の記録{entries}件、最後の記録のSHA-256 {head}）。最後の記録より後の点検が除かれていないかは、外部の控えと比べて確かめてください",
        "as it was signed ({runs} runs, {entries} entries of the ledger, SHA-256 of the last {head}); whether runs after the last entry were left out, only a copy kept elsewhere tells",
    ),
}
