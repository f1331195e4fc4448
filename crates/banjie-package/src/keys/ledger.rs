//! Keys of `ledgers/*.toml`.

use super::{Form, Key, Kind, Shape, Thing, creation::CREATION, optional, required};

static STATE_TABLE: Kind = Kind::Table(&STATE);
static ACTION_TABLE: Kind = Kind::Table(&ACTION);
static LIMIT_TABLE: Kind = Kind::Table(&LIMIT);
static VIEW_TABLE: Kind = Kind::Table(&VIEW);

/// A section that ledgers and traits have.
pub(super) const CHECKS: Key = optional(
    "checks",
    Kind::Tables(&CHECK),
    "每次保存都必须成立的条件。",
    "[{ that = \"found_on <= today()\", else = \"发案日期不能晚于今天\" }]",
);

/// A section that ledgers and traits have.
pub(super) const STATES: Key = optional(
    "states",
    Kind::Map(Form::Snake, &STATE_TABLE),
    "环节。没有环节的台账是单纯的登记簿。",
    "{ found = { title = \"发案\", start = true } }",
);

/// A section that ledgers and traits have.
pub(super) const ACTIONS: Key = optional(
    "actions",
    Kind::Map(Form::Snake, &ACTION_TABLE),
    "办理动作。",
    "{ file = { title = \"立案\", from = \"found\", to = \"filed\", by = \"head\" } }",
);

/// A section that ledgers and traits have.
pub(super) const LIMITS: Key = optional(
    "limits",
    Kind::Map(Form::Snake, &LIMIT_TABLE),
    "时限。",
    "{ filing = { title = \"立案时限\", from = \"found\", until = \"filed\", within = \"7 working days\" } }",
);

/// A section that ledgers and traits have.
pub(super) const SUPERVISION: Key = optional(
    "supervise",
    Kind::Table(&SUPERVISE),
    "本台账每个时限临近和超过时的后果。",
    "{ yellow = { at = \"due\", to = [\"handler\"] } }",
);

/// A section that ledgers and traits have.
pub(super) const VIEWS: Key = optional(
    "views",
    Kind::Map(Form::Snake, &VIEW_TABLE),
    "列表和地图的样子。",
    "{ list = { columns = [\"number\", \"site\"] } }",
);

/// A ledger file.
pub static LEDGER: Shape = Shape {
    name: "ledger",
    title: "台账",
    help: "一类事项的登记簿：有哪些字段、经过哪些环节、谁能办什么、多久办完。",
    keys: &[
        required("ledger", Kind::Identifier(Form::Snake), "台账的英文名，永不改变，与文件同名。", "\"violation\""),
        required("title", Kind::Title, "中文名称。", "\"违法建设案件\""),
        optional("purpose", Kind::Title, "这本台账记什么。", "\"从发案到结案的每一起违法建设\""),
        optional("basis", Kind::Ref(Thing::Basis), "设立台账的依据。", "\"planning-64\""),
        optional(
            "number",
            Kind::Title,
            "编号的样式：{year} 年份，{seq} 顺序号，{seq:4} 补足四位，{org} 单位代码；{引用字段} 为所引用记录的编号，顺序号在它之下另起。",
            "\"违建〔{year}〕{seq}号\"",
        ),
        optional("label", Kind::Title, "一条记录怎样称呼：{number} 与字段名。", "\"{number} {site}\""),
        optional("unique", Kind::Refs(Thing::Field), "业务主键：这些字段合起来不能重复。", "[\"site\", \"found_on\"]"),
        optional("opened", Kind::Ref(Thing::Field), "从哪个日期字段起算办件开始；不写则从录入时起算。", "\"found_on\""),
        optional(
            "create_by",
            Kind::Refs(Thing::Doer),
            "谁可以新建；不写则本系统所有角色。\"system\" 为只能由系统生成。",
            "[\"inspector\"]",
        ),
        optional(
            "use",
            Kind::Refs(Thing::Elsewhere),
            "采用的共用程序（traits/）；其他系统的写成 系统.名字。本台账同名的字段、环节、动作、时限逐键改写它的。",
            "[\"rectification\"]",
        ),
        optional(
            "remove",
            Kind::Refs(Thing::Elsewhere),
            "不要共用程序里的哪些部分。",
            "[\"actions.relapse\", \"limits.verifying\"]",
        ),
        required(
            "fields",
            Kind::Map(Form::Field, &Kind::Table(&FIELD)),
            "字段，按表单上的次序。",
            "{ site = { title = \"地点\", type = \"place\", required = true } }",
        ),
        CHECKS,
        STATES,
        ACTIONS,
        LIMITS,
        SUPERVISION,
        VIEWS,
    ],
};

