//! Reports as DOCX after their figures are known: a long one, and one table of two thousand rows.

use std::{
    hint::black_box,
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use banjie_model::{
    Name,
    definition::Show,
    figure::{Figure, How, Trace, Wording},
    period::Period,
};
use banjie_papers::{
    document::{Block, Document, Inline, Row, Table},
    docx,
    manifest::Manifest,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::measure::{Amount, Line, best, timed};

/// Figures in the text of the long report, four a paragraph.
const FIGURES: usize = 240;
const A_PARAGRAPH: usize = 4;
/// Rows of its table and of the long table; each row has a name and four numbers.
const ROWS: usize = 300;
const ROWS_LONG: usize = 2_000;
const NUMBERS: usize = 4;
/// Rounds; the best one counts.
const ROUNDS: usize = 15;

/// Measures it.
pub fn measure() -> Result<Vec<Line>> {
    let report = report(FIGURES, ROWS, false)?;
    let traced = self::report(FIGURES, ROWS, true)?;
    let long = self::report(0, ROWS_LONG, true)?;
    let mut lines = vec![
        line(&report, "DOCX:240 个数、300 行的表", "数已算好;表中的数照录。写完读回,每个数都在。")?
            .within(Duration::from_millis(10)),
        line(&traced, "DOCX:同上,表中 1200 个数也可溯源", "表中每个数也带内容控件和来源。")?,
        line(&long, "DOCX:2000 行的表", "8000 个数都可溯源。")?.within(Duration::from_secs(1)),
    ];
    for (line, (paragraphs, rows)) in [(0, (FIGURES / A_PARAGRAPH, ROWS)), (2, (0, ROWS_LONG))] {
        if let Some(spent) = peer(paragraphs, rows)? {
            lines[line].beside = Some(("python-docx 写同样的段落和表".to_owned(), Amount::Time(spent)));
        }
    }
    Ok(lines)
}

fn line(document: &Document, what: &str, how: &str) -> Result<Line> {
    let options = docx::Options::default();
    let mut all = Vec::new();
    let mut first: Option<Vec<u8>> = None;
    for _ in 0..ROUNDS {
        let (bytes, spent) = timed(|| docx::print(black_box(document), &options));
        let bytes = bytes?;
        if first.as_ref().is_some_and(|first| *first != bytes) {
            bail!("the same document gave other bytes");
        }
        first = Some(bytes);
        all.push(spent);
    }
    let bytes = first.context("at least one round")?;
    let reading = Manifest::read_docx(&bytes).map_err(anyhow::Error::msg)?;
    if reading.manifest.figures.len() != document.figures.len() || !reading.faults().is_empty() {
        bail!("not every figure was read back: {:?}", reading.faults());
    }
    let how = format!("{how}{ROUNDS} 轮取最快,各轮字节相同;文件 {} KB。", bytes.len() / 1024);
    Ok(Line::spent(what, best(all), how))
}

/// A report with figures in its text and a table; `traced`: the numbers of the table are figures too.
pub(super) fn report(figures: usize, rows: usize, traced: bool) -> Result<Document> {
    let at = NaiveDate::from_ymd_opt(2026, 1, 5).and_then(|day| day.and_hms_opt(9, 0, 0)).context("a day")?;
    let wording = Arc::new(Wording {
        key: "building-violations/found".into(),
        title: "违法建设案件数".into(),
        words: "违法建设案件的条数；按发案日期归入期间。".into(),
        ..Wording::default()
    });
    let figure = |number: usize| -> Result<Arc<Figure>> {
        let trace = Trace {
            hidden: None,
            package: "building-violations".into(),
            version: "1.0.0".into(),
            indicator: "found".into(),
            title: "违法建设案件数".into(),
            hash: "0123456789abcdef0123456789abcdef".into(),
            period: Period::parse("2025").ok(),
            org: Some("330300".into()),
            org_name: Some("温州市规划局".into()),
            org_path: Some("/330300/".into()),
            own: false,
            filter: Vec::new(),
            filter_words: String::new(),
            as_of: 123_456,
            at,
            how: How::Records,
            parts: Vec::new(),
            value: Some(Decimal::from(u64::try_from(number * 37 + 11)?)),
            show: Show::Integer,
            unit: Name::from("件"),
        };
        Ok(Arc::new(Figure::new(trace, wording.clone())))
    };
    let mut document =
        Document { title: vec![Inline::Text("违法建设监察工作总结".into())], ..Document::default() };
    for paragraph in 0..figures / A_PARAGRAPH {
        let mut inlines = vec![Inline::Text(format!("第{paragraph}项，全年共发现违法建设"))];
        for _ in 0..A_PARAGRAPH {
            inlines.push(Inline::Figure(document.figures.len()));
            inlines.push(Inline::Text("件，其中农村个人建房占大多数，已全部录入系统并按时限办理；".into()));
            document.figures.push(figure(document.figures.len())?);
        }
        document.blocks.push(Block::Paragraph(inlines));
    }
    let mut table = Table { caption: "各单位办案情况".into(), number: 1, ..Table::default() };
    table.head = ["单位", "发案", "立案", "结案", "在办"].map(|head| vec![Inline::Text(head.into())]).to_vec();
    table.numeric = (0..=NUMBERS).map(|column| column > 0).collect();
    for row in 0..rows {
        let mut cells = vec![vec![Inline::Text(format!("第{row}中队"))]];
        for column in 0..NUMBERS {
            if traced {
                cells.push(vec![Inline::Figure(document.figures.len())]);
                document.figures.push(figure(document.figures.len())?);
            } else {
                cells.push(vec![Inline::Text((row * 13 + column).to_string())]);
            }
        }
        table.rows.push(Row { cells, total: false });
    }
    document.blocks.push(Block::Table(table));
    Ok(document)
}

/// The same paragraphs and table by python-docx, the best of three; none where it is not installed.
fn peer(paragraphs: usize, rows: usize) -> Result<Option<Duration>> {
    let program = format!(
        "import io, time\nfrom docx import Document\ndef once():\n begun = time.perf_counter()\n d = Document()\n\
         \x20for p in range({paragraphs}):\n  q = d.add_paragraph('第%d项，全年共发现违法建设' % p)\n  for f in range({A_PARAGRAPH}):\n\
         \x20  q.add_run(str(f * 37))\n   q.add_run('件，其中农村个人建房占大多数，已全部录入系统并按时限办理；')\n\
         \x20t = d.add_table(rows={rows} + 1, cols={NUMBERS} + 1)\n for r, row in enumerate(t.rows):\n  for c, cell in enumerate(row.cells):\n\
         \x20  cell.text = str(r * 13 + c)\n b = io.BytesIO()\n d.save(b)\n return time.perf_counter() - begun\n\
         print(min(once() for _ in range(3)))\n"
    );
    let output = Command::new("python3").args(["-c", &program]).stderr(Stdio::null()).output();
    let Ok(output) = output else { return Ok(None) };
    if !output.status.success() {
        println!("  没有 python-docx,不作对照(pip install python-docx)");
        return Ok(None);
    }
    let seconds: f64 = String::from_utf8(output.stdout)?.trim().parse()?;
    Ok(Some(Duration::from_secs_f64(seconds)))
}
