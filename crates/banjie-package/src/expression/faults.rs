//! Building faults.

use banjie_model::finding::Span;

use super::ExprFault;

impl ExprFault {
    /// A fault with its message.
    pub(super) fn new(code: &'static str, span: Span, message: impl Into<String>) -> ExprFault {
        debug_assert!(super::pages::page(code).is_some(), "the code {code} has no page");
        ExprFault { code, span, message: message.into(), label: String::new(), help: None, fix: None }
    }

    /// A fault of spelling.
    pub(super) fn syntax(span: Span, message: impl Into<String>) -> ExprFault {
        ExprFault::new("expr-syntax", span, message)
    }

    /// A word beside the mark.
    pub(super) fn label(mut self, label: impl Into<String>) -> ExprFault {
        self.label = label.into();
        self
    }

    /// What to do.
    pub(super) fn help(mut self, help: impl Into<String>) -> ExprFault {
        self.help = Some(help.into());
        self
    }

    /// What to write in the place of the fault.
    pub(super) fn fix(self, with: impl Into<String>) -> ExprFault {
        let span = self.span;
        self.fix_at(span, with)
    }

    /// What to write in another place. The help says so where nothing else was said.
    pub(super) fn fix_at(mut self, span: Span, with: impl Into<String>) -> ExprFault {
        let with = with.into();
        if self.help.is_none() {
            self.help = Some(format!("改为 {with}"));
        }
        self.fix = Some((span, with));
        self
    }
}