static CLASSES: &[(&str, &str)] = &[
    ("public", "可以公开"),
    ("internal", "内部使用"),
    ("personal", "个人信息，默认遮盖"),
    ("sensitive", "敏感个人信息，加密、遮盖、查看留痕"),
];

static MASKS: &[(&str, &str)] = &[
    ("name", "只留姓：张*"),
    ("id_card", "留首尾"),
    ("phone", "138****5678"),
    ("bank", "只留末四位"),
    ("address", "到街道为止"),
    ("all", "全部遮盖"),
];

/// A field.
pub static FIELD: Shape = Shape {
    name: "field",
    title: "字段",
    help: "一项要记下来的内容。",
    keys: &[
        required("title", Kind::Title, "中文名称。", "\"发案日期\""),
        required("type", Kind::FieldType, "字段类型。", "\"date\""),
        optional("required", Kind::Bool, "必须填写。", "true"),
        optional("default", Kind::Value, "不填时的值。", "false"),
        optional(
            "class",
            Kind::OneOf(CLASSES),
            "数据分级；不写为 internal。证件、电话、学号必须写明 personal 或 sensitive。",
            "\"personal\"",
        ),
        optional("mask", Kind::OneOf(MASKS), "怎样遮盖。", "\"name\""),
        optional("unit", Kind::Title, "单位。", "\"m²\""),
        optional("help", Kind::Title, "填写说明。", "\"以现场测量为准\""),
        optional("group", Kind::Title, "在表单上归入哪一组。", "\"当事人\""),
        optional("formula", Kind::Expression, "由其他字段算出，保存时自动计算。", "\"land && area > 0\""),
        optional(
            "lookup",
            Kind::Table(&LOOKUP),
            "从其他记录汇总，保存时在锁内读取。",
            "{ sum = \"subsidy\", in = \"insurance_claim\", where = \"it.firm == firm\" }",
        ),
        optional(
            "fields",
            Kind::Map(Form::Field, &Kind::Table(&FIELD)),
            "type 为 list 时子表的字段。",
            "{ name = { title = \"姓名\", type = \"text\" } }",
        ),
    ],
};

static LOOKUP: Shape = Shape {
    name: "lookup",
    title: "查询",
    help: "从另一本台账（或本台账）的记录里数个数、求和、取最大或最小。四种写一种。",
    keys: &[
        optional(
            "count",
            Kind::Ref(Thing::Ledger),
            "数记录：台账名；数时限：台账.时限，where 里可以问 it.on_time、it.due_on 等。其他系统的前面写上 系统.。",
            "\"insurance_claim\"",
        ),
        optional("sum", Kind::Identifier(Form::Snake), "求和的字段。", "\"subsidy\""),
        optional("max", Kind::Identifier(Form::Snake), "取最大值的字段。", "\"paid_on\""),
        optional("min", Kind::Identifier(Form::Snake), "取最小值的字段。", "\"paid_on\""),
        optional(
            "in",
            Kind::Ref(Thing::Ledger),
            "sum、max、min 的字段在哪本台账；其他系统的写成 系统.台账。",
            "\"insurance_claim\"",
        ),
        optional(
            "where",
            Kind::Expression,
            "哪些记录：it. 开头的是那一条的字段，其余是本条的字段。",
            "\"it.firm == firm\"",
        ),
    ],
};

static CHECK: Shape = Shape {
    name: "check",
    title: "检查",
    help: "每次保存都必须成立的条件。",
    keys: &[
        required("that", Kind::Expression, "必须成立的条件。", "\"found_on <= today()\""),
        required("else", Kind::Title, "不成立时对填表人说什么。", "\"发案日期不能晚于今天\""),
        optional("basis", Kind::Ref(Thing::Basis), "依据。", "\"planning-64\""),
    ],
};

static STATE: Shape = Shape {
    name: "state",
    title: "环节",
    help: "办件所处的阶段。",
    keys: &[
        required("title", Kind::Title, "中文名称。", "\"立案\""),
        optional("start", Kind::Bool, "办件从这里开始；恰有一个。", "true"),
        optional("end", Kind::Bool, "办件到这里结束。", "true"),
    ],
};

