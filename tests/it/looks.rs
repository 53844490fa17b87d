//! How pages look: contrast of every colour the stylesheet writes with on every ground it uses, 大字版 on every page
//! without a script, and the keyboard alone.

use std::{collections::BTreeMap, path::Path};

use huanjie::store::account::Role;

use crate::{
    journey::Browser,
    support::{Backend, TestApp, seed},
};

/// WCAG 2.1, 1.4.3: text, in hundredths.
const TEXT: u64 = 450;
/// WCAG 2.1, 1.4.11: the border that alone shows where a field is.
const BORDER: u64 = 300;

/// Relative luminance of sRGB in billionths, in integers only.
fn luminance(colour: [u64; 3]) -> u64 {
    const ONE: u128 = 1_000_000_000;
    let linear = |c: u64| -> u128 {
        // c/255 ≤ 0.03928 is a straight line.
        if c <= 10 {
            return u128::from(c) * ONE * 100 / (255 * 1292);
        }
        // ((c/255 + 0.055) / 1.055)^2.4 = x² · (x²)^(1/5)
        let x = (u128::from(c) * 1000 + 14_025) * ONE / 269_025;
        let square = x * x / ONE;
        let target = square * 1_000_000_000_000_000_000_000;
        let (mut low, mut high) = (0_u128, 1_000_000_u128);
        while low < high {
            let middle = (low + high).div_ceil(2);
            if middle.pow(5) <= target {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        square * low / 1_000_000
    };
    let [red, green, blue] = colour.map(linear);
    u64::try_from((2126 * red + 7152 * green + 722 * blue) / 10_000).unwrap()
}

/// Contrast of two colours in hundredths: 450 is 4.5 : 1.
fn contrast(one: &str, other: &str) -> u64 {
    let parts = |colour: &str| -> [u64; 3] {
        let hex = colour.trim_start_matches('#');
        let long: String = if hex.len() == 3 {
            hex.chars().flat_map(|c| [c, c]).collect()
        } else {
            hex.to_owned()
        };
        [0, 2, 4].map(|at| u64::from_str_radix(&long[at..at + 2], 16).unwrap())
    };
    let (one, other) = (luminance(parts(one)), luminance(parts(other)));
    (one.max(other) + 50_000_000) * 100 / (one.min(other) + 50_000_000)
}

struct Rule {
    selector: String,
    /// Property → value, tokens replaced.
    says: BTreeMap<String, String>,
}

/// The rules of the stylesheet, those inside media queries too.
fn rules() -> Vec<Rule> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/style.css");
    let mut css = std::fs::read_to_string(path).unwrap();
    while let Some(from) = css.find("/*") {
        let to = css[from..].find("*/").unwrap() + from + 2;
        css.replace_range(from..to, "");
    }
    let mut tokens: Vec<(String, String)> = Vec::new();
    let mut rules = Vec::new();
    for piece in css.split('}') {
        let Some((selector, body)) = piece.rsplit_once('{') else {
            continue;
        };
        let selector = selector.rsplit('{').next().unwrap().trim().to_owned();
        let mut says = BTreeMap::new();
        for one in body.split(';') {
            let Some((name, value)) = one.split_once(':') else {
                continue;
            };
            let (name, value) = (name.trim().to_owned(), value.trim().to_owned());
            if let Some(token) = name.strip_prefix("--") {
                tokens.push((format!("var(--{token})"), value.clone()));
            }
            says.insert(name, value);
        }
        rules.push(Rule { selector, says });
    }
    for rule in &mut rules {
        for value in rule.says.values_mut() {
            for (token, meant) in &tokens {
                *value = value.replace(token.as_str(), meant);
            }
        }
    }
    rules
}

/// The first colour in a value.
fn colour(value: &str) -> Option<&str> {
    let from = value.find('#')?;
    let rest = &value[from..];
    let end = rest[1..]
        .find(|c: char| !c.is_ascii_hexdigit())
        .map_or(rest.len(), |end| end + 1);
    Some(&rest[..end])
}

#[test]
fn contrast_is_computed_as_the_standard_does() {
    // (one, other, hundredths): known values
    for (one, other, expected) in [
        ("#000", "#fff", 2100),
        ("#fff", "#ffffff", 100),
        ("#777777", "#ffffff", 447),
        ("#767676", "#ffffff", 454),
        ("#0000ff", "#ffffff", 859),
        ("#17518f", "#fff", 804),
    ] {
        let found = contrast(one, other);
        assert!(
            found.abs_diff(expected) <= 2,
            "{one} on {other}: {found}, expected {expected}"
        );
    }
}

/// Any text may come to stand on any ground: a marked row, a message, a hovered line. So every colour that is written
/// with is measured on every ground of the other half of the scale, and a rule that says both on its own.
#[test]
fn every_colour_is_legible_on_every_ground() {
    let rules = rules();
    assert!(rules.len() > 200, "the stylesheet is read");
    let mut inks: BTreeMap<String, String> = BTreeMap::new();
    let mut grounds: BTreeMap<String, String> = BTreeMap::new();
    let mut poor = Vec::new();
    for rule in &rules {
        let ink = rule.says.get("color").and_then(|value| colour(value));
        let ground = rule
            .says
            .get("background")
            .or_else(|| rule.says.get("background-color"))
            .and_then(|value| colour(value));
        if let Some(ink) = ink {
            inks.entry(ink.to_owned())
                .or_insert_with(|| rule.selector.clone());
        }
        if let Some(ground) = ground {
            grounds
                .entry(ground.to_owned())
                .or_insert_with(|| rule.selector.clone());
        }
        if let (Some(ink), Some(ground)) = (ink, ground)
            && contrast(ink, ground) < TEXT
        {
            poor.push(format!("{}: {ink} on {ground}", rule.selector));
        }
    }
    assert!(inks.len() > 6 && grounds.len() > 6, "{inks:?} {grounds:?}");
    let dark = |colour: &str| contrast(colour, "#fff") >= TEXT;
    for (ink, of) in &inks {
        for (ground, on) in &grounds {
            if dark(ink) != dark(ground) && contrast(ink, ground) < TEXT {
                poor.push(format!("{of}: {ink} on {ground} of {on}"));
            }
        }
        assert!(
            dark(ink) || grounds.keys().any(|ground| dark(ground)),
            "{of}: {ink} is legible nowhere"
        );
    }
    assert_eq!(poor, Vec::<String>::new());
    // Fields are known by their border alone.
    for rule in rules
        .iter()
        .filter(|rule| rule.selector == "input, select, textarea")
    {
        if let Some(border) = rule.says.get("border").and_then(|value| colour(value)) {
            assert!(contrast(border, "#fff") >= BORDER, "{border}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_type_is_one_click_away_on_every_page_without_a_script() {
    let app = TestApp::start(Backend::Sqlite).await;
    let seeded = seed::seed(&app).await;
    let visitor = app.client();
    let shown = visitor.get("/login").await.expect(200).says("换成大字版");
    assert!(!shown.text().contains("class=\"large\""));
    visitor
        .submit("/login", "/me/display", &[])
        .await
        .expect(303);
    let large = visitor.get("/login").await.expect(200).says("换回普通字号");
    assert!(
        large
            .text()
            .contains("<html lang=\"zh-CN\" class=\"large\">")
    );
    // It stays through the sign-in, on every page and on those that say what went wrong.
    visitor
        .sign_in(seed::account_of(Role::Clerk), seed::PASSWORD)
        .await;
    let cycle = seeded.cycle;
    for path in [
        "/".to_owned(),
        "/me".to_owned(),
        format!("/c/{cycle}/matrix"),
        format!("/c/{cycle}/plan"),
        format!("/c/{cycle}/docs"),
        "/no-such-page".to_owned(),
    ] {
        let page = visitor.get(&path).await.text();
        assert!(page.contains(" class=\"large\">"), "{path}");
    }
    visitor.submit("/me", "/me/display", &[]).await.expect(303);
    assert!(!visitor.get("/me").await.text().contains("class=\"large\""));
}

/// The tab key, as a driver types it.
const TAB: &str = "\u{E004}";
/// The enter key.
const ENTER: &str = "\u{E007}";

/// The tag, class and words of what has the focus, whether it shows, and whether it comes behind the one before.
const FOCUSED: &str = "
    const now = document.activeElement, before = window.huanjieBefore;
    window.huanjieBefore = now;
    const style = getComputedStyle(now), box = now.getBoundingClientRect();
    return [
        now.tagName, now.className, (now.innerText || now.name || '').trim().slice(0, 20),
        style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
        box.width > 0 && box.height > 0,
        !before || before === document.body || !!(before.compareDocumentPosition(now) & 4)
    ];";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_keyboard_alone_is_enough() {
    let app = TestApp::start(Backend::Sqlite).await;
    let seeded = seed::seed(&app).await;
    let browser = Browser::open().await;
    let keys = |text: String| {
        let client = browser.client.clone();
        async move {
            let active = client.active_element().await.unwrap();
            active.send_keys(&text).await.unwrap();
        }
    };
    browser
        .client
        .goto(&format!("{}/login", app.url))
        .await
        .unwrap();
    // Sign in: skip link, brand, account, password, Enter.
    let mut reached = false;
    for _ in 0..8 {
        keys(TAB.to_owned()).await;
        let active = browser.client.active_element().await.unwrap();
        if active.attr("name").await.unwrap().as_deref() == Some("account") {
            reached = true;
            break;
        }
    }
    assert!(reached, "the account field is reached by the tab key");
    keys(seed::account_of(Role::Clerk).to_owned()).await;
    keys(TAB.to_owned()).await;
    keys(format!("{}{ENTER}", seed::PASSWORD)).await;
    browser.sees("工作台").await;
    let cycle = seeded.cycle;
    for path in [
        "/".to_owned(),
        format!("/c/{cycle}/matrix"),
        format!("/c/{cycle}/plan"),
        format!("/c/{cycle}/docs"),
    ] {
        browser
            .client
            .goto(&format!("{}{path}", app.url))
            .await
            .unwrap();
        // The first stop leads past the navigation.
        keys(TAB.to_owned()).await;
        let first = browser.client.active_element().await.unwrap();
        assert_eq!(first.text().await.unwrap(), "跳到正文", "{path}");
        keys(ENTER.to_owned()).await;
        keys(TAB.to_owned()).await;
        let inside = browser
            .client
            .execute(
                "return document.getElementById('main').contains(document.activeElement)",
                vec![],
            )
            .await
            .unwrap();
        assert_eq!(inside.as_bool(), Some(true), "{path}: the skip link skips");
        // Every further stop shows, and they follow the page.
        for stop in 0..15 {
            let told = browser.client.execute(FOCUSED, vec![]).await.unwrap();
            let told = told.as_array().unwrap();
            if told[0] == "BODY" || told[0] == "HTML" {
                break;
            }
            for (place, what) in [
                (3, "has a visible ring"),
                (4, "shows"),
                (5, "keeps the order"),
            ] {
                assert_eq!(
                    told[place].as_bool(),
                    Some(true),
                    "{path} {stop}: {what} {told:?}"
                );
            }
            keys(TAB.to_owned()).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_type_gives_large_targets_and_nothing_sticks_out() {
    let app = TestApp::start(Backend::Sqlite).await;
    let seeded = seed::seed(&app).await;
    let browser = Browser::open().await;
    browser
        .client
        .goto(&format!("{}/login", app.url))
        .await
        .unwrap();
    browser.click("换成大字版").await;
    browser.sees("换回普通字号").await;
    browser.shoot("large-login").await;
    browser.fill("account", seed::account_of(Role::Clerk)).await;
    browser.fill("password", seed::PASSWORD).await;
    browser.click("登录").await;
    browser.sees("工作台").await;
    for path in ["matrix", "plan", "docs", "phases"] {
        browser
            .client
            .goto(&format!("{}/c/{}/{path}", app.url, seeded.cycle))
            .await
            .unwrap();
        browser.shoot(&format!("large-{path}")).await;
        let small = browser
            .client
            .execute(
                "return [...document.querySelectorAll('button, .btn, select, input:not([type=hidden]):not([type=checkbox]):not([type=radio]), .rail a, .tabs a')]
                    .map(one => [one.innerText || one.name, one.getBoundingClientRect()])
                    .filter(([, box]) => box.height > 0 && box.height < 60)
                    .map(([words, box]) => words + ' ' + box.height)
                    .concat(parseFloat(getComputedStyle(document.documentElement).fontSize) === 24 ? [] : ['base size'])",
                vec![],
            )
            .await
            .unwrap();
        assert_eq!(small, serde_json::json!([]), "{path}");
    }
    // Forms of several columns, tables of figures and rows of buttons, on a telephone with large letters.
    for path in [
        "settings".to_owned(),
        "villages/new".to_owned(),
        "people/new".to_owned(),
        "assign".to_owned(),
        "check/proxies".to_owned(),
        "inspections/new".to_owned(),
        "complaints/new".to_owned(),
        "complaints/figures".to_owned(),
        "discipline".to_owned(),
        "meetings/new?kind=leading-group".to_owned(),
        format!("v/{}", seeded.villages[0]),
    ] {
        browser
            .client
            .goto(&format!("{}/c/{}/{path}", app.url, seeded.cycle))
            .await
            .unwrap();
        let name: String = path
            .chars()
            .take_while(|c| *c != '?')
            .take(20)
            .map(|c| if c == '/' { '-' } else { c })
            .collect();
        browser.shoot(&format!("large-{name}")).await;
    }
}
