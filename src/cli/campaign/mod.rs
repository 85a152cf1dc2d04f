//! `storekeeper campaign`: what is written to members.

mod copy;

use anyhow::Result;
use clap::Subcommand;

/// `storekeeper campaign ...`
#[derive(Debug, Subcommand)]
pub(super) enum Campaign {
    /// Check a text, or a file of texts, before anybody is sent it
    #[command(after_help = "\
A file has one JSON object a line:
  {\"text\": \"Only today: {{offer.what}}\", \"language\": \"en\", \"medium\": \"push\"}
  {\"text\": \"{{offer.what}}，{{offer.ends}}截止\", \"language\": \"zh\", \"medium\": \"push\",
   \"facts\": {\"offer\": \"percent\", \"values\": {\"offer.what\": \"九折\", \"offer.ends\": \"11月30日\"}},
   \"violates\": null}
Without `facts` every placeholder is taken to have a value, and nothing is proven. With `violates` (a rule, true, or
null for a clean text) the texts that were missed and the false alarms are counted too. A file of rules replaces,
adds, extends ([[extend]]) or leaves out (off) rules of the built-in one.

Examples:
  storekeeper campaign check --medium sms --text \"Hello {{member.name}}, {{offer.what}}. Stop: {{unsubscribe}}\"
  storekeeper campaign check --file texts.jsonl --rules claims.toml --voice voice.toml")]
    Check(copy::Check),
}

pub(super) fn campaign(what: Campaign) -> Result<()> {
    match what {
        Campaign::Check(wanted) => copy::check(&wanted),
    }
}
