//! 文书种类 — every paper the product can make, declared once in one table.
//!
//! The identifier, the Chinese title, who issues it, how it is numbered, which step it belongs to and
//! what data it takes all come from the table at the end of this file. What a province decides
//! differently (the notice's number, another issuer, the legal basis) is pack data and reaches a paper
//! through its data, never from here.

use serde_json::Value;

use super::kinds::{Content, DataProblem, FieldSpec, Sample};

/// 范围 — for whom one copy of the paper is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// 全镇一份 — one for the whole township.
    Township,
    /// 每村（社区）一份 — one for each unit.
    Village,
}

/// 编号 — which series of numbers the paper takes its number from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Series {
    /// 发文字号 — the township's document numbers, `石换届办〔2027〕5号`.
    Official,
    /// 公告编号 — the unit's own notices, `第1号`, `第2-1号`.
    Notice,
    /// 不编号 — forms and lists.
    Unnumbered,
}

/// 何时要出 — whether every unit needs the paper, or only where something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Occasion {
    /// 每届必出 — its step asks every unit for it.
    Routine,
    /// 有事才出 — offered to every unit, asked only of the one where it happened.
    Event,
}

/// 发布单位 — in whose name the paper goes out and whose seal place it carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Issuer {
    /// 镇换届选举工作领导小组办公室; rule packs call it `township`
    #[serde(alias = "township")]
    TownshipOffice,
    /// 村（居）民委员会
    VillageCommittee,
    /// 村（居）民选举委员会
    ElectionCommittee,
}

/// One row of the table.
struct Row {
    id: &'static str,
    title: &'static str,
    scope: Scope,
    series: Series,
    issuer: Issuer,
    seal: bool,
    public: bool,
    step: Option<&'static str>,
    occasion: Occasion,
    template: &'static str,
    content: Content,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $id:literal, $title:literal, $scope:ident, $series:ident, $issuer:ident,
        seal: $seal:literal, public: $public:literal, step: $step:expr, $paper:path $(, $occasion:ident)?;)*) => {
        /// 文书种类 — the kinds of paper; see the module documentation.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind { $($(#[$doc])* $variant,)* }

        impl Kind {
            /// All kinds, in the order in which a cycle uses them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            const fn row(self) -> &'static Row {
                match self {
                    $(Self::$variant => &const { Row {
                        id: $id,
                        title: $title,
                        scope: Scope::$scope,
                        series: Series::$series,
                        issuer: Issuer::$issuer,
                        seal: $seal,
                        public: $public,
                        step: $step,
                        occasion: kinds!(@occasion $($occasion)?),
                        template: concat!($id, ".xml"),
                        content: Content::of::<$paper>(),
                    } },)*
                }
            }
        }
    };
    (@occasion) => { Occasion::Routine };
    (@occasion $occasion:ident) => { Occasion::$occasion };
}

