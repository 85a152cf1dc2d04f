//! The room `models`: the manifest, and pulling from a package index and a hub on the loopback.

mod failing;
mod live;
mod manifest;
mod pulling;
mod shelf;
