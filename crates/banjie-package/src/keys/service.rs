//! Keys of `services/*.toml`.

use super::{Form, Kind, Shape, Thing, notice::LINK, optional, required};

/// A file of services.
pub static SERVICES: Shape = Shape {
    name: "services",
    title: "服务事项文件",
    help: "一个文件可以写多项服务。",
    keys: &[required(
        "services",
        Kind::Map(Form::Snake, &Kind::Table(&SERVICE)),
        "服务事项。",
        "{ apply = { title = \"公租房申请\", starts = \"application\", audience = \"本市户籍无房职工\", takes = [\"name\", \"phone\"] } }",
    )],
};

/// A service.
pub static SERVICE: Shape = Shape {
    name: "service",
    title: "服务事项",
    help: "公众可以申请办理的事：谁能办、填什么、交什么材料、承诺多久。服务指南由它印出。",
    keys: &[
        required("title", Kind::Title, "中文名称。", "\"公租房申请\""),
        required("starts", Kind::Ref(Thing::Ledger), "申请记入哪本台账。", "\"application\""),
        required("audience", Kind::Title, "谁可以申请。", "\"本市户籍无房职工\""),
        required("takes", Kind::Refs(Thing::Elsewhere), "申请人填写的字段。", "[\"name\", \"phone\"]"),
        optional(
            "follows",
            Kind::Refs(Thing::Elsewhere),
            "申请人事后可以查看的字段（编号和环节总能看到）。",
            "[\"result\"]",
        ),
        optional(
            "shows_states",
            Kind::Map(Form::Snake, &Kind::Title),
            "申请人看到的进度：环节写成给公众看的话；没有列出的内部环节仍显示前一句。不写则显示每个环节的名称。",
            "{ registered = \"已收到\", accepted = \"已受理\", closed = \"已办结\" }",
        ),
        optional("promised", Kind::Ref(Thing::Elsewhere), "承诺的时限。", "\"handling\""),
        optional(
            "materials",
            Kind::Tables(&MATERIAL),
            "要交的材料。",
            "[{ title = \"身份证复印件\", field = \"id_copy\", required = true }]",
        ),
        optional("box", Kind::Title, "作为信箱开放时的名称，列在门户的信箱页。", "\"局长信箱\""),
        optional(
            "with",
            Kind::Map(Form::Field, &Kind::Value),
            "预先填好的字段，申请人不用填（也在 takes 里）；写了 box 的，只对从信箱来的信。",
            "{ channel = \"director_box\" }",
        ),
        optional("fee", Kind::Title, "收费；不写为不收费。", "\"工本费 5 元\""),
        optional(
            "rating",
            Kind::Table(&LINK),
            "好差评登记在哪本台账、它的哪个字段引用被评价的办件。",
            "{ ledger = \"rating\", field = \"about\" }",
        ),
        optional("office", Kind::Title, "办理地点、时间和电话。", "\"政务服务中心三楼，工作日 9:00—17:00\""),
        optional("basis", Kind::Ref(Thing::Basis), "依据。", "\"housing-7\""),
        optional("help", Kind::Title, "说明。", "\"每户限申请一套\""),
    ],
};

static MATERIAL: Shape = Shape {
    name: "material",
    title: "材料",
    help: "要交的一样材料。",
    keys: &[
        required("title", Kind::Title, "材料名称。", "\"身份证复印件\""),
        optional("field", Kind::Ref(Thing::Elsewhere), "放在台账的哪个文件字段里。", "\"id_copy\""),
        optional("required", Kind::Bool, "必须交。", "true"),
        optional("note", Kind::Title, "原件还是复印件、几份。", "\"正反面，一份\""),
    ],
};
