//! Which encoding a text file is in.

use std::fs::File;
use std::io::{self, Read};

use encoding_rs::{BIG5, Encoding, GBK, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How much of a file that is not UTF-8 is looked at.
const LOOKED_AT: usize = 4 << 20;

/// How much is read at a time.
const PART: usize = 1 << 18;

/// The encoding of `file`, read from where it stands: what its byte order mark says; UTF-8 where that
/// fits; else one of the Chinese ones, or Windows-1252, of which Latin-1 is a part.
///
/// Of a file with both UTF-8 and stray bytes more of the first make it UTF-8; the reader then takes each
/// field that does not fit as Windows-1252.
pub(super) fn detect(file: &mut File) -> io::Result<&'static Encoding> {
    let mut start = Vec::new();
    file.take(PART as u64).read_to_end(&mut start)?;
    if let Some((encoding, _)) = Encoding::for_bom(&start) {
        return Ok(encoding);
    }
    if let Some(encoding) = utf_16_without_mark(&start) {
        return Ok(encoding);
    }
    let mut counts = Counts::default();
    let mut looked_at = Vec::new();
    let mut part = start;
    while !part.is_empty() {
        let rest = counts.add(&part);
        if counts.bad > 0 && looked_at.len() < LOOKED_AT {
            looked_at.extend_from_slice(&part);
        }
        let mut next = part[part.len() - rest..].to_vec();
        let kept = next.len();
        file.take(PART as u64).read_to_end(&mut next)?;
        if next.len() == kept {
            counts.bad += kept as u64;
            break;
        }
        part = next;
    }
    Ok(if counts.bad == 0 || counts.good > counts.bad {
        UTF_8
    } else {
        guess(&looked_at)
    })
}

/// How many sequences of more than one byte are UTF-8, and how many bytes are not.
#[derive(Default)]
struct Counts {
    good: u64,
    bad: u64,
}

impl Counts {
    /// Adds a part; returns how many bytes at its end may be the beginning of a character.
    fn add(&mut self, part: &[u8]) -> usize {
        let mut rest = part;
        loop {
            match std::str::from_utf8(rest) {
                Ok(text) => {
                    self.good += many_bytes(text);
                    return 0;
                }
                Err(error) => {
                    let (fits, after) = rest.split_at(error.valid_up_to());
                    self.good += std::str::from_utf8(fits).map_or(0, many_bytes);
                    let Some(wrong) = error.error_len() else {
                        return after.len();
                    };
                    self.bad += wrong as u64;
                    rest = &after[wrong..];
                }
            }
        }
    }
}

/// How many characters have more than one byte.
fn many_bytes(text: &str) -> u64 {
    text.bytes().filter(|byte| *byte >= 0xc0).count() as u64
}

/// Text in UTF-16 of which most characters are ASCII has a zero in every second byte.
pub(super) fn utf_16_without_mark(start: &[u8]) -> Option<&'static Encoding> {
    let zeros = |odd: usize| {
        let halves = start.iter().skip(odd).step_by(2);
        halves.filter(|byte| **byte == 0).count()
    };
    let most = start.len() * 3 / 8;
    match (zeros(0), zeros(1)) {
        _ if start.len() < 4 => None,
        (0, behind) if behind > most => Some(UTF_16LE),
        (before, 0) if before > most => Some(UTF_16BE),
        _ => None,
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guessed = detector.guess(None, chardetng::Utf8Detection::Deny);
    // The other encodings that it knows are rare in shops that speak Chinese or English, and a short
    // text with an accent or two is easily taken for one of them.
    if guessed == GBK || guessed == BIG5 {
        guessed
    } else {
        WINDOWS_1252
    }
}
