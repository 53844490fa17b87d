//! Block elements.

use roxmltree::Node;

use super::Reader;
use super::attributes::{ORIENTATIONS, SIDES};
use crate::documents::model::{
    Align, Attachment, Block, CalendarDay, Cell, Field, Fields, Flow, FlowStep, Frame, Grid, Head,
    Imprint, Inlines, Length, List, Marker, NameGroup, Names, Paragraph, Qr, Row, Sign, Style,
    Table, TableLines, TypeSize,
};

/// Where blocks stand; some are allowed in some places only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Document,
    Attachment,
    Keep,
    Cell,
}

const BODY_SIZES: &[(&str, TypeSize)] = &[
    ("body", TypeSize::Body),
    ("small", TypeSize::Small),
    ("large", TypeSize::Large),
];

impl<'a, 'input> Reader<'a, 'input> {
    pub(super) fn blocks(&mut self, node: Node<'a, 'input>, place: Place) -> Vec<Block> {
        self.deeper(node, |reader| {
            let mut blocks = Vec::new();
            for child in reader.elements(node) {
                blocks.extend(reader.block(child, place));
            }
            blocks
        })
    }

    fn block(&mut self, node: Node<'a, 'input>, place: Place) -> Option<Block> {
        let name = node.tag_name().name();
        let allowed = match name {
            "head" | "imprint" | "attachment" => place == Place::Document,
            "break" | "grid" | "keep" => matches!(place, Place::Document | Place::Attachment),
            _ => true,
        };
        if !allowed {
            self.problem(node, format!("<{name}> 不能放在这里"));
            return None;
        }
        Some(match name {
            "head" => self.head(node),
            "title" => Block::Title(self.bare(node)),
            "number" => Block::Number(self.bare(node)),
            "subtitle" => Block::Subtitle(self.bare(node)),
            "recipient" => Block::Recipient(self.bare(node)),
            "h1" => Block::Heading(1, self.bare(node)),
            "h2" => Block::Heading(2, self.bare(node)),
            "h3" => Block::Heading(3, self.bare(node)),
            "h4" => Block::Heading(4, self.bare(node)),
            "note" => Block::Note(self.bare(node)),
            "p" => self.paragraph(node),
            "ol" | "ul" => self.list(node),
            "table" => self.table(node),
            "names" => self.names(node),
            "fields" => self.fields(node),
            "field" => Block::Fields(Fields {
                columns: 1,
                label: None,
                fields: vec![self.field(node)],
            }),
            "attachments" => self.attachments(node),
            "attachment" => self.attachment(node),
            "sign" => self.sign(node),
            "imprint" => self.imprint(node),
            "cut" => {
                let attributes = self.attributes(node, &["label"]);
                self.empty(node);
                Block::Cut(match attributes.text("label") {
                    label if label.is_empty() => "沿此线撕下".to_owned(),
                    label => label,
                })
            }
            "qr" => self.qr(node),
            "space" => {
                let attributes = self.attributes(node, &["lines"]);
                self.empty(node);
                Block::Space(attributes.number(self, "lines", 60.0, 1.0))
            }
            "break" => {
                self.attributes(node, &[]);
                self.empty(node);
                Block::PageBreak
            }
            "keep" => {
                self.attributes(node, &[]);
                Block::Keep(self.blocks(node, Place::Keep))
            }
            "grid" => self.grid(node),
            "flow" => self.flow(node),
            "calendar" => self.calendar(node),
            _ => {
                self.problem(node, format!("没有元素 <{name}>"));
                return None;
            }
        })
    }

    /// Inline content of an element without attributes.
    fn bare(&mut self, node: Node<'a, 'input>) -> Inlines {
        self.attributes(node, &[]);
        self.inlines(node)
    }

    fn head(&mut self, node: Node<'a, 'input>) -> Block {
        let attributes = self.attributes(
            node,
            &[
                "agency", "number", "signer", "urgency", "secrecy", "serial", "form",
            ],
        );
        self.empty(node);
        Block::Head(Head {
            agency: attributes.required(self, "agency"),
            number: attributes.text("number"),
            signer: attributes.text("signer"),
            urgency: attributes.text("urgency"),
            secrecy: attributes.text("secrecy"),
            serial: attributes.text("serial"),
            letter: attributes
                .choice(self, "form", &[("document", false), ("letter", true)])
                .unwrap_or(false),
        })
    }

