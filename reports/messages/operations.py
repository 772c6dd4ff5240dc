"""Texts about scheduled jobs, databases, backups, clusters and standbys."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    # scheduled jobs
    "want.scheduled_jobs.jobs": Text(
        "自動実行の設定（cron、anacron、at、systemdタイマー）が台帳と一致していること",
        "scheduled jobs (cron, anacron, at, systemd timers) match the register",
    ),
    "good.scheduled_jobs.jobs": Text(
        "自動実行の設定{count}件が台帳と一致しています", "all {count} scheduled jobs match the register"
    ),
    "bad.scheduled_jobs.jobs": Text(
        "台帳にない自動実行の設定があります: {items}（計{count}件）",
        "scheduled jobs not in the register: {items} ({count} in all)",
    ),
    "want.scheduled_jobs.writable": Text(
        "自動実行の設定とプログラムを誰もが書き換えられる状態にしないこと",
        "nobody but their owners can change the tables and programs of scheduled jobs",
    ),
    "good.scheduled_jobs.writable": Text(
        "誰でも書き換えられる自動実行の設定・プログラムはありません",
        "no table or program of a scheduled job is writable by everybody",
    ),
    "bad.scheduled_jobs.writable": Text(
        "誰でも書き換えられる自動実行の設定・プログラムがあります: {items}（計{count}件）",
        "tables or programs of scheduled jobs that everybody can change: {items} ({count} in all)",
    ),
    "jobs_behind_link": Text(
        "自動実行の設定フォルダがリンクのため、中を読んでいません: {path}",
        "a folder of scheduled jobs is a link and was not read: {path}",
    ),
    "cron_line_malformed": Text(
        "自動実行の設定に解釈できない行があります: {path}", "a line of a table of jobs cannot be understood: {path}"
    ),
    "cron_not_searched": Text(
        "自動実行の設定を最後まで読めませんでした", "the tables of scheduled jobs were not read to the end"
    ),
    "timer_unreadable": Text("タイマーの内容を読めません: {timer}", "the timer cannot be read: {timer}"),
    "job_program_not_examined": Text(
        "自動実行のプログラムが点検の範囲外にあり、書換えの可否を確かめていません: {items}（計{count}件）",
        "programs of jobs lie where this scan does not look, so who can change them is not known: {items} "
        "({count} in all)",
    ),
    # databases
    "want.databases.rules": Text(
        "データベースの認証規則に、認めない方式（{items}）と、全ての接続元を許す規則がないこと",
        "no rule of a database uses a refused proof ({items}) or admits from every address",
    ),
    "good.databases.rules": Text(
        "認証規則{count}件に、認めない方式と全ての接続元を許す規則はありません",
        "none of {count} rules uses a refused proof or admits from every address",
    ),
    "bad.databases.rules": Text(
        "認めない方式か、全ての接続元を許す認証規則があります: {items}（計{count}件）",
        "rules that use a refused proof or admit from every address: {items} ({count} in all)",
    ),
    "want.databases.superusers": Text(
        "データベースの特権利用者が台帳にあること", "every superuser of a database is registered"
    ),
    "good.databases.superusers": Text(
        "特権利用者{count}件は全て台帳にあります", "all {count} superusers are registered"
    ),
    "bad.databases.superusers": Text(
        "台帳にない特権利用者がいます: {items}（計{count}件）",
        "superusers not in the register: {items} ({count} in all)",
    ),
    "want.databases.listen": Text(
        "データベースが台帳のアドレスだけで待ち受けていること", "databases listen on registered addresses alone"
    ),
    "good.databases.listen": Text(
        "待受けアドレス{count}件は全て台帳にあります", "all {count} listening addresses are registered"
    ),
    "bad.databases.listen": Text(
        "台帳にない待受けアドレスがあります: {items}（計{count}件）",
        "listening addresses not in the register: {items} ({count} in all)",
    ),
    "no_database": Text("データベースサーバは導入も稼働もしていません", "no database server is installed or running"),
    "no_database_rules_seen": Text("認証規則を一つも読み取れていません", "no rule of a database was seen"),
    "processes_hidden": Text(
        "点検用アカウントから他のプロセスが見えないため判断できません（/proc の hidepid を確認してください）",
        "the scan account does not see other processes (check hidepid of /proc)",
    ),
    "database_not_read": Text(
        "稼働中のデータベース（{engine}）{running}台のうち{read}台からしか読み取れません。"
        "既定のポートと5433番以外やコンテナ内のサーバは読めません",
        "of {running} running servers ({engine}) only {read} answered; those on other ports than the default and 5433, "
        "or in containers, cannot be read",
    ),
    "database_not_running": Text(
        "導入済みのデータベースが止まっているため読み取れません: {engines}",
        "an installed database is not running and cannot be read: {engines}",
    ),
    "database_not_readable": Text(
        "このデータベースを読み取る方法がありません: {engines}", "there is no way to read this database: {engines}"
    ),
    "database_rules_broken": Text(
        "認証規則（pg_hba.conf）の{line}行目に誤りがあり、稼働中の規則が分かりません",
        "line {line} of the rules (pg_hba.conf) is wrong, so the rules in force are not known",
    ),
    "database_rules_not_loaded": Text(
        "認証規則（pg_hba.conf）が変更後に読み込まれておらず、稼働中の規則が分かりません",
        "the rules (pg_hba.conf) were changed and not loaded since, so the rules in force are not known",
    ),
    "database_rules_missing": Text("認証規則が一つもありません", "the server names no rule at all"),
    # backups
    "want.backups.newest": Text(
        "台帳の各バックアップが、台帳の時間（なければ{max_age_h}時間）以内に、台帳の大きさ以上、"
        "かつ前回の{least_pct}%以上の大きさで取得されていること",
        "every registered backup is no older than registered (else {max_age_h} hours), as large as registered, and at "
        "least {least_pct}% of the one before",
    ),
    "good.backups.newest": Text(
        "台帳のバックアップ{count}件は時間内に取得されています", "all {count} registered backups were taken in time"
    ),
    "bad.backups.newest": Text(
        "取得されていない、古い、又は小さすぎるバックアップがあります: {items}（計{count}件）",
        "backups that are missing, too old or too small: {items} ({count} in all)",
    ),
    "want.backups.places": Text(
        "バックアップが別の機器、又は他のデータのないディスクにあること",
        "backups lie on another machine, or on a disk without other data",
    ),
    "good.backups.places": Text(
        "バックアップの保管先: {items}（計{count}件）", "backups are kept apart: {items} ({count} in all)"
    ),
    "bad.backups.places": Text(
        "元のデータと同じ装置にあるバックアップがあります: {items}（計{count}件）",
        "backups that lie on the same device as the data: {items} ({count} in all)",
    ),
    "no_backup_registered": Text(
        "台帳では、この機器にバックアップはありません", "by the register this host has no backup"
    ),
    "backups_not_looked_at": Text(
        "バックアップの置き場所を見ていません: {items}（計{count}件）",
        "places of backups were not looked at: {items} ({count} in all)",
    ),
    "backup_name_unreadable": Text(
        "バックアップの置き場所に解釈できない名前のファイルがあります: {path}",
        "a file name below {path} cannot be understood",
    ),
    "backup_device_unknown": Text(
        "バックアップの置き場所の装置が分かりません: {path}（{source}）",
        "the device below {path} is not known ({source})",
    ),
    "backup_beside_unknown": Text(
        "{path}と同じファイルシステム（{target}）に他のデータがあるか分かりません。専用のディスクなら、マウント先を台帳に登録してください",
        "whether other data lie on the file system of {path} ({target}) is not known; register the mount point itself "
        "where the disk holds backups alone",
    ),
    "mounts_not_seen": Text("マウントの一覧を読み取れていません", "the list of mounts was not seen"),
    # clusters, replication, standby
    "want_cluster_healthy": Text(
        "全ノードがオンラインで、障害がなく、複製の遅れが{max_lag_s}秒・{max_lag_bytes}バイト以内であること",
        "every node is online, nothing failed, and replicas are at most {max_lag_s} s and {max_lag_bytes} bytes behind",
    ),
    "cluster_healthy": Text("冗長化ソフトウェアに異常はありません", "the software for redundancy is in order"),
    "cluster_unhealthy": Text(
        "冗長化ソフトウェアに異常があります: {items}（計{count}件）",
        "the software for redundancy is not in order: {items} ({count} in all)",
    ),
    "no_cluster_software": Text("導入も稼働もしていません: {program}", "neither installed nor running: {program}"),
    "no_replication": Text("データベースの複製はありません", "no database is replicated"),
    "no_redundancy_software": Text(
        "冗長化ソフトウェアも複製もなく、冗長グループにも属していません",
        "there is no software for redundancy, no replication, and the host belongs to no group",
    ),
    "ha_software_not_found": Text(
        "冗長グループ「{group}」に属していますが、読み取れる冗長化ソフトウェアも複製も見つかりません",
        "the host belongs to the group {group}, but no software for redundancy or replication that can be read was "
        "found",
    ),
    "keepalived_not_readable": Text(
        "keepalivedの設定から仮想ルータを全て読み取ることはできません",
        "not all virtual routers can be read from the settings of keepalived",
    ),
    "keepalived_state_not_logged": Text(
        "起動後のログに状態の記録がない仮想ルータがあります: {items}（計{count}件）",
        "virtual routers whose state is not in the log since the start: {items} ({count} in all)",
    ),
    "want_standby": Text("冗長グループの他の機器が全て稼働していること", "all other machines of the group are alive"),
    "standby_alive": Text(
        "この点検で読み取れた予備機: {items}（計{count}台）", "standbys read in this run: {items} ({count} in all)"
    ),
    "no_ha_group": Text(
        "インベントリで冗長グループ（ha_group）に属していません", "the inventory names no group (ha_group) for it"
    ),
    "ha_group_of_one": Text("冗長グループ「{group}」に他の機器がありません", "the group {group} has no other machine"),
    "standby_not_online": Text(
        "クラスタでオンラインでないノードがあります: {items}（計{count}件）",
        "nodes of the cluster are not online: {items} ({count} in all)",
    ),
    "standby_not_read": Text(
        "この点検で読み取れなかった予備機があります: {items}（計{count}台）",
        "standbys were not read in this run: {items} ({count} in all)",
    ),
}
