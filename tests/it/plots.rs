//! The room `plots`: one format, drawn as SVG, as text and as a table.

mod samples;

use storekeeper::plots::{Content, MOST_SERIES, Plot, PlotError, Positions, Size, Theme};
use unicode_width::UnicodeWidthStr;

use samples::{
    bars, every_kind, fan, heatmap, lines, plot, refused, reliability, scatter, steps, words,
};

const HOSTILE: &str = "<script>alert('1')</script> & \"x\"\u{1b}[31m\u{0}";

fn svg(plot: &Plot) -> String {
    plot.svg(Size::default(), Theme::Light)
}

/// The line of a text that begins with something.
fn line<'a>(text: &'a str, start: &str) -> &'a str {
    let mut lines = text.lines();
    let found = lines.find(|line| line.trim_start().starts_with(start));
    found.unwrap_or_else(|| panic!("no line begins with {start}:\n{text}"))
}

#[test]
fn hostile_texts_are_inert_everywhere() {
    let mut content = bars();
    HOSTILE.clone_into(&mut content.names.names[0]);
    HOSTILE.clone_into(&mut content.series[0].label);
    HOSTILE.clone_into(&mut content.value.label);
    let plot = Plot::new(HOSTILE, Content::Bars(content), words()).unwrap();
    let drawn = svg(&plot);
    assert!(!drawn.contains("<script"), "{drawn}");
    assert!(
        drawn.contains("&lt;script&gt;alert(&#39;1&#39;)"),
        "{drawn}"
    );
    let control = |text: &str| text.chars().any(|c| c.is_control() && c != '\n');
    assert!(!control(&drawn), "{drawn}");
    assert!(!control(&plot.text(80)), "{}", plot.text(80));
}

#[test]
fn a_picture_says_what_it_shows() {
    for plot in every_kind() {
        let drawn = svg(&plot);
        assert!(drawn.contains("role=\"img\""), "{drawn}");
        assert!(drawn.contains(">A title</title>"), "{drawn}");
        let summary = plot.summary();
        assert!(drawn.contains(&format!(">{summary}</desc>")), "{summary}");
    }
    let summary = plot(Content::Fan(fan())).summary();
    assert_eq!(
        summary,
        "Week: from 1 to 5; Units; Sold: from 3 to 4.5; Forecast: from 5 to 5.5; \
         5, 80 %: from 4.5 to 6.5; 5, 95 %: from 3.5 to 7.5"
    );
}

#[test]
fn two_pictures_in_one_page_share_no_id() {
    let ids = every_kind().map(|plot| {
        let drawn = svg(&plot);
        let id = drawn.split("aria-labelledby=\"").nth(1).unwrap();
        id.split('"').next().unwrap().to_owned()
    });
    let different: std::collections::HashSet<&String> = ids.iter().collect();
    assert_eq!(different.len(), ids.len());
}

#[test]
fn every_kind_draws_in_both_themes_and_any_size() {
    for plot in every_kind() {
        let light = svg(&plot);
        let dark = plot.svg(Size::default(), Theme::Dark);
        assert_ne!(light, dark);
        assert_eq!(light, svg(&plot), "the same plot gives the same bytes");
        for (width, height) in [(0, 0), (240, 180), (360, 300), (4000, 4000), (4000, 180)] {
            let drawn = plot.svg(Size { width, height }, Theme::Dark);
            assert!(drawn.starts_with("<svg ") && drawn.ends_with("</svg>\n"));
            let numbers = drawn.split("</desc>").nth(1).unwrap();
            assert!(
                !numbers.contains("NaN") && !numbers.contains("inf"),
                "{drawn}"
            );
        }
    }
}

#[test]
fn series_differ_by_more_than_colour() {
    assert!(svg(&plot(Content::Steps(steps()))).contains("stroke-dasharray=\"7 3\""));
    assert!(svg(&plot(Content::Bars(bars()))).contains("<pattern "));
    let drawn = svg(&plot(Content::Lines(lines())));
    assert!(
        drawn.contains(">Web</text>") && drawn.contains(">App</text>"),
        "{drawn}"
    );
}

#[test]
fn nothing_to_plot_is_said_in_the_callers_words() {
    let mut content = scatter();
    content.groups.clear();
    let plot = plot(Content::Scatter(content));
    assert!(plot.is_empty());
    assert!(svg(&plot).contains(">暂无数据</text>"));
    assert_eq!(plot.text(80), "A title\n\n暂无数据\n");
    assert_eq!(plot.table().head, ["Segment", "Days", "Spent (CNY)"]);
    assert!(plot.table().rows.is_empty());
}

