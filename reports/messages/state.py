"""Texts about facts about software, services, logs and the network that could not be read."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    "no_packages_listed": Text(
        "パッケージ管理の一覧が空です。dpkg または rpm のデータベースを確認してください",
        "the package manager listed nothing; check its database (dpkg or rpm)",
    ),
    "no_update_metadata": Text(
        "更新情報を一度も取得していません。apt-get update または dnf makecache を実行してください",
        "update metadata was never fetched; run apt-get update or dnf makecache",
    ),
    "no_security_repository": Text(
        "セキュリティ更新の情報を持つリポジトリがありません。未適用の更新が 0 件でも、適用済みとは言えません",
        "no repository carries security advisories, so an empty list of updates proves nothing",
    ),
    "updates_kept_back": Text(
        "依存関係のため保留された更新があり、セキュリティ更新かどうかを判定できません（apt-get -s dist-upgrade で確認してください）",
        "updates are kept back by their dependencies and cannot be told from security updates; see apt-get -s dist-upgrade",
    ),
    "no_units_listed": Text("systemd のユニットの一覧を得られません", "systemd did not list its units"),
    "journal_empty": Text(
        "ジャーナルに記録が 1 件もないため、異常がなかったとは言えません",
        "the journal holds no entry, so no event in it proves nothing",
    ),
    "no_sockets_listed": Text(
        "待ち受けソケットが 1 つも得られません（SSH で接続しているため、空ではありえません）",
        "no listening socket was listed, which cannot be on a host reached over SSH",
    ),
    "no_routes_listed": Text("経路表が空です", "the routing tables were listed as empty"),
    "no_root_filesystem": Text(
        "ルートファイルシステムの使用量を得られません", "the use of the root file system was not told"
    ),
    "kernel_parameters_not_listed": Text(
        "カーネルパラメータ（/proc/sys）を読み取れません", "the kernel parameters in /proc/sys were not listed"
    ),
    "clock_not_synchronised": Text(
        "時刻が同期していないため、時刻のずれは分かりません",
        "the clock is not synchronised, so its offset is not known",
    ),
    "time_service_not_supported": Text(
        "時刻同期に openntpd または ntpd-rs を使っており、状態の読み取りに対応していません",
        "time is kept by openntpd or ntpd-rs, whose state is not read",
    ),
    "audit_rules_not_listed": Text(
        "auditctl が監査ルールを返しません", "auditctl listed no rules and did not say that there are none"
    ),
    "include_not_read": Text(
        "ログ転送の設定が、読み取っていないファイルを参照しています: {path}",
        "the rsyslog configuration depends on a file that was not read: {path}",
    ),
    "forwarding_conditional": Text(
        "ログ転送が条件付きで、全ての記録が送られるか判定できません（転送先: {targets}）",
        "logs are forwarded under conditions, and whether all of them are sent could not be decided (to: {targets})",
    ),
    "log_service_not_read": Text(
        "ログを {service} が扱っており、設定の読み取りに対応していません",
        "logs are handled by {service}, whose configuration is not read",
    ),
    "no_log_server": Text("ログサーバーとして登録されていません", "the host is not registered as a log server"),
    "scan_account_not_named": Text(
        "点検用アカウントの名前が使えないため、届いたログを検索できません",
        "received logs cannot be searched without a usable name of the scan account",
    ),
    "audit_rules_differ": Text(
        "/etc/audit/audit.rules と /etc/audit/rules.d の規則が異なり、再起動後の規則を判定できません。"
        "規則は rules.d に置き、augenrules --load で反映してください",
        "the rules in /etc/audit/audit.rules and in /etc/audit/rules.d differ, so those of the next start are not "
        "certain; keep the rules in rules.d and apply them with `augenrules --load`",
    ),
    "audit_log_not_written": Text(
        "auditd がログを書かない設定（{setting}）のため、記録が残るか判定できません",
        "auditd is set to write no log ({setting}), so whether records are kept cannot be told",
    ),
    "journal_volatile": Text(
        "ジャーナルが再起動で消える設定のため、以前の異常を判定できません。Storage=persistent にしてください",
        "the journal does not outlive a restart, so earlier events cannot be ruled out; set Storage=persistent",
    ),
    "firewall_loads_no_rules": Text(
        "nftables.service は有効ですが、読み込む設定ファイルに拒否の規則がなく、再起動後の状態を判定できません。"
        "稼働中の規則を設定ファイルに保存してください",
        "nftables.service is enabled, but no refusing rule stands in the file it loads, so the state after a restart "
        "is not certain; save the running rules in that file",
    ),
    "firewall_table_asleep": Text(
        "nftables のテーブル「{table}」に休止（dormant）の可能性があるフラグが付いています。"
        "休止中のテーブルは通信を止めないため判定できません。nft list ruleset で確認し、不要なら外してください",
        "the nftables table {table} carries a flag that may mean dormant, and a dormant table filters nothing; "
        "check its flags with `nft list ruleset` and remove the flag if it is not needed",
    ),
    "firewall_decides_in_userspace": Text(
        "パケットの可否をユーザ空間のプログラム（NFQUEUE）が決めるため、判定できません",
        "a program in user space decides on packets (NFQUEUE), which cannot be judged from the rules",
    ),
    "server_settings_not_searched": Text(
        "サーバーの設定から証明書の指定を検索できませんでした",
        "the settings of servers could not be searched for certificates",
    ),
    "certificate_path_computed": Text(
        "証明書のパスが実行時に決まるため、特定できません: {path}",
        "a certificate's path is computed at run time: {path}",
    ),
    "certificate_path_refused": Text(
        "証明書のパスに使えない文字があります。絶対パスで、空白・ワイルドカードなしで登録してください: {path}",
        "the registered certificate path has characters that are refused; register an absolute path without blanks or wildcards: {path}",
    ),
    "no_certificate_in_file": Text(
        "ファイルに PEM 形式の証明書がないか、読み取れません: {path}",
        "the file holds no readable PEM certificate: {path}",
    ),
}
