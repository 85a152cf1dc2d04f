//! Shopify's exports, with files made to its documented columns (`tests/files/shopify`).

use std::path::PathBuf;

use storekeeper::catalog::Product;
use storekeeper::ids::{MemberKey, OrderNumber, ProductKey};
use storekeeper::imports::{
    Change, ImportError, Notice, Options, Reason, Report, ShopifyFile, Silent, shopify,
};
use storekeeper::money::Currency;
use storekeeper::orders::OrderState;

use super::fixture::{Rooms, assert_adds_up, left_out};
use super::mapped_rows::options;

fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/files/shopify")
        .join(name)
}

async fn import(rooms: &Rooms, name: &str) -> Report {
    let asked = Options {
        currency: Some(Currency::parse("GBP").unwrap()),
        ..options(rooms)
    };
    let report = shopify(&sample(name), &asked, &rooms.shop(), &Silent)
        .await
        .unwrap();
    assert_adds_up(&report);
    report
}

async fn product(rooms: &Rooms, key: &str) -> Product {
    rooms
        .product(key)
        .await
        .unwrap_or_else(|| panic!("{key} is not there"))
}

#[tokio::test]
async fn every_variant_of_the_products_export_is_a_product() {
    let rooms = Rooms::open().await;
    let report = import(&rooms, "products_export.csv").await;
    assert_eq!(
        (report.lines_read, report.faults()),
        (96, 0),
        "{:?}",
        report.examples
    );
    assert_eq!(
        left_out(&report, Reason::NoGoods),
        8,
        "rows with a picture only"
    );
    assert!(left_out(&report, Reason::Unpublished) >= 4, "{report:?}");
    assert_eq!(report.products.added, report.lines_kept);
    let all = rooms.catalog.all().await.unwrap();
    let titled = |title: &str| {
        all.iter()
            .find(|product| product.title.english.as_deref() == Some(title))
    };
    assert!(
        titled("10\" Enamel Pie Dish").is_some()
            || all.iter().any(|product| {
                product
                    .title
                    .english
                    .as_deref()
                    .is_some_and(|title| title.starts_with("10\" Enamel Pie Dish"))
            })
    );
    assert!(all.iter().all(|product| {
        let text = product.description.english.as_deref().unwrap_or_default();
        !text.contains('<') && !text.contains("&nbsp;") && !text.contains("data-mce")
    }));
    let mug = product(&rooms, "BB-MUG-OAT").await;
    let title = mug.title.english.unwrap();
    assert!(
        title.contains(" - ") && !title.starts_with("Copy"),
        "{title}"
    );
    assert!(!mug.attributes.is_empty());
    let picture = mug.image.unwrap();
    assert!(picture.contains("stoneware-mug-1.jpg"), "{picture}");
    // A variant without a picture of its own has the first of its product, whatever stands in its row.
    let ground = product(&rooms, "BB-COF-DEC-250-FI").await.image.unwrap();
    assert!(ground.contains("swiss-water-decaf-1.jpg"), "{ground}");
    assert!(rooms.product("00417").await.is_some(), "leading zeros stay");
    let again = import(&rooms, "products_export.csv").await;
    assert_eq!((again.products.added, again.products.changed), (0, 0));
}

#[tokio::test]
async fn the_newer_columns_give_the_same_goods() {
    let rooms = Rooms::open().await;
    import(&rooms, "products_export.csv").await;
    let report = import(&rooms, "products_export_new.csv").await;
    assert_eq!(
        (report.lines_read, report.faults()),
        (37, 0),
        "{:?}",
        report.examples
    );
    assert_eq!(
        report.products.added, 0,
        "each is there under its key already: {report:?}"
    );
}

