//! 按人填好的表 — applications and proposals of which everybody named in another paper gets a sheet: who asked for a
//! proxy, who votes at the roaming box, who was nominated, who lives here with a household elsewhere. Without anybody
//! named one blank sheet is printed.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::parts::{self, FormRules, Listed, Sheets};
use crate::documents::kinds::common::{Post, VillagePaper};
use crate::documents::kinds::field::FieldSpec;
use crate::documents::kinds::{Sample, sample, words};

/// Nothing is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Rows of a nomination form for signatures, where the rules do not say how many there must be.
const NOMINATORS: u32 = 10;

/// Somebody's name with the roll's words beside it; blanks for nobody.
fn person(one: Option<&Listed>) -> Value {
    json!({
        "name": one.map(|one| &one.name),
        "serial": one.and_then(|one| one.serial),
        "sex": one.and_then(|one| one.sex.as_deref()),
        "group": one.and_then(|one| one.group.as_deref()),
    })
}

/// One sheet each, one blank sheet for nobody.
fn sheets<T>(people: &[T], sheet: impl Fn(Option<&T>) -> Value) -> Value {
    if people.is_empty() {
        return json!([sheet(None)]);
    }
    people.iter().map(|one| sheet(Some(one))).collect()
}

/// 一件委托
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proxy {
    /// 委托人
    pub principal: Listed,
    /// 受委托人
    pub agent: Listed,
}

/// What a proxy form knows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProxyKnown {
    /// 规则
    pub rules: FormRules,
    /// 公告过的委托
    pub proxies: Vec<Proxy>,
}

/// 委托投票书
pub type ProxyForm = VillagePaper<ProxyKnown, Nothing>;

impl crate::documents::kinds::Paper for ProxyForm {
    const FIELDS: &'static [FieldSpec] = &[];

    fn words(&self, names: &mut Map<String, Value>) {
        parts::speak(self, names);
        let proxies = &self.known.proxies;
        let list: Vec<Value> = proxies
            .iter()
            .enumerate()
            .map(|(index, one)| {
                let nth = 1 + proxies
                    .iter()
                    .take(index)
                    .filter(|earlier| earlier.agent == one.agent)
                    .count();
                json!({
                    "principal": person(Some(&one.principal)),
                    "agent": person(Some(&one.agent)),
                    "nth": words::number(u32::try_from(nth).unwrap_or(u32::MAX)),
                })
            })
            .collect();
        names.insert(
            "sheets".to_owned(),
            if list.is_empty() {
                json!([{ "principal": person(None), "agent": person(None), "nth": null }])
            } else {
                Value::Array(list)
            },
        );
        names.insert(
            "proxy_max".to_owned(),
            json!(self.known.rules.proxy_max.map(parts::counted)),
        );
    }

    fn samples() -> Vec<Sample> {
        let known = |rules: Value, proxies: Value| {
            (json!({ "rules": rules, "proxies": proxies }), json!({}))
        };
        let proxy =
            |principal: Value, agent: Value| json!({ "principal": principal, "agent": agent });
        let agent = || listed("李秀英", 61, "第1村民小组");
        let names = sample::invented_names(24);
        let many: Value = names
            .iter()
            .zip(1..)
            .map(|(name, serial)| {
                proxy(
                    listed(name, serial, "第1村民小组"),
                    listed("蓝天勇", 200 + serial / 3, "第2村民小组"),
                )
            })
            .collect();
        let rare = json!({ "name": sample::RARE_NAMES[1] });
        Sheets {
            law: "第十八条第四款",
            residents_law: "第十九条",
            normal: known(
                parts::some_rules(),
                json!([
                    proxy(listed("李伟", 12, "第1村民小组"), agent()),
                    proxy(listed("李静", 13, "第1村民小组"), agent())
                ]),
            ),
            community: known(parts::residents_rules(), json!([])),
            largest: known(parts::all_rules(), many),
            rare: known(
                parts::some_rules(),
                json!([proxy(listed(sample::RARE_NAMES[0], 7, "㼆坑小组"), rare)]),
            ),
        }
        .samples()
    }
}

/// What an application for the roaming box knows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RoamingKnown {
    /// 规则
    pub rules: FormRules,
    /// 公告过的使用流动票箱的人
    pub voters: Vec<Listed>,
}

/// 流动票箱投票申请表
pub type RoamingApplication = VillagePaper<RoamingKnown, Nothing>;

impl crate::documents::kinds::Paper for RoamingApplication {
    const FIELDS: &'static [FieldSpec] = &[];

    fn words(&self, names: &mut Map<String, Value>) {
        parts::speak(self, names);
        let voters = &self.known.voters;
        // 一张纸两份：空白的印两份
        let cells = if voters.is_empty() {
            json!([person(None), person(None)])
        } else {
            voters.iter().map(|one| person(Some(one))).collect()
        };
        names.insert("cells".to_owned(), cells);
    }

