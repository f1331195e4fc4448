//! Killed at any moment of apply, import, tick or act: nothing is half-done, nothing is done twice, and doing it again ends
//! where an undisturbed run ends.

use std::{
    fs,
    process::Child,
    thread::sleep,
    time::{Duration, Instant},
};

use banjie_store::testing::{Audit, Cluster};

use crate::support::{House, LETTER, wait};

/// When a run is killed.
#[derive(Clone, Copy, Debug)]
enum Kill {
    /// After this share of an undisturbed run, in percent.
    Share(u32),
    /// So many tenths of a millisecond after the first page reached the write-ahead log of SQLite.
    Writing(u64),
}

/// Twelve moments over the whole run, twelve in and around the write to the disk.
const TWENTY_FOUR: [Kill; 24] = {
    let mut kills = [Kill::Share(0); 24];
    let mut i = 0;
    while i < 12 {
        kills[i] = Kill::Share(4 + 8 * i as u32);
        kills[12 + i] = Kill::Writing((i * i) as u64);
        i += 1;
    }
    kills
};

/// Half of them.
fn twelve() -> Vec<Kill> {
    TWENTY_FOUR.into_iter().skip(1).step_by(2).collect()
}

/// On PostgreSQL the whole run is spread over five.
const FIVE: [Kill; 5] = [Kill::Share(35), Kill::Share(55), Kill::Share(70), Kill::Share(80), Kill::Share(92)];

/// Whether a command is one transaction or several.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Steps {
    /// All or nothing.
    One,
    /// Batches, each of them all or nothing.
    Many,
}

/// Kills the command at each moment, on a copy of the house each time.
fn survives(base: &House, copy: impl Fn(&House) -> House, args: &[&str], steps: Steps, kills: &[Kill]) {
    let calm = copy(base);
    let before = calm.audit();
    let started = Instant::now();
    calm.good(args);
    let mut lasted = started.elapsed();
    let whole = calm.audit();
    assert_ne!(before.exact, whole.exact, "the command does something");
    let mut met = 0;
    for kill in kills {
        let mut house = copy(base);
        let mut meets = kill_at(&house, args, *kill, lasted);
        for _ in 0..4 {
            if meets || matches!(kill, Kill::Writing(_)) {
                break;
            }
            // The machine has less to do than when the undisturbed run was timed.
            lasted = lasted * 2 / 3;
            house = copy(base);
            meets = kill_at(&house, args, *kill, lasted);
        }
        met += u32::from(meets);
        let found = house.audit();
        sound(&before, &found, &whole, steps, *kill);
        // What was done already is refused or left alone the second time: the state tells, not the exit code.
        let again = house.run(args);
        let end = house.audit();
        assert_eq!(end.content, whole.content, "{kill:?}: {:?} {:?}\n{}{}", end.rows, whole.rows, again.out, again.err);
        if steps == Steps::One {
            assert_eq!(end.exact, whole.exact, "{kill:?}");
        }
    }
    assert!(
        met * 2 >= u32::try_from(kills.len()).unwrap(),
        "only {met} of {} kills met a running program",
        kills.len()
    );
}

/// All or nothing of each transaction.
fn sound(before: &Audit, found: &Audit, whole: &Audit, steps: Steps, kill: Kill) {
    if steps == Steps::One {
        let one = found.exact == before.exact || found.exact == whole.exact;
        assert!(one, "{kill:?}: half-done: {:?}, neither {:?} nor {:?}", found.rows, before.rows, whole.rows);
    }
    for (table, n) in &found.rows {
        assert!((before.count(table)..=whole.count(table)).contains(n), "{kill:?}: {table} has {n} rows");
    }
}

/// Starts the command and kills it without warning; false when it had ended before.
fn kill_at(house: &House, args: &[&str], kill: Kill, lasted: Duration) -> bool {
    let mut child = house.command(args).spawn().unwrap();
    match kill {
        Kill::Share(percent) => sleep(lasted * percent / 100),
        Kill::Writing(tenths) => {
            let log = house.path("banjie.db-wal");
            while fs::metadata(&log).map_or(0, |m| m.len()) == 0 && running(&mut child) {
                std::hint::spin_loop();
            }
            sleep(Duration::from_micros(tenths * 100));
        }
    }
    let met = running(&mut child);
    child.kill().unwrap();
    child.wait().unwrap();
    if let Some(url) = house.db.as_ref().filter(|db| db.starts_with("postgres:")) {
        wait(Cluster::shared().quiet(url));
    }
    met
}

fn running(child: &mut Child) -> bool {
    child.try_wait().unwrap().is_none()
}

/// A house over a database of its own on PostgreSQL, the same as that of the base.
fn on_postgres(base: &House) -> House {
    let url = base.db.as_ref().expect("the base is on PostgreSQL");
    wait(Cluster::shared().quiet(url));
    let db = wait(Cluster::shared().copy(url));
    House { db: Some(db), ..base.copy() }
}

fn empty_on_postgres() -> House {
    House { db: Some(wait(Cluster::shared().fresh())), ..House::empty() }
}

/// An upgrade that adds a field and an index.
fn upgrade(house: &House) {
    house.edit("letters/package.toml", "version = \"1.0.0\"", "version = \"1.1.0\"");
    let area = "reply = { title";
    house.edit(
        "letters/ledgers/letter.toml",
        area,
        &format!("visits = {{ title = \"走访次数\", type = \"int\", class = \"public\" }}\n{area}"),
    );
}

