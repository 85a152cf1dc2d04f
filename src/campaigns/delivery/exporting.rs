//! A campaign as it was sent, for whoever asks later: its texts, its rows, and who wrote them.

use std::fmt::Write as _;

use serde::Serialize;
use utoipa::ToSchema;

use crate::access::{Right, Staff};
use crate::clock::Timestamp;

use super::super::approval::{self, Listed};
use super::super::brief::{Brief, Variant};
use super::super::{Campaigns, CampaignsError, TABLES, recording};
use super::{Progress, RowShown, sql};

/// Rows that are read at a time.
const AT_ONCE: usize = 5_000;

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportForm {
    /// A row for each member, with the manifest's columns behind.
    Csv,
    /// One object.
    Json,
    /// A page for people: the manifest, the texts and the counts; no member.
    Html,
}

impl ExportForm {
    /// The form of a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            "html" => Some(Self::Html),
            _ => None,
        }
    }

    /// What it is called in a header.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json => "application/json",
            Self::Html => "text/html; charset=utf-8",
        }
    }
}

/// What an export is of, and how its texts came about.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Manifest {
    /// The campaign.
    pub campaign: String,
    /// The version that was approved.
    pub version: i64,
    /// The hash of what was approved.
    pub hash: String,
    /// Who wrote it, and who approved it.
    pub author: String,
    /// None where nobody has yet.
    pub approved_by: Option<String>,
    /// When it was exported.
    #[serde(serialize_with = "crate::clock::as_rfc3339")]
    #[schema(value_type = String)]
    pub exported: Timestamp,
    /// `AI-assisted` where a model wrote any text, or else `written by people`.
    pub note: &'static str,
    /// How each text came about.
    pub texts: Vec<CopyMade>,
}

/// How a text came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CopyMade {
    /// Which text.
    pub variant: String,
    /// In which language.
    pub language: &'static str,
    /// Whether a model wrote it.
    pub ai_assisted: bool,
    /// Which.
    pub model: Option<String>,
    /// The hash of its prompt.
    pub prompt_hash: Option<String>,
    /// Whether a person changed it afterwards.
    pub edited: bool,
}

/// A campaign as it was sent.
#[derive(Clone, Debug, Serialize)]
pub struct CampaignExport {
    /// What it is.
    pub manifest: Manifest,
    /// The brief, with all texts.
    pub brief: Brief,
    /// How far it came.
    pub progress: Progress,
    /// A row for each member of the queue.
    pub rows: Vec<RowShown>,
}

fn made(text: &Variant) -> CopyMade {
    let written = text.written.as_ref();
    CopyMade {
        variant: text.variant.clone(),
        language: text.language.tag(),
        ai_assisted: written.is_some(),
        model: written.map(|written| written.model.clone()),
        prompt_hash: written.map(|written| written.prompt_hash.clone()),
        edited: written.is_some_and(|written| written.edited),
    }
}

/// Text as it stands in HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// A cell that no table takes for a formula.
fn cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

impl CampaignExport {
    /// In a form.
    ///
    /// # Errors
    /// A row that cannot be written, which does not happen in memory.
    pub fn text(&self, form: ExportForm) -> Result<String, CampaignsError> {
        match form {
            ExportForm::Json => Ok(serde_json::to_string_pretty(self)?),
            ExportForm::Csv => self.csv(),
            ExportForm::Html => Ok(self.html()),
        }
    }

    fn csv(&self) -> Result<String, CampaignsError> {
        let garbled = |error: csv::Error| CampaignsError::Garbled(error.to_string());
        let mut writer = csv::Writer::from_writer(Vec::new());
        let header = [
            "member",
            "arm",
            "state",
            "variant",
            "language",
            "percent",
            "rule",
            "code",
            "done",
            "reason",
            "campaign",
            "version",
            "note",
            "model",
            "prompt_hash",
        ];
        writer.write_record(header).map_err(garbled)?;
        for row in &self.rows {
            let text = |text: &Option<String>| cell(text.as_deref().unwrap_or_default());
            let of = |made: &&CopyMade| {
                row.variant.as_deref() == Some(made.variant.as_str())
                    && row.language.as_deref() == Some(made.language)
            };
            let made = self.manifest.texts.iter().find(of);
            let note = if made.is_some_and(|made| made.ai_assisted) {
                "AI-assisted"
            } else {
                "written by people"
            };
            let record = [
                cell(&row.member),
                row.arm.clone(),
                row.state.clone(),
                text(&row.variant),
                text(&row.language),
                row.percent
                    .map(|percent| percent.to_string())
                    .unwrap_or_default(),
                text(&row.rule),
                text(&row.code),
                text(&row.done),
                text(&row.reason),
                cell(&self.manifest.campaign),
                self.manifest.version.to_string(),
                note.to_owned(),
                text(&made.and_then(|made| made.model.clone())),
                text(&made.and_then(|made| made.prompt_hash.clone())),
            ];
            writer.write_record(record).map_err(garbled)?;
        }
        let bytes = writer
            .into_inner()
            .map_err(|error| CampaignsError::Garbled(error.to_string()))?;
        String::from_utf8(bytes).map_err(|error| CampaignsError::Garbled(error.to_string()))
    }

