//! What a plot says. Public fields throughout: whoever has the numbers fills them in, and
//! [`Plot::new`](super::Plot::new) checks.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The words that a plot needs besides the names of its parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlotWords)]
pub struct Words {
    /// Shown where there is nothing to plot ("no data yet").
    pub no_data: String,
    /// Before the first of two numbers ("from").
    pub from: String,
    /// Between two numbers ("to").
    pub to: String,
    /// The low end of a band ("lower").
    pub lower: String,
    /// The high end of a band ("upper").
    pub upper: String,
}

/// How numbers are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PlotForm)]
pub enum Form {
    /// As they are: 1,234.5.
    #[default]
    Number,
    /// A fraction of 1, written in percent: 0.62 as 62%.
    Share,
}

/// What numbers mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlotAxis)]
pub struct Axis {
    /// What is measured.
    pub label: String,
    /// In what; empty where the label says it all.
    #[serde(default)]
    pub unit: String,
    /// How the numbers are written.
    #[serde(default)]
    pub form: Form,
}

/// Where the values of several series stand; strictly rising.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "scale", content = "at", rename_all = "snake_case")]
#[schema(as = PlotPositions)]
pub enum Positions {
    /// Days as `2026-11-27`, placed by the calendar.
    Dates(Vec<String>),
    /// Whatever the caller calls them, placed evenly and in the order given.
    Labels(Vec<String>),
    /// Numbers, placed by their size.
    Numbers(Vec<f64>),
}

/// Names along one side, and what they are names of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlotNames)]
pub struct Names {
    /// What they are names of.
    pub label: String,
    /// The names.
    pub names: Vec<String>,
}

/// What is plotted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schema(as = PlotContent)]
pub enum Content {
    /// Survival curves.
    Steps(Steps),
    /// What was said against what came so.
    Reliability(Reliability),
    /// A number for every pair of a row and a column: cohorts, confusions.
    Heatmap(Heatmap),
    /// Sizes side by side.
    Bars(Bars),
    /// History over time.
    Lines(Lines),
    /// History, then a forecast with its bands.
    Fan(Fan),
    /// Points by two measures, in groups.
    Scatter(Scatter),
}

/// Survival curves: a value holds until the next point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlotSteps)]
pub struct Steps {
    /// What passes: days since joining.
    pub time: Axis,
    /// What is left; drawn from 0.
    pub value: Axis,
    /// What the groups are: the tier. Heads a column of the table.
    pub group: String,
    /// The curves.
    pub groups: Vec<StepGroup>,
}

/// One curve.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlotStepGroup)]
pub struct StepGroup {
    /// Whose.
    pub label: String,
    /// Where it steps, in order of time. A start at time 0 is given, not guessed.
    pub points: Vec<StepPoint>,
}

/// Where a curve steps.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlotStepPoint)]
pub struct StepPoint {
    /// When.
    pub at: f64,
    /// To what.
    pub value: f64,
    /// The confidence band from here to the next point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band: Option<Band>,
}

/// An interval; `lower` is not above `upper`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlotBand)]
pub struct Band {
    /// The low end.
    pub lower: f64,
    /// The high end.
    pub upper: f64,
}

/// Probabilities as said, against how often it came so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlotReliability)]
pub struct Reliability {
    /// What was said; 0 to 1.
    pub said: Axis,
    /// How often it came so; 0 to 1.
    pub so: Axis,
    /// How many a bin holds.
    pub size: Axis,
    /// What the points are: the model.
    pub label: String,
    /// What the diagonal is: said and so agree.
    pub diagonal: String,
    /// The bins, in order of `said`.
    pub bins: Vec<Bin>,
}

/// Everybody of whom much the same was said.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlotBin)]
pub struct Bin {
    /// The mean of what was said; 0 to 1.
    pub said: f64,
    /// The share of whom it came so; 0 to 1.
    pub so: f64,
    /// How many they are; 0 or more.
    pub size: f64,
}

/// A number for every pair of a row and a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlotHeatmap)]
pub struct Heatmap {
    /// From top to bottom.
    pub rows: Names,
    /// From left to right.
    pub columns: Names,
    /// What the numbers mean.
    pub value: Axis,
    /// Per row one for every column; `null` where there is none.
    pub cells: Vec<Vec<Option<Cell>>>,
}

/// A number of a heatmap.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlotCell)]
pub struct Cell {
    /// The number that makes the shade.
    pub value: f64,
    /// The number as it is to be read.
    pub text: String,
}

