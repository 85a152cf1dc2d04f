//! Elements of SVG. Whatever goes in is escaped here, and nowhere else.

use std::fmt::Write as _;

/// An element with its attributes and what is inside.
#[derive(Debug)]
pub(super) struct Element {
    /// Its name.
    name: &'static str,
    /// Its attributes, written out.
    attributes: String,
    /// What is inside, written out.
    inside: String,
}

/// Makes a text inert: neither markup nor characters that XML does not know.
fn escape(text: &str, into: &mut String) {
    for character in text.chars() {
        match character {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            '\'' => into.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => {}
            control if control.is_control() => into.push(' '),
            other => into.push(other),
        }
    }
}

/// A coordinate to a hundredth of a pixel. What is no number would make a viewer drop the whole element.
pub(super) fn coordinate(value: f64) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0" } else { text }.to_owned()
}

impl Element {
    /// An empty element.
    pub(super) fn new(name: &'static str) -> Self {
        Self {
            name,
            attributes: String::new(),
            inside: String::new(),
        }
    }

    /// A straight line.
    pub(super) fn line([left, top]: [f64; 2], [right, bottom]: [f64; 2]) -> Self {
        Self::new("line")
            .number("x1", left)
            .number("y1", top)
            .number("x2", right)
            .number("y2", bottom)
    }

    /// A rectangle by its corners, in whatever order.
    pub(super) fn rectangle([left, top]: [f64; 2], [right, bottom]: [f64; 2]) -> Self {
        Self::new("rect")
            .number("x", left.min(right))
            .number("y", top.min(bottom))
            .number("width", (right - left).abs())
            .number("height", (bottom - top).abs())
    }

    /// A path without a fill.
    pub(super) fn stroke(path: &str, color: &str, width: f64) -> Self {
        Self::new("path")
            .with("d", path)
            .with("fill", "none")
            .with("stroke", color)
            .number("stroke-width", width)
            .with("stroke-linejoin", "round")
    }

    /// With an attribute.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        let _ = write!(self.attributes, " {name}=\"");
        escape(value, &mut self.attributes);
        self.attributes.push('"');
        self
    }

    /// With an attribute that is a number.
    pub(super) fn number(self, name: &str, value: f64) -> Self {
        self.with(name, &coordinate(value))
    }

    /// With dashes, none for an unbroken line.
    pub(super) fn dashed(self, dash: &str) -> Self {
        if dash.is_empty() {
            return self;
        }
        self.with("stroke-dasharray", dash)
    }

    /// With a text inside.
    pub(super) fn words(mut self, text: &str) -> Self {
        escape(text, &mut self.inside);
        self
    }

    /// With another element inside.
    pub(super) fn holding(mut self, child: Self) -> Self {
        self.push(child);
        self
    }

    /// Puts another element inside, after those that are there.
    pub(super) fn push(&mut self, child: Self) {
        child.write(&mut self.inside);
        self.inside.push('\n');
    }

    /// Writes the element out.
    pub(super) fn write(self, into: &mut String) {
        let Self {
            name,
            attributes,
            inside,
        } = self;
        let _ = if inside.is_empty() {
            write!(into, "<{name}{attributes}/>")
        } else {
            write!(into, "<{name}{attributes}>{inside}</{name}>")
        };
    }
}

/// The path through points; empty for none.
pub(super) fn path(points: impl IntoIterator<Item = [f64; 2]>) -> String {
    let mut path = String::new();
    for [x, y] in points {
        let command = if path.is_empty() { 'M' } else { 'L' };
        let _ = write!(path, "{command}{} {}", coordinate(x), coordinate(y));
    }
    path
}
