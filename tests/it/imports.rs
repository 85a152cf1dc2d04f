//! The room `imports`: files of others, from the file to the shop's own doors.

mod access_logs;
mod fixture;
mod hostile_files;
mod mapped_maps;
mod mapped_rows;
mod online_retail_bad_lines;
mod online_retail_forms;
mod online_retail_real;
mod online_retail_rules;
mod online_retail_runs;
mod online_retail_titles;
mod online_retail_wrong_files;
mod public_sets;
mod shopify_files;
