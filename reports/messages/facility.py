"""Texts about power supplies, management controllers, their sensors, and how they are asked."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    # inventory
    "inventory_facility_shape": Text(
        "{where}: {host}: {key} は項目と値の組（辞書）で書いてください",
        "{where}: {host}: {key} must be a mapping of settings",
    ),
    "inventory_facility_key_unknown": Text(
        "{where}: {host}: {key} に「{part}」という項目はありません。使える項目: {allowed}",
        "{where}: {host}: {key} has no setting {part}; there are {allowed}",
    ),
    "inventory_facility_value": Text(
        "{where}: {host}: {key} の {part} がないか、値が正しくありません。使える値: {allowed}",
        "{where}: {host}: {part} of {key} is missing or wrong; use {allowed}",
    ),
    "inventory_facility_password": Text(
        "{where}: {host}: {key} の {part} がないか、使えません。ansible-vault encrypt_string で暗号化した{most}バイト以内の文字列を設定してください",
        "{where}: {host}: {part} of {key} is missing or unusable; give text of at most {most} bytes, encrypted with ansible-vault encrypt_string",
    ),
    "inventory_secret_not_vaulted": Text(
        "{where}: {host}: {key} のパスワードが暗号化されていません。ansible-vault で暗号化してください",
        "{where}: {host}: the password in {key} is not encrypted; encrypt it with ansible-vault",
    ),
    "facility_gateway": Text(
        "{host} の設備を読む中継ホスト {gateway} が、SSHで接続でき当方が責任を負う機器としてインベントリにありません",
        "{gateway}, named as the gateway for {host}, is no SSH host of ours in the inventory",
    ),
    # how they are asked
    "shell_not_started": Text(
        "運用ホストでシェルを起動できません: {detail}", "the shell of the ops host cannot be started: {detail}"
    ),
    "login_stopped": Text(
        "先のログインが拒否されたため、この管理コントローラには再度接続しませんでした",
        "not tried: this management controller refused an earlier login",
    ),
    "bmc_login_failed": Text(
        "管理コントローラにログインできません（アドレス・利用者・パスワード・暗号スイートを確認してください）",
        "the management controller cannot be logged in to (check address, user, password and cipher suite)",
    ),
    "bmc_device_missing": Text(
        "管理コントローラの装置ファイル（/dev/ipmi0）がありません。ipmi_si と ipmi_devintf を読み込むか、tenken_bmc で別の経路を指定してください",
        "there is no device of a management controller (/dev/ipmi0): load ipmi_si and ipmi_devintf, or name another way in tenken_bmc",
    ),
    "bmc_privilege": Text(
        "管理コントローラの利用者の権限では読み取れません（operator権限が必要です）: {command}",
        "the account's privilege does not suffice to read it (operator is needed): {command}",
    ),
    "bmc_read_elsewhere": Text(
        "管理コントローラは別の経路で読み取ります", "the management controller is read another way"
    ),
    "bmc_no_lan_channel": Text(
        "管理コントローラのLANチャネル（1、2）が見つかりません",
        "no LAN channel (1, 2) of the management controller was found",
    ),
    "bmc_no_sensor": Text(
        "管理コントローラに該当するセンサーがありません（{kind}）",
        "the management controller has no such sensor ({kind})",
    ),
    "bmc_not_told": Text("管理コントローラが {name} を答えません", "the management controller does not tell {name}"),
    "bmc_clock_unset": Text(
        "管理コントローラの時計が設定されていません", "the clock of the management controller is not set"
    ),
    "guest_has_no_bmc": Text(
        "仮想環境（{kind}）のため管理コントローラがありません", "a guest ({kind}) has no management controller"
    ),
    "ups_refused": Text(
        "無停電電源装置の状態を取得できません: {said}", "the state of the power supply cannot be had: {said}"
    ),
    "ups_not_told": Text("無停電電源装置が {name} を答えません", "the power supply does not tell {name}"),
    "ups_value_strange": Text(
        "無停電電源装置の答えた値を解釈できません: {value}",
        "the power supply told a value that makes no sense: {value}",
    ),
    "unless.ups.serves": Text(
        "この無停電電源装置の給電先（{value}）は対象ではないため対象外です",
        "not applicable to a power supply that serves {value}",
    ),
    # sensors
    "sensors_silent": Text(
        "読み取れないセンサーがあります（{count}件）: {items}", "sensors without a usable reading ({count}): {items}"
    ),
    "want.bmc.power_supplies": Text(
        "電源装置が{least}台以上あり、すべて正常で、完全な冗長である",
        "at least {least} power supplies, all healthy and fully redundant",
    ),
    "good.bmc.power_supplies": Text(
        "電源装置{count}台が正常で、完全な冗長です", "{count} power supplies are healthy and fully redundant"
    ),
    "bad.bmc.power_supplies": Text(
        "電源装置に異常があるか冗長ではありません（{count}件）: {items}",
        "power supplies have failed or are not redundant ({count}): {items}",
    ),
    "supplies_too_few": Text(
        "使える電源装置が{count}台で、{least}台に足りません", "{count} power supplies are present, {least} are needed"
    ),
    "single_supply_model": Text(
        "電源装置が1台の機種と思われるため、機械では判定できません（{count}台を確認）",
        "it seems to be a model with a single supply ({count} seen), which a machine cannot judge",
    ),
    "redundancy_not_told": Text(
        "電源装置は{count}台ありますが、管理コントローラが冗長かどうかを答えません",
        "{count} power supplies are present, but the controller does not tell whether they are redundant",
    ),
    "want.bmc.fans": Text("すべての冷却ファンが正常", "all fans are healthy"),
    "good.bmc.fans": Text("冷却ファン{count}個が正常です", "{count} fans are healthy"),
    "bad.bmc.fans": Text(
        "冷却ファンに異常があります（{count}件）: {items}",
        "fans have failed or are beyond a threshold ({count}): {items}",
    ),
    "want.bmc.intrusion": Text(
        "筐体の開放を見張るセンサーがあり、開放を示していない", "a sensor watches the chassis and shows no opening"
    ),
    "good.bmc.intrusion": Text(
        "筐体開放のセンサー{count}個は開放を示していません", "{count} chassis sensors show no opening"
    ),
    "bad.bmc.intrusion": Text(
        "筐体の開放が記録されています（{count}件）: {items}", "the chassis was opened ({count}): {items}"
    ),
    "want.bmc.critical": Text("危険域のしきい値を超えたセンサーがない", "no sensor is beyond a critical threshold"),
    "good.bmc.critical": Text(
        "危険域のしきい値を超えたセンサーはありません", "no sensor is beyond a critical threshold"
    ),
    "bad.bmc.critical": Text(
        "危険域のしきい値を超えたセンサーがあります（{count}件）: {items}",
        "sensors are beyond a critical threshold ({count}): {items}",
    ),
    # what the controller says it belongs to
    "bmc_no_fru": Text(
        "管理コントローラに機器の識別情報（FRU）がありません", "the controller holds no data on the machine (FRU)"
    ),
    "fru_without_serial": Text(
        "管理コントローラの識別情報（FRU）に製造番号がありません", "the controller's FRU tells no serial number"
    ),
    "want.bmc.fru": Text(
        "管理コントローラの識別情報（FRU）に製造番号があれば、台帳と同じ",
        "a serial number in the controller's FRU is the registered one",
    ),
    "good.bmc.fru": Text("FRUの製造番号 {serial} は台帳と同じです", "the FRU's serial {serial} is the registered one"),
    "bad.bmc.fru": Text(
        "FRUの製造番号 {serial} は台帳の {registered} と違います",
        "the FRU's serial {serial} is not the registered {registered}",
    ),
    "want.bmc.firmware": Text(
        "管理コントローラの版数が、台帳に定めがあれば、そのいずれかである",
        "the controller's firmware is a registered one, where the register names any",
    ),
    "good.bmc.firmware": Text(
        "管理コントローラの版数は {value} で、台帳にあります", "the controller's firmware is {value}, as registered"
    ),
    "bad.bmc.firmware": Text(
        "管理コントローラの版数 {value} は台帳にありません（承認済み: {items}）",
        "the controller's firmware {value} is not registered (approved: {items})",
    ),
    "no_bmc_versions_registered": Text(
        "台帳（hardware）に {host} の管理コントローラの版数（bmc_versions）の定めがありません",
        "the register (hardware) names no bmc_versions for {host}",
    ),
    # the event log
    "want_no_hardware_events": Text(
        "{days}日以内に機器障害イベントがなく、イベントログの使用率が{percent}%以下",
        "no hardware events within {days} days, and at most {percent} % of the event log used",
    ),
    "no_hardware_events": Text(
        "{days}日以内に機器障害イベントはありません（記録{count}件）",
        "no hardware events within {days} days ({count} entries)",
    ),
    "hardware_events": Text(
        "機器障害イベントが記録されています（{count}件）: {items}", "hardware events are recorded ({count}): {items}"
    ),
    "event_log_full": Text(
        "イベントログの使用率が{percent}%で、新しい異常が残らないおそれがあります",
        "{percent} % of the event log is used; new events may be lost",
    ),
    "bmc_clock_wrong": Text(
        "管理コントローラの時計が1日以上ずれているため、イベントの時期がわかりません（表示: {shown}）",
        "the controller's clock is more than a day off ({shown}), so the dates of events mean nothing",
    ),
    "events_undated": Text(
        "日時のない機器障害イベントがあります（{count}件）: {items}",
        "hardware events without a date ({count}): {items}",
    ),
    "events_beyond_reach": Text(
        "イベント{count}件のうち最後の{read}件だけを読み取り、期間の全体は見ていません",
        "only the last {read} of {count} events were read; they do not cover the period",
    ),
    # access to the controller
    "want.bmc.users": Text(
        "名前のない利用者、製造者が付けた名前の利用者がない", "no anonymous account and none with a maker's name"
    ),
    "good.bmc.users": Text(
        "有効な利用者{count}件に、名前のないもの、製造者が付けた名前のものはありません",
        "none of {count} active accounts is anonymous or has a maker's name",
    ),
    "bad.bmc.users": Text(
        "名前のない利用者、または製造者が付けた名前の利用者が有効です（{count}件）: {items}",
        "anonymous accounts or accounts with a maker's name are active ({count}): {items}",
    ),
    "bmc_no_account_seen": Text(
        "管理コントローラの有効な利用者が一件も見えません", "not one active account of the controller was seen"
    ),
    "want.bmc.cipher_zero": Text("暗号スイート0（認証なし）を使えない", "cipher suite 0 (no authentication) is off"),
    "good.bmc.cipher_zero": Text("暗号スイート0（認証なし）は使えません", "cipher suite 0 (no authentication) is off"),
    "bad.bmc.cipher_zero": Text("暗号スイート0（認証なし）を使えます", "cipher suite 0 (no authentication) is on"),
    "want.bmc.addresses": Text(
        "管理コントローラのアドレスが管理セグメントの中にある", "the controller's addresses lie in a management segment"
    ),
    "good.bmc.addresses": Text(
        "管理コントローラのアドレス{count}件は管理セグメントの中にあります",
        "{count} addresses of the controller lie in a management segment",
    ),
    "bad.bmc.addresses": Text(
        "管理コントローラのアドレスが管理セグメントの外にあります（{count}件）: {items}",
        "addresses of the controller lie outside the management segments ({count}): {items}",
    ),
    "bmc_no_address": Text(
        "管理コントローラのアドレスがわかりません", "the address of the management controller is not known"
    ),
    # power supplies
    "want.ups.flags": Text("商用電源で運転し、{items} 以外の表示がない", "on line, and no status but {items}"),
    "good.ups.flags": Text("商用電源で正常に運転しています（{items}）", "on line and in order ({items})"),
    "bad.ups.flags": Text(
        "無停電電源装置が正常に運転していません（状態: {items}）", "the power supply is not in order (status: {items})"
    ),
    "want.ups.runtime_s": Text("停電補償時間が{value}秒以上", "a run time of at least {value} seconds"),
    "good.ups.runtime_s": Text("停電補償時間は{value}秒です", "the run time is {value} seconds"),
    "bad.ups.runtime_s": Text("停電補償時間が{value}秒しかありません", "the run time is only {value} seconds"),
    "want.ups.charge_pct": Text("充電の割合が{value}%以上", "a charge of at least {value} %"),
    "good.ups.charge_pct": Text("充電の割合は{value}%です", "the charge is {value} %"),
    "bad.ups.charge_pct": Text("充電の割合が{value}%しかありません", "the charge is only {value} %"),
    "want_battery": Text(
        "蓄電池の交換要求と自己診断の失敗がなく、使用が{years}年以内",
        "no replacement request, no failed self test, and a battery of at most {years} years",
    ),
    "battery_good": Text("蓄電池は正常です（日付: {day}）", "the battery is in order (dated {day})"),
    "battery_to_replace": Text("蓄電池の交換要求が出ています", "the power supply asks for a new battery"),
    "battery_test_failed": Text("蓄電池の自己診断が失敗しています: {said}", "the battery's self test failed: {said}"),
    "battery_too_old": Text(
        "蓄電池が交換時期（{years}年）を過ぎています（日付: {day}）",
        "the battery (dated {day}) is older than {years} years",
    ),
    "battery_date_future": Text(
        "蓄電池の日付が未来のため信用できません: {day}", "the battery is dated in the future, which cannot be: {day}"
    ),
    # climate
    "want.climate.inlet_c": Text("吸気温度が{least}～{most}℃", "inlet air of {least} to {most} °C"),
    "good.climate.inlet_c": Text("吸気温度は範囲内です（{items}）", "the inlet air is within limits ({items})"),
    "bad.climate.inlet_c": Text(
        "吸気温度が範囲外です（{count}件、℃）: {items}", "the inlet air is outside the limits ({count}, °C): {items}"
    ),
    "want.climate.humidity_pct": Text("湿度が{least}～{most}%", "humidity of {least} to {most} %"),
    "good.climate.humidity_pct": Text("湿度は範囲内です（{items}）", "the humidity is within limits ({items})"),
    "bad.climate.humidity_pct": Text(
        "湿度が範囲外です（{count}件、%）: {items}", "the humidity is outside the limits ({count}, %): {items}"
    ),
    "want.climate.leaks": Text("漏水センサーが漏水を示していない", "no leak sensor reports water"),
    "good.climate.leaks": Text("漏水センサー{count}個は漏水を示していません", "{count} leak sensors are dry"),
    "bad.climate.leaks": Text(
        "漏水センサーが漏水を示しています（{count}件）: {items}", "leak sensors report water ({count}): {items}"
    ),
}
