//! 应参训人数 `/c/{c}/v/{v}/trainees`.

use serde::Serialize;

use super::parts::Form;
use crate::web::view::Page;

/// 应参训人数 of one village.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Trainees {
    /// Village.
    pub village: String,
    /// «村», «社区»
    pub place: String,
    /// A field a kind of people by its id, and `reason`.
    pub form: Form,
    /// Where it posts to.
    pub action: String,
    /// Kinds of people.
    pub rows: Vec<TraineeRow>,
    /// Who changed them last; empty for nobody.
    pub saved: String,
    /// Way back.
    pub back: String,
    /// Idempotency key.
    pub key: String,
    /// Version of the numbers, 0 for none.
    pub version: String,
}

/// One kind of people.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TraineeRow {
    /// Its id: the name of the field.
    pub id: String,
    /// «计票员»
    pub name: String,
    /// Whether they work on the polling day.
    pub poll: bool,
    /// The catalogue's number.
    pub shipped: String,
    /// The number of the list of polling staff; empty without one.
    pub listed: String,
}

impl Page for Trainees {
    const TEMPLATE: &'static str = "trainees.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let row = |id: &str, name: &str, poll, shipped: &str, listed: &str| TraineeRow {
            id: id.into(),
            name: name.into(),
            poll,
            shipped: shipped.into(),
            listed: listed.into(),
        };
        let new = Self {
            village: "上前村".into(),
            place: "村".into(),
            form: Form::new(),
            action: "/c/c1/v/v1/trainees".into(),
            rows: vec![
                row("cadres", "村“两委”干部", false, "5", ""),
                row("teller", "计票员", true, "2", "4"),
            ],
            saved: String::new(),
            back: "/c/c1/trainings/coverage".into(),
            key: "tn1".into(),
            version: "0".into(),
        };
        let again = Self {
            form: Form::new()
                .value("cadres", "许多")
                .error("cadres", "请把村“两委”干部的人数填成 0 到 200 的整数。")
                .error("reason", "请写明为什么改：督查和验收会问这个数的来历。"),
            saved: "王小兰 2027年2月20日 09:12 改过".into(),
            version: "1".into(),
            ..new.clone()
        };
        vec![("new", new), ("problems", again)]
    }
}
