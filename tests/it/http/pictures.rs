//! Pictures of goods that lie in the data folder.

use reqwest::StatusCode;

use super::Server;

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_shown_and_kept_by_the_browser() {
    let server = Server::open().await;
    server.picture("MUG-201.svg", b"<svg/>");
    let first = server.get("/pictures/MUG-201.svg").await;
    assert_eq!(first.status(), StatusCode::OK);
    let header = |name: &str| first.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "image/svg+xml");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("content-security-policy").contains("sandbox"));
    assert!(header("cache-control").contains("max-age="));
    let tag = header("etag");
    assert_eq!(first.bytes().await.unwrap().as_ref(), b"<svg/>");
    for asked in [tag.clone(), format!("\"other\", W/{tag}"), "*".to_owned()] {
        let again = server
            .get_with("/pictures/MUG-201.svg", "if-none-match", &asked)
            .await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{asked}");
        assert_eq!(again.headers()["etag"], tag.as_str());
        assert!(again.bytes().await.unwrap().is_empty());
    }
    server.picture("MUG-201.svg", b"<svg></svg>");
    let changed = server
        .get_with("/pictures/MUG-201.svg", "if-none-match", &tag)
        .await;
    assert_eq!(changed.status(), StatusCode::OK);
    assert_ne!(changed.headers()["etag"], tag.as_str());
    server.picture("photo.JPG", b"jpeg");
    let photo = server.get("/pictures/photo.JPG").await;
    assert_eq!(photo.headers()["content-type"], "image/jpeg");
    assert!(!photo.headers().contains_key("content-security-policy"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_but_the_pictures_of_the_folder_is_shown() {
    let server = Server::open().await;
    server.picture("there.svg", b"<svg/>");
    server.picture("notes.txt", b"secret");
    server.picture(".svg", b"secret");
    server.picture(".hidden.svg", b"secret");
    server.picture("two words.svg", b"secret");
    // The keys of the tests' server lie beside the folder of pictures, as in a data folder.
    server.picture("../beside.svg", b"secret");
    for name in [
        "absent.svg",
        "notes.txt",
        ".svg",
        ".hidden.svg",
        "two%20words.svg",
        "..%2Fbeside.svg",
        "..%5Cbeside.svg",
        "%2e%2e/beside.svg",
        "./../beside.svg",
        "there.svg%00.png",
        "there.svg%2F..%2Fthere.svg",
        "%2Fetc%2Fpasswd",
        "C:%5Cthere.svg",
        "there",
        "%FF.svg",
        "",
    ] {
        let answer = server.get(&format!("/pictures/{name}")).await;
        let status = answer.status();
        assert!(status.is_client_error(), "{name}: {status}");
        assert!(!answer.text().await.unwrap().contains("secret"), "{name}");
    }
    server.picture("folder.svg/inside.svg", b"<svg/>");
    let folder = server.get("/pictures/folder.svg").await;
    assert_eq!(folder.status(), StatusCode::NOT_FOUND);
}
