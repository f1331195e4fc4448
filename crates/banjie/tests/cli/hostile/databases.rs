//! Databases that are locked, read-only, full, gone or no databases at all.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Child, Command},
    thread::sleep,
    time::{Duration, Instant},
};

use banjie_desk::ports::{Store as _, StoreTx as _};
use banjie_store::testing::Cluster;

use crate::support::{BANJIE, House, LETTER, Ran, wait};

#[track_caller]
fn check(ran: &Ran, expected: &str) {
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains(expected), "{expected} not in\n{}{}", ran.out, ran.err);
}

#[test]
fn a_locked_database_is_waited_for_and_then_told() {
    let house = House::ready().with_letters(3);
    house.letters("更多.xlsx", 5);
    let before = house.audit();
    let address = house.address();
    let held = tokio::runtime::Runtime::new().unwrap();
    let (store, tx) = held.block_on(async {
        let store = banjie_store::connect(&address).await.unwrap();
        let tx = store.begin().await.unwrap();
        (store, tx)
    });
    let started = Instant::now();
    let writers: Vec<Child> = [
        &["import", LETTER, "更多.xlsx", "--history"][..],
        &["act", LETTER, "edit", "信〔2026〕1号", "people=3"],
        &["tick"],
        &["apply"],
    ]
    .iter()
    .map(|args| house.command(args).spawn().unwrap())
    .collect();
    house.good(&["board", LETTER]);
    assert!(started.elapsed() < Duration::from_secs(8), "reading does not wait for the writer");
    for writer in writers {
        check(&house.answer(writer.wait_with_output().unwrap()), "数据库正被另一个程序占用");
    }
    assert!(started.elapsed() < Duration::from_secs(25), "nobody waits for ever: {:?}", started.elapsed());
    let inside = held.enter();
    drop(tx);
    drop(inside);
    held.block_on(store.close());
    assert_eq!(house.audit(), before);
    house.good(&["import", LETTER, "更多.xlsx", "--history"]);
}

#[test]
fn a_file_that_is_no_database_is_told_and_left_alone() {
    let house = House::empty();
    let text = "这是一封信。".repeat(500);
    fs::write(house.path("banjie.db"), &text).unwrap();
    for args in [&["apply"][..], &["plan"], &["board", LETTER], &["backup", "x.bak"]] {
        check(&house.run(args), "这个文件不是 SQLite 数据库");
    }
    assert_eq!(fs::read_to_string(house.path("banjie.db")).unwrap(), text);
}

#[test]
fn a_torn_database_is_told() {
    let house = House::ready().with_letters(200);
    let bytes = fs::read(house.path("banjie.db")).unwrap();
    fs::write(house.path("banjie.db"), &bytes[..bytes.len() / 3]).unwrap();
    let ran = house.run(&["export", LETTER, "-o", "出.xlsx"]);
    check(&ran, "错误:");
    assert!(ran.err.contains("损坏") && ran.err.contains("备份"), "{}", ran.err);
}

/// The program as somebody without any rights; as whoever runs the tests where that is not root.
fn unprivileged(house: &House, args: &[&str]) -> Ran {
    let root = fs::metadata("/proc/self").map(|m| std::os::unix::fs::MetadataExt::uid(&m)).unwrap() == 0;
    let mut command = Command::new(if root { "setpriv" } else { "env" });
    if root {
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
    }
    command.arg(BANJIE).args(args);
    house.settle(&mut command);
    house.answer(command.output().unwrap())
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_read_only_folder_is_told() {
    let house = House::ready().with_letters(3);
    house.letters("更多.xlsx", 5);
    let before = house.audit();
    set_mode(&house.path("banjie.db"), 0o444);
    set_mode(house.dir.path(), 0o555);
    for args in
        [&["import", LETTER, "更多.xlsx", "--history"][..], &["act", LETTER, "edit", "信〔2026〕1号", "people=3"]]
    {
        let ran = unprivileged(&house, args);
        check(&ran, "错误:");
        assert!(ran.err.contains("只读") || ran.err.contains("可写") || ran.err.contains("权限"), "{}", ran.err);
    }
    check(&unprivileged(&house, &["apply", "--db", "新库.db"]), "文件夹是否可写");
    check(&unprivileged(&house, &["backup", "备份.bak"]), "错误:");
    set_mode(house.dir.path(), 0o755);
    set_mode(&house.path("banjie.db"), 0o644);
    assert_eq!(house.audit(), before);
}

/// A small file system of its own that goes away with this value.
struct SmallDisk<'a>(&'a Path);

