//! 所说的话 — what papers say for the data of their samples.

use super::{printed, rendered, sample};
use crate::documents::kind::Kind;

#[test]
fn notices_say_what_the_data_say() {
    // (kind, sample, what must stand in the paper)
    let cases: &[(Kind, &str, &[&str])] = &[
        (
            Kind::ElectionDay,
            "normal",
            &[
                "上前村",
                "第1号",
                "主任1名、副主任1名、委员3名",
                "2027年2月10日至2月19日",
                "第九届村民委员会",
                "《中华人民共和国村民委员会组织法》第十四条第二款",
                "上前村第九届村民选举委员会",
            ],
        ),
        (
            Kind::ElectionDay,
            "normal-community",
            &[
                "石塘社区",
                "第八届居民委员会",
                "石塘社区第八届居民选举委员会",
                "全体居民",
            ],
        ),
        // 规则包另定发布单位；依据没有核对的要标出来
        (
            Kind::ElectionDay,
            "rare",
            &["石塘镇换届选举工作领导小组办公室", "𠮷塘村"],
        ),
        (
            Kind::ElectionCommittee,
            "normal",
            &["上前村村民委员会", "候补成员：", "由7人组成"],
        ),
        (
            Kind::VoterRoll,
            "normal",
            &["共3个小组、94人", "五日内", "三日内", "第1村民小组（38人）"],
        ),
        (
            Kind::VoterRoll,
            "households-community",
            &["户代表名单", "本次选举由户代表投票"],
        ),
        (
            Kind::Candidates,
            "normal",
            &[
                "各职位按得票多少排列",
                "主任候选人（应选1名）：蓝天勇　胡礼民",
            ],
        ),
        (
            Kind::Polling,
            "normal",
            &["8时至14时30分", "每一村民接受委托不得超过三人", "老祠堂"],
        ),
        (
            Kind::Results,
            "normal",
            &[
                "登记参加选举的村民1203人",
                "本次选举有效",
                "当选人：主任蓝天勇；副主任欧阳秀勇；委员朱秀兰、马智云、温天娟。",
            ],
        ),
        (
            Kind::Results,
            "normal-community",
            &["应选名额尚缺2名", "2027年4月19日（星期一）"],
        ),
        (
            Kind::ImplementationPlan,
            "normal",
            &[
                "石塘镇2027年村（居）民委员会换届选举工作实施方案",
                "村13个、社区3个",
                "石换届办〔2027〕1号",
                "《广东省村民委员会选举办法》〔待核〕",
                "选举工作回头看",
            ],
        ),
        (
            Kind::ImplementationPlan,
            "villages-only",
            &["石塘镇2027年村民委员会换届选举工作实施方案"],
        ),
        (
            Kind::LeadingGroupNotice,
            "normal",
            &[
                "石委发〔2027〕3号",
                "中共石塘镇委员会关于成立石塘镇换届选举工作领导小组的通知",
                "办公室主任由邱喆兼任",
                "组　长：",
            ],
        ),
        // 街道的党委叫工作委员会；只有社区时不说村
        (
            Kind::LeadingGroupNotice,
            "rare",
            &[
                "中共河口街道工作委员会文件",
                "各社区党组织、居民委员会",
                "街道直各有关单位",
            ],
        ),
        (
            Kind::TrainingNotice,
            "normal",
            &["至17时。", "参训人员名额表", "（主讲：邱喆）"],
        ),
        (
            Kind::DisciplineNotice,
            "normal",
            &[
                "查实的，当选无效。（《村民委员会组织法》第二十一条第一款）",
                "（4）严禁拉票贿选。",
            ],
        ),
        (
            Kind::DisciplineNotice,
            "rare",
            &["《某省村民委员会选举办法》〔待核〕"],
        ),
        (
            Kind::InspectionBulletin,
            "normal",
            &[
                "2027年2月20日至2月28日",
                "对4个村（社区）开展督查4次",
                "共发现问题4个，其中已回头看核实的1个，到期尚未回头看的3个",
                "本时段尚未督查的有下前村",
            ],
        ),
        (
            Kind::InspectionBulletin,
            "nothing-found",
            &["没有发现问题。", "本时段的督查没有发现问题。"],
        ),
        // 选举日由乡镇确定的叫批复，由村里确定的只备案（组织法第六条：不干预自治范围内的事项）
        (
            Kind::ElectionDayReply,
            "normal",
            &["选举日的批复", "选举日定为", "此复。", "第十四条第二款"],
        ),
        (
            Kind::ElectionDayReply,
            "noted",
            &[
                "选举日备案的复函",
                "由你村依法确定为",
                "现予备案",
                "特此函复。",
            ],
        ),
        (
            Kind::ResultReply,
            "normal",
            &[
                "现予备案",
                "主任蓝天勇；副主任欧阳秀勇；委员朱秀兰、马智云、温天娟",
                "不代替选举结果的确认",
                "上前村第九届村民选举委员会：",
            ],
        ),
        (
            Kind::ResultReply,
            "normal-community",
            &["应选名额尚缺4名", "石塘社区第八届居民选举委员会："],
        ),
        (
            Kind::DailyReport,
            "normal",
            &[
                "第12期",
                "当日办结3个环节",
                "督查2次、发现问题1个",
                "逾期未办2件",
                "历林村两户村民",
                "审计记录共1834项，末项摘要为9f2c41d07be6a853",
            ],
        ),
        (
            Kind::DailyReport,
            "zero",
            &["换届选举工作零报告", "没有突发情况"],
        ),
        (
            Kind::StatisticsSummary,
            "normal",
            &[
                "共16个单位，其中村13个、社区3个",
                "应选80人，当选79人",
                "桥头村",
                "村小计",
                "社区小计",
            ],
        ),
        // 有一个单位没有记录，合计就留空，不印半个合计
        (Kind::StatisticsSummary, "part", &["已投票的2个"]),
        (
            Kind::ResponsibilityLetter,
            "normal",
            &[
                "主要节点",
                "2月26日（星期五）",
                "李义鹏",
                "不指定、不委派、不撤换",
            ],
        ),
        (
            Kind::WorkSummary,
            "normal",
            &[
                "法定环节没有在期限内完成",
                "尚未完成的有京群村",
                "做好新一届班子的培训",
            ],
        ),
        (
            Kind::EmergencyPlan,
            "normal",
            &[
                "由选举委员会主任在指导组的指导下决定暂停投票",
                "应当在30分钟内电话报告",
                "2小时内书面报告",
            ],
        ),
        (
            Kind::MobilizationNotice,
            "rare",
            &["河口街道换届选举工作领导小组办公室", "阿依古丽·买买提"],
        ),
        (
            Kind::RectificationNotice,
            "normal",
            &["整改回执", "第一督查组", "一、存在的问题", "二、整改要求"],
        ),
    ];
    for (kind, name, wanted) in cases {
        let text: String = printed(&rendered(*kind, &sample(*kind, name)))
            .chars()
            .filter(|c| *c != '\n' && *c != ' ')
            .collect();
        for phrase in *wanted {
            assert!(
                text.contains(phrase),
                "{} {name}: {phrase}\n{text}",
                kind.id()
            );
        }
    }
}

#[test]
fn every_paper_with_a_red_head_may_be_urgent_and_says_so_only_then() {
    let mut heads = Vec::new();
    for kind in Kind::ALL {
        let bears = kind.bears_urgency();
        for one in kind.samples() {
            let plain = rendered(*kind, &one.data);
            let place = plain.find("<head").map(|at| &plain[at..]);
            let head = place.and_then(|rest| rest.split("/>").next());
            // A daily report has a head of its own, without a number of the office.
            assert!(
                head.is_none() || bears || *kind == Kind::DailyReport,
                "{kind}"
            );
            if !bears || head.is_none() {
                continue;
            }
            assert!(head.unwrap().contains("urgency=\"\""), "{kind} {head:?}");
            let mut urgent = one.data.clone();
            urgent["facts"]["urgency"] = "special".into();
            assert!(
                rendered(*kind, &urgent).contains("urgency=\"特急\""),
                "{kind} {}",
                one.name
            );
            urgent["facts"]["urgency"] = "very".into();
            assert!(kind.check(&urgent).is_err(), "{kind}");
            heads.push(*kind);
        }
    }
    heads.dedup();
    assert_eq!(heads.len(), 12, "{heads:?}");
}
