"""Texts about the inventory and its values."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    "inventory_become_unsupported": Text(
        "{where}: {host}: {key} の値 {value} には対応していません。使えるのは {only} だけです",
        "{where}: {host}: {value} of {key} is not supported; it can only be {only}",
    ),
    "ansible_missing": Text(
        "Ansibleのプログラム {program} が見つかりません。ansible-coreをtenkenと同じ環境に導入するか、PATHに加えてください",
        "Ansible's program {program} was not found; install ansible-core beside tenken or put it on PATH",
    ),
    "ansible_not_started": Text(
        "{program} を起動できません: {detail}",
        "{program} could not be started: {detail}",
    ),
    "ansible_timed_out": Text(
        "{path}: {program} が {seconds} 秒以内に終わりませんでした。動的インベントリのスクリプトが待ち続けていないか確認してください",
        "{path}: {program} did not end within {seconds} seconds; see whether a dynamic inventory script is waiting",
    ),
    "inventory_missing": Text(
        "{path}: インベントリがありません。-i に指定したパスを確認してください",
        "{path}: there is no such inventory; check the path given with -i",
    ),
    "inventory_unreadable": Text(
        "{path}: Ansibleがインベントリを読み込めませんでした（終了コード {status}）。Ansibleの出力: {detail}",
        "{path}: Ansible could not read the inventory (status {status}); it said: {detail}",
    ),
    "inventory_empty": Text(
        "{path}: インベントリに機器が1台もありません",
        "{path}: the inventory has no hosts",
    ),
    "inventory_changed": Text(
        "{path}: 読み込みの途中でインベントリが変更されました。もう一度実行してください",
        "{path}: the inventory changed while it was being read; run again",
    ),
    "inventory_invalid": Text(
        "{path}: インベントリに誤りが {count} 件あります",
        "{path}: the inventory has wrong or missing values: {count}",
    ),
    "limit_matches_nothing": Text(
        "--limit {limit}: 一致する機器またはグループがない指定が含まれています。名前を確認してください。{detail}",
        "--limit {limit}: a part of it matches no host or group; check the names. {detail}",
    ),
    "inventory_name_invalid": Text(
        "{where}: 機器名 {value} は使えません。英数字などで始め、空白・スラッシュを含めないでください",
        "{where}: the host name {value} cannot be used; start it with a letter or digit, without spaces or slashes",
    ),
    "inventory_variable_unknown": Text(
        "{where}: {host}: 変数 {key} はありません。使える変数: {allowed}",
        "{where}: {host}: there is no variable {key}; those there are: {allowed}",
    ),
    "inventory_value_missing": Text(
        "{where}: {host}: {key} が設定されていません。host_vars または group_vars に設定してください",
        "{where}: {host}: {key} is not set; set it in host_vars or group_vars",
    ),
    "inventory_system_unknown": Text(
        "{where}: {host}: {key} の値 {value} は5システムのいずれでもありません。使える値: {allowed}",
        "{where}: {host}: {value} of {key} is none of the five systems: {allowed}",
    ),
    "inventory_not_text": Text(
        "{where}: {host}: {key} の値 {value} は文字列ではないか、制御文字を含みます。文字列を設定してください",
        "{where}: {host}: {value} of {key} is no text or has control characters; give plain text",
    ),
    "inventory_not_boolean": Text(
        "{where}: {host}: {key} の値 {value} は真偽値ではありません。true または false を設定してください",
        "{where}: {host}: {value} of {key} is no boolean; give true or false",
    ),
    "inventory_port_invalid": Text(
        "{where}: {host}: {key} の値 {value} はポート番号（1～65535の整数）ではありません",
        "{where}: {host}: {value} of {key} is no port number (an integer from 1 to 65535)",
    ),
    "inventory_address_invalid": Text(
        "{where}: {host}: {key} の値 {value} はホスト名でもIPアドレスでもありません",
        "{where}: {host}: {value} of {key} is neither a host name nor an IP address",
    ),
    "inventory_user_invalid": Text(
        "{where}: {host}: {key} の値 {value} は利用者名として使えません（空白・先頭のハイフン・記号は不可）",
        "{where}: {host}: {value} of {key} cannot be a user name (no spaces, leading hyphen or shell characters)",
    ),
    "inventory_quoting_invalid": Text(
        "{where}: {host}: {key} の引用符が閉じていません: {value}",
        "{where}: {host}: the quotes in {key} are not closed: {value}",
    ),
    "inventory_connection_unknown": Text(
        "{where}: {host}: {key} の値 {value} は接続方式ではありません。使える値: {allowed}、または完全修飾名",
        "{where}: {host}: {value} of {key} is no connection type; use {allowed} or a fully qualified name",
    ),
    "inventory_golden_invalid": Text(
        "{host}: {key} は承認済み設定の名前（英数字と . _ -）で書きます（{where}、値: {value}）",
        "{host}: {key} is the name of an approved configuration (letters, digits, . _ -) ({where}, value: {value})",
    ),
    "inventory_golden_variables_invalid": Text(
        "{host}: {key} は名前ごとに文字列・整数・true/false、又はその並びで書きます（{where}、名前: {part}）",
        "{host}: {key} has for each name a text, an integer, true, false or a list of texts and integers "
        "({where}, name: {part})",
    ),
    "inventory_registers_invalid": Text(
        "{where}: {host}: {key} の値 {value} は台帳名（英数字と . _ -）のリストではありません",
        "{where}: {host}: {value} of {key} is no list of register names (letters, digits and . _ -)",
    ),
    "inventory_template_unresolved": Text(
        "{where}: {host}: {key} の値 {value} に未展開のテンプレートがあります。tenkenはテンプレートを展開しないため、値そのものを設定してください",
        "{where}: {host}: {value} of {key} holds an unresolved template; tenken expands none, so set the value itself",
    ),
    "inventory_settings_differ": Text(
        "{where}: {host}: {key} と {other} の値が異なります。どちらか一方だけを設定してください",
        "{where}: {host}: {key} and {other} differ; set only one of them",
    ),
    "not_our_responsibility": Text(
        "責任主体は {responsible} で、この点検を行う主体（{ours}）ではないため接続しません（第3条）",
        "{responsible} answers for it, not the bodies this scan is run for ({ours}); it is not connected to (Art. 3)",
    ),
    "inventory_remediation_unknown": Text(
        "{where}: {host}: {key} の値「{value}」は使えません。使えるのは {allowed} です",
        '{where}: {host}: {key} cannot be "{value}"; it can be {allowed}',
    ),
    "inventory_transport_unknown": Text(
        "{where}: {host}: {key} の値が正しくありません。使えるのは {allowed} です（telnet はネットワーク機器に限ります）",
        "{where}: {host}: {key} has a wrong value; it can be {allowed} (telnet for network devices alone)",
    ),
    "inventory_secret_unusable": Text(
        "{where}: {host}: {key} はパスワードとして使えません。1文字以上 {most} 文字以下の、改行などを含まない文字列を、テンプレートではなく ansible-vault encrypt_string の値で指定してください",
        "{where}: {host}: {key} cannot be used as a password; give 1 to {most} printable characters, encrypted by ansible-vault encrypt_string and not as a template",
    ),
}
