//! No door that is shut is offered: whatever a page leads to opens for whoever sees the page.

use std::collections::{HashMap, HashSet, VecDeque};

use huanjie::store::account::Role;

use crate::support::{
    Backend, TestApp,
    seed::{self, Seed},
};

/// Pages looked at for one role.
const MOST: usize = 160;
/// Pages of one shape: the next village's page is like the last one's. A step's pages differ by step.
const OF_A_SHAPE: usize = 14;

/// The links of a page, but for files and other places.
fn links(html: &str) -> Vec<String> {
    html.split("<a ")
        .skip(1)
        .filter_map(|tag| tag.split('>').next())
        .filter_map(|tag| tag.split("href=\"").nth(1)?.split('"').next())
        .map(|href| href.replace("&amp;", "&"))
        .filter(|href| !href.starts_with("http") && !href.starts_with('#') && !href.is_empty())
        .collect()
}

/// Where a link of the page `from` leads.
fn resolved(from: &str, href: &str) -> String {
    let base = reqwest::Url::parse("http://here")
        .unwrap()
        .join(from)
        .unwrap();
    let to = base.join(href).unwrap();
    match to.query() {
        Some(query) => format!("{}?{query}", to.path()),
        None => to.path().to_owned(),
    }
}

/// An address with its ids taken out.
fn shape(address: &str) -> String {
    address
        .split('?')
        .next()
        .unwrap_or_default()
        .split('/')
        .map(|part| if part.len() == 36 { "#" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_a_page_leads_to_opens() {
    let app = TestApp::start(Backend::Sqlite).await;
    app.clock.set("2027-02-25T01:00:00Z");
    let Seed {
        cycle, villages, ..
    } = seed::seed(&app).await;
    let mut shut = Vec::new();
    for role in Role::ALL {
        let client = seed::signed_in(&app, role).await;
        let start = if role == Role::Administrator {
            vec!["/admin/users".to_owned()]
        } else {
            vec![
                "/".to_owned(),
                format!("/c/{cycle}/phases"),
                format!("/c/{cycle}/discipline"),
                format!("/c/{cycle}/v/{}", villages[0]),
            ]
        };
        let mut todo: VecDeque<(String, String)> = start
            .into_iter()
            .map(|address| (address, "the start".to_owned()))
            .collect();
        let mut seen = HashSet::new();
        let mut shapes: HashMap<String, usize> = HashMap::new();
        while let Some((address, from)) = todo.pop_front() {
            let file = [".pdf", ".xlsx", ".zip", ".csv", ".ics"]
                .iter()
                .any(|ending| shape(&address).ends_with(ending));
            if file || !seen.insert(address.clone()) || seen.len() > MOST {
                continue;
            }
            let like = shapes.entry(shape(&address)).or_default();
            *like += 1;
            if *like > OF_A_SHAPE {
                continue;
            }
            let answer = client.get(&address).await;
            let status = answer.status.as_u16();
            if status == 303 || status == 307 || status == 308 {
                continue;
            }
            if status != 200 {
                shut.push(format!("{role:?}: {status} {address} from {from}"));
                continue;
            }
            for href in links(&answer.text()) {
                todo.push_back((resolved(&address, &href), address.clone()));
            }
        }
        assert!(seen.len() > 3, "{role:?}");
    }
    assert!(shut.is_empty(), "{}", shut.join("\n"));
}
