//! The one test binary: every test goes through a door of the program.

mod cli;
mod door;
mod facts;
mod imports;
mod live;
mod models;
mod retrieval;
mod scanner;
mod starter;
mod telemetry;
mod tidy;
mod turn;
