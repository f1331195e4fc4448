//! Markdown and HTML.
#![no_main]
use banjie_proof::{Options, check, read_file, render_html, render_terminal};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    for name in ["a.md", "a.html"] {
        if let Ok(document) = read_file(data, name) {
            let report = check(&document, &Options::default());
            let _ = render_html(&document, name, &report);
            let _ = render_terminal(&document, name, &report, true);
        }
    }
});
