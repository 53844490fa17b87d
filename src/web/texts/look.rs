//! 文稿的样子 — whose data a text is tried on.

use serde_json::Value;
use uuid::Uuid;

use super::super::{app::App, guard::InCycle, pages::parts::Choice};
use crate::{
    documents::kind::{Kind, Scope},
    office::{
        paper::{data, due, issue::read_dossier},
        refusal::Refusal,
    },
    store::village,
};

/// With whose data a preview is drawn.
pub(super) enum LookAt {
    Sample(String),
    Unit(Uuid),
}

impl LookAt {
    pub(super) fn of(text: &str) -> Self {
        match text.strip_prefix("sample:") {
            Some(name) => Self::Sample(name.to_owned()),
            None => {
                Uuid::parse_str(text).map_or_else(|_| Self::Sample("normal".to_owned()), Self::Unit)
            }
        }
    }

    pub(super) fn value(&self) -> String {
        match self {
            Self::Sample(name) => format!("sample:{name}"),
            Self::Unit(id) => id.to_string(),
        }
    }
}

/// A sample in the words of the office.
fn sample_name(name: &str) -> String {
    let (size, community) = match (
        name.strip_suffix("-community"),
        name.strip_suffix("-leaders"),
    ) {
        (Some(size), _) => (size, "（社区）"),
        (_, Some(size)) => (size, "（挂钩领导）"),
        _ => (name, ""),
    };
    let word = match size {
        "normal" => "普通",
        "empty" => "空白表",
        "largest" => "内容最多",
        "rare" => "生僻字",
        _ => "其他",
    };
    format!("样张：{word}{community}")
}

pub(super) async fn looks(app: &App, place: &InCycle, kind: Kind) -> Result<Vec<Choice>, Refusal> {
    let mut looks: Vec<Choice> = Vec::new();
    for sample in kind.samples() {
        let text = sample_name(sample.name);
        // Samples of the same kind after the first are told apart by their number.
        let same = looks
            .iter()
            .filter(|known| known.text.starts_with(&text))
            .count();
        let text = if same == 0 {
            text
        } else {
            format!("{text}{}", same + 1)
        };
        looks.push(Choice::new(format!("sample:{}", sample.name), text));
    }
    if kind.scope() == Scope::Township {
        looks.push(Choice::new(
            place.scope.cycle_id().to_string(),
            "本镇现在的数据",
        ));
    } else {
        looks.extend(
            village::list(app.store.reader(), &place.scope)
                .await?
                .into_iter()
                .map(|row| Choice::new(row.id.to_string(), format!("{}现在的数据", row.name))),
        );
    }
    Ok(looks)
}

/// The data of a preview; a sample that does not exist is the first one.
pub(super) async fn look_at(
    app: &App,
    place: &InCycle,
    kind: Kind,
    look: &LookAt,
) -> Result<Value, Refusal> {
    match look {
        LookAt::Sample(name) => {
            let samples = kind.samples();
            samples
                .iter()
                .find(|sample| sample.name == name)
                .or_else(|| samples.first())
                .map(|sample| sample.data.clone())
                .ok_or_else(|| Refusal::Inside("kind without samples".to_owned()))
        }
        LookAt::Unit(unit) => {
            let plans = app.plans(place.scope.cycle()).await?;
            let today = app.clock.today();
            let dossier = read_dossier(app.store.reader(), &place.scope, *unit, kind).await?;
            if !dossier.fits(*unit, kind) {
                return Err(Refusal::NotFound);
            }
            let dated = due::date_of(&dossier, &plans, *unit, kind, today);
            let assembled = data::assemble(&dossier, &plans, *unit, kind, dated)?;
            Ok(assembled.stamped(None, Some(dated)))
        }
    }
}
