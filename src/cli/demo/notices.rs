//! 公告内容 — what a clerk would have typed for the lists and rules a village puts up.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::invented::{Dice, candidates, names, phone, rare_every};
use crate::{law::UnitKind, store::entity::village};

/// People of a village in these papers; the first twenty-four are those of its other papers.
const PEOPLE: usize = 60;

/// Facts of a kind of notice; `None` for kinds that are not of this file.
pub fn facts(village: &village::Model, kind: &str, election_day: NaiveDate) -> Option<Value> {
    let of_village = UnitKind::from_id(&village.kind) != Some(UnitKind::Community);
    let phone = phone(village.ordinal);
    let hall = format!("{}党群服务中心一楼", village.name);
    let mut dice = Dice::of(u64::from(village.ordinal.unsigned_abs()));
    let people = names(&mut dice, PEOPLE, rare_every(village.ordinal));
    let person = |index: usize| people.get(index).cloned().unwrap_or_default();
    let group = |n: usize| {
        if of_village {
            format!("第{n}村民小组")
        } else {
            format!("第{n}居民小组")
        }
    };
    let before = |days: u64| {
        election_day
            .checked_sub_days(Days::new(days))
            .unwrap_or(election_day)
    };
    let counts = [8_usize, 7, 6];
    Some(match kind {
        "audit-result" => json!({
            "period_from": "2022-01-01", "period_to": "2026-09-30",
            "figures": [
                { "item": "期初货币资金", "amount": "126,400.00元" }, { "item": "任期总收入", "amount": "2,385,600.00元" },
                { "item": "任期总支出", "amount": "2,301,150.00元" }, { "item": "期末货币资金", "amount": "210,850.00元" }
            ],
            "findings": ["财务制度执行较好，收支按季公开", "资产账实相符"],
            "opinions_until": format!("{}T18:00", before(20)),
            "report_place": "石塘镇农业农村办公室", "report_phone": "0000-6220010"
        }),
        "posts-and-method" => json!({
            "adopted_by": "representatives", "slate": "candidates", "polls": "one", "method": "assembly",
            "contact_phone": phone
        }),
        "representatives-election" => {
            let meetings: Vec<Value> = counts
                .iter()
                .zip(1..)
                .map(|(count, n)| {
                    json!({ "group": group(n), "count": count, "time": format!("{}T19:30", before(20)), "place": hall })
                })
                .collect();
            json!({ "way": "groups", "meetings": meetings, "contact_phone": phone })
        }
        "representatives" => {
            let rows: Vec<Value> = counts
                .iter()
                .zip(1..)
                .flat_map(|(count, n)| (0..*count).map(move |place| (n, place)))
                .zip(24..)
                .map(|((n, place), at)| json!({ "group": group(n), "name": person(at), "woman": place % 2 == 0 }))
                .collect();
            json!({ "representatives": rows, "contact_place": hall, "contact_phone": phone })
        }
        "group-leaders" => {
            let rows: Vec<Value> = (1..=counts.len())
                .map(|n| json!({ "group": group(n), "leader": person(44 + n), "deputy": person(47 + n) }))
                .collect();
            json!({ "groups": rows, "contact_place": hall, "contact_phone": phone })
        }
        "candidate-conditions" => json!({
            "conditions": ["身体健康，能够坚持正常工作"],
            "policy": [{
                "text": "受党纪、政务处分还在影响期内的",
                "document": "《仁和县2027年村（社区）“两委”换届选举工作实施方案》（仁委办〔2026〕31号）"
            }],
            "contact_place": hall, "contact_phone": phone
        }),
        "nomination" => json!({
            "hours": "上午8时30分至12时，下午2时30分至5时30分", "contact_place": hall, "contact": person(1),
            "contact_phone": phone
        }),
        "nominees" => {
            let mut rows = candidates(village, &people);
            if let Some(rows) = rows.as_array_mut() {
                rows.insert(0, json!({ "post": "chair", "name": person(23) }));
            }
            json!({
                "nominees": rows, "opinions_until": format!("{}T18:00", before(10)), "contact_place": hall,
                "contact_phone": phone
            })
        }
        "polling-staff" => {
            let duties = [
                "chief", "watcher", "watcher", "caller", "teller", "teller", "issuer", "issuer",
                "scribe",
            ];
            let rows: Vec<Value> = duties
                .iter()
                .zip(24..)
                .map(|(duty, at)| json!({ "duty": duty, "name": person(at) }))
                .collect();
            json!({ "staff": rows, "contact_phone": phone })
        }
        "proxies" => {
            let rows: Vec<Value> = (0..4)
                .map(|at| json!({ "agent": person(52 + at / 2), "principal": person(55 + at), "group": group(1 + at / 2) }))
                .collect();
            json!({ "pairs": rows, "contact_place": hall, "contact_phone": phone })
        }
        "invalid-ballot-rules" => {
            json!({ "overvote": "ballot", "blank": "abstention", "contact_phone": phone })
        }
        "supervisors" => json!({
            "meeting": "representatives",
            "supervisors": [
                { "duty": "chair", "name": person(33) }, { "duty": "member", "name": person(34) },
                { "duty": "member", "name": person(35) }
            ],
            "contact_place": hall, "contact_phone": phone
        }),
        "handover" => json!({
            "seal_from": election_day.checked_add_days(Days::new(10)), "contact_place": hall, "contact_phone": phone
        }),
        _ => return None,
    })
}
