"""Texts about where software comes from, its integrity, records and changes, and protection from malicious programs."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    # tables
    "table_outdated": Text(
        "判定に使う表（{table}）が{days}日前（{as_of}）のもので古く、判定できません（上限{max_days}日）",
        "the table {table} is {days} days old (of {as_of}) and cannot be judged by (limit {max_days})",
    ),
    "table_in_future": Text(
        "判定に使う表（{table}）の日付が未来です（{as_of}）。表の日付と時刻を確認してください",
        "the table {table} is dated in the future ({as_of}); check its date and the clock",
    ),
    # repositories
    "repositories_elsewhere": Text(
        "配布元の設定の置き場所が標準と違うため読み取れません（{setting}: {value}）",
        "the settings of repositories lie elsewhere than usual and were not read ({setting}: {value})",
    ),
    "repositories_no_main": Text(
        "dnfの設定に[main]がなく、配布元を読み取れません", "the settings of dnf have no [main] section"
    ),
    "repositories_section_twice": Text(
        "dnfの設定に同じ節[{section}]が二つあり、どちらが有効か分かりません",
        "the settings of dnf have two sections [{section}], and which of them holds is not known",
    ),
    "apt_settings_unread": Text(
        "aptの設定の一部を読み取れません: {detail}", "some settings of apt could not be read: {detail}"
    ),
    "want.repositories.enabled": Text("有効な配布元は台帳のとおり", "the enabled repositories are the registered ones"),
    "good.repositories.enabled": Text(
        "有効な配布元{count}件は全て台帳にあります", "all {count} enabled repositories are registered"
    ),
    "bad.repositories.enabled": Text(
        "台帳にない配布元が有効です（{count}件）: {items}",
        "repositories are enabled that are not registered ({count}): {items}",
    ),
    "want.repositories.unverified": Text(
        "全ての配布元で署名を検証する", "signatures are verified for every repository"
    ),
    "good.repositories.unverified": Text(
        "全ての配布元で署名を検証します", "signatures are verified for every repository"
    ),
    "bad.repositories.unverified": Text(
        "署名または接続先を検証しない設定があります（{count}件）: {items}",
        "signatures or servers are not verified ({count}): {items}",
    ),
    # file integrity
    "integrity_tool_unsupported": Text(
        "改ざん検知にAIDE以外の製品が使われており、結果を読み取れません: {items}",
        "another product than AIDE watches the files, and its results cannot be read: {items}",
    ),
    "integrity_settings_unread": Text("AIDEの設定を読み取れません", "the settings of AIDE could not be read"),
    "integrity_database_elsewhere": Text(
        "AIDEのデータベースの置き場所が標準と違うため確かめられません: {path}",
        "the database of AIDE lies elsewhere than usual and was not looked for: {path}",
    ),
    "integrity_report_elsewhere": Text(
        "AIDEの結果の置き場所が標準と違うため読み取れません: {path}",
        "the report of AIDE lies elsewhere than usual and was not read: {path}",
    ),
    "integrity_limited": Text(
        "AIDEの最後の検査は一部のファイルだけを対象にしています（--limit）: {limit}",
        "the last check of AIDE looked at a part of the files only (--limit): {limit}",
    ),
    "integrity_report_without_date": Text(
        "AIDEの結果に実施日時がありません", "the report of AIDE does not tell when it was made"
    ),
    "integrity_in_future": Text(
        "AIDEの最後の検査の日時が未来（{days}日先）です。時刻を確認してください",
        "the last check of AIDE is dated {days} days in the future; check the clocks",
    ),
    "want_integrity": Text(
        "改ざん検知（AIDE）が予定され、{max_days}日以内に検査して差異がない",
        "file integrity checks (AIDE) are scheduled, and one within {max_days} days found no difference",
    ),
    "integrity_clean": Text(
        "最後の検査（{days}日前）に差異はありません", "the last check ({days} days ago) found no difference"
    ),
    "integrity_no_database": Text(
        "改ざん検知の基準となるデータベースがありません（AIDEが未導入か未初期化です）",
        "there is no database to compare files with (AIDE is not installed or not initialised)",
    ),
    "integrity_differences": Text(
        "最後の検査で基準との差異が見つかっています（/var/log/aide/aide.log）",
        "the last check found differences (/var/log/aide/aide.log)",
    ),
    "integrity_failed": Text(
        "最後の検査が途中で終わっています（/var/log/aide/aide.log）",
        "the last check did not come to its end (/var/log/aide/aide.log)",
    ),
    "integrity_never": Text(
        "データベースの作成後に一度も検査していません", "no check has been made since the database was made"
    ),
    "integrity_not_scheduled": Text(
        "改ざん検知の定期実行（タイマー、cron）が設定されていません", "no timer or cron job starts the integrity check"
    ),
    "integrity_stale": Text(
        "最後の検査が{days}日前です（上限{max_days}日）", "the last check was {days} days ago (limit {max_days})"
    ),
    # managed files
    "managed_files_none": Text(
        "台帳の管理対象ファイルが空のため、比べるものがありません",
        "the register of managed files is empty: there is nothing to compare",
    ),
    "managed_files_unread": Text(
        "読み取れない管理対象ファイルがあります（{count}件）: {items}",
        "managed files could not be read ({count}): {items}",
    ),
    "want.managed_files.digests": Text(
        "管理対象ファイルの内容が台帳のとおり", "managed files have the registered content"
    ),
    "good.managed_files.digests": Text(
        "管理対象ファイル{count}件の内容は台帳のとおりです", "all {count} managed files have the registered content"
    ),
    "bad.managed_files.digests": Text(
        "内容が台帳と違う管理対象ファイル（{count}件）: {items}／存在しない管理対象ファイル（{gone_count}件）: {gone}",
        "managed files that differ from the register ({count}): {items}; that are not there ({gone_count}): {gone}",
    ),
    # retention of records
    "logrotate_includes": Text(
        "logrotateの設定が標準でない場所を取り込むため読み取れません: {path}",
        "the settings of logrotate include another place, which was not read: {path}",
    ),
    "audit_log_elsewhere": Text(
        "監査ログの置き場所が標準と違うか、設定を読み取れません: {path}",
        "the audit log lies elsewhere than usual, or its settings were not read: {path}",
    ),
    "no_logs_seen": Text("ログを一つも読み取れていません", "no log was seen"),
    "logs_limited_by_size": Text(
        "容量で保存期間が決まるログがあり、{days}日分が残るか判断できません（{count}件）: {items}",
        "size decides how long logs are kept, so it is not known whether {days} days of them remain ({count}): {items}",
    ),
    "want.log_retention.logs": Text(
        "ログを{days}日以上保存する（登録したログサーバーへ転送する機器は{forwarding}日以上）",
        "logs are kept for {days} days ({forwarding} where a registered log server gets them)",
    ),
    "good.log_retention.logs": Text(
        "ログ{count}件は{days}日以上保存されます", "all {count} logs are kept for at least {days} days"
    ),
    "bad.log_retention.logs": Text(
        "保存期間が{days}日に満たないログがあります（ログ: 日数）（{count}件）: {items}",
        "logs are kept for less than {days} days (log: days) ({count}): {items}",
    ),
    "want.log_retention.used_percent": Text(
        "ログの記憶域の使用率は{value}%以内", "the storage of logs is used up to {value} %"
    ),
    "good.log_retention.used_percent": Text(
        "ログの記憶域の使用率は{value}%です", "the storage of logs is used up to {value} %"
    ),
    "bad.log_retention.used_percent": Text(
        "ログの記憶域の空きが足りません（使用率{value}%）", "the storage of logs is too full ({value} %)"
    ),
    # changes of packages
    "no_package_log": Text(
        "ソフトウェアの削除の記録（dpkg.log、dnf.rpm.log）がありません",
        "there is no record of removed packages (dpkg.log, dnf.rpm.log)",
    ),
    "package_log_too_short": Text(
        "ソフトウェアの削除の記録が {since} からしか残っていません",
        "removals of packages are recorded from {since} on only",
    ),
    "want_changes_announced": Text(
        "直近{days}日のソフトウェアの変更は全て作業届のとおり",
        "every change of packages in the last {days} days was announced",
    ),
    "changes_all_announced": Text(
        "直近{days}日のソフトウェアの変更{count}件に未承認の変更はありません",
        "none of {count} changes of packages in the last {days} days was unannounced",
    ),
    "changes_unannounced": Text(
        "未承認の変更があります（+は導入・更新、-は削除）（{count}件）: {items}",
        "packages were changed without announcement (+ installed or updated, - removed) ({count}): {items}",
    ),
    # malicious programs
    "want_malware": Text(
        "不正プログラム対策が稼働し、定義が{max_days}日以内",
        "protection from malicious programs runs, with signatures not older than {max_days} days",
    ),
    "malware_current": Text(
        "不正プログラム対策は稼働し、定義は{days}日前のものです: {items}",
        "protection runs with signatures {days} days old: {items}",
    ),
    "malware_none": Text(
        "不正プログラム対策が導入されていません", "no protection from malicious programs is installed"
    ),
    "malware_stopped": Text(
        "不正プログラム対策が動いていません（{count}件）: {items}",
        "protection from malicious programs does not run ({count}): {items}",
    ),
    "malware_stale": Text(
        "不正プログラム対策の定義が古くなっています（上限{max_days}日）（{count}件）: {items}",
        "signatures are too old (limit {max_days} days) ({count}): {items}",
    ),
    "malware_signatures_untold": Text(
        "定義の日付を読み取れない製品です。製品の管理画面で確認してください（{count}件）: {items}",
        "the date of the signatures cannot be read for these products; see their consoles ({count}): {items}",
    ),
    # verification of packages
    "package_verification_failed": Text(
        "パッケージの照合に失敗しました: {detail}", "the verification of packages failed: {detail}"
    ),
    "package_files_unread": Text(
        "照合できないファイルがあります（{count}件）: {items}", "files could not be verified ({count}): {items}"
    ),
    "packages_without_digests": Text(
        "照合する値（ハッシュ）をもたないパッケージがあります（{count}件）: {items}",
        "packages brought no digests to verify their files with ({count}): {items}",
    ),
    "want_package_files": Text(
        "設定ファイル以外に、パッケージの配布時から変わったファイルがない",
        "no file of a package differs from it but configuration",
    ),
    "package_files_right": Text(
        "設定ファイル以外に変わったファイルはありません（変更された設定ファイル{count}件: {items}）",
        "no file differs but configuration ({count} changed configuration files: {items})",
    ),
    "package_files_altered": Text(
        "パッケージの配布時から変わったか、なくなったファイルがあります（{count}件）: {items}",
        "files of packages were altered or are gone ({count}): {items}",
    ),
}
