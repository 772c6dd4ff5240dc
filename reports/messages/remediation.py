"""Words of remediation (是正): risks, why something is left to a person, plans, approvals, and what came of them."""

from __future__ import annotations

from reports.messages.text import Text

_WHY = {
    "log_ins": Text("利用者がログインできなくなることがあります", "users may be refused at log-in"),
    "traffic": Text("通信が止まることがあります", "traffic may be cut"),
    "services": Text("サービスが止まることがあります", "services may stop"),
    "removal": Text(
        "アカウント、鍵、データまたはパッケージの削除を伴う", "accounts, keys, data or packages would be removed"
    ),
    "installation": Text(
        "パッケージの導入・更新、またはシステムの再構築を伴う",
        "packages would be installed or upgraded, or the system built anew",
    ),
    "restart": Text("再起動を伴う", "a restart is needed"),
    "locked": Text(
        "次の再起動まで監査の規則を変えられなくなります", "audit rules cannot be changed until the next start"
    ),
    "hardware": Text("機器に触れる作業を伴う", "somebody must work on the hardware"),
    "standby": Text("切替えを伴う構成の変更になる", "a redundant system would have to be switched over"),
    "capacity": Text("何を残すかを人が決める必要がある", "somebody must decide what may go to free capacity"),
    "judgement": Text(
        "機器と台帳・基準のどちらを直すべきかを人が決める必要がある",
        "somebody must decide whether the host or the register is wrong",
    ),
}

