//! A small plot of every kind. The numbers are halves of halves where they are read back from JSON, which is exact for
//! those alone.

use storekeeper::plots::{
    Axis, Band, BarSeries, Bars, Bin, Cell, Content, Fan, FanPoint, Form, Heatmap, Line, Lines,
    Names, Plot, Positions, Reliability, Scatter, ScatterGroup, ScatterPoint, StepGroup, StepPoint,
    Steps, Words,
};

pub fn words() -> Words {
    Words {
        no_data: "暂无数据".to_owned(),
        from: "from".to_owned(),
        to: "to".to_owned(),
        lower: "lower".to_owned(),
        upper: "upper".to_owned(),
    }
}

pub fn axis(label: &str, unit: &str, form: Form) -> Axis {
    Axis {
        label: label.to_owned(),
        unit: unit.to_owned(),
        form,
    }
}

pub fn names(label: &str, names: &[&str]) -> Names {
    Names {
        label: label.to_owned(),
        names: names.iter().map(|&name| name.to_owned()).collect(),
    }
}

pub fn plot(content: Content) -> Plot {
    Plot::new("A title", content, words()).unwrap()
}

pub fn refused(content: Content) -> String {
    Plot::new("A title", content, words())
        .unwrap_err()
        .to_string()
}

pub fn steps() -> Steps {
    let points = |by: f64| {
        let point = |at: u8| {
            let value = 1.0 - by * f64::from(at);
            let band = Some(Band {
                lower: value - f64::from(at) / 64.0,
                upper: value,
            });
            let at = f64::from(at) * 30.0;
            StepPoint { at, value, band }
        };
        (0..10).map(point).collect()
    };
    let groups = [("Gold", 0.031_25), ("Silver", 0.062_5)].map(|(label, by)| StepGroup {
        label: label.to_owned(),
        points: points(by),
    });
    Steps {
        time: axis("Time", "days", Form::Number),
        value: axis("Still members", "", Form::Share),
        group: "Tier".to_owned(),
        groups: groups.to_vec(),
    }
}

pub fn reliability() -> Reliability {
    let bins = [(0.1, 0.12, 1240.0), (0.5, 0.47, 300.0), (0.9, 0.95, 20.0)];
    Reliability {
        said: axis("Said", "", Form::Share),
        so: axis("Came so", "", Form::Share),
        size: axis("Members", "", Form::Number),
        label: "Model".to_owned(),
        diagonal: "Said is so".to_owned(),
        bins: bins.map(|(said, so, size)| Bin { said, so, size }).to_vec(),
    }
}

pub fn heatmap() -> Heatmap {
    let cell = |value: f64| {
        let text = format!("{:.0}%", value * 100.0);
        Some(Cell { value, text })
    };
    Heatmap {
        rows: names("Joined", &["一月", "February"]),
        columns: names("Month", &["0", "第一"]),
        value: axis("Still buying", "", Form::Share),
        cells: vec![vec![cell(1.0), cell(0.62)], vec![cell(0.9), None]],
    }
}

pub fn bars() -> Bars {
    let series = |label: &str, values: [Option<f64>; 3]| BarSeries {
        label: label.to_owned(),
        values: values.to_vec(),
    };
    Bars {
        names: names("Segment", &["Champions", "新客户", "Lapsed"]),
        value: axis("Members", "", Form::Number),
        series: vec![
            series("2025", [Some(12_430.0), Some(810.0), None]),
            series("2026", [Some(10_000.0), Some(0.0), Some(-500.0)]),
        ],
    }
}

pub fn lines() -> Lines {
    let months = (1..=9).map(|month| format!("2026-{month:02}-01")).collect();
    let line = |label: &str, by: f64| Line {
        label: label.to_owned(),
        values: (0..9).map(|at| Some(1000.0 + by * f64::from(at))).collect(),
    };
    let mut series = vec![line("Web", 120.0), line("App", -40.0)];
    series[0].values[4] = None;
    Lines {
        time: axis("Month", "", Form::Number),
        value: axis("Revenue", "CNY", Form::Number),
        positions: Positions::Dates(months),
        series,
    }
}

pub fn fan() -> Fan {
    let band = |value: f64, half: f64| Band {
        lower: value - half,
        upper: value + half,
    };
    let forecast = [5.0, 5.5].map(|value| FanPoint {
        value,
        inner: band(value, 1.0),
        outer: band(value, 2.0),
    });
    Fan {
        time: axis("Week", "", Form::Number),
        value: axis("Units", "", Form::Number),
        positions: Positions::Numbers(vec![1.0, 2.0, 3.0, 4.0, 5.0]),
        history_label: "Sold".to_owned(),
        forecast_label: "Forecast".to_owned(),
        inner_label: "80 %".to_owned(),
        outer_label: "95 %".to_owned(),
        history: [3.0, 4.0, 4.5].map(Some).to_vec(),
        forecast: forecast.to_vec(),
    }
}

pub fn scatter() -> Scatter {
    let group = |label: &str, from: f64| ScatterGroup {
        label: label.to_owned(),
        points: (0..20)
            .map(|at| ScatterPoint {
                x: from + f64::from(at),
                y: from * 2.0 - f64::from(at % 7),
            })
            .collect(),
    };
    Scatter {
        x: axis("Days", "", Form::Number),
        y: axis("Spent", "CNY", Form::Number),
        group: "Segment".to_owned(),
        groups: vec![group("New", 0.0), group("Loyal", 40.0)],
    }
}

pub fn every_kind() -> [Plot; 7] {
    [
        Content::Steps(steps()),
        Content::Reliability(reliability()),
        Content::Heatmap(heatmap()),
        Content::Bars(bars()),
        Content::Lines(lines()),
        Content::Fan(fan()),
        Content::Scatter(scatter()),
    ]
    .map(plot)
}
