//! The program: commands, configuration, clock, wiring.

mod cli;
mod clock;
mod commands;
mod condition;
mod config;
mod context;
mod progress;

use std::process::ExitCode;

use clap::Parser;

use crate::{cli::Cli, context::Context};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = Context::new(&cli.common).and_then(|context| commands::run(&context, cli.command));
    match outcome {
        Ok(code) => code,
        Err(error) => {
            for (depth, cause) in error.chain().enumerate() {
                eprintln!("{}{cause}", if depth == 0 { "错误:" } else { "  原因:" });
            }
            ExitCode::FAILURE
        }
    }
}
