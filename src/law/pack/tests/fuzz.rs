//! 乱改的规则包 — shipped packs with bytes, lines and numbers changed at random: loading never panics,
//! and a refusal names at least one line of the file.
//!
//! `HUANJIE_FUZZ_ROUNDS=100 cargo test --release --lib law::pack::tests::fuzz` runs so many rounds, each
//! from another seed; the suite runs one.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::super::super::plan::{Actuals, Plan};
use super::super::super::unit::UnitKind;
use super::super::{PackError, RulePack, SourceFile, diff, show_text};
use super::library;

const SHIPPED: [&str; 6] = [
    include_str!("../../../../rules/national-2018.toml"),
    include_str!("../../../../rules/national-2025.toml"),
    include_str!("../../../../rules/residents-2025.toml"),
    include_str!("../../../../rules/zhejiang-2020.toml"),
    include_str!("../../../../rules/guangdong-2026.toml"),
    include_str!("../../../../rules/examples/fujian-practice.toml"),
];

/// Words a writer, or a slip, may put anywhere.
const WORDS: [&str; 22] = [
    "\"",
    "[[",
    "]]",
    "[values.",
    "\n[pack]\n",
    " = ",
    "{",
    "}",
    "polling",
    "polling - 99999999999",
    "-1",
    "9223372036854775808",
    "4294967296",
    "1e999",
    "nan",
    "2026-13-45",
    "true",
    "\u{0}",
    "\u{feff}",
    "村",
    "omit = true\n",
    "after = [\"polling\"]\n",
];

#[derive(Clone, Debug)]
enum Slip {
    Byte(usize, u8),
    DeleteLine(usize),
    DoubleLine(usize),
    SwapLines(usize, usize),
    Number(usize, u64),
    Word(usize, usize),
    Cut(usize),
    Splice(usize, usize),
}

fn slip() -> impl Strategy<Value = Slip> {
    let at = any::<usize>;
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, byte)| Slip::Byte(at, byte)),
        at().prop_map(Slip::DeleteLine),
        at().prop_map(Slip::DoubleLine),
        (at(), at()).prop_map(|(a, b)| Slip::SwapLines(a, b)),
        (at(), any::<u64>()).prop_map(|(at, number)| Slip::Number(at, number)),
        (at(), at()).prop_map(|(at, word)| Slip::Word(at, word)),
        at().prop_map(Slip::Cut),
        (at(), at()).prop_map(|(a, b)| Slip::Splice(a, b)),
    ]
}

