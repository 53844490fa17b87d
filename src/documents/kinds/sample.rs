//! 样本 — the invented township all samples share.

use serde_json::{Value, json};

use super::Sample;

/// One sample.
pub(super) fn sample(name: &'static str, data: Value) -> Sample {
    Sample { name, data }
}

/// 石塘镇, an invented township of nobody's.
pub(super) fn office() -> Value {
    json!({ "township": "石塘镇", "ordinal": 9, "election_year": 2027 })
}

/// 上前村
pub(super) fn village() -> Value {
    json!({
        "name": "上前村", "kind": "village",
        "seats": { "chair": 1, "deputy": 1, "member": 3 },
        "election_day": "2027-03-18"
    })
}

/// 石塘社区
pub(super) fn community() -> Value {
    json!({
        "name": "石塘社区", "kind": "community", "ordinal": 8, "electorate": "voters",
        "seats": { "chair": 1, "deputy": 2, "member": 4 },
        "election_day": "2027-03-20"
    })
}

/// A village on a blank form.
pub(super) fn blank_village() -> Value {
    json!({ "kind": "village" })
}

/// A community on a blank form.
pub(super) fn blank_community() -> Value {
    json!({ "kind": "community" })
}

/// A village whose name needs characters of extension B.
pub(super) fn rare_village() -> Value {
    json!({
        "name": "𠮷塘村", "kind": "village",
        "seats": { "chair": 1, "deputy": 1, "member": 2, "woman_member": 1 },
        "election_day": "2027-03-18"
    })
}

/// Issued under this number on this day.
pub(super) fn issue(number: &str, date: &str) -> Value {
    json!({ "number": number, "date": date })
}

/// 村委会组织法, one basis with its article.
pub(super) fn village_law(article: &str) -> Value {
    json!([{
        "statute": "中华人民共和国村民委员会组织法", "article": article,
        "gist": null, "status": "verified"
    }])
}

/// 居委会组织法, one basis with its article.
pub(super) fn community_law(article: &str) -> Value {
    json!([{
        "statute": "中华人民共和国城市居民委员会组织法", "article": article,
        "gist": null, "status": "verified"
    }])
}

/// A national basis and a provincial one nobody has checked yet.
pub(super) fn unchecked_law(article: &str) -> Value {
    json!([
        { "statute": "中华人民共和国村民委员会组织法", "article": article, "gist": null, "status": "verified" },
        { "statute": "广东省村民委员会选举办法", "article": null, "gist": null, "status": "unverified" }
    ])
}

/// 领导小组
pub(super) fn leading_group() -> Value {
    json!([
        { "name": "林忠康", "post": "镇党委书记", "role": "组长" },
        { "name": "李义鹏", "post": "镇党委副书记、镇长", "role": "副组长" },
        { "name": "雷伟梅", "post": "镇党委副书记", "role": "副组长" },
        { "name": "钟建民", "post": "镇人大主席", "role": "成员" },
        { "name": "王火发", "post": "镇党委委员、纪委书记", "role": "成员" },
        { "name": "邱喆", "post": "镇党委委员、组织委员", "role": "成员" }
    ])
}

/// 领导小组办公室
pub(super) fn bureau() -> Value {
    json!([
        { "name": "邱喆", "post": "镇党委委员、组织委员", "role": "主任" },
        { "name": "温海燕", "post": "镇纪检监察办公室", "role": "成员" },
        { "name": "马军", "post": "镇民政办公室", "role": "成员" }
    ])
}

/// 督查: one answered, one overdue, one of the day, one that found nothing.
pub(super) fn visits() -> Value {
    json!([
        { "unit": "上前村", "way": "阶段督查", "day": "2027-02-21", "looked_again": "2027-02-24",
          "findings": [{ "problem": "登记参加选举的村民名单只在村务公开栏张贴，第11、第12村民小组没有张贴。",
              "measure": "在两个小组补贴名单，并告知申诉的期限和受理地点。", "deadline": "2027-02-23" }] },
        { "unit": "历林村", "way": "随机抽查", "day": "2027-02-22", "looked_again": null,
          "findings": [
              { "problem": "推选会议的记录没有写明应到、实到人数。", "measure": "按签到表补正会议记录。", "deadline": "2027-02-23" },
              { "problem": "外出人员联系台账缺联系时间。", "measure": "逐户补记。", "deadline": "2027-02-27" }] },
        { "unit": "石塘社区", "way": "随机抽查", "day": "2027-02-24", "looked_again": null,
          "findings": [{ "problem": "居民小组公示牌上的公告被雨水打湿，字迹不清。", "measure": "当日补贴，并留存照片。", "deadline": "2027-02-25" }] },
        { "unit": "桥头村", "way": "随机抽查", "day": "2027-02-24", "looked_again": null, "findings": [] }
    ])
}

/// Names for long lists: every character of two short rows, with names no common font covers in between.
pub(super) fn invented_names(count: usize) -> Vec<String> {
    const SURNAMES: [&str; 16] = [
        "李", "王", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "欧阳", "蓝", "钟", "邱", "郭",
        "廖",
    ];
    const GIVEN: [&str; 20] = [
        "秀英", "伟", "建国", "芳", "志强", "丽华", "勇", "桂兰", "明", "文杰", "海燕", "军",
        "玉梅", "国栋", "静", "春生", "少芬", "平", "天佑", "水清",
    ];
    (0..count)
        .map(|index| {
            let surname = SURNAMES
                .get(index % SURNAMES.len())
                .copied()
                .unwrap_or("李");
            let given = GIVEN
                .get((index / SURNAMES.len() + index) % GIVEN.len())
                .copied()
                .unwrap_or("明");
            format!("{surname}{given}")
        })
        .collect()
}

/// Names beyond the common fonts: extension B, C and A characters, minority and one-character names.
pub(super) const RARE_NAMES: [&str; 8] = [
    "𠮷田生",
    "李𬭎",
    "王㼆",
    "阿依古丽·买买提",
    "邱喆",
    "陈镕堃",
    "欧阳𣲗珺",
    "丁一",
];
