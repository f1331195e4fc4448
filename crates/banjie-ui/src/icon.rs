//! Small drawings: 16 × 16, one path each, hidden from those who hear the page; the word beside them says it.

use maud::{Markup, html};

/// A drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Magnifier.
    Search,
    /// Plus.
    Plus,
    /// Question mark in a ring.
    Help,
    /// Head and shoulders.
    Person,
    /// Three lines.
    Menu,
    /// Tick.
    Check,
    /// Cross.
    Cross,
    /// Triangle with a stroke.
    Triangle,
    /// Bell.
    Bell,
    /// A card.
    Card,
    /// A card with a cross.
    CardCross,
    /// Arrow out of a box.
    Out,
    /// Ring.
    Ring,
    /// Half-filled ring.
    Half,
    /// Filled square with a stroke.
    Late,
    /// Two strokes.
    Pause,
    /// Arrow down to a line.
    Download,
    /// Arrow up from a line.
    Upload,
    /// Sheet of paper.
    File,
    /// Printer.
    Print,
    /// Pin of a map.
    Pin,
    /// Funnel.
    Filter,
    /// Columns.
    Columns,
    /// Up.
    Up,
    /// Down.
    Down,
    /// Left.
    Left,
    /// Right.
    Right,
    /// Lock.
    Lock,
    /// Letter i in a ring.
    Info,
}

impl Icon {
    /// Path, and whether it is filled rather than drawn.
    fn path(self) -> (&'static str, bool) {
        match self {
            Icon::Search => ("M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9M10.3 10.3 14 14", false),
            Icon::Plus => ("M8 3v10M3 8h10", false),
            Icon::Help => (
                "M8 1.7a6.3 6.3 0 1 1 0 12.6A6.3 6.3 0 0 1 8 1.7M6 6.2a2 2 0 1 1 2.9 1.8C8.2 8.4 8 8.7 8 9.4M8 11.5v.3",
                false,
            ),
            Icon::Person => {
                ("M8 2.2a2.9 2.9 0 1 1 0 5.8 2.9 2.9 0 0 1 0-5.8M2.5 14c.4-3 2.6-4.5 5.5-4.5s5.1 1.5 5.5 4.5", false)
            }
            Icon::Menu => ("M2.5 4h11M2.5 8h11M2.5 12h11", false),
            Icon::Check => ("M3 8.5 6.5 12 13 4.5", false),
            Icon::Cross => ("M4 4l8 8M12 4l-8 8", false),
            Icon::Triangle => ("M8 2.2 14.5 13.5h-13zM8 6.5v3.3M8 11.6v.2", false),
            Icon::Bell => {
                ("M3.5 11.5h9c-1-1-1.3-2-1.3-4.5a3.2 3.2 0 0 0-6.4 0c0 2.5-.3 3.5-1.3 4.5M6.8 13.5h2.4", false)
            }
            Icon::Card => ("M4 1.5h8v13H4z", true),
            Icon::CardCross => (
                "M3 1h10v14H3zM5.6 5.1 8 7.5l2.4-2.4.9.9L8.9 8.4l2.4 2.4-.9.9L8 9.3l-2.4 2.4-.9-.9 2.4-2.4L4.7 6z",
                true,
            ),
            Icon::Out => ("M9 2.5h4.5V7M13.2 2.8 7.5 8.5M6.5 3.5h-4v10h10v-4", false),
            Icon::Ring => ("M8 3a5 5 0 1 1 0 10A5 5 0 0 1 8 3", false),
            Icon::Half => ("M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 3.6v8.8a4.4 4.4 0 0 1 0-8.8z", true),
            Icon::Late => ("M1.8 1.8h12.4v12.4H1.8zM7.1 4.3h1.8v4.8H7.1zM7.1 10.3h1.8v1.7H7.1z", true),
            Icon::Pause => ("M5.5 3.5v9M10.5 3.5v9", false),
            Icon::Download => ("M8 2.5v8M4.5 7.5 8 11l3.5-3.5M2.5 13.5h11", false),
            Icon::Upload => ("M8 11V3M4.5 6 8 2.5 11.5 6M2.5 13.5h11", false),
            Icon::File => ("M4 1.8h5L12.5 5v9.2H4zM9 1.8V5h3.5", false),
            Icon::Print => ("M4.5 5.5v-3h7v3M4.5 11.5h-2v-6h11v6h-2M4.5 9.5h7v4.5h-7z", false),
            Icon::Pin => ("M8 14.3C5 10.8 3.5 8.6 3.5 6.5a4.5 4.5 0 0 1 9 0c0 2.1-1.5 4.3-4.5 7.8M8 5v2.6", false),
            Icon::Filter => ("M2 3h12M4.5 8h7M6.8 13h2.4", false),
            Icon::Columns => ("M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10", false),
            Icon::Up => ("M4 10l4-4 4 4", false),
            Icon::Down => ("M4 6l4 4 4-4", false),
            Icon::Left => ("M10 4 6 8l4 4", false),
            Icon::Right => ("M6 4l4 4-4 4", false),
            Icon::Lock => ("M3.5 7h9v7h-9zM5.5 7V4.8a2.5 2.5 0 0 1 5 0V7", false),
            Icon::Info => ("M8 1.7a6.3 6.3 0 1 1 0 12.6A6.3 6.3 0 0 1 8 1.7M8 7.3v4M8 4.8v.2", false),
        }
    }
}

/// The drawing, as large as the text beside it.
pub fn icon(icon: Icon) -> Markup {
    let (path, filled) = icon.path();
    html! {
        svg class=(if filled { "icon icon-filled" } else { "icon" }) viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false" {
            path d=(path) {}
        }
    }
}
