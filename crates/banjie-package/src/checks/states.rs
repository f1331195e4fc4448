//! States: one start, each reachable, each can be left; hand-overs have a receiver.

use banjie_model::definition::{Action, Ledger, State};

use super::{Ctx, routes::Routes};
use crate::findings::Findings;

pub(super) fn check_states(ctx: &Ctx<'_>, ledger: &Ledger, findings: &mut Findings) {
    for action in &ledger.actions {
        check_hand_over(ctx, ledger, action, findings);
    }
    if ledger.states.is_empty() {
        return;
    }
    let starts: Vec<&State> = ledger.states.iter().filter(|state| state.start).collect();
    match starts[..] {
        [] => {
            findings
                .add("no-start-state", ctx.ledger(ledger).reach(&["states"]).key_spot(), "没有起始环节")
                .help(format!("给办件开始的环节写上 start = true，例如 {}", ledger.states[0].name));
            return;
        }
        [start] => check_routes(ctx, ledger, start, findings),
        [first, second, ..] => {
            findings
                .add("several-start-states", ctx.spot(ledger, &["states", &second.name, "start"]), "有几个起始环节")
                .see(ctx.spot(ledger, &["states", &first.name, "start"]))
                .help("只留一个 start = true；不同的来路用办理动作区分");
        }
    }
    if !ledger.states.iter().any(|state| state.end) {
        findings
            .add("no-end-state", ctx.ledger(ledger).reach(&["states"]).key_spot(), "没有结束环节，办件永远办不完")
            .help("给办结的环节写上 end = true");
    }
}

fn check_routes(ctx: &Ctx<'_>, ledger: &Ledger, start: &State, findings: &mut Findings) {
    let routes = Routes::of(ledger);
    let reachable = routes.reachable(&start.name, &|_| false);
    let has_end = ledger.states.iter().any(|state| state.end);
    for state in &ledger.states {
        let spot = ctx.ledger(ledger).reach(&["states", &state.name]).key_spot();
        if !state.start && !reachable.contains(&*state.name) {
            findings
                .add("unreachable-state", spot, format!("环节“{}”永远走不到", state.title))
                .label("没有办理动作从起始环节通到这里")
                .help(format!("加一个 to = \"{}\" 的办理动作，或删去这个环节", state.name));
        } else if !state.end && routes.next(&state.name).next().is_none() {
            findings
                .add("state-without-exit", spot, format!("环节“{}”进去就出不来", state.title))
                .label("没有办理动作从这里离开")
                .help(format!("加一个 from = \"{}\" 的办理动作；办件到此结束的话写 end = true", state.name));
        } else if !state.end && has_end && !routes.can_end(&state.name) {
            findings
                .add("state-without-exit", spot, format!("从环节“{}”走不到任何结束环节", state.title))
                .help("加一个通向结束环节的办理动作");
        }
    }
    for action in &ledger.actions {
        check_exit(ctx, ledger, action, findings);
    }
}

fn check_exit(ctx: &Ctx<'_>, ledger: &Ledger, action: &Action, findings: &mut Findings) {
    let ends = action.from.iter().filter_map(|from| ledger.state(from)).filter(|state| state.end);
    for state in ends.filter(|state| action.to.as_ref().is_some_and(|to| *to != state.name)) {
        findings
            .add(
                "exit-from-end",
                ctx.spot(ledger, &["actions", &action.name, "from"]),
                format!("“{}”从结束环节“{}”出发", action.title, state.title),
            )
            .see(ctx.ledger(ledger).reach(&["states", &state.name]).key_spot())
            .help("结束的办件一般不再办理；确要重启，另立一件并引用原件");
    }
}

fn check_hand_over(ctx: &Ctx<'_>, ledger: &Ledger, action: &Action, findings: &mut Findings) {
    let at = ctx.ledger(ledger).reach(&["actions", &action.name]);
    if action.hands_over && action.returns_max.is_some() && action.over_to.is_none() {
        findings
            .add(
                "hand-over-without-receiver",
                at.reach(&["returns_max"]).spot(),
                format!("“{}”移交次数用完后没有人接手", action.title),
            )
            .help("写上 over_to = \"角色\":由这个角色所在的单位接手，例如督查部门");
    }
    if !action.hands_over
        && let Some(key) = at.get("returns_max").or(at.get("over_to"))
    {
        findings
            .add(
                "returns-without-hand-over",
                key.key_spot(),
                format!("“{}”不是移交，{} 不起作用", action.title, key.name),
            )
            .help("写上 hands_to = \"org\",或删去");
    }
}