#[test]
fn one_number_alone_draws() {
    let mut content = lines();
    content.positions = Positions::Labels(vec!["now".to_owned()]);
    content.series.truncate(1);
    for value in [0.0, -3.0, 5.0, 1e-300, 1e15] {
        content.series[0].values = vec![Some(value)];
        let plot = plot(Content::Lines(content.clone()));
        assert!(!svg(&plot).contains("NaN"));
        assert!(plot.text(60).contains("now"), "{}", plot.text(60));
    }
}

#[test]
fn what_is_no_number_is_refused() {
    let mut content = lines();
    content.series[1].values[2] = Some(f64::NAN);
    assert_eq!(
        refused(Content::Lines(content)),
        "value 3 of `App` is NaN: leave it out or give a finite number"
    );
    let mut content = steps();
    content.groups[0].points[1].at = f64::INFINITY;
    assert_eq!(
        refused(Content::Steps(content)),
        "the time of point 2 of `Gold` is inf: leave it out or give a finite number"
    );
    let mut content = scatter();
    content.groups[0].points[0].y = 1e16;
    assert_eq!(
        refused(Content::Scatter(content)),
        "y of point 1 of `New` is 1e16: above 1e15, give it in a larger unit"
    );
}

#[test]
fn lengths_that_do_not_match_are_refused() {
    let mut content = heatmap();
    content.cells[1].pop();
    assert_eq!(
        refused(Content::Heatmap(content)),
        "row `February` has 1 entries for 2: give one for each, none where unknown"
    );
    let mut content = fan();
    content.history.pop();
    assert!(refused(Content::Fan(content)).starts_with("history and forecast has 4 entries for 5"));
    let mut content = bars();
    content.series[1].values.push(None);
    assert!(refused(Content::Bars(content)).starts_with("`2026` has 4 entries for 3"));
}

#[test]
fn positions_go_forward_and_dates_are_dates() {
    let mut content = lines();
    content.positions = Positions::Numbers(vec![1.0, 1.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]);
    assert!(refused(Content::Lines(content)).starts_with("position 2 does not come after"));
    for wrong in ["2026-02-30", "2026-1-1", "yesterday"] {
        let mut content = lines();
        content.positions = Positions::Dates(vec![wrong.to_owned(); 9]);
        let message = refused(Content::Lines(content));
        assert!(
            message.starts_with(&format!("position 1 is `{wrong}`: write")),
            "{message}"
        );
    }
}

#[test]
fn what_cannot_be_told_apart_or_read_is_refused() {
    let mut content = steps();
    content.groups = vec![content.groups[0].clone(); MOST_SERIES + 1];
    let error = Plot::new("A title", Content::Steps(content), words()).unwrap_err();
    assert!(
        matches!(error, PlotError::TooMany { found: 9, .. }),
        "{error}"
    );
    let error = Plot::new(" ", Content::Steps(steps()), words()).unwrap_err();
    assert_eq!(error.to_string(), "the title is empty: give it a text");
    let mut content = fan();
    content.forecast[0].outer.upper = 5.5;
    assert!(refused(Content::Fan(content)).starts_with("the band of 95 % of step 1"));
    let mut content = reliability();
    content.bins[0].so = 1.5;
    assert_eq!(
        refused(Content::Reliability(content)),
        "`so` of bin 1 is 1.5: it lies from 0 to 1"
    );
}

#[test]
fn every_kind_comes_back_from_json() {
    for plot in every_kind() {
        let json = serde_json::to_string(&plot).unwrap();
        assert_eq!(serde_json::from_str::<Plot>(&json).unwrap(), plot, "{json}");
    }
    let json = serde_json::to_value(plot(Content::Lines(lines()))).unwrap();
    assert_eq!(json["content"]["kind"], "lines");
    assert_eq!(json["content"]["positions"]["scale"], "dates");
    assert_eq!(
        json["content"]["series"][0]["values"][4],
        serde_json::Value::Null
    );
}

#[test]
fn json_is_checked_like_anything_else() {
    let mut json = serde_json::to_value(plot(Content::Bars(bars()))).unwrap();
    json["content"]["series"][0]["values"] = serde_json::json!([1.0]);
    let error = serde_json::from_value::<Plot>(json).unwrap_err();
    assert!(
        error.to_string().starts_with("`2025` has 1 entries for 3"),
        "{error}"
    );
}

#[test]
fn text_keeps_to_its_width() {
    for plot in every_kind() {
        for width in [0, 40, 57, 80, 200] {
            let text = plot.text(width);
            let longest = text.lines().map(UnicodeWidthStr::width).max().unwrap();
            assert!(longest <= width.max(40), "{longest} of {width}:\n{text}");
        }
    }
}

