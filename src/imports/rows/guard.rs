//! Keeps one endless record from filling the memory.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// The longest record that is read, in bytes. Product pages with their HTML have some hundred thousand.
pub(super) const LONGEST_RECORD: u64 = 16 << 20;

/// Passes bytes on until too many belong to one record.
pub(super) struct Guard<R> {
    inner: R,
    /// How many bytes were passed on since the record began.
    passed: Rc<Cell<u64>>,
}

/// Says that a new record begins.
pub(super) struct Beginning(Rc<Cell<u64>>);

impl<R: Read> Guard<R> {
    /// Guards `inner`; the second value is to be told of each record.
    pub(super) fn new(inner: R) -> (Self, Beginning) {
        let passed = Rc::new(Cell::new(0));
        let beginning = Beginning(Rc::clone(&passed));
        (Self { inner, passed }, beginning)
    }
}

impl Beginning {
    /// A record begins.
    pub(super) fn of_record(&self) {
        self.0.set(0);
    }
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.passed.get() > LONGEST_RECORD {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "is longer than 16 MiB; is a quotation mark never closed, or is it another kind of file?",
            ));
        }
        let read = self.inner.read(buffer)?;
        self.passed.set(self.passed.get() + read as u64);
        Ok(read)
    }
}