    fn samples() -> Vec<Sample> {
        let known =
            |rules: Value, voters: Value| (json!({ "rules": rules, "voters": voters }), json!({}));
        let some = json!([
            listed("蓝秀珍", 31, "第2村民小组"),
            listed("钟阿四", 77, "第3村民小组"),
            { "name": "温阿婆" }
        ]);
        let many: Value = sample::invented_names(25)
            .iter()
            .zip(1..)
            .map(|(name, serial)| listed(name, serial, "第10村民小组"))
            .collect();
        Sheets {
            law: "第十八条",
            residents_law: "第十九条",
            normal: known(parts::some_rules(), some),
            community: known(parts::residents_rules(), json!([])),
            largest: known(parts::all_rules(), many),
            rare: known(
                parts::some_rules(),
                json!([listed(sample::RARE_NAMES[0], 7, "㼆坑小组"), { "name": sample::RARE_NAMES[1] }]),
            ),
        }
        .samples()
    }
}

/// What an application to be registered knows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OutsiderKnown {
    /// 规则
    pub rules: FormRules,
    /// 名册上户籍不在本地的人
    pub applicants: Vec<Listed>,
}

/// 非户籍人员参加选举登记申请表
pub type OutsiderApplication = VillagePaper<OutsiderKnown, Nothing>;

impl crate::documents::kinds::Paper for OutsiderApplication {
    const FIELDS: &'static [FieldSpec] = &[];

    fn words(&self, names: &mut Map<String, Value>) {
        parts::speak(self, names);
        names.insert("sheets".to_owned(), sheets(&self.known.applicants, person));
        names.insert(
            "outsider_months".to_owned(),
            json!(self.known.rules.outsider_months.map(words::months)),
        );
    }

    fn samples() -> Vec<Sample> {
        let known = |rules: Value, applicants: Value| {
            (
                json!({ "rules": rules, "applicants": applicants }),
                json!({}),
            )
        };
        let many: Value = sample::invented_names(12)
            .iter()
            .zip(1..)
            .map(|(name, serial)| listed(name, serial, "第10村民小组"))
            .collect();
        Sheets {
            law: "第十六条第二款第三项",
            residents_law: "第十六条",
            normal: known(
                parts::some_rules(),
                json!([{ "name": "周文杰", "serial": 1201, "sex": "男", "group": "第3村民小组" }]),
            ),
            community: known(parts::residents_rules(), json!([])),
            largest: known(parts::all_rules(), many),
            rare: known(
                parts::some_rules(),
                json!([listed(sample::RARE_NAMES[0], 7, "㼆坑小组")]),
            ),
        }
        .samples()
    }
}

/// 被提名的人
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nominee {
    /// 职位
    pub post: Post,
    /// 名册上的人
    pub person: Listed,
}

/// What a nomination form knows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NominationKnown {
    /// 规则
    pub rules: FormRules,
    /// 初步候选人
    pub nominees: Vec<Nominee>,
}

/// 候选人提名表
pub type NominationForm = VillagePaper<NominationKnown, Nothing>;

impl NominationForm {
    /// The rows of a blank form: as many for a post as it has seats, three at most.
    fn blank_rows(&self) -> Vec<Value> {
        parts::contests(self, &[])
            .into_iter()
            .flat_map(|contest| {
                let seats = contest.seats.unwrap_or(1);
                let several = contest.seats_word.filter(|_| seats > 1);
                (0..seats.clamp(1, 3)).map(move |row| {
                    let label = match &several {
                        Some(word) if row == 0 => format!("{}（应选{word}名）", contest.label),
                        _ => contest.label.to_owned(),
                    };
                    json!({ "label": label, "person": person(None) })
                })
            })
            .collect()
    }
}

impl crate::documents::kinds::Paper for NominationForm {
    const FIELDS: &'static [FieldSpec] = &[];

    fn words(&self, names: &mut Map<String, Value>) {
        parts::speak(self, names);
        let rules = &self.known.rules;
        // 一人一张：提名人只签自己提的人
        let list: Vec<Value> = if self.known.nominees.is_empty() {
            vec![json!({ "rows": self.blank_rows() })]
        } else {
            self.known
                .nominees
                .iter()
                .map(|one| {
                    json!({ "rows": [{ "label": one.post.label(), "person": person(Some(&one.person)) }] })
                })
                .collect()
        };
        names.insert("sheets".to_owned(), Value::Array(list));
        names.insert(
            "joint".to_owned(),
            json!(rules.joint_nomination_min.map(parts::counted)),
        );
        names.insert(
            "nominators".to_owned(),
            parts::rows(
                rules
                    .joint_nomination_min
                    .unwrap_or(NOMINATORS)
                    .clamp(10, 60) as usize,
            ),
        );
        names.insert("bars".to_owned(), json!(rules.bars.join("；")));
    }

