//! The parts that pages are built from: functions over plain values that give escaped HTML.
//!
//! A part knows nothing of records, rights or routes. No part writes a `style` attribute or a script, so that the pages hold
//! under a content security policy without `unsafe-inline`; lengths inside drawings are SVG attributes.

pub mod assets;
pub mod text;

mod block;
mod button;
mod clock;
mod drawing;
mod field;
mod icon;
mod list;
mod mark;
mod message;
mod shell;
mod story;
mod table;

pub use self::{
    block::{Stat, Term, Why, definition_list, disclosure, empty, panel, progress, stat},
    button::{Button, Look, button, link_button, post_button},
    clock::{Clock, Ruler, RulerMark, clock_ruler, clock_words},
    drawing::{Bar, Chart, ChartKind, ChartSeries, MapPoint, PointMap, bars, chart, point_map, spark},
    field::{
        ChildRow, Choice, Choices, Input, KeptFile, Options, PlainInput, control, field, plain_input, select_input,
        text_area,
    },
    icon::{Icon, icon},
    list::{
        Chip, Column as ColumnChoice, Filters, Pager, SelectionBar, Tab, column_chooser, filters, pager, selection_bar,
        tabs,
    },
    mark::{Card, Tone, badge, card_mark, chip},
    message::{Clash, FieldFault, Flash, Level, alert, conflict, error_summary, flash},
    shell::{
        CSRF_FIELD, CSRF_HEADER, Crumb, MapBase, NavGroup, NavItem, PortalShell, RoleChoice, Shell, Theme, Who,
        bare_page, csrf_field, page, public_page, wall,
    },
    story::{Change, Entry, Step, StepState, steps, timeline},
    table::{Align, Column, Row, Select, Sort, Sorted, Table, table},
};
