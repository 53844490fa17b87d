//! 标记与卡片 — how what the rule engine and the audit table say becomes what pages show.

use uuid::Uuid;

use super::pages::parts::{self, Event, Link, Message, Sign};
use crate::{
    documents::kind::Kind,
    law::{self, Finding, Severity, Status, StepClass, StepState},
    office::{alert::Alert, paper::issue},
    platform::clock,
    store::{entity::audit_event, paper::PaperLine},
    web::view::Tone,
};

/// The sign of a state and its word. Red is kept for the law: a day of the working plan that has
/// passed is amber and says so.
pub fn sign_of(state: StepState, class: StepClass) -> (Sign, &'static str) {
    let sign = match state {
        StepState::Overdue if class == StepClass::Working => {
            return (Sign::Soon, "已过安排");
        }
        StepState::Overdue => Sign::Late,
        StepState::DueSoon => Sign::Soon,
        StepState::Open => Sign::Active,
        StepState::Done => Sign::Done,
        StepState::DoneLate => Sign::DoneLate,
        StepState::NotYet => Sign::Future,
        StepState::NotApplicable => Sign::Skipped,
    };
    (sign, sign.word())
}

/// 期限卡 as pages draw it.
pub fn card_of(card: law::DateCard) -> parts::DateCard {
    // Office practice is no source of law; a provincial text not read yet is, and says so.
    let lawful: Vec<String> = card
        .basis
        .iter()
        .filter_map(|basis| match basis.status {
            Status::Unverified => Some(format!("{}{}（条文待核）", basis.statute, basis.article)),
            _ if basis.article.is_empty() => None,
            _ => Some(basis.cite()),
        })
        .collect();
    let gist = if card.class == StepClass::Statutory {
        format!(
            "{}。读法：{}",
            card.rule.trim_end_matches('。'),
            card.reading
        )
    } else {
        card.rule
    };
    parts::DateCard {
        latest: card.latest,
        lunar: card.lunar,
        margin: card.margin,
        formula: card.formula,
        // The card's own word stands before it already.
        suggested: card.suggested.trim_start_matches("建议").trim().to_owned(),
        basis: lawful.join("；"),
        verified: !card.unverified,
        gist,
        class: card.class.name().to_owned(),
    }
}

/// A finding of the rule engine as a message.
pub fn message_of(finding: &Finding) -> Message {
    Message {
        tone: match finding.severity {
            Severity::Error => Tone::Error,
            Severity::Warning => Tone::Warning,
        },
        code: finding.code.as_str().to_owned(),
        text: finding.message.clone(),
        ..Message::default()
    }
}

/// An alert as a message.
pub fn message_of_alert(alert: &Alert) -> Message {
    Message {
        tone: Tone::Warning,
        code: alert.code.to_owned(),
        text: alert.text.clone(),
        basis: alert.basis.clone(),
        ..Message::default()
    }
}

/// An audit row as a line of «最近».
pub fn event_of(row: audit_event::Model, cycle_id: Uuid) -> Event {
    Event {
        when: clock::stamp(row.at),
        who: row.actor_name,
        href: match (row.object_kind.as_str(), row.village_id) {
            // A paper is what one wants to see: to void a wrong one, to print it again.
            ("paper", _) => format!("/c/{cycle_id}/docs/{}", row.object_id),
            // And of a batch what became of it.
            ("batch", _) => format!("/c/{cycle_id}/batches/{}", row.object_id),
            ("incoming", _) => format!("/c/{cycle_id}/incoming/{}", row.object_id),
            (_, Some(village)) => format!("/c/{cycle_id}/v/{village}"),
            (_, None) => String::new(),
        },
        text: row.summary,
    }
}

/// Where a paper that is not issued yet is looked at.
pub fn preview_href(cycle_id: Uuid, unit_id: Uuid, kind: Kind) -> String {
    format!(
        "/c/{cycle_id}/docs/preview?unit={unit_id}&kind={}",
        kind.id()
    )
}

/// 挂钩领导, where the lists of papers ask for a village.
pub const LEADERS: &str = "leaders";

/// 目标责任书 of the linked leaders, a letter each: among what waits.
pub fn leaders_letter(cycle_id: Uuid) -> Link {
    Link::new(
        "目标责任书（挂钩领导，每人一份）",
        format!(
            "/c/{cycle_id}/docs?tab=todo&kind={}&village={LEADERS}",
            Kind::ResponsibilityLetter.id()
        ),
    )
}

/// Its PDF, with the watermark of a draft.
pub fn preview_pdf(cycle_id: Uuid, unit_id: Uuid, kind: Kind) -> String {
    format!(
        "/c/{cycle_id}/docs/preview.pdf?unit={unit_id}&kind={}",
        kind.id()
    )
}

/// The number as people see it: papers without a public number have only a serial of ours.
pub fn shown_number(line: &PaperLine) -> String {
    issue::shown_number(&line.series, &line.number)
}

/// A list kept as JSON in one column: posting places, causes of a 难点村.
pub fn list_of(text: &str) -> Vec<String> {
    serde_json::from_str(text).unwrap_or_default()
}

/// 余 3 天, 今天到期, 已过 2 天
pub fn margin_text(days_left: i64) -> String {
    match days_left {
        0 => "今天到期".to_owned(),
        1.. => format!("余 {days_left} 天"),
        _ => format!("已过 {} 天", -days_left),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn red_is_kept_for_the_law() {
        assert_eq!(
            sign_of(StepState::Overdue, StepClass::Statutory).0,
            Sign::Late
        );
        assert_eq!(
            sign_of(StepState::Overdue, StepClass::Working),
            (Sign::Soon, "已过安排")
        );
        assert_eq!(margin_text(0), "今天到期");
        assert_eq!(margin_text(-2), "已过 2 天");
    }
}
