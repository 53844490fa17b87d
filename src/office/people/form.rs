//! 表单 — what is typed on a person's page, and a stored person in words.

use crate::{
    office::{import::single, refusal::Problems, village::list_text},
    roster::{self, BodyRole, PersonOptions, PersonRow, Sex},
    store::entity::{person, team},
};

/// What is typed on the page of a person.
#[derive(Debug, Clone, Default)]
pub struct PersonInput {
    /// 姓名
    pub name: String,
    /// `male`, `female` or blank.
    pub sex: String,
    /// 单位及职务
    pub post: String,
    /// Id of a team, or blank.
    pub team: String,
    /// Name of a team to be made, or blank.
    pub new_team: String,
    /// 手机
    pub phone: String,
    /// 换届机构职务 ticked, by their ids.
    pub roles: Vec<String>,
    /// 办公室分组, by its id, or blank.
    pub section: String,
    /// Ids of the villages ticked.
    pub villages: Vec<String>,
}

/// Column of the sheet → field of the page.
const COLUMNS: [(&str, &str); 6] = [
    ("姓名", "name"),
    ("性别", "sex"),
    ("单位及职务", "post"),
    ("换届机构职务", "roles"),
    ("所在工作组", "new_team"),
    ("手机", "phone"),
];

/// 办公室分组 — from which line of work the office's people were drawn, as a town's plan names them.
pub const SECTIONS: [(&str, &str); 5] = [
    ("discipline", "纪检"),
    ("organisation", "组织"),
    ("civil-affairs", "民政"),
    ("social-work", "社会工作"),
    ("other", "其他"),
];

/// 纪检, 组织 … of what is stored; empty for none.
pub fn section_title(stored: Option<&str>) -> &'static str {
    SECTIONS
        .iter()
        .find(|(id, _)| Some(*id) == stored)
        .map_or("", |(_, title)| title)
}

/// Whether the role is one of the office's.
pub fn of_office(role: BodyRole) -> bool {
    matches!(
        role,
        BodyRole::OfficeDirector | BodyRole::OfficeDeputyDirector | BodyRole::OfficeMember
    )
}

/// `leader` … as stored.
pub fn role_id(role: BodyRole) -> String {
    serde_json::to_value(role)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// 换届机构职务 of a stored person.
pub fn roles(row: &person::Model) -> Vec<BodyRole> {
    serde_json::from_str(&row.body_roles).unwrap_or_default()
}

pub(in crate::office) fn roles_text(roles: &[BodyRole]) -> String {
    list_text(roles)
}

/// `male` or `female`, as stored.
pub fn sex_id(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "male",
        Sex::Female => "female",
    }
}

/// 男, 女 or nothing, from what is stored.
pub fn sex_title(stored: Option<&str>) -> &'static str {
    match stored {
        Some("male") => Sex::Male.title(),
        Some("female") => Sex::Female.title(),
        _ => "",
    }
}

/// A person as labelled words, without the telephone number.
pub(in crate::office) fn facts(
    row: &person::Model,
    teams: &[team::Model],
) -> Vec<(&'static str, String)> {
    let titles: Vec<&str> = roles(row).iter().map(|role| role.title()).collect();
    let team = teams
        .iter()
        .find(|team| Some(team.id) == row.team_id)
        .map(|team| team.name.clone())
        .unwrap_or_default();
    vec![
        ("姓名", row.name.clone()),
        ("性别", sex_title(row.sex.as_deref()).to_owned()),
        ("单位及职务", row.post.clone()),
        ("换届机构职务", titles.join("、")),
        (
            "办公室分组",
            section_title(row.section.as_deref()).to_owned(),
        ),
        ("工作组", team),
    ]
}

pub(super) fn seen(row: &person::Model, teams: &[team::Model]) -> serde_json::Value {
    facts(row, teams)
        .into_iter()
        .map(|(label, value)| (label.to_owned(), serde_json::Value::String(value)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

impl PersonInput {
    /// 办公室分组 as stored. Only the office has sections.
    pub(super) fn section(
        &self,
        row: Option<&PersonRow>,
        problems: &mut Problems,
    ) -> Option<String> {
        let chosen = self.section.trim();
        if chosen.is_empty() {
            return None;
        }
        if !SECTIONS.iter().any(|(id, _)| *id == chosen) {
            problems.add("section", "请重新选择办公室分组。");
        } else if row.is_some_and(|row| !row.body_roles.iter().any(|role| of_office(*role))) {
            problems.add(
                "section",
                "请先勾选办公室的职务，或者不选分组：只有办公室的人分组。",
            );
        }
        Some(chosen.to_owned())
    }

    /// The row the fields come to; the links are read apart.
    pub(super) fn read(&self, problems: &mut Problems) -> (Option<PersonRow>, Vec<String>) {
        if self.name.trim().is_empty() {
            problems.add("name", "请填写姓名。");
        }
        let sex = match self.sex.trim() {
            "" => "",
            id => {
                let title = sex_title(Some(id));
                if title.is_empty() {
                    problems.add("sex", "请重新选择性别。");
                }
                title
            }
        };
        let mut titles = Vec::new();
        for id in &self.roles {
            match BodyRole::ALL.iter().find(|role| role_id(**role) == *id) {
                Some(role) => titles.push(role.title()),
                None => problems.add("roles", "请重新勾选换届机构职务。"),
            }
        }
        let cells = [
            ("姓名", self.name.clone()),
            ("性别", sex.to_owned()),
            ("单位及职务", self.post.clone()),
            ("换届机构职务", titles.join("、")),
            ("所在工作组", self.new_team.clone()),
            ("手机", self.phone.clone()),
        ];
        single::read(
            &cells,
            &COLUMNS,
            |book| roster::import_people(book, &PersonOptions::default()),
            problems,
        )
    }
}
