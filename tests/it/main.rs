//! The one test binary: every test goes through a door of the program.

mod cli;
mod demo_goods;
mod demo_people;
mod door;
mod evaluation;
mod facts;
mod guardrails;
mod http;
mod imports;
mod learn;
mod live;
mod models;
mod opinions;
mod prompts;
mod recommending;
mod retrieval;
mod scanner;
mod starter;
mod telemetry;
mod tidy;
mod turn;
