//! The program: see `storekeeper --help`, and the crate's documentation for the map.

use std::process::ExitCode;

fn main() -> ExitCode {
    match storekeeper::cli::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The pipe's reader has gone, as in `storekeeper models list | head`: not worth a word.
            let broken_pipe = error
                .downcast_ref::<std::io::Error>()
                .is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe);
            if !broken_pipe {
                eprintln!("error: {error:#}");
            }
            ExitCode::FAILURE
        }
    }
}