    fn paragraph(&mut self, node: Node<'a, 'input>) -> Block {
        let attributes = self.attributes(node, &["align", "indent", "size", "keep"]);
        let align = attributes
            .choice(
                self,
                "align",
                &[
                    ("justify", Align::Justify),
                    ("left", Align::Left),
                    ("center", Align::Center),
                    ("right", Align::Right),
                ],
            )
            .unwrap_or(Align::Justify);
        let indent = match align {
            Align::Center | Align::Right => 0.0,
            Align::Justify | Align::Left => 2.0,
        };
        let indent = attributes.number(self, "indent", 8.0, indent);
        let size = attributes
            .choice(self, "size", BODY_SIZES)
            .unwrap_or(TypeSize::Body);
        let keep = attributes.flag(self, "keep", false);
        Block::Paragraph(Paragraph {
            content: self.inlines(node),
            align,
            indent,
            size,
            keep,
        })
    }

    fn list(&mut self, node: Node<'a, 'input>) -> Block {
        let ordered = node.tag_name().name() == "ol";
        let attributes = self.attributes(node, if ordered { &["marker", "start"] } else { &[] });
        let marker = if ordered {
            attributes
                .choice(
                    self,
                    "marker",
                    &[
                        ("1.", Marker::Arabic),
                        ("（1）", Marker::ArabicBracket),
                        ("一、", Marker::Chinese),
                        ("（一）", Marker::ChineseBracket),
                        ("①", Marker::Circled),
                    ],
                )
                .unwrap_or(Marker::Arabic)
        } else {
            Marker::Bullet
        };
        let start = attributes.whole(self, "start", (1, 9999), 1);
        let mut items = Vec::new();
        for child in self.expected(node, &["li"]) {
            items.push(self.bare(child));
        }
        Block::List(List {
            marker,
            start: u32::try_from(start).unwrap_or(1),
            items,
        })
    }

    /// Children that must be one of the given elements.
    fn expected(&mut self, node: Node<'a, 'input>, names: &[&str]) -> Vec<Node<'a, 'input>> {
        let mut found = Vec::new();
        for child in self.elements(node) {
            let name = child.tag_name().name();
            if names.contains(&name) {
                found.push(child);
            } else {
                let outer = node.tag_name().name();
                let wanted = names.join(">、<");
                self.problem(
                    child,
                    format!("<{outer}> 里面只能放 <{wanted}>，不是 <{name}>"),
                );
            }
        }
        found
    }

    fn table(&mut self, node: Node<'a, 'input>) -> Block {
        let attributes = self.attributes(
            node,
            &["columns", "head", "caption", "size", "lines", "continued"],
        );
        let columns = attributes.lengths(self, "columns");
        let head = attributes.whole(self, "head", (0, 20), 1);
        let size = attributes
            .choice(
                self,
                "size",
                &[
                    ("body", TypeSize::Body),
                    ("small", TypeSize::Small),
                    ("tiny", TypeSize::Tiny),
                ],
            )
            .unwrap_or(TypeSize::Small);
        let lines = attributes
            .choice(
                self,
                "lines",
                &[
                    ("all", TableLines::All),
                    ("horizontal", TableLines::Horizontal),
                    ("none", TableLines::None),
                ],
            )
            .unwrap_or(TableLines::All);
        let continued = attributes.flag(self, "continued", true);
        let mut rows = Vec::new();
        for child in self.expected(node, &["tr"]) {
            rows.push(self.row(child));
        }
        self.check_spans(node, columns.len(), &rows);
        Block::Table(Table {
            columns,
            head: head.min(rows.len()),
            caption: attributes.text("caption"),
            size,
            lines,
            continued,
            rows,
        })
    }

