"""Texts about headings and labels of reports."""

from __future__ import annotations

from reports.messages.text import Text

_STATUSES = {
    "report_status_pass": Text("適合", "Conforming"),
    "report_status_fail": Text("不適合", "Non-conforming"),
    "report_status_unknown": Text("確認不能", "Unknown"),
    "report_status_not_applicable": Text("対象外", "Not applicable"),
    "report_status_unattested": Text("確認記録なし", "Unattested"),
    "report_status_waived": Text("例外措置", "Waived"),
    # the five systems (第2条(3))
    "report_system_kojinbango-fuban": Text(
        "住民基本台帳ネットワークシステムにおける個人番号付番システム",
        "Individual Number assignment system of the resident registry network",
    ),
    "report_system_juminhyo-code": Text(
        "住民基本台帳ネットワークシステムにおけるデジタル庁への住民票コード提供システム",
        "resident record code provision system to the Digital Agency",
    ),
    "report_system_card-hakko": Text(
        "個人番号カード発行管理システム", "Individual Number Card issuance management system"
    ),
    "report_system_chukan-server": Text(
        "地方公共団体情報連携中間サーバーシステム・プラットフォーム",
        "intermediate server platform of local governments",
    ),
    "report_system_lgwan": Text("総合行政ネットワーク", "LGWAN, the local government wide area network"),
    "report_severity_critical": Text("重大", "Critical"),
    "report_severity_high": Text("高", "High"),
    "report_severity_medium": Text("中", "Medium"),
    "report_severity_low": Text("低", "Low"),
    "report_method_machine": Text("機械点検", "machine"),
    "report_method_attested": Text("確認記録", "attested"),
    "report_run_complete": Text("完了", "complete"),
    "report_run_incomplete": Text("一部未完了", "incomplete"),
    "report_run_aborted": Text("中断", "aborted"),
}

_SHORT = {  # column headings that fit a terminal
    "report_short_pass": Text("適合", "Pass"),
    "report_short_fail": Text("不適合", "Fail"),
    "report_short_unknown": Text("確認不能", "Unknown"),
    "report_short_not_applicable": Text("対象外", "N/A"),
    "report_short_unattested": Text("記録なし", "Unattested"),
    "report_short_waived": Text("例外措置", "Waived"),
}

_REGULATION = {
    "report_article_13": Text("第13条（ソフトウェアの適正な管理）", "Article 13 (proper management of software)"),
    "report_article_14": Text("第14条（ハードウェアの適正な管理）", "Article 14 (proper management of hardware)"),
    "report_article_15": Text("第15条（ネットワークの適正な管理）", "Article 15 (proper management of networks)"),
    "report_article_short": Text("第{article}条", "Art. {article}"),
    "report_class_MG": Text("適正な管理", "Proper management"),
    "report_class_UA": Text("不正アクセスの防止", "Unauthorised access"),
    "report_class_FT": Text("障害対策", "Faults"),
    "report_class_PW": Text("電源対策", "Power"),
    "report_class_AC": Text("空気調和対策", "Air conditioning"),
    "report_class_DP": Text("防災対策", "Disaster prevention"),
    "report_class_CP": Text("防犯対策", "Crime prevention"),
    "report_principle_機密性": Text("機密性", "confidentiality"),
    "report_principle_正確性": Text("正確性", "accuracy"),
    "report_principle_継続性": Text("継続性", "continuity"),
    "report_measure_抑止": Text("抑止", "deterrence"),
    "report_measure_予防": Text("予防", "prevention"),
    "report_measure_検出": Text("検出", "detection"),
    "report_measure_回復": Text("回復", "recovery"),
}

