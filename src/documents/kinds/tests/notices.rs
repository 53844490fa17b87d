//! 村公告 — what each notice says, and that it never says anything else than the pinned rules.

use serde_json::{Value, json};

use super::{printed, rendered, sample};
use crate::civil;
use crate::documents::kind::{Kind, Occasion, Scope};
use crate::documents::kinds::{carried_over, standing_candidates};
use crate::documents::text::{parse_moment, time_chinese};

/// The paper as one text, days written out, without the breaks of its markup.
fn said(kind: Kind, data: &Value) -> String {
    printed(&with_days(&rendered(kind, data)))
        .chars()
        .filter(|c| *c != '\n' && *c != ' ')
        .collect()
}

/// Every `<date value="…"/>` as it is printed.
fn with_days(xml: &str) -> String {
    let mut parts = xml.split("<date ");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (tag, rest) = part.split_once("/>").unwrap();
        let value = tag
            .split("value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        if let Some((day, time)) = parse_moment(value) {
            text.push_str(&if tag.contains("weekday=\"yes\"") {
                civil::long_weekday(day)
            } else {
                civil::long(day)
            });
            text.push_str(&time.map(time_chinese).unwrap_or_default());
        }
        text.push_str(rest);
    }
    text
}

#[test]
fn each_notice_says_what_its_data_say() {
    // (kind, sample, what must stand in the paper)
    let cases: &[(Kind, &str, &[&str])] = &[
        (
            Kind::ElectionCommitteeChange,
            "normal",
            &[
                "第2-1号",
                "蓝天勇，因本人被提名为村民委员会成员候选人，自2027年3月5日起退出",
                "胡礼民，因近亲属被提名为村民委员会成员候选人",
                "按照原推选结果，依次递补下列人员：邱明（委员）、郭家林（委员）",
                "变动后的村民选举委员会由7人组成",
                "主任：温天娟",
                "上前村第九届村民选举委员会",
            ],
        ),
        (
            Kind::ElectionCommitteeChange,
            "normal-community",
            &[
                "另行推选，由下列人员补上：黄桂兰（委员）",
                "居民选举委员会由7人组成",
            ],
        ),
        // 规则有连续缺席的次数，就写次数（浙江第九条第三款：两次）
        (
            Kind::ElectionCommitteeChange,
            "largest",
            &["因连续三次不参加村民选举委员会会议"],
        ),
        (
            Kind::VoterRollCorrection,
            "normal",
            &[
                "2027年2月21日公布（第4号公告）",
                "补登2人、不再列入3人、更正1人",
                "原名单公布登记参加选举的村民1203人，更正后共1202人",
            ],
        ),
        (
            Kind::VoterRollCorrection,
            "normal-community",
            &["居民860人，更正后共860人"],
        ),
        (
            Kind::ObjectionDecision,
            "normal",
            &[
                "对名单的申诉2件",
                "一、2月23日收到的申诉",
                "处理结果：申诉不成立",
                "（2月26日决定）",
            ],
        ),
        (
            Kind::RepresentativesElection,
            "normal",
            &[
                "组成人员的三分之一以上",
                "全村共推选20人",
                "第2村民小组",
                "2月26日19时30分",
            ],
        ),
        (
            Kind::RepresentativesElection,
            "normal-community",
            &[
                "居民代表由居民按每三十户推选一人产生",
                "居民小组组长从居民代表中推选产生",
            ],
        ),
        (
            Kind::Representatives,
            "normal",
            &[
                "村民代表20人，其中妇女代表9人",
                "第1村民小组（6人）",
                "任期与村民委员会的任期相同",
            ],
        ),
        (Kind::GroupLeaders, "normal", &["共6个小组", "副组长"]),
        (Kind::GroupLeaders, "normal-community", &["共3个小组"]),
        (
            Kind::PostsAndMethod,
            "normal",
            &[
                "经村民代表会议于2027年2月11日讨论通过",
                "由5人组成，其中主任1名、副主任1名、委员3名",
                "应当有妇女成员",
                "实行有候选人的差额选举",
                "一次性投票选举",
                "任期五年",
            ],
        ),
        (
            Kind::PostsAndMethod,
            "largest",
            &["选票单列妇女委员职位", "实行无候选人的直接选举"],
        ),
        (
            Kind::CandidateConditions,
            "normal",
            &[
                "法律规定有下列情形之一的，不得作为候选人",
                "（3）利用宗族或者黑恶势力从事非法活动的",
                "（仁委办〔2026〕31号）要求，有下列情形的，不宜提名为候选人",
                "应当说明理由，听取本人的陈述",
            ],
        ),
        // 居民委员会组织法只写黑恶势力
        (
            Kind::CandidateConditions,
            "normal-community",
            &[
                "（3）利用黑恶势力从事非法活动的",
                "三、候选人的资格由居民选举委员会审查",
            ],
        ),
        (
            Kind::Nomination,
            "normal",
            &[
                "2027年2月28日至3月3日",
                "村党组织提名推荐；登记参加选举的村民提名推荐。",
                "2027年3月4日（星期四）公布",
            ],
        ),
        (
            Kind::Nomination,
            "normal-community",
            &["社区党组织提名推荐；登记参加选举的居民十人以上联名提名推荐。"],
        ),
        (
            Kind::Nomination,
            "largest",
            &["自荐（2027年3月7日（星期日）截止报名）", "不得委托他人提名"],
        ),
        (
            Kind::Nominees,
            "normal",
            &[
                "各职位按姓氏笔画排列",
                "请在2027年3月8日18时前向上前村党群服务中心反映",
            ],
        ),
        (
            Kind::PreselectionMethod,
            "normal",
            &[
                "登记参加选举的村民投票，参加投票的人过半数，预选有效",
                "主任1名3人2名",
            ],
        ),
        (
            Kind::PreselectionMethod,
            "largest",
            &["参加投票的人达到三分之二以上，预选有效"],
        ),
        (
            Kind::PreselectionResult,
            "normal",
            &[
                "应参加预选1203人，发出选票870张，收回选票866张",
                "蓝天勇512正式候选人",
            ],
        ),
        (
            Kind::CandidateChange,
            "normal",
            &[
                "（第9号公告）公布后有变动",
                "主任候选人胡礼民，本人书面向村民选举委员会提出放弃候选资格（2027年3月13日）",
                "依次递补下列人员为正式候选人：钟国栋（主任候选人）",
                "主任候选人（应选1名）：蓝天勇　钟国栋",
            ],
        ),
        (
            Kind::PollingStaff,
            "normal",
            &[
                "总监票人：陈建国",
                "监票人：杨丽华　黄勇",
                "候选人及其近亲属不得担任选举工作人员",
            ],
        ),
        (
            Kind::RoamingVoters,
            "normal",
            &[
                "经村民代表会议讨论决定",
                "4名村民",
                "李桂兰、王玉梅行动不便",
                "三名以上监票人",
            ],
        ),
        (
            Kind::Proxies,
            "normal",
            &[
                "委托6件，受委托人3人",
                "李秀英李伟、李静第1村民小组",
                "每一村民接受委托不得超过三人",
            ],
        ),
        (Kind::Proxies, "largest", &["没有列入名单的委托无效"]),
        (
            Kind::Scribes,
            "normal",
            &[
                "代写人员共3人",
                "第2投票站（老祠堂）：吴明",
                "候选人不得代写选票",
            ],
        ),
        (
            Kind::Rerun,
            "normal",
            &[
                "应选5名，当选3名",
                "副主任1名、委员1名，共2名",
                "副主任候选人（另选1名）：欧阳秀勇　钟伟",
                "2027年3月28日（星期日）8时至14时30分",
                "不得少于已投选票总数的三分之一",
            ],
        ),
        (
            Kind::Rerun,
            "largest",
            &["没有人过半数的，另行选举以得票多的当选"],
        ),
        (
            Kind::Repoll,
            "normal",
            &[
                "发出选票586张，收回选票580张",
                "参加投票的村民没有过半数，选举无效",
                "村民名单不变",
            ],
        ),
        (
            Kind::Repoll,
            "largest",
            &["收回的选票多于发出的选票，该次投票无效"],
        ),
        (
            Kind::Supervisors,
            "normal",
            &[
                "召开村民代表会议",
                "村务监督委员会，由3人组成",
                "及其近亲属不得担任",
            ],
        ),
        (
            Kind::Supervisors,
            "normal-community",
            &["居务监督委员会，由3人组成"],
        ),
        (
            Kind::Handover,
            "normal",
            &[
                "在村民选举委员会主持、石塘镇人民政府监督下",
                "于2027年3月25日完成工作移交",
                "自2027年3月26日起",
                "上前村村民委员会",
            ],
        ),
        // 谁组织审计，谁公布：不由换届办署名
        (
            Kind::AuditResult,
            "normal",
            &[
                "2022年1月1日至2026年12月31日",
                "期末货币资金",
                "石塘镇人民政府",
            ],
        ),
        (
            Kind::AuditResult,
            "normal-community",
            &["居民委员会主任", "没有发现需要处理的问题"],
        ),
    ];
    for (kind, name, wanted) in cases {
        let text = said(*kind, &sample(*kind, name));
        for phrase in *wanted {
            assert!(
                text.contains(phrase),
                "{} {name}: {phrase}\n{text}",
                kind.id()
            );
        }
        assert!(text.contains("特此公告。"), "{} {name}", kind.id());
    }
    let told: Vec<Kind> = cases.iter().map(|(kind, ..)| *kind).collect();
    let (of_villages, of_township): (Vec<Kind>, Vec<Kind>) = Kind::ALL
        .iter()
        .filter(|kind| kind.occasion() == Occasion::Event)
        .partition(|kind| kind.scope() == Scope::Village);
    for kind in of_villages {
        assert!(told.contains(&kind), "{}", kind.id());
    }
    // The poster is hung up when the office likes; every other event happens in a village.
    assert_eq!(of_township, [Kind::DisciplinePoster]);
}

