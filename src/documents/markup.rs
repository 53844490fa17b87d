//! 标记 — the XML a template renders to, read strictly into the [`Document`] model.
//!
//! Unknown elements, unknown attributes, elements in the wrong place, missing or malformed values
//! are problems that name the element and the line. All problems are reported at once.

mod attributes;
mod blocks;
mod inlines;

use roxmltree::{Node, ParsingOptions};

use super::model::{Document, Orientation, PaperSize, Style, TypeSize};
use attributes::Attributes;

/// Most elements and text pieces a paper may have.
const NODE_LIMIT: u32 = 2_000_000;
/// Deepest nesting of blocks or runs.
const DEPTH_LIMIT: usize = 24;

/// One thing wrong with a paper's markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkupProblem {
    /// Line in the rendered XML, from 1.
    pub line: u32,
    /// What is wrong, in Chinese.
    pub message: String,
}

/// The markup cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("文书模板生成的内容不合词汇（见文书模板说明）：{}", list(.problems))]
pub struct MarkupError {
    /// Everything that is wrong.
    pub problems: Vec<MarkupProblem>,
}

fn list(problems: &[MarkupProblem]) -> String {
    problems
        .iter()
        .map(|problem| format!("第{}行：{}", problem.line, problem.message))
        .collect::<Vec<_>>()
        .join("；")
}

/// Reads a whole paper.
pub fn parse(xml: &str) -> Result<Document, MarkupError> {
    let options = ParsingOptions {
        nodes_limit: NODE_LIMIT,
        ..ParsingOptions::default()
    };
    let tree = roxmltree::Document::parse_with_options(xml, options).map_err(|error| {
        let at = error.pos();
        MarkupError {
            problems: vec![MarkupProblem {
                line: at.row,
                message: malformed(&error, at.col),
            }],
        }
    })?;
    let mut reader = Reader {
        tree: &tree,
        problems: Vec::new(),
        depth: 0,
    };
    let document = reader.document(tree.root_element());
    if reader.problems.is_empty() {
        Ok(document)
    } else {
        Err(MarkupError {
            problems: reader.problems,
        })
    }
}

/// What keeps a text from being XML at all, for somebody who writes it by hand.
fn malformed(error: &roxmltree::Error, column: u32) -> String {
    use roxmltree::Error;
    match error {
        Error::UnexpectedCloseTag(expected, found, _) => {
            format!("这里应当先用 </{expected}> 结束 <{expected}>，却写了 </{found}>")
        }
        Error::DuplicatedAttribute(name, _) => format!("属性 {name} 写了两次"),
        Error::UnclosedRootNode => "最后缺少 </document>，或有元素没有结束".to_owned(),
        Error::NoRootNode | Error::UnknownToken(_) => {
            "开头要是 <document …>，结束要是 </document>，外面不能有别的内容".to_owned()
        }
        Error::MalformedEntityReference(_) | Error::UnknownEntityReference(..) => {
            format!("第{column}字处的 & 要写成 &amp;")
        }
        Error::InvalidAttributeValue(_) => {
            format!("第{column}字处的属性值里不能有 <，要写成 &lt;")
        }
        _ => format!("第{column}字处不是完整的 XML：检查尖括号、引号和结束标记"),
    }
}

/// Walks the tree and collects problems.
struct Reader<'a, 'input> {
    tree: &'a roxmltree::Document<'input>,
    problems: Vec<MarkupProblem>,
    depth: usize,
}

impl<'a, 'input> Reader<'a, 'input> {
    fn problem(&mut self, node: Node<'a, 'input>, message: String) {
        // Loose text is named by the line its first visible character stands on.
        let before = node
            .text()
            .filter(|_| node.is_text())
            .map_or(0, |text| text.len() - text.trim_start().len());
        let line = self.tree.text_pos_at(node.range().start + before).row;
        self.problems.push(MarkupProblem { line, message });
    }

