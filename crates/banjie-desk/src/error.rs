//! What may go wrong at the desk: a refusal by a rule, a store in trouble, a workbook that cannot be read.

use banjie_model::refusal::{Refusal, RefusalCode};

use crate::{ports::StoreError, workbook::WorkbookFault};

/// Why something was not done. Nothing was half-done.
#[derive(Clone, Debug, thiserror::Error)]
pub enum DeskError {
    /// A rule said no.
    #[error("{}", .0.message)]
    Refused(Box<Refusal>),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file is no readable workbook.
    #[error(transparent)]
    Workbook(#[from] WorkbookFault),
    /// The workbook to be handed out could not be written.
    #[error("写工作簿时出错：{0}。请检查临时文件夹是否可写、磁盘是否已满。")]
    Writing(String),
}

/// Answer of the desk.
pub type DeskResult<T> = Result<T, DeskError>;

impl From<Refusal> for DeskError {
    fn from(refusal: Refusal) -> DeskError {
        DeskError::Refused(Box::new(refusal))
    }
}

impl From<Box<Refusal>> for DeskError {
    fn from(refusal: Box<Refusal>) -> DeskError {
        DeskError::Refused(refusal)
    }
}

impl From<rust_xlsxwriter::XlsxError> for DeskError {
    fn from(error: rust_xlsxwriter::XlsxError) -> DeskError {
        DeskError::Writing(error.to_string())
    }
}

impl DeskError {
    /// A refusal with a code and a message.
    pub(crate) fn refuse(code: RefusalCode, message: impl Into<String>) -> DeskError {
        Refusal::new(code, message).into()
    }

    /// The refusal, where a rule said no.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            DeskError::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }
}
