//! The sheet that a plot is drawn on, and the room that is left on it.

use super::element::Element;
use super::measure::{shortened, width};
use super::style::{Colors, Look};

/// The size of all text but the title, in pixels.
pub(super) const TEXT: f64 = 12.0;

/// How high a line of text is.
pub(super) const LINE: f64 = 17.0;

/// What a plot needs from its headings to the labels below, in pixels.
const LEAST: f64 = 170.0;

/// How wide the sample beside a name in the key is.
const SAMPLE: f64 = 24.0;

/// The room that nothing was drawn in yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    /// In pixels from the left of the sheet.
    pub left: f64,
    /// In pixels from the top of the sheet.
    pub top: f64,
    /// In pixels from the left of the sheet.
    pub right: f64,
    /// In pixels from the top of the sheet.
    pub bottom: f64,
}

impl Area {
    /// From left to right.
    pub(super) fn width(&self) -> f64 {
        (self.right - self.left).max(1.0)
    }

    /// From top to bottom.
    pub(super) fn height(&self) -> f64 {
        (self.bottom - self.top).max(1.0)
    }
}

/// Where a text stands against its place.
#[derive(Clone, Copy, Debug)]
pub(super) enum Anchor {
    /// It begins there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

/// What a name in the key looks like in the plot.
#[derive(Clone, Debug)]
pub(super) enum Sample {
    /// A line.
    Line(Look),
    /// A line with markers.
    Marked(Look),
    /// Markers alone.
    Marker(Look),
    /// A filled field.
    Fill {
        /// A colour or a pattern.
        fill: String,
        /// How much of what is behind it it covers.
        opacity: f64,
        /// The colour of the edge.
        edge: &'static str,
        /// The dashes of the edge.
        dash: &'static str,
    },
    /// A thin line of the edge colour, dashed.
    Rule(&'static str),
}

/// A name in the key.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The name.
    pub label: String,
    /// What it looks like.
    pub sample: Sample,
}

/// A sheet with what was drawn so far.
#[derive(Debug)]
pub(super) struct Sheet {
    /// The colours of the theme.
    pub colors: &'static Colors,
    /// Begins every id, so that several plots may stand in one page.
    pub id: String,
    /// How wide the sheet is, in pixels.
    pub width: f64,
    /// How high it is, in pixels; it grows where the key would leave nothing for the plot.
    pub height: f64,
    /// What is left.
    pub area: Area,
    /// What was drawn.
    pub drawn: Element,
}

impl Sheet {
    /// Draws an element above what is there.
    pub(super) fn draw(&mut self, element: Element) {
        self.drawn.push(element);
    }

    /// Makes the sheet higher if less is left than a plot needs.
    pub(super) fn grow(&mut self) {
        let missing = (LEAST - self.area.height()).max(0.0);
        self.area.bottom += missing;
        self.height += missing;
    }

    /// Writes a line of text; `at` is the left, middle or right of its base line.
    pub(super) fn write(&mut self, at: [f64; 2], anchor: Anchor, color: &str, text: &str) {
        self.write_sized(at, anchor, color, TEXT, text);
    }

    /// Writes a line of text in a size of its own.
    pub(super) fn write_sized(
        &mut self,
        [x, y]: [f64; 2],
        anchor: Anchor,
        color: &str,
        size: f64,
        text: &str,
    ) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let element = Element::new("text")
            .number("x", x)
            .number("y", y)
            .with("text-anchor", anchor)
            .with("fill", color)
            .number("font-size", size)
            .words(text);
        self.draw(element);
    }

    /// A heading at the top left of what is left, which then begins below it.
    pub(super) fn head(&mut self, text: &str) {
        let Area { left, top, .. } = self.area;
        let text = shortened(text, TEXT, self.area.width());
        self.write([left, top + TEXT], Anchor::Start, self.colors.muted, &text);
        self.area.top += LINE + 5.0;
    }

    /// The key: the names one after another, in as many lines as they need, at the top of what is left.
    pub(super) fn key(&mut self, entries: &[Entry]) {
        let Area { left, right, .. } = self.area;
        let mut x = left;
        for entry in entries {
            let room = self.area.width() - SAMPLE - 6.0;
            let label = shortened(&entry.label, TEXT, room);
            let wide = SAMPLE + 6.0 + width(&label, TEXT);
            if x > left && x + wide > right {
                x = left;
                self.area.top += LINE;
            }
            let top = self.area.top;
            self.sample(&entry.sample, [x, top + LINE / 2.0]);
            let at = [x + SAMPLE + 6.0, top + TEXT + 0.5];
            self.write(at, Anchor::Start, self.colors.text, &label);
            x += wide + 16.0;
        }
        if !entries.is_empty() {
            self.area.top += LINE + 6.0;
        }
        self.grow();
    }

    /// Draws what a name looks like, from a point to the right of it.
    pub(super) fn sample(&mut self, sample: &Sample, [x, y]: [f64; 2]) {
        let end = [x + SAMPLE, y];
        let middle = [x + SAMPLE / 2.0, y];
        match sample {
            Sample::Line(look) | Sample::Marked(look) => {
                let line = Element::line([x, y], end)
                    .with("stroke", look.color)
                    .with("stroke-width", "2")
                    .dashed(look.dash);
                self.draw(line);
                if matches!(sample, Sample::Marked(_)) {
                    self.mark(*look, middle, 3.5);
                }
            }
            Sample::Marker(look) => self.mark(*look, middle, 4.5),
            Sample::Fill {
                fill,
                opacity,
                edge,
                dash,
            } => {
                let field = Element::rectangle([x + 2.0, y - 5.5], [x + SAMPLE - 2.0, y + 5.5])
                    .with("fill", fill)
                    .number("fill-opacity", *opacity)
                    .with("stroke", edge)
                    .dashed(dash);
                self.draw(field);
            }
            Sample::Rule(dash) => {
                let line = Element::line([x, y], end)
                    .with("stroke", self.colors.edge)
                    .with("stroke-width", "1.5")
                    .dashed(dash);
                self.draw(line);
            }
        }
    }

    /// Draws one marker.
    pub(super) fn mark(&mut self, look: Look, at: [f64; 2], radius: f64) {
        let marker = Element::new("path")
            .with("d", &look.marker(at, radius))
            .with("fill", look.color)
            .with("stroke", self.colors.surface)
            .with("stroke-width", "1");
        self.draw(marker);
    }
}
