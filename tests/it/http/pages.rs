//! The pages: how files are sent, what a page may load, and a program that was compiled without them.

use reqwest::StatusCode;
use storekeeper::http::Pages;

use super::Server;

/// Files as Vite would make them.
fn pages() -> Pages {
    let files: [(&str, &[u8]); 10] = [
        ("console.html", b"<!doctype html><title>console</title>"),
        ("studio.html", b"<!doctype html><title>studio</title>"),
        ("storefront.html", b"<!doctype html><title>plain</title>"),
        ("storefront.html.br", b"br"),
        ("storefront.html.gz", b"gz"),
        ("assets/main-1a2b.js", b"let plain"),
        ("assets/notes.txt", b"no page is made of this"),
        ("widget.js", b"let classic"),
        ("widget.mjs", b"export {}"),
        ("widget.mjs.gz", b"gz"),
    ];
    Pages::of(files.map(|(name, data)| (name.to_owned(), data.to_vec().into())))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_of_the_storefront_shows_the_shell() {
    let server = Server::showing(pages(), false).await;
    for path in [
        "/",
        "/c/Tea%20%26%20coffee",
        "/p/TEA-01",
        "/search?q=tea",
        "/basket",
    ] {
        let response = server.get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "text/html; charset=utf-8");
        assert_eq!(header("cache-control"), "no-cache");
        let policy = header("content-security-policy");
        for rule in [
            "default-src 'none'",
            "script-src 'self';",
            "require-trusted-types-for 'script'",
        ] {
            assert!(policy.contains(rule), "{policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_is_a_page_of_its_own() {
    let server = Server::showing(pages(), false).await;
    let response = server.get("/console").await;
    assert_eq!(response.status(), StatusCode::OK);
    let policy = response.headers()["content-security-policy"].to_str();
    assert!(policy.unwrap().contains("frame-ancestors 'none'"));
    assert!(response.text().await.unwrap().contains("console"));
    let bare = Server::showing(Pages::of([]), false).await;
    let response = bare.get("/console").await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_of_the_studio_shows_its_page_which_may_frame_what_it_made() {
    let server = Server::showing(pages(), false).await;
    for path in [
        "/studio",
        "/studio/calendar",
        "/studio/new",
        "/studio/campaigns/Spring%20tea",
        "/studio/campaigns/%E6%98%A5%E8%8C%B6/texts",
    ] {
        let response = server.get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let policy = response.headers()["content-security-policy"].to_str();
        let policy = policy.unwrap().to_owned();
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(policy.ends_with("; frame-src blob:"), "{policy}");
        assert!(response.text().await.unwrap().contains("studio"));
    }
    let console = server.get("/console").await;
    let policy = console.headers()["content-security-policy"].to_str();
    assert!(!policy.unwrap().contains("frame-src"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_smallest_form_that_is_taken_is_sent() {
    let server = Server::showing(pages(), false).await;
    for (taken, coding, body) in [
        ("gzip, deflate, br", Some("br"), "br"),
        ("gzip;q=0.8, br;q=0", Some("gzip"), "gz"),
        ("identity", None, "<!doctype html><title>plain</title>"),
        ("", None, "<!doctype html><title>plain</title>"),
    ] {
        let response = server.get_with("/", "accept-encoding", taken).await;
        let sent = response.headers().get("content-encoding").cloned();
        assert_eq!(
            sent.as_ref().map(|sent| sent.to_str().unwrap()),
            coding,
            "{taken}"
        );
        assert_eq!(
            response.headers()["vary"]
                .to_str()
                .unwrap()
                .to_lowercase()
                .matches("accept-encoding")
                .count(),
            1
        );
        assert_eq!(response.text().await.unwrap(), body, "{taken}");
    }
    // A file without a compressed form is sent plain.
    let script = server.get_with("/widget.js", "accept-encoding", "br").await;
    assert_eq!(script.text().await.unwrap(), "let classic");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_has_is_not_sent_again() {
    let server = Server::showing(pages(), false).await;
    let first = server.get_with("/", "accept-encoding", "br").await;
    let tag = first.headers()["etag"].to_str().unwrap().to_owned();
    let again = server.get_with("/", "if-none-match", &tag).await;
    // The plain form is another one than the compressed form that was had.
    assert_eq!(again.status(), StatusCode::OK);
    let plain = again.headers()["etag"].to_str().unwrap().to_owned();
    let again = server.get_with("/", "if-none-match", &plain).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(again.text().await.unwrap(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn hashed_files_are_kept_for_good_and_no_name_leads_elsewhere() {
    let server = Server::showing(pages(), false).await;
    let asset = server.get("/assets/main-1a2b.js").await;
    assert_eq!(asset.status(), StatusCode::OK);
    let cached = asset.headers()["cache-control"].to_str().unwrap();
    assert!(cached.contains("immutable"), "{cached}");
    for path in [
        "/assets/notes.txt",
        "/assets/..%2Fstorefront.html",
        "/assets/none.js",
        "/storefront.html",
    ] {
        assert_eq!(
            server.get(path).await.status(),
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_sites_may_load_the_widget() {
    let server = Server::showing(pages(), false).await;
    for path in ["/widget.js", "/widget.mjs"] {
        let response = server.get_with(path, "origin", "https://any.example").await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(
            response.headers()["access-control-allow-origin"],
            "*",
            "{path}"
        );
        assert_eq!(
            response.headers()["cross-origin-resource-policy"],
            "cross-origin"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_pages_the_program_says_so_and_answers_programs() {
    let server = Server::open().await;
    let page = server.get("/").await;
    assert_eq!(page.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.text().await.unwrap().contains("make build"));
    server.json("/v1/products?query=mug").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_a_page_for_a_browser_and_a_problem_for_a_program() {
    let server = Server::open().await;
    let browser = server.get_with("/nowhere", "accept", "text/html,*/*").await;
    assert_eq!(browser.status(), StatusCode::NOT_FOUND);
    assert!(browser.text().await.unwrap().contains("返回商店"));
    // What is below /v1 is for programs, whoever asks.
    for (path, accepted) in [("/nowhere", "*/*"), ("/v1/nowhere", "text/html,*/*")] {
        let program = server.get_with(path, "accept", accepted).await;
        assert_eq!(program.status(), StatusCode::NOT_FOUND, "{path}");
        let kind = &program.headers()["content-type"];
        assert_eq!(kind, "application/problem+json", "{path}");
    }
}