#[test]
fn the_rules_of_ballots_follow_the_pinned_rules() {
    // (known, facts, what stands in the paper, what must not)
    let cases: &[(Value, Value, &[&str], &[&str])] = &[
        // 浙江第二十一条、第二十七条
        (
            json!({ "overvote": "ballot", "double_post_void": true, "other_names": true, "invalid_in_base": true, "excess": "voters" }),
            json!({ "blank": "abstention" }),
            &[
                "所投的票数多于投票人数的，该次投票无效",
                "所选的人数多于应选名额的；",
                "选同一人担任两项以上职务的",
                "可以另选他人",
                "按弃权计算",
                "但是计入参加投票的人数",
            ],
            &["候选人以外的人", "这一职位无效；"],
        ),
        // 多选只作废一栏
        (
            json!({ "overvote": "column" }),
            json!({ "blank": "invalid" }),
            &[
                "某一职位所选的人数多于应选名额的，这一职位无效",
                "一个人也没有选的；",
            ],
            &[
                "所选的人数多于应选名额的；",
                "按弃权计算",
                "另选他人",
                "参加投票的人数",
            ],
        ),
        // 规则写明不得另选他人的，才说写候选人以外的人无效
        (
            json!({ "other_names": false, "invalid_in_base": false }),
            json!({ "overvote": "ballot", "blank": "invalid" }),
            &[
                "写了候选人以外的人的，这一姓名无效",
                "也不计入参加投票的人数",
            ],
            &["可以另选他人"],
        ),
        // 规则没有说的，不替它说：由选举委员会勾选
        (
            json!({}),
            json!({}),
            &[
                "整张选票无效",
                "只是这一职位无效",
                "按无效票计算",
                "按弃权计算",
                "收回的选票多于发出的选票的",
            ],
            &[
                "另选他人",
                "候选人以外的人",
                "两项以上职务",
                "参加投票的人数",
            ],
        ),
    ];
    for (known, facts, says, never) in cases {
        let mut data = sample(Kind::InvalidBallotRules, "normal");
        data["known"] = known.clone();
        data["facts"] = facts.clone();
        let text = said(Kind::InvalidBallotRules, &data);
        for phrase in *says {
            assert!(text.contains(phrase), "{known}: {phrase}\n{text}");
        }
        for phrase in *never {
            assert!(!text.contains(phrase), "{known}: {phrase}\n{text}");
        }
    }
}

