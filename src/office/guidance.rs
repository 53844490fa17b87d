//! 挂钩联系日志 — what leaders and guidance teams did in their villages: documents conveyed, study, the village's own
//! plan, visits, what was advised. Rows are added and never changed; what is wrong is set right by another row.

mod entry;

use chrono::NaiveDate;
use uuid::Uuid;

pub use self::entry::NewEntry;
use self::entry::{check, check_order};
use super::{
    change::{Actor, Begun, Change},
    done::Done,
    event::Event,
    evidence::{self, Opened, Upload},
    refusal::{Conflict, Problems, Refusal},
};
use crate::{
    civil,
    platform::{clock::Clock, files::Files},
    store::{
        Store, audit,
        entity::{guidance_entry, guidance_file, village as village_row},
        guidance::{self as rows, ENTERED, WITHDRAWN},
        scope::CycleScope,
    },
};

/// 类别
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 传达文件会议
    Conveyed,
    /// 组织学习
    Study,
    /// 村级方案起草
    PlanDrafted,
    /// 村级方案核对
    PlanChecked,
    /// 村级方案通过
    PlanAdopted,
    /// 走访
    Visit,
    /// 指导意见
    Advice,
}

impl Kind {
    /// Every kind, in the order in which a village is guided.
    pub const ALL: [Self; 7] = [
        Self::Conveyed,
        Self::Study,
        Self::PlanDrafted,
        Self::PlanChecked,
        Self::PlanAdopted,
        Self::Visit,
        Self::Advice,
    ];

    /// As it is stored.
    pub fn id(self) -> &'static str {
        match self {
            Self::Conveyed => "conveyed",
            Self::Study => "study",
            Self::PlanDrafted => "plan-drafted",
            Self::PlanChecked => "plan-checked",
            Self::PlanAdopted => "plan-adopted",
            Self::Visit => "visit",
            Self::Advice => "advice",
        }
    }

    /// The kind whose [`id`](Self::id) this is.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// In Chinese.
    pub fn name(self) -> &'static str {
        match self {
            Self::Conveyed => "传达文件会议",
            Self::Study => "组织学习",
            Self::PlanDrafted => "村级方案起草",
            Self::PlanChecked => "村级方案核对",
            Self::PlanAdopted => "村级方案通过",
            Self::Visit => "走访",
            Self::Advice => "指导意见",
        }
    }
}

/// The entries that hold: not corrected, not withdrawn; the latest day first.
pub fn standing(entries: &[guidance_entry::Model]) -> Vec<&guidance_entry::Model> {
    let mut list: Vec<&guidance_entry::Model> = entries
        .iter()
        .filter(|row| row.act == ENTERED)
        .filter(|row| {
            !entries
                .iter()
                .any(|later| later.corrects_id == Some(row.id))
        })
        .collect();
    list.sort_by_key(|row| std::cmp::Reverse((row.day, row.recorded_at, row.id)));
    list
}

/// What an entry said before it was set right, the latest first.
pub fn earlier<'e>(
    entries: &'e [guidance_entry::Model],
    row: &guidance_entry::Model,
) -> Vec<&'e guidance_entry::Model> {
    let mut list: Vec<&guidance_entry::Model> = Vec::new();
    let mut next = row.corrects_id;
    while let Some(found) = next.and_then(|id| entries.iter().find(|one| one.id == id)) {
        // Each row corrects an older one; a ring would be damaged data.
        if list.iter().any(|known| known.id == found.id) {
            break;
        }
        list.push(found);
        next = found.corrects_id;
    }
    list
}

/// How far a village has been guided.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Milestones {
    /// First day on which something was conveyed.
    pub conveyed: Option<NaiveDate>,
    /// First day of study.
    pub studied: Option<NaiveDate>,
    /// The plan was drafted.
    pub drafted: Option<NaiveDate>,
    /// The plan was checked.
    pub checked: Option<NaiveDate>,
    /// The plan was adopted.
    pub adopted: Option<NaiveDate>,
    /// Visits.
    pub visits: usize,
    /// Pieces of advice.
    pub advice: usize,
    /// Last day on which anything was done.
    pub last: Option<NaiveDate>,
}

