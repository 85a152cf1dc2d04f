//! A throw-away PostgreSQL server, one for the whole test binary.
//!
//! It runs as its own user where the tests run as root, which PostgreSQL refuses. A shell beside it
//! waits for the end of the tests, however they end, then stops the server and removes its folder.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, Database};

/// The password of the server's one user.
pub const PASSWORD: &str = "open-sesame";

/// What the shell runs: the server, until its own input ends.
const KEEPER: &str = r#"
trap : INT TERM HUP
"$1/postgres" -D "$2/data" -k "$2" -p "$3" -c listen_addresses=127.0.0.1 -c fsync=off \
    -c shared_buffers=32MB -c max_connections=300 >"$2/log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -INT $server
wait $server
rm -rf "$2"
"#;

/// A running server.
pub struct Cluster {
    /// Where it listens, on the loopback.
    pub port: u16,
    /// The shell that ends the server when this process ends and its input with it.
    _keeper: Child,
}

impl Cluster {
    /// The URL of the database `name`.
    pub fn url(&self, name: &str) -> String {
        format!(
            "postgres://storekeeper:{PASSWORD}@127.0.0.1:{}/{name}",
            self.port
        )
    }

    /// Makes an empty database and returns its URL.
    pub async fn fresh(&self) -> String {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}", MADE.fetch_add(1, Ordering::Relaxed));
        let server = Box::pin(Database::connect(self.url("postgres")))
            .await
            .expect("the server answers");
        let sql = format!("CREATE DATABASE {name}");
        server
            .execute_unprepared(&sql)
            .await
            .expect("a database is made");
        server.close().await.expect("the connection closes");
        self.url(&name)
    }
}

/// The server, started by whoever asks first; `None` where PostgreSQL is not installed.
pub fn cluster() -> Option<&'static Cluster> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    let cluster = CLUSTER.get_or_init(|| Some(start(&programs()?)));
    if cluster.is_none() {
        eprintln!("skipped: no PostgreSQL server is installed under /usr/lib/postgresql");
    }
    cluster.as_ref()
}

/// The folder of the newest installed server's programs.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let folders = versions.map(|version| version.path().join("bin"));
    folders
        .filter(|bin| bin.join("initdb").exists() && bin.join("postgres").exists())
        .max()
}

/// Makes a cluster and starts its server.
fn start(bin: &Path) -> Cluster {
    let folder = tempfile::Builder::new()
        .prefix("storekeeper-pg")
        .tempdir()
        .expect("a folder")
        .keep();
    let secret = folder.join("password");
    fs::write(&secret, PASSWORD).expect("the password file is written");
    if is_root() {
        let owned = Command::new("chown")
            .args(["-R", "postgres:"])
            .arg(&folder)
            .status();
        assert!(
            owned.is_ok_and(|status| status.success()),
            "the folder is given to the postgres user"
        );
    }
    let made = as_server(bin.join("initdb"))
        .arg("-D")
        .arg(folder.join("data"))
        .args([
            "-U",
            "storekeeper",
            "-A",
            "scram-sha-256",
            "-E",
            "UTF8",
            "--no-locale",
            "--no-sync",
        ])
        .arg(format!("--pwfile={}", secret.display()))
        .current_dir(&folder)
        .output()
        .expect("initdb runs");
    assert!(
        made.status.success(),
        "initdb: {}",
        String::from_utf8_lossy(&made.stderr)
    );

    let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = free.local_addr().expect("its number").port();
    drop(free);
    let keeper = as_server("sh")
        .args(["-c", KEEPER, "sh"])
        .args([bin, &folder])
        .arg(port.to_string())
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .spawn()
        .expect("the server starts");
    let begun = Instant::now();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
        assert!(
            begun.elapsed() < Duration::from_mins(1),
            "the server does not answer: {log}"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    Cluster {
        port,
        _keeper: keeper,
    }
}

/// A command that runs as the server's user.
fn as_server(program: impl AsRef<std::ffi::OsStr>) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    command
}

/// Whether the tests run as root.
pub fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
