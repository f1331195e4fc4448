//! The checker alone: `proof proof FILE... [--format text|json|html] [-o checked.docx] [--config proof.toml] [--public]`, `proof explain CODE`.
#![expect(clippy::disallowed_methods, reason = "an example is a program of its own: it reads its arguments")]

use banjie_proof::{
    Options, Severity, check, explain, read_file, read_project_file, render_html, render_json, render_terminal,
    silences_for, write_docx_comments,
};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let command = args.next().unwrap_or_default();
    let (mut files, mut format, mut out, mut config, mut public) = (Vec::new(), "text".to_owned(), None, None, false);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--format" => format = args.next().unwrap_or_default(),
            "-o" => out = args.next(),
            "--config" => config = args.next(),
            "--public" => public = true,
            _ => files.push(arg),
        }
    }
    if command == "explain" {
        return files.iter().fold(ExitCode::SUCCESS, |code, file| match explain(file) {
            Some(text) => {
                println!("{text}");
                code
            }
            None => {
                eprintln!("没有代码 {file}");
                ExitCode::FAILURE
            }
        });
    }
    let silences = config
        .and_then(|path| std::fs::read_to_string(path).ok())
        .map(|text| read_project_file(&text).unwrap_or_default())
        .unwrap_or_default();
    let mut failed = false;
    for file in &files {
        let bytes = std::fs::read(file).unwrap_or_default();
        let document = match read_file(&bytes, file) {
            Ok(document) => document,
            Err(refusal) => {
                eprintln!("{file}：{refusal}");
                failed = true;
                continue;
            }
        };
        let report = check(&document, &Options { silences: silences_for(&silences, file), public });
        failed |= report.worst() == Some(Severity::Error);
        match format.as_str() {
            "json" => println!("{}", render_json(&report)),
            "html" => println!("{}", render_html(&document, file, &report)),
            _ => println!("{}", render_terminal(&document, file, &report, false)),
        }
        if let Some(path) = &out {
            match write_docx_comments(&bytes, &report) {
                Ok(bytes) => drop(std::fs::write(path, bytes)),
                Err(refusal) => eprintln!("{file}：{refusal}"),
            }
        }
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
