//! Tables and cards on a terminal, and how they get there.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write};

use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};

use crate::assistant::Card;
use crate::ids::Language;
use crate::plots::Plot;

/// A line under the head, and none between the rows.
const STYLE: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// The code that a command ends with where the reader of its output has gone: what a shell says of a program that the
/// signal for it ended (128 + SIGPIPE).
pub const NO_READER: u8 = 141;

/// Writes to standard output; ends the program where nobody reads it, or where it cannot be written.
pub(super) fn print(said: Arguments<'_>) {
    if let Err(error) = std::io::stdout().lock().write_fmt(said) {
        if error.kind() == ErrorKind::BrokenPipe {
            std::process::exit(NO_READER.into());
        }
        tell(format_args!("error: the output cannot be written: {error}"));
        std::process::exit(1);
    }
}

/// Writes a line to standard error; where nobody reads it, that is no matter.
pub(super) fn tell(said: Arguments<'_>) {
    // There is no better place to say that it failed.
    let _ = writeln!(std::io::stderr().lock(), "{said}");
}

/// A name in a table, with a star where it is of what the product uses.
pub(super) fn starred(name: &str, default: bool) -> String {
    format!("{name}{}", if default { " *" } else { "" })
}

/// A table under a head; a head of empty names is left out.
pub(super) fn table<R, C>(head: &[&str], rows: impl IntoIterator<Item = R>) -> Table
where
    R: IntoIterator<Item = C>,
    C: Into<String>,
{
    let mut table = Table::new();
    table.load_style(STYLE);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    if head.iter().any(|name| !name.is_empty()) {
        table.set_header(head.iter().copied());
    }
    for row in rows {
        table.add_row(row.into_iter().map(Into::into).collect::<Vec<String>>());
    }
    table
}

/// Columns that a plot takes.
const PLOT_WIDTH: usize = 100;

/// A plot in lines, or its title where this program cannot read it.
fn plotted(title: &str, plot: &serde_json::Value) -> Vec<String> {
    match serde_json::from_value::<Plot>(plot.clone()) {
        Ok(plot) => plot.text(PLOT_WIDTH).lines().map(str::to_owned).collect(),
        Err(_) => vec![format!("  ▪ {title}")],
    }
}

/// A card in lines for the terminal.
pub(super) fn card(card: &Card, language: Language) -> Vec<String> {
    match card {
        Card::Product {
            title,
            price,
            stock,
            reason,
            ..
        } => {
            let stock = match (stock, language) {
                (None, _) => String::new(),
                (Some(0), Language::English) => " · out of stock".to_owned(),
                (Some(0), Language::Chinese) => " · 缺货".to_owned(),
                (Some(stock), Language::English) => format!(" · {stock} in stock"),
                (Some(stock), Language::Chinese) => format!(" · 库存{stock}件"),
            };
            let reason = reason
                .as_ref()
                .map(|reason| format!(" · {reason}"))
                .unwrap_or_default();
            vec![format!("  ▪ {title} · {price}{stock}{reason}")]
        }
        Card::Comparison { titles, rows, .. } => {
            let head: Vec<&str> = std::iter::once(" ")
                .chain(titles.iter().map(String::as_str))
                .collect();
            let rows = rows
                .iter()
                .map(|row| std::iter::once(&row.name).chain(&row.values));
            let text = table(&head, rows.map(Iterator::cloned)).to_string();
            text.lines().map(|line| format!("  {line}")).collect()
        }
        Card::Profile { title, rows } => {
            let rows = rows
                .iter()
                .map(|row| format!("      {}: {}", row.name, row.value));
            std::iter::once(format!("  ▪ {title}"))
                .chain(rows)
                .collect()
        }
        Card::Table {
            title,
            columns,
            rows,
            ..
        } => {
            let head: Vec<&str> = columns.iter().map(String::as_str).collect();
            let text = table(&head, rows.iter().cloned()).to_string();
            let rows = text.lines().map(|line| format!("  {line}"));
            std::iter::once(format!("  ▪ {title}"))
                .chain(rows)
                .collect()
        }
        Card::Filter { filter, .. } => vec![format!("  ▪ {filter}")],
        Card::Plot { title, plot, .. } => plotted(title, plot),
        Card::Campaign { name, state, .. } => vec![format!("  ▪ {name} · {state}")],
        Card::Policy { title, text, .. } => vec![format!("  ▪ {title}"), format!("      {text}")],
        Card::Review {
            stars, text, day, ..
        } => {
            let stars: String = (1..=5)
                .map(|star| if star <= *stars { '★' } else { '☆' })
                .collect();
            let day = day
                .as_ref()
                .map(|day| format!(" · {day}"))
                .unwrap_or_default();
            let quoted = match language {
                Language::English => format!("“{text}”"),
                Language::Chinese => format!("「{text}」"),
            };
            vec![format!("  ▪ {stars}{day} · {quoted}")]
        }
        Card::Order {
            number,
            day,
            state,
            total,
            lines,
        } => {
            let mut text = vec![format!("  ▪ {number} · {day} · {state} · {total}")];
            let most = 8;
            text.extend(lines.iter().take(most).map(|line| {
                format!(
                    "      {} × {} · {}",
                    line.quantity, line.title, line.unit_price
                )
            }));
            if lines.len() > most {
                text.push(match language {
                    Language::English => format!("      and {} more lines", lines.len() - most),
                    Language::Chinese => format!("      另有{}行", lines.len() - most),
                });
            }
            text
        }
    }
}
