//! Figures of record: what published reports state.

use banjie_model::{
    Name,
    definition::Stated,
    finding::Span,
    period::Period,
    report::{FIGURE_ATTRIBUTES, FIGURE_METHODS},
};
use rust_decimal::Decimal;

use super::{Builder, field::bad_value};
use crate::{
    findings::{Findings, suggestion},
    tree::{At, Item},
};

impl Builder<'_> {
    /// All figures of record. Those with faults are kept as far as they can be told.
    pub(super) fn stated(&mut self, findings: &mut Findings) {
        let folder = self.folder;
        let mut stated: Vec<Stated> = Vec::new();
        for at in folder.stated.iter().flat_map(|d| d.at().list("figure")) {
            let Some(figure) = self.figure(at, findings) else { continue };
            for id in at.list("ids") {
                let twice = id.text().is_some_and(|text| stated.iter().any(|other| other.ids.contains(text)));
                if twice {
                    let id_text = id.text().map_or("", |text| text);
                    findings
                        .add("duplicate-definition", id.spot(), format!("在案数字 `{id_text}` 写了两次"))
                        .help("一个编号只写一次；同一个数字再次出现的，把编号加在同一条的 ids 里");
                }
            }
            stated.push(figure);
        }
        self.package.stated = stated;
    }

    fn figure(&self, at: At<'_>, findings: &mut Findings) -> Option<Stated> {
        let figure = at.get("figure").and_then(|place| self.known_figure(place, findings));
        let period = at.get("period").and_then(|place| {
            let text = place.text()?;
            if Period::parse(text).is_err() {
                bad_value(place, "不是期间，写成 2025、2025Q3、2025-07 或 2025-2026学年", findings);
            }
            Some(text.clone())
        });
        let value = at.get("value").and_then(|value| digits(value, findings));
        Some(Stated {
            ids: at.texts_at("ids"),
            figure: figure?,
            period: period?,
            org: at.text_at("org"),
            value: value?,
            within: at.get("within").and_then(|within| digits(within, findings)),
            note: at.text_at("note"),
            file: at.file.clone(),
            span: at.node.span,
        })
    }

    /// `found`, `found.growth`, `found.where(kind="rooftop")`: the indicator and what is asked of it are there.
    fn known_figure(&self, at: At<'_>, findings: &mut Findings) -> Option<Name> {
        let text = at.text()?;
        let end = text.find(['.', '(', ' ']).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        if !self.package.indicators.contains_key(name) {
            if !self.broken.contains(name) {
                let names: Vec<&str> = self.package.indicators.keys().map(|k| &**k).collect();
                findings
                    .add("unknown-indicator", at.inner_spot(Span::new(0, end)), format!("没有指标 {name}"))
                    .help_if(suggestion(name, &names));
            }
            return None;
        }
        let asked = rest.strip_prefix('.').map(|rest| rest.split(['(', '.', ' ']).next().unwrap_or(rest));
        let words: Vec<&str> = FIGURE_ATTRIBUTES.iter().chain(&FIGURE_METHODS).map(|(word, _)| *word).collect();
        if let Some(asked) = asked.filter(|asked| !words.contains(asked)) {
            let span = Span::new(end + 1, end + 1 + asked.len());
            findings
                .add("report-unknown-attribute", at.inner_spot(span), format!("指标没有 `{asked}` 这一项"))
                .help_if(suggestion(asked, &words));
            return None;
        }
        Some(text.clone())
    }
}

/// A number as it is written, in digits.
fn digits(at: At<'_>, findings: &mut Findings) -> Option<Name> {
    let text = match &at.node.item {
        Item::Int(n) => n.to_string(),
        Item::Number(d) => d.to_string(),
        Item::Text(text, _) => text.trim().to_string(),
        _ => return None,
    };
    if text.parse::<Decimal>().is_err() {
        bad_value(at, "只写数，不写单位、千分位和百分号", findings);
        return None;
    }
    Some(text.into())
}
