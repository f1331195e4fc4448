//! Keys of `allocations/*.toml`.

use super::{Form, Kind, Shape, Thing, optional, required};

/// A file of allocations.
pub static ALLOCATIONS: Shape = Shape {
    name: "allocations",
    title: "分配文件",
    help: "一个文件可以写多项分配。",
    keys: &[required(
        "allocations",
        Kind::Map(Form::Snake, &Kind::Table(&ALLOCATION)),
        "分配。",
        "{ spring = { title = \"春季分派\", method = \"deferred-acceptance\", seekers = \"envoy\", places = \"firm\", choices = \"wishes.firm\", result = { action = \"place\", field = \"firm\" } } }",
    )],
};

static METHODS: &[(&str, &str)] = &[
    ("deferred-acceptance", "延迟接受，申请方提出"),
    ("deferred-acceptance-places", "延迟接受，接收方提出"),
    ("serial-dictatorship", "平行志愿：按分数从高到低，各取还有名额的最高志愿"),
    ("lottery", "摇号，可验证"),
    ("minimum-cost", "总代价最小，志愿的次序就是代价"),
];

/// An allocation.
pub static ALLOCATION: Shape = Shape {
    name: "allocation",
    title: "分配",
    help: "一批申请者与一批名额按公开的办法配对，结果由声明的办理动作写回，连同可复核的证书。",
    keys: &[
        required("title", Kind::Title, "中文名称。", "\"科技特派员春季分派\""),
        required("method", Kind::OneOf(METHODS), "办法。", "\"deferred-acceptance\""),
        required("seekers", Kind::Ref(Thing::Ledger), "申请者的台账。", "\"envoy\""),
        optional("seekers_where", Kind::Expression, "哪些申请者参加。", "\"state == 'ready'\""),
        required("places", Kind::Ref(Thing::Ledger), "名额的台账。", "\"firm\""),
        optional("places_where", Kind::Expression, "哪些名额参加。", "\"seats > 0\""),
        required(
            "choices",
            Kind::Refs(Thing::Elsewhere),
            "志愿：申请者台账里引用名额的字段，由先到后；或 \"子表.字段\"，一行一个志愿。",
            "[\"first\", \"second\"]",
        ),
        optional("capacity", Kind::Ref(Thing::Elsewhere), "名额台账里的人数字段（整数）；不写为一个。", "\"seats\""),
        optional("score", Kind::Expression, "申请者的分数，高者优先；同分按编号。", "\"points\""),
        optional(
            "place_choices",
            Kind::Refs(Thing::Elsewhere),
            "接收方自己的志愿，写法同 choices；不写则按分数。",
            "\"wanted.envoy\"",
        ),
        optional(
            "floor",
            Kind::Table(&FLOOR),
            "每一组名额至少分到几个，做得到时保证。",
            "{ by = \"township\", least = 1 }",
        ),
        optional(
            "reserve",
            Kind::Table(&RESERVE),
            "名额内部留给各组申请者的指标（指标生）。",
            "{ group = \"school\", list = \"quotas\", of = \"school\", seats = \"seats\" }",
        ),
        required(
            "result",
            Kind::Table(&RESULT),
            "结果由申请者台账的哪个动作写回、写在哪个字段。",
            "{ action = \"place\", field = \"firm\" }",
        ),
        optional("unplaced", Kind::Ref(Thing::Elsewhere), "没有分到的办理哪个动作。", "\"miss\""),
        optional("basis", Kind::Ref(Thing::Basis), "依据。", "\"envoy-5\""),
        optional("help", Kind::Title, "说明。", "\"每个乡镇至少一名\""),
    ],
};

static FLOOR: Shape = Shape {
    name: "floor",
    title: "保底",
    help: "名额按某个字段分组，每组至少分到几个。",
    keys: &[
        required("by", Kind::Ref(Thing::Elsewhere), "名额台账里分组的字段。", "\"township\""),
        required("least", Kind::Int(1, 9999), "每组至少几个。", "1"),
    ],
};

static RESERVE: Shape = Shape {
    name: "reserve",
    title: "指标",
    help: "名额内部留给某组申请者的位置。",
    keys: &[
        required("group", Kind::Expression, "申请者属于哪一组。", "\"school\""),
        required("list", Kind::Ref(Thing::Elsewhere), "名额台账里的子表，一行一组。", "\"quotas\""),
        required("of", Kind::Ref(Thing::Elsewhere), "子表里写明哪一组的字段。", "\"school\""),
        required("seats", Kind::Ref(Thing::Elsewhere), "子表里写明几个位置的字段（整数）。", "\"seats\""),
    ],
};

static RESULT: Shape = Shape {
    name: "result",
    title: "结果",
    help: "分配结果写回申请者的台账。",
    keys: &[
        required("action", Kind::Ref(Thing::Elsewhere), "办理动作；它要填写 field。", "\"place\""),
        required("field", Kind::Ref(Thing::Elsewhere), "写入所分名额的引用字段。", "\"firm\""),
    ],
};
