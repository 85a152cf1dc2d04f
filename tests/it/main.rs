//! The one test binary: every test goes through a door of the program.

mod asking;
mod campaigns;
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
mod plots;
mod prompts;
mod recommending;
mod retrieval;
mod samples;
mod scanner;
mod segmenting;
mod starter;
mod telemetry;
mod tidy;
mod turn;
