"""Words of permitted windows and freezes, deadlines and repeated attempts, and of `tenken schedule`."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    "outside_windows": Text(
        "システム {system} は今、点検を許された時間帯の外です",
        "the system {system} is outside the windows in which it may be scanned",
    ),
    "in_freeze": Text(
        "システム {system} は {until} まで凍結期間中です（{why}）",
        "the system {system} is frozen until {until} ({why})",
    ),
    "scan_not_permitted_now": Text(
        "次に点検できるのは {next}（日本時間）です。今どうしても点検するなら、作業申請番号を --work-order で指定してください",
        "the next permitted time is {next} (Japan): to scan now all the same, give the number of the work order with --work-order",
    ),
    "scan_never_permitted": Text(
        "選んだ対象のすべてを点検できる時間帯はありません。--limit でシステムごとに分けるか、作業申請番号を --work-order で指定してください",
        "no time is permitted for all the chosen targets together: choose them by system with --limit, or give the number of the work order with --work-order",
    ),
    "local_in_sandbox": Text(
        "{hosts} を自身から直接（ansible_connection: local）点検することは、保護されたサービスの中ではできません。サービス専用のファイルシステムとプロセスしか見えないためです。自身へもSSHで接続するようにしてください",
        "{hosts} cannot be read directly (ansible_connection: local) from within a hardened service, which sees a file system and processes of its own: have it connected to by SSH as well",
    ),
    "run_deadline_passed": Text("点検の期限（{minutes}分）が過ぎました", "the scan's deadline of {minutes} min passed"),
    "window_closed": Text(
        "点検を許された時間帯が {at}（日本時間）に終わりました", "the permitted window closed at {at} (Japan)"
    ),
    "trying_again": Text(
        "到達できなかった対象が{count}件あります。{seconds}秒後に、もう一度接続します",
        "{count} targets could not be reached: trying again in {seconds} s",
    ),
    "help_deadline": Text(
        "点検全体の期限（分）。過ぎたら、読めた所までで終える（既定: なし）",
        "deadline of the whole scan in minutes; it then ends with what it has (default: none)",
    ),
    "help_retries": Text(
        "到達できない対象だけに、最後にもう一度接続する回数（既定: 0）。ログインの拒否は繰り返さない",
        "how often targets that cannot be reached, and no others, are tried again at the end (default: 0); a refused login is not repeated",
    ),
    "help_retry_wait": Text(
        "もう一度接続するまでの秒数。次からは4倍ずつ延びる（既定: 30）",
        "seconds before the next attempt, four times as long before each further one (default: 30)",
    ),
    "help_schedule": Text("点検を定期的に実行する（systemd）", "run scans by themselves (systemd)"),
    "help_schedule_action": Text(
        "install（サービスとタイマを置く）又は status（状態を表示する）",
        "install (write service and timer) or status (show how they stand)",
    ),
    "help_schedule_at": Text("毎日この時刻（日本時間）に点検する", "scan every day at this time of Japan"),
    "help_schedule_calendar": Text(
        "点検する日時（systemd の OnCalendar= の式。例: Mon..Fri 02:00 Asia/Tokyo）",
        "when to scan, as OnCalendar= of systemd (e.g. Mon..Fri 02:00 Asia/Tokyo)",
    ),
    "help_schedule_spread": Text(
        "開始を最大何分ずらすか（既定: 5）", "start up to so many minutes later, at random (default: 5)"
    ),
    "help_schedule_deadline": Text("点検の期限（分、既定: 240）", "deadline of a scan in minutes (default: 240)"),
    "help_schedule_retries": Text(
        "到達できない対象にもう一度接続する回数（既定: 2）",
        "how often unreachable targets are tried again (default: 2)",
    ),
    "help_schedule_name": Text(
        "ユニットの名前（既定: インベントリの名前）", "name of the units (default: that of the inventory)"
    ),
    "help_schedule_user": Text(
        "点検を実行する専用のアカウント（既定: systemd がそのつど作る）",
        "dedicated account that runs the scans (default: one that systemd makes)",
    ),
    "help_schedule_credential": Text(
        "systemd-creds で暗号化した資格情報（名前: ssh_key、vault_password、passphrase、signing_key、pgpass など。繰り返せる）",
        "credential encrypted by systemd-creds (names: ssh_key, vault_password, passphrase, signing_key, pgpass or others; repeatable)",
    ),
    "help_schedule_writable": Text(
        "状態ディレクトリのほかに書き込めるフォルダ（通知のファイル、外部への控えなど。繰り返せる）",
        "folder that may be written to beside the state (files of notices, witnesses; repeatable)",
    ),
    "help_schedule_option": Text(
        "tenken scan に渡す語（例: --option=--depth=full。繰り返せる）",
        "word for tenken scan (e.g. --option=--depth=full; repeatable)",
    ),
    "help_schedule_program": Text(
        "実行する tenken の場所（既定: このプログラム）", "the tenken to run (default: this program)"
    ),
    "help_schedule_directory": Text(
        "ユニットの置き場所（既定: /etc/systemd/system）", "folder of the units (default: /etc/systemd/system)"
    ),
    "help_schedule_dry_run": Text("置かずに表示する", "print the units and write nothing"),
    "help_schedule_enable": Text("置いた後、タイマを有効にして始める", "enable and start the timer as well"),
    "schedule_service_description": Text("tenken 点検 {name}", "tenken scan of {name}"),
    "schedule_timer_description": Text("tenken 定期点検 {name}", "scheduled tenken scan of {name}"),
    "schedule_when": Text(
        "点検する時刻を --at HH:MM 又は --calendar で、どちらか一つだけ指定してください",
        "say when to scan by --at HH:MM or by --calendar, one of them",
    ),
    "schedule_at": Text(
        "--at {given} は時刻ではありません。02:00 のように指定してください",
        "--at {given} is no time of day: e.g. 02:00",
    ),
    "schedule_calendar": Text(
        "日時の式 {given} を systemd が受け付けません（{detail}）",
        "systemd does not take the calendar expression {given} ({detail})",
    ),
    "schedule_name": Text(
        "{name} はユニットの名前にできません。英数字と . _ - からなる名前を --name で指定してください",
        "{name} cannot be the name of a unit: give one of letters, digits, . _ - with --name",
    ),
    "schedule_path": Text(
        "パス又は値 {path} はユニットに書けません。空白、引用符、: % $ ; や制御文字を含まない絶対パスにしてください",
        "the path or value {path} cannot stand in a unit: use an absolute path without spaces, quotes, : % $ ; and control characters",
    ),
    "schedule_credential": Text(
        "--credential {given} は 名前=ファイル の形ではありません（名前は小文字の英数字と _ ）",
        "--credential {given} is not NAME=FILE (the name of lower-case letters, digits, _)",
    ),
    "schedule_account": Text(
        "--user {given} はアカウントの名前ではありません", "--user {given} is no name of an account"
    ),
    "schedule_no_folder": Text(
        "フォルダ {folder} がありません。作るまで、サービスは始まりません",
        "the folder {folder} does not exist: until it is made, the service does not start",
    ),
    "schedule_plain_credential": Text(
        "資格情報 {name} のファイル {file} は暗号化されていません。systemd-creds encrypt --name={name} 元のファイル {file} で作ってください",
        "the file {file} of the credential {name} is not encrypted: make it by systemd-creds encrypt --name={name} PLAIN {file}",
    ),
    "schedule_option": Text(
        "tenken scan に渡す語が正しくありません（{detail}）", "tenken scan does not take these words ({detail})"
    ),
    "schedule_own_option": Text(
        "{option} は --option では渡せません。tenken schedule install の {option} で指定してください",
        "{option} cannot be passed by --option: give it to tenken schedule install itself",
    ),
    "schedule_foreign": Text(
        "{file} は tenken が置いたものではないので、書き換えません（1行目が {mark} ではありません）。別の名前を --name で指定してください",
        "{file} was not written by tenken and is left alone (its first line is not {mark}): give another name with --name",
    ),
    "schedule_taken": Text(
        "{file} は別のインベントリ {inventory} のものです。別の名前を --name で指定してください",
        "{file} is of another inventory, {inventory}: give another name with --name",
    ),
    "schedule_hidden": Text(
        "{path} は {place} の下にあり、保護されたサービスからは見えません。/opt、/srv、/etc などへ移してください",
        "{path} lies below {place}, which the hardened service cannot see: move it to /opt, /srv, /etc or the like",
    ),
    "schedule_no_nss": Text(
        "{file} の passwd に systemd がありません。libnss-systemd を入れないと、systemd が作るアカウントで ssh と ssh-keygen が動きません（専用のアカウントを --user で指定してもかまいません）",
        "{file} does not look accounts up in systemd: without libnss-systemd neither ssh nor ssh-keygen works for the account that systemd makes (or name a dedicated account with --user)",
    ),
    "schedule_ssh_key": Text(
        "サービスからSSH秘密鍵は {path} に見えます。インベントリの ansible_ssh_private_key_file にこのパスを書いてください",
        "the service finds the SSH key at {path}: name that path as ansible_ssh_private_key_file in the inventory",
    ),
    "schedule_written": Text("置きました: {file}", "written: {file}"),
    "schedule_enabled": Text("タイマ {timer} を有効にしました", "the timer {timer} is enabled"),
    "schedule_next_steps": Text(
        "次に実行してください（rootで）:\n  systemctl daemon-reload\n  systemctl start {unit}.service    今すぐ一度試す\n  systemctl enable --now {unit}.timer",
        "now run, as root:\n  systemctl daemon-reload\n  systemctl start {unit}.service    to try it once now\n  systemctl enable --now {unit}.timer",
    ),
    "schedule_none": Text(
        "{folder} に tenken の定期点検はありません。tenken schedule install で置けます",
        "no scheduled scan in {folder}: tenken schedule install writes one",
    ),
    "schedule_unreadable": Text(
        "（{place} を読めません。rootで実行してください）", "({place} is not readable: run as root)"
    ),
    "program_failed": Text("{program} が失敗しました（{detail}）", "{program} failed ({detail})"),
    "report_schedule_unit": Text("ユニット", "Unit"),
    "report_schedule_timer": Text("タイマ", "Timer"),
    "report_schedule_next": Text("次回", "Next"),
    "report_schedule_last": Text("前回", "Last"),
    "report_schedule_result": Text("結果", "Result"),
    "report_schedule_run": Text("最後に保存した点検", "Last stored run"),
    "policy_unknown_system": Text(
        "{file} の {line} 行目: {key}: 「{found}」というシステムはありません。使える名前: {known}",
        "{file}, line {line}: {key}: there is no system {found!r}; the systems are {known}",
    ),
    "policy_freeze_order": Text(
        "{file} の {line} 行目: {key}: 凍結の終わり（{value}）は始まりより後でなければなりません",
        "{file}, line {line}: {key}: a freeze must end ({value}) after it starts",
    ),
}
