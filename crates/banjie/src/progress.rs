//! A progress bar on the terminal.

use std::sync::Mutex;

use banjie_desk::Progress;
use indicatif::{ProgressBar, ProgressStyle};

/// Shows one stage at a time.
#[derive(Default)]
pub struct Bar(Mutex<Option<ProgressBar>>);

impl Bar {
    fn with(&self, act: impl FnOnce(&mut Option<ProgressBar>)) {
        if let Ok(mut bar) = self.0.lock() {
            act(&mut bar);
        }
    }
}

impl Progress for Bar {
    fn begin(&self, what: &str, total: u64) {
        let (bar, form) = match total {
            0 => (ProgressBar::new_spinner(), "{msg} {spinner} {human_pos}"),
            _ => (ProgressBar::new(total), "{msg} {wide_bar} {human_pos}/{human_len} 余 {eta}"),
        };
        if let Ok(style) = ProgressStyle::with_template(form) {
            bar.set_style(style);
        }
        bar.set_message(what.to_string());
        self.with(|slot| {
            if let Some(old) = slot.replace(bar) {
                old.finish_and_clear();
            }
        });
    }

    fn step(&self, n: u64) {
        self.with(|slot| {
            if let Some(bar) = slot {
                bar.inc(n);
            }
        });
    }

    fn end(&self) {
        self.with(|slot| {
            if let Some(bar) = slot.take() {
                bar.finish_and_clear();
            }
        });
    }
}
