//! Colours, dashes, markers and patterns.
//!
//! The colours of series keep a contrast of 3 to 1 against the surface (WCAG 2.2, 1.4.11), and any two of them are 11
//! apart or more in CIELAB as seen with any of the three kinds of colour blindness (Machado, Oliveira and Fernandes 2009).
//! Each series differs by dash, marker and pattern too.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::element::{Element, coordinate, path};
use crate::plots::check::MOST_SERIES;

/// What the plot is looked at on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PlotTheme)]
pub enum Theme {
    /// Dark on light.
    #[default]
    Light,
    /// Light on dark.
    Dark,
}

/// The colours of a theme.
#[derive(Debug)]
pub(super) struct Colors {
    /// Behind everything.
    pub surface: &'static str,
    /// Titles and labels.
    pub text: &'static str,
    /// Ticks and what else stays back.
    pub muted: &'static str,
    /// Gridlines.
    pub grid: &'static str,
    /// Axes and rules.
    pub edge: &'static str,
    /// Per series.
    pub series: [&'static str; MOST_SERIES],
    /// The shades of a heatmap from the lowest number to the highest.
    pub shades: [[f64; 3]; 3],
}

/// Dark on light.
const LIGHT: Colors = Colors {
    surface: "#ffffff",
    text: "#1d2320",
    muted: "#5a635d",
    grid: "#e7e6e0",
    edge: "#85887f",
    series: [
        "#0b6fb0", "#c65300", "#007a5a", "#a8478a", "#8d5cf0", "#1b1e24", "#6a1018", "#2c12a8",
    ],
    shades: [
        [236.0, 244.0, 248.0],
        [120.0, 176.0, 206.0],
        [12.0, 72.0, 112.0],
    ],
};

/// Light on dark.
const DARK: Colors = Colors {
    surface: "#1b2120",
    text: "#e9eeeb",
    muted: "#a6b2ad",
    grid: "#2d3533",
    edge: "#7d8a85",
    series: [
        "#5db5ee", "#f2913d", "#3fcb9d", "#e79ac8", "#f1f08a", "#d14150", "#8467fa", "#ac4a98",
    ],
    shades: [
        [36.0, 52.0, 60.0],
        [44.0, 120.0, 160.0],
        [170.0, 224.0, 250.0],
    ],
};

/// The dashes of lines; the first has none.
const DASHES: [&str; MOST_SERIES] = [
    "",
    "7 3",
    "2 3",
    "9 3 2 3",
    "12 4",
    "4 2",
    "9 3 2 3 2 3",
    "1 4",
];

/// The corners of markers around their middle, of about the same area; none for a circle.
const MARKERS: [&[[f64; 2]]; MOST_SERIES] = [
    &[],
    &[[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
    &[[0.0, -1.25], [1.15, 0.85], [-1.15, 0.85]],
    &[[0.0, -1.3], [1.3, 0.0], [0.0, 1.3], [-1.3, 0.0]],
    &[[0.0, 1.25], [1.15, -0.85], [-1.15, -0.85]],
    &[
        [-0.4, -1.2],
        [0.4, -1.2],
        [0.4, -0.4],
        [1.2, -0.4],
        [1.2, 0.4],
        [0.4, 0.4],
        [0.4, 1.2],
        [-0.4, 1.2],
        [-0.4, 0.4],
        [-1.2, 0.4],
        [-1.2, -0.4],
        [-0.4, -0.4],
    ],
    &[
        [0.0, -0.57],
        [0.57, -1.14],
        [1.14, -0.57],
        [0.57, 0.0],
        [1.14, 0.57],
        [0.57, 1.14],
        [0.0, 0.57],
        [-0.57, 1.14],
        [-1.14, 0.57],
        [-0.57, 0.0],
        [-1.14, -0.57],
        [-0.57, -1.14],
    ],
    &[[-1.3, -0.6], [1.3, -0.6], [1.3, 0.6], [-1.3, 0.6]],
];

/// The strokes of patterns in a tile of 8 by 8; none for a full colour.
const PATTERNS: [&str; MOST_SERIES] = [
    "",
    "M-2 2L2 -2M0 8L8 0M6 10L10 6",
    "M2 2h2v2h-2zM6 6h2v2h-2z",
    "M0 2H8M0 6H8",
    "M-2 6L2 10M0 0L8 8M6 -2L10 2",
    "M2 0V8M6 0V8",
    "M0 4H8M4 0V8",
    "M3 3h2v2h-2z",
];

/// How a series is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// Which series, from 0.
    index: usize,
    /// Its colour.
    pub color: &'static str,
    /// Its dashes.
    pub dash: &'static str,
}

impl Theme {
    /// The colours.
    pub(super) fn colors(self) -> &'static Colors {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
        }
    }
}

impl Colors {
    /// How a series is drawn.
    pub(super) fn look(&self, index: usize) -> Look {
        let index = index % MOST_SERIES;
        Look {
            index,
            color: self.series[index],
            dash: DASHES[index],
        }
    }

    /// The shade of a number that lies so far from the lowest (0) to the highest (1), and the colour of text on it.
    pub(super) fn shade(&self, part: f64) -> (String, &'static str) {
        let part = part.clamp(0.0, 1.0) * 2.0;
        let [low, middle, high] = self.shades;
        let (from, to, part) = if part < 1.0 {
            (low, middle, part)
        } else {
            (middle, high, part - 1.0)
        };
        let mixed: [f64; 3] = std::array::from_fn(|at| from[at] + (to[at] - from[at]) * part);
        let [red, green, blue] = mixed.map(f64::round);
        let lightness = luminance(mixed);
        // Of nearly black and white, the one that stands out more (WCAG 2.2, contrast ratio).
        let text = if (lightness + 0.05) / 0.055 > 1.05 / (lightness + 0.05) {
            "#0b1216"
        } else {
            "#ffffff"
        };
        (format!("rgb({red},{green},{blue})"), text)
    }
}

/// The relative luminance of a colour (WCAG 2.2).
fn luminance(color: [f64; 3]) -> f64 {
    let [red, green, blue] = color.map(|part| {
        let part = part / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

impl Look {
    /// The outline of the marker around a point.
    pub(super) fn marker(&self, [x, y]: [f64; 2], radius: f64) -> String {
        let corners = MARKERS[self.index];
        if corners.is_empty() {
            let (left, y) = (coordinate(x - radius), coordinate(y));
            let (radius, across) = (coordinate(radius), coordinate(radius * 2.0));
            return format!(
                "M{left} {y}a{radius} {radius} 0 1 0 {across} 0a{radius} {radius} 0 1 0 -{across} 0Z"
            );
        }
        let corners = corners.iter();
        let mut outline =
            path(corners.map(|[right, down]| [x + right * radius, y + down * radius]));
        outline.push('Z');
        outline
    }

    /// The fill of a bar, and the pattern that has to be defined for it.
    pub(super) fn fill(&self, id: &str) -> (String, Option<Element>) {
        let strokes = PATTERNS[self.index];
        if strokes.is_empty() {
            return (self.color.to_owned(), None);
        }
        let name = format!("{id}-pattern-{}", self.index);
        let ground = Element::rectangle([0.0, 0.0], [8.0, 8.0])
            .with("fill", self.color)
            .with("fill-opacity", "0.3");
        let lines = Element::stroke(strokes, self.color, 1.8);
        let pattern = Element::new("pattern")
            .with("id", &name)
            .with("width", "8")
            .with("height", "8")
            .with("patternUnits", "userSpaceOnUse")
            .holding(ground)
            .holding(lines);
        (format!("url(#{name})"), Some(pattern))
    }
}