/// How far a village has been guided by its entries, corrected rows among them.
pub fn milestones(entries: &[guidance_entry::Model]) -> Milestones {
    let mut found = Milestones::default();
    let first = |slot: &mut Option<NaiveDate>, day: NaiveDate| {
        *slot = Some(slot.map_or(day, |known| known.min(day)));
    };
    for row in standing(entries) {
        match Kind::from_id(&row.kind) {
            Some(Kind::Conveyed) => first(&mut found.conveyed, row.day),
            Some(Kind::Study) => first(&mut found.studied, row.day),
            Some(Kind::PlanDrafted) => first(&mut found.drafted, row.day),
            Some(Kind::PlanChecked) => first(&mut found.checked, row.day),
            Some(Kind::PlanAdopted) => first(&mut found.adopted, row.day),
            Some(Kind::Visit) => found.visits += 1,
            Some(Kind::Advice) => found.advice += 1,
            None => continue,
        }
        found.last = Some(found.last.map_or(row.day, |known| known.max(row.day)));
    }
    found
}

/// Adds a row; a row that was set right meanwhile is not set right again.
async fn add(
    store: &Store,
    change: &mut Change<'_>,
    village: &village_row::Model,
    row: guidance_entry::Model,
) -> Result<(), Refusal> {
    let corrected = row.corrects_id;
    if rows::insert(change.tx(), row).await? {
        return Ok(());
    }
    let id = corrected.map(|id| id.to_string()).unwrap_or_default();
    // Not with the transaction: where two wrote at once, PostgreSQL lets it do nothing more.
    let event = audit::last_of_object(store.reader(), "guidance", &id).await?;
    Err(Refusal::Conflict(Conflict::from_event(
        format!("{}的这一条日志", village.name),
        event,
    )))
}

/// Store, clock and folder.
pub struct Desk<'a> {
    /// Store.
    pub store: &'a Store,
    /// Clock.
    pub clock: &'a dyn Clock,
    /// Folder of attachments.
    pub files: &'a Files,
}

