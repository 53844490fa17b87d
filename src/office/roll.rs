//! 选民名册 — a village's workbook checked row by row, then names by group and nothing else.
//!
//! 公民身份号码 are looked at while the workbook is read and go nowhere: what waits for the person's
//! confirmation is already without them, and so is the sheet given back. A keyed mark of each stays, to
//! find who is on two rolls (`office::double`).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    change::{Actor, Begun},
    done::{self, Done},
    double::{self, Coming, Marks},
    event::Event,
    import::{in_background, lines, unpack},
    refusal::{Conflict, Problems, Refusal},
    standing::{Plans, election_day_of, kind_of},
};
use crate::{
    law::{Basis, Rules, UnitKind, cite_all, eligibility::Ruling},
    platform::{clock::Clock, secret, waiting::Waiting},
    roster::{self, Import, VoterCategory, VoterOptions, VoterRow, VoterRules},
    store::{
        Store, audit,
        entity::{village as village_row, voter as voter_row, voter_roll},
        scope::CycleScope,
        village, voter,
    },
    web::app::App,
};

/// One person of a roll that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Waits {
    group: String,
    name: String,
    sex: Option<String>,
    category: String,
    mark: Option<String>,
}

/// 待确认的名册 — what an upload comes to, without anything the roll need not keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pending {
    village_id: Uuid,
    file_name: String,
    file_sha256: String,
    voters: Vec<Waits>,
    /// Rows left out for their errors.
    pub left_out: u32,
    /// 序号 (or rows) of those left out.
    pub left_out_serials: Vec<String>,
    /// Digest of the sheet given back.
    pub marked: Option<String>,
    /// The key the marks were made with.
    mark_key: Option<String>,
}

impl Pending {
    /// How many people it would store.
    pub fn voters(&self) -> usize {
        self.voters.len()
    }

    /// Name of the file uploaded.
    pub fn file_name(&self) -> &str {
        &self.file_name
    }

    /// Whether it is this village's.
    pub fn is_of(&self, village_id: Uuid) -> bool {
        self.village_id == village_id
    }
}

/// An upload that was looked at.
#[derive(Debug)]
pub struct RollCheck {
    /// What was read, with every problem.
    pub import: Import<VoterRow>,
    /// What would be stored.
    pub pending: Pending,
    /// Those of it who are on another village's roll already: told, and left to the two villages.
    pub elsewhere: Vec<Ruling>,
    /// The sheet given back, with its problems marked and personal numbers masked.
    pub marked: Option<Vec<u8>>,
}

/// What the pinned pack says of who may vote.
pub fn rules(plans: &Plans, kind: UnitKind) -> Result<VoterRules, Refusal> {
    let own = plans.pack.rules(kind);
    let age = |rules: &Rules| {
        rules
            .number("voting_age")
            .and_then(|age| u8::try_from(age).ok())
    };
    let plain = |basis: Vec<Basis>| {
        cite_all(&basis)
            .trim_start_matches('〔')
            .trim_end_matches('〕')
            .to_owned()
    };
    let source = |rules: &Rules| plain(rules.basis("voting_age"));
    let (voting_age, voting_age_source) =
        if let Some((age, rules)) = own.and_then(|rules| Some((age(rules)?, rules))) {
            (age, source(rules))
        } else {
            // The text for communities is still to be read (待核): the villages' age is used, and said.
            let (_, main) = plans.pack.main_rules().ok_or_else(no_age)?;
            let mut cited = own.map(source).unwrap_or_default();
            if !cited.is_empty() {
                cited.push('；');
            }
            (
                age(main).ok_or_else(no_age)?,
                format!("{cited}参照{}", source(main)),
            )
        };
    Ok(VoterRules {
        voting_age,
        voting_age_source,
        one_place_source: own
            .map(|rules| plain(rules.basis("single_registration")))
            .unwrap_or_default(),
        elsewhere_source: own
            .map(|rules| plain(rules.basis("outsider_months")))
            .unwrap_or_default(),
    })
}

fn no_age() -> Refusal {
    Refusal::field(
        "file",
        "请先补全规则包：本届所用规则包没有写选民年龄，不能核对名册。",
    )
}

