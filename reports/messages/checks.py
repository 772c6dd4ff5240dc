"""Texts about expected and actual state.

`want.FACT.FIELD`, `good.…` and `bad.…` belong to the expectations of controls on that field.
"""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    "want.packages.names": Text("導入ソフトウェアは台帳にあるものだけ", "only registered packages are installed"),
    "good.packages.names": Text(
        "導入済みの{count}件は全て台帳にあります", "all {count} installed packages are registered"
    ),
    "bad.packages.names": Text(
        "台帳にないソフトウェアが導入されています（{count}件）: {items}",
        "packages are installed that are not registered ({count}): {items}",
    ),
    "want_minimum_versions": Text(
        "導入済みの版は台帳の最低版以上", "no installed version is below the registered minimum"
    ),
    "no_minimum_versions": Text("台帳に最低版の定めはありません", "the registers give no minimum versions"),
    "versions_high_enough": Text(
        "最低版の定め{count}件を満たしています", "all {count} registered minimum versions are met"
    ),
    "versions_too_low": Text(
        "最低版を下回る版があります（{count}件）: {items}",
        "versions are below the registered minimum ({count}): {items}",
    ),
    "want_supported": Text(
        "サポート終了まで{min_days}日以上あるOS", "a release with at least {min_days} days of support left"
    ),
    "supported": Text(
        "{id} {version} はサポート期間内です（{until} まで、残り{days}日）",
        "{id} {version} is supported until {until} ({days} days left)",
    ),
    "support_ends_soon": Text(
        "{id} {version} のサポートは {until} に終了します（残り{days}日）",
        "support of {id} {version} ends on {until} ({days} days left)",
    ),
    "support_ended": Text(
        "{id} {version} のサポートは {until} に終了しました", "support of {id} {version} ended on {until}"
    ),
    "want_updates": Text(
        "公開から{max_days}日を超える未適用のセキュリティ更新がなく、更新情報が{max_age}日以内",
        "no security update waits longer than {max_days} days, on a list not older than {max_age} days",
    ),
    "updates_current": Text(
        "期限を超えた更新はありません（未適用{count}件、更新情報は{days}日前）",
        "no update is overdue ({count} waiting, list {days} days old)",
    ),
    "updates_late": Text(
        "{max_days}日を超えて未適用のセキュリティ更新があります（{count}件）: {items}",
        "security updates wait longer than {max_days} days ({count}): {items}",
    ),
    "metadata_stale": Text(
        "更新情報が{days}日前のもので古く、更新の有無を確かめられません（上限{max_days}日）",
        "the list of updates is {days} days old and cannot be believed (limit {max_days})",
    ),
    "want.updates.reboot_required": Text("再起動待ちの更新がない", "nothing waits for a restart"),
    "good.updates.reboot_required": Text("再起動待ちの更新はありません", "nothing waits for a restart"),
    "bad.updates.reboot_required": Text(
        "再起動するまで効かない更新があります（{count}件）: {items}",
        "updates wait for a restart ({count}): {items}",
    ),
    "want.services.enabled": Text(
        "自動起動するサービスは台帳にあるものだけ", "only registered services start by themselves"
    ),
    "good.services.enabled": Text(
        "自動起動する{count}件は全て台帳にあります", "all {count} enabled units are registered"
    ),
    "bad.services.enabled": Text(
        "台帳にないサービスが自動起動になっています（{count}件）: {items}",
        "services start by themselves that are not registered ({count}): {items}",
    ),
    "want.time_sync.synchronised": Text("時刻が同期している", "the clock is synchronised"),
    "good.time_sync.synchronised": Text("時刻は同期しています", "the clock is synchronised"),
    "bad.time_sync.synchronised": Text("時刻が同期していません", "the clock is not synchronised"),
    "want.time_sync.offset_ms": Text("時刻のずれが{value}ミリ秒以内", "the clock is off by at most {value} ms"),
    "good.time_sync.offset_ms": Text("時刻のずれは{value}ミリ秒です", "the clock is off by {value} ms"),
    "bad.time_sync.offset_ms": Text(
        "時刻のずれが大きすぎます（{value}ミリ秒）", "the clock is off by too much ({value} ms)"
    ),
    "want.time_sync.sources": Text(
        "時刻源は台帳にあるものだけで、{minimum}個以上", "only registered time sources, at least {minimum}"
    ),
    "good.time_sync.sources": Text(
        "時刻源は全て台帳にあります（{count}件）: {items}",
        "all time sources are registered ({count}): {items}",
    ),
    "bad.time_sync.sources": Text(
        "台帳にない時刻源が設定されています（{count}件）: {items}",
        "time sources are configured that are not registered ({count}): {items}",
    ),
    "too_few_sources": Text(
        "時刻源が足りません（{minimum}個以上必要）（{count}件）: {items}",
        "there are too few time sources (at least {minimum}) ({count}): {items}",
    ),
    "want.audit.active": Text("監査サービス（auditd）が動いている", "the audit service (auditd) runs"),
    "good.audit.active": Text("監査サービスは動いています", "the audit service runs"),
    "bad.audit.active": Text("監査サービスが動いていません", "the audit service does not run"),
    "want.audit.enabled": Text(
        "カーネルの監査が有効（enabled {value} 以上）", "kernel auditing is on (enabled {value} or higher)"
    ),
    "good.audit.enabled": Text(
        "カーネルの監査は有効です（enabled {value}）", "kernel auditing is on (enabled {value})"
    ),
    "bad.audit.enabled": Text(
        "カーネルの監査の状態が基準に達していません（enabled {value}。0は停止、1は有効、2は有効かつ変更禁止）",
        "kernel auditing does not reach the baseline (enabled {value}: 0 off, 1 on, 2 on and locked)",
    ),
    "want.audit.loaded_rules": Text(
        "稼働中の監査規則に必要な{count}件が揃っている",
        "the rules in force record the {count} things demanded",
    ),
    "good.audit.loaded_rules": Text(
        "稼働中の監査規則は必要な{count}件を満たしています",
        "the rules in force record all {count} things demanded",
    ),
    "bad.audit.loaded_rules": Text(
        "稼働中の監査規則に不足があります（{count}件）: {items}",
        "the rules in force do not record ({count}): {items}",
    ),
    "want.audit.persisted_rules": Text(
        "再起動後の監査規則に必要な{count}件が揃っている",
        "the rules after a restart record the {count} things demanded",
    ),
    "good.audit.persisted_rules": Text(
        "再起動後の監査規則は必要な{count}件を満たしています",
        "the rules after a restart record all {count} things demanded",
    ),
    "bad.audit.persisted_rules": Text(
        "再起動後の監査規則に不足があります（{count}件）: {items}",
        "the rules after a restart do not record ({count}): {items}",
    ),
    "audit_switched_off": Text(
        "全ての記録を止める監査規則があります（{count}件）: {items}",
        "an audit rule stops all records ({count}): {items}",
    ),
    "want_forwarding": Text(
        "登録したログサーバーにだけTCPで転送し、接続が確立し、記録が届いている",
        "logs go over TCP to registered log servers alone, the connection stands, and records arrive",
    ),
    "want_forwarding_tls": Text(
        "登録したログサーバーにだけTLSで転送し、接続が確立し、記録が届いている",
        "logs go over TLS to registered log servers alone, the connection stands, and records arrive",
    ),
    "forwarding_unregistered": Text(
        "台帳にない転送先にログを送る設定です（{count}件）: {items}",
        "logs are sent to destinations that are not registered ({count}): {items}",
    ),
    "forwarding_missing": Text(
        "登録したログサーバーへの確実な転送（TCPまたは必要ならTLS）が設定されていません。今の転送先（{count}件）: {items}",
        "no reliable forwarding (TCP, or TLS where demanded) to a registered log server is configured; destinations now ({count}): {items}",
    ),
    "forwarding_not_connected": Text(
        "ログの転送先への接続が確立していません（{count}件）: {items}",
        "no connection to the configured log server stands ({count}): {items}",
    ),
    "forwarding_connected": Text(
        "登録したログサーバーへの接続が確立しています: {items}",
        "the connection to a registered log server stands: {items}",
    ),
    "forwarding_arrived": Text(
        "この点検のログインの記録がログサーバー {server} に届いています",
        "the record of this scan's login has arrived at the log server {server}",
    ),
    "forwarding_not_arrived": Text(
        "この点検のログインの記録（{account}、ポート {port}）がログサーバー {server} に届いていません",
        "the record of this scan's login ({account}, port {port}) has not arrived at the log server {server}",
    ),
    "want.files.logs": Text(
        "ログを書けるのは決められた所有者とグループだけ", "only named owners and groups can write logs"
    ),
    "good.files.logs": Text("{count}件のログは保護されています", "all {count} log files are protected"),
    "bad.files.logs": Text(
        "保護が不十分なログがあります（{count}件）: {items}",
        "logs are not well enough protected ({count}): {items}",
    ),
    "want.sshd.permit_root_login": Text(
        "rootの直接ログインの禁止（PermitRootLogin {value}）",
        "root cannot log in directly (PermitRootLogin {value})",
    ),
    "good.sshd.permit_root_login": Text("rootの直接ログインは禁止されています", "root cannot log in directly"),
    "bad.sshd.permit_root_login": Text(
        "rootの直接ログインが許可されています（{items}）", "root can log in directly ({items})"
    ),
    "want.sshd.password_only": Text("パスワードだけではログインできない", "a password alone does not log in"),
    "good.sshd.password_only": Text("パスワードだけではログインできません", "a password alone does not log in"),
    "bad.sshd.password_only": Text("パスワードだけでログインできます（{items}）", "a password alone logs in ({items})"),
    "want.sshd.single_factor": Text(
        "一つの認証方式だけではログインできない（多要素認証）", "no single method logs in (several factors)"
    ),
    "good.sshd.single_factor": Text("多要素認証になっています", "several factors are needed"),
    "bad.sshd.single_factor": Text(
        "一つの認証方式だけでログインできます（{count}件）: {items}",
        "one method alone logs in ({count}): {items}",
    ),
    "mfa_not_required": Text("点検基準は多要素認証を求めていません", "the baseline does not demand several factors"),
    "mfa_not_judged": Text("多要素認証は判定の対象ではありません", "several factors are not judged"),
    "good_but_for_scanner": Text(
        "多要素認証になっています（接続元を制限した点検用アカウント {account} を除く）",
        "several factors are needed (but for the scan account {account}, limited to its source)",
    ),
    "want.sshd.ciphers": Text("SSHの暗号方式は一覧 {profile} にあるものだけ", "only SSH ciphers of the list {profile}"),
    "good.sshd.ciphers": Text("SSHの暗号方式{count}個は全て一覧にあります", "all {count} SSH ciphers are on the list"),
    "bad.sshd.ciphers": Text(
        "一覧にないSSHの暗号方式が有効です（{count}件）: {items}",
        "SSH ciphers are offered that are not on the list ({count}): {items}",
    ),
    "want.sshd.macs": Text(
        "SSHのメッセージ認証方式は一覧 {profile} にあるものだけ",
        "only SSH message authentication codes of the list {profile}",
    ),
    "good.sshd.macs": Text(
        "SSHのメッセージ認証方式{count}個は全て一覧にあります",
        "all {count} SSH message authentication codes are on the list",
    ),
    "bad.sshd.macs": Text(
        "一覧にないSSHのメッセージ認証方式が有効です（{count}件）: {items}",
        "SSH message authentication codes are offered that are not on the list ({count}): {items}",
    ),
    "want.sshd.key_exchange": Text(
        "SSHの鍵交換方式は一覧 {profile} にあるものだけ",
        "only SSH key exchange methods of the list {profile}",
    ),
    "good.sshd.key_exchange": Text(
        "SSHの鍵交換方式{count}個は全て一覧にあります",
        "all {count} SSH key exchange methods are on the list",
    ),
    "bad.sshd.key_exchange": Text(
        "一覧にないSSHの鍵交換方式が有効です（{count}件）: {items}",
        "SSH key exchange methods are offered that are not on the list ({count}): {items}",
    ),
    "want.sshd.host_key_algorithms": Text(
        "SSHのホスト鍵の方式は一覧 {profile} にあるものだけ",
        "only SSH host key algorithms of the list {profile}",
    ),
    "good.sshd.host_key_algorithms": Text(
        "SSHのホスト鍵の方式{count}個は全て一覧にあります",
        "all {count} SSH host key algorithms are on the list",
    ),
    "bad.sshd.host_key_algorithms": Text(
        "一覧にないSSHのホスト鍵の方式が有効です（{count}件）: {items}",
        "SSH host key algorithms are offered that are not on the list ({count}): {items}",
    ),
    "want.login_failures.deny": Text(
        "認証に{least}～{most}回失敗するとロックする", "accounts lock after {least} to {most} failures"
    ),
    "good.login_failures.deny": Text("認証に{value}回失敗するとロックします", "accounts lock after {value} failures"),
    "bad.login_failures.deny": Text(
        "失敗時のロックが基準を満たしません（{value}回でロック。0はロックしない）",
        "the lock after failures does not meet the baseline (after {value}; 0 means never)",
    ),
    "want.login_failures.unlock_s": Text(
        "ロックは{value}秒以上続く（0は管理者の解除まで）",
        "the lock lasts at least {value} s (0: until an administrator opens it)",
    ),
    "good.login_failures.unlock_s": Text(
        "ロックは{value}秒続きます（0は管理者の解除まで）",
        "the lock lasts {value} s (0: until an administrator opens it)",
    ),
    "bad.login_failures.unlock_s": Text("ロックが短すぎます（{value}秒）", "the lock is too short ({value} s)"),
    "want.password_quality.minlen": Text("パスワードは{value}文字以上", "passwords have at least {value} characters"),
    "good.password_quality.minlen": Text(
        "パスワードは{value}文字以上が求められます", "passwords need {value} characters"
    ),
    "bad.password_quality.minlen": Text(
        "パスワードの最低桁数が足りません（{value}文字。0は検査なし）",
        "the demanded length of passwords is too small ({value}; 0 means not checked)",
    ),
    "want.password_quality.minclass": Text(
        "パスワードの文字種は{value}種類以上",
        "passwords have at least {value} classes of characters",
    ),
    "good.password_quality.minclass": Text(
        "パスワードの文字種は{value}種類以上が求められます",
        "passwords need {value} classes of characters",
    ),
    "bad.password_quality.minclass": Text(
        "パスワードの文字種が足りません（{value}種類。0は検査なし）",
        "too few classes of characters are demanded ({value}; 0 means not checked)",
    ),
    "want.shadow.empty": Text("空のパスワードのアカウントがない", "no account has an empty password"),
    "good.shadow.empty": Text("空のパスワードのアカウントはありません", "no account has an empty password"),
    "bad.shadow.empty": Text(
        "パスワードが空のアカウントがあります（{count}件）: {items}",
        "accounts have an empty password ({count}): {items}",
    ),
    "want.sshd.permit_empty_passwords": Text(
        "SSHで空のパスワードを受け付けない（PermitEmptyPasswords {value}）",
        "SSH accepts no empty passwords (PermitEmptyPasswords {value})",
    ),
    "good.sshd.permit_empty_passwords": Text("SSHは空のパスワードを受け付けません", "SSH accepts no empty passwords"),
    "bad.sshd.permit_empty_passwords": Text(
        "SSHが空のパスワードを受け付けます（{items}）", "SSH accepts empty passwords ({items})"
    ),
    "want.accounts.uid0": Text("利用者番号0は {items} だけ", "only {items} has user id 0"),
    "good.accounts.uid0": Text("利用者番号0は {items} だけです", "only {items} has user id 0"),
    "bad.accounts.uid0": Text(
        "root以外に利用者番号0のアカウントがあります（{count}件）: {items}",
        "accounts other than root have user id 0 ({count}): {items}",
    ),
    "want.accounts.local_uid0": Text(
        "利用者番号0は {items} だけ（機器内の登録）", "only {items} has user id 0 on the host itself"
    ),
    "good.accounts.local_uid0": Text(
        "利用者番号0は {items} だけです（機器内の登録）", "only {items} has user id 0 on the host itself"
    ),
    "bad.accounts.local_uid0": Text(
        "root以外に利用者番号0のアカウントがあります（機器内の登録）（{count}件）: {items}",
        "accounts other than root have user id 0 on the host itself ({count}): {items}",
    ),
    "want.accounts.login": Text("ログインできるアカウントは台帳にあるものだけ", "only registered accounts can log in"),
    "good.accounts.login": Text(
        "ログインできる{count}件は全て台帳にあります", "all {count} accounts that can log in are registered"
    ),
    "bad.accounts.login": Text(
        "台帳にないアカウントがログインできます（{count}件）: {items}",
        "accounts can log in that are not registered ({count}): {items}",
    ),
    "want.accounts.local_login": Text(
        "ログインできるアカウントは台帳にあるものだけ（機器内の登録）",
        "only registered ones of the local accounts can log in",
    ),
    "good.accounts.local_login": Text(
        "ログインできる{count}件は全て台帳にあります（機器内の登録）",
        "all {count} local accounts that can log in are registered",
    ),
    "bad.accounts.local_login": Text(
        "台帳にないアカウントがログインできます（機器内の登録）（{count}件）: {items}",
        "local accounts can log in that are not registered ({count}): {items}",
    ),
    "want.sudo_rules.grants": Text("権限付与（sudo）は台帳にあるものだけ", "only registered sudo grants"),
    "good.sudo_rules.grants": Text("権限付与{count}件は全て承認されています", "all {count} sudo grants are approved"),
    "bad.sudo_rules.grants": Text(
        "台帳にない権限付与（sudo）があります（{count}件）: {items}",
        "there are sudo grants that are not registered ({count}): {items}",
    ),
    "want.session_timeout.idle_s": Text(
        "無操作のセッションを{most}秒以内に終了する", "idle sessions end within {most} s"
    ),
    "good.session_timeout.idle_s": Text(
        "無操作のセッションは{value}秒で終了します", "idle sessions end after {value} s"
    ),
    "bad.session_timeout.idle_s": Text(
        "無操作のセッションの終了が基準を満たしません（{value}秒。0は終了しない）",
        "idle sessions do not end in time (after {value} s; 0 means never)",
    ),
    "want.firewall.open_families": Text(
        "許可しない受信通信を既定で拒否する（IPv4、IPv6）",
        "inbound traffic is refused by default (IPv4, IPv6)",
    ),
    "good.firewall.open_families": Text(
        "許可しない受信通信は既定で拒否されます", "inbound traffic is refused by default"
    ),
    "bad.firewall.open_families": Text(
        "受信通信が既定で許可されています（{items}）", "inbound traffic is accepted by default ({items})"
    ),
    "want.firewall.at_boot": Text("通信制御の規則が起動時に読み込まれる", "the ruleset is loaded at boot"),
    "good.firewall.at_boot": Text("通信制御の規則は起動時に読み込まれます", "the ruleset is loaded at boot"),
    "bad.firewall.at_boot": Text("通信制御の規則が起動時に読み込まれません", "the ruleset is not loaded at boot"),
    "want.listening_sockets.sockets": Text("待ち受けるポートは台帳にあるものだけ", "only registered ports listen"),
    "good.listening_sockets.sockets": Text(
        "待ち受けている{count}件は全て台帳にあります", "all {count} listeners are registered"
    ),
    "bad.listening_sockets.sockets": Text(
        "台帳にないポートで待ち受けています（{count}件）: {items}",
        "ports listen that are not registered ({count}): {items}",
    ),
    "want.files.sensitive": Text(
        "重要ファイルの所有者と権限が表のとおり", "owners and modes of sensitive files are as in the table"
    ),
    "good.files.sensitive": Text(
        "重要ファイル{count}件の所有者と権限は表のとおりです",
        "owners and modes of {count} sensitive files are as in the table",
    ),
    "bad.files.sensitive": Text(
        "所有者または権限が緩い重要ファイルがあります（{count}件）: {items}",
        "owners or modes of sensitive files are too loose ({count}): {items}",
    ),
    "want_sysctl": Text(
        "カーネルパラメータ{count}件が稼働中も再起動後も基準のとおり",
        "{count} kernel parameters are as demanded, now and after a restart",
    ),
    "sysctl_right": Text(
        "カーネルパラメータ{count}件は基準のとおりです", "all {count} kernel parameters are as demanded"
    ),
    "sysctl_wrong": Text(
        "カーネルパラメータが基準と違います（稼働中{count}件: {running}／再起動後{persisted_count}件: {persisted}）",
        "kernel parameters differ (now {count}: {running}; after a restart {persisted_count}: {persisted})",
    ),
    "want.mandatory_access.mode": Text(
        "強制アクセス制御が稼働中（{value}）", "mandatory access control enforces now ({value})"
    ),
    "good.mandatory_access.mode": Text(
        "強制アクセス制御は稼働中です（{value}）", "mandatory access control enforces now ({value})"
    ),
    "bad.mandatory_access.mode": Text(
        "強制アクセス制御が強制になっていません（{value}）",
        "mandatory access control does not enforce now ({value})",
    ),
    "want.mandatory_access.boot_mode": Text(
        "再起動後も強制アクセス制御が有効（{value}）",
        "mandatory access control enforces after a restart ({value})",
    ),
    "good.mandatory_access.boot_mode": Text(
        "再起動後も強制アクセス制御は有効です（{value}）",
        "mandatory access control enforces after a restart ({value})",
    ),
    "bad.mandatory_access.boot_mode": Text(
        "再起動後の強制アクセス制御が強制になっていません（{value}）",
        "mandatory access control does not enforce after a restart ({value})",
    ),
    "want.mandatory_access.unconfined": Text(
        "強制から外したものがない（許容: {items}）",
        "nothing is taken out of enforcement (accepted: {items})",
    ),
    "good.mandatory_access.unconfined": Text(
        "強制から外したものはありません（許容: {items}）",
        "nothing is taken out of enforcement (accepted: {items})",
    ),
    "bad.mandatory_access.unconfined": Text(
        "強制アクセス制御から外したものがあります（{count}件）: {items}",
        "something is taken out of enforcement ({count}): {items}",
    ),
    "want.authorized_keys.keys": Text(
        "登録公開鍵は台帳にあり期限内のものだけ", "only registered keys within their period"
    ),
    "good.authorized_keys.keys": Text(
        "公開鍵{count}件は全て台帳にあり期限内です",
        "all {count} keys are registered and within their period",
    ),
    "bad.authorized_keys.keys": Text(
        "台帳にない公開鍵（{count}件）: {items}／期限切れの公開鍵（{expired_count}件）: {expired}",
        "keys that are not registered ({count}): {items}; keys past their last day ({expired_count}): {expired}",
    ),
    "want.services.failed": Text("失敗状態のサービスは{value}件以内", "at most {value} failed services"),
    "good.services.failed": Text("失敗状態のサービスは{count}件です", "{count} services have failed"),
    "bad.services.failed": Text(
        "失敗状態のサービスがあります（{count}件）: {items}", "services have failed ({count}): {items}"
    ),
    "want.crashes.events": Text("直近{days}日に異常終了がない", "no crash in the last {days} days"),
    "good.crashes.events": Text(
        "直近{days}日に異常終了の記録はありません", "no crash is recorded in the last {days} days"
    ),
    "bad.crashes.events": Text(
        "異常終了の記録があります（{count}件）: {items}", "crashes are recorded ({count}): {items}"
    ),
    "want.mounts.usage": Text(
        "記憶域の使用率は{value}%以内（容量、inode）", "storage is used up to {value} % (space, inodes)"
    ),
    "good.mounts.usage": Text("記憶域の使用率は最大{value}%です", "storage is used up to {value} %"),
    "bad.mounts.usage": Text(
        "記憶域の空きが足りません（{count}件）: {items}", "file systems are too full ({count}): {items}"
    ),
    "want_certificates": Text(
        "証明書の有効期限まで{min_days}日以上", "certificates are valid for at least {min_days} days"
    ),
    "certificates_valid": Text(
        "登録された証明書{count}件は有効期限に余裕があります",
        "all {count} registered certificates are valid long enough",
    ),
    "certificates_expiring": Text(
        "有効期限まで{min_days}日を切った証明書があります（{count}件）: {items}",
        "certificates expire within {min_days} days ({count}): {items}",
    ),
    "want.usb_storage.blocked": Text(
        "USB記憶装置のモジュールを読み込めない", "modules for USB storage cannot be loaded"
    ),
    "good.usb_storage.blocked": Text(
        "USB記憶装置のモジュールは読み込めません", "modules for USB storage cannot be loaded"
    ),
    "bad.usb_storage.blocked": Text("USB記憶装置のモジュールを読み込めます", "modules for USB storage can be loaded"),
    "want.usb_storage.loaded": Text(
        "USB記憶装置のモジュールが読み込まれていない", "no module for USB storage is loaded"
    ),
    "good.usb_storage.loaded": Text(
        "USB記憶装置のモジュールは読み込まれていません", "no module for USB storage is loaded"
    ),
    "bad.usb_storage.loaded": Text(
        "USB記憶装置のモジュールが読み込まれています（{count}件）: {items}",
        "modules for USB storage are loaded ({count}): {items}",
    ),
    "want.memory_errors.uncorrected": Text(
        "訂正できないメモリの誤りは{value}件以内", "at most {value} uncorrected memory errors"
    ),
    "good.memory_errors.uncorrected": Text(
        "訂正できないメモリの誤りは{value}件です", "{value} uncorrected memory errors are counted"
    ),
    "bad.memory_errors.uncorrected": Text(
        "訂正できないメモリの誤りがあります（{value}件）",
        "uncorrected memory errors are counted ({value})",
    ),
    "want.routes.routes": Text(
        "外部への経路は承認したゲートウェイと宛先だけ",
        "ways out lead through approved gateways and to approved prefixes alone",
    ),
    "good.routes.routes": Text(
        "経路{count}件に承認のない外部への経路はありません", "none of {count} routes is an unapproved way out"
    ),
    "bad.routes.routes": Text(
        "承認のない外部への経路があります（{count}件）: {items}",
        "there are unapproved ways out ({count}): {items}",
    ),
    "want_attestation": Text("{days}日以内の確認記録", "an attestation not older than {days} days"),
    "register_lacking": Text(
        "台帳にあるが機器にない: {items}（計{count}件）", "registered but not there: {items} ({count} in all)"
    ),
    "register_differs": Text(
        "台帳にない: {items}（計{count}件）。台帳にあるが機器にない: {lacking}（計{lacking_count}件）",
        "not registered: {items} ({count} in all); registered but not there: {lacking} ({lacking_count} in all)",
    ),
}
