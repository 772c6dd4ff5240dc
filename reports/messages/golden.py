"""Texts about approved configurations of network devices."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    "want.configuration.lines": Text("承認済み設定と一致", "equal to the approved configuration"),
    "good.configuration.lines": Text(
        "承認済み設定 {golden}（{approved_on} 承認）と一致しています",
        "equal to the approved configuration {golden} (approved on {approved_on})",
    ),
    "bad.configuration.lines": Text(
        "承認済み設定 {golden} と{count}行違います（- は不足、+ は余分、同じ行が両方にあるものは順序の違い）: {items}",
        "{count} lines differ from the approved configuration {golden} (- is missing, + is beyond it, a line with both "
        "stands at another place): {items}",
    ),
    "golden_not_named": Text(
        "承認済み設定が指定されていません（インベントリの tenken_golden と方針フォルダの golden.yaml）",
        "no approved configuration is named (tenken_golden in the inventory, golden.yaml in the policy folder)",
    ),
    "golden_empty": Text(
        "承認済み設定に比べられる行がありません", "the approved configuration has no line that could be compared"
    ),
    "golden_not_in_policy": Text(
        "{host}: 承認済み設定 {golden} は golden.yaml にありません（あるもの: {known}）",
        "{host}: golden.yaml has no approved configuration {golden} (it has: {known})",
    ),
    "golden_pattern": Text(
        "{file} の {line} 行目: {key}: 正規表現として読めません（{problem}）",
        "{file}, line {line}: {key}: no regular expression ({problem})",
    ),
    "golden_too_large": Text(
        "{file} の {line} 行目: {key}: 設定ファイルが大きすぎます（上限 {limit} バイト）",
        "{file}, line {line}: {key}: the configuration is too large (limit {limit} bytes)",
    ),
    "golden_unreadable": Text(
        "{file} の {line} 行目: {key}: 設定ファイルを読めません（{problem}）",
        "{file}, line {line}: {key}: the configuration cannot be read ({problem})",
    ),
    "golden_template": Text(
        "承認済み設定のひな形 {template} の {line} 行目が誤っています（{problem}）",
        "template {template} of an approved configuration is wrong in line {line} ({problem})",
    ),
    "golden_not_filled": Text(
        "{host}: ひな形 {template} を埋められません（{problem}）。tenken_golden_variables を確かめてください",
        "{host}: template {template} cannot be filled ({problem}); look at tenken_golden_variables",
    ),
    "golden_no_driver": Text(
        "{platform} の変更手順は作れません（対応: {known}）",
        "no draft of changes can be made for {platform} (known: {known})",
    ),
    "golden_no_draft": Text("変更手順を作れません（{problem}）", "no draft of changes could be made ({problem})"),
    "help_golden": Text(
        "ネットワーク機器の設定を承認済み設定と比べる", "compare configurations of network devices with approved ones"
    ),
    "help_golden_action": Text(
        "diff: 読み取った設定と承認済み設定の違いと、変更手順の案を示す。changes: 機器ごとの変更ファイルと、"
        "元に戻すファイルを -o のフォルダに書く",
        "diff: show how the configurations that were read differ, and a draft of what to change; changes: write a file "
        "of changes for each device, and one that takes them back, into the folder of -o",
    ),
    "help_golden_output": Text(
        "changes の書き出し先のフォルダ（なければ作る。あるファイルは上書きしない）",
        "where changes writes: a folder, made if there is none; no file is overwritten",
    ),
    "golden_output": Text(
        "-o フォルダ は changes に必要で、diff では使えません", "-o FOLDER is for changes, which needs it, not for diff"
    ),
    "golden_file_exists": Text(
        "{file} は既にあります。人が書き足したかもしれないので上書きしません（別のフォルダを指定してください）",
        "{file} is there already and is not overwritten: a person may have added to it (name another folder)",
    ),
    "golden_file_unwritable": Text("{file} に書けません（{problem}）", "{file} cannot be written ({problem})"),
    "golden_written": Text("{host}: {file} を書きました", "{host}: wrote {file}"),
    "golden_written_part": Text(
        "{host}: {file} を書きました。そのままでは足りません（人の手が要る所: {count}か所、BY HAND の行）",
        "{host}: wrote {file}, which is not complete ({count} places for a person: its lines BY HAND)",
    ),
    "help_golden_target": Text("機器の名前（既定: 全て）", "name of a device (default: all)"),
    "golden_equal": Text(
        "{host}: 承認済み設定 {golden} と一致しています", "{host}: equal to the approved configuration {golden}"
    ),
    "golden_differs": Text(
        "{host}: 承認済み設定 {golden}（{approved_by}、{approved_on} 承認）と{count}行違います",
        "{host}: {count} lines differ from the approved configuration {golden} (by {approved_by}, {approved_on})",
    ),
    "golden_section": Text("  [{section}]", "  [{section}]"),
    "golden_section_top": Text("  [最上位]", "  [top level]"),
    "golden_line": Text("    {sign} {text}", "    {sign} {text}"),
    "golden_line_moved": Text("    {sign} {text}（順序が違います）", "    {sign} {text} (at another place)"),
    "golden_draft": Text(
        "  変更手順の案（人が確かめてから使います。適用前に現在の設定を保存してください）:",
        "  Draft of changes (for a person to check; save the present configuration first):",
    ),
    "golden_by_hand": Text(
        "  案に入れていない行（秘密を含む、複数行の文章である、またはそのままでは入力できません。人が入力します）:",
        "  Not in the draft, for they hold a secret, are a text of several lines, or cannot be entered as they stand; a "
        "person enters them:",
    ),
    "golden_order": Text(
        "  並びの確認（案は行を末尾に足します。次の節は並びに意味があるので、承認済み設定の並びに合わせてください）:",
        "  Check the order (the draft adds lines at the end; here it counts, so arrange them as approved):",
    ),
    "golden_not_compared": Text("{host}: 比べられません: {why}", "{host}: cannot be compared: {why}"),
    "golden_no_devices": Text(
        "この実行に、承認済み設定が指定された機器はありません",
        "no device of this run has an approved configuration named",
    ),
}
