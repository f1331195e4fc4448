//! `proof`: checks any official document for figures and forms that cannot be right.

use std::{fs, path::Path, process::ExitCode};

use anyhow::{Context as _, Result, bail};
use banjie_proof::{
    Options, Report, Severity, Silence, check, read_file, read_project_file, render_html, render_json, render_terminal,
    silences_for, write_docx_comments,
};

use super::code;
use crate::{
    cli::{Proof, ProofFormat},
    context::Context,
};

/// Largest file that is read at all, in bytes.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// Checks each file; a file that cannot be read or has an error makes the exit code 1.
pub fn run(context: &Context, options: &Proof) -> Result<ExitCode> {
    if options.out.is_some() && options.files.len() != 1 {
        bail!("--out 一次只写一个文件，请只给一个 .docx");
    }
    let silences = silences(options)?;
    let mut good = true;
    for file in &options.files {
        good &= one(context, options, file, &silences)?;
    }
    Ok(code(good))
}

/// Silences of the project file: the one named, or `proof.toml` here where there is one.
fn silences(options: &Proof) -> Result<Vec<Silence>> {
    let path = match &options.config {
        Some(path) => path.clone(),
        None if Path::new("proof.toml").exists() => "proof.toml".into(),
        None => return Ok(Vec::new()),
    };
    let text = fs::read_to_string(&path).with_context(|| format!("读不了 {}", path.display()))?;
    read_project_file(&text).map_err(|why| anyhow::anyhow!("{}:{why}", path.display()))
}

fn one(context: &Context, options: &Proof, file: &Path, silences: &[Silence]) -> Result<bool> {
    let name = file.display().to_string();
    let size = fs::metadata(file).with_context(|| format!("没有文件 {name}"))?.len();
    if size > MAX_BYTES {
        eprintln!("{name}：文件有 {} MB，超过 {} MB，不读。请拆成几个文件。", size >> 20, MAX_BYTES >> 20);
        return Ok(false);
    }
    let bytes = fs::read(file).with_context(|| format!("读不了 {name}"))?;
    let document = match read_file(&bytes, &name) {
        Ok(document) => document,
        Err(refusal) => {
            eprintln!("{name}:{refusal}");
            return Ok(false);
        }
    };
    let report = check(&document, &Options { silences: silences_for(silences, &name), public: options.public });
    match options.format {
        ProofFormat::Json => println!("{}", render_json(&report)),
        ProofFormat::Html => println!("{}", render_html(&document, &name, &report)),
        ProofFormat::Text => print!("{}", render_terminal(&document, &name, &report, context.colour)),
    }
    if let Some(out) = &options.out {
        comment(&bytes, &report, out)?;
        context.say(format!("意见已写成批注：{}", out.display()));
    }
    Ok(report.worst() != Some(Severity::Error))
}

fn comment(bytes: &[u8], report: &Report, out: &Path) -> Result<()> {
    let marked = write_docx_comments(bytes, report).map_err(|refusal| anyhow::anyhow!("{refusal}"))?;
    fs::write(out, marked).with_context(|| format!("写不了 {}", out.display()))
}
