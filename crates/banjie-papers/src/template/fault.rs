//! What is wrong with a template, in Chinese, with its line.

use std::fmt;

use minijinja::{Error, ErrorKind};

/// A fault of a report template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFault {
    /// Line of the template body, from 1, where it is known.
    pub line: Option<usize>,
    /// Bytes of the template body, where they are known.
    pub range: Option<std::ops::Range<usize>>,
    /// What is wrong.
    pub message: String,
    /// What to do; may be empty.
    pub help: String,
}

impl fmt::Display for TemplateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "正文第{line}行：")?;
        }
        f.write_str(&self.message)?;
        if self.help.is_empty() { Ok(()) } else { write!(f, "。{}", self.help) }
    }
}

impl std::error::Error for TemplateFault {}

impl TemplateFault {
    /// A template that still asks for other figures after [`RUNS_MAX`](super::RUNS_MAX) runs.
    pub fn unsettled() -> TemplateFault {
        TemplateFault {
            line: None,
            range: None,
            message: format!("正文运行了{}遍，要的数仍在变", super::RUNS_MAX),
            help: "减少层层嵌套的条件".to_owned(),
        }
    }
}

/// Begins the details of errors that are ours and already Chinese.
pub(super) const OWN: &str = "办结：";

/// An error of ours inside a template.
pub(super) fn own(message: impl fmt::Display) -> Error {
    Error::new(ErrorKind::InvalidOperation, format!("{OWN}{message}"))
}

impl TemplateFault {
    pub(super) fn at(source: &str, offset: usize, message: impl Into<String>, help: impl Into<String>) -> Self {
        let line = source[..offset.min(source.len())].matches('\n').count() + 1;
        TemplateFault { line: Some(line), range: Some(offset..offset + 1), message: message.into(), help: help.into() }
    }

    pub(super) fn from_engine(error: &Error) -> TemplateFault {
        let detail = deepest_detail(error);
        let (message, help) = match detail.strip_prefix(OWN) {
            Some(own) => (own.to_owned(), String::new()),
            None => in_chinese(error.kind(), &detail),
        };
        TemplateFault { line: error.line(), range: error.range(), message, help }
    }
}

/// The detail of the innermost engine error: the outer ones only repeat where it was met.
fn deepest_detail(error: &Error) -> String {
    let mut detail = error.detail().unwrap_or_default().to_owned();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        if let Some(engine) = inner.downcast_ref::<Error>().and_then(Error::detail) {
            engine.clone_into(&mut detail);
        }
        source = inner.source();
    }
    detail
}

fn in_chinese(kind: ErrorKind, detail: &str) -> (String, String) {
    let (message, help) = match kind {
        ErrorKind::UndefinedError => ("用了没有的名称", "可用的名称：本应用包的指标、period、org、children"),
        ErrorKind::SyntaxError => ("写法有误", "检查括号、引号和 {% if %}…{% endif %} 是否成对"),
        ErrorKind::OutOfFuel => ("模板运行过久，已停止", "减少循环"),
        ErrorKind::UnknownFilter => ("没有这个过滤器", "可用：abs、round、wan"),
        ErrorKind::UnknownMethod => {
            ("没有这个用法", "数的用法：.at(…)、.of(…)、.where(…)、.plus(…)、.minus(…)、.over(…)")
        }
        ErrorKind::UnknownFunction => ("没有这个函数", ""),
        ErrorKind::TooManyArguments | ErrorKind::MissingArgument => ("参数的个数不对", ""),
        _ => ("无法计算", "数与数之间的计算请用 .plus(…)、.minus(…)、.over(…)，这样算出的数仍可溯源"),
    };
    // Of an unknown name the engine gives the name in backticks; its English around it helps nobody.
    let named = detail.split('`').nth(1).filter(|_| kind == ErrorKind::UndefinedError);
    let message = match named {
        Some(name) => format!("没有名为“{name}”的指标或变量"),
        None if detail.is_empty() || kind == ErrorKind::OutOfFuel => message.to_owned(),
        None => format!("{message}（{detail}）"),
    };
    (message, help.to_owned())
}