TEXTS: dict[str, Text] = {
    "explain_remediation": Text("自動の是正（tenken remediate）", "automatic repair (tenken remediate)"),
    "report_risk_safe": Text("安全", "safe"),
    "report_risk_disruptive": Text("業務に影響し得る", "disruptive"),
    "report_risk_manual_only": Text("人が行う", "manual only"),
    **{f"report_risk_why_{name}": text for name, text in _WHY.items()},
    **{
        f"repair_by_person_{name}": Text(f"人が是正する項目です（{text.ja}）", f"for a person to repair ({text.en})")
        for name, text in _WHY.items()
    },
    "repair_host_never": Text(
        "インベントリが自動の是正を禁じています（tenken_remediation: never）",
        "the inventory forbids automatic repairs (tenken_remediation: never)",
    ),
    "repair_host_without_sudo": Text(
        "インベントリがこの機器でのsudoを禁じているため（ansible_become: false）、人が是正してください",
        "the inventory forbids sudo on this host (ansible_become: false): for a person to repair",
    ),
    "repair_host_not_by_ssh": Text(
        "SSHで接続する機器ではないため（ansible_connection: {kind}）、人が是正してください",
        "not a host that is reached by SSH (ansible_connection: {kind}): for a person to repair",
    ),
    "repair_not_offered": Text("この点検項目の是正は用意されていません", "no repair is offered for this control"),
    "repair_control_gone": Text(
        "この点検項目は、今の点検基準にはありません", "the present baseline does not have this control"
    ),
    "repair_risk_not_chosen": Text(
        "是正の危険度（{risk}）が --risk で選ばれていません", "its risk ({risk}) was not chosen with --risk"
    ),
    "repair_text_is_template": Text(
        "対象から読み取った文字列に、Ansibleが式として解釈する記号があるため、人が確かめてください",
        "what the target told holds marks that Ansible would evaluate: for a person to look at",
    ),
    "repair_interrupted": Text("中断されたため、始めていません", "not begun: interrupted"),
    "repair_stopped_by_failures": Text(
        "是正に失敗した機器が {tried}台中 {failed}台あり、--stop-above（{percent}%）を超えたため、ここで止めました",
        "stopped: {failed} of {tried} hosts failed, more than --stop-above ({percent}%)",
    ),
    "repair_task_failed": Text("処理「{task}」が失敗しました: {message}", 'the task "{task}" failed: {message}'),
    "repair_task_unreachable": Text(
        "処理「{task}」の途中で機器に接続できなくなりました: {message}",
        'the host could not be reached at the task "{task}": {message}',
    ),
    "repair_host_failed": Text("Ansibleがこの機器で失敗しました", "Ansible failed on this host"),
    "repair_host_unreachable": Text("Ansibleがこの機器に接続できませんでした", "Ansible could not reach this host"),
    "repair_job_without_end": Text(
        "Ansibleの処理が終わりまで達しませんでした。{said}", "the job of Ansible never came to its end. {said}"
    ),
    "repair_host_not_played": Text(
        "Ansibleがこの機器で何もしませんでした（{status}）。{said}",
        "Ansible did nothing on this host ({status}). {said}",
    ),
    "repair_job_failed": Text(
        "Ansibleの処理が失敗しました（終了コード {returned}、{status}）",
        "the job of Ansible failed (return code {returned}, {status})",
    ),
    "report_repair_title_check": Text(
        "是正の確認（変更なし）: 点検 {run} の不適合", "Repairs, checked only: failures of run {run}"
    ),
    "report_repair_title_apply": Text("是正の結果: 点検 {run} の不適合", "Repairs: failures of run {run}"),
    "report_repair_plan": Text("是正計画 SHA-256: {sha256}", "plan SHA-256: {sha256}"),
    "report_repair_approved": Text("承認: {by}（{role}）", "approved by {by} ({role})"),
    "report_repair_waived": Text(
        "承認: なし（インベントリの tenken_remediation: unattended による）",
        "approval waived by the inventory (tenken_remediation: unattended)",
    ),
    "report_repair_count": Text("{what} {count}件", "{what} {count}"),
    "report_repair_would_change": Text("変更予定", "would change"),
    "report_repair_no_change": Text("変更なし", "nothing to change"),
    "report_repair_repaired": Text("是正済み", "repaired"),
    "report_repair_still_failing": Text("是正後も不適合", "still failing"),
    "report_repair_play_failed": Text("是正に失敗", "play failed"),
    "report_repair_unreachable": Text("接続不能", "unreachable"),
    "report_repair_not_told": Text("是正後は確認不能", "not judged afterwards"),
    "report_repair_not_run": Text("未実施", "not run"),
    "report_repair_left": Text("人が行うもの", "left to a person"),
    "report_repair_left_on": Text("{host} で人が行うもの", "{host}: left to a person"),
    "report_repair_after": Text("再点検の結果: {status}", "scanned again: {status}"),
    "report_repair_runs_after": Text("再点検: {runs}", "scanned again: {runs}"),
    "report_repair_nothing_changed": Text(
        "確認だけを行い、何も変更していません。実施するには --apply を付けてください",
        "nothing was changed: --apply carries it out",
    ),
    "repair_other_inventory": Text(
        "点検 {run} は別のインベントリ（{inventory}）で行われました。-i に同じものを指定してください",
        "run {run} was made with another inventory ({inventory}): give the same with -i",
    ),
    "repair_nothing_to_do": Text(
        "点検 {run} に、是正の対象となる不適合はありません", "run {run} has no failure to be repaired here"
    ),
    "repair_needs_approval": Text(
        "次の機器の是正には承認が必要です: {hosts}。--request FILE で承認依頼を作り、承認者の署名を受けて --approval FILE で指定してください",
        "repairs of these hosts need an approval: {hosts}. Write a request with --request FILE, have it signed by an approver, and give it with --approval FILE",
    ),
    "repair_request_exists": Text(
        "{file} は既にあります。上書きしません", "{file} exists already and is not overwritten"
    ),
    "repair_request_incomplete": Text(
        "--request には --approver、--from、--until が必要です", "--request needs --approver, --from and --until"
    ),
    "repair_request_written": Text(
        "承認依頼を {file} に書きました。承認者は内容を確かめて、次のとおり署名してください:\n  ssh-keygen -Y sign -n tenken-remediation -f 承認者の秘密鍵 {file}",
        "the request is in {file}. The approver reads it and signs it:\n  ssh-keygen -Y sign -n tenken-remediation -f APPROVERS_PRIVATE_KEY {file}",
    ),
    "repair_approval_missing": Text("{file} がありません", "{file} is missing"),
    "repair_approval_unusable": Text(
        "{file} は承認書として読めません: {problem}", "{file} cannot be read as an approval: {problem}"
    ),
    "repair_approver_unknown": Text(
        "{file}: 承認者「{name}」は policy/approvers.yaml にありません",
        '{file}: policy/approvers.yaml does not have the approver "{name}"',
    ),
    "repair_signature_wrong": Text(
        "{file}: 承認者「{name}」の署名として正しくありません（内容が変わったか、別の鍵の署名です）",
        '{file}: this is no signature of "{name}" over this text (it was changed, or signed with another key)',
    ),
    "repair_approved_by_executor": Text(
        "承認者「{name}」（アカウント {account}）自身は是正を実行できません。別の人が実行してください",
        '"{name}" (account {account}) approved this and cannot execute it: somebody else must',
    ),
    "repair_key_at_hand": Text(
        "承認者「{name}」の鍵が実行者の手元（署名鍵、ssh-agent または ~/.ssh）にあります。承認は別の人の鍵で行ってください",
        'the key of "{name}" is at hand for the executor (signing key, ssh-agent or ~/.ssh): the approval must be by the key of another person',
    ),
    "repair_other_plan": Text(
        "{file} は別の是正計画への承認です（承認: 点検 {approved}、今回: 点検 {run}）。対象や点検基準が変わったなら、改めて承認を受けてください",
        "{file} approves another plan (approved: run {approved}, now: run {run}). Where hosts or the baseline changed, ask for a new approval",
    ),
    "repair_other_hosts": Text(
        "{file} が承認した機器・点検項目は、この是正計画と異なります",
        "{file} approves other hosts or controls than this plan has",
    ),
    "repair_outside_approval": Text(
        "承認された時間帯（{begin} ～ {end}、日本時間）の外です", "outside the approved time ({begin} to {end}, Japan)"
    ),
    "repair_time_wrong": Text(
        "{option} の日時「{value}」が読めません。2026-11-23T22:00 のように書いてください（日本時間）",
        '{option}: "{value}" is no time; write it as 2026-11-23T22:00 (Japan)',
    ),
    "repair_progress": Text("{host}: {what}: {task}", "{host}: {what}: {task}"),
    "report_repair_event_changed": Text("変更", "changed"),
    "report_repair_event_failed": Text("失敗", "failed"),
    "report_repair_event_unreachable": Text("接続不能", "unreachable"),
    "policy_approver_twice": Text("{file}: 「{value}」が二度あります", '{file}: "{value}" is there twice'),
    "help_remediate": Text("点検で見つかった不適合をAnsibleで是正する", "repair what a run found, through Ansible"),
    "help_ansible-inventory": Text(
        "不適合のある機器を、Ansibleの動的インベントリとして出力する",
        "give the hosts that fail something to Ansible, as a dynamic inventory",
    ),
    "help_dynamic_list": Text("すべてのグループと変数", "all groups and variables"),
    "help_dynamic_host": Text("一台の変数", "the variables of one host"),
    "help_dynamic_findings": Text(
        "点検項目と対象ごとの最新の点検結果（tenken_findings ルックアップ用）",
        "the newest finding of each control on each subject (for the lookup tenken_findings)",
    ),
    "dynamic_list_or_host": Text(
        "--list、--host、--findings のどれか一つを指定してください", "give one of --list, --host and --findings"
    ),
    "dynamic_asks_itself": Text(
        "インベントリ {inventory} の中に、このコマンドを呼ぶスクリプトがあります。スクリプトはインベントリの外に置いてください",
        "the inventory {inventory} holds a script that calls this command: keep the script outside of it",
    ),
    "no_run_of_inventory": Text(
        "インベントリ {inventory} の点検がまだ保存されていません。先に tenken scan を実行してください",
        "no run of the inventory {inventory} is stored yet: scan it first",
    ),
    "help_show_remediations": Text(
        "この点検の後、またはこの点検の前に行われた是正を表示する",
        "show the repairs that came after this run, or before it",
    ),
    "help_repair_run": Text("点検の番号（latest で最新）", "id of the run (latest: the newest)"),
    "help_repair_apply": Text(
        "実際に変更する（付けなければ確認だけで、何も変更しない）", "carry it out (without it nothing is changed)"
    ),
    "help_repair_risk": Text(
        "是正する危険度の上限（safe 安全なものだけ、disruptive 業務に影響し得るものも）",
        "the highest risk that is repaired (safe alone, or disruptive as well)",
    ),
    "help_repair_serial": Text("一度に是正する機器の数", "how many hosts are repaired at once"),
    "help_repair_stop": Text(
        "失敗した機器の割合がこれを超えたら、次の組を始めない",
        "begin no further batch where more hosts than this share failed",
    ),
    "help_repair_timeout": Text("一組の是正にかけてよい時間（分）", "minutes that one batch may take"),
    "help_repair_approval": Text("署名された承認書（署名は FILE.sig）", "signed approval (its signature is FILE.sig)"),
    "help_repair_request": Text("承認依頼を書いて終わる", "write a request for approval and end"),
    "help_repair_approver": Text(
        "承認者の名前（policy/approvers.yaml）", "name of the approver (policy/approvers.yaml)"
    ),
    "help_repair_from": Text("承認を求める時間帯の始まり（日本時間）", "begin of the time to be approved (Japan)"),
    "help_repair_until": Text("同じく終わり", "its end"),
    "help_repair_format": Text("出力の形式", "format of the output"),
    "repair_state_not_read": Text(
        "是正に要る状態が、この点検では読み取れていません", "this run did not read the state that the repair needs"
    ),
    "repair_names_unusual": Text(
        "名前または値に通常使われない文字があるため、人が確かめてください",
        "a name or a value holds unusual characters: for a person to look at",
    ),
    "repair_would_not_suffice": Text(
        "設定を変えても適合しない見込みのため、人が確かめてください",
        "the settings alone would not make it pass: for a person to look at",
    ),
    "repair_nothing_to_set": Text(
        "自動で直せる部分は、既に基準どおりです", "what could be repaired by itself is right already"
    ),
    "repair_files_by_person": Text(
        "一般の利用者が変えられる場所、所有者のいる場所または台帳との相違のため、人が是正してください（{count}件）",
        "they lie where ordinary users may change things, belong to somebody, or differ from the register: "
        "for a person ({count})",
    ),
    "repair_too_many": Text(
        "対象が多いため（{count}件、上限{most}件）、人が原因を確かめてください",
        "{count} of them, more than {most}: somebody should look for the cause",
    ),
    "repair_services_by_person": Text(
        "遠隔操作、通信またはログに要るサービスのため、人が是正してください: {items}（{count}件）",
        "services that log-ins, traffic or logs need: for a person: {items} ({count})",
    ),
    "repair_devices_by_person": Text(
        "台帳にない装置がつながっています。人が取り外すか登録してください",
        "unregistered devices are attached: for a person to take out or to register",
    ),
    "repair_radio_by_person": Text(
        "無線の装置があります。操作中の通信を担っていることがあるため、人が取り外すか切ってください",
        "there are radio devices, which may carry the operator's own session: for a person to take out or to switch off",
    ),
    "repair_confinement_by_person": Text(
        "強制アクセス制御（{system}）を強制にするには、再起動または業務への影響の確認が要るため、人が是正してください",
        "to make mandatory access control ({system}) enforce needs a restart, or somebody who knows what it would stop",
    ),
    "repair_ansible_is_root": Text(
        "Ansible自身がrootでログインしているため、先に専用のアカウントを用意してください",
        "Ansible itself logs in as root: give it an account of its own first",
    ),
    "repair_root_has_approved_key": Text(
        "rootでのログインに使う鍵が台帳で承認されているため、先に台帳を見直してください",
        "the register approves a key that opens root: look at the register first",
    ),
    "repair_second_factor_by_person": Text(
        "多要素認証の設定には利用者の登録などが要るため、人が是正してください",
        "several factors need enrolment and more: for a person",
    ),
    "repair_accounts_have_password_only": Text(
        "パスワードでしかログインできないアカウントが台帳にあるため、先に鍵を登録してください: {items}",
        "registered accounts have no way in but a password; give them keys first: {items}",
    ),
    "repair_crypto_policy_by_person": Text(
        "この系統では暗号方式をシステム全体の暗号ポリシーが決めるため、人が是正してください",
        "here the system-wide crypto policy chooses the algorithms: for a person",
    ),
    "repair_firewall_by_person": Text(
        "ほかの仕組みが通信制御を受け持つ機器のため、人が是正してください: {items}",
        "something else is in charge of the packet filter here: for a person: {items}",
    ),
    "repair_firewall_of_cluster": Text(
        "クラスターの構成機器で、通信を誤って止めると切替えが起こり得るため、人が是正してください",
        "a member of a cluster, where traffic cut by mistake may cause a switch-over: for a person",
    ),
    "repair_accounts_by_person": Text(
        "root、点検や是正に使うアカウント、公開鍵で入れるアカウント、または最終変更日のないパスワードのため、人が是正してください: {items}（{count}件）",
        "root, accounts that a scan or Ansible logs in with, that a key opens, or whose password has no day of its last "
        "change: for a person: {items} ({count})",
    ),
    "repair_banners_by_person": Text(
        "ログイン前の表示のうち、自動で直せるファイル（/etc/issue、/etc/issue.net）以外に原因があるため、人が是正してください",
        "what is shown before the log-in goes wrong in other files than /etc/issue and /etc/issue.net: for a person",
    ),
    "repair_time_server_itself": Text(
        "この機器自身が登録された時刻源です。時刻源の設定は人が確かめてください",
        "this host is a registered time source itself: for a person to repair",
    ),
    "repair_time_servers_few": Text(
        "登録された時刻源（{count}台）が、求められる数（{minimum}台）に足りません。先に台帳を整えてください",
        "fewer time sources are registered ({count}) than are asked for ({minimum}): complete the register first",
    ),
    "repair_not_installed": Text(
        "次のいずれも導入されていません。導入は人が行ってください: {items}",
        "none of these is installed, and installing is for a person: {items}",
    ),
    "repair_audit_rules_unread": Text(
        "次の起動で読み込まれる監査規則を確かめられません。"
        "/etc/audit/audit.rulesにだけある規則が、作り直しで失われるおそれがあります",
        "the audit rules of the next start were not read: rules in /etc/audit/audit.rules alone could be lost",
    ),
    "repair_audit_locked": Text(
        "監査規則が再起動まで変更できない状態（enabled 2）です。規則の追加と再起動は人が行ってください",
        "the audit rules are locked until the next start (enabled 2): a person adds the rules and restarts the host",
    ),
    "repair_forwarding_beyond": Text(
        "接続は確立していますが、記録がログサーバーに届いていません。ログサーバーと経路を確かめてください",
        "the connection stands, but records do not arrive: look at the log server and the way to it",
    ),
    "repair_forwarding_unusual": Text(
        "台帳にない転送先が、rsyslogの通常の設定ではないため、人が外してください（{count}件）: {items}",
        "servers that are not registered are not named by an ordinary setting of rsyslog: for a person ({count}): {items}",
    ),
    "repair_log_servers_several": Text(
        "登録されたログサーバーが複数あり、この機器の送り先を決められません（{count}件）: {items}",
        "several log servers are registered, and which one is meant for this host is not known ({count}): {items}",
    ),
    "repair_forwarding_tls": Text(
        "ログサーバー {server} へはTLSで送る必要があります。証明書の準備は人が行ってください",
        "records must travel to the log server {server} by TLS: a person provides the certificates",
    ),
    "repair_logs_no_room": Text(
        "ログの記憶域に空きがないため、保存期間を延ばせません。何を残すかを人が決めてください",
        "there is no room to keep logs for longer: a person decides what may go",
    ),
    "repair_repositories_lacking": Text(
        "登録された配布元が有効ではありません。配布元と公開鍵の追加は人が行ってください（{count}件）: {items}",
        "registered repositories are not enabled: a person adds them and their keys ({count}): {items}",
    ),
    "repair_repositories_shared": Text(
        "登録された配布元と、登録のない配布元が、同じ行または節で指定されているため、人が分けてください（{count}件）: {items}",
        "a registered repository and one that is not share a line or section: for a person to part ({count}): {items}",
    ),
    "repair_integrity_by_person": Text(
        "AIDEの導入、基準（データベース）の作成、差異の確認は人が行ってください",
        "AIDE is installed, its database made and its differences looked at by a person",
    ),
    "repair_integrity_no_timer": Text(
        "改ざん検知を定期実行するタイマーが台帳にありません",
        "no timer that starts the comparison of files is registered",
    ),
    "repair_signatures_stale": Text(
        "定義の更新元が台帳にないため、定義の更新は人が行ってください（clamav-freshclam.serviceを登録すれば自動で是正します）",
        "no way to renew the signatures is registered (clamav-freshclam.service): for a person to renew",
    ),
    "repair_malware_several": Text(
        "停止中の製品が複数あり、どれを使うかを決められません: {items}",
        "several products are stopped, and which one is in use is not known: {items}",
    ),
}