    fn row(&mut self, node: Node<'a, 'input>) -> Row {
        let attributes = self.attributes(node, &["height", "total"]);
        let height = attributes.length(self, "height");
        let total = attributes.flag(self, "total", false);
        let mut cells = Vec::new();
        for child in self.expected(node, &["td", "th"]) {
            let header = child.tag_name().name() == "th";
            let attributes =
                self.attributes(child, &["colspan", "rowspan", "align", "valign", "loose"]);
            let colspan = attributes.whole(self, "colspan", (1, 60), 1);
            let rowspan = attributes.whole(self, "rowspan", (1, 500), 1);
            let align = attributes
                .choice(self, "align", SIDES)
                .unwrap_or(Align::Center);
            let top = attributes
                .choice(self, "valign", &[("middle", false), ("top", true)])
                .unwrap_or(false);
            let loose = attributes.flag(self, "loose", false);
            cells.push(Cell {
                header,
                colspan,
                rowspan,
                align,
                top,
                loose,
                content: self.inlines(child),
            });
        }
        Row {
            height,
            total,
            cells,
        }
    }

    /// Every row must fill exactly the declared columns, spans counted.
    fn check_spans(&mut self, node: Node<'a, 'input>, columns: usize, rows: &[Row]) {
        let mut open: Vec<usize> = vec![0; columns];
        let nodes: Vec<_> = node
            .children()
            .filter(|child| child.is_element() && child.tag_name().name() == "tr")
            .collect();
        for (row, at) in rows.iter().zip(nodes) {
            let covered = open.iter().filter(|left| **left > 0).count();
            let wide: usize = row.cells.iter().map(|cell| cell.colspan).sum();
            if covered + wide != columns {
                let message = format!("这一行有 {} 格，表格是 {columns} 列", covered + wide);
                self.problem(at, message);
                return;
            }
            let mut cells = row.cells.iter();
            let mut column = 0;
            while column < columns {
                if open.get(column).is_some_and(|left| *left > 0) {
                    column += 1;
                    continue;
                }
                let Some(cell) = cells.next() else { break };
                for offset in 0..cell.colspan {
                    if let Some(left) = open.get_mut(column + offset) {
                        *left = cell.rowspan;
                    }
                }
                column += cell.colspan;
            }
            for left in &mut open {
                *left = left.saturating_sub(1);
            }
        }
        if let Some(last) = node.last_element_child()
            && open.iter().any(|left| *left > 0)
        {
            self.problem(last, "rowspan 伸出了表格".to_owned());
        }
    }

    fn names(&mut self, node: Node<'a, 'input>) -> Block {
        let attributes = self.attributes(node, &["columns", "order"]);
        let columns = attributes.whole(self, "columns", (1, 12), 6);
        let by_column = attributes
            .choice(self, "order", &[("row", false), ("column", true)])
            .unwrap_or(false);
        let mut groups: Vec<NameGroup> = Vec::new();
        let mut loose: Vec<String> = Vec::new();
        for child in self.expected(node, &["group", "name"]) {
            if child.tag_name().name() == "name" {
                self.attributes(child, &[]);
                loose.push(self.plain_text(child));
                continue;
            }
            if !loose.is_empty() {
                groups.push(NameGroup {
                    title: String::new(),
                    names: std::mem::take(&mut loose),
                });
            }
            let title = self.attributes(child, &["title"]).text("title");
            let mut names = Vec::new();
            for name in self.expected(child, &["name"]) {
                self.attributes(name, &[]);
                names.push(self.plain_text(name));
            }
            groups.push(NameGroup { title, names });
        }
        if !loose.is_empty() {
            groups.push(NameGroup {
                title: String::new(),
                names: loose,
            });
        }
        Block::Names(Names {
            columns,
            by_column,
            groups,
        })
    }

    fn fields(&mut self, node: Node<'a, 'input>) -> Block {
        let attributes = self.attributes(node, &["columns", "label"]);
        let columns = attributes.whole(self, "columns", (1, 4), 1);
        let label = attributes.length(self, "label");
        let mut fields = Vec::new();
        for child in self.expected(node, &["field"]) {
            fields.push(self.field(child));
        }
        Block::Fields(Fields {
            columns,
            label,
            fields,
        })
    }

    fn field(&mut self, node: Node<'a, 'input>) -> Field {
        let attributes = self.attributes(node, &["label", "span"]);
        Field {
            label: attributes.required(self, "label"),
            span: attributes.whole(self, "span", (1, 4), 1),
            content: self.inlines(node),
        }
    }

