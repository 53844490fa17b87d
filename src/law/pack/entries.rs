//! 逐段读取 — the `[[stages]]`, `[[steps]]`, `[[notices]]` and `[[discipline]]` of a file, one each.

use super::model::{Owner, StepClass, StepScope};
use super::reader::{Node, Reader};
use super::source::{
    Home, SourceDay, SourceDiscipline, SourceNotice, SourceStage, SourceStep, read_source,
};

fn required_id(
    node: &mut Node<'_, '_>,
    reader: &mut Reader<'_>,
    key: &'static str,
) -> Option<String> {
    if !node.has(key) {
        node.missing(reader, key);
    }
    let id = node.id(reader, key);
    if let Some(id) = &id {
        node.path = format!("{}「{id}」", node.path);
    }
    id
}

pub(super) fn read_stage(mut node: Node<'_, '_>, reader: &mut Reader<'_>) -> Option<SourceStage> {
    let id = required_id(&mut node, reader, "id");
    let name = node.string(reader, "name");
    let after = node.id(reader, "after");
    let line = node.line;
    node.finish(reader);
    Some(SourceStage {
        line,
        id: id?,
        name,
        after,
    })
}

pub(super) fn read_step(
    mut node: Node<'_, '_>,
    reader: &mut Reader<'_>,
    home: &Home,
) -> Option<SourceStep> {
    let id = required_id(&mut node, reader, "id");
    let scopes = [("unit", StepScope::Unit), ("township", StepScope::Township)];
    let classes = [
        ("statutory", StepClass::Statutory),
        ("working", StepClass::Working),
    ];
    let line = node.line;
    let before = reader.problems.len();
    let mut step = SourceStep {
        line,
        flawed: false,
        id: id.unwrap_or_default(),
        omit: node.flag(reader, "omit").unwrap_or(false),
        name: node.string(reader, "name"),
        stage: node.id(reader, "stage"),
        scope: node.choice(reader, "scope", &scopes),
        class: node.choice(reader, "class", &classes),
        owner: node.choice(reader, "owner", &Owner::ALL),
        after: node.strings(reader, "after"),
        earliest: read_day(&mut node, reader, "earliest"),
        latest: read_day(&mut node, reader, "latest"),
        suggested: read_day(&mut node, reader, "suggested"),
        usual: read_day(&mut node, reader, "usual"),
        lapses: node.flag(reader, "lapses"),
        when: node.string(reader, "when"),
        papers: node.strings(reader, "papers"),
        source: read_source(&mut node, reader, home),
    };
    let overrides = [
        step.name.is_some(),
        step.stage.is_some(),
        step.class.is_some(),
        step.after.is_some(),
        step.earliest.is_some(),
        step.latest.is_some(),
        step.suggested.is_some(),
        step.usual.is_some(),
        step.papers.is_some(),
    ];
    if step.omit && overrides.contains(&true) {
        reader.problem(
            line,
            format!("{} 既写了不要（omit = true），又写了别的内容", node.path),
        );
    }
    node.finish(reader);
    step.flawed = reader.problems.len() > before;
    (!step.id.is_empty()).then_some(step)
}

/// An expression of a day, or the word `none`.
fn read_day(
    node: &mut Node<'_, '_>,
    reader: &mut Reader<'_>,
    key: &'static str,
) -> Option<SourceDay> {
    if node.text(key) == Some("none") {
        node.take(key);
        return Some(SourceDay::None);
    }
    node.offset(reader, key).map(SourceDay::Day)
}

pub(super) fn read_notice(
    mut node: Node<'_, '_>,
    reader: &mut Reader<'_>,
    home: &Home,
) -> Option<SourceNotice> {
    let paper = required_id(&mut node, reader, "paper");
    let line = node.line;
    let notice = SourceNotice {
        line,
        paper: paper.unwrap_or_default(),
        omit: node.flag(reader, "omit").unwrap_or(false),
        title: node.string(reader, "title"),
        after: node.id(reader, "after"),
        number: node.string(reader, "number"),
        issuer: node.choice(reader, "issuer", &Owner::ALL),
        order: node
            .choice(
                reader,
                "order",
                &[("votes", "votes"), ("strokes", "strokes")],
            )
            .map(str::to_owned),
        source: read_source(&mut node, reader, home),
    };
    let overrides = [
        notice.title.is_some(),
        notice.after.is_some(),
        notice.number.is_some(),
        notice.issuer.is_some(),
        notice.order.is_some(),
    ];
    if notice.omit && overrides.contains(&true) {
        reader.problem(
            line,
            format!("{} 既写了不要（omit = true），又写了别的内容", node.path),
        );
    }
    node.finish(reader);
    (!notice.paper.is_empty()).then_some(notice)
}

pub(super) fn read_discipline(
    mut node: Node<'_, '_>,
    reader: &mut Reader<'_>,
    home: &Home,
) -> Option<SourceDiscipline> {
    let id = required_id(&mut node, reader, "id");
    let line = node.line;
    let line = SourceDiscipline {
        line,
        id: id.unwrap_or_default(),
        omit: node.flag(reader, "omit").unwrap_or(false),
        text: node.string(reader, "text"),
        source: read_source(&mut node, reader, home),
    };
    node.finish(reader);
    (!line.id.is_empty()).then_some(line)
}