_HEADINGS = {
    "report_title": Text("点検結果報告", "Inspection report"),
    "report_headline": Text(
        "点検した範囲において不適合は{count}件", "Within the scope inspected, {count} non-conforming finding(s)"
    ),
    "report_headline_rest": Text(
        "確認不能{unknown}件、確認記録なし{unattested}件、例外措置{waived}件は適合に数えていません",
        "{unknown} unknown, {unattested} unattested and {waived} waived are not counted as conforming",
    ),
    "report_incomplete_incomplete": Text(
        "点検は一部未完了です。判定できなかった対象機器又は点検項目があります",
        "The run is incomplete: some targets or controls could not be judged",
    ),
    "report_incomplete_aborted": Text(
        "点検は中断されました。この結果は一部の対象機器のものです",
        "The run was aborted: these results cover only some targets",
    ),
    "report_draft": Text(
        "点検基準は未承認（案）です。重大度及び基準値は承認されるまで参考です",
        "The baseline is an unapproved draft: severities and values are for reference until approved",
    ),
    "report_review_overdue": Text(
        "点検基準の見直しの期限（{due}）を過ぎています: {system}（第27条）",
        "The review of the baseline of {system} was due on {due} (Article 27)",
    ),
    "report_work_order": Text("作業申請番号 {number}", "Work order {number}"),
    "report_work_order_number": Text("作業申請番号", "Work order"),
    "report_review": Text("見直し {reviewed}、次回 {due}", "reviewed {reviewed}, next review {due}"),
    "report_review_none": Text("未定", "not set"),
    "report_review_dates": Text("見直し（第27条）", "Review (Article 27)"),
    "report_amendment": Text("規程の改正", "Amendment of the regulation"),
    "report_summary": Text("総括（条×対策区分）", "Summary (article × class of measures)"),
    "report_by_severity": Text("条・重大度別の点検結果", "Findings by article and severity"),
    "report_breakdown": Text("内訳", "Breakdown"),
    "report_findings": Text("点検結果", "Findings"),
    "report_nonconforming": Text("不適合事項", "Non-conforming findings"),
    "report_worst": Text(
        "不適合事項（重大度の高い順に{shown}件、全{count}件は報告書にあります）",
        "Non-conforming findings (the {shown} most severe of {count}; the report has all)",
    ),
    "report_unknowns": Text("確認不能の理由", "Why findings are unknown"),
    "report_targets": Text("対象機器", "Targets"),
    "report_uncovered": Text("未到達・未点検の対象機器", "Targets not reached or not scanned"),
    "report_baselines": Text("点検基準", "Baselines"),
    "report_commands": Text("実行したコマンド", "Commands"),
}

_LABELS = {
    "report_run_id": Text("点検番号", "Run"),
    "report_run_status": Text("点検の状態", "State of the run"),
    "report_period": Text("実施日時", "Period"),
    "report_tool": Text("点検ツール", "Tool"),
    "report_arguments": Text("引数", "Arguments"),
    "report_inventory": Text("インベントリの SHA-256", "SHA-256 of the inventory"),
    "report_article": Text("条", "Article"),
    "report_class": Text("対策区分", "Class"),
    "report_severity": Text("重大度", "Severity"),
    "report_status": Text("結果", "Status"),
    "report_control": Text("点検項目", "Control"),
    "report_target": Text("対象機器", "Target"),
    "report_system": Text("システム", "System"),
    "report_segment": Text("セグメント", "Segment"),
    "report_measure": Text("対策の種別", "Measure type"),
    "report_none": Text("（なし）", "(none)"),
    "report_all": Text("すべて", "All"),
    "report_total": Text("計", "Total"),
    "report_expected": Text("基準値", "Expected"),
    "report_actual": Text("現状（実測値）", "Actual"),
    "report_reason": Text("理由", "Reason"),
    "report_exception": Text("例外番号", "Exception"),
    "report_judged": Text("例外措置を除いた判定", "Judged without the exception"),
    "report_method": Text("確認方法", "Method"),
    "report_legal_basis": Text("根拠条文", "Legal basis"),
    "report_baseline": Text("点検基準", "Baseline"),
    "report_rationale": Text("点検項目の趣旨", "Rationale"),
    "report_principles": Text("基本原則", "Principles"),
    "report_evidence": Text("証跡", "Evidence"),
    "report_no_evidence": Text("証跡はありません", "There is no evidence"),
    "report_command": Text("コマンド", "Command"),
    "report_exit": Text("終了コード", "Exit status"),
    "report_not_run": Text("未実行", "not run"),
    "report_seconds": Text("所要秒数", "Seconds"),
    "report_bytes": Text("バイト数", "Bytes"),
    "report_truncated": Text("途中で切れた出力", "output was cut"),
    "report_root": Text("root 権限", "as root"),
    "report_platform": Text("プラットフォーム", "Platform"),
    "report_contractor": Text("委託先", "Contractor"),
    "report_reachability": Text("到達性", "Reachability"),
    "report_reached": Text("点検済み", "Scanned"),
    "report_unreachable": Text("未到達", "Not reached"),
    "report_not_scanned": Text("未点検", "Not scanned"),
    "report_approved": Text("承認済み（{by} {on}）", "Approved ({by} {on})"),
    "report_unapproved": Text("未承認（案）", "Unapproved draft"),
    "report_version": Text("版", "Version"),
    "report_approval": Text("承認", "Approval"),
    "report_machine_rate": Text("機械点検による適合", "Verified by machine"),
    "report_attested_rate": Text("確認記録による適合", "Attested by record"),
    "report_rate": Text("{passed}件 / {of}件（{percent}%）", "{passed} of {of} ({percent}%)"),
    "report_rate_none": Text("該当なし", "none"),
    "report_coverage": Text(
        "対象機器{total}台: 点検済み{reached}台、未到達{unreachable}台、未点検{not_scanned}台",
        "{total} targets: {reached} scanned, {unreachable} not reached, {not_scanned} not scanned",
    ),
    "report_coverage_label": Text("点検の範囲", "Coverage"),
    "report_count": Text("{count}件", "{count}"),
    "report_basis_note": Text(
        "条文が定めるのは根拠条文のみです。重大度及び基準値は点検基準によります",
        "The regulation gives the legal basis only: severities and values are the baseline's",
    ),
}

