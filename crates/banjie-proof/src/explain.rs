//! One page a code: title, meaning, source, a bad and a good example.

/// What a code means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// The code.
    pub code: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What is wrong and what to do.
    pub meaning: &'static str,
    /// The rule it comes from.
    pub source: &'static str,
    /// A text in which it is found.
    pub bad: &'static str,
    /// A text in which it is not found.
    pub good: &'static str,
}

mod figures;
mod forms;

/// Every code with its page, figures first.
#[must_use]
pub fn codes() -> Vec<&'static Page> {
    figures::PAGES.iter().chain(forms::PAGES).collect()
}

/// The page of a code.
#[must_use]
pub fn page(code: &str) -> Option<&'static Page> {
    figures::PAGES.iter().chain(forms::PAGES).find(|p| p.code == code)
}

/// The page of a code as text for the screen.
#[must_use]
pub fn explain(code: &str) -> Option<String> {
    page(code).map(|p| {
        format!("{}  {}\n\n{}\n\n依据：{}\n\n有误的例子：\n  {}\n\n正确的例子：\n  {}\n\n不需提示时，在该段写 <!-- proof: ok {} -->，或写入校对配置文件。\n", p.code, p.title, p.meaning, p.source, p.bad.replace('\n', "\n  "), p.good.replace('\n', "\n  "), p.code)
    })
}
