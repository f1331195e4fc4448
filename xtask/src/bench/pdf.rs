//! Reports as PDF after their figures are known: a long one, and one table of two thousand rows.

use std::{
    hint::black_box,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use banjie_papers::{
    document::{Block, Document, Inline},
    manifest::{Kind, read_file},
    pdf::{self, Fonts, Options},
};

use super::{
    docx::report,
    measure::{Line, median, timed},
};

/// Figures in the text of the long report.
const FIGURES: usize = 240;
/// Rows of its table and of the long table.
const ROWS: usize = 300;
const ROWS_LONG: usize = 2_000;
/// Rounds; the one in the middle counts.
const ROUNDS: usize = 9;

/// Measures it.
pub fn measure() -> Result<Vec<Line>> {
    let (fonts, opened) = timed(|| Fonts::open(&folder()?).map_err(anyhow::Error::from));
    let fonts = fonts?;
    let opening = Line::spent("PDF:打开字体文件夹", opened, "程序启动后第一次打印时做一次;读八个字体文件共 110 MB。");
    let report_line = line(&report(FIGURES, ROWS, false)?, &fonts, "PDF:240 个数、300 行的表")?;
    let long = line(&report(0, ROWS_LONG, true)?, &fonts, "PDF:2000 行的表,8000 个数都可溯源")?;
    Ok(vec![opening, report_line.within(Duration::from_millis(150)), long.within(Duration::from_secs(1))])
}

/// Where `scripts/fonts.sh` puts the fonts.
fn folder() -> Result<PathBuf> {
    if let Some(folder) = std::env::var_os("BANJIE_FONTS") {
        return Ok(folder.into());
    }
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| std::env::home_dir().map(|home| home.join(".cache")));
    Ok(cache.context("no home")?.join(Path::new("banjie/fonts")))
}

fn line(document: &Document, fonts: &Fonts, what: &str) -> Result<Line> {
    let mut all = Vec::new();
    let mut size = 0;
    // The first round reads the fonts it needs and is not counted.
    for round in 0..=ROUNDS {
        // The typesetter remembers the last document: every round prints another one.
        let document = varied(document, round);
        let (bytes, spent) = timed(|| pdf::print(black_box(&document), fonts, &Options::default()));
        let bytes = bytes?;
        let reading = read_file(Kind::Pdf, &bytes).map_err(anyhow::Error::msg)?;
        if reading.manifest.figures.len() != document.figures.len() {
            bail!("not every figure was read back");
        }
        size = bytes.len();
        if round > 0 {
            all.push(spent);
        }
    }
    let how = format!(
        "数已算好,字体已读入;每轮打印一份文字各不相同的报告(PDF/A-3a,带结构标签,字体取子集,附数据来源清单),{ROUNDS} 轮取中间值;文件 {} KB。",
        size / 1024
    );
    Ok(Line::spent(what, median(all), how))
}

/// The same with other words in every paragraph and every cell.
fn varied(document: &Document, round: usize) -> Document {
    let mut document = document.clone();
    let vary = |inlines: &mut Vec<Inline>| inlines.insert(0, Inline::Text(round.to_string()));
    for block in &mut document.blocks {
        match block {
            Block::Paragraph(inlines) => vary(inlines),
            Block::Table(table) => table.rows.iter_mut().flat_map(|row| &mut row.cells).for_each(vary),
            _ => {}
        }
    }
    document
}