_LIFTS = {
    "report_lift": Text("解消方法", "To lift it"),
    "report_lift_sudo": Text(
        "`tenken sudoers` が示す範囲で sudo を許可すると、次のコマンドで確認できます",
        "allow sudo as `tenken sudoers` prints it: these commands could then be read",
    ),
    "report_lift_reach": Text(
        "経路、アカウント、ホスト鍵を確認してから再度点検してください",
        "check route, account and host key, then scan again",
    ),
    "report_lift_reach_facility": Text(
        "運用ホスト又は中継ホストから設備への接続（tenken_ups・tenken_bmc のアドレス、設備側の待受）を確認してから再度点検してください",
        "check the way from the ops host or gateway to the device (the address in tenken_ups or tenken_bmc, and whether it listens), then scan again",
    ),
    "report_lift_tool_ops": Text(
        "運用ホストにコマンドを導入してください（できないときは例外措置）",
        "install the command on the ops host (or apply for an exception)",
    ),
    "report_lift_tool_gateway": Text(
        "中継ホストにコマンドを導入してください（できないときは例外措置）",
        "install the command on the gateway (or apply for an exception)",
    ),
    "report_lift_depth": Text("--depth full の点検で確認できます", "a scan with --depth full looks at it"),
    "report_lift_slow": Text(
        "対象機器の負荷と応答を確認してから再度点検してください",
        "check the target's load and response, then scan again",
    ),
    "report_lift_tool": Text(
        "対象機器にコマンドを導入してください（できないときは例外措置）",
        "install the command on the target (or apply for an exception)",
    ),
    "report_lift_register": Text(
        "台帳を作り（tenken register propose）、tenken_registers で割り当ててください",
        "write the register (tenken register propose) and assign it with tenken_registers",
    ),
    "report_lift_other": Text(
        "理由と証跡を確認し、読み取れるようにしてから再度点検してください（できないときは例外措置）",
        "look at the reason and the evidence, remove the cause, then scan again (or apply for an exception)",
    ),
}

_CONTROLS_OF_THE_PAGE = {
    "report_search": Text("検索", "Search"),
    "report_search_hint": Text("対象、点検項目、実測値など", "target, control, actual value, …"),
    "report_reset": Text("絞り込みを解除", "Clear filters"),
    "report_shown": Text("{total}件中 {shown}件", "{shown} of {total}"),
    "report_more": Text("続きを表示", "Show more"),
    "report_empty": Text("該当する点検結果はありません", "No finding matches"),
    "report_language": Text("English", "日本語"),
    "report_keys": Text(
        "キー操作: / 検索、↑↓ 行の移動、Enter 詳細、Esc 閉じる", "Keys: / search, ↑↓ rows, Enter details, Esc close"
    ),
    "report_script_needed": Text(
        "点検結果の一覧の表示には JavaScript と DecompressionStream が必要です（Chromium 80、Firefox 113、Safari 16.4 以降）",
        "The list of findings needs JavaScript and DecompressionStream (Chromium 80, Firefox 113, Safari 16.4 or later)",
    ),
    "report_machine_short": Text("機械 {passed}/{of}（{percent}%）", "machine {passed}/{of} ({percent}%)"),
    "report_machine_short_none": Text("機械 該当なし", "machine: none"),
    "report_attested_short": Text("記録 {passed}/{of}（{percent}%）", "records {passed}/{of} ({percent}%)"),
    "report_attested_short_none": Text("記録 該当なし", "records: none"),
    "report_unattested_list": Text("確認記録のない項目", "Unattested controls"),
    "report_notable_exceptions": Text("効力のない・期限の近い例外措置", "Exceptions without effect or about to end"),
    "report_exception_id": Text("例外措置", "Exception"),
    "report_exception_scope": Text("範囲", "Scope"),
    "report_exception_applicant": Text("申請者", "Applicant"),
    "report_exception_state": Text("状態", "State"),
    "report_cell_none": Text("該当する区分なし", "no such class"),
    "report_cell_empty": Text("点検した項目なし", "no control inspected"),
}

TEXTS: dict[str, Text] = {
    **_STATUSES,
    **_SHORT,
    **_REGULATION,
    **_HEADINGS,
    **_LABELS,
    **_LIFTS,
    **_CONTROLS_OF_THE_PAGE,
}