    /// The attributes of an element; those not in `allowed` are problems.
    fn attributes(
        &mut self,
        node: Node<'a, 'input>,
        allowed: &'static [&'static str],
    ) -> Attributes<'a, 'input> {
        for attribute in node.attributes() {
            if !allowed.contains(&attribute.name()) || attribute.namespace().is_some() {
                let (name, element) = (attribute.name(), node.tag_name().name());
                self.problem(node, format!("<{element}> 没有属性 {name}"));
            }
        }
        Attributes { node }
    }

    /// Refuses any content.
    fn empty(&mut self, node: Node<'a, 'input>) {
        let filled = node.children().any(|child| {
            child.is_element() || child.text().is_some_and(|text| !text.trim().is_empty())
        });
        if filled {
            let name = node.tag_name().name();
            self.problem(node, format!("<{name}> 里面不能有内容"));
        }
    }

    /// Child elements; loose text between them is a problem.
    fn elements(&mut self, node: Node<'a, 'input>) -> Vec<Node<'a, 'input>> {
        let mut elements = Vec::new();
        for child in node.children() {
            if child.is_element() {
                elements.push(child);
            } else if child.is_text() && child.text().is_some_and(|text| !text.trim().is_empty()) {
                let name = node.tag_name().name();
                self.problem(child, format!("<{name}> 里面的文字要放在段落等元素里"));
            }
        }
        elements
    }

    /// Runs `read` one level deeper, or reports that the nesting is too deep.
    fn deeper<T: Default>(
        &mut self,
        node: Node<'a, 'input>,
        read: impl FnOnce(&mut Self) -> T,
    ) -> T {
        if self.depth >= DEPTH_LIMIT {
            self.problem(node, "元素套得太深".to_owned());
            return T::default();
        }
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn document(&mut self, root: Node<'a, 'input>) -> Document {
        let name = root.tag_name().name();
        if name != "document" {
            self.problem(root, format!("最外层要是 <document>，不是 <{name}>"));
        }
        let attributes = self.attributes(
            root,
            &[
                "title",
                "style",
                "paper",
                "orientation",
                "duplex",
                "size",
                "folio",
            ],
        );
        let title = attributes.required(self, "title");
        let style = attributes
            .choice(
                self,
                "style",
                &[
                    ("official", Style::Official),
                    ("notice", Style::Notice),
                    ("form", Style::Form),
                ],
            )
            .unwrap_or_else(|| {
                if root.attribute("style").is_none() {
                    self.problem(root, "<document> 缺少属性 style".to_owned());
                }
                Style::Form
            });
        let paper = attributes
            .choice(
                self,
                "paper",
                &[("A4", PaperSize::A4), ("A3", PaperSize::A3)],
            )
            .unwrap_or(PaperSize::A4);
        let orientation = attributes
            .choice(self, "orientation", attributes::ORIENTATIONS)
            .unwrap_or(Orientation::Portrait);
        let duplex = attributes.flag(self, "duplex", style == Style::Official);
        let size = attributes
            .choice(
                self,
                "size",
                &[
                    ("large", TypeSize::Large),
                    ("body", TypeSize::Body),
                    ("small", TypeSize::Small),
                ],
            )
            .unwrap_or(match style {
                Style::Official => TypeSize::Body,
                Style::Notice => TypeSize::Large,
                Style::Form => TypeSize::Small,
            });
        let folio = attributes.flag(self, "folio", true);
        let blocks = self.blocks(root, blocks::Place::Document);
        self.check_order(root, style);
        Document {
            title,
            style,
            paper,
            orientation,
            duplex,
            size,
            folio,
            blocks,
        }
    }

    /// 版头 comes first and 版记 last, and both belong to 公文 alone.
    fn check_order(&mut self, root: Node<'a, 'input>, style: Style) {
        let children: Vec<_> = root.children().filter(Node::is_element).collect();
        for (index, child) in children.iter().enumerate() {
            match child.tag_name().name() {
                "head" if index > 0 => {
                    self.problem(*child, "<head> 要放在最前面".to_owned());
                }
                "imprint" if index + 1 < children.len() => {
                    self.problem(*child, "<imprint> 要放在最后面".to_owned());
                }
                "head" | "imprint" if style != Style::Official => {
                    self.problem(
                        *child,
                        "版头、版记只用于公文（style=\"official\"）".to_owned(),
                    );
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests;