#[tokio::test]
async fn customers_and_orders_find_each_other() {
    let rooms = Rooms::open().await;
    import(&rooms, "products_export.csv").await;
    let customers = import(&rooms, "customers_export.csv").await;
    assert_eq!(
        (customers.members.added, customers.faults()),
        (60, 0),
        "{:?}",
        customers.examples
    );
    assert_eq!(customers.noticed[&Notice::SharedMail], 1);
    assert!(customers.changed[&Change::Apostrophe] > 0);
    let orders = import(&rooms, "orders_export.csv").await;
    assert_eq!(
        (orders.lines_read, orders.lines_kept, orders.faults()),
        (238, 238, 0),
        "{:?}",
        orders.examples
    );
    assert_eq!(orders.orders.added, 120);
    assert_eq!(orders.noticed[&Notice::MemberOfOrder], 11, "guests");
    assert_eq!(orders.members.added, 11);
    // #1023 was placed on 31 December in New York.
    let mails = rooms
        .members
        .by_mail(["tom+shop@example.com"].into_iter())
        .await
        .unwrap();
    assert!(mails.len() <= 1);
    let guest = orders
        .findings
        .iter()
        .find(|finding| finding.field == "member")
        .unwrap();
    assert!(guest.value.contains('@'), "{guest:?}");
    assert_eq!(rooms.orders.count().await.unwrap(), 120);
    let number = OrderNumber::new("1120");
    let channels = rooms.orders.channels(std::slice::from_ref(&number)).await;
    assert_eq!(channels.unwrap()[&number], "web");
    let again = import(&rooms, "orders_export.csv").await;
    assert_eq!(
        (
            again.orders.added,
            again.orders.changed,
            again.orders.unchanged
        ),
        (0, 0, 120)
    );
}

#[tokio::test]
async fn states_dates_and_goods_that_are_gone() {
    let rooms = Rooms::open().await;
    import(&rooms, "products_export.csv").await;
    let gone = ProductKey::new("BB-WRP-003");
    assert!(
        rooms
            .catalog
            .get(std::slice::from_ref(&gone))
            .await
            .unwrap()
            .is_empty()
    );
    let text = std::fs::read_to_string(sample("orders_export.csv")).unwrap();
    let mail = |number: &str| -> String {
        let row = text
            .lines()
            .find(|line| line.starts_with(&format!("#{number},")))
            .unwrap();
        row.split(',').nth(1).unwrap().to_lowercase()
    };
    import(&rooms, "orders_export.csv").await;
    let sold_out = rooms.catalog.get(&[gone]).await.unwrap();
    assert_eq!(sold_out[0].stock, Some(0), "known from orders only");
    let expected = [
        ("1015", OrderState::Cancelled),
        ("1029", OrderState::Returned),
        ("1050", OrderState::Cancelled),
        ("1105", OrderState::Shipped),
        ("1118", OrderState::Placed),
    ];
    for (number, state) in expected {
        // Without customers everybody is known by mail.
        let member = MemberKey::new(&mail(number));
        let order = rooms
            .orders
            .find(&OrderNumber::new(number), &member)
            .await
            .unwrap();
        assert_eq!(order.unwrap().state, state, "{number}");
    }
    let order = rooms
        .orders
        .find(&OrderNumber::new("1023"), &MemberKey::new(&mail("1023")))
        .await
        .unwrap();
    assert_eq!(order.unwrap().placed.rfc3339(), "2025-01-01T02:15:42Z");
}

#[tokio::test]
async fn what_is_no_export_or_lacks_a_currency_is_refused() {
    let rooms = Rooms::open().await;
    let file = rooms.file("x.csv", "a,b\n1,2\n");
    let error = shopify(&file, &options(&rooms), &rooms.shop(), &Silent)
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("not the columns of Shopify"),
        "{error}"
    );
    let asked = Options {
        currency: None,
        ..options(&rooms)
    };
    let products = sample("products_export.csv");
    let error = shopify(&products, &asked, &rooms.shop(), &Silent)
        .await
        .unwrap_err();
    assert!(
        matches!(error, ImportError::Map { .. }) && error.to_string().contains("--currency"),
        "{error}"
    );
    let orders = ShopifyFile::currency(&sample("orders_export.csv")).unwrap();
    assert_eq!(orders.unwrap().code(), "GBP");
}
