//! `plan`, `apply`, `backup`, `restore`.

use std::fs;

use insta::assert_snapshot;

use crate::support::{House, LETTER};

#[test]
fn plan_shows_the_steps_and_changes_nothing() {
    let house = House::empty();
    assert_snapshot!(house.shown(&["plan"]), @r#"
    计划(7 步):
      + 新建台账“日历调整”(orgs.calendar_day),5 个字段
      + 新建台账“机构”(orgs.org),16 个字段
      + 新建台账“人员账号”(orgs.person),8 个字段
      + 新建台账“学期”(orgs.term),4 个字段
      + 新建台账“信访件”(letters.letter),7 个字段
      + 安装程序包“机构、人员与日历”(orgs 1.2.0)
      + 安装程序包“信访件”(letters 1.0.0)
    "#);
    assert!(!house.path("banjie.db").exists(), "a plan makes no database");
}

#[test]
fn apply_makes_the_database_and_finds_nothing_to_do_the_second_time() {
    let house = House::empty();
    let first = house.good(&["apply"]);
    assert!(first.ends_with("已完成:数据库 banjie.db 与应用包一致。\n"), "{first}");
    assert!(!house.path("banjie.db-wal").exists(), "one file is the whole database");
    let made = house.audit();
    assert_snapshot!(house.shown(&["apply"]), @"数据库与应用包一致,不需要改动。");
    assert_snapshot!(house.shown(&["plan"]), @"数据库与应用包一致,不需要改动。");
    assert_eq!(house.audit(), made);
}

#[test]
fn an_upgrade_that_adds_is_planned_and_applied_without_loss() {
    let house = House::ready().with_letters(10);
    house.edit("letters/package.toml", "version = \"1.0.0\"", "version = \"1.1.0\"");
    let field = "visits = { title = \"走访次数\", type = \"int\", class = \"public\" }\nreply = ";
    house.edit("letters/ledgers/letter.toml", "reply = ", field);
    assert_snapshot!(house.shown(&["board", LETTER]), @r#"
    ! 错误:数据库还没有按应用包 letters 的当前内容建立或更新。请先运行 banjie plan 查看改动,再运行 banjie apply。
    = 1
    "#);
    assert_snapshot!(house.shown(&["plan"]), @r#"
    计划(2 步):
      + 台账“信访件”增加字段“走访次数”(visits,int)
      + 升级程序包“信访件”:1.0.0 → 1.1.0
    "#);
    assert_snapshot!(house.shown(&["apply"]), @r#"
    计划(2 步):
      + 台账“信访件”增加字段“走访次数”(visits,int)
      + 升级程序包“信访件”:1.0.0 → 1.1.0
    已完成:数据库 banjie.db 与应用包一致。
    "#);
    assert_snapshot!(house.shown(&["act", LETTER, "edit", "信〔2026〕2号", "人数=2"]), @"已办理:信〔2026〕2号,现为“收件”(第 2 版,记录号 #9)。");
    assert_snapshot!(house.shown(&["act", LETTER, "create", "subject=新件", "kind=来信", "received_on=2026-05-08", "visits=2", "--as", "jl"]), @r#"
    已办理:信〔2026〕11号,现为“收件”(第 1 版,记录号 #18)。
      受理时限开始计时,2026年5月23日到期
    "#);
}

#[test]
fn a_change_that_would_lose_data_is_refused_with_advice() {
    let house = House::ready().with_letters(10);
    house.edit("letters/package.toml", "version = \"1.0.0\"", "version = \"2.0.0\"");
    house.edit(
        "letters/ledgers/letter.toml",
        "phone = { title = \"电话\", type = \"phone\", class = \"personal\", mask = \"phone\" }\n",
        "",
    );
    let before = house.audit();
    assert_snapshot!(house.shown(&["plan"]), @r#"
    计划(2 步):
      ✗ 台账“信访件”去掉字段“电话”(phone,phone)会丢失 10 条记录填过的值
          请在定义中保留这个字段(可改标题、移出列表视图);确实不要时,先用 banjie export 导出留存
      + 升级程序包“信访件”:1.0.0 → 2.0.0
    = 1
    "#);
    assert_snapshot!(house.shown(&["apply"]), @r#"
    ! 错误:有 1 处变更会丢失数据或使旧数据读不懂,已拒绝执行,数据库没有任何改动:
    ! · 台账“信访件”去掉字段“电话”(phone,phone)会丢失 10 条记录填过的值。请在定义中保留这个字段(可改标题、移出列表视图);确实不要时,先用 banjie export 导出留存
    = 1
    "#);
    assert_eq!(house.audit(), before);
}

#[test]
fn other_content_under_the_same_version_is_refused() {
    let house = House::ready();
    house.edit("letters/ledgers/letter.toml", "within = \"15 days\"", "within = \"30 days\"");
    assert_snapshot!(house.shown(&["apply"]), @r#"
    ! 错误:有 1 处变更会丢失数据或使旧数据读不懂,已拒绝执行,数据库没有任何改动:
    ! · 程序包“信访件”的内容变了,版本号仍是 1.0.0。已安装的版本不能改写(旧案件仍按它办理):请提高 package.toml 中的 version 再执行
    = 1
    "#);
    assert_snapshot!(house.shown(&["tick"]), @r#"
    ! 错误:数据库还没有按应用包 letters 的当前内容建立或更新。请先运行 banjie plan 查看改动,再运行 banjie apply。
    = 1
    "#);
}

#[test]
fn packages_with_errors_never_reach_the_database() {
    let house = House::empty();
    house.edit("letters/ledgers/letter.toml", "people >= 1", "peopel >= 1");
    let err = house.bad(&["apply"]);
    assert!(err.ends_with("错误:1 个应用包有错误,先用 banjie check 检查并改正\n"), "{err}");
    assert!(!house.path("banjie.db").exists());
}

#[test]
fn commands_on_a_database_that_is_not_there_say_how_to_make_one() {
    let house = House::empty();
    for args in [&["tick"][..], &["board", LETTER], &["export", LETTER, "-o", "x.xlsx"], &["backup", "x.bak"]] {
        let said = house.bad(args);
        let expected = "错误:没有数据库 banjie.db。请核对 --db、环境变量 BANJIE_DB 或 banjie.toml 写的地址;第一次使用,先运行 banjie apply 建立\n";
        assert_eq!(said, expected);
        assert!(!house.path("banjie.db").exists(), "{args:?} makes a database");
    }
}

#[test]
fn a_backup_restores_to_the_same_database() {
    let house = House::ready().with_letters(30);
    house.good(&["tick"]);
    let said = house.good(&["backup", "今天.bak"]);
    assert!(said.starts_with("已备份到 今天.bak,并已核对。SHA-256:"), "{said}");
    let hash = said.trim().rsplit(':').next().unwrap();
    assert_eq!(fs::read_to_string(house.path("今天.bak.sha256")).unwrap(), format!("{hash}  今天.bak\n"));
    assert_snapshot!(house.shown(&["--db", "新库.db", "restore", "今天.bak"]), @"已从 今天.bak 恢复到 新库.db,并已核对。");
    let was = house.audit();
    let restored = House { db: Some(house.path("新库.db").display().to_string()), ..house };
    assert_eq!(restored.audit(), was);
    restored.good(&["board", LETTER]);
}

#[test]
fn a_backup_never_overwrites() {
    let house = House::ready();
    house.good(&["backup", "今天.bak"]);
    assert_snapshot!(house.shown(&["backup", "今天.bak"]), @r#"
    ! 错误:今天.bak 已存在;备份不覆盖旧文件,请换一个文件名
    = 1
    "#);
    assert_snapshot!(house.shown(&["backup", "没有的文件夹/今天.bak"]), @r#"
    ! 错误:数据库文件打不开(unable to open database: 没有的文件夹/今天.bak.part)。请检查路径是否存在、文件夹是否可写。
    = 1
    "#);
}

#[test]
fn a_damaged_backup_is_not_restored() {
    let house = House::ready();
    house.good(&["backup", "今天.bak"]);
    let mut bytes = fs::read(house.path("今天.bak")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xFF;
    fs::write(house.path("今天.bak"), bytes).unwrap();
    assert_snapshot!(house.shown(&["--db", "新库.db", "restore", "今天.bak"]), @r#"
    ! 错误:备份文件 今天.bak 与校验值不符:文件损坏或被改动过。没有恢复任何内容,请改用另一个备份。
    = 1
    "#);
    fs::remove_file(house.path("今天.bak.sha256")).unwrap();
    assert_snapshot!(house.shown(&["--db", "新库.db", "restore", "今天.bak"]), @r#"
    ! 错误:备份旁边没有校验文件 今天.bak.sha256。没有校验值不能确认备份完好,请把它和备份放在一起再恢复。
    = 1
    "#);
    assert_snapshot!(house.shown(&["--db", "新库.db", "restore", "昨天.bak"]), @r#"
    ! 错误:没有备份文件 昨天.bak
    = 1
    "#);
}

#[test]
fn a_backup_is_not_restored_over_data() {
    let house = House::ready();
    house.good(&["backup", "今天.bak"]);
    let before = house.audit();
    assert_snapshot!(house.shown(&["restore", "今天.bak"]), @r#"
    ! 错误:这个数据库里已有数据,恢复会把它们全部替换,已拒绝,没有任何改动。请恢复到新的空数据库;确要替换,请先备份现库,再明确要求覆盖。
    = 1
    "#);
    assert_eq!(house.audit(), before);
}
