//! Inline elements and the white space between them.

use roxmltree::Node;

use super::Reader;
use crate::documents::model::{DateField, Inline, Inlines, Length, RunStyle};
use crate::documents::text::parse_moment;

impl<'a, 'input> Reader<'a, 'input> {
    /// The inline content of a block, white space settled.
    pub(super) fn inlines(&mut self, node: Node<'a, 'input>) -> Inlines {
        let mut content = self.raw_inlines(node);
        trim(&mut content);
        content
    }

    fn raw_inlines(&mut self, node: Node<'a, 'input>) -> Inlines {
        self.deeper(node, |reader| {
            let mut content = Inlines::new();
            for child in node.children() {
                if child.is_text() {
                    let text = settle(child.text().unwrap_or_default());
                    if !text.is_empty() {
                        content.push(Inline::Text(text));
                    }
                } else if child.is_element() {
                    content.extend(reader.inline(child));
                }
            }
            content
        })
    }

    fn inline(&mut self, node: Node<'a, 'input>) -> Option<Inline> {
        let name = node.tag_name().name();
        Some(match name {
            "b" | "hei" => self.run(node, RunStyle::Hei),
            "kai" => self.run(node, RunStyle::Kai),
            "song" => self.run(node, RunStyle::Song),
            "u" => self.run(node, RunStyle::Underline),
            "nobr" => {
                self.attributes(node, &[]);
                Inline::NoBreak(self.raw_inlines(node))
            }
            "br" => {
                self.attributes(node, &[]);
                self.empty(node);
                Inline::Break
            }
            "check" => {
                let attributes = self.attributes(node, &["checked"]);
                self.empty(node);
                Inline::Check(attributes.flag(self, "checked", false))
            }
            "name" => {
                let attributes = self.attributes(node, &["pad"]);
                let pad = attributes.flag(self, "pad", false);
                Inline::Name {
                    text: self.plain_text(node),
                    pad,
                }
            }
            "blank" => {
                let attributes = self.attributes(node, &["width"]);
                let width = attributes.length(self, "width").unwrap_or(Length::Em(6.0));
                Inline::Blank {
                    width,
                    content: self.inlines(node),
                }
            }
            "date" => self.date(node),
            _ => {
                self.problem(node, format!("行内没有元素 <{name}>"));
                return None;
            }
        })
    }

    fn run(&mut self, node: Node<'a, 'input>, style: RunStyle) -> Inline {
        self.attributes(node, &[]);
        Inline::Run(style, self.raw_inlines(node))
    }

    fn date(&mut self, node: Node<'a, 'input>) -> Inline {
        let attributes = self.attributes(node, &["value", "weekday", "time"]);
        self.empty(node);
        let weekday = attributes.flag(self, "weekday", false);
        let with_time = node
            .has_attribute("time")
            .then(|| attributes.flag(self, "time", true));
        let given = attributes.text("value");
        let moment = parse_moment(&given);
        if moment.is_none() && !given.is_empty() {
            self.problem(
                node,
                "<date> 的 value 要写成 2027-03-18 或 2027-03-18T09:30".to_owned(),
            );
        }
        Inline::Date(DateField {
            date: moment.map(|(date, _)| date),
            time: moment
                .and_then(|(_, time)| time)
                .filter(|_| with_time != Some(false)),
            weekday,
            blank_time: with_time == Some(true),
        })
    }

    /// Text without any element inside.
    pub(super) fn plain_text(&mut self, node: Node<'a, 'input>) -> String {
        let mut text = String::new();
        for child in node.children() {
            if child.is_text() {
                text.push_str(child.text().unwrap_or_default());
            } else if child.is_element() {
                let (outer, inner) = (node.tag_name().name(), child.tag_name().name());
                self.problem(child, format!("<{outer}> 里面只能是文字，不能有 <{inner}>"));
            }
        }
        settle(&text).trim_matches(' ').to_owned()
    }
}

/// Whether a space beside this character means anything.
fn is_western(c: char) -> bool {
    c < '\u{2E80}' && !matches!(c, '\u{2010}'..='\u{2027}' | '·' | '□')
}

/// Collapses white space: gone beside Chinese, one space between Western words. At the ends of the
/// text a space is kept for the neighbour element to decide; [`trim`] removes it at block ends.
fn settle(text: &str) -> String {
    let mut settled = String::with_capacity(text.len());
    let mut previous: Option<char> = None;
    let mut waiting = false;
    for c in text.chars() {
        if c.is_ascii_whitespace() {
            waiting = true;
            continue;
        }
        if waiting {
            if previous.is_none_or(is_western) && is_western(c) {
                settled.push(' ');
            }
            waiting = false;
        }
        settled.push(c);
        previous = Some(c);
    }
    if waiting && previous.is_some_and(is_western) {
        settled.push(' ');
    }
    settled
}

/// Removes the spaces at both ends of a block and beside forced breaks.
fn trim(content: &mut Inlines) {
    if let Some(Inline::Text(text)) = content.first_mut() {
        *text = text.trim_start_matches(' ').to_owned();
    }
    if let Some(Inline::Text(text)) = content.last_mut() {
        *text = text.trim_end_matches(' ').to_owned();
    }
    content.retain(|inline| !matches!(inline, Inline::Text(text) if text.is_empty()));
}
