//! 空白表 — forms printed for the hand: with the village's name and days filled in, wholly blank, or with
//! everything the product knows. They have no number and change nothing.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    data,
    dossier::{Dossier, Reach},
    form_known,
    issue::Desk,
    known::{Asked, cited},
    passing::Passed,
    preflight::{Found, Gate},
    press::Look,
    print::{self, Content, Form, Piece, Printed, Wanted},
};
use crate::{
    documents::{
        kind::{Kind, Scope},
        manifest::Item,
    },
    law::UnitKind,
    office::{refusal::Refusal, standing::kind_of},
    store::scope::CycleScope,
};

/// Most copies of one form: more come from the copier.
pub const MOST_COPIES: u32 = 200;

/// 怎样填
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// 只填村名、日期和规则
    Named,
    /// 完全空白, in the words of a village or of a community
    Empty(UnitKind),
    /// 按村填好: with names, figures and what was typed
    Known,
}

/// What is to be printed.
#[derive(Debug, Clone)]
pub struct Order {
    /// Forms, in print order.
    pub kinds: Vec<Kind>,
    /// Villages in reach; none is all of them.
    pub villages: Vec<Uuid>,
    /// Copies of each.
    pub copies: u32,
    /// How they are filled in.
    pub fill: Fill,
}

/// Prints forms as one file.
pub async fn print_forms(
    desk: &Desk<'_>,
    scope: &CycleScope,
    order: &Order,
    title: &str,
) -> Result<Printed, Refusal> {
    if order.kinds.is_empty() || order.kinds.iter().any(|kind| !kind.is_form()) {
        return Err(Refusal::general("请先选出要打印的表。现在一种也没有选。"));
    }
    if order.copies == 0 || order.copies > MOST_COPIES {
        return Err(Refusal::field(
            "copies",
            format!("请把份数写成 1 至 {MOST_COPIES}；要得更多，请用复印机复印。"),
        ));
    }
    let db = desk.store.reader();
    let dossier = Dossier::read(db, scope, Reach::Whole).await?;
    if order
        .villages
        .iter()
        .any(|id| dossier.village(*id).is_none())
    {
        return Err(Refusal::NotFound);
    }
    let units = units(&dossier, scope, order);
    let total = units
        .len()
        .saturating_mul(usize::try_from(order.copies).unwrap_or(usize::MAX));
    if total == 0 {
        return Err(Refusal::general(
            "请先导入村（社区），或者改为“完全空白”。还没有村可以填。",
        ));
    }
    if total > print::MOST {
        return Err(Refusal::general(format!(
            "请分几次打印：一次最多 {} 份，现在要印 {total} 份。",
            print::MOST
        )));
    }
    if order.fill == Fill::Known {
        let wanted: Vec<Wanted> = units
            .into_iter()
            .filter_map(|(unit, kind)| {
                Some(Wanted {
                    unit: unit?,
                    kind,
                    paper: None,
                })
            })
            .flat_map(|one| (0..order.copies).map(move |_| one))
            .collect();
        return print::print(desk, scope, &wanted, Form::Merged, title).await;
    }
    let mut pieces = Vec::with_capacity(total);
    for (unit, kind) in units {
        let data = form_data(desk, &dossier, unit, kind, order.fill)?;
        let folder = unit.map_or("空白", |unit| dossier.unit_name(unit));
        for _ in 0..order.copies {
            pieces.push(Piece {
                item: Item {
                    folder: folder.to_owned(),
                    number: String::new(),
                    title: kind.title().to_owned(),
                    state: "空白表".to_owned(),
                },
                kind,
                content: Content::Draft(data.clone()),
            });
        }
    }
    print::bound(desk, scope, pieces, Form::Merged, title).await
}

/// Which form for which unit, village by village as they are handed out; `None` is nobody's.
fn units(dossier: &Dossier, scope: &CycleScope, order: &Order) -> Vec<(Option<Uuid>, Kind)> {
    let township = || {
        order
            .kinds
            .iter()
            .filter(|kind| kind.scope() == Scope::Township)
    };
    if let Fill::Empty(_) = order.fill {
        return order.kinds.iter().map(|kind| (None, *kind)).collect();
    }
    // The township's own sheets are for those who see the whole of it; others get them blank.
    let own = scope.is_whole().then_some(dossier.cycle.id);
    let mut units: Vec<(Option<Uuid>, Kind)> = township()
        .filter(|kind| order.fill == Fill::Named || (own.is_some() && printable(**kind)))
        .map(|kind| (own.filter(|_| order.fill == Fill::Known), *kind))
        .collect();
    for village in &dossier.villages {
        if order.villages.is_empty() || order.villages.contains(&village.id) {
            units.extend(
                order
                    .kinds
                    .iter()
                    .filter(|kind| kind.scope() == Scope::Village)
                    .map(|kind| (Some(village.id), *kind)),
            );
        }
    }
    units
}

/// Whether a unit's data make such a sheet; a 核对单 belongs to one paper and is printed from its page.
fn printable(kind: Kind) -> bool {
    kind != Kind::PreflightSheet
}

