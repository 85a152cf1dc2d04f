//! Any bytes as a file to import: an error or a report that adds up, never a panic.
//!
//! The first byte chooses the kind of records, the rest is the file. Nothing is written: a dry run reads,
//! guesses the map, cleans and counts as an import does.

#![no_main]

use std::cell::RefCell;
use std::path::PathBuf;

use libfuzzer_sys::fuzz_target;
use storekeeper::app::{self, Books};
use storekeeper::clock::Timestamp;
use storekeeper::config::Settings;
use storekeeper::imports::{
    ColumnMap, ImportError, Options, RecordKind, Report, Shop, Silent, guess_map, mapped, shopify,
};
use storekeeper::money::CNY;

/// An empty shop, opened once.
struct Bench {
    runtime: tokio::runtime::Runtime,
    folder: tempfile::TempDir,
    books: Books,
}

impl Bench {
    fn open() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let settings = Settings::defaults(folder.path());
        let books = runtime.block_on(app::open_books(&settings));
        Self {
            runtime,
            folder,
            books: books.expect("the books open"),
        }
    }

    fn import(&self, kind: u8, bytes: &[u8]) -> Result<Report, ImportError> {
        let file: PathBuf = self.folder.path().join("file");
        std::fs::write(&file, bytes).expect("the file is written");
        let shop = Shop {
            catalog: &self.books.catalog,
            members: &self.books.members,
            orders: &self.books.orders,
            events: &self.books.events,
        };
        let options = Options {
            rejects: Some(self.folder.path().join("rejects.csv")),
            dry_run: true,
            currency: Some(CNY),
            now: Timestamp::from_micros(1_800_000_000_000_000),
        };
        let kinds = [
            RecordKind::Products,
            RecordKind::Members,
            RecordKind::Orders,
            RecordKind::Events,
            RecordKind::Reviews,
            RecordKind::Policies,
        ];
        let choice = usize::from(kind) % (kinds.len() + 2);
        let Some(kind) = kinds.get(choice) else {
            // The file as a map, then as one of Shopify's.
            let _ = ColumnMap::load(&file, kinds[choice - kinds.len()]);
            return self
                .runtime
                .block_on(shopify(&file, &options, &shop, &Silent));
        };
        let map = guess_map(&file, *kind, None)?;
        self.runtime
            .block_on(mapped(&file, map, &options, &shop, &Silent))
    }
}

thread_local! {
    static BENCH: RefCell<Option<Bench>> = const { RefCell::new(None) };
}

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, bytes)) = bytes.split_first() else {
        return;
    };
    BENCH.with_borrow_mut(|bench| {
        let bench = bench.get_or_insert_with(Bench::open);
        match bench.import(*kind, bytes) {
            Ok(report) => {
                let left_out: u64 = report.left_out.values().sum();
                assert_eq!(
                    report.lines_read,
                    report.lines_kept + left_out,
                    "{report:?}"
                );
            }
            Err(error) => {
                let error = error.to_string();
                // What a panic within a reader of others' formats becomes.
                assert!(
                    !error.contains("make no sense") || bytes.starts_with(b"PAR1"),
                    "{error}"
                );
            }
        }
    });
});
