//! Documents: front matter, template syntax, and the names of the record the text speaks of.

use banjie_model::{
    Name,
    definition::{DocumentDef, Field, FieldType, Ledger},
    finding::{Span, Spot},
    report::{DOCUMENT_FACTS, DOCUMENT_NAMES, LIMIT_FACTS},
};

use super::{
    Builder,
    ledger::{check_file_name, duplicate},
    report::{ENGINE, Paper, occurrences, template_names},
};
use crate::{
    findings::{Findings, suggestion},
    tree::At,
};

/// Functions and filters stand among the names the template engine does not know.
const FUNCTIONS: [&str; 1] = ["has"];

impl Builder<'_> {
    /// All documents.
    pub(super) fn documents(&mut self, findings: &mut Findings) {
        let folder = self.folder;
        for paper in &folder.papers {
            let at = paper.front.at();
            let ledger = at.get("of").and_then(|of| self.document_ledger(of, findings));
            let limits = ledger.as_ref().map(|l| self.run_names(l)).unwrap_or_default();
            if let Some(ledger) = &ledger {
                let names = Names { ledger, limits: &limits };
                names.check_dated(at, findings);
                names.check(&paper.body, &|span| paper.spot(span), findings);
                for at in ["title", "seal"].into_iter().filter_map(|key| at.get(key)) {
                    names.check(at.text().map_or("", |t| t), &|span| at.inner_spot(span), findings);
                }
            }
            if let Some(number) = at.get("number") {
                check_number(number, findings);
            }
            let Some(name) = at.text_at("document") else { continue };
            check_file_name(at, "document", &name, findings);
            if self.package.documents.contains_key(&name) {
                duplicate(at, "document", "文书", &name, findings);
                continue;
            }
            let document = definition(paper, name.clone(), ledger.map(|l| l.key.clone()));
            self.package.documents.insert(name, document);
        }
    }

    fn document_ledger(&self, of: At<'_>, findings: &mut Findings) -> Option<std::sync::Arc<Ledger>> {
        let text = of.text()?;
        let found = self.find_ledger(text).cloned();
        if found.is_none() && !self.broken.contains(text) {
            let names = self.ledger_names();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            findings
                .add("unknown-ledger", of.spot(), format!("没有叫 `{text}` 的台账"))
                .help_if(suggestion(text, &names));
        }
        found
    }

    fn run_names(&self, ledger: &Ledger) -> Vec<Name> {
        let own = self.limits.get(&ledger.name).into_iter().flatten().map(|(name, _)| name.clone());
        own.chain(ledger.limits.iter().map(|limit| limit.name.clone())).collect()
    }
}

fn definition(paper: &Paper, name: Name, of: Option<Name>) -> DocumentDef {
    let at = paper.front.at();
    DocumentDef {
        title: at.text_at("title").unwrap_or_else(|| name.clone()),
        of: of.unwrap_or_else(|| "".into()),
        number: at.text_at("number"),
        seal: at.text_at("seal"),
        dated: at.text_at("dated"),
        receipt: at.flag_at("receipt"),
        plain: at.flag_at("plain"),
        body: paper.body.as_str().into(),
        file: paper.file.clone(),
        name,
    }
}

/// What a document of a ledger may speak of.
struct Names<'a> {
    ledger: &'a Ledger,
    limits: &'a [Name],
}

