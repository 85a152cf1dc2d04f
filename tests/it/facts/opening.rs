//! Opening a database: migrations, and what is said when it cannot be opened.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use storekeeper::db::{Db, DbError, Insert, Migration};
use storekeeper::members::{Members, MembersError};

use super::cluster::{PASSWORD, cluster, is_root};
use super::shop::{Shop, changes, member, migrations, on_both, run};

on_both!(
    opening_again_keeps_everything,
    a_newer_schema_is_refused,
    a_migration_that_fails_is_undone,
    programs_that_start_together_migrate_once,
    a_closed_database_does_not_answer,
    every_column_type_comes_back,
);

async fn opening_again_keeps_everything(shop: Shop) {
    shop.stock(2, 3).await;
    shop.db.check().await.unwrap();
    let again = Shop::open(&shop.url).await;
    assert_eq!(again.members.count().await.unwrap(), 3);
    let applied = again
        .db
        .reader()
        .number("SELECT COUNT(*) FROM migrations")
        .await
        .unwrap();
    assert_eq!(applied, i64::try_from(migrations().len()).unwrap());
    again.db.close().await.unwrap();
}

async fn a_newer_schema_is_refused(shop: Shop) {
    let parcels = Migration {
        name: "parcels_0001",
        up: &["CREATE TABLE parcels (id BIGINT)"],
    };
    let newer = Db::open(&shop.url, [migrations(), vec![parcels]].concat())
        .await
        .unwrap();
    newer.close().await.unwrap();
    let error = Db::open(&shop.url, migrations()).await.unwrap_err();
    assert!(
        matches!(&error, DbError::Newer { steps, .. } if steps == &["parcels_0001"]),
        "{error:?}"
    );
    assert!(
        error
            .to_string()
            .contains("newer Storekeeper: it has parcels_0001"),
        "{error}"
    );
    assert_silent(&error);
}

async fn a_migration_that_fails_is_undone(shop: Shop) {
    let wrong = Migration {
        name: "parcels_0001",
        up: &["CREATE TABLE parcels (id BIGINT)", "CREATE TABEL x"],
    };
    let error = Db::open(&shop.url, [migrations(), vec![wrong]].concat())
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            DbError::Migration {
                name: "parcels_0001",
                ..
            }
        ),
        "{error:?}"
    );
    let right = Migration {
        name: "parcels_0001",
        up: &["CREATE TABLE parcels (id BIGINT)"],
    };
    let db = Db::open(&shop.url, [migrations(), vec![right]].concat())
        .await
        .unwrap();
    assert_eq!(
        db.reader()
            .number("SELECT COUNT(*) FROM parcels")
            .await
            .unwrap(),
        0
    );
    db.close().await.unwrap();
}

async fn programs_that_start_together_migrate_once(shop: Shop) {
    let later: Vec<Migration> = ["a", "b", "c"]
        .map(|name| Migration {
            name,
            up: match name {
                "a" => &["CREATE TABLE a (id BIGINT)"],
                "b" => &["CREATE TABLE b (id BIGINT)"],
                _ => &["CREATE TABLE c (id BIGINT)"],
            },
        })
        .into();
    let all = [migrations(), later].concat();
    let open = || Db::open(&shop.url, all.clone());
    let (a, b, c, d) = tokio::join!(open(), open(), open(), open());
    for opened in [a, b, c, d] {
        opened.unwrap().close().await.unwrap();
    }
    let applied = shop
        .db
        .reader()
        .number("SELECT COUNT(*) FROM migrations")
        .await
        .unwrap();
    assert_eq!(applied, i64::try_from(all.len()).unwrap());
}

async fn a_closed_database_does_not_answer(shop: Shop) {
    shop.db.clone().close().await.unwrap();
    assert!(shop.db.check().await.is_err());
    assert!(matches!(
        shop.members.count().await,
        Err(MembersError::Db(_))
    ));
}

