//! Reports in Word: the figures as issued, and what stands in the text now.

use std::{fs, path::Path};

use anyhow::{Context as _, Result, bail};
use banjie_papers::{
    docx::{LARGEST, Reading, Standing},
    manifest::Manifest,
};

/// Reads a `.docx`; a file too large to be a report of ours is not opened.
pub fn read(file: &Path) -> Result<Reading> {
    let cannot = || format!("读不了 {}", file.display());
    let length = fs::metadata(file).with_context(cannot)?.len();
    if length > LARGEST as u64 {
        bail!("{}：文件超过 {} MB，不是办结写出的报告", file.display(), LARGEST >> 20);
    }
    let bytes = fs::read(file).with_context(cannot)?;
    Manifest::read_docx(&bytes).map_err(|why| anyhow::anyhow!("{}：{why}", file.display()))
}

/// What stands in the text for a figure, and whether it is as issued, in words; `index` counts from 0.
pub fn now(reading: &Reading, index: usize) -> [String; 2] {
    let issued = reading.manifest.figures.get(index).map(|entry| entry.text.clone()).unwrap_or_default();
    match reading.standings.get(index) {
        Some(Standing::Same) => [issued, "一致".to_owned()],
        Some(Standing::Edited(text)) => [text.clone(), "不一致".to_owned()],
        Some(Standing::Removed) | None => [String::new(), "已删去".to_owned()],
    }
}

/// The list of figures for machines: as issued, with the text of now (null: gone) and whether it is the same.
pub fn json(reading: &Reading) -> Result<serde_json::Value> {
    let mut value = serde_json::to_value(&reading.manifest)?;
    let figures = value.get_mut("figures").and_then(serde_json::Value::as_array_mut);
    for (index, figure) in figures.into_iter().flatten().enumerate() {
        let standing = reading.standings.get(index);
        let issued = figure.get("text").cloned().unwrap_or_default();
        figure["now"] = match standing {
            Some(Standing::Same) => issued,
            Some(Standing::Edited(text)) => text.clone().into(),
            Some(Standing::Removed) | None => serde_json::Value::Null,
        };
        figure["same"] = (standing == Some(&Standing::Same)).into();
    }
    value["whole"] = reading.whole.into();
    value["strangers"] = reading.strangers.into();
    Ok(value)
}
