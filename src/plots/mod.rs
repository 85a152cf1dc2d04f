//! Plots out of one data format: what is plotted is said once, and drawn as SVG, as plain text or as a table.
//!
//! Owns: the format, its checks, and the three ways to show it.
//! Does not own: the numbers, and the words; every text comes from the caller, in the language of whoever looks.
//! Holds: a [`Plot`] that exists is drawable: lengths match, every number is finite. All texts are inert wherever
//! they are shown. Nothing depends on colour alone. The same plot gives the same bytes.
//!
//! # Why the SVG is written by hand
//! `plotters` is well kept and free to use, but its SVG backend gets in the way here: it writes neither `<title>` nor
//! `<desc>` nor any attribute for assistive technology, knows neither dashes of a stroke nor fill patterns, and
//! places everything on whole pixels. All of that would be put in afterwards, by taking its output apart.
//! What is left, scales and ticks, is a few hundred lines. No style sheet, script or event is written either, so the
//! picture shows under a strict content security policy, inside a page or as a file.

mod chart;
mod check;
mod content;
mod numbers;
mod places;
mod summary;
mod svg;
mod table;
mod text;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use check::{MOST_SERIES, PlotError};
pub use content::{
    Axis, Band, BarSeries, Bars, Bin, Cell, Content, Fan, FanPoint, Form, Heatmap, Line, Lines,
    Names, Positions, Reliability, Scatter, ScatterGroup, ScatterPoint, StepGroup, StepPoint,
    Steps, Words,
};
pub use svg::{Size, Theme};
pub use table::Table;

/// Something to plot, known to be drawable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "Unchecked")]
pub struct Plot {
    /// What the plot is about, in one line.
    title: String,
    /// What is plotted.
    content: Content,
    /// The words that the plot itself needs.
    words: Words,
}

/// A plot as it comes in, before anybody looked.
#[derive(Deserialize)]
struct Unchecked {
    /// As in [`Plot`].
    title: String,
    /// As in [`Plot`].
    content: Content,
    /// As in [`Plot`].
    words: Words,
}

impl TryFrom<Unchecked> for Plot {
    type Error = PlotError;

    fn try_from(unchecked: Unchecked) -> Result<Self, PlotError> {
        Self::new(unchecked.title, unchecked.content, unchecked.words)
    }
}

impl Plot {
    /// A plot of `content`, in the words of whoever looks at it.
    ///
    /// # Errors
    /// Lengths that do not match, a number that cannot be drawn, positions out of order, an empty title, or more series
    /// than anybody can tell apart. Nothing to show is no error: the plot then says [`Words::no_data`].
    pub fn new(
        title: impl Into<String>,
        content: Content,
        words: Words,
    ) -> Result<Self, PlotError> {
        let title = title.into();
        check::check(&title, &content)?;
        Ok(Self {
            title,
            content,
            words,
        })
    }

    /// What the plot is about.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What is plotted.
    #[must_use]
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// The words of the plot.
    #[must_use]
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.content.is_empty()
    }

    /// What can be seen in the plot, in a few plain clauses made of the caller's words.
    #[must_use]
    pub fn summary(&self) -> String {
        summary::summary(self)
    }

    /// The plot as an SVG document, which may also stand inside a page of HTML.
    #[must_use]
    pub fn svg(&self, size: Size, theme: Theme) -> String {
        svg::draw(self, size, theme)
    }

    /// The plot for a terminal of so many columns (at least 40 are used), without colour or control characters. A wide
    /// character counts as two columns.
    #[must_use]
    pub fn text(&self, width: usize) -> String {
        text::write(self, width)
    }

    /// The numbers of the plot as a table, for screen readers and for CSV: not rounded for the eye, no thousands
    /// separators, shares as fractions of 1.
    #[must_use]
    pub fn table(&self) -> Table {
        table::table(self)
    }
}
