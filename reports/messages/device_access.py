"""Texts about the ways into network devices: services, sources, log-in, secrets, SNMP, sessions, remote maintenance."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    # plain text
    "want.management_services.ssh": Text("SSHで管理できる", "SSH is on"),
    "good.management_services.ssh": Text("SSHで管理できます", "SSH is on"),
    "bad.management_services.ssh": Text("SSHで管理できません", "SSH is off"),
    "want.management_services.ssh_versions": Text("SSHは第2版だけを受け付ける", "SSH accepts version 2 alone"),
    "good.management_services.ssh_versions": Text("SSHは第2版だけを受け付けます", "SSH accepts version 2 alone"),
    "bad.management_services.ssh_versions": Text(
        "SSHが第2版以外も受け付けます（受け付ける版: {items}）", "SSH accepts other versions than 2 ({items})"
    ),
    "no_ssh_version_seen": Text("SSHの版がわかりません", "the versions of SSH are not known"),
    "want_no_plain_text": Text("平文のサービス（{items}）が止まっている", "plain-text services ({items}) are off"),
    "plain_text_on": Text(
        "平文のサービスが動いています（{count}件）: {items}", "plain-text services are on ({count}): {items}"
    ),
    "plain_text_off": Text("平文のサービス（{items}）は止まっています", "plain-text services ({items}) are off"),
    # sources
    "want_management_sources": Text(
        "管理の全ての口で、接続元が管理セグメントの中に限られている",
        "every way in is limited to sources inside the management segments",
    ),
    "management_sources_limited": Text(
        "管理の口{count}件の接続元は、管理セグメントの中に限られています",
        "{count} ways in are limited to sources inside the management segments",
    ),
    "management_sources_open": Text(
        "管理の口の接続元が限られていないか、管理セグメントの外を許しています（{count}件）: {items}",
        "ways in are not limited, or to sources outside the management segments ({count}): {items}",
    ),
    "management_sources_unreadable": Text(
        "管理の口の接続元を読み解けません（{count}件）: {items}",
        "the sources of ways in cannot be understood ({count}): {items}",
    ),
    "no_management_path_seen": Text(
        "管理の口、または管理セグメントが一つも見えません", "not one way in, or no management segment, was seen"
    ),
    "management_service_without_path": Text(
        "動いているが接続元の制限を読めないサービスがあります（{count}件）: {items}",
        "services are on whose limits of sources were not seen ({count}): {items}",
    ),
    # log-in
    "want_central_log_in": Text(
        "全てのログイン経路で、{least}台以上ある認証サーバーを先に使う",
        "every way in asks central authentication servers first, of which there are at least {least}",
    ),
    "log_in_central": Text(
        "全てのログイン経路で認証サーバーを先に使います（{items}）",
        "central servers are asked first everywhere ({items})",
    ),
    "log_in_not_central": Text(
        "認証サーバーを先に使わないか、許していない方法に頼るログイン経路があります（{count}件、0件は集中認証の設定なし）: {items}",
        "ways in do not ask central servers first, or fall back to what is not allowed ({count}; 0: nothing is set up): {items}",
    ),
    "central_servers_too_few": Text(
        "使うと設定した認証サーバーが{least}台に足りません: {items}（{count}件）",
        "there are fewer than {least} of the servers to be asked: {items} ({count})",
    ),
    "want.device_accounts.secrets": Text(
        "パスワードは強いハッシュで、機器が読み戻す鍵は平文でない形で保存されている",
        "passwords are stored as strong hashes, keys that the device reads back not in plain text",
    ),
    "good.device_accounts.secrets": Text(
        "パスワードと鍵{count}件は、認めた方式で保存されています", "{count} secrets are stored in accepted ways"
    ),
    "bad.device_accounts.secrets": Text(
        "弱い方式で保存されたパスワード・鍵があります（{count}件）: {items}",
        "secrets are stored in weak ways ({count}): {items}",
    ),
    "secret_storage_unclear": Text(
        "保存の方式がわからないパスワード・鍵があります（{count}件）: {items}",
        "how these secrets are stored is not known ({count}): {items}",
    ),
    "no_secret_seen": Text("パスワードも鍵も一つも見えません", "not one stored secret was seen"),
    "want_snmp_3": Text(
        "SNMPは止まっているか、認証と暗号化（{items}）のある第3版だけである",
        "SNMP is off, or version 3 alone with authentication and encryption ({items})",
    ),
    "snmp_3": Text(
        "SNMPは、認証と暗号化のある第3版の利用者{count}件だけです", "SNMP answers {count} users of version 3 alone"
    ),
    "snmp_off": Text("SNMPは止まっています", "SNMP is off"),
    "snmp_not_3": Text(
        "SNMPに、第3版以外の版、コミュニティ、または弱い方式の利用者があります（{count}件）: {items}",
        "SNMP has other versions than 3, communities, or users with weak algorithms ({count}): {items}",
    ),
    "snmp_algorithms_untold": Text(
        "認証・暗号化の方式がわからないSNMPの利用者があります（{count}件）: {items}",
        "the algorithms of these SNMP users are not known ({count}): {items}",
    ),
    "snmp_no_user_seen": Text(
        "SNMPが動いていますが、版または第3版の利用者が一人も見えません",
        "SNMP is on, but its versions, or any user of version 3, were not seen",
    ),
    # sessions
    "want_sessions_end": Text(
        "操作のない管理セッションが{seconds}秒以内に切れる", "idle management sessions end within {seconds} seconds"
    ),
    "sessions_end": Text(
        "管理の口{count}件で、操作のないセッションが切れます", "idle sessions end at all {count} places"
    ),
    "session_end_untold": Text(
        "動いているのに、操作のないセッションの切れる時間がわからないサービスがあります（{count}件）: {items}",
        "services are on, and when their idle sessions end is not known ({count}): {items}",
    ),
    "sessions_stay_open": Text(
        "操作のないセッションが時間内に切れない口があります（{count}件、秒、0は切れない）: {items}",
        "idle sessions do not end in time ({count}; seconds, 0 is never): {items}",
    ),
    "want.management_access.banner": Text(
        "ログインの前に警告文が出る（含める言葉: {items}）", "a warning is shown before log-in (words: {items})"
    ),
    "good.management_access.banner": Text("警告文が出ます: {text}", "a warning is shown: {text}"),
    "bad.management_access.banner": Text(
        "警告文に必要な言葉がありません（{count}件）: {items}", "the warning lacks words ({count}): {items}"
    ),
    "banner_empty": Text("警告文がありません", "no warning is shown"),
    "want.management_access.attempts": Text(
        "ログイン失敗の上限が{least}～{most}回", "log-in failures are limited to {least} to {most}"
    ),
    "good.management_access.attempts": Text(
        "ログイン失敗の上限は{value}回です", "log-in failures are limited to {value}"
    ),
    "bad.management_access.attempts": Text(
        "ログイン失敗の上限が範囲外です: {value}回（0は上限なし）",
        "the limit of log-in failures is out of range: {value} (0: no limit)",
    ),
    "want.management_access.lockout_s": Text(
        "失敗が上限を超えたら{value}秒以上（または解除まで）ログインできない",
        "beyond the limit no log-in for at least {value} seconds (or until unlocked)",
    ),
    "good.management_access.lockout_s": Text(
        "失敗が上限を超えるとログインできません（{value}秒、0は解除まで）",
        "beyond the limit log-ins are held off ({value} seconds; 0: until unlocked)",
    ),
    "bad.management_access.lockout_s": Text(
        "失敗が上限を超えても{value}秒しか止まりません",
        "beyond the limit log-ins are held off for {value} seconds only",
    ),
    # remote maintenance
    "want_remote_access": Text(
        "外から人を入れる設定がないか、台帳（remote_maintenance）の期限内のものだけである",
        "persons are let in from outside by no way but registered ones (remote_maintenance) that have not expired",
    ),
    "remote_access_none": Text("外から人を入れる設定は機器にありません", "the device lets no person in from outside"),
    "remote_access_registered": Text(
        "外から人を入れる設定は台帳のとおりです（{count}件）: {items}",
        "ways in from outside are registered ({count}): {items}",
    ),
    "remote_access_unregistered": Text(
        "外から人を入れる、台帳にない設定があります（{count}件）: {items}",
        "persons are let in from outside by ways that are not registered ({count}): {items}",
    ),
    "remote_access_expired": Text(
        "台帳の期限を過ぎた遠隔接続の設定が残っています（{count}件）: {items}",
        "remote access is still set up past its last day in the register ({count}): {items}",
    ),
}