impl Names<'_> {
    fn check_dated(&self, front: At<'_>, findings: &mut Findings) {
        let Some((at, name)) = front.get("dated").and_then(|at| Some((at, at.text()?))) else { return };
        let dates: Vec<&str> =
            self.ledger.fields.iter().filter(|field| matches!(field.ty, FieldType::Date)).map(|f| &*f.name).collect();
        if !dates.contains(&&**name) {
            let message = format!("台账“{}”没有日期字段 `{name}`", self.ledger.title);
            findings.add("document-unknown-name", at.spot(), message).help_if(suggestion(name, &dates));
        }
    }

    fn check(&self, text: &str, place: &dyn Fn(Span) -> Spot, findings: &mut Findings) {
        for path in template_names(text, place, findings) {
            let mut parts = path.split('.');
            let root = parts.next().unwrap_or_default();
            if ENGINE.contains(&root) || FUNCTIONS.contains(&root) {
                continue;
            }
            match (self.parts_of(root), parts.next()) {
                (None, _) => self.unknown(text, root, place, findings),
                (Some(Some(known)), Some(part)) if !known.contains(&part) => {
                    self.unknown_part(text, (root, part, &known), place, findings);
                }
                (Some(Some(known)), None) => self.needs_part(text, (root, &known), place, findings),
                _ => {}
            }
        }
    }

    /// None: there is no such name. What may follow after a dot; none: nothing has to.
    fn parts_of(&self, root: &str) -> Option<Option<Vec<&str>>> {
        if root == "document" {
            return Some(Some(DOCUMENT_NAMES.iter().map(|(name, _)| *name).collect()));
        }
        if self.ledger.field(root).is_some() || DOCUMENT_FACTS.iter().any(|(name, _)| *name == root) {
            return Some(None);
        }
        let limit = self.limits.iter().any(|name| &**name == root);
        limit.then(|| Some(LIMIT_FACTS.iter().map(|(name, _)| *name).collect()))
    }

    fn unknown(&self, text: &str, root: &str, place: &dyn Fn(Span) -> Spot, findings: &mut Findings) {
        let fields = self.ledger.fields.iter().map(|field: &Field| &*field.name);
        let facts = DOCUMENT_FACTS.iter().map(|(name, _)| *name);
        let allowed: Vec<&str> =
            fields.chain(facts).chain(self.limits.iter().map(|l| &**l)).chain(["document"]).collect();
        for span in occurrences(text, root) {
            let message = format!("台账“{}”没有 `{root}` 这个字段、情况或时限", self.ledger.title);
            findings.add("document-unknown-name", place(span), message).help_if(suggestion(root, &allowed));
        }
    }

    fn unknown_part(
        &self,
        text: &str,
        (root, part, known): (&str, &str, &[&str]),
        place: &dyn Fn(Span) -> Spot,
        findings: &mut Findings,
    ) {
        for span in occurrences(text, &format!("{root}.{part}")) {
            findings
                .add("document-unknown-name", place(span), format!("`{root}` 没有 `{part}` 这一项"))
                .help(suggestion(part, known).unwrap_or_else(|| format!("可以用：{}", known.join("、"))));
        }
    }

    fn needs_part(
        &self,
        text: &str,
        (root, known): (&str, &[&str]),
        place: &dyn Fn(Span) -> Spot,
        findings: &mut Findings,
    ) {
        for span in occurrences(text, root) {
            findings
                .add("document-unknown-name", place(span), format!("`{root}` 要写明其中一项"))
                .help(format!("例如 {{{{ {root}.{} }}}}", known[0]));
        }
    }
}

/// The number of a document counts up, and speaks of nothing but year, month and organisation.
fn check_number(at: At<'_>, findings: &mut Findings) {
    let Some(text) = at.text() else { return };
    let mut counts = false;
    for (start, part) in text.match_indices('{').map(|(i, _)| (i, text[i + 1..].split('}').next().unwrap_or_default()))
    {
        let name = part.split(':').next().unwrap_or_default();
        counts |= name == "seq";
        if !["year", "month", "org", "seq"].contains(&name) {
            let span = Span::new(start, (start + part.len() + 2).min(text.len()));
            findings
                .add("bad-pattern", at.inner_spot(span), format!("文号里不认识 {{{part}}}"))
                .help("可以用：{year}、{month}、{org}、{seq}、{seq:4}");
        }
    }
    if !counts {
        findings
            .add("number-without-sequence", at.spot(), "文号里没有顺序号，两份文书会同号")
            .help("写上 {seq}，例如 \"温规罚〔{year}〕{seq}号\"");
    }
}
