#![allow(clippy::unwrap_used)]
use super::*;
use crate::documents::fonts::Library;
use crate::documents::kind::Kind;
use crate::documents::text::shipped;

fn problems(kind: Kind, text: &str) -> Vec<TextProblem> {
    check(kind, text, &Library::embedded())
}

fn says(kind: Kind, text: &str, line: Option<usize>, words: &str) {
    let found = problems(kind, text);
    assert!(
        found
            .iter()
            .any(|one| one.line == line && one.message.contains(words)),
        "{line:?} {words}: {found:#?}"
    );
}

#[test]
fn every_shipped_text_passes_its_own_check() {
    for kind in Kind::ALL {
        assert_eq!(problems(*kind, &shipped(*kind)), vec![], "{}", kind.id());
    }
}

#[test]
fn local_words_may_change_and_the_free_values_may_go() {
    let text = shipped(Kind::ElectionCommittee)
        .replace("特此公告。", "特此公告，请互相转告。")
        .replace(
            "<p>村民对推选结果有意见的，请向<blank width=\"12em\">{{ facts.contact_place }}</blank>反映，联系电话：<blank width=\"9em\">{{ facts.contact_phone }}</blank>。</p>",
            "",
        );
    assert_ne!(text, shipped(Kind::ElectionCommittee));
    assert_eq!(problems(Kind::ElectionCommittee, &text), vec![]);
}

#[test]
fn every_locked_value_is_missed_when_it_goes() {
    for kind in [
        Kind::Results,
        Kind::VoterRoll,
        Kind::RectificationNotice,
        Kind::PostingChecklist,
    ] {
        let text = shipped(kind);
        assert!(!slots::locked(kind, &text).is_empty());
        for one in slots::locked(kind, &text) {
            let code = text.get(one.at..).unwrap();
            let code = format!("{}}}}}", code.split_once("}}").unwrap().0);
            // Where the same words print it elsewhere they go too.
            let without = text.replace(&code, "某某");
            let missing = slots::missing(kind, &text, &without);
            assert!(
                missing.iter().any(|gone| gone.printed.path == one.path)
                    || slots::references(&without)
                        .printed
                        .iter()
                        .any(|left| left.path == one.path),
                "{} {}",
                kind.id(),
                one.path
            );
        }
    }
}

#[test]
fn missing_values_are_all_named_with_what_to_write() {
    let text = shipped(Kind::Results)
        .replace("{{ facts.issued }}", "若干")
        .replace("{{ known.registered }}", "若干")
        .replace("{{ names.law }}", "有关法律");
    let found = problems(Kind::Results, &text);
    for (label, code) in [
        ("发出选票", "{{ facts.issued }}"),
        ("登记参加选举的人数", "{{ known.registered }}"),
        ("法律依据", "{{ names.law }}"),
    ] {
        assert!(
            found
                .iter()
                .any(|one| one.message.contains(label) && one.message.contains(code)),
            "{label}: {found:#?}"
        );
    }
}

#[test]
fn a_value_of_the_communities_part_is_missed_there() {
    let text = shipped(Kind::Candidates);
    let (villages, communities) = text.split_once("{% else %}").unwrap();
    // The first `{% else %}` may stand inside the number: the part behind is what counts.
    let without = format!(
        "{villages}{{% else %}}{}",
        communities.replace("{{ facts.meeting_place }}", "村部")
    );
    says(Kind::Candidates, &without, None, "见面");
    let half = {
        let at = text.rfind("{{ facts.meeting_place }}").unwrap();
        format!(
            "{}社区{}",
            &text[..at],
            &text[at + "{{ facts.meeting_place }}".len()..]
        )
    };
    says(Kind::Candidates, &half, None, "社区用的部分");
}

#[test]
fn the_frame_is_locked() {
    let text = shipped(Kind::ElectionDay);
    says(
        Kind::ElectionDay,
        &text.replace(" seal=\"yes\"", ""),
        Some(
            text.lines()
                .position(|line| line.contains("<sign"))
                .unwrap()
                + 1,
        ),
        "印章位",
    );
    says(
        Kind::ElectionDay,
        &text.replace("style=\"notice\"", "style=\"form\""),
        Some(1),
        "式样",
    );
    let hidden = text.replace("<sign", "{% if unit.kind == \"x\" %}<sign");
    let at = hidden.find("seal=\"yes\"/>").unwrap() + "seal=\"yes\"/>".len();
    let hidden = format!("{}{{% endif %}}{}", &hidden[..at], &hidden[at..]);
    says(Kind::ElectionDay, &hidden, None, "落款");
    let official = shipped(Kind::ImplementationPlan);
    says(
        Kind::ImplementationPlan,
        &official.replace("number=\"{{ issue.number }}\"", ""),
        Some(2),
        "红头",
    );
}

