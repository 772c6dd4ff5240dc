"""Texts about connections, logins and host keys."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    # reaching a host
    "name_not_resolved": Text(
        "ホスト名を解決できません: {host}: {detail}", "the host name could not be resolved: {host}: {detail}"
    ),
    "resolve_timed_out": Text(
        "ホスト名の解決が制限時間内に終わりませんでした: {host}", "resolving the host name did not end in time: {host}"
    ),
    "connect_timed_out": Text(
        "接続が制限時間内に確立しませんでした: {host} ポート {port}（経路・フィルタリング・電源を確認してください）",
        "no connection in time: {host} port {port} (check route, filters and power)",
    ),
    "connection_refused": Text(
        "接続が拒否されました: {host} ポート {port}（sshd の稼働を確認してください）",
        "connection refused: {host} port {port} (check that sshd runs)",
    ),
    "host_unreachable": Text(
        "対象機器に到達できません: {host} ポート {port}: {detail}",
        "the host cannot be reached: {host} port {port}: {detail}",
    ),
    "proxy_failed": Text(
        "ProxyCommand を実行できません: {host}: {detail}", "the ProxyCommand could not be run: {host}: {detail}"
    ),
    "jump_refused": Text(
        "踏み台 {jump} が {host} ポート {port} への転送を拒否しました: {detail}",
        "the jump host {jump} refused to forward to {host} port {port}: {detail}",
    ),
    # the protocol
    "no_ssh_banner": Text(
        "SSH の識別文字列が制限時間内に届きませんでした: {host}", "no SSH identification arrived in time: {host}"
    ),
    "banner_too_long": Text(
        "SSH サーバーではない応答が続きました: {host}: {said}",
        "the answer is not that of an SSH server: {host}: {said}",
    ),
    "closed_before_banner": Text(
        "SSH の識別文字列の前に切断されました: {host}: {said}",
        "the connection was closed before the SSH identification: {host}: {said}",
    ),
    "too_many_connections": Text(
        "同時接続数の上限（MaxStartups）により切断されました: {host}（並列数を減らしてください）",
        "closed because of too many connections (MaxStartups): {host} (use fewer workers)",
    ),
    "no_common_algorithm": Text(
        "共通の暗号方式がありません: {host}: {detail}", "no algorithm in common: {host}: {detail}"
    ),
    "kex_timed_out": Text(
        "鍵交換が制限時間内に終わりませんでした: {host}", "the key exchange did not end in time: {host}"
    ),
    "auth_timed_out": Text("認証が制限時間内に終わりませんでした: {host}", "the login did not end in time: {host}"),
    "channel_timed_out": Text(
        "セッションの開始が制限時間内に終わりませんでした: {host}", "opening the session did not end in time: {host}"
    ),
    "exec_timed_out": Text(
        "コマンドの開始が制限時間内に終わりませんでした: {host}", "starting the command did not end in time: {host}"
    ),
    "login_flooded": Text(
        "認証の前に大量のデータが送られてきたため切断しました: {host}",
        "cut because the server sent too much before the login: {host}",
    ),
    "connection_lost": Text(
        "接続が途中で切れました: {host}（段階: {stage}）", "the connection was lost: {host} (stage: {stage})"
    ),
    "protocol_error": Text(
        "SSH プロトコルの誤り: {host}（段階: {stage}）: {detail}",
        "SSH protocol error: {host} (stage: {stage}): {detail}",
    ),
    # host keys
    "host_key_unknown": Text(
        "ホスト鍵が登録されていません: {host} ポート {port}: {kind} {fingerprint}（機器の管理者に指紋を確認し、tenken trust {host} で登録してください）",
        "the host key is not known: {host} port {port}: {kind} {fingerprint} (confirm the fingerprint with the host's administrator, then run tenken trust {host})",
    ),
    "host_key_changed": Text(
        "ホスト鍵が登録内容と異なります: {host} ポート {port}: {kind} {fingerprint}（登録済み: {known}）。なりすまし又は機器の更新の可能性があります。更新と確認できた場合のみ known_hosts の古い行を削除し、tenken trust {host} で登録してください",
        "the host key differs from the known one: {host} port {port}: {kind} {fingerprint} (known: {known}); someone may be impersonating the host, or it was replaced. Only if the replacement is confirmed, remove the old line from known_hosts and run tenken trust {host}",
    ),
    "host_key_revoked": Text(
        "失効したホスト鍵です: {host} ポート {port}: {kind} {fingerprint}（known_hosts の @revoked 行）。接続しません",
        "the host key is revoked: {host} port {port}: {kind} {fingerprint} (a @revoked line in known_hosts); no connection is made",
    ),
    "host_certificate_unsupported": Text(
        "known_hosts にはこのホストの @cert-authority 行しかありません。ホスト証明書には対応していないため、tenken trust {host} でホスト鍵を登録してください: ポート {port}: {kind} {fingerprint}",
        "known_hosts has only a @cert-authority line for this host; host certificates are not supported, so add its host key with tenken trust {host}: port {port}: {kind} {fingerprint}",
    ),
    "known_hosts_unwritable": Text(
        "known_hosts に書き込めません: {file}: {detail}", "known_hosts could not be written: {file}: {detail}"
    ),
    "known_hosts_line_skipped": Text(
        "known_hosts の行を解釈できないため無視しました: {file} {line} 行目（{why}）",
        "a known_hosts line was not understood and is ignored: {file} line {line} ({why})",
    ),
    # logging in
    "no_credentials": Text(
        "ログインに使う鍵がありません（ansible_ssh_private_key_file 又は ssh-agent を設定してください）",
        "there is no key to log in with (set ansible_ssh_private_key_file or an ssh-agent)",
    ),
    "key_unreadable": Text(
        "秘密鍵を読めません: {file}: {detail}", "the private key could not be read: {file}: {detail}"
    ),
    "key_permissions": Text(
        "秘密鍵が他の利用者にも読めるため使いません: {file}（{mode}。chmod 600 で直してください）",
        "the private key is not used because others may read it: {file} ({mode}; correct with chmod 600)",
    ),
    "key_passphrase_wrong": Text(
        "秘密鍵のパスフレーズが違うか、鍵が壊れています: {file}",
        "the passphrase is wrong or the private key is damaged: {file}",
    ),
    "key_passphrase_missing": Text(
        "秘密鍵が暗号化されていますが、パスフレーズがありません: {file}（パスフレーズのファイル又は ssh-agent を使ってください）",
        "the private key is encrypted and no passphrase was given: {file} (use a passphrase file or an ssh-agent)",
    ),
    "key_unsupported": Text(
        "この形式・種類の秘密鍵は使えません: {file}", "a private key of this format or type cannot be used: {file}"
    ),
    "passphrase_file_unreadable": Text(
        "パスフレーズのファイルを読めません: {file}", "the passphrase file could not be read: {file}"
    ),
    "auth_refused": Text(
        "ログインが拒否されました: {user}@{host}（提示: {offered}、サーバーの方式: {methods}）{said}",
        "the login was refused: {user}@{host} (offered: {offered}; methods of the server: {methods}) {said}",
    ),
    "auth_closed": Text(
        "認証の途中でサーバーが切断しました: {user}@{host}（提示: {offered}、サーバーの方式: {methods}）{said}",
        "the server closed the connection during the login: {user}@{host} (offered: {offered}; methods of the server: {methods}) {said}",
    ),
    "auth_incomplete": Text(
        "鍵は受け入れられましたが、別の認証も求められました: {user}@{host}（提示: {offered}、追加: {methods}）{said}",
        "the key was accepted but more is asked for: {user}@{host} (offered: {offered}; also wanted: {methods}) {said}",
    ),
    "password_expired": Text(
        "点検用アカウントのパスワードが期限切れです: {host}（パスワードを変更するか、鍵のみのアカウントにしてください）{said}",
        "the password of the scan account has expired: {host} (change it, or make the account key-only) {said}",
    ),
    "logins_closed": Text(
        "対象機器がログインを受け付けていません（/etc/nologin）: {host}: {said}",
        "the host accepts no logins (/etc/nologin): {host}: {said}",
    ),
    # running the command
    "session_refused": Text(
        "セッションの開始が拒否されました（MaxSessions の上限など）: {host}: {detail}",
        "the session was refused (MaxSessions reached, for instance): {host}: {detail}",
    ),
    "exec_refused": Text("コマンドの実行が拒否されました: {host}", "the command was refused: {host}"),
    "deadline_passed": Text("制限時間内に終わりませんでした: {host}", "not finished by the deadline: {host}"),
    "output_endless": Text(
        "出力が終わらないため打ち切りました: {host}（{bytes} バイト受信）",
        "the output did not end and was given up: {host} ({bytes} bytes received)",
    ),
    "output_cut": Text(
        "出力が上限 {cap} バイトを超えたため途中で切れています: {host}",
        "the output passed the limit of {cap} bytes and was cut: {host}",
    ),
    "output_held_open": Text(
        "コマンドは終了しましたが、子プロセスが出力を閉じません: {host}",
        "the command ended, but a child keeps its output open: {host}",
    ),
    "exit_without_status": Text(
        "コマンドが終了コードなしで終わりました: {host}", "the command ended without an exit status: {host}"
    ),
    # settings
    "ssh_option_unsupported": Text(
        "{host}: ansible_ssh_common_args のオプションに対応していません: {option}",
        "{host}: an option in ansible_ssh_common_args is not supported: {option}",
    ),
    "ssh_algorithm_unsupported": Text(
        "指定された暗号方式はいずれも使えません: {option}={value}",
        "none of the algorithms asked for can be used: {option}={value}",
    ),
    "ssh_address_invalid": Text(
        "{host}: ホスト名又はアドレスとして使えません: {value}", "{host}: not usable as a host name or address: {value}"
    ),
    "ssh_user_invalid": Text(
        "{host}: アカウント名として使えません: {value}", "{host}: not usable as an account name: {value}"
    ),
    "ssh_port_invalid": Text("{host}: ポート番号が正しくありません: {value}", "{host}: not a port number: {value}"),
    "ssh_jumps_too_many": Text(
        "{host}: 踏み台が多すぎるか、循環しています", "{host}: too many jump hosts, or they form a circle"
    ),
    "ssh_config_failed": Text(
        "{host}: ssh が設定を受け付けません（ssh -G）: {detail}",
        "{host}: ssh rejects its configuration (ssh -G): {detail}",
    ),
    "weaker_host_key_check_ignored": Text(
        "{host}: ホスト鍵の検証を弱める設定は無視しました: {option}",
        "{host}: a setting that weakens host key checking was ignored: {option}",
    ),
    "agent_forwarding_ignored": Text("{host}: エージェント転送は使いません", "{host}: the agent is never forwarded"),
    "ssh_weak_algorithms": Text(
        "{host}: インベントリーの指定により弱い暗号方式も提示します: {algorithms}",
        "{host}: weak algorithms are offered because the inventory asks for them: {algorithms}",
    ),
    # network devices
    "shell_refused": Text("端末の開始が拒否されました: {host}", "a terminal session was refused: {host}"),
    "device_closed": Text("機器がセッションを終了しました: {host}", "the device ended the session: {host}"),
    "device_prompt_not_found": Text(
        "機器のプロンプトを判別できません: {host}（最後の表示: {said}）",
        "the device's prompt could not be told: {host} (shown last: {said})",
    ),
    "device_prompt_changed": Text(
        "点検の途中で機器のプロンプトが変わったため打ち切りました: {host}（{was} → {now}）。ホスト名又は動作モードの変更が考えられます",
        "given up because the device's prompt changed in mid-session: {host} ({was} → {now}); its name or mode may have been changed",
    ),
    "device_prompt_lost": Text(
        "前のコマンドの後にプロンプトが戻らないため、{command} は送りませんでした: {host}",
        "{command} was not sent, for no prompt came back after the command before: {host}",
    ),
    "device_asks": Text(
        "機器が想定外の入力を求めたため打ち切りました（応答はしていません）: {host}: {said}",
        "given up because the device asked for something unexpected (it got no answer): {host}: {said}",
    ),
    "device_out_of_step": Text(
        "{command} の出力の一部が次のコマンドの後に届いたため、結果を使いません",
        "the result of {command} is not used: a part of its output came after the next command",
    ),
    "device_output_interrupted": Text(
        "{command} の出力の行の途中に機器のログが割り込んだため、結果を使いません",
        "the result of {command} is not used: a log message of the device stands in the middle of a line",
    ),
    "enable_refused": Text(
        "特権モードのパスワードが拒否されました: {user}@{host} {said}",
        "the secret of the privileged mode was refused: {user}@{host} {said}",
    ),
    "enable_secret_missing": Text(
        "特権モードのパスワードが必要です（ansible_become_password を設定してください）: {user}@{host}",
        "the privileged mode asks for a secret (set ansible_become_password): {user}@{host}",
    ),
    "enable_failed": Text(
        "特権モードに入れません: {user}@{host} {said}", "the privileged mode could not be entered: {user}@{host} {said}"
    ),
    "telnet_unsupported": Text("{platform} は Telnet では点検できません", "{platform} cannot be read over Telnet"),
}
