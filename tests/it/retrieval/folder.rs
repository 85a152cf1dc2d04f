//! What is special to an index in a folder: its lock, and what is in it after an accident.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use storekeeper::retrieval::{IndexState, Retrieval, RetrievalError, Search};

use super::goods::{Fault, WordCounter, product, shop};
use super::place::{build, folder, hits, keys, run};

async fn assert_unusable_until_rebuilt(retrieval: Retrieval, path: &Path) {
    let state = retrieval.state().await.expect("the state is known");
    assert!(matches!(state, IndexState::Unusable { .. }), "{state:?}");
    let search = Search {
        words: "red mug",
        limit: 3,
        ..Search::default()
    };
    let refused = retrieval.search(&search).await.unwrap_err();
    assert!(matches!(refused, RetrievalError::Unusable { .. }));
    assert!(refused.to_string().contains("storekeeper index"));
    build(&retrieval, &shop()).await;
    assert_eq!(keys(&hits(&retrieval, "red mug").await)[0], "red-mug");
    drop(retrieval);
    let again = folder(path).open().await;
    assert_eq!(keys(&hits(&again, "red mug").await)[0], "red-mug");
}

/// The files of the generation in use that the engine searches.
fn segment_files(path: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of the index") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.components().any(|part| part.as_os_str() == "segments") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn generations(path: &Path) -> usize {
    let entries = fs::read_dir(path).expect("the index's folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    names
        .filter(|name| name.to_string_lossy().starts_with("generation-"))
        .count()
}

#[test]
fn a_second_process_is_refused_until_the_first_is_gone() {
    run(async {
        let path = tempfile::tempdir().expect("a folder");
        let place = folder(path.path());
        let first = place.with(&shop()).await;
        let second = place.try_open(WordCounter::named("counter")).await;
        let refused = second.map(drop).expect_err("the folder is taken");
        assert!(matches!(refused, RetrievalError::InUse { .. }));
        let process = format!("process {}", std::process::id());
        assert!(refused.to_string().contains(&process), "{refused}");
        assert!(refused.to_string().contains("STOREKEEPER_QDRANT_URL"));
        assert_eq!(keys(&hits(&first, "red mug").await)[0], "red-mug");
        drop(first);
        let second = place.open().await;
        assert_eq!(keys(&hits(&second, "red mug").await)[0], "red-mug");
    });
}

#[test]
fn garbage_instead_of_the_record_is_unusable_until_rebuilt() {
    for garbage in [
        &b"{\"generation\": 12"[..],
        b"",
        b"\xff\xfe\x00garbage",
        b"{}",
    ] {
        run(async {
            let path = tempfile::tempdir().expect("a folder");
            fs::write(path.path().join("current"), garbage).expect("a file is written");
            fs::write(path.path().join("generation-1"), "not a folder").expect("a file is written");
            let retrieval = folder(path.path()).open().await;
            assert_unusable_until_rebuilt(retrieval, path.path()).await;
        });
    }
}

#[test]
fn a_file_that_was_cut_short_is_unusable_until_rebuilt() {
    run(async {
        let path = tempfile::tempdir().expect("a folder");
        drop(folder(path.path()).with(&shop()).await);
        let files = segment_files(path.path());
        let long = files.iter().find(|file| {
            fs::metadata(file)
                .expect("a file of the index")
                .len()
                .ge(&2)
        });
        let long = long.expect("the engine keeps something");
        fs::write(long, "x").expect("a file is cut");
        let retrieval = folder(path.path()).open().await;
        assert_unusable_until_rebuilt(retrieval, path.path()).await;
    });
}

#[test]
fn a_file_that_is_gone_is_unusable_until_rebuilt() {
    run(async {
        let path = tempfile::tempdir().expect("a folder");
        drop(folder(path.path()).with(&shop()).await);
        let files = segment_files(path.path());
        fs::remove_file(&files[0]).expect("a file is removed");
        let retrieval = folder(path.path()).open().await;
        assert_unusable_until_rebuilt(retrieval, path.path()).await;
    });
}

#[test]
fn a_generation_that_is_gone_is_unusable_until_rebuilt() {
    run(async {
        let path = tempfile::tempdir().expect("a folder");
        drop(folder(path.path()).with(&shop()).await);
        fs::remove_dir_all(path.path().join("generation-1")).expect("a folder is removed");
        let retrieval = folder(path.path()).open().await;
        assert_unusable_until_rebuilt(retrieval, path.path()).await;
    });
}

#[test]
fn a_file_in_the_folders_place_is_named() {
    run(async {
        let path = tempfile::tempdir().expect("a folder");
        let file = path.path().join("index");
        fs::write(&file, "not a folder").expect("a file is written");
        let opened = folder(&file).try_open(WordCounter::named("counter")).await;
        let refused = opened.map(drop).expect_err("a file is no folder");
        assert!(matches!(refused, RetrievalError::File { .. }), "{refused}");
        assert!(refused.to_string().contains(&file.display().to_string()));
    });
}

#[test]
fn what_a_stopped_build_left_is_swept_away_and_the_old_index_stays() {
    run(async {
        let path = tempfile::tempdir().expect("a folder");
        let place = folder(path.path());
        drop(place.with(&shop()).await);
        let stuck = place.open_with(WordCounter::faulty(Fault::Stuck, 1)).await;
        let many: Vec<_> = (0..100)
            .map(|n| product(&format!("clock-{n}"), "Clock", 10))
            .collect();
        let build = stuck.index(&many, &|_, _| {});
        let stopped = tokio::time::timeout(Duration::from_millis(800), build).await;
        assert!(stopped.is_err(), "the build should hang");
        drop(stuck);
        let retrieval = place.open().await;
        assert_eq!(generations(path.path()), 1);
        assert_eq!(keys(&hits(&retrieval, "red mug").await)[0], "red-mug");
    });
}

#[tokio::test]
async fn a_build_that_was_stopped_goes_on_where_it_was() {
    let path = tempfile::tempdir().expect("a folder");
    let place = folder(path.path());
    let goods: Vec<_> = (0..100)
        .map(|number| product(&format!("mug-{number}"), &format!("Red Mug {number}"), 10))
        .collect();
    let stopped = place.open_with(WordCounter::faulty(Fault::Fails, 1)).await;
    stopped
        .index(&goods, &|_, _| {})
        .await
        .expect_err("the second batch fails");
    drop(stopped);
    // The last record was being written when the power failed.
    let vectors = path.path().join("vectors");
    let length = fs::metadata(&vectors).expect("the vectors").len();
    let file = fs::File::options()
        .write(true)
        .open(&vectors)
        .expect("the vectors");
    file.set_len(length - 3).expect("a torn end");
    drop(file);
    let retrieval = place.open().await;
    let built = retrieval
        .index(&goods, &|_, _| {})
        .await
        .expect("it is built");
    assert_eq!((built.products, built.embedded), (100, 100 - 63));
    // One text changed: one is embedded.
    let mut changed = goods.clone();
    changed[7] = product("mug-7", "Blue Mug 7", 10);
    let built = retrieval
        .index(&changed, &|_, _| {})
        .await
        .expect("it is built");
    assert_eq!(built.embedded, 1);
    assert_eq!(keys(&hits(&retrieval, "blue mug").await)[0], "mug-7");
}
