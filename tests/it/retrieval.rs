//! The room `retrieval`: one contract for the index in process and for a Qdrant server, and what is
//! special to each of them.
//!
//! The server is the one that `QDRANT_URL` names; without it those tests say so and pass.

mod contract;
mod folder;
mod goods;
mod narrowing;
mod place;
mod server;
mod words;
