"""Texts about the machine itself: identity, parts, disks, firmware, radio, links and its shutdown."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    # what a guest does not have
    "guest_has_no_hardware": Text(
        "仮想環境（{kind}）のため、機器そのものの状態はありません", "a guest ({kind}) has no hardware of its own"
    ),
    "container_shares_its_host": Text(
        "コンテナー（{kind}）のカーネルと記憶装置は、動作元の機器のものです",
        "kernel and storage of a container ({kind}) are its host's",
    ),
    # what could not be read
    "dmi_missing": Text(
        "ファームウェアに機器の情報（SMBIOS）がありません", "the firmware tells nothing about the machine (no SMBIOS)"
    ),
    "dmi_field_empty": Text("機器の情報（SMBIOS）の {field} が空です", "{field} is empty in the machine's SMBIOS"),
    "dmi_tells_no_memory": Text(
        "機器の情報（SMBIOS）にメモリが一枚もありません", "the machine's SMBIOS tells of no memory module"
    ),
    "serial_is_filler": Text("製造番号が設定されていません（{value}）", "the maker left no serial number ({value})"),
    "disk_without_serial": Text(
        "ディスク {disk} の製造番号を読み取れません", "the serial number of the disk {disk} could not be read"
    ),
    "no_pci_devices": Text("PCI装置を一つも読み取れていません", "no PCI device was seen"),
    "no_permanent_address": Text(
        "ポート {port} の固有MACアドレスを読み取れません（ethtool を確認してください）",
        "the permanent MAC address of the port {port} could not be read (is ethtool there?)",
    ),
    "mounts_unreadable": Text("マウントの一覧を読み取れません", "the list of mounts could not be read"),
    "block_device_unseen": Text(
        "マウントされた装置 {number} が /sys に見つかりません", "the mounted device {number} is not in /sys"
    ),
    "efi_variables_unreadable": Text(
        "ファームウェアの変数（efivars）を読み取れません", "the variables of the firmware (efivars) could not be read"
    ),
    "efi_variable_unreadable": Text(
        "ファームウェアの変数 {name} を解釈できません", "the variable {name} of the firmware could not be understood"
    ),
    "modules_unreadable": Text(
        "読み込まれたモジュールの一覧を読み取れません", "the list of loaded modules could not be read"
    ),
    "machine_checks_not_counted": Text(
        "カーネルがマシンチェック例外を数えていません（/proc/interrupts）",
        "the kernel counts no machine checks (/proc/interrupts)",
    ),
    "smartctl_missing": Text(
        "smartctl がないためディスクの自己診断を読み取れません（smartmontools を導入してください）",
        "no smartctl: SMART of the disks could not be read (install smartmontools)",
    ),
    "smartctl_without_json": Text(
        "smartctl が古くJSONで出力できません（7.0以上が必要です）",
        "smartctl is too old to write JSON (7.0 or later is needed)",
    ),
    "raid_program_missing": Text(
        "RAIDコントローラーの管理コマンド（storcli64、perccli64、ssacli）がありません",
        "there is no program for the RAID controller (storcli64, perccli64, ssacli)",
    ),
    "raid_program_refused": Text(
        "RAIDコントローラーの管理コマンドが失敗を返しました", "the program for the RAID controller reported a failure"
    ),
    "raid_program_tells_nothing": Text(
        "RAIDコントローラーの管理コマンドから何も読み取れません",
        "nothing could be read from the program for the RAID controller",
    ),
    "raid_controllers_untold": Text(
        "RAIDコントローラー{seen}台のうち{told}台しか管理コマンドから読み取れません",
        "the programs told of {told} RAID controllers of {seen}",
    ),
    "mdstat_unreadable": Text(
        "ソフトウェアRAIDの状態（/proc/mdstat）を読み取れません",
        "the state of software RAID (/proc/mdstat) could not be read",
    ),
    "lvm_tells_nothing": Text("lvs から論理ボリュームを読み取れません", "lvs told of no logical volume"),
    "zpool_unreadable": Text("zpool の状態を読み取れません", "the state of ZFS pools could not be read"),
    "bonds_unreadable": Text("ボンディングの状態を読み取れません", "the state of bonds could not be read"),
    "no_port_in_use": Text("使用中のネットワークポートを一つも読み取れていません", "no network port in use was seen"),
    "upsmon_line_unread": Text(
        "upsmon.conf の MONITOR の行を解釈できません", "a MONITOR line of upsmon.conf could not be understood"
    ),
    # what a machine does not have
    "no_encrypted_volumes": Text("開いている暗号化ボリュームはありません", "no encrypted volume is open"),
    "machine_without_disks": Text("ディスクのない機器です", "the machine has no disk"),
    "no_multipath": Text("マルチパスは使われていません", "multipath is not used"),
    "nut_not_used": Text("NUT は使われていません", "NUT is not used"),
    # registers
    "hardware_not_registered": Text(
        "台帳（hardware）に {host} がありません", "{host} is not in the register (hardware)"
    ),
    "no_bios_versions_registered": Text(
        "台帳（hardware）に {host} の承認済み版数（bios_versions）がありません",
        "the register (hardware) approves no bios_versions for {host}",
    ),
    "no_components_registered": Text(
        "台帳（hardware）に {host} の構成部品（components）がありません",
        "the register (hardware) lists no components of {host}",
    ),
    "want.hardware_identity": Text(
        "製造者名、型番、製造番号が台帳と同じ", "vendor, product and serial number are those of the register"
    ),
    "good.hardware_identity": Text("台帳と同じ機器です: {items}", "the machine is the registered one: {items}"),
    "bad.hardware_identity": Text(
        "台帳と違う機器です（{count}件）: {items}", "the machine is not the registered one ({count}): {items}"
    ),
    "want.hardware_identity.bios_version": Text(
        "BIOS・UEFIの版数が台帳で承認されている", "the version of BIOS or UEFI is approved by the register"
    ),
    "good.hardware_identity.bios_version": Text(
        "BIOS・UEFIの版数は {value} で、台帳にあります", "the version of BIOS or UEFI is {value}, as registered"
    ),
    "bad.hardware_identity.bios_version": Text(
        "BIOS・UEFIの版数 {value} は台帳にありません（承認済み: {items}）",
        "the version {value} of BIOS or UEFI is not registered (approved: {items})",
    ),
    "want.components": Text("構成部品が台帳と同じ", "the parts are those of the register"),
    "good.components": Text("構成部品{count}件は台帳と同じです", "the {count} parts are those of the register"),
    "bad.components": Text(
        "台帳にない部品（{count}件）: {items}。台帳にあって見当たらない部品（{lacking_count}件）: {lacking}",
        "parts that are not registered ({count}): {items}; registered parts that are gone ({lacking_count}): {lacking}",
    ),
    "want.usb_storage.attached": Text(
        "台帳にある装置だけがUSB・Thunderboltに接続されている",
        "registered devices alone are attached to USB and Thunderbolt",
    ),
    "good.usb_storage.attached": Text(
        "USB・Thunderboltの装置{count}件は台帳にあります",
        "the {count} devices on USB and Thunderbolt are registered",
    ),
    "bad.usb_storage.attached": Text(
        "台帳にない装置がUSB・Thunderboltに接続されています（{count}件）: {items}",
        "devices on USB or Thunderbolt are not registered ({count}): {items}",
    ),
    # firmware, storage, radio
    "want.secure_boot": Text(
        "セキュアブートが有効で、検証が切られていない", "Secure Boot is on and its validation is not switched off"
    ),
    "good.secure_boot": Text("セキュアブートは有効です（TPM: {tpm}）", "Secure Boot is on (TPM: {tpm})"),
    "secure_boot_impossible": Text(
        "従来のBIOSで起動しており、セキュアブートを使えません（TPM: {tpm}）",
        "the machine was started by a legacy BIOS, which knows no Secure Boot (TPM: {tpm})",
    ),
    "secure_boot_off": Text(
        "セキュアブートが無効、又は設定モードです（TPM: {tpm}）", "Secure Boot is off or in setup mode (TPM: {tpm})"
    ),
    "secure_boot_undone_by_shim": Text(
        "セキュアブートは有効ですが、shimの検証が切られています（TPM: {tpm}）",
        "Secure Boot is on, but the validation of shim is switched off (TPM: {tpm})",
    ),
    "legacy_boot_accepted": Text(
        "従来のBIOSで起動する機器です（点検基準で対象外）",
        "the machine is started by a legacy BIOS, which the baseline accepts",
    ),
    "want.storage_encryption.mounts": Text(
        "マウントされた領域とスワップが暗号化されている（除外: {items}）",
        "mounted file systems and swap are encrypted (but {items})",
    ),
    "good.storage_encryption.mounts": Text(
        "領域{count}件は暗号化されているか、除外されています", "the {count} mounts are encrypted or exempt"
    ),
    "bad.storage_encryption.mounts": Text(
        "暗号化されていない領域があります（{count}件）: {items}", "mounts are not encrypted ({count}): {items}"
    ),
    "encryption_unseen": Text(
        "機器からは暗号化を確認できない領域です（{count}件）: {items}",
        "encryption of these mounts cannot be seen from the machine ({count}): {items}",
    ),
    "want.storage_encryption.volumes": Text(
        "暗号方式は {items}、鍵は{value}ビット以上", "ciphers {items} with keys of {value} bits or more"
    ),
    "good.storage_encryption.volumes": Text(
        "暗号化ボリューム{count}件の方式と鍵の長さは基準どおりです",
        "cipher and key of the {count} encrypted volumes are as demanded",
    ),
    "bad.storage_encryption.volumes": Text(
        "方式又は鍵の長さが基準に満たない暗号化ボリュームがあります（{count}件）: {items}",
        "encrypted volumes have a weak cipher or key ({count}): {items}",
    ),
    "want.wireless.radios": Text("無線の装置がない（許容: {items}）", "there is no radio device (accepted: {items})"),
    "good.wireless.radios": Text(
        "許容していない無線の装置はありません（許容: {items}）",
        "there is no radio device but what is accepted ({items})",
    ),
    "bad.wireless.radios": Text(
        "無線の装置があります（{count}件）: {items}", "there are radio devices ({count}): {items}"
    ),
    "want.wireless.modules": Text(
        "無線のドライバーが読み込まれていない（許容: {items}）", "no driver for radio is loaded (accepted: {items})"
    ),
    "good.wireless.modules": Text(
        "許容していない無線のドライバーは読み込まれていません（許容: {items}）",
        "no driver for radio is loaded but what is accepted ({items})",
    ),
    "bad.wireless.modules": Text(
        "無線のドライバーが読み込まれています（{count}件）: {items}", "drivers for radio are loaded ({count}): {items}"
    ),
    # disks, arrays, links
    "want.disk_health.disks": Text(
        "全てのディスクが自己診断で正常、代替処理{reallocated}件以内、読取り不能{pending}件以内、寿命の消費{wear}%以内",
        "every disk passes SMART, at most {reallocated} sectors replaced, {pending} unreadable, {wear} % of endurance used",
    ),
    "good.disk_health.disks": Text(
        "ディスク{count}台に障害の予兆はありません", "none of the {count} disks announces a failure"
    ),
    "bad.disk_health.disks": Text(
        "障害の予兆があるディスクがあります（{count}台）: {items}", "disks announce a failure ({count}): {items}"
    ),
    "disks_unread": Text(
        "自己診断を読み取れないディスクがあります（{count}台）: {items}",
        "SMART of disks could not be read ({count}): {items}",
    ),
    "want.redundant_storage.degraded": Text("縮退又は故障した配列がない", "no array is degraded or failed"),
    "good.redundant_storage.degraded": Text("縮退又は故障した配列はありません", "no array is degraded or failed"),
    "bad.redundant_storage.degraded": Text(
        "縮退又は故障した配列があります（{count}件）: {items}", "arrays are degraded or failed ({count}): {items}"
    ),
    "want.redundant_storage.mounts": Text(
        "領域とスワップがディスク一台の故障に耐える（除外: {items}）",
        "file systems and swap outlive the loss of one disk (but {items})",
    ),
    "good.redundant_storage.mounts": Text(
        "領域{count}件はディスク一台の故障に耐えるか、除外されています",
        "the {count} mounts outlive the loss of one disk, or are exempt",
    ),
    "bad.redundant_storage.mounts": Text(
        "ディスク一台の故障で失われる領域があります（{count}件）: {items}",
        "mounts would be lost with one disk ({count}): {items}",
    ),
    "redundancy_unseen": Text(
        "機器からは冗長性を確認できない領域があります（{count}件）: {items}",
        "the redundancy of mounts could not be seen from the machine ({count}): {items}",
    ),
    "redundancy_not_required": Text(
        "点検基準が記憶装置の冗長化を求めていません", "the baseline demands no redundant storage"
    ),
    "want.processor_errors.exceptions": Text(
        "マシンチェック例外は{value}件以内", "at most {value} machine check exceptions"
    ),
    "good.processor_errors.exceptions": Text(
        "マシンチェック例外は{value}件です", "{value} machine check exceptions are counted"
    ),
    "bad.processor_errors.exceptions": Text(
        "マシンチェック例外があります（{value}件）", "machine check exceptions are counted ({value})"
    ),
    "want.links.degraded": Text("ボンディング・チームに欠けがない", "no bond or team misses a member"),
    "good.links.degraded": Text("ボンディング・チームに欠けはありません", "no bond or team misses a member"),
    "bad.links.degraded": Text(
        "欠けのあるボンディング・チームがあります（{count}件）: {items}",
        "bonds or teams miss members ({count}): {items}",
    ),
    "want.links.single": Text(
        "使用中のポートが二重化されている（単独を許容: {items}）",
        "ports in use belong to a bond or team (alone accepted: {items})",
    ),
    "good.links.single": Text(
        "許容していない単独のポートはありません（許容: {items}）", "no port stands alone but what is accepted ({items})"
    ),
    "bad.links.single": Text(
        "二重化されていないポートがあります（{count}件）: {items}", "ports in use stand alone ({count}): {items}"
    ),
    "want.links.half_duplex": Text("半二重のポートがない", "no port is half duplex"),
    "good.links.half_duplex": Text("半二重のポートはありません", "no port is half duplex"),
    "bad.links.half_duplex": Text(
        "半二重のポートがあります（{count}件）: {items}", "ports are half duplex ({count}): {items}"
    ),
    "want.links.failed_paths": Text("記憶装置への経路に欠けがない", "no path to storage is missing"),
    "good.links.failed_paths": Text("記憶装置への経路に欠けはありません", "no path to storage is missing"),
    "bad.links.failed_paths": Text(
        "記憶装置への経路に欠けがあります（{count}件、生存/全体）: {items}",
        "paths to storage are missing ({count}; working/all): {items}",
    ),
    # shutdown
    "want.power_shutdown": Text(
        "停電時に自ら停止するクライアントが動いている", "a client that shuts the machine down on power loss runs"
    ),
    "good.power_shutdown": Text(
        "停電時に自ら停止します（{items}）", "the machine shuts itself down on power loss ({items})"
    ),
    "no_shutdown_client": Text(
        "停電時に停止するクライアント（NUT、apcupsd）が動いていないか、起動時に始まりません",
        "no client for power loss (NUT, apcupsd) runs and starts at boot",
    ),
    "shutdown_without_supply": Text(
        "upsmon.conf が給電元を監視していないか、必要な数に足りません",
        "upsmon.conf watches no supply, or fewer than it demands",
    ),
    "shutdown_without_command": Text("upsmon.conf に SHUTDOWNCMD がありません", "upsmon.conf names no SHUTDOWNCMD"),
}