#[test]
fn curves_in_text_bear_letters() {
    for (content, key) in [
        (Content::Steps(steps()), "A Gold   B Silver"),
        (Content::Lines(lines()), "A Web   B App"),
        (Content::Fan(fan()), "A Sold   B Forecast   C 80 %   D 95 %"),
        (Content::Scatter(scatter()), "A New   B Loyal"),
    ] {
        let text = plot(content).text(80);
        assert!(text.trim_end().ends_with(key), "{text}");
        let field: String = text
            .lines()
            .filter(|line| line.contains(['│', '┤']))
            .collect();
        let letters = key.split("   ").filter_map(|name| name.chars().next());
        assert!(
            letters.clone().all(|letter| field.contains(letter)),
            "{text}"
        );
    }
    let text = plot(Content::Steps(steps())).text(80);
    assert!(text.contains("100% ┤") && text.contains("  0% ┤"), "{text}");
    assert!(text.contains("Time (days)\n"), "{text}");
}

#[test]
fn bars_in_text_are_as_long_as_their_numbers() {
    let text = plot(Content::Bars(bars())).text(80);
    let blocks = |start: &str| line(&text, start).matches('█').count();
    assert!(line(&text, "Champions").ends_with(" 12,430"), "{text}");
    let (longest, shorter) = (blocks("Champions"), blocks("2026 "));
    // 12,430 against 10,000, to the next full block.
    let apart = (shorter * 1243).abs_diff(longest * 1000);
    assert!(longest > 40 && apart <= 1500, "{text}");
    let below = text.lines().last().unwrap();
    assert!(below.ends_with("█ −500"), "{text}");
    let unknown = line(&text, "Lapsed");
    assert!(unknown.ends_with('·'), "{text}");
}

#[test]
fn a_heatmap_in_text_is_aligned() {
    let text = plot(Content::Heatmap(heatmap())).text(80);
    let rows: Vec<&str> = text.lines().skip(3).collect();
    assert_eq!(
        rows,
        [
            "Joined       0  第一",
            "一月      100%   62%",
            "February   90%     ·",
        ]
    );
    assert!(rows.iter().all(|row| row.width() == rows[0].width()));
}

#[test]
fn a_heatmap_too_wide_goes_on_below() {
    let mut content = heatmap();
    content.columns.names = (0..30).map(|column| column.to_string()).collect();
    for row in &mut content.cells {
        *row = vec![row[0].clone(); 30];
    }
    let text = plot(Content::Heatmap(content)).text(60);
    assert!(text.matches("February").count() >= 3, "{text}");
    assert_eq!(text.matches("90%").count(), 30, "{text}");
}

#[test]
fn reliability_in_text_ends_in_its_numbers() {
    let text = plot(Content::Reliability(reliability())).text(80);
    let last: Vec<&str> = text.lines().rev().take(4).collect();
    assert_eq!(
        last,
        [
            "90%       95%       20",
            "50%       47%      300",
            "10%       12%    1,240",
            "Said  Came so  Members",
        ]
    );
    let mut field = text.lines().filter(|line| line.contains(['│', '┤']));
    let points = field.by_ref().filter(|line| line.contains('o')).count();
    assert_eq!(points, 3, "{text}");
}

#[test]
fn the_table_has_every_number() {
    let table = plot(Content::Lines(lines())).table();
    assert_eq!(table.head, ["Month", "Web (CNY)", "App (CNY)"]);
    assert_eq!(table.rows[0], ["2026-01-01", "1000", "1000"]);
    assert_eq!(table.rows[4], ["2026-05-01", "", "840"]);
    let table = plot(Content::Steps(steps())).table();
    assert_eq!(
        table.head,
        [
            "Tier",
            "Time (days)",
            "Still members",
            "Still members, lower",
            "Still members, upper"
        ]
    );
    assert_eq!(
        table.rows[1],
        ["Gold", "30", "0.96875", "0.953125", "0.96875"]
    );
    let table = plot(Content::Fan(fan())).table();
    assert_eq!(
        table.head,
        [
            "Week",
            "Sold",
            "Forecast",
            "80 %, lower",
            "80 %, upper",
            "95 %, lower",
            "95 %, upper"
        ]
    );
    assert_eq!(table.rows[2], ["3", "4.5", "", "", "", "", ""]);
    assert_eq!(table.rows[3], ["4", "", "5", "4", "6", "3", "7"]);
    let table = plot(Content::Heatmap(heatmap())).table();
    assert_eq!(table.rows, [["一月", "1", "0.62"], ["February", "0.9", ""]]);
    for plot in every_kind() {
        let table = plot.table();
        assert!(table.rows.iter().all(|row| row.len() == table.head.len()));
    }
}
