//! A browser as a test needs it: cookies, no automatic redirects, forms sent from the page that
//! shows them with their hidden fields.

use reqwest::{StatusCode, header, multipart, redirect::Policy};

/// What the tests say to warnings that are not their subject.
pub const REASON: &str = "已核对，情况属实。";

#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: header::HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn location(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Fails with the page's text when the status is another.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{} {}",
            self.location(),
            visible(&self.text())
        );
        self
    }

    /// Fails when the page does not say it.
    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        let text = visible(&self.text());
        assert!(text.contains(words), "「{words}」 not in:\n{text}");
        self
    }
}

/// The text between the tags of a page.
pub fn visible(html: &str) -> String {
    let body = html.split_once("<body").map_or(html, |(_, body)| body);
    let mut text = String::new();
    let mut inside = false;
    for c in body.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Everything a telephone fetches the first time it opens the page `html` at `/m/`: the page, what it names, and the
/// worker it registers.
pub fn first_load_of(html: &str) -> Vec<String> {
    let mut files = vec!["/m/".to_owned(), "/m/worker.js".to_owned()];
    for mark in ["src=\"", "href=\""] {
        files.extend(
            html.split(mark)
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
                .filter(|address| address.starts_with("/static/"))
                .map(str::to_owned),
        );
    }
    files
}

/// The value of an attribute in a tag.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let start = tag.find(&format!("{name}=\""))? + name.len() + 2;
    tag[start..].split('"').next()
}

/// A form on a page: where it goes, and its hidden fields.
#[derive(Debug, Clone, Default)]
pub struct PageForm {
    pub action: String,
    pub hidden: Vec<(String, String)>,
    /// The fields in which it asks for 继续的理由.
    pub reasons: Vec<String>,
}

impl PageForm {
    /// What is sent with it when every warning gets the same reason.
    pub fn explained<'f>(&'f self, reason: &'f str) -> Vec<(&'f str, &'f str)> {
        let fields = self.reasons.iter();
        fields.map(|name| (name.as_str(), reason)).collect()
    }
}

/// The form of a page that goes exactly to `action`, or the first whose action contains it.
#[track_caller]
pub fn form_of(html: &str, action: &str) -> PageForm {
    let forms: Vec<PageForm> = html.split("<form").skip(1).map(page_form).collect();
    let exact = forms.iter().find(|form| form.action == action);
    match exact.or_else(|| forms.iter().find(|form| form.action.contains(action))) {
        Some(form) => form.clone(),
        None => panic!("no form to {action} in:\n{}", visible(html)),
    }
}

/// An attribute as browsers read it.
fn unescaped(value: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&#x2F;", "/"),
        ("&amp;", "&"),
    ]
    .into_iter()
    .fold(value.to_owned(), |text, (written, meant)| {
        text.replace(written, meant)
    })
}

fn page_form(part: &str) -> PageForm {
    let form = part.split("</form>").next().unwrap();
    let head = form.split('>').next().unwrap();
    let hidden = form
        .split("<input")
        .skip(1)
        .filter_map(|tag| tag.split('>').next())
        .filter(|tag| attribute(tag, "type") == Some("hidden"))
        .map(|tag| {
            (
                attribute(tag, "name").unwrap_or_default().to_owned(),
                unescaped(attribute(tag, "value").unwrap_or_default()),
            )
        })
        .collect();
    let reasons = form
        .split("<input")
        .skip(1)
        .filter_map(|tag| attribute(tag.split('>').next()?, "name"))
        .filter(|name| name.starts_with("reason:"))
        .map(str::to_owned)
        .collect();
    PageForm {
        action: attribute(head, "action").unwrap_or_default().to_owned(),
        hidden,
        reasons,
    }
}

