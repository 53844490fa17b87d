//! V16 · 组织法第十五条: size, exits, succession.

use super::super::super::poll::Kinship;
use super::super::super::{Rules, UnitKind};
use super::super::{
    Changes, CommitteeMember, CommitteeSize, ElectionCommittee, Tie, check_committee_size,
    committee_changes,
};
use super::{articles, codes, day, failures, variant, village};

fn people(names: &str) -> Vec<CommitteeMember> {
    names
        .split_whitespace()
        .map(|name| CommitteeMember {
            name: name.to_owned(),
            ..CommitteeMember::default()
        })
        .collect()
}

fn committee(members: &str, others: &str) -> ElectionCommittee {
    ElectionCommittee {
        members: people(members),
        others: people(others),
    }
}

fn tie(nominee: &str, relatives: &[(&str, Kinship)]) -> Tie {
    Tie {
        nominee: nominee.to_owned(),
        on: day("2027-03-05"),
        relatives: relatives
            .iter()
            .map(|(name, kinship)| ((*name).to_owned(), *kinship))
            .collect(),
    }
}

fn changes(rules: &Rules, committee: &ElectionCommittee, ties: &[Tie]) -> Changes {
    committee_changes(rules, UnitKind::Village, committee, ties).unwrap()
}

/// V16: 赵's brother is nominated. 2025: 赵 leaves and the next joins; 2018: only if 赵 himself is.
#[test]
fn a_brother_is_nominated() {
    let seven = committee("赵 钱 孙 李 周 吴 郑", "王 冯");
    let brother = [tie("赵二", &[("赵", Kinship::Sibling)])];
    let now = changes(village("national-2025"), &seven, &brother);
    assert_eq!(now.left, ["赵"]);
    assert_eq!(now.joined, ["王"]);
    assert_eq!(now.members, ["钱", "孙", "李", "周", "吴", "郑", "王"]);
    assert_eq!((now.open, codes(&now.rulings)), (0, vec!["C402", "E106"]));
    assert_eq!(articles(&now.rulings, "C402"), ["第十五条第三款"]);
    assert_eq!(articles(&now.rulings, "E106"), ["第十五条第四款"]);
    assert_eq!(
        now.rulings[0].message(),
        "请办理赵退出选举委员会的手续并公告。赵二 2027年3月5日 被提名为候选人，与赵是兄弟姐妹关系，\
         在应当退出的范围（近亲属）内。〔村民委员会组织法第十五条第三款〕"
    );
    let then = changes(village("national-2018"), &seven, &brother);
    assert!(then.left.is_empty() && then.rulings.is_empty());
    let own = changes(village("national-2018"), &seven, &[tie("赵", &[])]);
    assert_eq!(
        (own.left, codes(&own.rulings)),
        (vec!["赵".to_owned()], vec!["C403", "E106"])
    );
    assert_eq!(articles(&own.rulings, "C403"), ["第十二条第三款"]);
}

/// 民法典第一千零四十五条第二款; 浙江第九条第二款 is narrower and superseded.
#[test]
fn who_is_a_near_relative() {
    use Kinship::{Child, Grandchild, Grandparent, Parent, ParentChild, Sibling, Spouse};
    let near = [
        Spouse,
        Parent,
        Child,
        ParentChild,
        Sibling,
        Grandparent,
        Grandchild,
    ];
    for &(word, kinship, _) in Kinship::ALL {
        assert_eq!(kinship.within("near-relatives"), near.contains(&kinship));
        assert_eq!(kinship.within("listed-relatives"), near.contains(&kinship));
        assert_eq!(
            kinship.within("spouse-lineal-siblings"),
            [Spouse, Parent, Child, ParentChild, Sibling].contains(&kinship)
        );
        assert_eq!(
            kinship.within("spouse-lineal"),
            [Spouse, Parent, Child, ParentChild, Grandparent, Grandchild].contains(&kinship)
        );
        assert!(!kinship.within("none"));
        assert_eq!(Kinship::from_id(word), Some(kinship));
    }
    let one = committee("赵 钱 孙 李 周", "");
    for (kinship, national, narrow) in [
        (Grandparent, true, false),
        (Sibling, true, true),
        (Kinship::Other, false, false),
    ] {
        let ties = [tie("某", &[("赵", kinship)])];
        let leaves = |rules: &Rules| !changes(rules, &one, &ties).left.is_empty();
        assert_eq!(leaves(village("national-2025")), national, "{kinship:?}");
        assert_eq!(
            leaves(village("zhejiang-2020")),
            national,
            "superseded: {kinship:?}"
        );
        let other = variant(
            "national-2025",
            &[("ec_exit_scope", "\"spouse-lineal-siblings\"")],
        );
        assert_eq!(leaves(&other), narrow, "{kinship:?}");
    }
}

/// V16: the order is exhausted, four remain below five → 另行推选. 浙江第八条第一款、第九条第四款.
#[test]
fn the_order_is_exhausted() {
    let zhejiang = village("zhejiang-2020");
    let five = committee("赵 钱 孙 李 周", "");
    let ties = [tie("赵", &[])];
    let now = changes(zhejiang, &five, &ties);
    assert_eq!((now.members.len(), now.open), (4, 1));
    assert_eq!(failures(&now.rulings), ["C403", "E107"]);
    assert!(articles(&now.rulings, "E107").contains(&"第八条第一款".to_owned()));
    assert_eq!(now.rulings[1].inequality, "4 < 5");
    // Six members: five are left, which is enough; the committee decides.
    let six = committee("赵 钱 孙 李 周 吴", "");
    let now = changes(zhejiang, &six, &ties);
    assert_eq!(failures(&now.rulings), ["C403"]);
    assert_eq!(codes(&now.rulings), ["C403", "E107"]);
    // The nation sets no number.
    let now = changes(village("national-2025"), &five, &ties);
    assert_eq!(failures(&now.rulings), ["C403"]);
}