    fn samples() -> Vec<Sample> {
        let known = |rules: Value, nominees: Value| {
            (json!({ "rules": rules, "nominees": nominees }), json!({}))
        };
        let nominee = |post: &str, person: Value| json!({ "post": post, "person": person });
        let many: Value = sample::invented_names(20)
            .iter()
            .zip(1..)
            .map(|(name, serial)| nominee("member", listed(name, serial, "第10村民小组")))
            .collect();
        Sheets {
            law: "第十八条第一款",
            residents_law: "第十八条",
            normal: known(
                parts::some_rules(),
                json!([
                    nominee("chair", listed("蓝天勇", 31, "第2村民小组")),
                    nominee("member", json!({ "name": "朱秀兰" }))
                ]),
            ),
            community: known(parts::residents_rules(), json!([])),
            largest: known(parts::all_rules(), many),
            rare: known(
                parts::some_rules(),
                json!([nominee(
                    "chair",
                    listed(sample::RARE_NAMES[0], 7, "㼆坑小组")
                )]),
            ),
        }
        .samples()
    }
}

/// Somebody of the roll, for samples.
fn listed(name: &str, serial: u32, group: &str) -> Value {
    json!({ "name": name, "serial": serial, "sex": "女", "group": group })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::documents::kind::Kind;

    /// The sheets of a kind with these people known.
    fn sheets(kind: Kind, key: &str, people: Value, sheets: &str) -> Vec<Value> {
        let data = json!({
            "office": { "township": "石塘镇", "ordinal": 9, "election_year": 2027 },
            "unit": { "name": "上前村", "kind": "village", "seats": { "chair": 1, "deputy": 1, "member": 3 } },
            "known": { key: people }, "facts": {}
        });
        let context = kind.context(&data).unwrap();
        context["names"][sheets].as_array().unwrap().clone()
    }

    #[test]
    fn everybody_named_gets_a_sheet_and_nobody_a_blank_one() {
        let person = |name: &str| json!({ "name": name, "serial": 7, "group": "第1村民小组" });
        let nominee = json!({ "post": "chair", "person": person("蓝天勇") });
        // (kind, what is known, its list, sheets of nobody, where the name stands)
        let cases = [
            (
                Kind::RoamingApplication,
                "voters",
                person("蓝天勇"),
                "cells",
                2,
                "/name",
            ),
            (
                Kind::OutsiderApplication,
                "applicants",
                person("蓝天勇"),
                "sheets",
                1,
                "/name",
            ),
            (
                Kind::NominationForm,
                "nominees",
                nominee,
                "sheets",
                1,
                "/rows/0/person/name",
            ),
            (
                Kind::ProxyForm,
                "proxies",
                json!({ "principal": person("蓝天勇"), "agent": person("李秀英") }),
                "sheets",
                1,
                "/principal/name",
            ),
        ];
        for (kind, key, one, list, blank, place) in cases {
            let nobody = sheets(kind, key, json!([]), list);
            assert_eq!(nobody.len(), blank, "{}", kind.id());
            assert_eq!(
                nobody[0].pointer(place),
                Some(&Value::Null),
                "{}",
                kind.id()
            );
            let some = sheets(kind, key, json!([one.clone(), one.clone(), one]), list);
            assert_eq!(some.len(), 3, "{}", kind.id());
            assert_eq!(
                some[0].pointer(place),
                Some(&json!("蓝天勇")),
                "{}",
                kind.id()
            );
        }
    }

    #[test]
    fn a_proxy_is_counted_for_the_person_who_takes_it() {
        let pair = |principal: &str, agent: &str| json!({ "principal": { "name": principal }, "agent": { "name": agent } });
        let list = sheets(
            Kind::ProxyForm,
            "proxies",
            json!([
                pair("甲", "丁"),
                pair("乙", "丁"),
                pair("丙", "戊"),
                pair("己", "丁")
            ]),
            "sheets",
        );
        let counts: Vec<&str> = list.iter().filter_map(|one| one["nth"].as_str()).collect();
        assert_eq!(counts, ["一", "二", "一", "三"]);
    }

    #[test]
    fn a_blank_nomination_form_has_a_row_for_every_seat() {
        let list = sheets(Kind::NominationForm, "nominees", json!([]), "sheets");
        let labels: Vec<&str> = list[0]["rows"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|row| row["label"].as_str())
            .collect();
        assert_eq!(
            labels,
            ["主任", "副主任", "委员（应选三名）", "委员", "委员"]
        );
    }
}