/// Looks an upload through. Nothing is stored.
pub async fn check(
    app: &App,
    scope: &CycleScope,
    plans: &Plans,
    village: &village_row::Model,
    today: NaiveDate,
    file_name: &str,
    content: Vec<u8>,
) -> Result<RollCheck, Refusal> {
    let options = VoterOptions {
        election_day: election_day_of(scope.cycle(), village),
        today,
        rules: rules(plans, kind_of(village))?,
    };
    let (village_id, file_name) = (village.id, file_name.to_owned());
    let (import, file_sha256, marked) = in_background(move || {
        let book = unpack(&content)?;
        let import = roster::import_voters(&book, &options);
        let marked = if import.problems.is_empty() || import.header_row.is_none() {
            None
        } else {
            let marked = roster::mark(&book, &import, today)
                .map_err(|error| Refusal::field("file", error.to_string()))?;
            Some(marked)
        };
        Ok((import, secret::sha256(&content), marked))
    })
    .await?;
    let marks = Marks::of(&app.keyring, scope.cycle_id());
    let pending = pending(&import, &marks, village_id, file_name, file_sha256);
    let coming: Vec<Coming<'_>> = pending
        .voters
        .iter()
        .filter_map(|one| {
            Some(Coming {
                name: &one.name,
                group: &one.group,
                mark: one.mark.as_deref()?,
            })
        })
        .collect();
    let elsewhere =
        double::before_storing(app.store.reader(), plans, scope, village, &coming).await?;
    Ok(RollCheck {
        import,
        pending,
        elsewhere,
        marked,
    })
}

fn pending(
    import: &Import<VoterRow>,
    marks: &Marks<'_>,
    village_id: Uuid,
    file_name: String,
    file_sha256: String,
) -> Pending {
    let voters: Vec<Waits> = import
        .sound_rows()
        .into_iter()
        .map(|placed| Waits {
            group: placed.value.group.clone().unwrap_or_default(),
            name: placed.value.name.clone(),
            sex: placed
                .value
                .sex
                .map(|sex| super::people::sex_id(sex).to_owned()),
            category: category_id(placed.value.category).to_owned(),
            mark: placed
                .value
                .id
                .as_ref()
                .and_then(|number| marks.of_number(number)),
        })
        .collect();
    let left_out = import.data_rows.saturating_sub(voters.len());
    Pending {
        village_id,
        file_name,
        file_sha256,
        voters,
        left_out: u32::try_from(left_out).unwrap_or(u32::MAX),
        left_out_serials: import.faulty_serials(),
        marked: None,
        mark_key: marks.key_id.clone(),
    }
}

/// As stored.
fn category_id(category: VoterCategory) -> &'static str {
    match category {
        VoterCategory::LivingHere => "living-here",
        VoterCategory::LivingAway => "living-away",
        VoterCategory::HouseholdElsewhere => "household-elsewhere",
        VoterCategory::Unstated => "unstated",
    }
}

/// As read.
pub fn category_title(stored: &str) -> &'static str {
    match stored {
        "living-here" => "户籍在本村并居住",
        "living-away" => "户籍在本村、不在本村居住",
        "household-elsewhere" => "户籍不在本村",
        _ => "表里没有写",
    }
}

/// Lets a checked upload wait for its confirmation; returns the digest to confirm with.
pub async fn wait(waiting: &Waiting, check: &RollCheck) -> Result<String, Refusal> {
    let mut pending = check.pending.clone();
    if let Some(marked) = &check.marked {
        pending.marked = Some(waiting.keep(marked.clone()).await?);
    }
    let text = serde_json::to_vec(&pending)
        .map_err(|error| Refusal::Inside(format!("a pending roll: {error}")))?;
    Ok(waiting.keep(text).await?)
}

/// What waits for this village under a digest.
pub async fn waiting_for(
    waiting: &Waiting,
    village_id: Uuid,
    digest: &str,
) -> Result<Pending, Refusal> {
    waiting
        .read(digest)
        .await?
        .and_then(|text| serde_json::from_slice::<Pending>(&text).ok())
        .filter(|pending| pending.is_of(village_id))
        .ok_or(Refusal::NotFound)
}

