//! Services: entries of the guide for the public.

use banjie_model::{
    definition::{FieldType, Ledger, Material, Service},
    value::Value,
};

use super::{Builder, field::bad_value, ledger::duplicate};
use crate::{
    findings::Findings,
    tree::At,
    types::{type_zh, value_at},
};

impl Builder<'_> {
    /// All services.
    pub(super) fn services(&mut self, findings: &mut Findings) {
        let folder = self.folder;
        for at in folder.services.iter().flat_map(|d| d.at().get("services")).flat_map(At::entries) {
            if self.package.services.contains_key(at.name) {
                duplicate(At { name: "", ..at }, "", "服务事项", at.name, findings);
                continue;
            }
            if let Some(service) = self.service(at, findings) {
                self.package.services.insert(service.name.clone(), service);
            }
        }
    }

    fn service(&self, at: At<'_>, findings: &mut Findings) -> Option<Service> {
        let starts = self.ledger_under(at, "starts", findings)?;
        Some(Service {
            name: at.name.into(),
            title: at.text_at("title").unwrap_or_else(|| at.name.into()),
            audience: at.text_at("audience").unwrap_or_else(|| "".into()),
            takes: self.fields_of(at, "takes", &starts, findings),
            follows: self.fields_of(at, "follows", &starts, findings),
            shows_states: self.state_words(at, "shows_states", &starts, findings),
            promised: at.get("promised").and_then(|limit| self.limit_of(limit, &starts, findings)),
            materials: at.list("materials").map(|material| self.material(material, &starts, findings)).collect(),
            letter_box: at.text_at("box"),
            with: self.presets(at, &starts, findings),
            fee: at.text_at("fee"),
            rating: at.get("rating").and_then(|rating| self.link(rating, &starts, findings)),
            office: at.text_at("office"),
            help: at.text_at("help"),
            basis: at.text_at("basis"),
            starts: starts.key.clone(),
        })
    }

    fn presets(&self, at: At<'_>, ledger: &Ledger, findings: &mut Findings) -> Vec<(usize, Value)> {
        let mut with = Vec::new();
        for entry in at.get("with").into_iter().flat_map(At::entries) {
            let Some((index, field)) = ledger.field(entry.name) else {
                self.unknown_field_of(entry.key_spot(), ledger, entry.name, findings);
                continue;
            };
            match value_at(entry, &field.ty, &self.package.codes) {
                Ok(value) => with.push((index, value)),
                Err(message) => bad_value(entry, &message, findings),
            }
        }
        with
    }

    fn material(&self, at: At<'_>, ledger: &Ledger, findings: &mut Findings) -> Material {
        let field = at.get("field").and_then(|place| {
            let index = self.field_of(place, ledger, findings)?;
            let field = &ledger.fields[index];
            let holds_files = matches!(field.ty, FieldType::File | FieldType::Files);
            if !holds_files {
                findings
                    .add(
                        "material-not-file",
                        place.spot(),
                        format!("字段“{}”是{}，放不下材料", field.title, type_zh(&field.ty)),
                    )
                    .help("写一个 type = \"file\" 或 \"files\" 的字段；只交纸质件的不写 field");
            }
            holds_files.then_some(index)
        });
        Material {
            title: at.text_at("title").unwrap_or_else(|| "".into()),
            field,
            required: at.flag_at("required"),
            note: at.text_at("note"),
        }
    }
}
