//! 日期卡 — why a day is that day: 规则、算式、读法、余量.

use chrono::NaiveDate;

use super::finding::{Basis, cite_all};
use super::pack::StepClass;
use super::plan::{Days, Plan, PlanStep, Reading};
use crate::{civil, lunar};

/// 日期卡 of one step, all in Chinese, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateCard {
    /// 环节名称
    pub title: String,
    /// 法定 or 工作.
    pub class: StepClass,
    /// 最迟 2027年2月26日（星期五）; empty where no last day is set.
    pub latest: String,
    /// 农历正月廿一: the same day by the moon; of the suggested day where no last day is set.
    pub lunar: String,
    /// 建议 2027年2月25日（星期四）
    pub suggested: String,
    /// 规则: the gist of the first source.
    pub rule: String,
    /// 〔村民委员会组织法第十七条第一款〕, every source.
    pub article: String,
    /// Every source with its status.
    pub basis: Vec<Basis>,
    /// 算式: 选举日 2027-03-18 − 20 日 = 2027-02-26
    pub formula: String,
    /// 读法
    pub reading: String,
    /// 余量 from today; empty without today.
    pub margin: String,
    /// Days left until the last day, negative when it has passed; `None` without today.
    pub days_left: Option<i64>,
    /// A source still has to be checked (待核).
    pub unverified: bool,
}

impl Plan {
    /// The card of step `i`; `None` for an index the plan does not have.
    pub fn card(&self, i: usize, days: &Days, today: Option<NaiveDate>) -> Option<DateCard> {
        let step = self.steps.get(i)?;
        let row = days.steps.get(i)?;
        let formula = match step.governing() {
            Some(compiled) if Some(i) != self.polling => {
                let sum = self.sum(compiled, days, true);
                if step.latest.is_none() && row.suggested > days.resolve(compiled) {
                    format!("{sum}，因前一环节顺延至 {}", row.suggested)
                } else {
                    sum
                }
            }
            _ => self.formula(i, days),
        };
        let days_left = today.map(|today| (row.limit() - today).num_days());
        Some(DateCard {
            title: step.name.clone(),
            class: step.class,
            latest: row.latest.map_or_else(String::new, |day| {
                format!("最迟 {}", civil::long_weekday(day))
            }),
            lunar: lunar::text(row.limit()),
            suggested: format!("建议 {}", civil::long_weekday(row.suggested)),
            rule: step
                .basis
                .iter()
                .map(|basis| basis.gist.as_str())
                .find(|gist| !gist.is_empty())
                .unwrap_or("按工作安排办理")
                .to_owned(),
            article: cite_all(&step.basis),
            basis: step.basis.clone(),
            formula,
            reading: reading(step).to_owned(),
            margin: margin(days_left, row.actual, row.limit()),
            days_left,
            unverified: step
                .basis
                .iter()
                .any(|basis| basis.status == super::finding::Status::Unverified),
        })
    }
}

fn reading(step: &PlanStep) -> &'static str {
    match step.latest.as_ref().map(|compiled| compiled.reading) {
        Some(Reading::BackwardLenient) => {
            "「选举日的若干日前」：选举日减去若干日，当天办理仍合法；另一种读法要求中间隔足若干日，所以建议再早一日。"
        }
        Some(Reading::BackwardStrict) => {
            "「选举日的若干日前」：本规则包从严，两日之间须隔足若干日。"
        }
        Some(Reading::ForwardExclude) => {
            "「自…之日起若干日内」：开始的当日不计入，次日为第一日；另一种读法把当日算作第一日，所以建议早一日办结。"
        }
        Some(Reading::ForwardInclude) => "「自…之日起若干日内」：本规则包把开始的当日算作第一日。",
        Some(Reading::ForwardRight) => {
            "这是村（居）民的权利期限，按较晚的读法：开始的当日不计入，到最后一日二十四时止。"
        }
        Some(Reading::Plain) if step.class == StepClass::Statutory => "按所写的日子，到当日为止。",
        Some(Reading::Plain) => "工作安排的最后一日，不是法定期限。",
        None => "没有法定期限，按工作安排的日子建议。",
    }
}

fn margin(left: Option<i64>, actual: Option<NaiveDate>, limit: NaiveDate) -> String {
    if let Some(actual) = actual {
        let early = (limit - actual).num_days();
        return match early {
            0 => format!("已于 {} 办理，正好是最后一日", civil::long(actual)),
            1.. => format!("已于 {} 办理，提前 {early} 日", civil::long(actual)),
            _ => format!("已于 {} 办理，晚了 {} 日", civil::long(actual), -early),
        };
    }
    match left {
        None => String::new(),
        Some(0) => "今天是最后一日".to_owned(),
        Some(left @ 1..) => format!("余 {left} 日"),
        Some(over) => format!("已过 {} 日", -over),
    }
}
