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
mod official;

/// Every code with its page, figures first.
#[must_use]
pub fn codes() -> Vec<&'static Page> {
    all().collect()
}

/// The page of a code.
#[must_use]
pub fn page(code: &str) -> Option<&'static Page> {
    all().find(|p| p.code == code)
}

fn all() -> impl Iterator<Item = &'static Page> {
    figures::PAGES.iter().chain(forms::PAGES).chain(official::PAGES)
}

/// The page of a code as text for the screen.
#[must_use]
pub fn explain(code: &str) -> Option<String> {
    page(code).map(|p| {
        format!("{}  {}\n\n{}\n\n依据：{}\n\n有误的例子：\n  {}\n\n正确的例子：\n  {}\n\n不需提示时，在该段写 <!-- proof: ok {} -->，或写入校对配置文件。\n", p.code, p.title, p.meaning, p.source, p.bad.replace('\n', "\n  "), p.good.replace('\n', "\n  "), p.code)
    })
}

/// The reference of all codes in Markdown: where `docs/reference` holds it, and its text.
#[must_use]
pub fn reference_page() -> (&'static str, String) {
    let mut text = format!(
        "<!-- 由 cargo xtask gen 从代码生成，不要手改 -->\n\n# 校对的提示\n\n`banjie proof 文件` 能发现 {} 种问题；`banjie explain 代码` 在终端显示同样的说明。\n\n",
        all().count()
    );
    let groups = [("数字", figures::PAGES), ("文字、标点与隐私", forms::PAGES), ("公文格式", official::PAGES)];
    for (title, pages) in groups {
        text.push_str(&format!("## {title}\n\n"));
        for page in pages {
            let example = |words: &str| words.replace('\n', "\n    ");
            text.push_str(&format!(
                "### {}\n\n**{}**。{}\n\n依据：{}。\n\n有误的例子：\n\n    {}\n\n正确的例子：\n\n    {}\n\n",
                page.code,
                page.title,
                page.meaning,
                page.source,
                example(page.bad),
                example(page.good)
            ));
        }
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    ("docs/reference/proof.md", text)
}