impl SmallDisk<'_> {
    fn mount(path: &Path) -> Option<SmallDisk<'_>> {
        fs::create_dir(path).unwrap();
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(path).output();
        done.is_ok_and(|o| o.status.success()).then_some(SmallDisk(path))
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        // The test has said already what went wrong.
        let _ended = Command::new("umount").arg(self.0).status();
    }
}

#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    let mut house = House::ready().with_letters(10);
    let path = house.path("小盘");
    let Some(_disk) = SmallDisk::mount(&path) else {
        eprintln!("not tested here: a file system of its own needs root and mount; the store tests a bounded database");
        return;
    };
    fs::copy(house.path("banjie.db"), path.join("banjie.db")).unwrap();
    house.db = Some(path.join("banjie.db").display().to_string());
    house.letters("更多.xlsx", 1200);
    let before = house.audit();
    check(&house.run(&["import", LETTER, "更多.xlsx", "--history"]), "数据库所在的磁盘已满");
    assert_eq!(house.audit(), before);
    house.good(&["board", LETTER]);
    let backup = path.join("备份.bak").display().to_string();
    fs::write(path.join("别的.bin"), vec![1; 900_000]).unwrap_or_default();
    check(&house.run(&["backup", &backup]), "磁盘");
    assert!(!Path::new(&backup).exists());
    fs::remove_file(path.join("别的.bin")).unwrap();
    assert_eq!(house.audit(), before);
}

/// An import that waits for a lock held by the test, so that it can be met in the middle.
fn waiting_import(house: &House, held: &tokio::runtime::Runtime) -> (banjie_store::AnyTx, Child) {
    house.letters("信访件.xlsx", 50);
    let address = house.address();
    let tx = held.block_on(async {
        let store = banjie_store::connect(&address).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        tx.next_record_ids(1).await.unwrap();
        tx
    });
    let mut child = house.command(&["import", LETTER, "信访件.xlsx", "--history"]).spawn().unwrap();
    sleep(Duration::from_secs(2));
    assert!(child.try_wait().unwrap().is_none(), "the import waits");
    (tx, child)
}

#[test]
fn connections_ended_in_the_middle_of_an_import_leave_nothing_behind() {
    let house = House { db: Some(wait(Cluster::shared().fresh())), ..House::empty() }.furnished();
    let before = house.audit();
    let held = tokio::runtime::Runtime::new().unwrap();
    let (tx, child) = waiting_import(&house, &held);
    wait(Cluster::shared().terminate(&house.address()));
    check(&house.answer(child.wait_with_output().unwrap()), "与数据库的连接中断");
    let inside = held.enter();
    drop(tx);
    drop(inside);
    wait(Cluster::shared().quiet(&house.address()));
    assert_eq!(house.audit(), before);
    house.good(&["import", LETTER, "信访件.xlsx", "--history"]);
}

#[test]
fn a_server_stopped_in_the_middle_of_an_import_is_told() {
    let cluster = Cluster::start(false);
    let house = House { db: Some(wait(cluster.fresh())), ..House::empty() }.furnished();
    let held = tokio::runtime::Runtime::new().unwrap();
    let (tx, child) = waiting_import(&house, &held);
    cluster.stop();
    check(&house.answer(child.wait_with_output().unwrap()), "与数据库的连接中断");
    let inside = held.enter();
    drop(tx);
    drop(inside);
    let started = Instant::now();
    check(&house.run(&["board", LETTER]), "请确认数据库服务已启动");
    assert!(started.elapsed() < Duration::from_secs(10), "a server that is not there is told at once");
}

#[test]
fn a_database_the_server_does_not_have_is_told() {
    let house = House { db: Some(Cluster::shared().url("nobody")), ..House::empty() };
    check(&house.run(&["apply"]), "数据库服务器上没有这个库");
}
