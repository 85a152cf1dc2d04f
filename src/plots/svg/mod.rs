//! The plot as SVG.

mod axes;
mod bars;
mod curves;
mod element;
mod heatmap;
mod measure;
mod points;
mod sheet;
mod style;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::element::{Element, coordinate};
use self::measure::wrapped;
use self::sheet::{Anchor, Area, Sheet};
use super::Plot;
use super::content::Content;

pub use self::style::Theme;

/// The size of the title, in pixels.
const TITLE: f64 = 16.0;

/// What is left free on every side, in pixels.
const MARGIN: f64 = 16.0;

/// Whatever the system has, with the Chinese fonts of the common systems before its last resort.
const FONTS: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', \
    'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', \
    'Source Han Sans SC', 'WenQuanYi Micro Hei', Arial, sans-serif";

/// How large a plot is, in pixels. It comes out higher than asked where its key would leave no room for the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlotSize)]
pub struct Size {
    /// From left to right; 240 to 4000, what lies outside is moved there.
    pub width: u32,
    /// From top to bottom; 180 to 4000, what lies outside is moved there.
    pub height: u32,
}

impl Default for Size {
    fn default() -> Self {
        Self {
            width: 720,
            height: 420,
        }
    }
}

/// Draws a plot.
pub(super) fn draw(plot: &Plot, size: Size, theme: Theme) -> String {
    let width = f64::from(size.width.clamp(240, 4000));
    let height = f64::from(size.height.clamp(180, 4000));
    let colors = theme.colors();
    let summary = plot.summary();
    let id = identity(&[&plot.title, &summary, colors.surface]);
    let mut sheet = Sheet {
        colors,
        width,
        height,
        area: Area {
            left: MARGIN,
            top: MARGIN,
            right: width - MARGIN,
            bottom: height - MARGIN + 4.0,
        },
        drawn: Element::new("g"),
        id,
    };
    for line in wrapped(&plot.title, TITLE * 1.12, sheet.area.width(), 2) {
        let Area { left, top, .. } = sheet.area;
        let title = Element::new("text")
            .number("x", left)
            .number("y", top + TITLE - 2.0)
            .with("fill", colors.text)
            .number("font-size", TITLE)
            .with("font-weight", "600")
            .words(&line);
        sheet.draw(title);
        sheet.area.top += TITLE * 1.35;
    }
    sheet.area.top += 6.0;
    sheet.grow();
    if plot.is_empty() {
        sheet.nothing(&plot.words.no_data);
    } else {
        match &plot.content {
            Content::Steps(steps) => sheet.steps(steps),
            Content::Reliability(reliability) => sheet.reliability(reliability),
            Content::Heatmap(heatmap) => sheet.heatmap(heatmap),
            Content::Bars(bars) => sheet.bars(bars),
            Content::Lines(lines) => sheet.lines(lines),
            Content::Fan(fan) => sheet.fan(fan),
            Content::Scatter(scatter) => sheet.scatter(scatter),
        }
    }
    let mut document = String::new();
    root(sheet, plot, &summary).write(&mut document);
    document.push('\n');
    document
}

/// The outermost element around what was drawn, with what a screen reader says.
fn root(sheet: Sheet, plot: &Plot, summary: &str) -> Element {
    let (title, description) = (
        format!("{}-title", sheet.id),
        format!("{}-description", sheet.id),
    );
    let (width, height) = (coordinate(sheet.width), coordinate(sheet.height));
    let ground = Element::rectangle([0.0, 0.0], [sheet.width, sheet.height])
        .with("fill", sheet.colors.surface);
    Element::new("svg")
        .with("xmlns", "http://www.w3.org/2000/svg")
        .with("width", &width)
        .with("height", &height)
        .with("viewBox", &format!("0 0 {width} {height}"))
        .with("role", "img")
        .with("aria-labelledby", &format!("{title} {description}"))
        .with("font-family", FONTS)
        .holding(Element::new("title").with("id", &title).words(&plot.title))
        .holding(Element::new("desc").with("id", &description).words(summary))
        .holding(ground)
        .holding(sheet.drawn)
}

/// An id that two plots of one page do not share unless they say the same in the same colours (FNV-1a, 64 bits).
fn identity(parts: &[&str]) -> String {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("plot-{hash:016x}")
}

impl Sheet {
    /// Says that there is nothing to show.
    fn nothing(&mut self, text: &str) {
        let Area { left, top, .. } = self.area;
        let middle = [
            left + self.area.width() / 2.0,
            top + self.area.height() / 2.0,
        ];
        let frame = Element::rectangle([left, top], [self.area.right, self.area.bottom - 4.0])
            .with("fill", "none")
            .with("stroke", self.colors.edge)
            .with("stroke-dasharray", "4 4")
            .with("rx", "6");
        self.draw(frame);
        let text = measure::shortened(text, 14.0, self.area.width() - 2.0 * MARGIN);
        self.write_sized(middle, Anchor::Middle, self.colors.muted, 14.0, &text);
    }
}
