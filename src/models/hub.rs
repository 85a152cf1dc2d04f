//! Addresses of files on the Hugging Face hub.

use super::manifest::HubOrigin;

/// The hub that is asked if nobody says otherwise.
const PUBLIC_HUB: &str = "https://huggingface.co";

/// The hub's address: `HF_ENDPOINT`, as the hub's own tools read it, or the public one.
pub(super) fn address(environment: &dyn Fn(&str) -> Option<String>) -> String {
    let set = environment("HF_ENDPOINT").filter(|address| !address.trim().is_empty());
    set.as_deref()
        .unwrap_or(PUBLIC_HUB)
        .trim()
        .trim_end_matches('/')
        .to_owned()
}

/// The address of a file.
pub(super) fn url_of(hub: &str, origin: &HubOrigin) -> String {
    format!(
        "{hub}/{}/resolve/{}/{}",
        origin.repository, origin.revision, origin.file
    )
}
