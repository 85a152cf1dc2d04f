//! Runs before the program is compiled: sees to it that the pages which Vite made are compiled in anew when they
//! change, and that a checkout without them compiles too.

fn main() {
    let pages = "web/dist";
    println!("cargo:rerun-if-changed={pages}");
    if let Err(error) = std::fs::create_dir_all(pages) {
        println!("cargo:warning={pages} cannot be made: {error}");
    }
    if !std::path::Path::new(pages).join("storefront.html").exists() {
        println!(
            "cargo:warning=no pages are compiled in: `make build` makes them (or `make web`, then this again)"
        );
    }
}
