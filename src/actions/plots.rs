//! The insights as plots, in the language of whoever looks.

use crate::ids::Language;
use crate::insights::behaviour::{FunnelReport, StageCount, part_name, stage_name};
use crate::insights::churn::Tested;
use crate::insights::demand::Demand;
use crate::insights::segment::cohorts::Cohorts;
use crate::insights::segment::rfm::Segment;
use crate::insights::survival::{After, NextOrder};
use crate::plots::{
    Axis, Band, BarSeries, Bars, Bin, Cell, Content, Fan, FanPoint, Form, Heatmap, MOST_SERIES,
    Names, Plot, PlotError, Positions, Reliability, StepGroup, StepPoint, Steps, Words,
};

/// One of two texts.
pub(super) fn pick(language: Language, en: &str, zh: &str) -> String {
    match language {
        Language::English => en,
        Language::Chinese => zh,
    }
    .to_owned()
}

fn words(language: Language) -> Words {
    Words {
        no_data: pick(language, "no data yet", "暂无数据"),
        from: pick(language, "from", "从"),
        to: pick(language, "to", "到"),
        lower: pick(language, "lower", "下限"),
        upper: pick(language, "upper", "上限"),
    }
}

fn axis(label: String, form: Form) -> Axis {
    Axis {
        label,
        unit: String::new(),
        form,
    }
}

/// How far the risks can be relied on.
///
/// # Errors
/// Numbers that cannot be drawn.
#[allow(clippy::cast_precision_loss, reason = "counts of members")]
pub fn reliability(tested: &Tested, language: Language) -> Result<Plot, PlotError> {
    let bins = tested.reliability.iter().map(|&(size, said, so)| Bin {
        said,
        so,
        size: size as f64,
    });
    let content = Content::Reliability(Reliability {
        said: axis(pick(language, "risk as said", "预测流失风险"), Form::Share),
        so: axis(pick(language, "did not order", "实际未下单"), Form::Share),
        size: axis(pick(language, "members", "会员数"), Form::Number),
        label: pick(language, "churn model", "流失模型"),
        diagonal: pick(language, "said and so agree", "完全一致"),
        bins: bins.collect(),
    });
    let title = pick(
        language,
        "How far the risks can be relied on",
        "流失风险有多可靠",
    );
    Plot::new(title, content, words(language))
}

/// Who was said to leave, and who did.
///
/// # Errors
/// Numbers that cannot be drawn.
#[allow(clippy::cast_precision_loss, reason = "counts of members")]
pub fn confusion(tested: &Tested, language: Language) -> Result<Plot, PlotError> {
    let names = |en: [&str; 2], zh: [&str; 2]| -> Vec<String> {
        (0..2).map(|at| pick(language, en[at], zh[at])).collect()
    };
    let cells = tested.confusion.map(|row| {
        row.map(|count| {
            Some(Cell {
                value: count as f64,
                text: count.to_string(),
            })
        })
        .to_vec()
    });
    let content = Content::Heatmap(Heatmap {
        rows: Names {
            label: pick(language, "what they did", "实际"),
            names: names(["ordered", "did not order"], ["下单了", "没下单"]),
        },
        columns: Names {
            label: pick(language, "what was said", "预测"),
            names: names(["stays", "leaves"], ["会留下", "会流失"]),
        },
        value: axis(pick(language, "members", "会员数"), Form::Number),
        cells: cells.to_vec(),
    });
    let title = pick(language, "Who was said to leave, and who did", "预测与实际");
    Plot::new(title, content, words(language))
}

/// How far visits come: their number at each stage, or, where they are told apart, the share of each part's visits.
///
/// # Errors
/// Numbers that cannot be drawn.
#[allow(clippy::cast_precision_loss, reason = "counts of visits")]
pub fn funnel(funnel: &FunnelReport, language: Language) -> Result<Plot, PlotError> {
    let names = funnel.stages.iter();
    let names = names.map(|stage| stage_name(stage.stage, language).to_owned());
    let series = |label: String, stages: &[StageCount], value: fn(&StageCount) -> f64| BarSeries {
        label,
        values: stages.iter().map(|stage| Some(value(stage))).collect(),
    };
    let visits = pick(language, "visits", "来访");
    let (value, series) = if funnel.parts.is_empty() {
        let all = series(visits.clone(), &funnel.stages, |stage| stage.visits as f64);
        (axis(visits, Form::Number), vec![all])
    } else {
        let parts = funnel.parts.iter().take(MOST_SERIES);
        let parts = parts.map(|part| {
            series(
                part_name(&part.name, language).to_owned(),
                &part.stages,
                |stage| stage.of_all,
            )
        });
        let label = pick(language, "share of the visits", "占来访比例");
        (axis(label, Form::Share), parts.collect())
    };
    let content = Content::Bars(Bars {
        names: Names {
            label: pick(language, "stage", "环节"),
            names: names.collect(),
        },
        value,
        series,
    });
    let title = pick(language, "How far visits come", "来访走到哪一步");
    Plot::new(title, content, words(language))
}

