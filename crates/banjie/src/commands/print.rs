//! `print`: documents from records, one or many, each with its own number.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result, bail};
use banjie_office::{
    forms::{self, Binding, Failure, File, Of, Output},
    printing::Form,
};

use crate::{
    cli::print::{InnerForm, Print},
    context::Context,
};

/// Prints documents.
pub fn run(context: &Context, options: &Print) -> Result<ExitCode> {
    let binding = binding(options, options.record.is_none())?;
    let progress = context.progress();
    let (ready, mut failures) = context.wait(async {
        let desk = context.desk().await?;
        let actor = context.actor(&desk)?;
        let listed = match (&options.record, &options.records) {
            (Some(one), _) => vec![one.clone()],
            (None, Some(list)) => numbers(list)?,
            (None, None) => Vec::new(),
        };
        let of = match &options.filter {
            Some(filter) => Of::Where(filter),
            None if options.record.is_none() && options.records.is_none() => {
                bail!("请写明打印哪些记录：--record 编号、--records 编号或文件、--where 条件")
            }
            None => Of::Numbers(&listed),
        };
        anyhow::Ok(forms::print(&desk, &actor, context.now, (&options.what, of), progress.as_ref()).await?)
    })?;
    let mut output = Output::new(&context.fonts, binding);
    progress.begin("打印", ready.len() as u64);
    let mut n = 0;
    for one in &ready {
        match output.add(one.file_name(), &one.printed) {
            Ok(()) => n += 1,
            Err(error) => failures.push(Failure { record: one.called.clone(), why: error.to_string() }),
        }
        progress.step(1);
    }
    progress.end();
    if n > 0 {
        save(output.finish("")?, &options.out)?;
        println!("已打印 {n} 份 → {}。", options.out.display());
    }
    for Failure { record, why } in &failures {
        eprintln!("没有打印 {record}：{why}");
    }
    if !failures.is_empty() {
        eprintln!("有 {} 份没有打印，见上。", failures.len());
    }
    Ok(super::code(failures.is_empty()))
}

/// How the documents are written, by the ending of the output file.
fn binding(options: &Print, batch: bool) -> Result<Binding> {
    let ending = options.out.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    Ok(match ending.as_str() {
        "zip" => Binding::Zip(inner(options.form)),
        "pdf" => Binding::Pdf,
        "docx" if !batch => Binding::Single(Form::Docx),
        "html" | "htm" if !batch => Binding::Single(Form::Html),
        "docx" | "html" | "htm" => bail!("成批打印请写成 .zip（每份一个文件）或 .pdf（合为一个）"),
        _ => bail!("文书写成 .docx、.html、.pdf，成批时 .zip 或 .pdf；{} 不是", options.out.display()),
    })
}

fn inner(form: InnerForm) -> Form {
    match form {
        InnerForm::Docx => Form::Docx,
        InnerForm::Html => Form::Html,
        InnerForm::Pdf => Form::Pdf,
    }
}

/// Writes the first file where it was asked for, a receipt beside it.
fn save(files: Vec<File>, path: &Path) -> Result<()> {
    for (index, File { title, name, bytes }) in files.into_iter().enumerate() {
        let path = if index == 0 { path.to_owned() } else { beside(path, &title, &name) };
        fs::write(&path, bytes).with_context(|| format!("写不了 {}", path.display()))?;
    }
    Ok(())
}

/// "决定书-送达回证.docx" beside "决定书.docx".
fn beside(path: &Path, title: &str, name: &str) -> PathBuf {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let ending = Path::new(name).extension().map(|ending| ending.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!("{stem}-{title}.{ending}"))
}

/// Numbers from a list, or from the lines of a file.
fn numbers(list: &str) -> Result<Vec<String>> {
    let path = std::path::Path::new(list);
    let text = if path.is_file() {
        std::fs::read_to_string(path).with_context(|| format!("读不了 {list}"))?
    } else {
        list.to_owned()
    };
    let numbers = text.split(['\n', '、', ',', '，']).map(str::trim).filter(|number| !number.is_empty());
    Ok(numbers.map(str::to_owned).collect())
}
