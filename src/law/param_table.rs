//! 规则项总表 — the rows of [`PARAMS`]; one row is one key a pack may set under `[values.…]`.

use super::param::{Bound, Param, Shape};
use super::param_words::*;

const fn row(key: &'static str, name: &'static str, shape: Shape) -> Param {
    Param {
        key,
        name,
        shape,
        bound: Bound::None,
        for_people: false,
    }
}

const fn floor(key: &'static str, name: &'static str, shape: Shape) -> Param {
    Param {
        key,
        name,
        shape,
        bound: Bound::Floor,
        for_people: false,
    }
}

const fn fixed(key: &'static str, name: &'static str, shape: Shape) -> Param {
    Param {
        key,
        name,
        shape,
        bound: Bound::Fixed,
        for_people: false,
    }
}

const fn ceiling(key: &'static str, name: &'static str, shape: Shape) -> Param {
    Param {
        key,
        name,
        shape,
        bound: Bound::Ceiling,
        for_people: false,
    }
}

/// 规则项的分类 — each begins with the row named here.
pub const SUBJECTS: &[(&str, &str)] = &[
    ("term_years", "任期与换届"),
    ("committee_min", "委员会组成"),
    ("ec_selected_by", "选举委员会"),
    ("voting_age", "登记与名单"),
    ("nomination_sources", "提名与候选人"),
    ("polling_notice_lead_days", "投票准备"),
    ("electorate_modes", "投票与计票"),
    ("rerun_within_days", "另行选举"),
    ("result_notice_days", "结果与移交"),
    ("meeting_notice_lead_days", "会议、罢免、辞职、补选"),
];