/// How many members are in each named segment.
///
/// # Errors
/// Numbers that cannot be drawn.
#[allow(clippy::cast_precision_loss, reason = "counts of members")]
pub fn segments(
    sizes: &std::collections::BTreeMap<String, usize>,
    language: Language,
) -> Result<Plot, PlotError> {
    let known = Segment::ALL
        .iter()
        .filter_map(|segment| Some((segment.name(language), *sizes.get(segment.key())?)));
    let (names, values): (Vec<String>, Vec<Option<f64>>) = known
        .map(|(name, count)| (name.to_owned(), Some(count as f64)))
        .unzip();
    let members = pick(language, "members", "会员数");
    let content = Content::Bars(Bars {
        names: Names {
            label: pick(language, "segment", "分群"),
            names,
        },
        value: axis(members.clone(), Form::Number),
        series: vec![BarSeries {
            label: members,
            values,
        }],
    });
    let title = pick(language, "Members by segment", "各分群会员数");
    Plot::new(title, content, words(language))
}

/// Of the members of each month, the share that bought again in the months after; the last months.
///
/// # Errors
/// Numbers that cannot be drawn.
pub fn cohorts(cohorts: &Cohorts, months: usize, language: Language) -> Result<Plot, PlotError> {
    let from = cohorts.cohorts.len().saturating_sub(months);
    let shown = &cohorts.cohorts[from..];
    let width = shown.first().map_or(0, |cohort| cohort.months.len());
    let cells = shown.iter().map(|cohort| {
        (0..width)
            .map(|month| {
                let month = cohort.months.get(month).filter(|month| month.over)?;
                let share = month.share?;
                Some(Cell {
                    value: share,
                    text: format!("{:.0}%", share * 100.0),
                })
            })
            .collect()
    });
    let content = Content::Heatmap(Heatmap {
        rows: Names {
            label: pick(language, "first order in", "首单月份"),
            names: shown.iter().map(|cohort| cohort.month.clone()).collect(),
        },
        columns: Names {
            label: pick(language, "months after", "之后第几个月"),
            names: (0..width).map(|month| month.to_string()).collect(),
        },
        value: axis(pick(language, "bought again", "复购比例"), Form::Share),
        cells: cells.collect(),
    });
    let title = pick(
        language,
        "Who comes back, by the month of the first order",
        "按首单月份看复购",
    );
    Plot::new(title, content, words(language))
}

/// How long it takes until members order again.
///
/// # Errors
/// Numbers that cannot be drawn.
pub fn next_order(curves: &NextOrder, language: Language) -> Result<Plot, PlotError> {
    let name = |after: After| match after {
        After::First => pick(language, "after the first order", "首单之后"),
        After::Few => pick(language, "after two or three", "两三单之后"),
        After::Many => pick(language, "after four or more", "四单及以上"),
    };
    let groups = curves.curves.iter().map(|(after, curve)| {
        let start = StepPoint {
            at: 0.0,
            value: 1.0,
            band: None,
        };
        // A step a day at most, up to a year: more cannot be seen.
        let points = curve
            .points
            .iter()
            .filter(|point| point.time > 0.0 && point.time <= 365.0);
        let points = points.map(|point| StepPoint {
            at: point.time,
            value: point.share,
            band: Some(Band {
                lower: point.low,
                upper: point.high,
            }),
        });
        StepGroup {
            label: name(*after),
            points: std::iter::once(start).chain(points).collect(),
        }
    });
    let content = Content::Steps(Steps {
        time: axis(
            pick(language, "days since the order", "距上一单天数"),
            Form::Number,
        ),
        value: axis(
            pick(language, "have not ordered again", "尚未再次下单"),
            Form::Share,
        ),
        group: pick(language, "orders before", "此前订单"),
        groups: groups.collect(),
    });
    let title = pick(language, "How long until the next order", "多久会再次下单");
    Plot::new(title, content, words(language))
}

/// The demand of the past weeks and of those to come.
///
/// # Errors
/// Numbers that cannot be drawn.
pub fn demand(demand: &Demand, language: Language) -> Result<Plot, PlotError> {
    let shown = demand.history.len().min(52);
    let from = demand.history.len() - shown;
    let forecast = demand.forecast.iter().map(|week| FanPoint {
        value: week.pieces,
        inner: Band {
            lower: week.low_80.min(week.pieces),
            upper: week.high_80.max(week.pieces),
        },
        outer: Band {
            lower: week.low_95.min(week.low_80).min(week.pieces),
            upper: week.high_95.max(week.high_80).max(week.pieces),
        },
    });
    let content = Content::Fan(Fan {
        time: axis(pick(language, "week", "周"), Form::Number),
        value: axis(pick(language, "pieces", "件数"), Form::Number),
        positions: Positions::Dates(demand.weeks[from..].to_vec()),
        history_label: pick(language, "ordered", "实际"),
        forecast_label: pick(language, "expected", "预测"),
        inner_label: pick(language, "eight of ten weeks", "八成把握"),
        outer_label: pick(language, "nineteen of twenty", "九成五把握"),
        history: demand.history[from..]
            .iter()
            .map(|&week| Some(week))
            .collect(),
        forecast: forecast.collect(),
    });
    let title = match language {
        Language::English => format!("Demand for {}", demand.name),
        Language::Chinese => format!("「{}」的需求", demand.name),
    };
    Plot::new(title, content, words(language))
}