impl Kind {
    /// The kind with this identifier, as in `election-day`.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.id() == id)
    }

    /// Identifier used in rule packs, addresses and on the command line.
    pub const fn id(self) -> &'static str {
        self.row().id
    }

    /// 文书名称, as a page or a register lists it.
    pub const fn title(self) -> &'static str {
        self.row().title
    }

    /// Whether one is made for the township or one for each unit.
    pub const fn scope(self) -> Scope {
        self.row().scope
    }

    /// Where its number comes from.
    pub const fn series(self) -> Series {
        self.row().series
    }

    /// Who issues it unless the rule pack says otherwise.
    pub const fn issuer(self) -> Issuer {
        self.row().issuer
    }

    /// Whether a place for the seal is left at the signature.
    pub const fn has_seal(self) -> bool {
        self.row().seal
    }

    /// 内部资料 — what the township writes down for itself about a village: not for the village's own accounts.
    pub const fn is_internal(self) -> bool {
        matches!(self, Self::VillageLedger)
    }

    /// 张榜 — whether it is posted in public, so that no ID number or telephone of a person may stand in it.
    pub const fn is_public(self) -> bool {
        self.row().public
    }

    /// Whether a unit may make a paper of this kind for itself besides the township's own.
    pub const fn has_unit_form(self) -> bool {
        matches!(self, Self::ImplementationPlan)
    }

    /// Whether each linked leader has one of his own besides those of the units.
    pub const fn has_leaders_form(self) -> bool {
        matches!(self, Self::ResponsibilityLetter)
    }

    /// 某一天的情况 — states how things stood on its day, so that it is not out of date when they move on.
    pub const fn is_snapshot(self) -> bool {
        matches!(
            self,
            Self::InspectionBulletin
                | Self::DailyReport
                | Self::StatisticsSummary
                | Self::WorkSummary
        )
    }

    /// The canonical step it belongs to, as in `roll-published`; `None` for papers of no single step.
    pub const fn step(self) -> Option<&'static str> {
        self.row().step
    }

    /// Whether every unit needs it or only the one where something happened.
    pub const fn occasion(self) -> Occasion {
        self.row().occasion
    }

    /// File name of its template below `templates/documents/`.
    pub const fn template(self) -> &'static str {
        self.row().template
    }

    /// 公告编号 in print: `"2-1"` of the rule pack becomes `第2-1号`; a number already in a printed form is kept.
    pub fn printed_number(self, number: &str) -> String {
        let number = number.trim();
        let bare = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        if bare && self.series() == Series::Notice {
            format!("第{number}号")
        } else {
            number.to_owned()
        }
    }

    /// The facts a clerk fills in on the form page of this kind; everything else the product knows.
    pub fn fields(self) -> &'static [FieldSpec] {
        self.row().content.fields
    }

    /// Checks the data of a paper; every problem is reported at once.
    pub fn check(self, data: &Value) -> Result<(), Vec<DataProblem>> {
        self.context(data).map(drop)
    }

    /// What the template sees: the checked data with every missing fact as `null`, and below `names` the
    /// words derived from it (names of bodies, the sentence of legal bases, dates in print).
    pub fn context(self, data: &Value) -> Result<Value, Vec<DataProblem>> {
        (self.row().content.context)(self, data)
    }

    /// Whether 紧急程度 may stand on it: papers with a red head.
    pub fn bears_urgency(self) -> bool {
        self.fields().iter().any(|spec| spec.key == "urgency")
    }

    /// Built-in samples: normal, empty (a blank form), largest, rare characters; villages and communities.
    pub fn samples(self) -> Vec<Sample> {
        (self.row().content.samples)()
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.title())
    }
}

use super::kinds::notices::{
    audit_result, candidate_change, candidate_conditions, election_committee_change, group_leaders,
    handover, invalid_ballot_rules, nomination, nominees, objection_decision, polling_staff,
    posts_and_method, preselection_method, preselection_result, proxies, repoll, representatives,
    representatives_election, rerun, roaming_voters, scribes, supervisors, voter_roll_correction,
};
use super::kinds::{
    candidates, daily_report, discipline_notice, discipline_poster, election_committee,
    election_day, election_day_reply, emergency_plan, forms, implementation_plan,
    inspection_bulletin, leading_group_notice, liaison_table, mobilization_notice, packet_cover,
    polling, posting_checklist, rectification_notice, responsibility_letter, result_reply, results,
    sign_in_sheet, statistics_summary, training_notice, voter_registration, voter_roll,
    work_summary,
};