#[test]
fn a_notice_without_a_number_leaves_no_blank_for_one() {
    let mut data = sample(Kind::PostsAndMethod, "normal");
    assert!(!rendered(Kind::PostsAndMethod, &data).contains("<number>"));
    data["issue"] = json!({ "date": "2027-02-12" });
    let draft = rendered(Kind::PostsAndMethod, &data);
    assert!(draft.contains("<number>第<blank"), "{draft}");
    data["issue"] = json!({ "number": "第9号", "date": "2027-02-12" });
    assert!(said(Kind::PostsAndMethod, &data).contains("第9号"));
}

#[test]
fn people_go_from_notice_to_notice() {
    let nominees = json!({ "nominees": [
        { "post": "chair", "name": "甲" }, { "post": "chair", "name": "乙" }, { "post": "chair", "name": "丙" },
        { "post": "member", "name": "丁" }, { "post": "member", "name": "戊" }
    ] });
    let polled = json!({ "counts": [
        { "post": "chair", "name": "甲", "votes": 9, "passed": true },
        { "post": "chair", "name": "乙", "votes": 5, "passed": true },
        { "post": "chair", "name": "丙", "votes": 1, "passed": false }
    ] });
    // 没有预选：初步候选人；有预选的职位：只有通过的人
    let from_nominees = carried_over(Kind::Candidates, &[(Kind::Nominees, &nominees)]);
    assert_eq!(from_nominees["candidates"].as_array().unwrap().len(), 5);
    let facts = carried_over(
        Kind::Candidates,
        &[
            (Kind::Nominees, &nominees),
            (Kind::PreselectionResult, &polled),
        ],
    );
    let named: Vec<&str> = facts["candidates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["name"].as_str().unwrap())
        .collect();
    assert_eq!(named, ["丁", "戊", "甲", "乙"]);
    assert_eq!(
        carried_over(Kind::PreselectionResult, &[(Kind::Nominees, &nominees)])["counts"][0],
        json!({ "post": "chair", "name": "甲", "votes": null, "passed": null })
    );
    // 候选人变动以后，结果和重新投票用变动后的名单
    let candidates = json!({ "candidates": [
        { "post": "chair", "name": "甲" }, { "post": "chair", "name": "乙" }
    ] });
    let change = json!({
        "leavers": [{ "post": "chair", "name": "乙", "reason": "withdrew" }],
        "joiners": [{ "post": "chair", "name": "丙" }]
    });
    let earlier = [
        (Kind::Candidates, &candidates),
        (Kind::CandidateChange, &change),
    ];
    let names: Vec<String> = standing_candidates(&earlier)
        .iter()
        .map(|row| row["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names, ["甲", "丙"]);
    assert_eq!(
        carried_over(Kind::Results, &earlier)["counts"][1]["name"],
        "丙"
    );
    assert_eq!(
        carried_over(Kind::Repoll, &earlier)["candidates"][1]["name"],
        "丙"
    );
    // 投票方式、地点只问一次；审计公告里镇的办公室不会变成村的受理地点
    let polling =
        json!({ "method": "stations", "main_place": "文化广场", "contact_phone": "0751-1" });
    assert_eq!(
        carried_over(Kind::Rerun, &[(Kind::Polling, &polling)]),
        json!({ "method": "stations", "main_place": "文化广场", "contact_phone": "0751-1" })
    );
    let audit = json!({ "report_place": "镇农业农村办公室", "report_phone": "0751-2" });
    assert_eq!(
        carried_over(Kind::Nominees, &[(Kind::AuditResult, &audit)]),
        json!({})
    );
}
