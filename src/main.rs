//! The program: see `storekeeper --help`, and the crate's documentation for the map.

use std::io::Write;
use std::process::ExitCode;

use storekeeper::cli;

fn main() -> ExitCode {
    match cli::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The pipe's reader has gone, as in `storekeeper models list | head`: not worth a word.
            let broken_pipe = error
                .downcast_ref::<std::io::Error>()
                .is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe);
            if broken_pipe {
                return ExitCode::from(cli::NO_READER);
            }
            // Where nobody reads it, the code says it.
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
