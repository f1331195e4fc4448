//! The ledger of obligations that a duty makes, as if somebody had written it.
//!
//! Every part of it stands at the duty's own place, what the duty says itself at its place there. It is read and checked
//! like any ledger, so limits, supervision, figures, lists and scenarios hold for it without a word more.

use banjie_model::{Name, finding::Span};

use crate::tree::{At, Document, Entry, Item, Node};

/// The ledger of obligations of a duty: `duties/*.toml`, an entry of `duties`.
pub(crate) fn obligations(duty: At<'_>) -> Document {
    let pen = Pen { place: duty.key };
    let title = duty.text_at("title").unwrap_or_else(|| duty.name.into());
    let mut root = vec![
        ("ledger", pen.text(duty.name)),
        ("title", pen.text(&format!("{title}（应报）"))),
        ("purpose", pen.text(&format!("由义务“{title}”自动生成：每个应报单位、每个期间一条，报送后自动销去。"))),
        ("label", pen.text("{unit} {period_start}")),
        ("unique", pen.texts(&["unit", "period_start"])),
        ("opened", pen.text("period_start")),
        ("create_by", pen.text("system")),
        ("fields", fields(&pen, duty)),
        ("states", states(&pen)),
        ("actions", actions(&pen, duty)),
        ("limits", pen.table(vec![("due", limit(&pen, duty, &title))])),
        ("supervise", duty.get("supervise").map_or_else(|| supervise(&pen), |at| at.node.clone())),
        ("views", views(&pen)),
    ];
    root.extend(duty.get("basis").map(|basis| ("basis", basis.node.clone())));
    Document { file: duty.file.clone(), root: pen.table(root), uses: Vec::new() }
}

fn fields(pen: &Pen, duty: At<'_>) -> Node {
    let field = |title: &str, ty: &str, required: bool| {
        pen.table(vec![("title", pen.text(title)), ("type", pen.text(ty)), ("required", pen.flag(required))])
    };
    let files = duty.get("files");
    let reference = format!("ref({})", files.and_then(At::text).map_or("", |text| text));
    let filed = pen.table(vec![
        ("title", pen.text("报送的记录")),
        ("type", Node { span: files.map_or(pen.place, |at| at.node.span), ..pen.text(&reference) }),
    ]);
    pen.table(vec![
        ("unit", field("责任单位", "org", true)),
        ("period_start", field("期间首日", "date", true)),
        ("period_end", field("期间末日", "date", true)),
        ("due_on", field("到期日", "date", true)),
        ("due_at", field("到期时刻", "datetime", true)),
        ("filed", filed),
        ("note", field("备注", "long_text", false)),
    ])
}

fn states(pen: &Pen) -> Node {
    let end = |title: &str| pen.table(vec![("title", pen.text(title)), ("end", pen.flag(true))]);
    pen.table(vec![
        ("open", pen.table(vec![("title", pen.text("待履行")), ("start", pen.flag(true))])),
        ("done", end("已履行")),
        ("excused", end("免除")),
    ])
}

fn actions(pen: &Pen, duty: At<'_>) -> Node {
    let from_to =
        |title: &str, to: &str| vec![("title", pen.text(title)), ("from", pen.text("open")), ("to", pen.text(to))];
    let mut discharge = from_to("履行", "done");
    discharge.push(("by", pen.text("system")));
    discharge.push(("takes", pen.text("filed")));
    let mut excuse = from_to("免除", "excused");
    let by: Vec<Node> =
        std::iter::once(pen.text("system")).chain(duty.list("excused_by").map(|at| at.node.clone())).collect();
    excuse.push(("by", pen.node(Item::Array(by))));
    excuse.push(("reason", pen.text("required")));
    pen.table(vec![("discharge", pen.table(discharge)), ("excuse", pen.table(excuse))])
}

fn limit(pen: &Pen, duty: At<'_>, title: &str) -> Node {
    let mut limit = vec![
        ("title", pen.text(&format!("{title}时限"))),
        ("from", pen.text("open")),
        ("until", pen.texts(&["done", "excused"])),
        ("due", pen.text("due_at")),
    ];
    limit.extend(duty.get("basis").map(|basis| ("basis", basis.node.clone())));
    pen.table(limit)
}

/// Overdue is yellow, where the duty says nothing else.
fn supervise(pen: &Pen) -> Node {
    let yellow = pen.table(vec![("at", pen.text("due")), ("to", pen.text("handler"))]);
    pen.table(vec![("yellow", yellow)])
}

fn views(pen: &Pen) -> Node {
    let list = pen.table(vec![
        ("columns", pen.texts(&["unit", "period_start", "state", "due", "filed"])),
        ("filters", pen.texts(&["unit", "state", "period_start"])),
    ]);
    pen.table(vec![("list", list)])
}

/// Writes parts that all stand at one place.
struct Pen {
    place: Span,
}

impl Pen {
    fn node(&self, item: Item) -> Node {
        Node { file: None, span: self.place, item }
    }

    fn text(&self, text: &str) -> Node {
        self.node(Item::Text(text.into(), None))
    }

    fn texts(&self, texts: &[&str]) -> Node {
        self.node(Item::Array(texts.iter().map(|text| self.text(text)).collect()))
    }

    fn flag(&self, flag: bool) -> Node {
        self.node(Item::Bool(flag))
    }

    fn table(&self, entries: Vec<(&str, Node)>) -> Node {
        let entry = |(key, node): (&str, Node)| (Name::from(key), Entry { key: self.place, node });
        self.node(Item::Table(entries.into_iter().map(entry).collect()))
    }
}
