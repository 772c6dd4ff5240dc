"""Texts about network devices: identity, settings, state, what they are connected with."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    # identity and software
    "want_device_registered": Text(
        "製造番号と機種が台帳（hardware）のとおり", "serial numbers and model as registered (hardware)"
    ),
    "device_as_registered": Text("台帳のとおりの機器です（{serial}）", "the device is the registered one ({serial})"),
    "device_not_as_registered": Text(
        "台帳と違います（+は台帳にないもの、-は機器にないもの、{count}件）: {items}",
        "differs from the register (+ not registered, - not on the device; {count}): {items}",
    ),
    "want_device_software": Text(
        "版数が台帳（device_software）で承認済みで、サポートが{min_days}日以上残っている",
        "an approved version (device_software) with at least {min_days} days of support left",
    ),
    "device_software_approved": Text(
        "承認済みの版数 {version} で、サポートは {until} まで続きます",
        "version {version} is approved and supported until {until}",
    ),
    "software_not_approved": Text(
        "版数 {version} は承認されていません。承認済み（{count}件）: {items}",
        "version {version} is not approved; approved are ({count}): {items}",
    ),
    "device_support_ended": Text(
        "版数 {version} のサポートは {until} に終了しました", "support of version {version} ended on {until}"
    ),
    "device_support_ends_soon": Text(
        "版数 {version} のサポートは {until} に終了します（残り{days}日）",
        "support of version {version} ends on {until}, in {days} days",
    ),
    "device_software_not_registered": Text(
        "台帳（device_software）に {platform}（機種 {model}）がありません",
        "the register (device_software) has no entry for {platform}, model {model}",
    ),
    "device_software_outdated": Text(
        "版数 {version} のサポート期日は{days}日前（{as_of}）に確認したもので古く、判定できません（上限{max_days}日、出典 {source}）",
        "the end of support of {version} was looked up {days} days ago ({as_of}, {source}) and cannot be judged by "
        "(limit {max_days})",
    ),
    "device_software_in_future": Text(
        "版数 {version} のサポート期日の確認日が未来です（{as_of}、出典 {source}）",
        "the end of support of {version} was looked up in the future ({as_of}, {source})",
    ),
    # the configuration and its copies
    "want.configuration": Text(
        "稼働中の設定と保存した設定が同じ", "the saved configuration equals the running configuration"
    ),
    "good.configuration": Text("稼働中の設定は保存されています", "the running configuration is saved"),
    "bad.configuration": Text(
        "保存されていない設定があります（違う行 {count}件）: {items}",
        "the running configuration is not saved ({count} lines differ): {items}",
    ),
    "want_configuration_kept": Text(
        "設定の写しが{most}時間（台帳に別の値があればその時間）以内にある",
        "a copy of the configuration not older than {most} hours, or than the register says",
    ),
    "configuration_kept": Text(
        "設定の写しがあります（{path}: {name}、{age_h}時間前）",
        "there is a copy of the configuration ({path}: {name}, {age_h} hours old)",
    ),
    "configuration_kept_old": Text(
        "設定の写しが古くなっています（{path}: {name}、{age_h}時間前、上限{most}時間）",
        "the copy of the configuration is too old ({path}: {name}, {age_h} hours, limit {most})",
    ),
    "configuration_not_kept": Text(
        "設定の写しがありません（{path}）", "there is no copy of the configuration ({path})"
    ),
    "configuration_kept_in_future": Text(
        "設定の写しの時刻が未来のため信用できません（{path}: {name}）",
        "the copy of the configuration is dated in the future, which cannot be ({path}: {name})",
    ),
    "configuration_backup_shared": Text(
        "台帳（configuration_backups）では、ほかの機器（{count}台: {items}）の設定の写しも {path} にあり、どの機器のものか"
        "わかりません。機器ごとのフォルダかファイルを台帳に書いてください",
        "by the register (configuration_backups) {path} holds copies of other devices too ({count}: {items}), and whose "
        "the newest is cannot be told; register a folder or a file for each device",
    ),
    "configuration_backup_not_registered": Text(
        "台帳（configuration_backups）に {host} がありません", "the register (configuration_backups) has no {host}"
    ),
    # clock
    "want.device_time.servers": Text(
        "時刻サーバーは台帳にあるものだけで{minimum}台以上、応答の認証: {authenticated}",
        "only registered time servers, at least {minimum}, answers authenticated: {authenticated}",
    ),
    "good.device_time.servers": Text(
        "時刻サーバーは全て台帳にあります（{count}台）: {items}",
        "all time servers are registered ({count}): {items}",
    ),
    "bad.device_time.servers": Text(
        "台帳にない時刻サーバーが設定されています（{count}台）: {items}",
        "time servers are configured that are not registered ({count}): {items}",
    ),
    "time_unauthenticated": Text(
        "応答を認証しない時刻サーバーがあります（{count}台）: {items}",
        "answers of time servers are not authenticated ({count}): {items}",
    ),
    "want.device_time.synchronised": Text("時刻が同期している", "the clock is synchronised"),
    "good.device_time.synchronised": Text("時刻は同期しています", "the clock is synchronised"),
    "bad.device_time.synchronised": Text("時刻が同期していません", "the clock is not synchronised"),
    "want.device_time.offset_ms": Text("時刻のずれが{value}ミリ秒以内", "the clock is off by at most {value} ms"),
    "good.device_time.offset_ms": Text("時刻のずれは{value}ミリ秒です", "the clock is off by {value} ms"),
    "bad.device_time.offset_ms": Text(
        "時刻のずれが大きすぎます（{value}ミリ秒）", "the clock is off by too much ({value} ms)"
    ),
    # log
    "want.device_logging": Text(
        "台帳のログサーバーだけに、{minimum}台以上へ、重要度{level}までを送る",
        "the log is sent to registered servers alone, to at least {minimum}, down to severity {level}",
    ),
    "good.device_logging": Text(
        "ログの送り先（括弧内は重要度、{count}台）: {items}", "the log is sent to ({count}, severities): {items}"
    ),
    "device_logging_off": Text("ログの出力が止められています", "logging is switched off"),
    "device_log_undated": Text("ログに日時が付きません", "log messages carry no date and time"),
    "device_log_unregistered": Text(
        "台帳にないログサーバーへ送る設定です（{count}台）: {items}",
        "the log is sent to servers that are not registered ({count}): {items}",
    ),
    "device_log_too_little": Text(
        "必要な重要度までを送るログサーバーが{minimum}台に足りません（{count}台を設定、括弧内は重要度）: {items}",
        "fewer than {minimum} log servers get all severities that are needed ({count} configured): {items}",
    ),
    # services and local ports
    "want_device_services_off": Text(
        "{items} と、運用に要らない機能が止まっている", "{items} and functions that no operation needs are off"
    ),
    "device_services_off": Text(
        "{items} と、運用に要らない機能は止まっています", "{items} and functions that no operation needs are off"
    ),
    "device_services_on": Text(
        "不要な機能が動いています（{count}件）: {items}", "functions that are not needed are on ({count}): {items}"
    ),
    "want.management_access.consoles": Text(
        "コンソールが認証を求め、{seconds}秒以内に放置した接続を切り、補助ポートが止まっている",
        "consoles ask for a log-in and end idle sessions within {seconds} seconds; auxiliary ports are off",
    ),
    "good.management_access.consoles": Text(
        "コンソール等は保護されています（{count}件）: {items}", "local ports are protected ({count}): {items}"
    ),
    "bad.management_access.consoles": Text(
        "保護されていないコンソール等があります（enabledは有効な補助ポート、idle=0は無期限、{count}件）: {items}",
        "local ports are not protected (enabled: an auxiliary port that is on, idle=0: for ever; {count}): {items}",
    ),
    "no_console_told": Text("コンソールの設定が一つも見えません", "not one local port was seen"),
    # redundancy
    "want_redundancy": Text(
        "冗長構成があり、ゲートウェイ・束ねたリンク・クラスタの全てが正常",
        "there is redundancy, and first hops, bundles of links and clusters are all healthy",
    ),
    "redundancy_in_order": Text("冗長構成は正常です（{count}件）: {items}", "redundancy is healthy ({count}): {items}"),
    "redundancy_broken": Text(
        "冗長構成に異常があります（リンクは通信していない線、{count}件）: {items}",
        "redundancy is broken (of bundles: links that carry nothing; {count}): {items}",
    ),
    "redundancy_mute": Text(
        "状態を答えない冗長構成があります（{count}件）: {items}",
        "redundancy that does not tell its state ({count}): {items}",
    ),
    "redundancy_none": Text("冗長構成が一つもありません", "nothing is redundant"),
    "single_accepted": Text(
        "点検基準が {host} の一台構成（一経路）を認めています", "the baseline accepts that {host} stands alone"
    ),
    # ports and load
    "want_interface_errors": Text(
        "誤りが100万パケットに{most}件以内（{least}パケットに満たないポートは、{least}パケットとみなす）",
        "at most {most} errors in a million packets (a port with fewer than {least} counts as if it had so many)",
    ),
    "interface_errors_few": Text(
        "ポート{count}個の誤りは100万パケットに{most}件以内です",
        "{count} ports have at most {most} errors in a million packets",
    ),
    "interface_errors": Text(
        "誤りの多いポートがあります（誤り/パケット、上限は100万に{most}件、{count}個）: {items}",
        "ports with many errors (errors/packets, limit {most} in a million; {count}): {items}",
    ),
    "interface_uncounted": Text(
        "計数器を読み取れないポートがあります（{count}個）: {items}", "ports without usable counters ({count}): {items}"
    ),
    "interface_packets_few": Text(
        "どのポートの計数も{least}パケットに満たないため、判定できません",
        "no port has counted {least} packets, so that nothing is proven",
    ),
    "want.environment.cpu_pct": Text("CPU使用率が{most}%以下", "a processor load of at most {most} %"),
    "good.environment.cpu_pct": Text("CPU使用率は{value}%です", "the processor load is {value} %"),
    "bad.environment.cpu_pct": Text(
        "CPU使用率が範囲外です（{value}%）", "the processor load is outside the limits ({value} %)"
    ),
    "want.environment.memory_pct": Text("メモリ使用率が{most}%以下", "at most {most} % of the memory in use"),
    "good.environment.memory_pct": Text("メモリ使用率は{value}%です", "{value} % of the memory is in use"),
    "bad.environment.memory_pct": Text(
        "メモリ使用率が範囲外です（{value}%）", "the memory in use is outside the limits ({value} %)"
    ),
    # power supplies, temperatures, fans
    "want_device_supplies": Text(
        "筐体（スタックでは一台）ごとに電源装置が{least}台以上動いている",
        "at least {least} working power supplies for each chassis or member of a stack",
    ),
    "device_supplies_in_order": Text("電源装置{count}台が正常です", "{count} power supplies work"),
    "device_supplies_bad": Text(
        "異常な電源装置があります（{count}台）: {items}", "power supplies are not in order ({count}): {items}"
    ),
    "device_supplies_few": Text(
        "動いている電源装置が{count}台で、{least}台に足りません（{items}）",
        "{count} power supplies work, {least} are needed ({items})",
    ),
    "device_single_supply": Text(
        "台帳（single_power）にある電源が一つの機種（{model}）のため、人が備えを確認します",
        "a model with a single supply by the register (single_power: {model}); persons confirm how it is covered",
    ),
    "device_parts_mute": Text(
        "状態を読み取れる部品がないか、答えない部品があります（{count}件）: {items}",
        "there are no parts that tell their state, or some do not ({count}): {items}",
    ),
    "want_temperatures": Text(
        "温度の状態が {items}（上限{most}℃、0は機器の判断による）",
        "temperatures that are {items} (limit {most} °C, 0: as the device says)",
    ),
    "temperatures_in_order": Text(
        "温度は正常です（{count}個）: {items}", "temperatures are in order ({count}): {items}"
    ),
    "temperatures_bad": Text(
        "温度が正常でないセンサーがあります（{count}個）: {items}", "temperatures are not in order ({count}): {items}"
    ),
    "want.environment.fans": Text("全てのファンが動いている", "all fans work"),
    "good.environment.fans": Text("ファン{count}個が動いています", "{count} fans work"),
    "bad.environment.fans": Text(
        "動いていないファンがあります（{count}個）: {items}", "fans are not in order ({count}): {items}"
    ),
    # neighbours and stations
    "want.neighbours.neighbours": Text(
        "隣接機器が構成図（台帳 device_links）のとおり（構成図の全ての接続が見えること: {both_ways}）",
        "neighbours as in the diagram (register device_links); every link of it is seen: {both_ways}",
    ),
    "good.neighbours.neighbours": Text(
        "隣接機器{count}台は構成図のとおりです", "{count} neighbours are as in the diagram"
    ),
    "bad.neighbours.neighbours": Text(
        "構成図にない隣接機器（{count}件）: {items}。構成図にあり見えないもの（{lacking_count}件）: {lacking}",
        "neighbours that are not in the diagram ({count}): {items}; of the diagram and not seen "
        "({lacking_count}): {lacking}",
    ),
    "no_neighbour_seen": Text(
        "{host} に名乗る隣接機器が一台も見えません（LLDP・CDPが止まっていないか確認してください）",
        "no neighbour of {host} announces itself; check that LLDP or CDP is on",
    ),
    "neighbour_without_platform": Text(
        "機種を名乗らない隣接機器があり、無線の機器でないとは言えません: {items}（計{count}件）",
        "neighbours that do not say what they are may be wireless equipment: {items} ({count} in all)",
    ),
    "want.neighbours.stations": Text(
        "つながっている端末がVLANごとの台帳（stations）にある",
        "attached stations are registered for their VLAN (stations)",
    ),
    "good.neighbours.stations": Text(
        "つながっている端末{count}台は全て台帳にあります", "all {count} attached stations are registered"
    ),
    "bad.neighbours.stations": Text(
        "台帳にない端末がつながっています（{count}台）: {items}",
        "stations are attached that are not registered ({count}): {items}",
    ),
    "no_station_heard": Text(
        "学習したMACアドレスが一つもないため、判定できません", "not one address was learnt, so that nothing is proven"
    ),
    # paths
    "want_paths": Text(
        "{items} への次の機器が{least}台以上、または経路制御の隣接が{least}台以上あり、全て確立している",
        "{least} next hops to {items}, or {least} routing neighbours; all neighbours established",
    ),
    "paths_redundant": Text(
        "宛先{count}件に{least}台以上の次の機器があります", "{count} destinations have at least {least} next hops"
    ),
    "paths_by_peers": Text(
        "経路制御の隣接は全て確立しています（{count}台）: {items}",
        "all routing neighbours are established ({count}): {items}",
    ),
    "peers_perhaps_one": Text(
        "別々のプロトコルの隣接が、同じ一台かどうかわかりません（{count}件）: {items}",
        "neighbours of different protocols may be one and the same ({count}): {items}",
    ),
    "paths_few": Text(
        "次の機器が{least}台に足りない宛先があります（{count}件）: {items}",
        "destinations with fewer than {least} next hops ({count}): {items}",
    ),
    "routing_peers_down": Text(
        "確立していない経路制御の隣接があります（{count}台）: {items}",
        "routing neighbours are not established ({count}): {items}",
    ),
    "routing_neighbours_differ": Text(
        "台帳（routing_neighbours）にない経路制御の隣接（{count}台）: {items}。台帳にあり確立していないもの"
        "（{lacking_count}台）: {lacking}",
        "routing neighbours that are not in the register (routing_neighbours, {count}): {items}; of the register and "
        "not established ({lacking_count}): {lacking}",
    ),
    "want_detours": Text(
        "台帳（detour_paths）の主経路と迂回路が使える",
        "main and detour paths of the register (detour_paths) are usable",
    ),
    "detours_open": Text(
        "主経路と迂回路は使えます（{count}件）: {items}", "main and detour paths are usable ({count}): {items}"
    ),
    "detours_closed": Text(
        "使えない経路があります（-は計画のどの経路も使っていない宛先、{count}件）: {items}",
        "paths are not usable (-: traffic uses none of those planned; {count}): {items}",
    ),
    "detours_not_seen": Text(
        "使えるかどうか機器から見えない迂回路があります（{count}件）: {items}",
        "whether detours are usable is not seen on the device ({count}): {items}",
    ),
    "no_detour_of_this_device": Text(
        "台帳（detour_paths）に {host} の経路はありません", "the register (detour_paths) plans no path of {host}"
    ),
    "no_detours_registered": Text(
        "台帳（detour_paths）に経路の計画が一つもありません", "the register (detour_paths) plans no path at all"
    ),
}