/// 规则项总表, in the order in which a pack is printed.
pub const PARAMS: &[Param] = &[
    // 任期与换届
    fixed("term_years", "每届任期", Shape::Count("年")),
    row(
        "late_max_months",
        "提前或者延期换届不超过",
        Shape::Count("个月"),
    )
    .for_people(),
    row(
        "late_approver",
        "提前或者延期换届由谁批准",
        Shape::Choice(DECIDER),
    )
    .for_people(),
    // 委员会组成
    floor("committee_min", "委员会最少人数", Shape::Count("人")),
    ceiling("committee_max", "委员会最多人数", Shape::Count("人")),
    row("committee_odd", "委员会人数须为单数", Shape::Flag),
    row(
        "committee_size_approver",
        "职数由谁核准",
        Shape::Choice(DECIDER),
    )
    .for_people(),
    floor("women_min", "妇女成员至少", Shape::Count("人")),
    row("women_mode", "妇女成员的保障方式", Shape::Choice(WOMEN)),
    row(
        "minority_required",
        "多民族村须有人数较少民族成员",
        Shape::Flag,
    )
    .for_people(),
    row(
        "relatives_scope",
        "成员任职回避的亲属范围",
        Shape::Choice(KIN),
    ),
    row(
        "relatives_rule",
        "当选成员有回避关系时",
        Shape::Choice(RELATIVES),
    ),
    row(
        "relatives_refill",
        "因回避空出的名额按得票依次递补",
        Shape::Flag,
    ),
    // 选举委员会
    row(
        "ec_selected_by",
        "选举委员会由谁推选",
        Shape::Choices(BODIES),
    )
    .for_people(),
    row("ec_min", "选举委员会最少人数", Shape::Count("人")),
    row("ec_max", "选举委员会最多人数", Shape::Count("人")),
    row("ec_odd", "选举委员会人数须为单数", Shape::Flag),
    row("ec_women_required", "选举委员会须有妇女", Shape::Flag),
    row(
        "ec_alternates",
        "选举委员会候补人数最少",
        Shape::Count("人"),
    ),
    row(
        "ec_alternates_max",
        "选举委员会候补人数最多",
        Shape::Count("人"),
    ),
    row(
        "ec_exit_scope",
        "被提名后须退出选举委员会的亲属范围",
        Shape::Choice(KIN),
    ),
    row(
        "ec_absence_limit",
        "连续缺席视为退出的次数",
        Shape::Count("次"),
    ),
    row("ec_vacancy", "选举委员会成员出缺时", Shape::Choice(VACANCY)),
    // 登记与名单
    fixed("voting_age", "选民年龄", Shape::Count("周岁")),
    row(
        "outsider_months",
        "非户籍人员居住或者工作满",
        Shape::Count("个月"),
    ),
    row(
        "outsider_by_work",
        "非户籍人员从事村务（社区）工作的也可登记",
        Shape::Flag,
    ),
    row(
        "outsider_months_for",
        "年限适用于",
        Shape::Choices(OUTSIDERS),
    ),
    row("outsider_application", "非户籍人员须本人申请", Shape::Flag),
    row(
        "outsider_consent",
        "非户籍人员参加选举由谁同意",
        Shape::Choice(DECIDER),
    ),
    row(
        "declared_classes",
        "须本人表示参加选举才登记的人",
        Shape::Choices(CLASSES),
    ),
    row(
        "single_registration",
        "已登记的不得再参加其他地方的选举",
        Shape::Flag,
    ),
    row(
        "unregistered_waived",
        "公告后不来登记的不列入名单",
        Shape::Flag,
    ),
    floor("roll_lead_days", "选民名单公布提前日数", Shape::Lead),
    row(
        "backward_count",
        "「选举日的若干日前」的算法",
        Shape::Choice(BACKWARD),
    ),
    row(
        "forward_count",
        "「自…之日起若干日内」的算法",
        Shape::Choice(FORWARD),
    ),
    floor("objection_days", "对名单提出申诉的期限", Shape::Within),
    row(
        "objection_count",
        "申诉期限的算法",
        Shape::Choice(OBJECTIONS),
    ),
    ceiling("decision_days", "对申诉作出处理决定的期限", Shape::Within),
    row(
        "corrected_roll_lead_days",
        "更正后名单公布提前日数",
        Shape::Lead,
    ),
    // 提名与候选人
    row(
        "nomination_sources",
        "候选人的提名方式",
        Shape::Choices(NOMINATORS),
    ),
    row(
        "candidate_bars",
        "不得作为候选人的情形",
        Shape::Choices(BARS),
    ),
    row("nomination_quorum", "投票提名有效的参加比例", Shape::Share),
    row(
        "joint_nomination_min",
        "联名提名最少人数",
        Shape::Count("人"),
    ),
    row("proxy_nomination_banned", "不得委托他人提名", Shape::Flag),
    row(
        "nominations_within_seats",
        "每人提名人数不得超过应选职数",
        Shape::Flag,
    )
    .for_people(),
    row(
        "nominee_one_post",
        "不得提名同一人为两项以上职务",
        Shape::Flag,
    )
    .for_people(),
    row("preselection_by", "预选由谁投票", Shape::Choice(ELECTORATE)),
    row("preselection_quorum", "预选有效的参加比例", Shape::Share),
    floor("differential_chair_min", "主任差额最少", Shape::Count("人")),
    row("differential_chair_max", "主任差额最多", Shape::Count("人")),
    floor(
        "differential_deputy_min",
        "副主任差额最少",
        Shape::Count("人"),
    ),
    row(
        "differential_deputy_max",
        "副主任差额最多",
        Shape::Count("人"),
    ),
    floor(
        "differential_member_min",
        "委员差额最少",
        Shape::Count("人"),
    ),
    row(
        "differential_member_max",
        "委员差额最多",
        Shape::Count("人"),
    ),
    row(
        "no_candidate_mode",
        "可以实行无候选人的自荐直选",
        Shape::Flag,
    ),
    row(
        "candidate_list_lead_days",
        "正式候选人名单公布提前日数",
        Shape::Lead,
    ),
    row(
        "candidate_order",
        "正式候选人名单排列",
        Shape::Choice(ORDER),
    ),
    row(
        "withdrawal_lead_days",
        "候选人书面退出提前日数",
        Shape::Lead,
    ),
    row(
        "candidate_refill",
        "候选人名额不足的按得票依次补足",
        Shape::Flag,
    )
    .for_people(),
    row("self_nomination_lead_days", "自荐报名提前日数", Shape::Lead),
    row(
        "self_nominee_list_lead_days",
        "自荐人名单公布提前日数",
        Shape::Lead,
    ),
    row("self_nominee_order", "自荐人名单排列", Shape::Choice(ORDER)).for_people(),
    row(
        "speech_request_lead_days",
        "要求发表竞职演说提前日数",
        Shape::Lead,
    ),
    row("campaign_banned_on_day", "选举日停止竞职活动", Shape::Flag).for_people(),
    // 投票准备
    row(
        "polling_notice_lead_days",
        "投票时间地点和工作人员公布提前日数",
        Shape::Lead,
    ),
    row(
        "staff_exclusion_scope",
        "唱票计票监票人员须回避的候选人亲属范围",
        Shape::Choice(KIN),
    ),
    row("proxy_allowed", "可以委托投票", Shape::Flag),
    row("proxy_scope", "可以受委托的人", Shape::Choice(PROXIES)),
    ceiling("proxy_max", "每人接受委托最多", Shape::Count("人")),
    floor("proxy_candidate_banned", "候选人不得接受委托", Shape::Flag),
    row("proxy_filing_lead_days", "提出委托提前日数", Shape::Lead),
    row(
        "proxy_publish_lead_days",
        "公布委托名单提前日数",
        Shape::Lead,
    ),
    row(
        "proxy_unpublished_void",
        "未经审核公告的委托无效",
        Shape::Flag,
    ),
    row("proxy_on_spot_banned", "投票当场不得办理委托", Shape::Flag),
    row("proxy_passing_on_banned", "受委托人不得再委托", Shape::Flag),
    row(
        "proxy_modes",
        "可以委托投票的选举方式",
        Shape::Choices(ELECTORATE),
    ),
    row(
        "proxy_voter_present",
        "委托人投票日到场的",
        Shape::Choice(PRESENT),
    ),
    row("roaming_allowed", "可以设流动票箱", Shape::Flag),
    row(
        "roaming_approver",
        "流动票箱由谁同意",
        Shape::Choice(DECIDER),
    )
    .for_people(),
    row(
        "roaming_min_supervisors",
        "每个流动票箱监票人至少",
        Shape::Count("人"),
    ),
    // 投票与计票
    ceiling(
        "electorate_modes",
        "参加投票的人",
        Shape::Choices(ELECTORATE),
    ),
    floor("quorum", "选举有效的参加比例", Shape::Share),
    floor(
        "representatives_quorum",
        "代表投票时的参加比例",
        Shape::Share,
    ),
    row("quorum_base", "参加比例的基数", Shape::Choice(BASE)),
    floor("majority", "当选所需得票比例", Shape::Share),
    row(
        "participants_base",
        "参加投票人数的数法",
        Shape::Choice(PARTICIPANTS),
    ),
    row(
        "invalid_in_base",
        "废票、弃权票计入参加投票人数",
        Shape::Flag,
    ),
    row(
        "excess_over",
        "票数多于下列数目时该次投票无效",
        Shape::Choice(EXCESS),
    ),
    row("polls", "一次性投票或者分次投票", Shape::Choice(POLLS)),
    row("add_down", "可以下加计票", Shape::Flag),
    row("overvote_unit", "多选时作废的范围", Shape::Choice(OVERVOTE)),
    row("blank_ballot", "没有选任何人的选票", Shape::Choice(BLANK)),
    row(
        "doubtful_ballots_decider",
        "难以确认的选票由谁决定",
        Shape::Choice(DECIDER),
    )
    .for_people(),
    row(
        "double_post_void",
        "选同一人担任两项以上职务无效",
        Shape::Flag,
    ),
    row("other_names", "可以另选他人", Shape::Flag),
    row("tie_rule", "得票相等不能确定当选人时", Shape::Choice(TIE)),
    row("winners_reviewed", "当选后须审查具体条件", Shape::Flag),
    // 另行选举
    row("rerun_within_days", "另行选举的期限", Shape::Within),
    row("rerun_quorum", "另行选举的参加比例", Shape::Share),
    floor("rerun_min", "另行选举当选所需得票比例", Shape::Share),
    row("rerun_max_rounds", "另行选举最多次数", Shape::Count("次")),
    row(
        "rerun_two_stage",
        "另行选举先过半数、后三分之一",
        Shape::Flag,
    ),
    row(
        "rerun_no_candidate_mode",
        "另行选举可以实行无候选人的自荐直选",
        Shape::Flag,
    ),
    row(
        "women_seat_in_rerun",
        "没有妇女当选的，另行选举继续单列妇女委员职位",
        Shape::Flag,
    ),
    row("vacancy_from", "选足几人后可以空缺", Shape::Count("人")),
    row("vacancy_needs_chair", "主任选出以后才可以空缺", Shape::Flag),
    row("vacancy_decider", "空缺由谁决定", Shape::Choice(DECIDER)),
    row(
        "acting_chair",
        "主任没有选出时由谁主持",
        Shape::Choice(ACTING),
    ),
    // 结果与移交
    row("result_notice_days", "公布选举结果", Shape::After),
    row(
        "result_delay_approver",
        "推迟公布结果由谁同意",
        Shape::Choice(DECIDER),
    )
    .for_people(),
    row("result_report_days", "报送选举结果的期限", Shape::Within),
    ceiling("handover_days", "完成工作移交的期限", Shape::Within),
    row("seal_days", "移交印章", Shape::After),
    row("ballot_keep_years", "选票保存", Shape::Count("年")),
    floor("posting_min_days", "公开栏张贴不少于", Shape::Count("日")),
    // 会议、罢免、辞职、补选
    floor(
        "meeting_notice_lead_days",
        "召集会议提前通知日数",
        Shape::Lead,
    ),
    floor(
        "village_meeting_quorum",
        "村（居）民会议的参加比例",
        Shape::Share,
    ),
    floor(
        "village_meeting_households_quorum",
        "由户的代表参加时的参加比例",
        Shape::Share,
    ),
    floor(
        "meeting_majority",
        "会议决定的同意比例（占到会人员）",
        Shape::Share,
    ),
    floor("group_meeting_quorum", "小组会议的参加比例", Shape::Share),
    floor(
        "group_meeting_households_quorum",
        "小组会议由户的代表参加时的参加比例",
        Shape::Share,
    ),
    row("recall_petition_voters", "罢免联名：选民", Shape::Share),
    row("recall_petition_reps", "罢免联名：代表", Shape::Share),
    floor("recall_quorum", "罢免表决的参加比例", Shape::Share),
    floor(
        "recall_representatives_quorum",
        "由代表表决罢免时的参加比例",
        Shape::Share,
    ),
    floor(
        "recall_majority",
        "罢免通过的比例：参加投票的人",
        Shape::Share,
    ),
    row("recall_vote_days", "罢免投票表决的期限", Shape::Within),
    row(
        "recall_township_days",
        "逾期后乡镇组织表决的期限",
        Shape::Within,
    ),
    row(
        "recall_bar_months",
        "罢免未通过后不得以同一理由再提",
        Shape::Count("个月"),
    )
    .for_people(),
    row("resignation_meeting_days", "讨论辞职的期限", Shape::Within),
    row(
        "resignation_notice_days",
        "公告辞职决定的期限",
        Shape::Within,
    ),
    row(
        "resignation_decider",
        "辞职由谁决定",
        Shape::Choice(DECIDER),
    )
    .for_people(),
    row("by_election_by", "补选由谁投票", Shape::Choices(BODIES)),
    row(
        "by_election_meeting_quorum",
        "村（居）民会议补选的参加比例",
        Shape::Share,
    ),
    row(
        "by_election_reps_quorum",
        "代表会议补选的参加比例",
        Shape::Share,
    ),
    floor("reps_meeting_quorum", "代表会议的参加比例", Shape::Share),
    floor("reps_share", "代表占代表会议组成人员", Shape::Share),
    floor(
        "women_reps_share",
        "妇女代表占代表会议组成人员",
        Shape::Share,
    ),
    floor(
        "rep_households_min",
        "推选一名代表的户数最少",
        Shape::Count("户"),
    )
    .for_people(),
    ceiling(
        "rep_households_max",
        "推选一名代表的户数最多",
        Shape::Count("户"),
    )
    .for_people(),
    row("reps_min", "代表人数最少", Shape::Count("人")),
    row("reps_max", "代表人数最多", Shape::Count("人")),
    row(
        "supervisors_selected_by",
        "村（居）务监督委员会由谁推选",
        Shape::Choices(BODIES),
    )
    .for_people(),
    row(
        "supervisors_relatives_scope",
        "监督委员会须回避的委员会成员亲属范围",
        Shape::Choice(KIN),
    ),
    // 党内选举
    row(
        "party_meeting_quorum",
        "党员大会选举的到会比例",
        Shape::Share,
    ),
    row("party_majority", "党内选举当选的票数比例", Shape::Share),
    row(
        "party_majority_base",
        "党内选举票数比例的基数",
        Shape::Choice(PARTY_BASE),
    ),
];
