//! Configuration, folders, and the command line itself.

use std::fs;

use insta::assert_snapshot;

use crate::support::{House, LETTER, Ran};

#[test]
fn flags_go_before_the_environment_and_that_before_the_file() {
    let house = House::empty();
    fs::write(house.path("banjie.toml"), "db = \"文件.db\"\npackages = \"packages\"\n").unwrap();
    assert!(house.good(&["apply"]).contains("数据库 文件.db 与"));
    let mut command = house.command(&["apply"]);
    command.env("BANJIE_DB", "环境.db");
    assert!(house.answer(command.output().unwrap()).out.contains("数据库 环境.db 与"));
    let mut command = house.command(&["apply", "--db", "选项.db"]);
    command.env("BANJIE_DB", "环境.db");
    assert!(house.answer(command.output().unwrap()).out.contains("数据库 选项.db 与"));
}

#[test]
fn an_unknown_key_in_the_file_is_told_with_the_known_ones() {
    let house = House::empty();
    fs::write(house.path("banjie.toml"), "database = \"x.db\"\n").unwrap();
    assert_snapshot!(house.shown(&["apply"]), @r#"
    ! 错误:banjie.toml 里有不认识的项“database”。可用的项:db、packages、key、account、fonts
    = 1
    "#);
    fs::write(house.path("banjie.toml"), "db = 3\n").unwrap();
    assert_snapshot!(house.shown(&["apply"]), @r#"
    ! 错误:banjie.toml 里的“db”应是文本,要用引号括起来,如 db = "…"
    = 1
    "#);
    fs::write(house.path("banjie.toml"), "db = \"x.db\n").unwrap();
    assert_snapshot!(house.shown(&["apply"]), @r#"
    ! 错误:banjie.toml 不是正确的 TOML
    !   原因:TOML parse error at line 1, column 11
    !   |
    ! 1 | db = "x.db
    !   |           ^
    ! invalid basic string, expected `"`
    ! 
    = 1
    "#);
}

#[test]
fn the_account_of_the_file_acts() {
    let house = House::ready();
    fs::write(house.path("banjie.toml"), "account = \"jw\"\n").unwrap();
    let create = ["act", LETTER, "create", "subject=路灯", "kind=来信", "received_on=2026-05-06"];
    assert_snapshot!(house.shown(&create), @r#"
    ! 不予办理(not-permitted):您的角色是纪检,不能新建信访件:须由经办员或科长办理。请转交经办员或科长。
    = 1
    "#);
    house.good(&[&create[..], &["--as", "jl"]].concat());
}

#[test]
fn it_runs_from_any_folder() {
    let house = House::ready();
    let elsewhere = tempfile::TempDir::new().unwrap();
    let run = |args: &[&str]| -> Ran {
        let mut command = house.command(args);
        command.current_dir(elsewhere.path());
        let ran = house.answer(command.output().unwrap());
        let text = |t: &str| t.replace(&elsewhere.path().display().to_string(), "[elsewhere]");
        Ran { out: text(&ran.out), err: text(&ran.err), ..ran }
    };
    let (db, packages) = (house.path("banjie.db"), house.path("packages"));
    let (db, packages) = (db.to_str().unwrap(), packages.to_str().unwrap());
    assert_eq!(run(&["board", LETTER, "--db", db, "--packages", packages]).code, 0);
    let shipped = run(&["board", LETTER, "--db", db]);
    assert!(shipped.shown().contains("当前内容建立或更新。请先运行 banjie plan"), "{}", shipped.err);
    assert_snapshot!(run(&["board", LETTER, "--packages", packages]).shown(), @r#"
    ! 错误:没有数据库 banjie.db。请核对 --db、环境变量 BANJIE_DB 或 banjie.toml 写的地址;第一次使用,先运行 banjie apply 建立
    = 1
    "#);
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0, "nothing is left behind");
}

#[test]
fn a_folder_without_packages_is_told() {
    let house = House::empty();
    fs::create_dir(house.path("空")).unwrap();
    assert_snapshot!(house.shown(&["plan", "--packages", "空"]), @r#"
    ! 错误:文件夹 空 里没有应用包;用 --packages 指明应用包所在的文件夹
    = 1
    "#);
}

#[test]
fn addresses_that_lead_nowhere_are_told() {
    let house = House::empty();
    assert_snapshot!(house.shown(&["apply", "--db", "mysql://x/y"]), @r#"
    ! 错误:数据库地址“mysql://x/y”写得不对。应为 sqlite:文件路径、文件路径,或 postgres://用户:口令@主机:端口/库名。
    = 1
    "#);
    assert_snapshot!(house.shown(&["apply", "--db", "没有/库.db"]), @r#"
    ! 错误:数据库文件打不开(unable to open database file)。请检查路径是否存在、文件夹是否可写。
    = 1
    "#);
    assert_snapshot!(house.shown(&["apply", "--db", "packages"]), @r#"
    ! 错误:数据库文件打不开(unable to open database file)。请检查路径是否存在、文件夹是否可写。
    = 1
    "#);
    assert_snapshot!(house.shown(&["apply", "--db", "postgres://x@127.0.0.1:1/y"]), @r#"
    ! 错误:与数据库的连接中断或建立不起来(Connection refused (os error 111));未提交的操作没有写入任何数据。请确认数据库服务已启动、地址端口正确、网络通畅,然后重试。
    = 1
    "#);
}

#[test]
fn a_moment_that_is_none_is_told() {
    assert_snapshot!(House::empty().shown(&["plan", "--now", "明天"]), @r#"
    ! 错误:“明天”不是时刻。请写成 2025-10-14 或 2025-10-14T09:00
    = 1
    "#);
}

#[test]
fn the_command_line_helps() {
    let house = House::empty();
    let help = house.good(&["--help"]);
    assert!(help.contains("示例") && help.contains("apply") && help.contains("--db"), "{help}");
    for command in ["demo", "check", "import", "export", "act", "tick", "board", "indicators", "trace", "report"] {
        house.good(&[command, "--help"]);
    }
    assert!(house.good(&["--version"]).starts_with("banjie "));
    assert_eq!(house.run(&[]).code, 2);
    assert_eq!(house.run(&["imprt"]).code, 2);
}
