//! Vectors of texts that were embedded before, in a file beside the index.
//!
//! Embedding takes nearly all of the time that an index takes. With this file a build embeds only the texts
//! that are new, and one that was killed goes on where it was. A record is appended for each text and
//! checked when it is read; the torn end of a file that was being written is cut off. A finished build
//! drops the vectors that it did not use.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::RetrievalError;
use super::index::MadeWith;

/// How many bytes of a text's digest name its vector.
const NAME: usize = 16;

/// How many bytes of a record's digest check it.
const CHECK: usize = 4;

/// The digest of a text, which names its vector.
type Name = [u8; NAME];

/// The vectors of one embedder.
pub(super) struct Remembered {
    /// The file; `None` where nothing is remembered beyond this value.
    path: Option<PathBuf>,
    dimensions: usize,
    /// The first bytes of the file: what the vectors were made with.
    head: Vec<u8>,
    vectors: HashMap<Name, Box<[f32]>>,
    /// Names that were asked for or added since this was opened.
    used: std::collections::HashSet<Name>,
    /// Where further records go.
    writer: Option<BufWriter<File>>,
}

impl Remembered {
    /// Reads the vectors in `path`, as many as were made with `made_with`.
    pub(super) fn open(
        path: Option<PathBuf>,
        made_with: &MadeWith,
    ) -> Result<Self, RetrievalError> {
        let head = format!("storekeeper vectors 1\n{made_with}\n").into_bytes();
        let mut remembered = Self {
            path,
            dimensions: made_with.dimensions,
            head,
            vectors: HashMap::new(),
            used: std::collections::HashSet::new(),
            writer: None,
        };
        if let Some(path) = remembered.path.clone() {
            remembered
                .load(&path)
                .map_err(RetrievalError::file(&path))?;
        }
        Ok(remembered)
    }

    fn load(&mut self, path: &Path) -> std::io::Result<()> {
        let mut file = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(path)?;
        let mut reader = BufReader::with_capacity(1 << 20, &mut file);
        let mut head = vec![0; self.head.len()];
        let same = reader.read_exact(&mut head).is_ok() && head == self.head;
        let mut whole = 0;
        if same {
            whole = self.head.len() as u64;
            let mut record = vec![0; NAME + self.dimensions * 4 + CHECK];
            while reader.read_exact(&mut record).is_ok() {
                let (body, check) = record.split_at(record.len() - CHECK);
                if Sha256::digest(body)[..CHECK] != *check {
                    break;
                }
                let (name, numbers) = body.split_at(NAME);
                let numbers = numbers.chunks_exact(4).map(|bytes| {
                    let mut number = [0; 4];
                    number.copy_from_slice(bytes);
                    f32::from_le_bytes(number)
                });
                let mut known = [0; NAME];
                known.copy_from_slice(name);
                self.vectors.insert(known, numbers.collect());
                whole += record.len() as u64;
            }
        }
        drop(reader);
        file.set_len(whole)?;
        file.seek(SeekFrom::Start(whole))?;
        let mut writer = BufWriter::new(file);
        if !same {
            writer.write_all(&self.head)?;
        }
        self.writer = Some(writer);
        Ok(())
    }

    /// The vector of `text`, where it is known.
    pub(super) fn get(&mut self, text: &str) -> Option<Vec<f32>> {
        let name = name(text);
        let vector = self.vectors.get(&name)?;
        self.used.insert(name);
        Some(vector.to_vec())
    }

    /// Remembers the vectors of `texts`; they are on the disk, but for a crash of the system, when this
    /// returns.
    pub(super) fn add<'a>(
        &mut self,
        vectors: impl Iterator<Item = (&'a str, &'a [f32])>,
    ) -> Result<(), RetrievalError> {
        for (text, vector) in vectors {
            let name = name(text);
            self.used.insert(name);
            if self.vectors.insert(name, vector.into()).is_none() {
                let written = self.append(&name, vector);
                written.map_err(|error| self.failed(error))?;
            }
        }
        let flushed = self.writer.as_mut().map_or(Ok(()), Write::flush);
        flushed.map_err(|error| self.failed(error))
    }

    fn append(&mut self, name: &Name, vector: &[f32]) -> std::io::Result<()> {
        let Some(writer) = &mut self.writer else {
            return Ok(());
        };
        writer.write_all(&record(name, vector))
    }

    /// Drops the vectors that were not used since this was opened, where they are many.
    pub(super) fn tidy(mut self) -> Result<(), RetrievalError> {
        let unused = self.vectors.len() - self.used.len();
        let Some(path) = self
            .path
            .clone()
            .filter(|_| unused > self.used.len() / 4 + 100)
        else {
            return Ok(());
        };
        self.writer = None;
        let mut part = path.clone().into_os_string();
        part.push(".new");
        let part = PathBuf::from(part);
        let written = self.rewrite(&part).and_then(|()| fs::rename(&part, &path));
        written.map_err(RetrievalError::file(&path))
    }

    fn rewrite(&self, part: &Path) -> std::io::Result<()> {
        let mut writer = BufWriter::new(File::create(part)?);
        writer.write_all(&self.head)?;
        let mut used: Vec<&Name> = self.used.iter().collect();
        used.sort_unstable();
        for name in used {
            if let Some(vector) = self.vectors.get(name) {
                writer.write_all(&record(name, vector))?;
            }
        }
        writer.into_inner()?.sync_all()
    }

    fn failed(&self, source: std::io::Error) -> RetrievalError {
        RetrievalError::File {
            path: self.path.clone().unwrap_or_default(),
            source,
        }
    }
}

fn name(text: &str) -> Name {
    let digest = Sha256::digest(text.as_bytes());
    std::array::from_fn(|at| digest[at])
}

fn record(name: &Name, vector: &[f32]) -> Vec<u8> {
    let mut record = name.to_vec();
    record.extend(vector.iter().flat_map(|number| number.to_le_bytes()));
    let check = Sha256::digest(&record);
    record.extend_from_slice(&check[..CHECK]);
    record
}
