//! Sign-in, errors, the dark theme.

use banjie_ui::{
    Button, Level, Look, PlainInput, Theme, alert, bare_page, button, csrf_field, link_button, plain_input,
};
use maud::{Markup, html};

/// Sign-in after a wrong password.
pub fn sign_in() -> Markup {
    bare_page(
        "登录",
        "宜州市教育局",
        Theme::Auto,
        &html! {
            h1 { "登录" }
            (alert(Level::Error, "账号或密码不对", &html! { p { "再错 3 次，账号将锁定 30 分钟。" } }))
            form method="post" action="/sign-in" {
                (csrf_field("sample-token"))
                (plain_input(&PlainInput { name: "account", title: "账号", value: "weixiulan", autocomplete: "username", required: true, ..PlainInput::default() }))
                (plain_input(&PlainInput { name: "password", title: "密码", kind: "password", autocomplete: "current-password", required: true, ..PlainInput::default() }))
                (button(&Button { word: "登录", look: Look::Primary, ..Button::default() }))
            }
            p.quiet { "忘记密码请联系本单位系统管理员重置。" }
        },
    )
}

/// A page that is not there.
pub fn error() -> Markup {
    bare_page(
        "没有这一页",
        "宜州市教育局",
        Theme::Auto,
        &html! {
            h1 { "没有这一页" }
            p { "地址可能写错了，或者记录不在您能查看的范围内。" }
            (link_button("回到工作台", "/", Look::Primary, None))
            p.quiet { "需要帮助时请告知信息中心编号 req-7f3a21。" }
        },
    )
}

/// A bare page in the dark.
pub fn dark() -> Markup {
    bare_page(
        "没有权限",
        "宜州市教育局",
        Theme::Dark,
        &html! { h1 { "没有权限" } p { "“删除台账”只有系统管理员能办理。依据：《信息系统管理办法》第九条。" } (link_button("返回", "/", Look::Primary, None)) },
    )
}