async fn every_column_type_comes_back(shop: Shop) {
    let types = Migration {
        name: "types_0001",
        up: &["CREATE TABLE types (
            id BIGINT NOT NULL PRIMARY KEY, x DOUBLE PRECISION, t TEXT, b BOOLEAN, y BYTEA
        )"],
    };
    let db = Db::open(&shop.url, [migrations(), vec![types]].concat())
        .await
        .unwrap();
    let insert = Insert {
        table: "types",
        columns: ["id", "x", "t", "b", "y"],
        replace: false,
    };
    let write = db.write(&["types"]).await.unwrap();
    let bytes = vec![0_u8, 255, 39];
    let full = [
        i64::MIN.into(),
        2.0_f64.into(),
        "".into(),
        true.into(),
        bytes.clone().into(),
    ];
    let empty = [
        1_i64.into(),
        None::<f64>.into(),
        None::<String>.into(),
        None::<bool>.into(),
        None::<Vec<u8>>.into(),
    ];
    write.insert(&insert, vec![full, empty]).await.unwrap();
    write.commit().await.unwrap();
    let rows = db
        .reader()
        .query("SELECT * FROM types ORDER BY id", Vec::new())
        .await
        .unwrap();
    assert_eq!(rows[0].get::<i64>(0).unwrap(), i64::MIN);
    assert_eq!(rows[0].get::<f64>(1).unwrap().to_bits(), 2.0_f64.to_bits());
    assert_eq!(
        rows[0].get::<Option<String>>(2).unwrap().as_deref(),
        Some("")
    );
    assert!(rows[0].get::<bool>(3).unwrap());
    assert_eq!(rows[0].get::<Vec<u8>>(4).unwrap(), bytes);
    assert_eq!(rows[1].get::<Option<f64>>(1).unwrap(), None);
    assert_eq!(rows[1].get::<Option<String>>(2).unwrap(), None);
    assert_eq!(rows[1].get::<Option<bool>>(3).unwrap(), None);
    assert_eq!(rows[1].get::<Option<Vec<u8>>>(4).unwrap(), None);
    let wrong = rows[0].get::<i64>(2).unwrap_err();
    assert!(
        matches!(wrong, DbError::Column { column: 2, .. }),
        "{wrong:?}"
    );
    db.close().await.unwrap();
}

/// No message and no debug form of `error` holds the password.
fn assert_silent(error: &DbError) {
    let said = format!("{error} {error:?}");
    assert!(!said.contains(PASSWORD), "{said}");
}

#[test]
fn a_new_file_is_opened_by_many_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/er/50% off? #1 店.db");
    let url = Db::sqlite_url(&path);
    run(async {
        let open = || Db::open(&url, migrations());
        let (a, b, c) = tokio::join!(open(), open(), open());
        for opened in [a, b, c] {
            opened.unwrap().close().await.unwrap();
        }
    });
    assert!(
        path.is_file(),
        "the path is taken as it is, and its folders are made"
    );
}

#[test]
fn another_program_leaves_the_log_of_a_running_one_alone() {
    let folder = tempfile::tempdir().unwrap();
    leaves_the_log_alone(folder.path(), folder.path());
}

#[test]
fn a_file_that_is_open_is_known_by_a_link_to_it_too() {
    let folder = tempfile::tempdir().unwrap();
    let links = tempfile::tempdir().unwrap();
    let shop = links.path().join("shop");
    std::os::unix::fs::symlink(folder.path(), &shop).unwrap();
    leaves_the_log_alone(&shop, folder.path());
}

/// Opens the file of a folder by two of its names, and sees that another program does not remove the log that is written into.
fn leaves_the_log_alone(one: &Path, other: &Path) {
    run(async {
        let open = |folder: &Path| {
            let url = Db::sqlite_url(&folder.join("storekeeper.db"));
            async move { Db::open(&url, storekeeper::app::migrations()).await }
        };
        let first = open(one).await.unwrap();
        // A second time in the same process, as a server opens it for its parts.
        open(other).await.unwrap().close().await.unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_storekeeper"))
            .args(["user", "list"])
            .env("STOREKEEPER_DATA", other)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let log = other.join("storekeeper.db-wal");
        assert!(log.is_file(), "what is written now would be lost");
        first.close().await.unwrap();
    });
}

#[test]
fn an_address_must_be_one_of_ours() {
    run(async {
        for url in [
            "",
            "shop.db",
            "mysql://storekeeper:open-sesame@localhost/shop",
            "sqlite:",
            "sqlite::memory:",
            "sqlite:shop.db?mode=memory",
            "postgres://storekeeper:open-sesame@localhost:no/shop",
            "postgres://storekeeper:open-sesame/with@and?wrong@localhost:no/shop",
            "postgres://localhost:no/shop?user=storekeeper&password=open-sesame",
        ] {
            let error = Db::open(url, migrations()).await.unwrap_err();
            assert!(matches!(error, DbError::Address { .. }), "{url}: {error:?}");
            assert!(
                error
                    .to_string()
                    .contains("write sqlite:FILE or postgres://"),
                "{error}"
            );
            assert_silent(&error);
        }
    });
}

#[test]
fn a_file_that_cannot_be_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (text, short) = (
        folder.path().join("orders.csv"),
        folder.path().join("short"),
    );
    fs::write(
        &text,
        "InvoiceNo,StockCode,Description\n489434,85048,LIGHTS\n",
    )
    .unwrap();
    fs::write(&short, "SQLite").unwrap();
    run(async {
        let open = async |path| {
            Db::open(&Db::sqlite_url(path), migrations())
                .await
                .unwrap_err()
        };
        let error = open(folder.path()).await;
        assert!(matches!(error, DbError::Folder { .. }), "{error:?}");
        for path in [&text, &short] {
            let error = open(path).await;
            assert!(matches!(error, DbError::NotADatabase { .. }), "{error:?}");
            assert!(
                error.to_string().starts_with(&path.display().to_string()),
                "{error}"
            );
        }
        let error = open(&text.join("shop.db")).await;
        assert!(matches!(error, DbError::NotWritable { .. }), "{error:?}");
    });
    assert_eq!(
        fs::read_to_string(&short).unwrap(),
        "SQLite",
        "what is not ours is left alone"
    );
}

