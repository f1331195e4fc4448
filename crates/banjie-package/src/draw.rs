//! The state machine of a ledger as a Mermaid diagram.

use std::fmt::Write as _;

use banjie_model::{
    aloud::{PackageTitles, name_aloud},
    definition::{Action, Ledger, Library, Limit},
};

/// A `stateDiagram-v2`: states by their titles, actions as arrows with what they create, limits as notes. Empty for a plain
/// register. `library` knows the titles of the ledgers created in.
#[must_use]
pub fn draw(ledger: &Ledger, library: &Library) -> String {
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
            let label = format!("{}{}", action.title, created(action, library));
            let _ = writeln!(text, "    {} --> {}: {}", id(from), id(to), escaped(&label));
        }
    }
    for state in ledger.states.iter().filter(|state| state.end) {
        let _ = writeln!(text, "    {} --> [*]", id(&state.name));
    }
    for limit in &ledger.limits {
        for from in &limit.from {
            let _ = writeln!(text, "    note right of {}: {}", id(from), escaped(&note(ledger, limit, library)));
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

/// What an action creates, by the titles of the ledgers: "（生成整改事项）".
fn created(action: &Action, library: &Library) -> String {
    let titles: Vec<&str> = action
        .creates
        .iter()
        .map(|creation| library.ledger(&creation.ledger).map_or(&*creation.ledger, |ledger| &*ledger.title))
        .collect();
    if titles.is_empty() { String::new() } else { format!("（生成{}）", titles.join("、")) }
}

fn note(ledger: &Ledger, limit: &Limit, library: &Library) -> String {
    let mut text = match &limit.due {
        Some(due) => {
            format!("{} {}为止", limit.title, name_aloud(due, false, &PackageTitles::from_library(library, ledger)))
        }
        None => {
            let lengths: Vec<String> = limit.within.iter().map(|allowance| allowance.take.zh()).collect();
            format!("{} {}", limit.title, lengths.join(" / "))
        }
    };
    if let Some(action) = limit.then.as_deref().and_then(|name| ledger.action(name)) {
        let _ = write!(text, "，到期自动办理“{}”", action.title);
    }
    text
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