#[test]
fn a_killed_apply_leaves_no_database_or_a_whole_one() {
    survives(&House::empty(), House::copy, &["apply"], Steps::One, &twelve());
}

#[test]
fn a_killed_upgrade_leaves_the_old_version_or_the_new_one() {
    let base = House::ready().with_letters(60);
    upgrade(&base);
    survives(&base, House::copy, &["apply"], Steps::One, &twelve());
}

#[test]
fn a_killed_import_leaves_no_row_or_every_row() {
    let base = House::ready();
    base.letters("信访件.xlsx", 250);
    survives(&base, House::copy, &["import", LETTER, "信访件.xlsx", "--history"], Steps::One, &TWENTY_FOUR);
}

#[test]
fn a_killed_list_of_acts_leaves_no_act_or_every_act() {
    let base = House::ready().with_letters(80);
    base.acts("办理.xlsx", 80);
    survives(&base, House::copy, &["import", LETTER, "办理.xlsx", "--actions"], Steps::One, &twelve());
}

#[test]
fn a_killed_tick_lets_every_consequence_fall_once() {
    let base = House::ready().with_letters(700);
    survives(&base, House::copy, &["tick"], Steps::Many, &TWENTY_FOUR);
}

#[test]
fn a_killed_act_is_not_done_or_done_once() {
    let base = House::ready().with_letters(20);
    let act = ["act", LETTER, "accept", "信〔2026〕2号", "--as", "yj"];
    survives(&base, House::copy, &act, Steps::One, &TWENTY_FOUR);
}

#[test]
fn a_killed_registration_takes_no_number_or_one() {
    let base = House::ready().with_letters(3);
    let act = ["act", LETTER, "create", "subject=井盖缺失", "kind=来信", "received_on=2026-05-07", "--as", "jl"];
    survives(&base, House::copy, &act, Steps::One, &twelve());
}

/// The same house over a database that is not there yet.
fn beside_a_new_database(base: &House) -> House {
    let copy = base.copy();
    House { db: Some(copy.path("新库.db").display().to_string()), ..copy }
}

#[test]
fn a_killed_restore_leaves_an_empty_database_or_a_whole_one() {
    let base = House::ready().with_letters(60);
    base.good(&["backup", "备份.bak"]);
    let kills = [20, 40, 55, 65, 75, 85, 95].map(Kill::Share);
    survives(&base, beside_a_new_database, &["restore", "备份.bak"], Steps::One, &kills);
}

#[test]
fn a_killed_backup_leaves_no_backup_or_a_whole_one() {
    let base = House::ready().with_letters(60);
    let whole = base.audit();
    let started = Instant::now();
    base.copy().good(&["backup", "备份.bak"]);
    let lasted = started.elapsed();
    for percent in [30, 50, 60, 70, 75, 80, 85, 90, 95] {
        let house = base.copy();
        kill_at(&house, &["backup", "备份.bak"], Kill::Share(percent), lasted);
        if !house.path("备份.bak").exists() {
            house.good(&["backup", "备份.bak"]);
        }
        let restored = beside_a_new_database(&house);
        restored.good(&["restore", "备份.bak"]);
        assert_eq!(restored.audit(), whole, "killed at {percent} percent");
        assert_eq!(house.audit(), whole, "the source is untouched");
    }
}

#[test]
fn on_postgresql_a_killed_apply_leaves_nothing_or_everything() {
    survives(&empty_on_postgres(), on_postgres, &["apply"], Steps::One, &FIVE);
}

#[test]
fn on_postgresql_a_killed_import_leaves_no_row_or_every_row() {
    let base = empty_on_postgres().furnished();
    base.letters("信访件.xlsx", 250);
    survives(&base, on_postgres, &["import", LETTER, "信访件.xlsx", "--history"], Steps::One, &FIVE);
}

#[test]
fn on_postgresql_a_killed_tick_lets_every_consequence_fall_once() {
    let base = empty_on_postgres().furnished().with_letters(600);
    survives(&base, on_postgres, &["tick"], Steps::Many, &FIVE);
}

#[test]
fn on_postgresql_a_killed_act_is_not_done_or_done_once() {
    let base = empty_on_postgres().furnished().with_letters(20);
    let act = ["act", LETTER, "accept", "信〔2026〕2号", "--as", "yj"];
    survives(&base, on_postgres, &act, Steps::One, &FIVE);
}

/// The same command by several programs at the same moment.
fn together(house: &House, args: &[&str], n: usize) -> Audit {
    let children: Vec<Child> = (0..n).map(|_| house.command(args).spawn().unwrap()).collect();
    for child in children {
        house.answer(child.wait_with_output().unwrap());
    }
    house.audit()
}

#[test]
fn several_programs_importing_one_workbook_at_once_write_every_row_once() {
    let calm = House::ready().with_letters(80);
    let whole = calm.audit();
    let sqlite = House::ready();
    let postgres = empty_on_postgres().furnished();
    for house in [sqlite, postgres] {
        house.letters("信访件.xlsx", 80);
        let found = together(&house, &["import", LETTER, "信访件.xlsx", "--history"], 3);
        assert_eq!(found.content, whole.content);
    }
}

#[test]
fn several_schedulers_at_once_let_every_consequence_fall_once() {
    let base = House::ready().with_letters(200);
    let calm = base.copy();
    calm.good(&["tick"]);
    let found = together(&base, &["tick"], 3);
    assert_eq!(found.content, calm.audit().content);
}