impl Client {
    pub fn new(base: &str) -> Self {
        let http = reqwest::Client::builder()
            .cookie_store(true)
            .redirect(Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Self {
            http,
            base: base.to_owned(),
        }
    }

    fn url(&self, path: &str) -> String {
        if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}{path}", self.base)
        }
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        Answer {
            status,
            headers,
            bytes: response.bytes().await.unwrap().to_vec(),
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.http.get(self.url(path))).await
    }

    pub async fn get_with(&self, path: &str, name: &str, value: &str) -> Answer {
        self.send(self.http.get(self.url(path)).header(name, value))
            .await
    }

    /// Posts fields as they are.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = form_urlencoded::Serializer::new(String::new());
        for (name, value) in fields {
            body.append_pair(name, value);
        }
        let request = self
            .http
            .post(self.url(path))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body.finish());
        self.send(request).await
    }

    /// Opens `page`, takes its form to `action` and sends it with `fields`.
    pub async fn submit(&self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let shown = self.get(page).await.expect(200);
        let form = form_of(&shown.text(), action);
        self.send_form(&form, fields).await
    }

    /// The same with a reason for everything the pre-flight of a paper warns of there.
    pub async fn submit_explained(
        &self,
        page: &str,
        action: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let shown = self.get(page).await.expect(200);
        let form = form_of(&shown.text(), action);
        let given = [form.explained(REASON), fields.to_vec()].concat();
        self.send_form(&form, &given).await
    }

    /// Sends a form taken from a page before.
    pub async fn send_form(&self, form: &PageForm, fields: &[(&str, &str)]) -> Answer {
        let mut all: Vec<(&str, &str)> = form
            .hidden
            .iter()
            .filter(|(name, _)| !fields.iter().any(|(given, _)| given == name))
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        all.extend(fields);
        self.post(&form.action, &all).await
    }

    /// Sends a form with files: `(field, file name, content)`.
    pub async fn upload(
        &self,
        page: &str,
        action: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, Vec<u8>)],
    ) -> Answer {
        let shown = self.get(page).await.expect(200);
        let form = form_of(&shown.text(), action);
        let mut parts = multipart::Form::new();
        for (name, value) in &form.hidden {
            if !fields.iter().any(|(given, _)| given == name) {
                parts = parts.text(name.clone(), value.clone());
            }
        }
        for (name, value) in fields {
            parts = parts.text((*name).to_owned(), (*value).to_owned());
        }
        for (field, name, content) in files {
            let part = multipart::Part::bytes(content.clone()).file_name((*name).to_owned());
            parts = parts.part((*field).to_owned(), part);
        }
        self.send(self.http.post(self.url(&form.action)).multipart(parts))
            .await
    }

    /// Sends a form taken from a page before, as one with files is sent.
    pub async fn send_multipart(&self, form: &PageForm, fields: &[(&str, &str)]) -> Answer {
        let mut parts = multipart::Form::new();
        for (name, value) in &form.hidden {
            if !fields.iter().any(|(given, _)| given == name) {
                parts = parts.text(name.clone(), value.clone());
            }
        }
        for (name, value) in fields {
            parts = parts.text((*name).to_owned(), (*value).to_owned());
        }
        self.send(self.http.post(self.url(&form.action)).multipart(parts))
            .await
    }

    /// Opens `page` and sends its form to `action` as one with files is sent.
    pub async fn submit_multipart(
        &self,
        page: &str,
        action: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let shown = self.get(page).await.expect(200);
        self.send_multipart(&form_of(&shown.text(), action), fields)
            .await
    }

    /// Sends a form with files and nothing else typed.
    pub async fn send_files(&self, form: &PageForm, files: &[(&str, &str, Vec<u8>)]) -> Answer {
        let mut parts = multipart::Form::new();
        for (name, value) in &form.hidden {
            parts = parts.text(name.clone(), value.clone());
        }
        for (field, name, content) in files {
            let part = multipart::Part::bytes(content.clone()).file_name((*name).to_owned());
            parts = parts.part((*field).to_owned(), part);
        }
        self.send(self.http.post(self.url(&form.action)).multipart(parts))
            .await
    }

    /// Signs in; fails unless it works.
    pub async fn sign_in(&self, account: &str, password: &str) {
        let answer = self
            .submit(
                "/login",
                "/login",
                &[("account", account), ("password", password)],
            )
            .await;
        assert_eq!(answer.status.as_u16(), 303, "{}", visible(&answer.text()));
    }
}
