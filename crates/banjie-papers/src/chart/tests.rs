use super::{axis, axis_text};
use crate::{document::Block, fixture::document, html};

#[test]
fn axes_end_at_round_numbers() {
    let ends = [0.0, 1.0, 7.0, 9711.0, 0.884, 123.0].map(axis);
    assert_eq!(ends, [(1.0, 1.0), (1.0, 0.25), (8.0, 2.0), (10000.0, 2500.0), (1.0, 0.25), (150.0, 50.0)]);
    assert_eq!(
        [axis_text(2500.0, 2500.0, false), axis_text(0.25, 0.25, true), axis_text(0.5, 0.25, false)],
        ["2,500", "25%", "0.5"]
    );
}

#[test]
fn a_chart_is_drawn_wide_and_narrow_with_a_description() {
    let page = html::print(&document("{% chart found by kind %}"), "a.html");
    assert_eq!(page.matches("<svg ").count(), 2);
    assert!(page.contains("<desc id=\"c1wd\">农村个人建房 4,856件，楼顶违法建设 3,237件，&lt;script&gt;alert(1)&lt;/script&gt; 1,619件。</desc>"));
    assert!(page.contains("<text") && page.contains("var(--accent)") && !page.contains("#010104"));
}

#[test]
fn a_chart_without_numbers_says_so() {
    let mut document = document("{% chart found by kind %}");
    let Block::Chart(chart) = &mut document.blocks[0] else { panic!("a chart") };
    chart.series[0].values.fill(None);
    assert!(html::print(&document, "a.html").contains("没有可画的数"));
}

#[test]
fn an_axis_counts_in_the_unit_the_numbers_are_printed_in() {
    let page = html::print(&document("{% chart fine by kind %}"), "a.html");
    let drawing = page.split_once("<svg class=\"wide\"").and_then(|(_, rest)| rest.split_once("</svg>")).unwrap().0;
    assert!(drawing.contains("450.00") && !drawing.contains("4,500,000"), "{drawing}");
}

#[test]
fn series_differ_by_pattern_dash_and_marker_not_by_colour_alone() {
    let page = html::print(
        &document(
            "{% chart found, closed, demolished by kind as stacked %}\n{% chart found, closed, demolished by kind as line %}",
        ),
        "a.html",
    );
    let drawings: Vec<&str> =
        page.split("<svg class=\"wide\"").skip(1).map(|rest| rest.split("</svg>").next().unwrap()).collect();
    for number in 0..3 {
        assert!(
            drawings[0].contains(&format!("url(#c1wp{number})"))
                && drawings[0].contains(&format!("id=\"c1wp{number}\""))
        );
    }
    assert!(drawings[1].contains("stroke-dasharray=\"7 4\"") && drawings[1].contains("stroke-dasharray=\"2 3\""));
    assert!(
        drawings[1].contains("办结案件数")
            && drawings[1].contains("<desc id=\"c2wd\">违法建设案件数：农村个人建房 4,856件")
    );
}