kinds! {
    // ── 镇的文书 ──
    /// 成立领导小组的通知; numbered in the party committee's own register
    LeadingGroupNotice = "leading-group-notice", "成立换届选举工作领导小组的通知", Township, Unnumbered, TownshipOffice,
        seal: true, public: false, step: Some("leading-group-formed"), leading_group_notice::Paper;
    /// 实施方案
    ImplementationPlan = "implementation-plan", "换届选举工作实施方案", Township, Official, TownshipOffice,
        seal: true, public: false, step: Some("plan-issued"), implementation_plan::Paper;
    /// 动员会议通知
    MobilizationNotice = "mobilization-notice", "换届选举动员会议通知", Township, Official, TownshipOffice,
        seal: true, public: false, step: Some("mobilization-held"), mobilization_notice::Paper;
    /// 培训通知
    TrainingNotice = "training-notice", "换届选举业务培训通知", Township, Official, TownshipOffice,
        seal: true, public: false, step: Some("training-held"), training_notice::Paper;
    /// 挂钩联系（包村）分工表
    LiaisonTable = "liaison-table", "挂钩联系分工表", Township, Unnumbered, TownshipOffice,
        seal: false, public: false, step: Some("links-assigned"), liaison_table::Paper;
    /// 换届纪律通知
    DisciplineNotice = "discipline-notice", "换届纪律通知", Township, Official, TownshipOffice,
        seal: true, public: false, step: Some("mobilization-held"), discipline_notice::Paper;
    /// 换届纪律海报
    DisciplinePoster = "discipline-poster", "换届纪律海报", Township, Unnumbered, TownshipOffice,
        seal: false, public: false, step: None, discipline_poster::Paper, Event;
    /// 督查通报
    InspectionBulletin = "inspection-bulletin", "督查通报", Township, Official, TownshipOffice,
        seal: true, public: false, step: Some("inspections-carried-out"), inspection_bulletin::Paper;
    /// 整改通知书（附回执）
    RectificationNotice = "rectification-notice", "整改通知书", Village, Official, TownshipOffice,
        seal: true, public: false, step: Some("inspections-carried-out"), rectification_notice::Paper;
    /// 选举日批复
    ElectionDayReply = "election-day-reply", "选举日批复", Village, Official, TownshipOffice,
        seal: true, public: false, step: Some("election-day-announced"), election_day_reply::Paper;
    /// 备案复函
    ResultReply = "result-reply", "选举结果备案复函", Village, Official, TownshipOffice,
        seal: true, public: false, step: Some("results-reported"), result_reply::Paper;
    /// 日报、零报告
    DailyReport = "daily-report", "换届选举工作日报", Township, Unnumbered, TownshipOffice,
        seal: true, public: false, step: Some("teams-dispatched"), daily_report::Paper;
    /// 统计汇总表
    StatisticsSummary = "statistics-summary", "换届选举统计汇总表", Township, Official, TownshipOffice,
        seal: true, public: false, step: Some("summary-reported"), statistics_summary::Paper;
    /// 目标责任书
    ResponsibilityLetter = "responsibility-letter", "换届选举工作目标责任书", Village, Unnumbered, TownshipOffice,
        seal: false, public: false, step: Some("mobilization-held"), responsibility_letter::Paper;
    /// 工作总结
    WorkSummary = "work-summary", "换届选举工作总结", Township, Official, TownshipOffice,
        seal: true, public: false, step: Some("summary-reported"), work_summary::Paper;
    /// 应急预案
    EmergencyPlan = "emergency-plan", "换届选举应急预案", Township, Official, TownshipOffice,
        seal: true, public: false, step: Some("plan-issued"), emergency_plan::Paper;
    // ── 村的公告、表单 ──
    /// 会议签到表
    SignInSheet = "sign-in-sheet", "会议签到表", Township, Unnumbered, TownshipOffice,
        seal: false, public: false, step: Some("mobilization-held"), sign_in_sheet::Paper;
    /// 选举日公告
    ElectionDay = "election-day", "关于确定选举日的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: Some("election-day-announced"), election_day::Paper;
    /// 选举委员会名单公告
    ElectionCommittee = "election-committee", "关于选举委员会成员名单的公告", Village, Notice, VillageCommittee,
        seal: true, public: true, step: Some("committee-announced"), election_committee::Paper;
    /// 选举委员会成员变动公告
    ElectionCommitteeChange = "election-committee-change", "关于选举委员会成员变动的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: None, election_committee_change::Paper, Event;
    /// 登记公告
    VoterRegistration = "voter-registration", "关于参加选举登记的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: Some("registration-opened"), voter_registration::Paper;
    /// 名单公告
    VoterRoll = "voter-roll", "关于登记参加选举人员名单的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: Some("roll-published"), voter_roll::Paper;
    /// 申诉处理结果公告
    ObjectionDecision = "objection-decision", "关于名单申诉处理结果的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: Some("objections-decided"), objection_decision::Paper, Event;
    /// 名单更正公告
    VoterRollCorrection = "voter-roll-correction", "关于更正登记参加选举人员名单的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: Some("roll-final"), voter_roll_correction::Paper, Event;
    /// 推选代表和小组长的公告; put up before its step, so that it has none
    RepresentativesElection = "representatives-election", "关于推选代表和小组长的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: None, representatives_election::Paper;
    /// 代表名单公告
    Representatives = "representatives", "关于代表名单的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: Some("representatives-selected"), representatives::Paper;
    /// 小组长名单公告
    GroupLeaders = "group-leaders", "关于小组长名单的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: Some("representatives-selected"), group_leaders::Paper;
    /// 职位职数和选举方式公告
    PostsAndMethod = "posts-and-method", "关于职位、职数和选举方式的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: Some("method-adopted"), posts_and_method::Paper;
    /// 候选人条件公告
    CandidateConditions = "candidate-conditions", "关于候选人条件的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: Some("nomination-opened"), candidate_conditions::Paper;
    /// 提名公告
    Nomination = "nomination", "关于提名候选人的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: Some("nomination-opened"), nomination::Paper;
    /// 初步候选人名单公告
    Nominees = "nominees", "关于初步候选人名单的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: Some("nominees-announced"), nominees::Paper;
    /// 预选办法公告
    PreselectionMethod = "preselection-method", "关于正式候选人预选办法的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: None, preselection_method::Paper, Event;
    /// 预选结果公告
    PreselectionResult = "preselection-result", "关于正式候选人预选结果的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: None, preselection_result::Paper, Event;
    /// 正式候选人名单公告
    Candidates = "candidates", "关于正式候选人名单的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: Some("candidates-announced"), candidates::Paper;
    /// 候选人变动公告
    CandidateChange = "candidate-change", "关于正式候选人变动的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: None, candidate_change::Paper, Event;
    /// 投票时间和地点公告
    Polling = "polling", "关于投票时间和地点的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: Some("polling-announced"), polling::Paper;
    /// 选举工作人员名单公告
    PollingStaff = "polling-staff", "关于选举工作人员名单的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: Some("polling-announced"), polling_staff::Paper;
    /// 流动票箱投票人员名单公告
    RoamingVoters = "roaming-voters", "关于流动票箱投票人员名单的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: Some("ballots-ready"), roaming_voters::Paper, Event;
    /// 委托投票名单公告
    Proxies = "proxies", "关于委托投票名单的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: Some("proxies-announced"), proxies::Paper;
    /// 代写人员名单公告
    Scribes = "scribes", "关于代写人员名单的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: Some("ballots-ready"), scribes::Paper, Event;
    /// 选票效力认定规则公告
    InvalidBallotRules = "invalid-ballot-rules", "关于无效票认定规则的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: Some("ballots-ready"), invalid_ballot_rules::Paper;
    /// 选举结果公告
    Results = "results", "关于选举结果的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: Some("results-announced"), results::Paper;
    /// 另行选举公告
    Rerun = "rerun", "关于另行选举的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: None, rerun::Paper, Event;
    /// 重新投票公告
    Repoll = "repoll", "关于重新投票的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: None, repoll::Paper, Event;
    /// 监督委员会成员名单公告
    Supervisors = "supervisors", "关于监督委员会成员名单的公告", Village, Notice, ElectionCommittee,
        seal: true, public: true, step: Some("supervisors-elected"), supervisors::Paper;
    /// 工作移交和印章启用公告
    Handover = "handover", "关于工作移交和印章启用的公告", Village, Notice, VillageCommittee,
        seal: true, public: true, step: Some("handover-completed"), handover::Paper;
    /// 审计结果公告
    AuditResult = "audit-result", "关于离任经济责任审计结果的公告", Village, Notice, TownshipOffice,
        seal: true, public: true, step: Some("election-day-announced"), audit_result::Paper;
    /// 张贴核对表
    PostingChecklist = "posting-checklist", "公告张贴核对表", Village, Unnumbered, ElectionCommittee,
        seal: false, public: false, step: None, posting_checklist::Paper;
    /// 文书封面
    VillagePacketCover = "village-packet-cover", "村（社区）文书封面", Village, Unnumbered, TownshipOffice,
        seal: false, public: false, step: None, packet_cover::Paper;
    /// 登记参加选举人员登记册
    VoterRegister = "voter-register", "登记参加选举人员登记册", Village, Unnumbered, ElectionCommittee,
        seal: false, public: false, step: Some("registration-closed"), forms::voters::Register;
    /// 选民证
    VoterCard = "voter-card", "选民证", Village, Unnumbered, ElectionCommittee,
        seal: true, public: false, step: Some("roll-final"), forms::voters::Card;
    /// 非户籍人员参加选举登记申请表
    OutsiderApplication = "outsider-application", "非户籍人员参加选举登记申请表", Village, Unnumbered, ElectionCommittee,
        seal: false, public: false, step: Some("registration-closed"), forms::filled::OutsiderApplication;
    /// 委托投票书
    ProxyForm = "proxy-form", "委托投票书", Village, Unnumbered, ElectionCommittee,
        seal: true, public: false, step: Some("proxies-filed"), forms::filled::ProxyForm;
    /// 流动票箱投票申请表
    RoamingApplication = "roaming-application", "流动票箱投票申请表", Village, Unnumbered, ElectionCommittee,
        seal: false, public: false, step: Some("proxies-announced"), forms::filled::RoamingApplication;
    /// 名单申诉登记表
    ObjectionForm = "objection-form", "名单申诉登记表", Village, Unnumbered, ElectionCommittee,
        seal: true, public: false, step: Some("objections-closed"), forms::by_hand::ObjectionForm;
    /// 候选人提名表
    NominationForm = "nomination-form", "候选人提名表", Village, Unnumbered, ElectionCommittee,
        seal: false, public: false, step: Some("nomination-opened"), forms::filled::NominationForm;
    /// 候选人自荐表
    SelfNominationForm = "self-nomination-form", "候选人自荐表", Village, Unnumbered, ElectionCommittee,
        seal: false, public: false, step: Some("nomination-opened"), forms::by_hand::SelfNominationForm;
    /// 候选人情况登记表
    CandidateProfile = "candidate-profile", "候选人情况登记表", Village, Unnumbered, ElectionCommittee,
        seal: false, public: false, step: Some("candidates-met"), forms::per_person::Profile;
    /// 候选人资格联审表
    QualificationReview = "qualification-review", "候选人资格联审表", Village, Unnumbered, ElectionCommittee,
        seal: true, public: false, step: Some("qualification-reviewed"), forms::per_person::Review;
    /// 候选人承诺书
    Pledge = "pledge", "候选人承诺书", Village, Unnumbered, ElectionCommittee,
        seal: false, public: false, step: Some("qualification-reviewed"), forms::per_person::Pledge;
    /// 选票
    Ballot = "ballot", "选票", Village, Unnumbered, ElectionCommittee,
        seal: true, public: false, step: Some("ballots-ready"), forms::ballot::Paper;
    /// 选票印制领取发放登记表
    BallotLedger = "ballot-ledger", "选票印制领取发放登记表", Village, Unnumbered, ElectionCommittee,
        seal: false, public: false, step: Some("ballots-ready"), forms::ballot::Ledger;
    /// 领票登记册
    IssueRegister = "issue-register", "领票登记册", Village, Unnumbered, ElectionCommittee,
        seal: false, public: false, step: Some("polling"), forms::voters::IssueRegister;
    /// 计票表
    TallySheet = "tally-sheet", "计票表", Village, Unnumbered, ElectionCommittee,
        seal: false, public: false, step: Some("polling"), forms::tally::Tally;
    /// 选举结果报告单
    ResultReport = "result-report", "选举结果报告单", Village, Unnumbered, ElectionCommittee,
        seal: true, public: false, step: Some("results-reported"), forms::tally::Report;
    /// 当选证书
    Certificate = "certificate", "当选证书", Village, Unnumbered, TownshipOffice,
        seal: true, public: false, step: Some("results-reported"), forms::winners::Certificate;
    /// 当选人名册
    ElectedRegister = "elected-register", "当选人名册", Village, Unnumbered, ElectionCommittee,
        seal: true, public: false, step: Some("results-reported"), forms::winners::Register;
    /// 会议通知
    MeetingNotice = "meeting-notice", "会议通知", Village, Unnumbered, VillageCommittee,
        seal: true, public: false, step: Some("committee-selected"), forms::meeting::Notice;
    /// 会议记录
    Minutes = "minutes", "会议记录", Village, Unnumbered, VillageCommittee,
        seal: false, public: false, step: Some("committee-selected"), forms::meeting::Minutes;
    /// 工作移交清单
    HandoverList = "handover-list", "工作移交清单", Village, Unnumbered, ElectionCommittee,
        seal: true, public: false, step: Some("handover-completed"), forms::closing::Handover;
    /// 案卷目录
    ArchiveIndex = "archive-index", "案卷目录", Village, Unnumbered, ElectionCommittee,
        seal: false, public: false, step: Some("archive-completed"), forms::closing::Archive;
    /// 督查记录表
    InspectionForm = "inspection-form", "督查记录表", Village, Unnumbered, TownshipOffice,
        seal: false, public: false, step: Some("inspections-carried-out"), forms::inspection::Paper;
    /// 一村一档
    VillageLedger = "village-ledger", "一村一档", Village, Unnumbered, TownshipOffice,
        seal: false, public: false, step: None, forms::ledger::Paper;
    /// 文书核对单
    PreflightSheet = "preflight-sheet", "文书核对单", Township, Unnumbered, TownshipOffice,
        seal: false, public: false, step: None, forms::preflight_sheet::Paper;
}
