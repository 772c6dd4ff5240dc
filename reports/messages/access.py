"""Texts about facts about accounts, logins, privileges and devices that could not be read."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    "passwd_malformed": Text(
        "/etc/passwd に解釈できない行があります。対象機器で pwck を実行して確認してください",
        "/etc/passwd has a line that cannot be understood: check it with pwck on the target",
    ),
    "shadow_malformed": Text(
        "/etc/shadow に解釈できない行があります。対象機器で pwck を実行して確認してください",
        "/etc/shadow has a line that cannot be understood: check it with pwck on the target",
    ),
    "accounts_in_directory": Text(
        "nsswitch.conf がディレクトリ等（{sources}）を参照しており、対象機器のファイルだけでは全アカウントを確認できません",
        "nsswitch.conf names further sources ({sources}): the files on the target do not show every account",
    ),
    "passwords_in_directory": Text(
        "ディレクトリ等（{sources}）のアカウントのパスワードの状態と規則は対象機器から確認できません",
        "passwords and password rules of accounts in {sources} cannot be seen on the target",
    ),
    "sudo_rules_in_directory": Text(
        "sudo の規則が {sources} からも読み込まれるため、/etc/sudoers だけでは全規則を確認できません",
        "sudo rules also come from {sources}: /etc/sudoers does not show every rule",
    ),
    "sudo_rules_empty": Text(
        "/etc/sudoers から規則を 1 件も読み取れません", "no rule at all could be read from /etc/sudoers"
    ),
    "account_name_unusable": Text(
        "コマンドに安全に渡せないアカウント名のため sshd の設定を確認できません: {accounts}",
        "the SSH server cannot be asked about these account names safely: {accounts}",
    ),
    "sshd_match_not_exercised": Text(
        "{path} の {line} 行目（Match {criteria}）の {keyword} は、点検したアカウントと接続元のいずれにも適用されず、効果を確認できません。該当アカウントを台帳に登録してください",
        "{keyword} in {path} line {line} (Match {criteria}) applies to no account and address that was asked about: register the account it is meant for",
    ),
    "sshd_include_not_read": Text(
        "sshd_config の Include が示すファイルは点検の対象外のため確認できません: {path}",
        "an Include of sshd_config names a file that the scan does not read: {path}",
    ),
    "sshd_config_too_deep": Text(
        "sshd_config の Include の入れ子が深すぎます: {path}", "Include is nested too deeply in sshd_config: {path}"
    ),
    "sshd_not_seen": Text(
        "動作中の sshd のプロセスが見えず、起動オプションを確認できません（/proc の hidepid、または接続ごとの起動）",
        "no running sshd process can be seen (hidepid on /proc, or one started per connection), so its options on the "
        "command line are not known",
    ),
    "sshd_other_configuration": Text(
        "別の設定ファイルの sshd、または別の SSH サーバーが動作しています: {command}",
        "an sshd with another configuration, or another SSH server, is running: {command}",
    ),
    "sshd_option_on_command_line": Text(
        "sshd の起動オプションが {keyword} を変更しており、実効値を確認できません",
        "an option on the command line of sshd changes {keyword}: its effective value is not known",
    ),
    "keys_from_elsewhere": Text(
        "sshd が点検の対象外の場所からも公開鍵を受け入れます（{keyword}: {value}）",
        "sshd also accepts keys from a place that the scan does not read ({keyword}: {value})",
    ),
    "home_not_covered": Text(
        "アカウント {account} のホームディレクトリは公開鍵の点検範囲にありません: {path}",
        "the home of account {account} is outside of where keys are looked for: {path}",
    ),
    "authorized_keys_link": Text(
        "公開鍵の置き場所がシンボリックリンクのため、リンク先の鍵を確認できません: {path}",
        "the place of authorized keys is a symbolic link that is not followed: {path}",
    ),
    "pam_file_not_read": Text(
        "PAM が参照するファイルを読み取れません: {path}", "a file that PAM refers to could not be read: {path}"
    ),
    "pam_line_unclear": Text(
        "PAM の設定に解釈できない行があります: {path}: {line}",
        "PAM has a line that cannot be understood: {path}: {line}",
    ),
    "pam_module_not_modelled": Text(
        "PAM モジュール {module} の規則は点検できません", "the rules of the PAM module {module} cannot be judged"
    ),
    "logind_unreadable": Text(
        "systemd-logind の StopIdleSessionSec を確認できません: {detail}",
        "StopIdleSessionSec of systemd-logind could not be read: {detail}",
    ),
    "file_listed_twice": Text(
        "同じパスのファイルが異なる属性で 2 回現れました: {path}",
        "one path was listed twice with different modes: {path}",
    ),
    "file_list_incomplete": Text(
        "必ず存在するはずの {path} がファイル一覧にありません", "the list of files lacks {path}, which is always there"
    ),
    "kernel_command_line_unreadable": Text("/proc/cmdline を読み取れません", "/proc/cmdline could not be read"),
    "boot_entries_unreadable": Text("grubby から起動エントリを読み取れません", "grubby showed no boot entry"),
    "selinux_state_hidden": Text(
        "SELinux は有効ですが selinuxfs がマウントされておらず状態を確認できません",
        "SELinux is active but its file system is not mounted, so its state cannot be seen",
    ),
    "selinux_config_unclear": Text(
        "/etc/selinux/config の SELINUX の設定を特定できません",
        "the setting SELINUX in /etc/selinux/config is not clear",
    ),
    "apparmor_service_unclear": Text(
        "apparmor.service が次回起動時に有効か確認できません（状態: {state}）",
        "whether apparmor.service starts at the next boot is not clear (state: {state})",
    ),
    "kernel_modules_unreadable": Text(
        "稼働中カーネルのモジュール一覧（/lib/modules）を読み取れません",
        "the list of modules of the running kernel (/lib/modules) could not be read",
    ),
    "sysfs_unreadable": Text("/sys を読み取れません", "/sys could not be read"),
    "edac_missing": Text(
        "EDAC ドライバーが組み込まれておらず、メモリーエラーを数えていません",
        "no EDAC driver is loaded: memory errors are not counted",
    ),
    "guest_has_no_memory_controller": Text(
        "仮想環境（{kind}）のためメモリーコントローラーがありません",
        "a guest ({kind}) has no memory controller of its own",
    ),
}
