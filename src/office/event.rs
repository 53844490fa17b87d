//! 审计事件 — every kind of change, declared once.
//!
//! The code stands in the audit table, the name on the audit page and in the list of latest events.

macro_rules! events {
    ($($variant:ident = $code:literal, $name:literal;)+) => {
        /// 事件
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs)] // the Chinese name in the table says what each is
        pub enum Event { $($variant),+ }

        impl Event {
            /// Every event.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As it stands in the audit table.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// As people read it.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// From the audit table.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

impl Event {
    /// Whether it happens inside a cycle, and so stands in the cycle's list.
    pub fn of_cycle(self) -> bool {
        !matches!(
            self,
            Self::SetUp
                | Self::SignedIn
                | Self::SignInRefused
                | Self::SignedOut
                | Self::SessionEnded
                | Self::PasswordChanged
                | Self::AccountCreated
                | Self::AccountChanged
                | Self::AccountLinkMade
                | Self::BackupMade
                | Self::BackupRestored
                | Self::BackupDrilled
                | Self::PhoneKeyMade
                | Self::BackupChecked
        )
    }
}

events! {
    SetUp = "setup.done", "首次设置";
    SignedIn = "sign-in.done", "登录";
    SignInRefused = "sign-in.refused", "登录被拒绝";
    SignedOut = "sign-out.done", "退出";
    SessionEnded = "session.ended", "结束会话";
    PasswordChanged = "password.changed", "修改密码";
    AccountCreated = "account.created", "新增账号";
    AccountChanged = "account.changed", "修改账号";
    AccountLinkMade = "account.link-made", "生成设密码链接";
    BackupMade = "backup.made", "备份";
    BackupRestored = "backup.restored", "恢复备份";
    BackupDrilled = "backup.drilled", "恢复演练";
    PhoneKeyMade = "phone-key.made", "生成手机离线文件的密钥";
    BackupChecked = "backup.checked", "核对备份文件";
    CycleCreated = "cycle.created", "新建届次";
    CycleChanged = "cycle.changed", "修改届次";
    VillagesImported = "villages.imported", "导入村（社区）";
    VillageAdded = "village.added", "新增村（社区）";
    VillageChanged = "village.changed", "修改村（社区）";
    ElectionDayMoved = "village.moved", "改选举日";
    PeopleImported = "people.imported", "导入人员";
    PersonAdded = "person.added", "新增人员";
    PersonChanged = "person.changed", "修改人员";
    PersonRemoved = "person.removed", "移出人员";
    AssignmentChanged = "assignment.changed", "调整分工";
    PersonSucceeded = "person.succeeded", "换人";
    TeamAdded = "team.added", "新增工作组";
    TeamChanged = "team.changed", "修改工作组";
    TeamRemoved = "team.removed", "撤销工作组";
    GuidanceEntered = "guidance.entered", "登记挂钩联系";
    GuidanceCorrected = "guidance.corrected", "更正挂钩联系";
    RiskAssessed = "risk.assessed", "评定风险";
    MeasureChanged = "measure.changed", "一村一策";
    RollImported = "roll.imported", "导入选民名册";
    StepRecorded = "step.recorded", "记录完成";
    StepSetAside = "step.set-aside", "标为不适用";
    StepUndone = "step.undone", "撤销记录";
    StepArranged = "step.arranged", "安排环节";
    FactsChanged = "facts.changed", "填写文书内容";
    PaperIssued = "paper.issued", "印发文书";
    PaperVoided = "paper.voided", "作废文书";
    PaperPosted = "paper.posted", "登记张贴";
    TextSaved = "text.saved", "修改文书文稿";
    TextRestored = "text.restored", "恢复文书原文";
    BatchRequested = "batch.requested", "提交批量印发";
    BatchFinished = "batch.finished", "批量印发结束";
    PlanReworded = "plan.reworded", "修改实施方案";
    PlanVersionSaved = "plan.version-saved", "存实施方案一版";
    InspectionRecorded = "inspection.recorded", "登记督查";
    InspectionDayChecked = "inspection.day-checked", "核对督查日期";
    InspectionPhotoKept = "inspection.photo", "上传督查照片";
    InspectionDraftKept = "inspection.draft-kept", "收下没有填完的检查";
    InspectionDraftRemoved = "inspection.draft-removed", "删去没有填完的检查";
    FindingAssigned = "finding.assigned", "交办整改";
    FindingAnswered = "finding.answered", "报送整改情况";
    FindingReviewed = "finding.reviewed", "复核整改";
    FindingClosed = "finding.closed", "整改销号";
    FindingWithdrawn = "finding.withdrawn", "撤销问题";
    InspectionPlanned = "inspection.planned", "安排督查";
    ComplaintRegistered = "complaint.registered", "登记信访件";
    ComplaintMoved = "complaint.moved", "办理信访件";
    ComplaintReassigned = "complaint.reassigned", "调整信访件承办人";
    ComplaintCorrected = "complaint.corrected", "更正信访件登记";
    ComplaintOpened = "complaint.opened", "查看密封内容";
    MeetingArranged = "meeting.arranged", "安排会议";
    MeetingPrepared = "meeting.prepared", "会议准备";
    MeetingHeld = "meeting.held", "登记会议";
    MeetingCancelled = "meeting.cancelled", "取消会议";
    TrainingArranged = "training.arranged", "安排培训";
    TrainingHeld = "training.held", "登记培训";
    TrainingCancelled = "training.cancelled", "取消培训";
    TrainingNeedChanged = "training.need-changed", "修改应参训人数";
    IncomingRegistered = "incoming.registered", "登记收文";
    IncomingChanged = "incoming.changed", "修改收文登记";
    IncomingHandled = "incoming.handled", "办理收文";
    IncomingFiled = "incoming.filed", "收文归档";
    IncomingVoided = "incoming.voided", "收文登记作废";
    FileOpened = "file.opened", "查看附件";
    DemoFilled = "demo.filled", "填入演示数据";
    TableExported = "table.exported", "导出表格";
    WallLinkMade = "wall-link.made", "生成大屏链接";
    WallLinkRevoked = "wall-link.revoked", "停用大屏链接";
    ReportConfirmed = "report.confirmed", "确认日报";
    ReportColumnsSaved = "report.columns-saved", "修改日报表格的列";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_come_back() {
        let mut codes: Vec<_> = Event::ALL.iter().map(|event| event.code()).collect();
        codes.sort_unstable();
        let count = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), count);
        for event in Event::ALL {
            assert_eq!(Event::from_code(event.code()), Some(*event));
        }
    }
}
