"""Texts about accounts: passwords, log-ins, sudo's settings, banners, private keys and special files."""

from __future__ import annotations

from reports.messages.text import Text

TEXTS: dict[str, Text] = {
    # state that could not be read
    "last_logins_not_kept": Text(
        "最終ログインの記録（lastlog、lastlog2）がないため、休眠アカウントを判定できません",
        "no record of last log-ins is kept (lastlog, lastlog2): dormant accounts cannot be told",
    ),
    "last_log_in_unclear": Text(
        "最終ログイン又は作成の日が分からないアカウントがあります（{count}件）: {items}",
        "when these accounts were last used or made cannot be told ({count}): {items}",
    ),
    "own_log_in_not_recorded": Text(
        "この点検自身（{account}）のログインがジャーナルにないため、他のログインも残っているとはいえません",
        "this scan's own log-in ({account}) is not in the journal, so that others may be missing too",
    ),
    "log_ins_incomplete": Text(
        "ログインの記録が {since} からしかなく、直近{days}日を確認できません",
        "the record of log-ins begins at {since}: the last {days} days cannot be checked",
    ),
    "banner_not_read": Text(
        "表示される文章のファイルを読み取れません: {path}", "the file of the text that is shown was not read: {path}"
    ),
    "sudo_groups_not_resolved": Text(
        "sudoの規則にあるグループの所属者を機器の中だけでは確認できません: {groups}",
        "who is in these groups of sudo rules cannot be told on the host itself: {groups}",
    ),
    "mounts_not_walked": Text(
        "調べていないファイルシステムがあります（{count}件）: {items}",
        "file systems were not walked ({count}): {items}",
    ),
    # passwords
    "want.password_ages.local_ages": Text(
        "使えるパスワードの有効期間は{value}日以内（機器内の登録）",
        "usable passwords of local accounts last at most {value} days",
    ),
    "good.password_ages.local_ages": Text(
        "使えるパスワード{count}件は全て期限内に変更が求められます（機器内の登録）",
        "all {count} usable passwords of local accounts must be changed in time",
    ),
    "bad.password_ages.local_ages": Text(
        "有効期間がないか長すぎる、又は期限が進まないパスワードがあります（機器内の登録）（{count}件。括弧内は日数）: {items}",
        "passwords of local accounts last too long or for ever ({count}; days in brackets): {items}",
    ),
    "want.password_ages.ages": Text(
        "使えるパスワードの有効期間は{value}日以内", "usable passwords last at most {value} days"
    ),
    "good.password_ages.ages": Text(
        "使えるパスワード{count}件は全て期限内に変更が求められます",
        "all {count} usable passwords must be changed in time",
    ),
    "bad.password_ages.ages": Text(
        "有効期間がないか長すぎる、又は期限が進まないパスワードがあります（{count}件。括弧内は日数）: {items}",
        "passwords last too long or for ever ({count}; days in brackets): {items}",
    ),
    "want.password_ages.default_max_days": Text(
        "新しいアカウントのパスワードの有効期間は{most}日以内（PASS_MAX_DAYS）",
        "passwords of new accounts last at most {most} days (PASS_MAX_DAYS)",
    ),
    "good.password_ages.default_max_days": Text(
        "新しいアカウントのパスワードの有効期間は{value}日です", "passwords of new accounts last {value} days"
    ),
    "bad.password_ages.default_max_days": Text(
        "新しいアカウントのパスワードの有効期間が基準を超えます（PASS_MAX_DAYS {value}日。-1は無期限）",
        "passwords of new accounts last too long (PASS_MAX_DAYS {value}; -1 means for ever)",
    ),
    "want.password_ages.local_usable": Text(
        "既定の名前{count}件のアカウントに使えるパスワードがない（機器内の登録）",
        "no local account of {count} default names has a usable password",
    ),
    "good.password_ages.local_usable": Text(
        "既定の名前{count}件のアカウントに使えるパスワードはありません（機器内の登録）",
        "no local account of {count} default names has a usable password",
    ),
    "bad.password_ages.local_usable": Text(
        "既定の名前のアカウントに使えるパスワードがあります（機器内の登録）（{count}件）: {items}",
        "local accounts of default names have a usable password ({count}): {items}",
    ),
    "want.password_ages.usable": Text(
        "既定の名前{count}件のアカウントに使えるパスワードがない",
        "no account of {count} default names has a usable password",
    ),
    "good.password_ages.usable": Text(
        "既定の名前{count}件のアカウントに使えるパスワードはありません",
        "no account of {count} default names has a usable password",
    ),
    "bad.password_ages.usable": Text(
        "既定の名前のアカウントに使えるパスワードがあります（{count}件）: {items}",
        "accounts of default names have a usable password ({count}): {items}",
    ),
    "want.password_ages.local_initial": Text(
        "渡されたままのパスワードがない（機器内の登録）", "no local account has the password first handed out"
    ),
    "good.password_ages.local_initial": Text(
        "渡されたままのパスワードはありません（機器内の登録）", "no local account has the password first handed out"
    ),
    "bad.password_ages.local_initial": Text(
        "一度も変更していないパスワードがあります（機器内の登録）（{count}件）: {items}",
        "local accounts still have the password first handed out ({count}): {items}",
    ),
    "want.password_ages.initial": Text(
        "渡されたままのパスワードがない", "no account has the password first handed out"
    ),
    "good.password_ages.initial": Text(
        "渡されたままのパスワードはありません", "no account has the password first handed out"
    ),
    "bad.password_ages.initial": Text(
        "一度も変更していないパスワードがあります（{count}件）: {items}",
        "accounts still have the password first handed out ({count}): {items}",
    ),
    # log-ins
    "want.last_logins.last": Text(
        "ログインできるアカウントは{value}日以内に使われている",
        "accounts that can log in were used within {value} days",
    ),
    "good.last_logins.last": Text(
        "ログインできる{count}件に休眠アカウントはありません", "none of {count} accounts is dormant"
    ),
    "bad.last_logins.last": Text(
        "休眠アカウントがあります（{count}件。括弧内は最終ログイン、-は一度もなし）: {items}",
        "accounts are dormant ({count}; last log-in in brackets, - for never): {items}",
    ),
    "want_log_ins": Text(
        "直近{days}日のログインは登録した作業時間と接続元、又は届け出た作業の範囲内",
        "log-ins of the last {days} days are within registered hours and networks, or announced work",
    ),
    "log_ins_within": Text(
        "直近{days}日のログイン{count}件は全て登録又は届け出の範囲内です",
        "all {count} log-ins of the last {days} days are registered or announced",
    ),
    "log_ins_foreign": Text(
        "登録も届け出もないログインがあります（{count}件）: {items}",
        "there are log-ins neither registered nor announced ({count}): {items}",
    ),
    # sudo
    "want.sudo_settings.weakened": Text("sudoの保護を外す設定がない", "no setting switches off a protection of sudo"),
    "good.sudo_settings.weakened": Text(
        "sudoの保護を外す設定はありません", "no setting switches off a protection of sudo"
    ),
    "bad.sudo_settings.weakened": Text(
        "sudoの保護を外す設定があります（{count}件）: {items}",
        "settings switch off protections of sudo ({count}): {items}",
    ),
    "want.sudo_settings.kept_variables": Text(
        "sudoが危険な環境変数を引き継がない", "sudo hands on no dangerous variable"
    ),
    "good.sudo_settings.kept_variables": Text(
        "sudoが引き継ぐ環境変数{count}件に危険なものはありません",
        "none of the {count} variables that sudo hands on is dangerous",
    ),
    "bad.sudo_settings.kept_variables": Text(
        "sudoが危険な環境変数を引き継ぎます（{count}件）: {items}",
        "sudo hands on dangerous variables ({count}): {items}",
    ),
    "want.sudo_settings.unrecorded": Text("sudoが全員の命令を記録する", "sudo records the commands of everybody"),
    "good.sudo_settings.unrecorded": Text("sudoは全員の命令を記録します", "sudo records the commands of everybody"),
    "bad.sudo_settings.unrecorded": Text(
        "sudoが命令を記録しない設定があります（{count}件。ALLは全員）: {items}",
        "sudo does not record commands ({count}; ALL for everybody): {items}",
    ),
    "want.sudo_settings.members": Text(
        "sudoを許したグループの所属者は台帳にあるものだけ", "only registered accounts are in groups that may use sudo"
    ),
    "good.sudo_settings.members": Text(
        "sudoを許したグループの{count}件は全て台帳にあります",
        "all {count} accounts in groups that may use sudo are registered",
    ),
    "bad.sudo_settings.members": Text(
        "台帳にないアカウントがsudoを許したグループにあります（{count}件）: {items}",
        "accounts in groups that may use sudo are not registered ({count}): {items}",
    ),
    "want.sudo_settings.local_members": Text(
        "sudoを許したグループの所属者は台帳にあるものだけ（機器内の登録）",
        "only registered ones of the local accounts are in groups that may use sudo",
    ),
    "good.sudo_settings.local_members": Text(
        "sudoを許したグループの{count}件は全て台帳にあります（機器内の登録）",
        "all {count} local accounts in groups that may use sudo are registered",
    ),
    "bad.sudo_settings.local_members": Text(
        "台帳にないアカウントがsudoを許したグループにあります（機器内の登録）（{count}件）: {items}",
        "local accounts in groups that may use sudo are not registered ({count}): {items}",
    ),
    # banners
    "want.login_banner.ssh": Text(
        "SSHのログイン前に、システムの情報を含まない警告文が出る",
        "a warning that tells nothing about the system is shown before SSH log-ins",
    ),
    "good.login_banner.ssh": Text(
        "SSHの接続条件{count}件の全てで警告文が出ます", "a warning is shown in all {count} contexts of SSH"
    ),
    "bad.login_banner.ssh": Text(
        "SSHの警告文がないか、システムの情報又は文言の不足があります（{count}件。-は表示なし）: {items}",
        "the warning of SSH is missing, tells about the system or lacks words ({count}; - for none): {items}",
    ),
    "want.login_banner.console": Text(
        "コンソールのログイン前に、システムの情報を含まない警告文が出る",
        "a warning that tells nothing about the system is shown at the console",
    ),
    "good.login_banner.console": Text(
        "コンソールに警告文が出ます（{count}件）", "a warning is shown at the console ({count} files)"
    ),
    "bad.login_banner.console": Text(
        "コンソールの警告文がないか、システムの情報又は文言の不足があります（{count}件。-は表示なし）: {items}",
        "the warning at the console is missing, tells about the system or lacks words ({count}; - for none): {items}",
    ),
    # private keys
    "want.private_keys.registered": Text(
        "登録した秘密鍵が全てあり、登録した所有者だけが読める",
        "every registered private key is there, for its registered owner alone",
    ),
    "good.private_keys.registered": Text(
        "登録した秘密鍵{count}件は登録した所有者だけが読めます",
        "all {count} registered private keys are for their owners alone",
    ),
    "bad.private_keys.registered": Text(
        "登録した秘密鍵がないか、権限又は所有者が違います（{count}件。-はファイルなし）: {items}",
        "registered private keys are missing, or their mode or owner is wrong ({count}; - for missing): {items}",
    ),
    "want.private_keys.discovered": Text(
        "秘密鍵の置き場所のファイルを所有者だけが読める",
        "files in the places of private keys are for their owners alone",
    ),
    "good.private_keys.discovered": Text(
        "秘密鍵の置き場所の{count}件は所有者だけが読めます",
        "all {count} files in the places of private keys are for their owners alone",
    ),
    "bad.private_keys.discovered": Text(
        "秘密鍵の置き場所に、権限又は所有者が緩いファイルがあります（{count}件）: {items}",
        "files in the places of private keys have loose modes or owners ({count}): {items}",
    ),
    # special files
    "want.special_files.setid": Text(
        "setuid・setgidのファイルは台帳のとおり", "setuid and setgid files are as registered"
    ),
    "good.special_files.setid": Text(
        "setuid・setgidのファイル{count}件は台帳のとおりです", "all {count} setuid and setgid files are as registered"
    ),
    "bad.special_files.setid": Text(
        "台帳にないsetuid・setgidのファイルがあります（{count}件）: {items}",
        "there are setuid or setgid files that are not registered ({count}): {items}",
    ),
    "want.special_files.writable": Text(
        "誰でも書き込めるファイル、スティッキービットのない共有ディレクトリがない",
        "no file, and no directory without the sticky bit, can be written by everybody",
    ),
    "good.special_files.writable": Text(
        "誰でも書き込めるファイル、スティッキービットのない共有ディレクトリはありません",
        "no file, and no directory without the sticky bit, can be written by everybody",
    ),
    "bad.special_files.writable": Text(
        "誰でも書き込めるファイル又はディレクトリがあります（{count}件）: {items}",
        "files or directories can be written by everybody ({count}): {items}",
    ),
    "want.special_files.unowned": Text(
        "所有者又はグループのいないファイルがない", "every file has an owner and a group"
    ),
    "good.special_files.unowned": Text(
        "所有者又はグループのいないファイルはありません", "every file has an owner and a group"
    ),
    "bad.special_files.unowned": Text(
        "所有者又はグループのいないファイルがあります（{count}件）: {items}",
        "files belong to no known owner or group ({count}): {items}",
    ),
    "want.special_files.not_walked": Text(
        "機器内のファイルシステムを全て調べる", "every file system of the machine itself is walked"
    ),
    "good.special_files.not_walked": Text(
        "機器内のファイルシステムを全て調べました（他の機器が保持するため調べていないもの{count}件: {items}）",
        "every file system of the machine itself was walked (not walked, for other machines hold them: {count}: {items})",
    ),
    "bad.special_files.not_walked": Text(
        "調べていないファイルシステムがあります: {items}", "file systems were not walked: {items}"
    ),
}
