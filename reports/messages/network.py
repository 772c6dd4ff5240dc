"""Texts about network devices: what their platforms cannot tell, and what they refuse."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    "secrets_not_compared": Text(
        "両方の設定の秘密の値を比べていません", "the secrets of the two configurations were not compared"
    ),
    "archive_place_not_looked_at": Text(
        "機器設定の写しがどのディスクにあるかは見ていません",
        "on which disk copies of configurations lie is not looked at",
    ),
    "device_refused_command": Text(
        "機器がコマンド「{command}」を実行しません（応答: {said}）", "the device refuses {command!r}: {said}"
    ),
    "platform_not_verified": Text(
        "{platform} のこの出力は実機で未検証です（版数 {version}）。点検基準の承認済み機種に加えると判定します",
        "this output of {platform} was never compared with a real device (version {version}); the baseline can accept it by name",
    ),
    "platform_does_not_tell": Text(
        "{platform} の点検では {field} を読み取れません", "{field} cannot be read on {platform}"
    ),
    "platform_default_unsure": Text(
        "設定「{setting}」がなく、{platform} の既定値は版数や機種によるため判定できません",
        "{setting} is not configured, and its default on {platform} depends on version or model",
    ),
    "no_switch_ports": Text(
        "この機器の設定にはスイッチポートがありません", "this device's configuration has no switch ports"
    ),
    "no_cluster_here": Text(
        "この機器は冗長構成（クラスタ）の一員ではありません", "this device is no member of a cluster"
    ),
    "standby_member": Text(
        "この機器は待機側で、通信を中継していません。稼働側の機器の点検結果で確認します",
        "this device stands by and forwards nothing now: the scan of the active member tells",
    ),
    "time_source_in_no_file": Text(
        "時刻サーバーが設定ファイルになく、応答を鍵で確かめているかわかりません: {items}",
        "time servers that stand in no file that was read, so whether their answers are checked is not known: {items}",
    ),
    "perhaps_remote_access": Text(
        "遠隔接続を受け付けるかもしれないものがあります: {items}", "what may let persons in from outside: {items}"
    ),
    "console_idle_unclear": Text(
        "コンソールの無操作の時間制限を確かめられません", "after how long an idle console ends is not certain"
    ),
    "device_lacks": Text("この機器には{what}がありません", "the device has no {what}"),
    "configuration_times_disagree": Text(
        "設定の内容は同じですが、運用中の設定の時刻（{running}）が保存時刻（{saved}）より新しく、秘匿情報だけが未保存の可能性があります",
        "both configurations read alike, but the running one ({running}) is newer than the saved one ({saved}): a secret may not be saved",
    ),
    "clock_follows_nothing": Text(
        "機器の時計が時刻サーバーに同期していないため、差がわかりません",
        "the clock follows no server, so its distance from one is not known",
    ),
    "starts_from_other_file": Text(
        "次の起動で使う設定ファイルが標準のものではない（{file}）ため、運用中の設定と比べられません",
        "the next start uses {file}, not the usual file: the running configuration cannot be compared with it",
    ),
    "groups_not_resolved": Text(
        "設定のグループ「{name}」の継承を解決できず、実際に有効な設定を判定できません",
        "the inheritance of group {name!r} is not resolved, so what is in force cannot be told",
    ),
    "configuration_not_shown": Text(
        "設定「{setting}」により、表示されない設定が有効になりうるため、有効な設定を判定できません",
        "with {setting}, settings may be in force that the configuration does not show",
    ),
    "secrets_not_shown": Text(
        "この利用者には秘密の値が表示されず、保存方法を判定できません（{statement}）。閲覧の権限が要ります",
        "the device hides secrets from this user, so how they are stored cannot be told ({statement}); the permission to see them is needed",
    ),
    "one_of_several_contexts": Text(
        "複数のコンテキストに分けた機器の一部（{shown}）の設定なので、機器全体の設定を判定できません",
        "this is one of several contexts ({shown}): what the whole device is set to is not shown",
    ),
    "panorama_not_shown": Text(
        "Panorama が配信した設定はこの機器の設定に表示されないため、判定できません",
        "settings that a Panorama pushed are not shown in the configuration of the device",
    ),
    "no_security_policies": Text(
        "この機器にはゾーン間のセキュリティポリシーがありません", "this device has no security policies between zones"
    ),
}