/// Those next in order who are nominees or their relatives themselves are passed over.
#[test]
fn the_next_may_be_barred_too() {
    let rules = village("national-2025");
    let mut whole = committee("赵 钱 孙 李 周", "王 冯 陈 褚");
    whole.others[2].gone = true;
    let ties = [
        tie("赵", &[("冯", Kinship::Spouse)]),
        tie("王", &[]),
        tie("某", &[("钱", Kinship::Child)]),
    ];
    let now = changes(rules, &whole, &ties);
    assert_eq!(now.left, ["赵", "钱"]);
    assert_eq!(now.joined, ["褚"]);
    assert_eq!(now.open, 1);
    assert_eq!(codes(&now.rulings), ["C403", "C402", "E106", "E107"]);
}

/// 浙江第九条第三款: twice running, and the committee says so itself.
#[test]
fn absences() {
    let mut whole = committee("赵 钱 孙 李 周", "王");
    whole.members[1].absences = 1;
    whole.members[2].absences = 2;
    whole.members[3].absences = 3;
    let now = changes(village("zhejiang-2020"), &whole, &[]);
    assert_eq!(codes(&now.rulings), ["E105", "E105"]);
    assert!(now.left.is_empty(), "视为退出由选举委员会决定");
    assert_eq!(now.rulings[0].inequality, "2 ≥ 2");
    // The nation counts none: that is said, and nobody is asked to leave.
    let silent = changes(village("national-2025"), &whole, &[]);
    assert_eq!(codes(&silent.rulings), ["K711"]);
    assert!(silent.left.is_empty());
    whole.members[0].gone = true;
    let now = changes(village("national-2025"), &whole, &[]);
    assert_eq!(
        (now.left, now.joined),
        (vec!["赵".to_owned()], vec!["王".to_owned()])
    );
}

/// 浙江 5–9; 湖南 5–11 odd; 福建 5–9 with 2–3 alternates; the nation sets none.
#[test]
fn sizes() {
    let size = |rules: &Rules, members, alternates| {
        let size = CommitteeSize {
            members,
            alternates,
            women: None,
        };
        codes(&check_committee_size(rules, UnitKind::Village, size).unwrap())
    };
    let zhejiang = village("zhejiang-2020");
    for (members, found) in [
        (0, vec!["E101"]),
        (4, vec!["E101"]),
        (5, vec![]),
        (6, vec![]),
        (9, vec![]),
        (10, vec!["E102"]),
    ] {
        assert_eq!(size(zhejiang, members, 0), found, "{members}");
    }
    // The nation sets none: that is said, not called lawful.
    assert_eq!(size(village("national-2025"), 1, 0), ["K711"]);
    let odd = variant(
        "national-2025",
        &[
            ("ec_min", "5"),
            ("ec_max", "11"),
            ("ec_odd", "true"),
            ("ec_alternates", "2"),
        ],
    );
    for (members, alternates, found) in [
        (5, 2, vec![]),
        (11, 3, vec![]),
        (6, 2, vec!["E103"]),
        (4, 1, vec!["E101", "E103", "E104"]),
        (12, 2, vec!["E102", "E103"]),
    ] {
        assert_eq!(
            size(&odd, members, alternates),
            found,
            "{members} {alternates}"
        );
    }
    let impossible = CommitteeSize {
        members: u32::MAX,
        alternates: u32::MAX,
        women: Some(0),
    };
    let problems = check_committee_size(zhejiang, UnitKind::Village, impossible);
    assert_eq!(problems.unwrap_err().len(), 2);
    // 湖南第七条：应当有妇女; 福建：候补二至三人.
    let hunan = variant(
        "national-2025",
        &[
            ("ec_women_required", "true"),
            ("ec_min", "5"),
            ("ec_alternates", "2"),
            ("ec_alternates_max", "3"),
        ],
    );
    for (alternates, women, found) in [
        (2, Some(1), vec![]),
        (3, Some(1), vec![]),
        (2, None, vec![]),
        (2, Some(0), vec!["E108"]),
        (4, Some(2), vec!["E109"]),
        (1, Some(0), vec!["E108", "E104"]),
    ] {
        let size = CommitteeSize {
            members: 5,
            alternates,
            women,
        };
        let answered = check_committee_size(&hunan, UnitKind::Village, size).unwrap();
        assert_eq!(codes(&answered), found, "{size:?}");
    }
}

#[test]
fn names_are_told_apart() {
    let twice = committee("赵 钱 赵", "钱 ");
    let problems =
        committee_changes(village("national-2025"), UnitKind::Village, &twice, &[]).unwrap_err();
    let fields: Vec<&str> = problems
        .iter()
        .map(|problem| problem.field.as_str())
        .collect();
    assert_eq!(fields, ["members.2", "others.0"]);
    let mut blank = committee("赵", "");
    blank.members[0].name = " ".to_owned();
    assert!(committee_changes(village("national-2025"), UnitKind::Village, &blank, &[]).is_err());
}
