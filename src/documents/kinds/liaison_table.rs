//! 挂钩联系（包村）分工表

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::common::{LinkedUnit, Team, TownshipPaper};
use super::field::FieldSpec;
use super::{Sample, sample};

/// What the product knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// 村（社区）, in the order of the township's list
    #[serde(default)]
    pub units: Vec<LinkedUnit>,
    /// 指导组
    #[serde(default)]
    pub guidance_teams: Vec<Team>,
    /// 督查组
    #[serde(default)]
    pub supervision_teams: Vec<Team>,
}

/// Nothing is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {}

/// 分工表的数据
pub type Paper = TownshipPaper<Known, Facts>;

impl super::Paper for Paper {
    const FIELDS: &'static [FieldSpec] = &[];

    fn words(&self, names: &mut Map<String, Value>) {
        let head_and_members =
            |teams: &[Team], name: Option<&String>| -> (Option<String>, Vec<String>) {
                let team = name.and_then(|name| teams.iter().find(|team| team.name == *name));
                let head = team
                    .and_then(|team| team.head.as_ref())
                    .map(|head| head.name.clone());
                let members = team
                    .map(|team| {
                        team.members
                            .iter()
                            .map(|member| member.name.clone())
                            .collect()
                    })
                    .unwrap_or_default();
                (head, members)
            };
        let rows: Vec<Value> = self
            .known
            .units
            .iter()
            .map(|unit| {
                let (guide, guides) =
                    head_and_members(&self.known.guidance_teams, unit.guidance_team.as_ref());
                let (inspector, _) = head_and_members(
                    &self.known.supervision_teams,
                    unit.supervision_team.as_ref(),
                );
                json!({
                    "unit": unit, "guidance_head": guide, "guidance_members": guides,
                    "supervision_head": inspector
                })
            })
            .collect();
        names.insert("rows".to_owned(), Value::Array(rows));
    }

    fn samples() -> Vec<Sample> {
        let paper = |known: Value| {
            json!({
                "office": sample::office(), "issue": { "date": "2027-01-08" },
                "known": known, "facts": {}
            })
        };
        vec![
            sample::sample("normal", paper(township(16))),
            sample::sample(
                "empty",
                json!({ "office": { "township": "石塘镇" }, "known": {}, "facts": {} }),
            ),
            sample::sample("largest", paper(township(60))),
            sample::sample(
                "rare",
                paper(json!({
                    "units": [{
                        "name": "𠮷塘村", "kind": "village",
                        "leader": { "name": "李𬭎", "post": "镇党委副书记" },
                        "guidance_team": "第一指导组", "responsible": "阿依古丽·买买提"
                    }],
                    "guidance_teams": [{
                        "name": "第一指导组", "head": { "name": "李𬭎" },
                        "members": [{ "name": "王㼆" }, { "name": "欧阳𣲗珺" }]
                    }]
                })),
            ),
        ]
    }
}

/// The same units by name and kind only.
pub(super) fn named_units(count: usize) -> Value {
    township(count)
        .get("units")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|unit| json!({ "name": unit.get("name"), "kind": unit.get("kind") }))
        .collect()
}

/// An invented township's units with leaders and teams, shared with the plan's samples.
pub(super) fn township(count: usize) -> Value {
    const UNITS: [&str; 16] = [
        "上前村",
        "下前村",
        "石塘村",
        "历林村",
        "京群村",
        "中坌村",
        "桥头村",
        "水口村",
        "岭下村",
        "光明村",
        "阳荣村",
        "新沟村",
        "大坪村",
        "石塘社区",
        "圩镇社区",
        "河东社区",
    ];
    const LEADERS: [(&str, &str); 8] = [
        ("李义鹏", "镇党委副书记、镇长"),
        ("雷伟梅", "镇党委副书记"),
        ("钟建民", "镇人大主席"),
        ("邱喆", "镇党委委员、组织委员"),
        ("郭家林", "镇党委委员、宣传委员"),
        ("廖忠鹏", "副镇长"),
        ("蓝天佑", "副镇长"),
        ("欧阳明", "镇党委委员、武装部部长"),
    ];
    const TEAMS: [&str; 8] = ["一", "二", "三", "四", "五", "六", "七", "八"];
    let names = sample::invented_names(count + 24);
    let person = |index: usize| names.get(index).cloned().unwrap_or_default();
    let units: Vec<Value> = (0..count)
        .map(|index| {
            let name = UNITS.get(index % UNITS.len()).copied().unwrap_or("上前村");
            let name = if index < UNITS.len() {
                name.to_owned()
            } else {
                format!("{}{name}", ["东", "西", "南"].get(index / UNITS.len() - 1).copied().unwrap_or("北"))
            };
            let (leader, post) = LEADERS.get(index / 2 % LEADERS.len()).copied().unwrap_or(("", ""));
            json!({
                "name": name,
                "kind": if name.ends_with("社区") { "community" } else { "village" },
                "election_day": "2027-03-18",
                "seats": { "chair": 1, "deputy": 1, "member": 3 },
                "leader": { "name": leader, "post": post, "role": null },
                "guidance_team": format!("第{}指导组", TEAMS.get(index / 2 % TEAMS.len()).copied().unwrap_or("一")),
                "supervision_team": if index % 2 == 0 { "第一督查组" } else { "第二督查组" },
                "responsible": person(index),
                "note": if index == 5 { json!("难点村") } else { Value::Null }
            })
        })
        .collect();
    let covered = |team: usize| -> Vec<Value> {
        units
            .iter()
            .enumerate()
            .filter(|(index, _)| index / 2 % TEAMS.len() == team)
            .filter_map(|(_, unit)| unit.get("name").cloned())
            .collect()
    };
    let guidance: Vec<Value> = TEAMS
        .iter()
        .zip(LEADERS)
        .enumerate()
        .map(|(index, (number, (leader, post)))| {
            json!({
                "name": format!("第{number}指导组"), "head": { "name": leader, "post": post },
                "members": [{ "name": person(count + index) }, { "name": person(count + index + 8) }],
                "units": covered(index)
            })
        })
        .collect();
    let supervision = json!([
        { "name": "第一督查组", "head": { "name": "王火发", "post": "镇党委委员、纪委书记" },
          "members": [{ "name": "温海燕" }, { "name": "胡静" }], "units": [] },
        { "name": "第二督查组", "head": { "name": "周国栋", "post": "镇纪委副书记" },
          "members": [{ "name": "马军" }, { "name": "朱平" }], "units": [] }
    ]);
    json!({ "units": units, "guidance_teams": guidance, "supervision_teams": supervision })
}
