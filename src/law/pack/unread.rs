//! 待核清单 — everything of a pack that nobody has read in the text yet, for the call to the county.

use super::super::compile::basis_of;
use super::super::finding::{Basis, Status};
use super::super::param::PARAMS;
use super::super::unit::UnitKind;
use super::model::{Rules, Source};
use super::words;

/// 待核的一项
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// 规则项, 环节, 公告 or 换届纪律.
    pub what: &'static str,
    /// 名称
    pub name: String,
    /// What is done meanwhile.
    pub in_force: String,
    /// What is known of the text: 要点 and, where one is noted, the value.
    pub gist: String,
    /// The statute to ask about, with the article where one is noted.
    pub statute: String,
}

impl Rules {
    /// Every value, step, notice and line of discipline with something still to be read.
    pub fn unread(&self, kind: UnitKind) -> Vec<Unread> {
        let mut list = Vec::new();
        let own = |text: &str| words::of_kind(text, kind);
        for param in PARAMS {
            let Some(item) = self.items.get(param.key) else {
                continue;
            };
            for source in item.sources.iter().filter(|source| is_unread(source)) {
                let mut gist = source.gist.clone();
                if let Some(value) = &source.value {
                    gist = format!("{gist}（记的是：{}）", value.describe(param));
                }
                let in_force = item.value.as_ref().map_or_else(
                    || "没有规定，按工作安排".to_owned(),
                    |value| format!("暂按 {}", value.describe(param)),
                );
                list.push(entry(
                    "规则项",
                    &own(param.name),
                    own(&in_force),
                    own(&gist),
                    source,
                ));
            }
        }
        for step in &self.steps {
            for source in step.sources.iter().filter(|source| is_unread(source)) {
                let basis: Vec<Basis> = basis_of(step, self);
                let lawful = basis.iter().any(|basis| basis.status == Status::Verified);
                let day = words::step_day(step, self);
                let in_force = if lawful && step.latest.is_some() {
                    format!("暂按 {day}")
                } else {
                    format!("暂按工作安排 {day}")
                };
                list.push(entry(
                    "环节",
                    &step.name,
                    in_force,
                    source.gist.clone(),
                    source,
                ));
            }
        }
        for notice in &self.notices {
            for source in notice.sources.iter().filter(|source| is_unread(source)) {
                let name = notice.title.as_deref().unwrap_or(&notice.paper);
                let in_force = match notice.number.as_deref() {
                    Some(number) => format!("暂按 {}", words::number(Some(number))),
                    None => "暂不编号".to_owned(),
                };
                list.push(entry("公告", name, in_force, source.gist.clone(), source));
            }
        }
        for line in &self.discipline {
            for source in line.sources.iter().filter(|source| is_unread(source)) {
                let in_force = "先照此提醒".to_owned();
                list.push(entry(
                    "换届纪律",
                    &line.text,
                    in_force,
                    source.gist.clone(),
                    source,
                ));
            }
        }
        list
    }
}

fn entry(
    what: &'static str,
    name: &str,
    in_force: String,
    gist: String,
    source: &Source,
) -> Unread {
    Unread {
        what,
        name: name.to_owned(),
        in_force,
        gist,
        statute: format!("{}{}", source.statute, source.article),
    }
}

fn is_unread(source: &Source) -> bool {
    source.status == Status::Unverified
}
