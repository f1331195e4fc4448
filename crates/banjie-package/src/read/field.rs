//! Fields: types, defaults, classes, formulas and look-ups.

use banjie_model::{
    Name,
    definition::{Class, Field, FieldType, Ledger, Lookup, LookupKind, Mask},
    expr::Ty,
    pushdown::Over,
};

use super::{Builder, indicator::Source};
use crate::{
    expression::{TypeScope, field_ty},
    findings::{Findings, suggestion},
    tree::At,
    types::{self, TYPE_WORDS, identifies_person, type_zh},
};

impl Builder<'_> {
    /// The fields of a ledger or of a list, without formulas and look-ups.
    pub(super) fn fields(&mut self, at: At<'_>, findings: &mut Findings) -> Vec<Field> {
        let mut fields = Vec::new();
        for entry in at.get("fields").into_iter().flat_map(At::entries) {
            match self.field(entry, findings) {
                Some(field) => fields.push(field),
                None => {
                    self.broken.insert(entry.name.into());
                }
            }
        }
        fields
    }

    fn field(&mut self, at: At<'_>, findings: &mut Findings) -> Option<Field> {
        let mut ty = self.ty(at.get("type")?, findings)?;
        match (&mut ty, at.get("fields")) {
            (FieldType::List(rows), Some(_)) => *rows = self.fields(at, findings),
            (FieldType::List(_), None) => {
                findings
                    .add("list-without-fields", at.key_spot(), format!("子表 `{}` 没有字段", at.name))
                    .help("写上 fields = { name = { title = \"姓名\", type = \"text\" } }");
            }
            (_, Some(fields)) => {
                findings
                    .add("fields-without-list", fields.key_spot(), format!("`{}` 不是子表，不能有 fields", at.name))
                    .help("type 写成 \"list\",或删去 fields");
            }
            (_, None) => {}
        }
        let class = class(at, &ty, findings);
        let default = at.get("default").and_then(|value| {
            types::value_at(value, &ty, &self.package.codes)
                .map_err(|message| bad_value(value, &message, findings))
                .ok()
        });
        Some(Field {
            name: at.name.into(),
            title: at.text_at("title").unwrap_or_else(|| at.name.into()),
            required: at.flag_at("required"),
            default,
            mask: mask(at, &ty, class),
            class,
            unit: at.text_at("unit"),
            help: at.text_at("help"),
            group: at.text_at("group"),
            formula: None,
            lookup: None,
            ty,
        })
    }

    /// A field type, with its code list resolved. A list of a needed package is taken over.
    pub(super) fn ty(&mut self, at: At<'_>, findings: &mut Findings) -> Option<FieldType> {
        let ty = match types::field_type(at.text()?) {
            Ok(ty) => ty,
            Err(message) => {
                let words: Vec<&str> = TYPE_WORDS.iter().map(|word| word.pattern).collect();
                let stem = at.text()?.split('(').next().unwrap_or_default();
                let near = crate::findings::nearest(stem, words.iter().map(|w| w.split('(').next().unwrap_or(w)));
                let list = words.join("、");
                findings.add("bad-field-type", at.spot(), message).help(
                    near.map_or_else(|| format!("可用：{list}"), |near| format!("是不是想写 `{near}`?可用：{list}")),
                );
                return None;
            }
        };
        if let FieldType::Code(list) | FieldType::Tree(list) = &ty
            && !self.take_codes(list)
        {
            let there: Vec<&str> = self.package.codes.keys().map(|k| &**k).collect();
            findings
                .add("unknown-code-list", at.spot(), format!("没有叫 `{list}` 的代码表"))
                .help(suggestion(list, &there).unwrap_or_else(|| format!("在 package.toml 里声明 [codes.{list}]")));
            return None;
        }
        Some(ty)
    }

    /// True when the code list is there.
    fn take_codes(&mut self, list: &Name) -> bool {
        if self.package.codes.contains_key(list) {
            return true;
        }
        match self.needed.iter().find_map(|package| package.codes.get(list)) {
            Some(found) => {
                self.package.codes.insert(list.clone(), found.clone());
                true
            }
            None => false,
        }
    }

    /// Resolves `ref(ledger)` once all ledgers are known.
    pub(super) fn check_references(&mut self, findings: &mut Findings) {
        let folder = self.folder;
        let mut resolved = Vec::new();
        for document in folder.all_ledgers() {
            let at = document.at();
            findings.about(&document.uses);
            let Some(ledger) = at.text_at("ledger").and_then(|n| self.package.ledgers.get(&n)) else { continue };
            let mut fields = ledger.fields.clone();
            self.resolve(at, &mut fields, findings);
            resolved.push((ledger.name.clone(), fields));
        }
        for (ledger, fields) in resolved {
            if let Some(ledger) = self.package.ledgers.get_mut(&ledger).and_then(std::sync::Arc::get_mut) {
                ledger.fields = fields;
            }
        }
    }

    fn resolve(&self, at: At<'_>, fields: &mut [Field], findings: &mut Findings) {
        for field in fields {
            let place = at.reach(&["fields", &field.name]);
            match &mut field.ty {
                FieldType::Ref(target) => match self.find_ledger(target) {
                    Some(found) => *target = found.key.clone(),
                    None => self.unknown_ledger(place.reach(&["type"]), target, findings),
                },
                FieldType::List(rows) => self.resolve(place, rows, findings),
                _ => {}
            }
        }
    }

    pub(super) fn unknown_ledger(&self, at: At<'_>, text: &str, findings: &mut Findings) {
        let names = self.ledger_names();
        let allowed: Vec<&str> = names.iter().map(String::as_str).collect();
        findings
            .add("unknown-ledger", at.spot(), format!("没有叫 `{text}` 的台账"))
            .help(suggestion(text, &allowed).unwrap_or_else(|| "先在 ledgers/ 里声明台账".into()));
    }

    /// Formulas and look-ups.
    pub(super) fn origins(&self, at: At<'_>, ledger: &Ledger, fields: &mut [Field], findings: &mut Findings) {
        for field in fields {
            let place = at.reach(&["fields", &field.name]);
            let scope = TypeScope { ledger: Some(self.ledger_scope(ledger)), ..self.base_scope() };
            if let Some(formula) = place.get("formula") {
                field.formula = self.expression(formula, &scope, Some(field_ty(&field.ty)), findings);
            }
            if let Some(lookup) = place.get("lookup") {
                field.lookup = self.lookup(lookup, ledger, &field.ty, findings);
            }
        }
    }

    fn lookup(&self, at: At<'_>, ledger: &Ledger, ty: &FieldType, findings: &mut Findings) -> Option<Lookup> {
        const KINDS: [(&str, LookupKind); 4] = [
            ("count", LookupKind::Count),
            ("sum", LookupKind::Sum),
            ("max", LookupKind::Max),
            ("min", LookupKind::Min),
        ];
        let given: Vec<_> = KINDS.iter().filter_map(|(key, kind)| Some((at.get(key)?, *kind))).collect();
        let [(what, kind)] = given[..] else {
            findings
                .add("bad-lookup", at.key_spot(), "查询要写 count、sum、max、min 中的一个")
                .help("例如 lookup = { sum = \"subsidy\", in = \"insurance_claim\", where = \"it.firm == firm\" }");
            return None;
        };
        let Source { ledger: other, limit } = match kind {
            LookupKind::Count => self.source(what, findings)?,
            _ => self.lookup_ledger(at, findings)?,
        };
        let field = match kind {
            LookupKind::Count => None,
            _ => Some(self.aggregated(what, other, matches!(kind, LookupKind::Sum), findings)?),
        };
        let result = field.map_or(Ty::Int, |index| field_ty(&other.fields[index].ty));
        let wanted = field_ty(ty);
        if result != wanted && !(result.is_number() && wanted.is_number()) {
            findings
                .add("bad-lookup", what.spot(), format!("查询的结果不能放进{}字段", type_zh(ty)))
                .help("让字段的 type 与查询的字段一致；count 的结果是 int");
        }
        let scope = TypeScope {
            ledger: Some(self.ledger_scope(ledger)),
            it: Some(self.ledger_scope(other)),
            it_run: limit.clone(),
            ..self.base_scope()
        };
        let filter = at.get("where").and_then(|w| self.condition(w, &scope, Over::Lookup, findings));
        Some(Lookup { kind, field, ledger: other.key.clone(), limit, filter })
    }

    fn lookup_ledger(&self, at: At<'_>, findings: &mut Findings) -> Option<Source<'_>> {
        let Some(target) = at.get("in") else {
            findings
                .add("bad-lookup", at.key_spot(), "查询没有写明在哪本台账里")
                .help("写上 in = \"台账\",例如 in = \"insurance_claim\"");
            return None;
        };
        let text = target.text()?;
        let ledger = self.find_ledger(text);
        if ledger.is_none() {
            self.unknown_ledger(target, text, findings);
        }
        ledger.map(|ledger| Source { ledger, limit: None })
    }

    /// The field a sum, a largest or smallest value is taken of.
    pub(super) fn aggregated(
        &self,
        at: At<'_>,
        ledger: &Ledger,
        numbers_only: bool,
        findings: &mut Findings,
    ) -> Option<usize> {
        let text = at.text()?;
        let Some((index, field)) = ledger.field(text) else {
            if self.broken.contains(text) {
                return None;
            }
            let names: Vec<&str> = ledger.fields.iter().map(|f| &*f.name).collect();
            findings
                .add("unknown-field", at.spot(), format!("台账“{}”没有叫 `{text}` 的字段", ledger.title))
                .help_if(suggestion(text, &names));
            return None;
        };
        let ty = field_ty(&field.ty);
        let ordered = ty.is_number() || matches!(ty, Ty::Date | Ty::DateTime | Ty::Time);
        if (numbers_only && !ty.is_number()) || !ordered {
            findings
                .add("not-a-number", at.spot(), format!("字段“{}”是{}，不能这样计算", field.title, type_zh(&field.ty)))
                .help("求和、平均、中位数只用于数；最大、最小还可用于日期");
            return None;
        }
        Some(index)
    }
}

