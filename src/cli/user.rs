//! `storekeeper user`: the accounts of the shop's people.

use std::io::{IsTerminal, stdin};

use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use console::Term;

use crate::access::{Account, Accounts, NewAccount, Role, check_password};
use crate::app;
use crate::clock::{Clock, SystemClock, Timestamp};
use crate::config::Settings;

use super::Json;
use super::terminal::table;

/// Who acts, for the record: whoever has a shell on the shop's machine.
const BY: &str = "the machine's shell";

/// `storekeeper user`
#[derive(Debug, Subcommand)]
pub(super) enum User {
    /// Make an account; the password is asked for twice
    #[command(
        after_help = "Examples:\n  storekeeper user add lin --role admin --name \"Lin Mei\"\n  pass show shop/bo | storekeeper user add bo --role agent --password-stdin"
    )]
    Add {
        /// What they sign in with: small letters, digits, `.`, `_`, `-`, `@`
        name: String,
        /// What they may do: agent, marketer or admin
        #[arg(long, value_name = "ROLE")]
        role: Role,
        /// What they are called on pages [default: the name they sign in with]
        #[arg(long = "name", value_name = "NAME")]
        called: Option<String>,
        #[command(flatten)]
        password: PasswordFrom,
    },
    /// List the accounts
    #[command(after_help = "Example:\n  storekeeper user list --json")]
    List {
        #[command(flatten)]
        json: Json,
    },
    /// Give an account another role; it is signed out everywhere
    #[command(after_help = "Example:\n  storekeeper user role bo marketer")]
    Role {
        /// Whose
        name: String,
        /// agent, marketer or admin
        role: Role,
    },
    /// Let an account sign in no more; it is signed out everywhere
    #[command(after_help = "Example:\n  storekeeper user disable bo")]
    Disable {
        /// Whose
        name: String,
    },
    /// Let an account sign in again, also where it must wait for wrong passwords
    #[command(after_help = "Example:\n  storekeeper user enable bo")]
    Enable {
        /// Whose
        name: String,
    },
    /// Give an account another password; it is signed out everywhere
    #[command(
        after_help = "Examples:\n  storekeeper user password bo\n  pass show shop/bo | storekeeper user password bo --password-stdin"
    )]
    Password {
        /// Whose
        name: String,
        #[command(flatten)]
        password: PasswordFrom,
    },
    /// Sign an account out in every browser
    #[command(after_help = "Example:\n  storekeeper user sign-out bo")]
    SignOut {
        /// Whose
        name: String,
    },
}

/// Where a password comes from: never out of an argument, which others on the machine can read.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct PasswordFrom {
    /// Read the password from standard input, one line
    #[arg(long)]
    password_stdin: bool,
}

pub(super) async fn user(settings: &Settings, wanted: User) -> Result<()> {
    let accounts = app::open_books(settings).await?.accounts;
    let now = SystemClock.now();
    match wanted {
        User::Add {
            name,
            role,
            called,
            password,
        } => {
            let called = called.as_deref();
            let new = NewAccount {
                name: &name,
                called,
                role,
            };
            accounts.may_add(&new).await?;
            let password = password.read(&name)?;
            accounts.add(&new, &password, BY, SystemClock.now()).await?;
            eprintln!("{name} can sign in at /console");
        }
        User::List { json } => list(&accounts, json, now).await?,
        User::Role { name, role } => {
            accounts.set_role(&name, role, BY, now).await?;
            eprintln!("{name} is {role} now, and signed out everywhere");
        }
        User::Disable { name } => {
            accounts.set_disabled(&name, true, BY, now).await?;
            eprintln!("{name} cannot sign in any more, and is signed out everywhere");
        }
        User::Enable { name } => {
            accounts.set_disabled(&name, false, BY, now).await?;
            eprintln!("{name} can sign in");
        }
        User::Password { name, password } => {
            let password = password.read(&name)?;
            accounts
                .set_password(&name, &password, BY, SystemClock.now())
                .await?;
            eprintln!("{name} has another password, and is signed out everywhere");
        }
        User::SignOut { name } => {
            accounts.sign_out_everywhere(&name, BY, now).await?;
            eprintln!("{name} is signed out everywhere");
        }
    }
    Ok(())
}

impl PasswordFrom {
    /// A password for `name`.
    fn read(self, name: &str) -> Result<String> {
        if self.password_stdin {
            let mut line = String::new();
            stdin().read_line(&mut line)?;
            return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
        }
        let terminal = Term::stderr();
        if !stdin().is_terminal() || !terminal.is_term() {
            bail!(
                "there is no terminal to ask for the password on: --password-stdin reads it from standard input"
            );
        }
        terminal.write_str(&format!("password for {name}: "))?;
        let password = terminal.read_secure_line()?;
        check_password(&password, &name.trim().to_lowercase())?;
        terminal.write_str("again: ")?;
        if terminal.read_secure_line()? != password {
            bail!("the two are not the same; nothing was changed");
        }
        Ok(password)
    }
}

async fn list(accounts: &Accounts, json: Json, now: Timestamp) -> Result<()> {
    let all = accounts.list(now).await?;
    if json.json {
        println!("{}", serde_json::json!({ "accounts": all }));
        return Ok(());
    }
    if all.is_empty() {
        println!("no accounts: `storekeeper user add NAME --role admin` makes the first");
        return Ok(());
    }
    let rows = all.into_iter().map(|account: Account| {
        let state = if account.disabled {
            "disabled".to_owned()
        } else {
            match account.sessions {
                0 => "signed out".to_owned(),
                1 => "signed in".to_owned(),
                several => format!("signed in {several} times"),
            }
        };
        let role = account.role.to_string();
        [
            account.name,
            role,
            account.called,
            state,
            account.added.day(),
        ]
    });
    println!(
        "{}",
        table(&["name", "role", "called", "state", "since"], rows)
    );
    Ok(())
}