/// 确认导入 — replaces the roll of a village. With rows left out, `skip_faulty` must be ticked;
/// `expected` is the version of the roll the person saw (0 for none).
#[allow(clippy::too_many_arguments)]
pub async fn store(
    db: &Store,
    clock: &dyn Clock,
    actor: &Actor,
    scope: &CycleScope,
    village: &village_row::Model,
    key: Option<&str>,
    pending: Pending,
    skip_faulty: bool,
    expected: i32,
) -> Result<Done, Refusal> {
    if !pending.is_of(village.id) {
        return Err(Refusal::NotFound);
    }
    if pending.voters.is_empty() {
        return Err(Refusal::field(
            "file",
            "请改好表格后重新上传：没有一行可以导入。",
        ));
    }
    if pending.left_out > 0 && !skip_faulty {
        return Err(Refusal::field(
            "partial",
            format!(
                "请把有问题的 {} 行改好再导入，或者勾选先导入其余各行。",
                pending.left_out
            ),
        ));
    }
    let mut change = match done::open(db, clock, actor, key).await? {
        Begun::Fresh(change) => change,
        Begun::Again(location) => return Ok(Done::again(location)),
    };
    let count = pending.voters.len();
    let head = voter_roll::Model {
        village_id: village.id,
        file_name: pending.file_name.clone(),
        file_sha256: pending.file_sha256.clone(),
        voters: i32::try_from(count).unwrap_or(i32::MAX),
        left_out: i32::try_from(pending.left_out).unwrap_or(i32::MAX),
        imported_at: change.at(),
        version: expected,
        mark_key: pending.mark_key,
    };
    let voters = (1..)
        .zip(pending.voters)
        .map(|(ordinal, one)| voter_row::Model {
            id: Uuid::now_v7(),
            village_id: village.id,
            ordinal,
            group_name: one.group,
            name: one.name,
            sex: one.sex,
            category: one.category,
            mark: one.mark,
            twice: false,
        })
        .collect();
    if !voter::replace(change.tx(), head, expected, voters).await? {
        let event = audit::last_of_object(change.tx(), "roll", &village.id.to_string()).await?;
        return Err(Refusal::Conflict(Conflict::from_event(
            format!("{}选民名册", village.name),
            event,
        )));
    }
    let verb = if expected == 0 {
        "导入"
    } else {
        "重新导入"
    };
    let rest = if pending.left_out > 0 {
        format!("，有问题的 {} 行暂未列入", pending.left_out)
    } else {
        String::new()
    };
    let summary = format!("{verb} {} 选民名册 {count} 人{rest}", village.name);
    change
        .audit(Event::RollImported)
        .object("roll", village.id)
        .cycle(scope.cycle_id())
        .village(village.id)
        .township(scope.cycle().township_id)
        .summary(summary.clone())
        .after(&serde_json::json!({
            "文件": pending.file_name,
            "文件指纹": pending.file_sha256,
            "人数": count,
            "暂未列入": pending.left_out,
        }));
    let location = format!("/c/{}/v/{}/roll", scope.cycle_id(), village.id);
    change.commit(&location).await?;
    Ok(Done::plainly(location, format!("已{summary}。")))
}

/// Reads a workbook and stores the roll at once: command line and demonstration. Everything that
/// keeps it from being stored is in the refusal.
#[allow(clippy::too_many_arguments)]
pub async fn import(
    app: &App,
    actor: &Actor,
    scope: &CycleScope,
    village_id: Uuid,
    key: Option<&str>,
    file_name: &str,
    bytes: Vec<u8>,
    skip_faulty: bool,
) -> Result<Done, Refusal> {
    let db = app.store.reader();
    let village = village::find(db, scope, village_id)
        .await?
        .ok_or(Refusal::NotFound)?;
    let plans = app.plans(scope.cycle()).await?;
    let today = app.clock.today();
    let seen = voter::roll(db, scope, village_id)
        .await?
        .map_or(0, |roll| roll.version);
    let found = check(app, scope, &plans, &village, today, file_name, bytes).await?;
    let blocked = if skip_faulty {
        found.import.has_sheet_errors()
    } else {
        found.import.has_errors()
    };
    if blocked {
        return Err(Refusal::Invalid(Problems {
            general: lines(&found.import),
            ..Problems::default()
        }));
    }
    store(
        &app.store,
        app.clock.as_ref(),
        actor,
        scope,
        &village,
        key,
        found.pending,
        skip_faulty,
        seen,
    )
    .await
}
