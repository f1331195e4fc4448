//! The program: commands, configuration, clock, wiring.

mod cli;
mod clock;
mod commands;
mod condition;
mod config;
mod context;
mod fonts;
mod key;
mod progress;
mod shipped;

use std::{
    error::Error,
    io::{self, ErrorKind},
    process::ExitCode,
};

use clap::Parser;

use crate::{cli::Cli, context::Context};

/// What the system says of files, in words the user reads; none: its own words.
fn in_chinese(cause: &(dyn Error + 'static)) -> Option<&'static str> {
    Some(match cause.downcast_ref::<io::Error>()?.kind() {
        ErrorKind::NotFound => "没有这个文件或文件夹，请核对路径",
        ErrorKind::PermissionDenied => "没有权限，请检查文件和文件夹的读写权限",
        ErrorKind::IsADirectory => "这是文件夹，不是文件",
        ErrorKind::NotADirectory => "路径中间有一段是文件，不是文件夹",
        ErrorKind::StorageFull => "磁盘已满，请清理后重试",
        ErrorKind::ReadOnlyFilesystem => "所在的磁盘是只读的",
        ErrorKind::InvalidData => "内容不是 UTF-8 文本",
        _ => return None,
    })
}

/// Ends quietly when the reader of our output has gone (`banjie trace … | head`); every other panic is told as usual.
fn end_quietly_when_nobody_reads() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if panic.to_string().contains("Broken pipe") {
            std::process::exit(0);
        }
        usual(panic);
    }));
}

fn main() -> ExitCode {
    end_quietly_when_nobody_reads();
    let cli = Cli::parse();
    let outcome = Context::new(&cli.common).and_then(|context| {
        let outcome = commands::run(&context, cli.command);
        context.close();
        outcome
    });
    match outcome {
        Ok(code) => code,
        Err(error) => {
            for (depth, cause) in error.chain().enumerate() {
                let words = in_chinese(cause).map_or_else(|| cause.to_string(), String::from);
                eprintln!("{}{words}", if depth == 0 { "错误：" } else { "  原因：" });
            }
            ExitCode::FAILURE
        }
    }
}
