//! Notices to the public.

use banjie_model::{definition::Notice, expr::Ty};

use super::{Builder, ledger::duplicate};
use crate::{expression::TypeScope, findings::Findings, tree::At};

impl Builder<'_> {
    /// All notices.
    pub(super) fn notices(&mut self, findings: &mut Findings) {
        let folder = self.folder;
        for at in folder.notices.iter().flat_map(|d| d.at().get("notices")).flat_map(At::entries) {
            if self.package.notices.contains_key(at.name) {
                duplicate(At { name: "", ..at }, "", "公示", at.name, findings);
                continue;
            }
            match self.notice(at, findings) {
                Some(notice) => {
                    self.package.notices.insert(notice.name.clone(), notice);
                }
                None => {
                    self.broken.insert(at.name.into());
                }
            }
        }
    }

    fn notice(&self, at: At<'_>, findings: &mut Findings) -> Option<Notice> {
        let of = self.ledger_under(at, "of", findings)?;
        let scope = TypeScope { ledger: Some(self.ledger_scope(&of)), ..self.base_scope() };
        Some(Notice {
            name: at.name.into(),
            title: at.text_at("title").unwrap_or_else(|| at.name.into()),
            of: of.key.clone(),
            during: self.states_of(at, "during", &of, findings),
            filter: at.get("where").and_then(|w| self.expression(w, &scope, Some(Ty::Bool), findings)),
            shows: self.fields_of(at, "shows", &of, findings),
            period: at.get("period").and_then(|period| self.limit_of(period, &of, findings)),
            objection: at.get("objection").and_then(|objection| self.link(objection, &of, findings)),
            withdraw: at.get("withdraw").and_then(|withdraw| self.action_of(withdraw, &of, findings)),
            basis: at.text_at("basis"),
            help: at.text_at("help"),
        })
    }
}