static ACTION: Shape = Shape {
    name: "action",
    title: "办理动作",
    help: "谁在哪个环节能做什么，做了以后到哪个环节。",
    keys: &[
        required("title", Kind::Title, "中文名称，显示在按钮上。", "\"立案\""),
        optional(
            "from",
            Kind::Refs(Thing::State),
            "在哪些环节可以做；不写则所有未结束的环节。",
            "[\"found\", \"filed\"]",
        ),
        optional("to", Kind::Ref(Thing::State), "做完到哪个环节；不写则环节不变。", "\"filed\""),
        required(
            "by",
            Kind::Refs(Thing::Doer),
            "哪些角色可以做；\"system\" 为系统到时自动办理（见时限的 then）。",
            "\"head\"",
        ),
        optional("takes", Kind::Refs(Thing::Field), "办理时填写的字段。", "[\"special\"]"),
        optional("needs", Kind::Refs(Thing::Field), "办完必须有值的字段；同时也可以在办理时填写。", "[\"fine\"]"),
        optional("sets", Kind::Map(Form::Field, &Kind::Expression), "自动写入的字段。", "{ closed_on = \"today()\" }"),
        optional(
            "require",
            Kind::Tables(&GUARD),
            "办理的前提。",
            "[{ that = \"size(photos) > 0\", else = \"立案须附现场照片\" }]",
        ),
        optional(
            "creates",
            Kind::Tables(&CREATION),
            "办理时在别的台账里生成的记录；有一条生成不了，整个办理都不成。",
            "[{ ledger = \"item\", for_each = \"findings\", with = { what = \"it.what\" } }]",
        ),
        optional("prints", Kind::Refs(Thing::Document), "打印的文书。", "[\"penalty-decision\"]"),
        optional(
            "hands_to",
            Kind::OneOf(&[("org", "移交给另一单位，办理时指明")]),
            "移交。每次移交都留在记录上。",
            "\"org\"",
        ),
        optional("returns_max", Kind::Int(1, 99), "最多移交几次；再移交就交给 over_to，防止推诿。", "2"),
        optional("over_to", Kind::Ref(Thing::Role), "移交次数用完后由哪个角色所在的单位接手。", "\"brigade\""),
        optional("reason", Kind::OneOf(&[("required", "必须说明理由")]), "是否要说明理由。", "\"required\""),
        optional("basis", Kind::Ref(Thing::Basis), "依据。", "\"planning-64\""),
        optional("help", Kind::Title, "办理说明。", "\"发案后七个工作日内\""),
    ],
};

static GUARD: Shape = Shape {
    name: "guard",
    title: "前提",
    help: "办理动作的前提；不成立就拒绝，并说出规则和依据。",
    keys: &[
        required("that", Kind::Expression, "必须成立的条件。", "\"size(photos) > 0\""),
        required("else", Kind::Title, "不成立时说什么。", "\"立案须附现场照片\""),
        optional(
            "unless",
            Kind::Table(&UNLESS),
            "谁说明理由后可以例外。",
            "{ reason = \"required\", by = \"brigade\" }",
        ),
        optional("basis", Kind::Ref(Thing::Basis), "依据。", "\"penalty-60\""),
    ],
};

static UNLESS: Shape = Shape {
    name: "unless",
    title: "例外",
    help: "越过前提的办法；每次都连同理由记录在案。",
    keys: &[
        required("by", Kind::Refs(Thing::Role), "哪些角色可以例外。", "\"brigade\""),
        optional("reason", Kind::OneOf(&[("required", "必须说明理由")]), "是否要说明理由。", "\"required\""),
    ],
};

