//! 规则项的用词 — the words a pack may choose from, each with its Chinese.

/// 可写的词 — word in the file, Chinese.
pub(super) type Words = &'static [(&'static str, &'static str)];

/// 亲属范围
pub(super) const KIN: Words = &[
    ("none", "不作要求"),
    ("spouse-lineal", "夫妻、直系血亲"),
    ("spouse-lineal-siblings", "配偶、父母子女、兄弟姐妹"),
    (
        "listed-relatives",
        "配偶、父母子女、兄弟姐妹、祖孙（含外祖孙）",
    ),
    ("near-relatives", "近亲属"),
];
/// 谁决定
pub(super) const DECIDER: Words = &[
    ("rule", "规则直接允许"),
    ("meeting", "村（居）民会议或者代表会议决定"),
    ("election-committee", "选举委员会决定"),
    ("township", "乡镇（街道）"),
    ("county", "县级人民政府"),
];
/// 哪个会议
pub(super) const BODIES: Words = &[
    ("assembly", "村（居）民会议"),
    ("representatives", "村（居）民代表会议"),
    ("groups", "各村（居）民小组会议"),
];
/// 参加投票的人
pub(super) const ELECTORATE: Words = &[
    ("voters", "全体登记选民"),
    ("households", "户代表"),
    ("representatives", "村（居）民代表"),
];
/// 名单排列
pub(super) const ORDER: Words = &[("votes", "按得票多少"), ("strokes", "按姓氏笔画")];
/// 提名方式
pub(super) const NOMINATORS: Words = &[
    ("party", "党组织推荐"),
    ("voters", "登记参加选举的村（居）民提名"),
    ("joint-voters", "若干名选民联名提名"),
    ("self", "自荐"),
];

/// 不得作为候选人的情形
pub(super) const BARS: Words = &[
    ("expelled-from-party", "被开除党籍"),
    ("convicted", "因犯罪受过刑事处罚"),
    ("clan-or-evil-forces", "利用宗族或者黑恶势力从事非法活动"),
    ("evil-forces", "利用黑恶势力从事非法活动"),
    (
        "illegal-religion-or-cult",
        "组织或者参加非法宗教活动或者邪教活动",
    ),
];

/// 妇女成员的保障方式
pub(super) const WOMEN: Words = &[
    ("reserved-seat", "选票单列妇女委员职位"),
    ("composition-check", "当选后核对组成"),
];
/// 当选成员有回避关系时
pub(super) const RELATIVES: Words = &[
    ("decide", "列出待处理，由选举委员会依法处理"),
    (
        "keep-higher",
        "留任职务高的；职务相同留得票多的；再相同再投票",
    ),
];
/// 「选举日的若干日前」的算法
pub(super) const BACKWARD: Words = &[
    ("lenient", "选举日减若干日当天仍合法"),
    ("strict", "从严：选举日与公布日之间隔足若干日"),
];
/// 「自…之日起若干日内」的算法
pub(super) const FORWARD: Words = &[
    ("exclude_start", "开始的当日不计入"),
    ("include_start", "开始的当日计入"),
];
/// 申诉期限的算法
pub(super) const OBJECTIONS: Words = &[
    ("later", "公布当日不计入，按较晚的一日截止"),
    ("include_start", "公布当日算第一日"),
];
/// 可以受委托的人
pub(super) const PROXIES: Words = &[
    ("near-relatives", "有选举权的近亲属"),
    (
        "listed-relatives",
        "配偶、父母子女、兄弟姐妹、祖孙（含外祖孙）",
    ),
    ("any-voter", "近亲属或者其他有选举权的村（居）民"),
];
/// 委托人投票日到场的
pub(super) const PRESENT: Words = &[
    ("own-vote", "由本人投票，委托作废"),
    ("proxy-stands", "委托有效，由受委托人投票"),
];
/// 参加比例的基数
pub(super) const BASE: Words = &[("registered", "登记参加选举的人数")];
/// 参加投票人数的数法
pub(super) const PARTICIPANTS: Words = &[("returned", "收回的选票数"), ("issued", "发出的选票数")];
/// 票数多于下列数目时该次投票无效
pub(super) const EXCESS: Words = &[("issued", "发出的选票数"), ("voters", "投票人数")];
/// 一次性投票或者分次投票
pub(super) const POLLS: Words = &[
    ("one", "一次性投票"),
    ("several", "分次投票"),
    ("either", "均可"),
];
/// 多选时作废的范围
pub(super) const OVERVOTE: Words = &[("ballot", "整张选票"), ("column", "该职位一栏")];
/// 没有选任何人的选票
pub(super) const BLANK: Words = &[("abstention", "弃权，选票有效"), ("invalid", "无效票")];
/// 得票相等不能确定当选人时
pub(super) const TIE: Words = &[("revote", "就得票相等的人再次投票，得票多的当选")];
/// 主任没有选出时由谁主持
pub(super) const ACTING: Words = &[
    (
        "deputy",
        "副主任；副主任也没有选出的，由代表会议在委员中推选一人",
    ),
    ("most-voted-deputy", "得票最多的副主任"),
    ("meeting", "代表会议在当选成员中推选一人"),
];
/// 选举委员会成员出缺时
pub(super) const VACANCY: Words = &[
    ("next-or-anew", "按照原推选结果依次递补，也可以另行推选"),
    ("anew", "另行推选"),
];
/// 年限适用于
pub(super) const OUTSIDERS: Words = &[
    ("residence", "在本地居住的非户籍人员"),
    ("work", "从事村务（社区）工作的非户籍人员"),
];
/// 须本人表示参加选举才登记的人
pub(super) const CLASSES: Words = &[
    ("resident", "户籍在本地、居住在本地的"),
    ("away", "户籍在本地、不在本地居住的"),
    ("outsider", "户籍不在本地的"),
];
/// 党内选举票数比例的基数
pub(super) const PARTY_BASE: Words =
    &[("due", "应到会有选举权的党员"), ("present", "实到会的党员")];
