"""Texts about what gets through network devices: filters, segments, ports, encrypted paths, intrusion detection."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    "no_exact_analysis": Text(
        "不適合は見つかりませんでしたが、機器全体を通る通信の厳密な計算がまだないため、適合とは判定できません",
        "nothing wrong was found, but what gets through the whole device is not worked out exactly yet, so that this is no pass",
    ),
    # filters
    "filter_lines_unresolved": Text(
        "読み解けないフィルターの行があります（{count}件）: {items}",
        "lines of filters were not understood ({count}): {items}",
    ),
    "no_traffic_filter": Text(
        "通信に当てたフィルターが一つも見えません", "not one filter that is in force on traffic was seen"
    ),
    "want.packet_filters.zone_default": Text(
        "方針のないゾーン間は拒否する（ゾーンのない機器では問わない）",
        "between zones that no policy names traffic is denied (not asked of devices without zones)",
    ),
    "none.packet_filters.zone_default": Text("ゾーンを使っていません", "no zones are used"),
    "good.packet_filters.zone_default": Text("ゾーン間の既定: {value}", "default between zones: {value}"),
    "bad.packet_filters.zone_default": Text(
        "方針のないゾーン間の通信を許します（{value}）",
        "traffic between zones that no policy names is not denied ({value})",
    ),
    "want_filters_deny": Text(
        "通信に当てたフィルターは、規則にない通信を拒否する", "filters on traffic deny what no rule names"
    ),
    "filters_deny": Text(
        "通信に当てたフィルター{count}件は、規則にない通信を拒否します",
        "{count} filters on traffic deny what no rule names",
    ),
    "filters_permit": Text(
        "規則にない通信を許すフィルターがあります（{count}件）: {items}",
        "filters on traffic permit what no other rule names ({count}): {items}",
    ),
    "want_filters_exist": Text("通信に当てたフィルターが全て存在する", "every filter that is bound to traffic exists"),
    "filters_exist": Text(
        "通信に当てたフィルターは全て存在します（{count}か所）", "every filter that is bound exists ({count} places)"
    ),
    "filters_missing": Text(
        "通信に当てたのに存在しないフィルターがあります（{count}件）: {items}",
        "filters are bound to traffic that do not exist ({count}): {items}",
    ),
    "want_interfaces_filtered": Text(
        "経路でつながるインターフェースの間に、フィルターがある",
        "between interfaces that traffic is routed between there is a filter",
    ),
    "interfaces_filtered": Text(
        "経路でつながるインターフェースの間にフィルターがあります（{count}か所）",
        "between routed interfaces there are filters ({count} places)",
    ),
    "filtered_by_zone": Text("この機器はゾーンの間で通信を選びます", "this device filters between zones"),
    "interfaces_unfiltered": Text(
        "フィルターを通らずに他へ抜けられるインターフェースがあります（{count}件）: {items}",
        "from these interfaces traffic reaches others without any filter ({count}): {items}",
    ),
    "want_no_any_any": Text(
        "通信に当てたフィルターに全許可の規則がない", "no filter on traffic has an any-any permit rule"
    ),
    "no_any_any": Text(
        "通信に当てたフィルター{count}件に全許可の規則はありません",
        "{count} filters on traffic have no any-any permit rule",
    ),
    "any_any_permitted": Text(
        "どこからどこへでも許す規則があります（{count}件）: {items}",
        "rules permit anything to anywhere ({count}): {items}",
    ),
    "want_flows_registered": Text(
        "通信に当てたフィルターの許可が、台帳（flows）の範囲を超えない",
        "filters on traffic permit nothing beyond the registered flows",
    ),
    "flows_registered": Text(
        "フィルター{count}件の許可は、台帳（flows）の範囲を超えません",
        "{count} filters permit nothing beyond the registered flows",
    ),
    "flows_unregistered": Text(
        "台帳（flows）にない通信を許す規則があります（{count}件）: {items}",
        "rules permit traffic beyond the registered flows ({count}): {items}",
    ),
    "flow_rules_unreadable": Text(
        "台帳（flows）と比べられない規則があります（{count}件）: {items}",
        "rules cannot be compared with the registered flows ({count}): {items}",
    ),
    "want_denials_logged": Text("拒否した通信が全て記録される", "all denied traffic is logged"),
    "denials_logged": Text(
        "通信に当てたフィルター{count}件は、拒否した通信を記録します", "{count} filters on traffic log what they deny"
    ),
    "denials_silent": Text(
        "記録を残さない拒否があります（{count}件）: {items}", "traffic is denied without a record ({count}): {items}"
    ),
    "zone_denials_untold": Text(
        "方針のないゾーン間の拒否が記録されるかどうかがわかりません（暗黙の拒否を記録しない方針 {count}件: {items}）",
        "whether denials between zones without a policy are logged is not known (policies without a record of their implicit denial, {count}: {items})",
    ),
    "filters_deny_nothing": Text(
        "通信に当てたフィルターが何も拒否しないため、拒否の記録もありません（{count}件）: {items}",
        "filters on traffic deny nothing, so that nothing is logged ({count}): {items}",
    ),
    "denials_nowhere": Text(
        "経路でつながるインターフェースにフィルターがなく、拒否も記録もしません（{count}件）: {items}",
        "routed interfaces have no filter: nothing is denied and nothing logged ({count}): {items}",
    ),
    # segments
    "want.interfaces.settings": Text(
        "VLAN・ゾーン・アドレスが、セグメントの一覧と一致する", "VLANs, zones and addresses agree with the segments"
    ),
    "good.interfaces.settings": Text(
        "インターフェース{count}件は、セグメントの一覧と矛盾しません",
        "{count} interfaces do not contradict the segments",
    ),
    "bad.interfaces.settings": Text(
        "セグメントの一覧と矛盾するインターフェースがあります（{count}件）: {items}",
        "interfaces contradict the segments of the policy ({count}): {items}",
    ),
    "not_in_any_segment": Text(
        "セグメントの一覧（segments.yaml）にないアドレス・VLANがあります（{count}件）: {items}",
        "addresses or VLANs are of no segment in segments.yaml ({count}): {items}",
    ),
    "no_interface_seen": Text("インターフェースが一つも見えません", "not one interface was seen"),
    # ports
    "want_ports_used": Text(
        "リンクがなく{days}日を超えて通信のない物理ポートは閉じている",
        "physical ports without a link and without traffic for more than {days} days are shut",
    ),
    "ports_used": Text(
        "開いている物理ポート{count}件に、長く使われていないものはありません",
        "none of {count} enabled physical ports is long unused",
    ),
    "ports_unused": Text(
        "使われていないのに開いている物理ポートがあります（{count}件、日数、-は通信なし）: {items}",
        "unused physical ports are enabled ({count}; days, - for never used): {items}",
    ),
    "port_use_untold": Text(
        "いつから使われていないかわからないポートがあります（{count}件）: {items}",
        "since when these ports are unused is not known ({count}): {items}",
    ),
    "port_use_before_start": Text(
        "機器が起動してから通信のないポートは、その前に使われていたかわかりません（起動から{days}日、-は不明。"
        "{count}件）: {items}",
        "ports without traffic since the device started may have been in use before (it runs for {days} days, - for not "
        "known; {count}): {items}",
    ),
    "running_not_read": Text(
        "この機種では、起動からの時間を読み取りません", "since when devices of this platform run is not read"
    ),
    "want_ports_guarded": Text(
        "端末をつなぐポートで、接続した機器を認証する（{items}）",
        "what is plugged into access ports is authenticated ({items})",
    ),
    "ports_guarded": Text(
        "端末をつなぐポート{count}件は、台帳の例外を除き認証します",
        "{count} access ports authenticate, but for those that the register excepts",
    ),
    "ports_unguarded": Text(
        "接続した機器を認証しないポートがあります（{count}件）: {items}",
        "access ports do not authenticate what is plugged in ({count}): {items}",
    ),
    "dot1x_not_told": Text(
        "802.1Xが機器全体で有効かどうかがわかりません", "whether 802.1X is switched on as a whole is not known"
    ),
    "port_guards_untold": Text(
        "認証の設定を読めない、端末をつなぐポートがあります（{count}件）: {items}",
        "access ports whose authentication was not read ({count}): {items}",
    ),
    "no_access_ports": Text("端末をつなぐポートがありません", "there is no access port"),
    "want_no_wireless": Text(
        "無線の機能が止まっていて、無線機器がつながっていない",
        "wireless functions are off and no access point is attached",
    ),
    "wireless_none": Text(
        "無線の機能は止まっていて、隣接機器{count}件に無線機器はありません",
        "wireless functions are off, and none of {count} neighbours is an access point",
    ),
    "wireless_found": Text(
        "無線の機能または無線機器があります（{count}件）: {items}", "wireless functions or devices ({count}): {items}"
    ),
    # encrypted paths
    "want_paths_encrypted": Text(
        "経路の暗号化は一覧 {profile} の方式だけで、確立している",
        "encrypted paths use algorithms of the list {profile} alone and are up",
    ),
    "paths_encrypted": Text(
        "暗号化した経路{count}件は、一覧の方式だけで確立しています",
        "{count} encrypted paths are up with listed algorithms",
    ),
    "tunnels_weak": Text(
        "一覧にない方式を使う経路があります（{count}件）: {items}",
        "paths use algorithms that are not listed ({count}): {items}",
    ),
    "tunnels_down": Text(
        "確立していない経路があります（{count}件）: {items}", "encrypted paths are down ({count}): {items}"
    ),
    "tunnels_untold": Text(
        "方式（既定値を含む）または確立の状態がわからない経路があります（{count}件）: {items}",
        "algorithms (defaults too) or state of these paths are not known ({count}): {items}",
    ),
    "paths_without_tunnel": Text(
        "台帳（encrypted_paths）にあるのに、暗号化の設定がない経路があります（{count}件）: {items}",
        "registered paths (encrypted_paths) have no tunnel ({count}): {items}",
    ),
    "no_path_to_encrypt": Text(
        "この機器には、台帳（encrypted_paths）で暗号化を求める経路がありません",
        "the register (encrypted_paths) names no path of this device",
    ),
    # intrusion detection
    "want_sensors": Text(
        "侵入検知が働き、シグネチャが{days}日以内のものである",
        "intrusion detection is applied with signatures of at most {days} days",
    ),
    "sensors_current": Text(
        "侵入検知{count}件が働き、シグネチャは{days}日前のものです",
        "{count} sensors are applied, with signatures of {days} days",
    ),
    "sensors_off": Text(
        "侵入検知が働いていません（{count}か所、0は全て）: {items}",
        "intrusion detection is not applied ({count} places; 0: nowhere): {items}",
    ),
    "signatures_old": Text("侵入検知のシグネチャが{days}日前のものです", "the signatures are {days} days old"),
    "signatures_undated": Text(
        "侵入検知のシグネチャの日付が信用できません（{days}日前）",
        "the date of the signatures makes no sense ({days} days old)",
    ),
    "no_sensor_here": Text(
        "この機器は侵入検知を使っていないため、ほかの検知装置については何もわかりません",
        "this device does not inspect and says nothing of sensors elsewhere",
    ),
}