static LIMIT: Shape = Shape {
    name: "limit",
    title: "时限",
    help: "从进入某环节起算，到进入另一环节为止的一段时间。当日不计（民法典第二百零一条）。",
    keys: &[
        required("title", Kind::Title, "中文名称。", "\"立案时限\""),
        required("from", Kind::Refs(Thing::State), "进入哪些环节起算。", "\"found\""),
        required("until", Kind::Refs(Thing::State), "进入哪些环节算办完。", "[\"filed\", \"dropped\"]"),
        optional(
            "within",
            Kind::Either(&Kind::Duration, &Kind::Tables(&ALLOWANCE)),
            "多长；或按条件分列，最后一项不带条件。within 与 due 写一个。",
            "\"7 working days\"",
        ),
        optional(
            "due",
            Kind::Expression,
            "到期的日子本身（记录里的日期或日期时刻），代替 within；每次保存都重算，没有值就还不到期。",
            "\"due_on\"",
        ),
        optional(
            "then",
            Kind::Ref(Thing::Action),
            "到期还没办完时由系统自动办理的动作（它的 by 里要有 \"system\"），例如公示期满转入下一环节。",
            "\"conclude\"",
        ),
        optional("rolls", Kind::Bool, "最后一天是休息日的，顺延到下一个工作日（民法典第二百零三条）。", "true"),
        optional("pauses", Kind::Refs(Thing::State), "停止计时的环节。", "[\"hearing\"]"),
        optional(
            "extend",
            Kind::Table(&EXTEND),
            "延长。",
            "{ upto = \"30 days\", by = \"brigade\", reason = \"required\" }",
        ),
        optional("part_of", Kind::Ref(Thing::Limit), "是哪个总时限的一步；各步之和不得超过总时限。", "\"handling\""),
        optional("basis", Kind::Ref(Thing::Basis), "依据。", "\"planning-64\""),
        optional(
            "supervise",
            Kind::Table(&SUPERVISE),
            "这个时限自己的后果，代替台账的。",
            "{ red = { at = \"due\", to = [\"head\"] } }",
        ),
    ],
};

static ALLOWANCE: Shape = Shape {
    name: "allowance",
    title: "按条件的时长",
    help: "从上到下第一个成立的算数，最后一项不带条件。",
    keys: &[
        optional("when", Kind::Expression, "条件。", "\"special\""),
        required("take", Kind::Duration, "多长。", "\"180 days\""),
    ],
};

static EXTEND: Shape = Shape {
    name: "extend",
    title: "延长",
    help: "谁能延长、最多多久、几次。",
    keys: &[
        required("upto", Kind::Duration, "最多延长多久。", "\"30 days\""),
        required("by", Kind::Refs(Thing::Role), "谁批准。", "\"brigade\""),
        optional("times", Kind::Int(1, 9), "最多几次；不写为一次。", "1"),
        optional("reason", Kind::OneOf(&[("required", "必须说明理由")]), "是否要说明理由。", "\"required\""),
    ],
};

pub(super) static SUPERVISE: Shape = Shape {
    name: "supervise",
    title: "监察",
    help: "时限临近和超过时自动发生的事，由轻到重。",
    keys: &[
        optional("remind", Kind::Table(&CONSEQUENCE), "催办。", "{ before = \"3 working days\", to = [\"handler\"] }"),
        optional("warn", Kind::Table(&CONSEQUENCE), "预警。", "{ at = \"90%\", to = [\"handler\"] }"),
        optional("yellow", Kind::Table(&CONSEQUENCE), "黄牌。", "{ at = \"due\", to = [\"handler\", \"head\"] }"),
        optional("red", Kind::Table(&CONSEQUENCE), "红牌。", "{ after = \"5 working days\", to = [\"head\"] }"),
        optional(
            "refer",
            Kind::Table(&CONSEQUENCE),
            "移送纪检。",
            "{ after = \"15 working days\", to = [\"discipline\"] }",
        ),
    ],
};

static CONSEQUENCE: Shape = Shape {
    name: "consequence",
    title: "后果",
    help: "什么时候（before、at、after 写一个）告诉谁。",
    keys: &[
        optional("before", Kind::Duration, "到期前多久。", "\"3 working days\""),
        optional("at", Kind::Title, "\"due\" 为到期未办；\"90%\" 为用去这么多时间。", "\"due\""),
        optional("after", Kind::Duration, "超期后多久。", "\"5 working days\""),
        required("to", Kind::Refs(Thing::Recipient), "告诉谁：handler（经办人）或角色。", "[\"handler\", \"head\"]"),
    ],
};

static VIEW: Shape = Shape {
    name: "view",
    title: "视图",
    help: "列表和地图的样子。",
    keys: &[
        optional("columns", Kind::Refs(Thing::Column), "列。", "[\"number\", \"site\", \"state\", \"due\"]"),
        optional("filters", Kind::Refs(Thing::Column), "筛选条件。", "[\"kind\", \"state\", \"org\"]"),
        optional("place", Kind::Ref(Thing::Field), "地图上的位置取自哪个字段。", "\"site\""),
        optional("colour", Kind::Ref(Thing::Column), "颜色按哪个字段区分。", "\"kind\""),
        optional("sort", Kind::Ref(Thing::Column), "按哪一列排序。", "\"due\""),
    ],
};
