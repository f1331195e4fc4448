//! Words of a system's own page and of the help.

/// Heading.
pub const LEDGERS: &str = "台账";
/// Heading.
pub const COUNTED: &str = "指标与报告";
/// Heading.
pub const ROLES: &str = "岗位与可见范围";
/// Column.
pub const ROLE: &str = "岗位";
/// Column.
pub const REACH: &str = "看得到";
/// Column.
pub const MINE: &str = "我担任";
/// Yes.
pub const YES: &str = "是";
/// No.
pub const NO: &str = "—";
/// Own.
pub const SEES_OWN: &str = "本单位的记录";
/// Subtree.
pub const SEES_SUBTREE: &str = "本单位及下级的记录";
/// All.
pub const SEES_ALL: &str = "全部记录";
/// Title.
pub const HELP: &str = "帮助";

/// Link.
#[must_use]
pub fn indicators(n: usize) -> String {
    format!("{n} 个指标：口径、数值、背后的记录")
}

/// Link.
#[must_use]
pub fn reports(n: usize) -> String {
    format!("{n} 份报告：每个数都能走回到记录")
}

/// Summary.
#[must_use]
pub fn bases(n: usize) -> String {
    format!("依据（{n} 项）")
}

/// The help: headings with sentences.
pub const HELP_PARTS: &[(&str, &[&str])] = &[
    (
        "一天从工作台开始",
        &[
            "工作台把您经办的事项按到期先后排成三列：已超期、今天与三日内、其后。每一行写明编号、事项、环节、时限和下一步。",
            "点开一件，右上角是现在可以办的；不能办的在“为什么不能办理”里写明规则和依据。",
            "没写完的表单会自动存成草稿，断网、关机、重启都不丢，在“草稿”里继续。",
        ],
    ),
    (
        "时限怎样计算",
        &[
            "从事项发生的次日起算；工作日按国务院办公厅的放假调休通知，调休上班的周末算工作日。",
            "中止期间不计；到期日永远由起算日、期限、中止、延长和日历重新算出，点开时限可以看到跳过的每一天和原因。",
            "到期前催办、预警，到期未办亮黄牌，再逾期亮红牌，仍未办结移送纪检；因补录中止等原因不该亮的牌会撤回并留痕。",
        ],
    ),
    (
        "个人信息",
        &[
            "姓名、证件号码、电话默认打码。确需查看明文的，写明用途后查看，每一次都登记，审计管理员看得到。",
            "导出的工作簿同样打码；打码的值原样导回不会覆盖原值。",
        ],
    ),
    (
        "键盘",
        &[
            "/ 跳到搜索，c 新建，j 和 k 在列表里上下移动，回车打开，x 选中，? 显示全部快捷键。",
            "所有操作都可以只用键盘完成；不开启脚本时，链接和按钮照常可用。",
        ],
    ),
    (
        "数从哪里来",
        &[
            "指标页和报告里的每个数都能点开：口径、公式、背后的记录，按算出那一刻的样子列出。",
            "签发的报告冻结当时的数值和日志位置；以后数据变了，重新核对会逐个指出。",
        ],
    ),
];