#[test]
fn a_file_that_may_not_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    fs::File::create(&path).unwrap();
    let mut url = Db::sqlite_url(&path);
    if is_root() {
        // The system lets root write anything, so SQLite is told not to.
        url += "?mode=ro";
    } else {
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
    }
    let error = run(Db::open(&url, migrations())).unwrap_err();
    assert!(matches!(error, DbError::NotWritable { .. }), "{error:?}");
}

#[test]
fn a_damaged_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    let mut bytes = b"SQLite format 3\0".to_vec();
    bytes.resize(8192, 0x5a);
    fs::write(&path, bytes).unwrap();
    let error = run(Db::open(&Db::sqlite_url(&path), migrations())).unwrap_err();
    assert!(
        matches!(
            error,
            DbError::NotADatabase { .. } | DbError::Damaged { .. }
        ),
        "{error:?}"
    );
}

/// The second handle stands for another program: it shares no queue with the first.
#[test]
fn a_file_in_use_by_another_program_is_said_to_be() {
    let folder = tempfile::tempdir().unwrap();
    let url = Db::sqlite_url(&folder.path().join("shop.db"));
    run(async {
        let other = Db::open(&url, migrations()).await.unwrap();
        let patience = Duration::from_millis(100);
        let db = Db::open_within(&url, migrations(), patience).await.unwrap();
        let members = Members::new(db.clone());
        let writing = other.write(&["members"]).await.unwrap();
        let error = members.put(&[member("m0")]).await.unwrap_err();
        assert!(
            matches!(error, MembersError::Db(DbError::Locked { .. })),
            "{error:?}"
        );
        assert!(
            error
                .to_string()
                .contains("shop.db is in use by another program"),
            "{error}"
        );
        assert_eq!(members.count().await.unwrap(), 0, "readers do not wait");
        Db::open_within(&url, migrations(), patience)
            .await
            .unwrap()
            .close()
            .await
            .unwrap();
        drop(writing);
        assert_eq!(
            members.put(&[member("m0")]).await.unwrap(),
            changes(1, 0, 0)
        );
    });
}

/// SQLite reports its own limit on a file's pages as it reports a full disk.
#[test]
fn a_full_disk_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let url = Db::sqlite_url(&folder.path().join("shop.db"));
    run(async {
        let db = Db::open(&url, migrations()).await.unwrap();
        let write = db.write(&["members"]).await.unwrap();
        let pages = write.reader().number("PRAGMA page_count").await.unwrap();
        let limit = format!("PRAGMA max_page_count = {}", pages + 4);
        write.execute(&limit, Vec::new()).await.unwrap();
        let insert = Insert {
            table: "members",
            columns: ["id", "member_key"],
            replace: false,
        };
        let rows = (0..5_000_i64)
            .map(|n| [n.into(), format!("member {n}").into()])
            .collect();
        let error = write.insert(&insert, rows).await.unwrap_err();
        assert!(matches!(error, DbError::Full { .. }), "{error:?}");
        drop(write);
        assert_eq!(Members::new(db).count().await.unwrap(), 0);
    });
}

#[test]
fn a_server_that_is_not_there_is_said_to_be_so() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let url = format!("postgres://storekeeper:{PASSWORD}@127.0.0.1:{port}/shop");
    let error = run(Db::open(&url, migrations())).unwrap_err();
    assert!(matches!(error, DbError::Unreachable { .. }), "{error:?}");
    assert!(
        error
            .to_string()
            .contains(&format!("storekeeper:***@127.0.0.1:{port}/shop")),
        "{error}"
    );
    assert_silent(&error);
}

#[test]
fn a_server_that_refuses_is_said_to() {
    let Some(cluster) = cluster() else { return };
    run(async {
        let wrong = format!(
            "postgres://storekeeper:wrong-{PASSWORD}@127.0.0.1:{}/postgres",
            cluster.port
        );
        let error = Db::open(&wrong, migrations()).await.unwrap_err();
        assert!(matches!(error, DbError::Refused { .. }), "{error:?}");
        assert_silent(&error);
        let error = Db::open(&cluster.url("no_such_shop"), migrations())
            .await
            .unwrap_err();
        assert!(matches!(error, DbError::Missing { .. }), "{error:?}");
        assert_silent(&error);
    });
}

#[test]
fn a_connection_that_is_lost_is_replaced() {
    let Some(cluster) = cluster() else { return };
    run(async {
        let shop = Shop::open(&cluster.fresh().await).await;
        assert!(!format!("{:?} {}", shop.members, shop.db.name()).contains(PASSWORD));
        shop.stock(1, 1).await;
        let other = Shop::open(&shop.url).await;
        let end = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        assert!(other.db.reader().number(end).await.unwrap() > 0);
        shop.db.check().await.unwrap();
        shop.stock(2, 2).await;
        assert_eq!(shop.members.count().await.unwrap(), 2);
    });
}