/// The data of a form without names and figures.
fn form_data(
    desk: &Desk<'_>,
    dossier: &Dossier,
    unit: Option<Uuid>,
    kind: Kind,
    fill: Fill,
) -> Result<Value, Refusal> {
    let mut data = Map::new();
    data.insert("office".to_owned(), data::office(dossier));
    data.insert("facts".to_owned(), json!({}));
    let village = unit.and_then(|unit| dossier.village(unit));
    let words = match fill {
        Fill::Empty(kind) => kind,
        Fill::Named | Fill::Known => village.map_or_else(|| data::main_kind(desk.plans), kind_of),
    };
    if let Some(village) = village {
        let on = desk.clock.today();
        let (plan, days, own_day) = dossier.days(desk.plans, village.id, kind, on);
        let asked = Asked {
            dossier,
            plans: desk.plans,
            rules: dossier.rules(desk.plans, village.id)?,
            plan,
            days: &days,
            own_day,
            dated: on,
            unit: village.id,
            kind,
        };
        data.insert("unit".to_owned(), data::unit_data(dossier, village));
        data.insert("known".to_owned(), form_known::blank(&asked));
        let bases = form_known::basis(asked.rules, kind);
        data.insert("basis".to_owned(), Value::Array(cited(&bases)));
    } else {
        let rules = desk
            .plans
            .pack
            .rules(words)
            .or_else(|| desk.plans.pack.main_rules().map(|(_, rules)| rules))
            .ok_or_else(|| Refusal::Inside("pack without rules".to_owned()))?;
        data.insert(
            "known".to_owned(),
            form_known::empty(desk.plans, words, rules, kind),
        );
        let bases = form_known::basis(rules, kind);
        data.insert("basis".to_owned(), Value::Array(cited(&bases)));
        if kind.scope() == Scope::Village {
            data.insert("unit".to_owned(), json!({ "kind": words.id() }));
        }
    }
    if kind.scope() == Scope::Township {
        data.insert("known".to_owned(), json!({}));
    }
    Ok(data::without_nulls(Value::Object(data)))
}

/// What a 核对单 says of one thing found.
#[derive(Debug, Clone, Copy)]
pub struct Finding<'a> {
    gate: Gate,
    stops: bool,
    text: &'a str,
    basis: &'a str,
    place: &'a str,
    /// 已说明; empty where no reason was given.
    reason: &'a str,
}

impl<'a> From<&'a Found> for Finding<'a> {
    fn from(found: &'a Found) -> Self {
        Self {
            gate: found.gate,
            stops: found.stops,
            text: &found.text,
            basis: &found.basis,
            place: &found.place,
            reason: "",
        }
    }
}

impl<'a> From<&'a Passed> for Finding<'a> {
    fn from(passed: &'a Passed) -> Self {
        Self {
            gate: passed.gate,
            stops: false,
            text: &passed.text,
            basis: &passed.basis,
            place: &passed.place,
            reason: &passed.reason,
        }
    }
}

/// 核对单 of one paper's pre-flight, as data of its kind.
pub fn preflight_data(
    dossier: &Dossier,
    unit: Uuid,
    title: &str,
    stated: &Stated<'_>,
    found: &[Finding<'_>],
) -> Value {
    let gates: Vec<Value> = Gate::ALL
        .into_iter()
        .map(|gate| {
            let findings: Vec<Value> = found
                .iter()
                .filter(|one| one.gate == gate)
                .map(|one| {
                    json!({
                        "stops": one.stops, "text": one.text,
                        "basis": data::text(one.basis), "place": data::text(one.place),
                        "reason": data::text(one.reason)
                    })
                })
                .collect();
            json!({ "name": gate.name(), "findings": findings })
        })
        .collect();
    let data = json!({
        "office": data::office(dossier),
        "known": {
            "title": title, "unit": dossier.unit_name(unit), "number": data::text(stated.number),
            "issuer": data::text(stated.issuer), "dated": stated.dated, "pages": stated.pages,
            "checked_on": stated.checked_on, "gates": gates
        },
        "facts": {}
    });
    data::without_nulls(data)
}

/// What a 核对单 states of the paper.
#[derive(Debug, Clone, Copy)]
pub struct Stated<'a> {
    /// The number it would get; may be empty.
    pub number: &'a str,
    /// 落款单位
    pub issuer: &'a str,
    /// 落款日期
    pub dated: chrono::NaiveDate,
    /// Pages; `None` where it could not be set.
    pub pages: Option<usize>,
    /// 核对日期
    pub checked_on: chrono::NaiveDate,
}

/// The 核对单 as a PDF.
pub async fn print_preflight(desk: &Desk<'_>, demo: bool, data: Value) -> Result<Vec<u8>, Refusal> {
    let look = Look {
        watermark: None,
        demo,
        issued: None,
        at: desk.clock.now(),
        author: String::new(),
    };
    desk.press
        .on_a_core(move |press| -> Result<Vec<u8>, Refusal> {
            let set = press.set(Kind::PreflightSheet, &data, &look)?;
            Ok(press.pdf(&[set], &look)?)
        })
        .await?
}