/// The nearest place at or before `at` where a text may be cut.
fn boundary(text: &str, at: usize) -> usize {
    let mut at = at % (text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn slipped(mut text: String, slip: &Slip) -> String {
    if text.is_empty() {
        return text;
    }
    let lines = |text: &str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
    match slip {
        Slip::Byte(at, byte) => {
            let mut bytes = text.into_bytes();
            let at = at % bytes.len();
            bytes[at] = *byte;
            String::from_utf8_lossy(&bytes).into_owned()
        }
        Slip::DeleteLine(at) => {
            let mut lines = lines(&text);
            let at = at % lines.len();
            lines.remove(at);
            lines.join("\n")
        }
        Slip::DoubleLine(at) => {
            let mut lines = lines(&text);
            let at = at % lines.len();
            lines.insert(at, lines[at].clone());
            lines.join("\n")
        }
        Slip::SwapLines(a, b) => {
            let mut lines = lines(&text);
            let (a, b) = (a % lines.len(), b % lines.len());
            lines.swap(a, b);
            lines.join("\n")
        }
        Slip::Number(at, number) => {
            let digits: Vec<usize> = text
                .bytes()
                .enumerate()
                .filter_map(|(i, b)| b.is_ascii_digit().then_some(i))
                .collect();
            if let Some(at) = digits.get(at % digits.len().max(1)) {
                text.replace_range(*at..=*at, &number.to_string());
            }
            text
        }
        Slip::Word(at, word) => {
            let at = boundary(&text, *at);
            text.insert_str(at, WORDS[word % WORDS.len()]);
            text
        }
        Slip::Cut(at) => {
            let at = boundary(&text, *at);
            text.truncate(at);
            text
        }
        Slip::Splice(a, b) => {
            let (a, b) = (boundary(&text, *a), boundary(&text, *b));
            let piece = text[a.min(b)..a.max(b)].to_owned();
            // A piece of a pack put elsewhere, not the whole of it many times over.
            if piece.len() < 4000 {
                text.insert_str(a.min(b), &piece);
            }
            text
        }
    }
}

/// Loading answers: the pack, which can then be computed with, or problems with lines of the file.
fn loads(text: &str) {
    let lines = text.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let file = SourceFile {
        name: "乱.toml".to_owned(),
        text: text.to_owned(),
    };
    match library().read(&file) {
        Ok(pack) => usable(&pack),
        Err(PackError::Broken(problems)) => {
            assert!(!problems.is_empty());
            for problem in problems {
                assert!(!problem.message.is_empty());
                // A fault of a parent would be told in the parent's file; shipped parents have none.
                assert_eq!(problem.file, "乱.toml");
                assert!((1..=lines).contains(&problem.line), "{problem} / {lines}");
            }
        }
        Err(error @ PackError::Unknown { .. }) => panic!("{error}"),
    }
}

fn usable(pack: &RulePack) {
    assert_eq!(&RulePack::from_canonical(pack.canonical()).unwrap(), pack);
    assert!(!show_text(pack).is_empty());
    diff(library().pack("national-2025").unwrap(), pack);
    for kind in UnitKind::ALL {
        if let Ok(plan) = Plan::compile(pack, kind) {
            let days = plan.days(
                chrono::NaiveDate::from_ymd_opt(2027, 3, 18).unwrap(),
                &Actuals::default(),
            );
            assert_eq!(days.steps.len(), plan.steps.len());
        }
    }
}

/// Runs a property for one round of cases, or for as many rounds as are asked for.
fn run<S: Strategy>(cases: u32, strategy: S, test: impl Fn(S::Value)) {
    let rounds: u64 = std::env::var("HUANJIE_FUZZ_ROUNDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(1);
    for seed in 1..=rounds {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let config = Config {
            cases,
            failure_persistence: None,
            ..Config::default()
        };
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        TestRunner::new_with_rng(config, rng)
            .run(&strategy, |value| {
                test(value);
                Ok(())
            })
            .unwrap_or_else(|error| panic!("第 {seed} 轮：{error}"));
    }
}

#[test]
fn shipped_packs_with_slips_of_the_pen() {
    let strategy = (0..SHIPPED.len(), prop::collection::vec(slip(), 1..4));
    run(150, strategy, |(which, slips)| {
        let text = slips.iter().fold(SHIPPED[which].to_owned(), slipped);
        loads(&text);
    });
}

#[test]
fn texts_that_only_look_like_packs() {
    let word = prop_oneof![
        prop::sample::select(&WORDS[..]).prop_map(str::to_owned),
        prop::sample::select(vec![
            "[pack]\nid = \"x\"\n",
            "name = \"某省\"\n",
            "extends = \"national-2025\"\n",
            "statute = \"某法\"\n",
            "amended = 2026-01-01\n",
            "in_force = 2026-01-01\n",
            "[[steps]]\n",
            "id = \"a\"\n",
            "[[notices]]\n",
            "paper = \"results\"\n",
            "number = \"1\"\n",
            "[values.roll_lead_days]\n",
            "value = 20\n",
            "source = { article = \"一\", status = \"verified\" }\n",
            "latest = \"polling - 3\"\n",
            "[[stages]]\n",
            "[[discipline]]\n",
            "text = \"x\"\n",
            "[numbering]\nvoid = [\"1\"]\n",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,12}",
    ];
    run(400, prop::collection::vec(word, 0..40), |words| {
        loads(&words.concat());
    });
}