/// Sizes side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlotBars)]
pub struct Bars {
    /// What has the sizes: the segments.
    pub names: Names,
    /// What the sizes mean.
    pub value: Axis,
    /// One, or several to compare.
    pub series: Vec<BarSeries>,
}

/// A size for every name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlotBarSeries)]
pub struct BarSeries {
    /// Whose.
    pub label: String,
    /// Per name; `null` where unknown.
    pub values: Vec<Option<f64>>,
}

/// History over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlotLines)]
pub struct Lines {
    /// What passes.
    pub time: Axis,
    /// What is measured.
    pub value: Axis,
    /// When.
    pub positions: Positions,
    /// The lines.
    pub series: Vec<Line>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlotLine)]
pub struct Line {
    /// Whose.
    pub label: String,
    /// Per position; `null` where unknown, which leaves a gap.
    pub values: Vec<Option<f64>>,
}

/// History, then a forecast with its bands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlotFan)]
pub struct Fan {
    /// What passes.
    pub time: Axis,
    /// What is measured.
    pub value: Axis,
    /// When: first for the history, then for the forecast.
    pub positions: Positions,
    /// What the history is called.
    pub history_label: String,
    /// What the forecast is called.
    pub forecast_label: String,
    /// What the band of 80 % is called.
    pub inner_label: String,
    /// What the band of 95 % is called.
    pub outer_label: String,
    /// What was.
    pub history: Vec<Option<f64>>,
    /// What is to come.
    pub forecast: Vec<FanPoint>,
}

/// One step of a forecast.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlotFanPoint)]
pub struct FanPoint {
    /// What is most likely.
    pub value: f64,
    /// The band of 80 %.
    pub inner: Band,
    /// The band of 95 %; holds the other one.
    pub outer: Band,
}

/// Points by two measures, in groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlotScatter)]
pub struct Scatter {
    /// From left to right.
    pub x: Axis,
    /// From bottom to top.
    pub y: Axis,
    /// What the groups are: the segment. Heads a column of the table.
    pub group: String,
    /// The groups.
    pub groups: Vec<ScatterGroup>,
}

/// The points of one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlotScatterGroup)]
pub struct ScatterGroup {
    /// Whose.
    pub label: String,
    /// Where they are.
    pub points: Vec<ScatterPoint>,
}

/// One point.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlotScatterPoint)]
pub struct ScatterPoint {
    /// By the first measure.
    pub x: f64,
    /// By the second.
    pub y: f64,
}

impl Content {
    /// Whether there is nothing to show.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Steps(steps) => steps.groups.iter().all(|group| group.points.is_empty()),
            Self::Reliability(reliability) => reliability.bins.is_empty(),
            Self::Heatmap(heatmap) => heatmap.cells.iter().flatten().all(Option::is_none),
            Self::Bars(bars) => {
                let mut values = bars.series.iter().flat_map(|series| &series.values);
                values.all(Option::is_none)
            }
            Self::Lines(lines) => {
                let mut values = lines.series.iter().flat_map(|line| &line.values);
                values.all(Option::is_none)
            }
            Self::Fan(fan) => fan.forecast.is_empty() && fan.history.iter().all(Option::is_none),
            Self::Scatter(scatter) => scatter.groups.iter().all(|group| group.points.is_empty()),
        }
    }
}

impl Axis {
    /// The label with its unit in brackets.
    pub(super) fn heading(&self) -> String {
        if self.unit.is_empty() {
            self.label.clone()
        } else {
            format!("{} ({})", self.label, self.unit)
        }
    }
}

impl Steps {
    /// The corners of a curve through `value` of the points.
    pub(super) fn stairs(points: &[StepPoint], value: impl Fn(&StepPoint) -> f64) -> Vec<[f64; 2]> {
        let mut corners: Vec<[f64; 2]> = Vec::with_capacity(points.len() * 2);
        for point in points {
            if let Some(&[_, before]) = corners.last() {
                corners.push([point.at, before]);
            }
            corners.push([point.at, value(point)]);
        }
        corners
    }
}

/// The runs of neighbouring positions at which a series has values.
pub(super) fn runs(positions: &[f64], values: &[Option<f64>]) -> Vec<Vec<[f64; 2]>> {
    let mut runs = vec![Vec::new()];
    for (&at, value) in positions.iter().zip(values) {
        match value {
            Some(value) => runs
                .last_mut()
                .into_iter()
                .for_each(|run| run.push([at, *value])),
            None => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}