    fn attachments(&mut self, node: Node<'a, 'input>) -> Block {
        self.attributes(node, &[]);
        let mut items = Vec::new();
        for child in self.expected(node, &["item"]) {
            items.push(self.bare(child));
        }
        Block::Attachments(items)
    }

    fn attachment(&mut self, node: Node<'a, 'input>) -> Block {
        let attributes = self.attributes(node, &["number", "title", "orientation", "style"]);
        Block::Attachment(Attachment {
            number: attributes.text("number"),
            title: attributes.text("title"),
            orientation: attributes.choice(self, "orientation", ORIENTATIONS),
            style: attributes.choice(
                self,
                "style",
                &[("official", Style::Official), ("form", Style::Form)],
            ),
            blocks: self.blocks(node, Place::Attachment),
        })
    }

    fn sign(&mut self, node: Node<'a, 'input>) -> Block {
        let attributes = self.attributes(node, &["issuer", "date", "seal", "diameter"]);
        self.empty(node);
        Block::Sign(Sign {
            issuer: attributes.required(self, "issuer"),
            date: attributes.day(self, "date"),
            seal: attributes.flag(self, "seal", false),
            diameter: attributes
                .length(self, "diameter")
                .unwrap_or(Length::Mm(42.0)),
        })
    }

    fn imprint(&mut self, node: Node<'a, 'input>) -> Block {
        let attributes = self.attributes(node, &["copy", "issuer", "date"]);
        self.empty(node);
        Block::Imprint(Imprint {
            copy: attributes.text("copy"),
            issuer: attributes.text("issuer"),
            date: attributes.day(self, "date"),
        })
    }

    fn qr(&mut self, node: Node<'a, 'input>) -> Block {
        let attributes = self.attributes(node, &["text", "size", "align", "caption"]);
        self.empty(node);
        Block::Qr(Qr {
            text: attributes.required(self, "text"),
            size: attributes.length(self, "size").unwrap_or(Length::Mm(22.0)),
            align: attributes
                .choice(self, "align", SIDES)
                .unwrap_or(Align::Right),
            caption: attributes.text("caption"),
        })
    }

    fn flow(&mut self, node: Node<'a, 'input>) -> Block {
        let attributes = self.attributes(node, &["columns"]);
        let columns = attributes.whole(self, "columns", (1, 5), 3);
        let mut steps = Vec::new();
        for child in self.expected(node, &["step"]) {
            let attributes = self.attributes(child, &["title"]);
            steps.push(FlowStep {
                title: attributes.required(self, "title"),
                content: self.inlines(child),
            });
        }
        Block::Flow(Flow { columns, steps })
    }

    fn calendar(&mut self, node: Node<'a, 'input>) -> Block {
        self.attributes(node, &[]);
        let mut days = Vec::new();
        for child in self.expected(node, &["day"]) {
            let attributes = self.attributes(child, &["date", "strong"]);
            attributes.required(self, "date");
            let strong = attributes.flag(self, "strong", false);
            let content = self.inlines(child);
            if let Some(date) = attributes.day(self, "date") {
                days.push(CalendarDay {
                    date,
                    strong,
                    content,
                });
            }
        }
        Block::Calendar(days)
    }

    fn grid(&mut self, node: Node<'a, 'input>) -> Block {
        let attributes = self.attributes(node, &["columns", "rows", "marks", "frame"]);
        attributes.required(self, "columns");
        attributes.required(self, "rows");
        let columns = attributes.whole(self, "columns", (1, 6), 1);
        let rows = attributes.whole(self, "rows", (1, 12), 1);
        let marks = attributes.flag(self, "marks", true);
        let frame = attributes
            .choice(
                self,
                "frame",
                &[
                    ("no", Frame::None),
                    ("yes", Frame::Single),
                    ("double", Frame::Double),
                ],
            )
            .unwrap_or(Frame::None);
        let mut cells = Vec::new();
        for child in self.expected(node, &["cell"]) {
            self.attributes(child, &[]);
            cells.push(self.blocks(child, Place::Cell));
        }
        Block::Grid(Grid {
            columns,
            rows,
            marks,
            frame,
            cells,
        })
    }
}