    fn html(&self) -> String {
        let manifest = &self.manifest;
        let mut page = format!(
            "<!doctype html><html lang=en><meta charset=utf-8><title>{name}</title><h1>{name}</h1><dl>\
             <dt>Version<dd>{}<dt>Hash<dd>{}<dt>Author<dd>{}<dt>Approved by<dd>{}<dt>Exported<dd>{}<dt>Note<dd>{}</dl>",
            manifest.version,
            manifest.hash,
            escaped(&manifest.author),
            escaped(manifest.approved_by.as_deref().unwrap_or("nobody yet")),
            manifest.exported.rfc3339(),
            manifest.note,
            name = escaped(&manifest.campaign),
        );
        let _ = write!(page, "<p>{}</p>", escaped(&self.brief.objective));
        for (text, made) in self.brief.copies.iter().zip(&manifest.texts) {
            let _ = write!(
                page,
                "<section lang={}><h2>{} ({})</h2>",
                made.language,
                escaped(&text.variant),
                made.language
            );
            if let (Some(model), Some(hash)) = (&made.model, &made.prompt_hash) {
                let edited = if made.edited {
                    ", changed by a person"
                } else {
                    ""
                };
                let _ = write!(
                    page,
                    "<p>AI-assisted: {}, prompt {}{edited}</p>",
                    escaped(model),
                    escaped(hash)
                );
            }
            if let Some(subject) = &text.subject {
                let _ = write!(page, "<p><b>{}</b></p>", escaped(subject));
            }
            let _ = write!(page, "<pre>{}</pre></section>", escaped(&text.body));
        }
        let progress = &self.progress;
        let _ = write!(
            page,
            "<table><tr><th>sent<th>waiting<th>failed<th>held out<th>skipped<th>coupons<th>redeemed\
             <tr><td>{}<td>{}<td>{}<td>{}<td>{}<td>{}<td>{}</table></html>",
            progress.sent,
            progress.waiting + progress.in_flight,
            progress.failed,
            progress.held_out,
            progress.skipped.values().sum::<u64>(),
            progress.coupons,
            progress.redeemed,
        );
        page
    }
}

impl Campaigns {
    /// A campaign as it was sent, or is being; that it was exported is recorded.
    ///
    /// # Errors
    /// Somebody who may not, there is none of this name, or the database fails.
    pub async fn export(
        &self,
        name: &str,
        by: &Staff,
        now: Timestamp,
    ) -> Result<CampaignExport, CampaignsError> {
        approval::may(by, Right::RunCampaigns)?;
        let reader = self.db.reader();
        let kept = approval::find(reader, name).await?;
        let (version, brief) = approval::latest(reader, &kept).await?;
        let Listed {
            author,
            approved_by,
            ..
        } = approval::listed(&kept, now)?;
        let texts: Vec<CopyMade> = brief.copies.iter().map(made).collect();
        let mut rows = Vec::new();
        let mut after = -1;
        loop {
            let part = sql::rows(reader, &kept.name, after, AT_ONCE).await?;
            let Some((last, _)) = part.last() else { break };
            after = *last;
            rows.extend(part.into_iter().map(|(_, row)| row));
        }
        let write = self.db.write(TABLES).await?;
        let act = format!(
            "export campaign `{}`, version {}",
            kept.name, version.version
        );
        recording::keep(&write, &by.to_string(), None, &act, now).await?;
        write.commit().await?;
        let assisted = texts.iter().any(|made| made.ai_assisted);
        Ok(CampaignExport {
            manifest: Manifest {
                campaign: kept.name.clone(),
                version: version.version,
                hash: version.hash,
                author,
                approved_by,
                exported: now,
                note: if assisted {
                    "AI-assisted"
                } else {
                    "written by people"
                },
                texts,
            },
            progress: self.progress(&kept.name, now).await?,
            brief,
            rows,
        })
    }
}
