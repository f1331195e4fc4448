//! The state machine of a ledger as a Mermaid diagram.

use std::fmt::Write as _;

use banjie_model::definition::{Action, Ledger, Limit};

/// A `stateDiagram-v2`: states by their titles, actions as arrows, limits as notes. Empty for a plain register.
#[must_use]
pub fn draw(ledger: &Ledger) -> String {
    if ledger.states.is_empty() {
        return String::new();
    }
    let mut text = format!("---\ntitle: {}\n---\nstateDiagram-v2\n", ledger.title);
    for state in &ledger.states {
        let _ = writeln!(text, "    state \"{}\" as {}", escaped(&state.title), id(&state.name));
    }
    for state in ledger.states.iter().filter(|state| state.start) {
        let _ = writeln!(text, "    [*] --> {}", id(&state.name));
    }
    for action in &ledger.actions {
        for from in origins(ledger, action) {
            let to = action.to.as_deref().unwrap_or(from);
            let _ = writeln!(text, "    {} --> {}: {}", id(from), id(to), escaped(&action.title));
        }
    }
    for state in ledger.states.iter().filter(|state| state.end) {
        let _ = writeln!(text, "    {} --> [*]", id(&state.name));
    }
    for limit in &ledger.limits {
        for from in &limit.from {
            let _ = writeln!(text, "    note right of {}: {}", id(from), escaped(&note(limit)));
        }
    }
    text
}

/// States an action may be taken in; an action that moves nothing is drawn only where it is declared.
fn origins<'a>(ledger: &'a Ledger, action: &'a Action) -> Vec<&'a str> {
    if !action.from.is_empty() {
        return action.from.iter().map(|name| &**name).collect();
    }
    if action.to.is_none() {
        return Vec::new();
    }
    ledger.states.iter().filter(|state| !state.end).map(|state| &*state.name).collect()
}

fn note(limit: &Limit) -> String {
    let lengths: Vec<String> = limit.within.iter().map(|allowance| allowance.take.zh()).collect();
    format!("{} {}", limit.title, lengths.join(" / "))
}

/// Mermaid ends a label at a semicolon or colon and reads `#` as an entity.
fn escaped(text: &str) -> String {
    text.chars().map(|c| if matches!(c, ':' | ';' | '#' | '"' | '\n') { ' ' } else { c }).collect()
}

/// Words of the diagram language can't name a state.
fn id(name: &str) -> String {
    let is_taken =
        matches!(name, "state" | "note" | "end" | "direction" | "as" | "fork" | "join" | "choice" | "class" | "style");
    if is_taken { format!("{name}_") } else { name.to_string() }
}