#[test]
fn what_is_not_allowed_is_told_with_its_line_all_at_once() {
    let text = "<document>\n{% include \"../secret.xml\" %}\n{% set a = 1 %}\n{{ get_env(name=\"HOME\") }}\n{{ unit.name | safe }}\n{% for i in range(end=100000) %}x{% endfor %}\n{% for i in range(end=names.count) %}x{% endfor %}\n{{ unit.name ~ unit.name }}\n{% macro x() %}\n{{ [a for a in known.x] }}\n{% if a is matching(pat=\"x\") %}\n";
    let found = bounds::refused(text);
    for (line, words) in [
        (2, "include"),
        (3, "set"),
        (4, "函数"),
        (5, "safe"),
        (6, "range"),
        (7, "range"),
        (8, "~"),
        (9, "macro"),
        (10, "循环"),
        (11, "matching"),
        (11, "endif"),
    ] {
        assert!(
            found
                .iter()
                .any(|one| one.line == Some(line) && one.message.contains(words)),
            "{line} {words}: {found:#?}"
        );
    }
}

#[test]
fn tags_that_do_not_close_are_told_by_their_beginning() {
    for (text, line, words) in [
        ("\n{% if a %}\n{% for x in b %}\n{% endif %}", 4, "第3行"),
        ("\n\n{% if a %}", 3, "endif"),
        ("{% endfor %}", 1, "没有与它对应"),
        ("a\n{{ b", 2, "}}"),
        ("a\n{% if b", 2, "%}"),
        ("{# 注", 1, "#}"),
        ("{% else %}", 1, "没有可以接的条件"),
        ("{% if a %}{% else %}{% else %}{% endif %}", 1, "次序"),
    ] {
        let found = bounds::refused(text);
        assert!(
            found
                .iter()
                .any(|one| one.line == Some(line) && one.message.contains(words)),
            "{text}: {found:#?}"
        );
    }
}

#[test]
fn depth_and_length_are_bounded() {
    let deep = format!("{}{}", "{% if a %}".repeat(13), "{% endif %}".repeat(13));
    assert!(bounds::refused(&deep)[0].message.contains("层"));
    let loops = format!(
        "{}{}",
        "{% for a in b %}".repeat(6),
        "{% endfor %}".repeat(6)
    );
    assert!(bounds::refused(&loops)[0].message.contains("层"));
    let huge = "x".repeat(crate::documents::text::TEMPLATE_LIMIT + 1);
    let found = problems(Kind::ElectionDay, &huge);
    assert!(found.iter().any(|one| one.message.contains("KB")));
}

/// A fault on its line of the template, however many lines loops and values make before it.
#[test]
fn faults_of_the_engine_and_of_the_vocabulary_keep_their_line() {
    let text = shipped(Kind::ElectionCommittee);
    let line_of =
        |text: &str, words: &str| text.lines().position(|line| line.contains(words)).unwrap() + 1;
    for (from, to, mark, words) in [
        (
            "<p>特此公告。</p>",
            "<p>特此<marquee/>公告。</p>",
            "marquee",
            "没有元素 <marquee>",
        ),
        ("<p>特此公告。</p>", "<p>特此公告。</b>", "特此公告", "</b>"),
        (
            "<p>特此公告。</p>",
            "<p>{{ names.nobody }}</p>",
            "nobody",
            "names.nobody",
        ),
        (
            "<p>特此公告。</p>",
            "<p>{{ issue.number.x }}</p>",
            "issue.number.x",
            "issue.number.x",
        ),
        (
            "<p>特此公告。</p>",
            "<p>{{ names. }}</p>",
            "{{ names. }}",
            "一个名字",
        ),
        (
            "<p>特此公告。</p>",
            "<p>{{ names.unit | cn_date }}</p>",
            "cn_date }}</p>",
            "日期",
        ),
        (
            "<p>特此公告。</p>",
            "<p size=\"huge\">特此公告。</p>",
            "huge",
            "size",
        ),
        ("<p>特此公告。</p>", "<p>特此&公告。</p>", "特此&", "&amp;"),
    ] {
        let wrong = text.replace(from, to);
        assert_ne!(wrong, text);
        says(
            Kind::ElectionCommittee,
            &wrong,
            Some(line_of(&wrong, mark)),
            words,
        );
    }
}

#[test]
fn characters_no_font_has_are_told() {
    let text = shipped(Kind::ElectionDay).replace("特此公告", "特此公告\u{1F600}");
    says(Kind::ElectionDay, &text, None, "\u{1F600}");
}

#[test]
fn no_english_is_told() {
    let text = shipped(Kind::ElectionDay);
    for wrong in [
        "",
        "{{",
        "{% if %}x{% endif %}",
        "<document>",
        "{{ unit.name unit.name }}",
        "{% for in %}{% endfor %}",
        "{{ unit.name | nth }}",
        "{{ 99999999999999999999 }}",
        "{{ unit.seats.chair.x.y }}",
        "{{ -unit.name }}",
    ] {
        for one in problems(Kind::ElectionDay, &format!("{text}{wrong}")) {
            let sentence = one.message.replace(wrong, "");
            for english in ["Found", "error", "expected", "Variable", "Invalid", "Field"] {
                assert!(!sentence.contains(english), "{wrong}: {sentence}");
            }
        }
    }
}