impl Desk<'_> {
    /// 登记一条 (`corrects` none) or 更正一条: another row that takes its place.
    #[allow(clippy::too_many_arguments)] // who, where, which form, what: each is one thing
    pub async fn record(
        &self,
        actor: &Actor,
        scope: &CycleScope,
        village: &village_row::Model,
        key: &str,
        corrects: Option<Uuid>,
        typed: NewEntry,
        uploads: Vec<Upload>,
    ) -> Result<Done, Refusal> {
        let mut problems = Problems::none();
        let checked = check(typed, self.clock.today(), &mut problems);
        let files = evidence::check(uploads, &mut problems);
        if let Some(checked) = &checked {
            let entries = rows::of_village(self.store.reader(), scope, village.id).await?;
            let others: Vec<&guidance_entry::Model> = standing(&entries)
                .into_iter()
                .filter(|row| Some(row.id) != corrects)
                .collect();
            check_order(checked, &others, &mut problems);
        }
        let Some(checked) = checked.filter(|_| problems.is_empty()) else {
            return Err(Refusal::Invalid(problems));
        };
        let kept = evidence::keep(self.files, files).await?;
        let mut change = match Change::begin(self.store, self.clock, actor, key).await? {
            Begun::Fresh(change) => change,
            Begun::Again(location) => return Ok(Done::again(location)),
        };
        let entries = rows::of_village(change.tx(), scope, village.id).await?;
        if let Some(id) = corrects
            && !entries.iter().any(|row| row.id == id && row.act == ENTERED)
        {
            return Err(Refusal::NotFound);
        }
        let row = guidance_entry::Model {
            id: Uuid::now_v7(),
            cycle_id: scope.cycle_id(),
            village_id: village.id,
            kind: checked.kind.id().to_owned(),
            act: ENTERED.to_owned(),
            day: checked.day,
            subject: checked.subject,
            audience: checked.audience,
            who: checked.who,
            note: checked.note,
            corrects_id: corrects,
            recorded_by: actor.id(),
            recorded_by_name: actor.name.clone(),
            recorded_at: change.at(),
        };
        add(self.store, &mut change, village, row.clone()).await?;
        let files = evidence::rows(&kept, scope, village.id, row.id, change.at())
            .into_iter()
            .map(|file| guidance_file::Model {
                id: file.id,
                cycle_id: file.cycle_id,
                village_id: village.id,
                entry_id: file.record_id,
                file_name: file.file_name,
                media_type: file.media_type,
                sha256: file.sha256,
                size: file.size,
                at: file.at,
            })
            .collect();
        rows::attach(change.tx(), files).await?;
        let (event, verb) = match corrects {
            Some(_) => (Event::GuidanceCorrected, "更正"),
            None => (Event::GuidanceEntered, "登记"),
        };
        let what = format!(
            "{verb} {} {} {}",
            village.name,
            civil::short(row.day),
            checked.kind.name()
        );
        change
            .audit(event)
            .object("guidance", corrects.unwrap_or(row.id))
            .cycle(scope.cycle_id())
            .village(village.id)
            .summary(what.clone())
            // What was written freely stays with the record: it may name people.
            .after(&serde_json::json!({ "kind": row.kind, "day": row.day, "entry": row.id }));
        let location = format!("/c/{}/v/{}/guidance", scope.cycle_id(), village.id);
        change.commit(&location).await?;
        Ok(Done::plainly(location, format!("已{what}。")))
    }

    /// Opens a file of a village's diary; that it was opened is recorded.
    pub async fn open(
        &self,
        actor: &Actor,
        scope: &CycleScope,
        village: &village_row::Model,
        id: Uuid,
    ) -> Result<Opened, Refusal> {
        let row = rows::files(self.store.reader(), scope, village.id)
            .await?
            .into_iter()
            .find(|row| row.id == id)
            .ok_or(Refusal::NotFound)?;
        let content = self.files.read(&row.sha256).await?;
        let mut change = Change::unkeyed(self.store, self.clock, actor).await?;
        change
            .audit(Event::FileOpened)
            .object("attachment", row.id)
            .cycle(scope.cycle_id())
            .village(village.id)
            .summary(format!("查看附件 {}", row.file_name));
        change.commit("").await?;
        Ok(Opened {
            name: row.file_name,
            media_type: row.media_type,
            content,
        })
    }

    /// 撤销一条 — another row that says it no longer counts, with the reason.
    #[allow(clippy::too_many_arguments)] // as above
    pub async fn withdraw(
        &self,
        actor: &Actor,
        scope: &CycleScope,
        village: &village_row::Model,
        key: &str,
        id: Uuid,
        reason: &str,
    ) -> Result<Done, Refusal> {
        let reason = reason.trim();
        let mut problems = Problems::none();
        if reason.is_empty() {
            problems.add("reason", "请写明撤销的原因。撤销要留下记录，供以后查对。");
        }
        if reason.chars().count() > 500 {
            problems.add("reason", "请把原因缩短到 500 字以内。");
        }
        problems.into_result()?;
        let mut change = match Change::begin(self.store, self.clock, actor, key).await? {
            Begun::Fresh(change) => change,
            Begun::Again(location) => return Ok(Done::again(location)),
        };
        let entries = rows::of_village(change.tx(), scope, village.id).await?;
        let old = entries
            .iter()
            .find(|row| row.id == id && row.act == ENTERED)
            .cloned()
            .ok_or(Refusal::NotFound)?;
        let row = guidance_entry::Model {
            id: Uuid::now_v7(),
            act: WITHDRAWN.to_owned(),
            note: reason.to_owned(),
            corrects_id: Some(id),
            recorded_by: actor.id(),
            recorded_by_name: actor.name.clone(),
            recorded_at: change.at(),
            ..old.clone()
        };
        add(self.store, &mut change, village, row).await?;
        let name = Kind::from_id(&old.kind).map_or("", Kind::name);
        let what = format!("撤销 {} {} {name}", village.name, civil::short(old.day));
        change
            .audit(Event::GuidanceCorrected)
            .object("guidance", id)
            .cycle(scope.cycle_id())
            .village(village.id)
            .summary(what.clone())
            .reason(reason);
        let location = format!("/c/{}/v/{}/guidance", scope.cycle_id(), village.id);
        change.commit(&location).await?;
        Ok(Done::plainly(location, format!("已{what}。")))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn entry(
        n: u128,
        kind: Kind,
        when: &str,
        corrects: Option<u128>,
        act: &str,
    ) -> guidance_entry::Model {
        guidance_entry::Model {
            id: Uuid::from_u128(n),
            cycle_id: Uuid::nil(),
            village_id: Uuid::nil(),
            kind: kind.id().into(),
            act: act.into(),
            day: day(when),
            subject: String::new(),
            audience: String::new(),
            who: String::new(),
            note: String::new(),
            corrects_id: corrects.map(Uuid::from_u128),
            recorded_by: Uuid::nil(),
            recorded_by_name: String::new(),
            recorded_at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    fn typed(kind: Kind, when: &str) -> NewEntry {
        NewEntry {
            kind: kind.id().into(),
            day: when.into(),
            subject: "镇实施方案".into(),
            audience: "村两委".into(),
            who: "李义鹏".into(),
            note: String::new(),
        }
    }

    fn fields(typed: NewEntry) -> Vec<String> {
        let mut problems = Problems::none();
        check(typed, day("2027-02-20"), &mut problems);
        problems.fields.into_keys().collect()
    }

    #[test]
    fn each_kind_asks_for_what_it_is_about() {
        let bare = |kind: Kind| NewEntry {
            kind: kind.id().into(),
            day: "2027-02-20".into(),
            ..NewEntry::default()
        };
        for (kind, missing) in [
            (Kind::Conveyed, &["audience", "subject", "who"][..]),
            (Kind::Study, &["subject", "who"]),
            (Kind::PlanDrafted, &["who"]),
            (Kind::PlanChecked, &["who"]),
            (Kind::PlanAdopted, &["audience", "who"]),
            (Kind::Visit, &["who"]),
            (Kind::Advice, &["subject", "who"]),
        ] {
            assert_eq!(fields(bare(kind)), missing, "{kind:?}");
        }
        assert_eq!(fields(NewEntry::default()), ["day", "kind", "who"]);
        for (when, wrong) in [
            ("2027-02-20", false),
            ("2027-02-21", true),
            ("2024-02-20", true),
            ("2月30日", true),
        ] {
            assert_eq!(
                !fields(typed(Kind::Visit, when)).is_empty(),
                wrong,
                "{when}"
            );
        }
    }

    #[test]
    fn a_plan_is_drafted_checked_and_adopted_in_this_order() {
        let drafted = entry(1, Kind::PlanDrafted, "2027-01-10", None, ENTERED);
        let adopted = entry(2, Kind::PlanAdopted, "2027-01-20", None, ENTERED);
        for (kind, when, wrong) in [
            (Kind::PlanChecked, "2027-01-10", false),
            (Kind::PlanChecked, "2027-01-20", false),
            (Kind::PlanChecked, "2027-01-09", true),
            (Kind::PlanChecked, "2027-01-21", true),
            (Kind::PlanAdopted, "2027-01-09", true),
            // Adopted a second time after a change.
            (Kind::PlanAdopted, "2027-01-25", false),
            (Kind::PlanDrafted, "2027-01-22", true),
            (Kind::Visit, "2026-12-01", false),
        ] {
            let mut problems = Problems::none();
            let checked = check(typed(kind, when), day("2027-02-20"), &mut problems).unwrap();
            check_order(&checked, &[&drafted, &adopted], &mut problems);
            assert_eq!(!problems.is_empty(), wrong, "{kind:?} {when}");
        }
    }

    #[test]
    fn corrected_and_withdrawn_entries_do_not_count() {
        let entries = [
            entry(1, Kind::Conveyed, "2027-01-10", None, ENTERED),
            entry(2, Kind::Conveyed, "2027-01-12", Some(1), ENTERED),
            entry(3, Kind::Study, "2027-01-11", None, ENTERED),
            entry(4, Kind::Study, "2027-01-11", Some(3), WITHDRAWN),
            entry(5, Kind::Visit, "2027-02-01", None, ENTERED),
            entry(6, Kind::PlanAdopted, "2027-01-30", None, ENTERED),
        ];
        let ids: Vec<u128> = standing(&entries)
            .iter()
            .map(|row| row.id.as_u128())
            .collect();
        assert_eq!(ids, [5, 6, 2]);
        assert_eq!(
            milestones(&entries),
            Milestones {
                conveyed: Some(day("2027-01-12")),
                adopted: Some(day("2027-01-30")),
                visits: 1,
                last: Some(day("2027-02-01")),
                ..Milestones::default()
            }
        );
        let before: Vec<u128> = earlier(&entries, &entries[1])
            .iter()
            .map(|row| row.id.as_u128())
            .collect();
        assert_eq!(before, [1]);
    }
}
