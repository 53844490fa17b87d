//! 大字版 — `POST /me/display`: one click on every page, signed in or not, kept by the browser.

use axum::{
    extract::State,
    http::{HeaderMap, Method, header},
    response::Response,
};

use super::{
    answer::{Trouble, onward},
    app::App,
    form::Posted,
    guard::{May, Open},
    router::{Row, post, table},
    visit,
};

/// The routes of this file.
pub(super) fn rows() -> Vec<Row> {
    vec![post("/me/display", display)]
}

/// `POST /me/display`: 大字版. Not a change of data: nothing is audited.
pub async fn display(
    May(visitor): May<Open>,
    State(app): State<App>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Trouble> {
    let on = posted.fields.text("large") == "1";
    let text = if on {
        "已换成大字版。"
    } else {
        "已换回普通字号。"
    };
    let home = if visitor.visit.signed_in.is_some() {
        "/me"
    } else {
        "/login"
    };
    // Back to the page the person is reading, where that is a page and not the answer to a form.
    let from = page_of(&headers).filter(|page| is_page(page));
    let mut response = onward(&app, from.as_deref().unwrap_or(home), text);
    visit::add_cookie(&mut response, visit::large_cookie(on, app.config.tls()));
    Ok(response)
}

/// The page of ours from which a form was sent, with its query; browsers say it to the same site.
fn page_of(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let referrer = text(header::REFERER)?;
    let host = text(header::HOST)?;
    let (_, rest) = referrer.split_once("://")?;
    let page = rest.strip_prefix(host)?;
    let sound = page.starts_with('/') && !page.starts_with("//") && !page.contains(['\\', '#']);
    sound.then(|| page.to_owned())
}

/// Whether an address is one that is looked at: the route that fits it best answers to GET.
fn is_page(address: &str) -> bool {
    let path = address.split('?').next().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').collect();
    let table = table();
    let best = table
        .iter()
        .filter_map(|route| {
            let pattern: Vec<&str> = route.path.split('/').collect();
            let fits = pattern.len() == parts.len()
                && pattern
                    .iter()
                    .zip(&parts)
                    .all(|(known, part)| known.starts_with('{') || known == part);
            let open = pattern
                .iter()
                .filter(|known| known.starts_with('{'))
                .count();
            fits.then_some((open, route.path))
        })
        .min();
    best.is_some_and(|(_, path)| {
        table
            .iter()
            .any(|route| route.path == path && route.method == Method::GET)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_is_a_page_of_ours() {
        let mut headers = HeaderMap::new();
        headers.insert("host", "huanjie.local:8027".parse().unwrap());
        for (referrer, expected) in [
            (
                "http://huanjie.local:8027/login?next=%2F",
                Some("/login?next=%2F"),
            ),
            ("http://huanjie.local:8027/c/1/matrix", Some("/c/1/matrix")),
            ("http://evil.example/login", None),
            ("http://huanjie.local:8027//evil.example/", None),
            // The answer to a form is no page to come back to.
            ("http://huanjie.local:8027/c/1/docs/print", None),
        ] {
            headers.insert("referer", referrer.parse().unwrap());
            let found = page_of(&headers).filter(|page| is_page(page));
            assert_eq!(found.as_deref(), expected, "{referrer}");
        }
    }
}