pub(super) fn bad_value(at: At<'_>, message: &str, findings: &mut Findings) {
    findings.add("bad-value", at.spot(), format!("`{}` 的值不对：{message}", at.name)).help("改成这个类型的值");
}

fn class(at: At<'_>, ty: &FieldType, findings: &mut Findings) -> Class {
    let given = at.text_at("class");
    let class = match given.as_deref() {
        Some("public") => Class::Public,
        Some("personal") => Class::Personal,
        Some("sensitive") => Class::Sensitive,
        _ => Class::Internal,
    };
    if !identifies_person(ty) || class >= Class::Personal {
        return class;
    }
    let (spot, what) = match at.get("class") {
        Some(class) => (class.spot(), format!("不能是 {}", given.as_deref().unwrap_or_default())),
        None => (at.key_spot(), "没有写明 class".to_string()),
    };
    findings.add("unclassified-field", spot, format!("“{}”是{}，数据分级{what}", title(at), type_zh(ty))).help(
        "写 class = \"sensitive\"（证件号码等）或 \"personal\"（电话、学籍号等）；敏感值加密存放、默认遮盖、查看留痕",
    );
    Class::Sensitive
}

fn title(at: At<'_>) -> Name {
    at.text_at("title").unwrap_or_else(|| at.name.into())
}

/// The mask chosen, or the one that goes with the type: personal values are never shown whole by default.
fn mask(at: At<'_>, ty: &FieldType, class: Class) -> Option<Mask> {
    match at.text_at("mask").as_deref() {
        Some("name") => return Some(Mask::Name),
        Some("id_card") => return Some(Mask::IdCard),
        Some("phone") => return Some(Mask::Phone),
        Some("bank") => return Some(Mask::Bank),
        Some("address") => return Some(Mask::Address),
        Some("all") => return Some(Mask::All),
        _ => {}
    }
    if class < Class::Personal {
        return None;
    }
    Some(match ty {
        FieldType::IdCard | FieldType::StudentNo => Mask::IdCard,
        FieldType::Phone => Mask::Phone,
        FieldType::Place => Mask::Address,
        _ => Mask::All,
    })
}
