//! Files whose columns a map gives their meaning: what is kept, mended and left out.

use std::path::Path;

use storekeeper::catalog::PolicyKind;
use storekeeper::clock::Timestamp;
use storekeeper::ids::{MemberKey, OrderNumber, ProductKey};
use storekeeper::imports::{
    Change, ColumnMap, ImportError, Notice, Options, Reason, RecordKind, Report, Silent, guess_map,
    mapped,
};
use storekeeper::members::Birthday;
use storekeeper::money::Currency;
use storekeeper::orders::OrderState;

use super::fixture::Rooms;

pub fn options(rooms: &Rooms) -> Options {
    Options {
        rejects: Some(rooms.folder.path().join("rejects.csv")),
        dry_run: false,
        currency: Some(Currency::parse("USD").unwrap()),
        now: Timestamp::from_micros(1_780_000_000_000_000),
    }
}

pub async fn guessed(rooms: &Rooms, kind: RecordKind, file: &Path) -> Result<Report, ImportError> {
    let map = guess_map(file, kind, None)?;
    mapped(file, map, &options(rooms), &rooms.shop(), &Silent).await
}

async fn products(rooms: &Rooms, text: impl AsRef<[u8]>) -> Report {
    let file = rooms.file("goods.csv", text);
    guessed(rooms, RecordKind::Products, &file).await.unwrap()
}

#[tokio::test]
async fn amounts_are_read_as_people_write_them() {
    let rooms = Rooms::open().await;
    let text = "SKU,Name,Price\n\
                1,Plain,12.5\n\
                2,Thousands,\"$1,299.00\"\n\
                3,Continental,\"1.299,50 €\"\n\
                4,Comma,\"12,90\"\n\
                5,Yuan,45元\n\
                6,Group,\"1,299\"\n\
                7,Code,GBP 3.10\n";
    let report = products(&rooms, text).await;
    assert_eq!(report.lines_kept, 7, "{report:?}");
    let all = rooms.catalog.all().await.unwrap();
    let prices: Vec<String> = all
        .iter()
        .map(|product| {
            format!(
                "{} {}",
                product.price.decimal(),
                product.price.currency.code()
            )
        })
        .collect();
    let expected = [
        "12.50 USD",
        "1299.00 USD",
        "1299.50 EUR",
        "12.90 USD",
        "45.00 CNY",
        "1299.00 USD",
        "3.10 GBP",
    ];
    assert_eq!(prices, expected);
    assert_eq!(report.changed[&Change::Thousands], 3);
    assert_eq!(report.changed[&Change::DecimalComma], 2);
    assert_eq!(report.noticed[&Notice::OtherCurrency], 3);
    assert_eq!(report.noticed[&Notice::NoDescription], 7);
}

#[tokio::test]
async fn each_impossible_value_is_left_out_with_its_reason() {
    let rooms = Rooms::open().await;
    let text = "key,title,price,stock\n\
                1,Mug,-3,1\n\
                2,Mug,free,1\n\
                3,,3,1\n\
                ,Mug,3,1\n\
                4,Mug,3.999,1\n\
                5,Mug,3,many\n\
                6,Mug,XYZW 3,1\n\
                7,Mug,99999999999,1\n\
                8,Mug,3\n\
                9,Mug,3,-2\n";
    let report = products(&rooms, text).await;
    let found: Vec<(u64, &str, Reason)> = report
        .examples
        .iter()
        .map(|reject| (reject.line, reject.field, reject.reason))
        .collect();
    let expected = [
        (2, "price", Reason::NegativePrice),
        (3, "price", Reason::Price),
        (4, "title", Reason::Missing),
        (5, "key", Reason::Missing),
        (6, "price", Reason::PriceTooFine),
        (7, "stock", Reason::Quantity),
        (8, "price", Reason::Currency),
        (9, "price", Reason::PriceTooLarge),
        (10, "line", Reason::Malformed),
    ];
    assert_eq!(found, expected);
    assert_eq!((report.lines_read, report.lines_kept), (10, 1));
    let kept = rooms.catalog.all().await.unwrap();
    assert_eq!(kept[0].stock, Some(0), "a stock below zero is none");
    assert_eq!(report.changed[&Change::NegativeStock], 1);
}

#[tokio::test]
async fn only_an_address_of_a_picture_is_kept_as_one() {
    let rooms = Rooms::open().await;
    let text = "key,title,price,主图\n\
                1,Mug,3,https://cdn.example/mug.jpg?v=1\n\
                2,Mug,3,/pictures/mug.svg\n\
                3,Mug,3,\n\
                4,Mug,3,//elsewhere.example/mug.jpg\n\
                5,Mug,3,/\\elsewhere.example/mug.jpg\n\
                6,Mug,3,javascript:alert(1)\n\
                7,Mug,3,mug.jpg\n\
                8,Mug,3,https://\n\
                9,Mug,3,https://cdn.example/a b.jpg\n\
                10,Mug,3,data:image/png;base64AAAA\n";
    let report = products(&rooms, text).await;
    assert_eq!((report.lines_kept, report.faults()), (10, 0));
    assert_eq!(report.changed[&Change::Image], 7);
    let kept = rooms.catalog.all().await.unwrap();
    let images: Vec<_> = kept.iter().map(|one| one.image.as_deref()).collect();
    let (first, rest) = images.split_at(2);
    let expected = [
        Some("https://cdn.example/mug.jpg?v=1"),
        Some("/pictures/mug.svg"),
    ];
    assert_eq!(first, expected);
    assert!(rest.iter().all(Option::is_none), "{rest:?}");
}

#[tokio::test]
async fn the_lines_left_out_can_be_mended_and_imported_again() {
    let rooms = Rooms::open().await;
    let text = "key,title,price,note\n1,Mug,3,x\n2,Jug,three,\"a, \"\"b\"\"\"\n3,=1+1,oops,-5\n";
    let report = products(&rooms, text).await;
    let list = report.rejects.clone().unwrap();
    let written = std::fs::read_to_string(&list).unwrap();
    let expected = "key,title,price,note,reject_line,reject_field,reject_reason\n\
                    2,Jug,three,\"a, \"\"b\"\"\",3,price,not a price\n\
                    3,'=1+1,oops,-5,4,price,not a price\n";
    assert_eq!(written, expected);
    let mended = written.replace("three", "3.50").replace("oops", "4");
    let file = rooms.file("mended.csv", mended);
    let report = guessed(&rooms, RecordKind::Products, &file).await.unwrap();
    assert_eq!(
        (report.lines_kept, report.rejects),
        (2, None),
        "{:?}",
        report.examples
    );
    let keys = [ProductKey::new("2"), ProductKey::new("3")];
    let kept = rooms.catalog.get(&keys).await.unwrap();
    assert_eq!(
        kept[1].title.english.as_deref(),
        Some("=1+1"),
        "the apostrophe went again"
    );
    assert_eq!(rooms.catalog.count().await.unwrap(), 3);
}

#[tokio::test]
async fn of_a_key_that_occurs_twice_the_later_line_counts() {
    let rooms = Rooms::open().await;
    let text = "key,title,price\n1,Mug,3\n1,Mug,3\n1,Mug,4\n2,Jug,5\n";
    let report = products(&rooms, text).await;
    assert_eq!(report.left_out[&Reason::Duplicate], 1);
    assert_eq!(report.changed[&Change::Superseded], 1);
    assert_eq!(report.products.added, 2);
    let again = products(&rooms, text).await;
    assert_eq!((again.products.added, again.products.unchanged), (0, 2));
    let kept = rooms.catalog.all().await.unwrap();
    assert_eq!(kept[0].price.minor, 400);
}

#[tokio::test]
async fn texts_lose_html_and_keep_their_language() {
    let rooms = Rooms::open().await;
    let text = "编号,商品名称,价格,商品描述,Color,库存\n\
                A1,青瓷茶杯,¥88,\"<p>手工&nbsp;青瓷</p><script>alert(1)</script><ul><li>容量 200ml</li></ul>\",青,12件\n\
                A2,Oak tray,¥120,\"Solid oak.\nOiled by hand.\",,3\n";
    let report = products(&rooms, text).await;
    assert_eq!(report.lines_kept, 2, "{:?}", report.examples);
    let kept = rooms.catalog.all().await.unwrap();
    assert_eq!(kept[0].title.chinese.as_deref(), Some("青瓷茶杯"));
    assert_eq!(kept[0].title.english, None);
    assert_eq!(
        kept[0].description.chinese.as_deref(),
        Some("手工 青瓷\n容量 200ml")
    );
    assert_eq!(kept[0].attributes["color"], "青");
    assert_eq!(kept[0].stock, Some(12));
    assert_eq!(
        kept[1].description.english.as_deref(),
        Some("Solid oak.\nOiled by hand.")
    );
    assert_eq!(report.changed[&Change::Html], 1);
    assert_eq!(report.changed[&Change::Unit], 1);
}

#[tokio::test]
async fn a_price_far_from_the_others_is_kept_and_shown() {
    let rooms = Rooms::open().await;
    let line = |number: u32| format!("{number},Mug {number},{}.50\n", 8 + number % 9);
    let lines: Vec<String> = (0..60).map(line).collect();
    let mut text = format!("key,title,price\n{}", lines.concat());
    text.push_str("60,Mug in pence,1250\n");
    let report = products(&rooms, &text).await;
    assert_eq!(report.noticed[&Notice::PriceOutlier], 1);
    let shown = report
        .findings
        .iter()
        .find(|finding| finding.field == "price")
        .unwrap();
    assert_eq!(shown.line, 62);
    assert_eq!(report.products.added, 61);
}

#[tokio::test]
async fn a_dry_run_reports_and_writes_nothing() {
    let rooms = Rooms::open().await;
    let file = rooms.file("goods.csv", "key,title,price\n1,Mug,3\n2,Jug,x\n");
    let map = guess_map(&file, RecordKind::Products, None).unwrap();
    let mut asked = options(&rooms);
    asked.dry_run = true;
    asked.rejects = None;
    let report = mapped(&file, map, &asked, &rooms.shop(), &Silent)
        .await
        .unwrap();
    assert!(report.dry_run);
    assert_eq!((report.products.added, report.faults()), (1, 1));
    assert_eq!(rooms.catalog.count().await.unwrap(), 0);
    assert!(!rooms.folder.path().join("rejects.csv").exists());
}

#[tokio::test]
async fn orders_are_kept_whole_and_bring_who_and_what_they_name() {
    let rooms = Rooms::open().await;
    products(&rooms, "key,title,price\nMUG,Mug,3\nJUG,Jug,9\n").await;
    let text = "order_id,customer_id,order_date,status,sku,product_name,qty,line_total\n\
                1,ann,2025-03-01 10:00:00,completed,MUG,Mug,3,10.00\n\
                2,bob,2025-03-02,shipped,MUG,Mug,1,3\n\
                1,ann,2025-03-01 10:00:00,completed,JUG,Jug,1,9\n\
                2,bob,2025-03-02,shipped,JUG,Jug,0,9\n\
                3,cat,2025-03-03,completed,GONE,Old lamp,1,20\n\
                4,dan,2099-03-03,completed,MUG,Mug,1,3\n\
                5,eve,2025-03-04,teleported,MUG,Mug,1,3\n";
    let file = rooms.file("orders.csv", text);
    let report = guessed(&rooms, RecordKind::Orders, &file).await.unwrap();
    assert_eq!(report.orders.added, 2, "{report:?}");
    assert_eq!(
        report.left_out[&Reason::OrderIncomplete],
        1,
        "the other line of order 2"
    );
    assert_eq!(report.left_out[&Reason::ZeroQuantity], 1);
    assert_eq!(report.left_out[&Reason::Future], 1);
    assert_eq!(report.left_out[&Reason::State], 1);
    assert_eq!((report.lines_read, report.lines_kept), (7, 3));
    assert_eq!(report.changed[&Change::Rounded], 1);
    let order = rooms
        .orders
        .find(&OrderNumber::new("1"), &MemberKey::new("ann"))
        .await
        .unwrap()
        .unwrap();
    let prices: Vec<i64> = order
        .lines
        .iter()
        .map(|line| line.unit_price.minor)
        .collect();
    assert_eq!(
        (prices, order.state),
        (vec![333, 900], OrderState::Delivered)
    );
    let gone = rooms.catalog.get(&[ProductKey::new("GONE")]).await.unwrap();
    assert_eq!(
        (gone[0].stock, report.noticed[&Notice::ProductOfOrder]),
        (Some(0), 1)
    );
    assert_eq!(report.noticed[&Notice::MemberOfOrder], 2);
    // Both lines of order 2 stand in the list, so that the mended list makes the whole order.
    let written = std::fs::read_to_string(report.rejects.unwrap()).unwrap();
    let mended = written.replace(",JUG,Jug,0,9,", ",JUG,Jug,1,9,");
    let file = rooms.file("mended.csv", mended);
    let report = guessed(&rooms, RecordKind::Orders, &file).await.unwrap();
    assert_eq!(report.orders.added, 1, "{report:?}");
    let order = rooms
        .orders
        .find(&OrderNumber::new("2"), &MemberKey::new("bob"))
        .await
        .unwrap();
    assert_eq!(order.unwrap().lines.len(), 2);
}

#[tokio::test]
async fn the_channel_of_an_order_is_kept_beside_it() {
    let rooms = Rooms::open().await;
    products(&rooms, "key,title,price\nMUG,Mug,3\nJUG,Jug,9\n").await;
    let text = "order_id,customer_id,order_date,channel,sku,qty,price\n\
                1,ann,2025-03-01,WeChat,MUG,1,3\n\
                1,ann,2025-03-01,,JUG,1,9\n\
                2,bob,2025-03-02,,MUG,1,3\n\
                3,cat,2025-03-03,web,GONE,1,3\n";
    let file = rooms.file("orders.csv", text);
    let report = guessed(&rooms, RecordKind::Orders, &file).await.unwrap();
    assert_eq!(report.orders.added, 2, "{report:?}");
    let numbers = ["1", "2", "3"].map(OrderNumber::new);
    let kept = rooms.orders.channels(&numbers).await.unwrap();
    let kept: Vec<(&str, &str)> = kept
        .iter()
        .map(|(number, channel)| (number.as_str(), channel.as_str()))
        .collect();
    assert_eq!(kept, [("1", "wechat")]);
}

#[tokio::test]
async fn an_order_without_known_goods_or_titles_is_left_out() {
    let rooms = Rooms::open().await;
    let file = rooms.file("o.csv", "order_id,date,sku,price\n1,2025-01-01,X,3\n");
    let report = guessed(&rooms, RecordKind::Orders, &file).await.unwrap();
    assert_eq!(report.left_out[&Reason::UnknownProduct], 1);
    assert_eq!((report.orders.added, report.lines_kept), (0, 0));
}

#[tokio::test]
async fn json_lines_with_nested_orders_are_exploded() {
    let rooms = Rooms::open().await;
    products(&rooms, "key,title,price\nMUG,Mug,3\nJUG,Jug,9\n").await;
    let text = r#"{"id":"9","customer":{"id":"ann"},"created":"2025-05-01T08:00:00Z","items":[{"sku":"MUG","qty":2,"price":3},{"sku":"JUG","qty":1,"price":9.5}]}
not json
{"id":"10","customer":{"id":"ann"},"created":1746086400,"items":[{"sku":"MUG","qty":1,"price":3}]}
"#;
    let file = rooms.file("orders.jsonl", text);
    let map = rooms.file(
        "map.toml",
        "kind = \"orders\"\nexplode = \"items\"\n[fields]\nnumber = \"id\"\nmember = \"customer.id\"\nplaced = \"created\"\n\
         product = \"items.sku\"\nquantity = \"items.qty\"\nunit_price = \"items.price\"\nstate = { value = \"completed\" }\n",
    );
    let map = ColumnMap::load(&map, RecordKind::Orders).unwrap();
    let report = mapped(&file, map, &options(&rooms), &rooms.shop(), &Silent)
        .await
        .unwrap();
    assert_eq!(
        (report.orders.added, report.lines_read, report.faults()),
        (2, 4, 1),
        "{report:?}"
    );
    assert_eq!(report.format, "JSON Lines");
    let order = rooms
        .orders
        .find(&OrderNumber::new("9"), &MemberKey::new("ann"))
        .await
        .unwrap();
    assert_eq!(order.unwrap().lines[1].unit_price.minor, 950);
}

#[tokio::test]
async fn events_and_reviews_get_keys_and_need_their_product() {
    let rooms = Rooms::open().await;
    products(&rooms, "key,title,price\nMUG,Mug,3\n").await;
    let file = rooms.file(
        "m.csv",
        "customer_id,first_name,last_name,email,birthday\n1,Ann,Lee,Ann@Example.com,17.5.\n2,小明,王,nope,1996年2月29日\n",
    );
    let report = guessed(&rooms, RecordKind::Members, &file).await.unwrap();
    assert_eq!(
        (report.members.added, report.changed[&Change::Mail]),
        (2, 1)
    );
    let named = rooms
        .members
        .get(&MemberKey::new("2"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(named.name.as_deref(), Some("王小明"));
    assert_eq!(named.birthday, Birthday::parse("1996-02-29"));
    assert_eq!(report.changed[&Change::Birthday], 1);

    let text = "user_id,event_type,product_id,timestamp\n1,view,MUG,2025-01-01 10:00:00\n1,cart,MUG,2025-01-01 10:01:00\n\
                1,fly,MUG,2025-01-01 10:01:00\n9,view,MUG,2025-01-01 10:01:00\n1,view,JUG,2025-01-01 10:01:00\n";
    let file = rooms.file("e.csv", text);
    for added in [2, 0] {
        let report = guessed(&rooms, RecordKind::Events, &file).await.unwrap();
        assert_eq!(report.events.added, added, "{report:?}");
        assert_eq!(report.left_out[&Reason::EventKind], 1);
        assert_eq!(report.left_out[&Reason::UnknownMember], 1);
        assert_eq!(report.left_out[&Reason::UnknownProduct], 1);
    }

    let text = "product_id,rating,review\nMUG,5.0 out of 5,Lovely mug\nMUG,4,杯子很好看\nMUG,6,Too good\nMUG,4.5,Half\n";
    let file = rooms.file("r.csv", text);
    let report = guessed(&rooms, RecordKind::Reviews, &file).await.unwrap();
    assert_eq!(
        (report.reviews.added, report.left_out[&Reason::Stars]),
        (2, 2),
        "{report:?}"
    );
    let file = rooms.file(
        "p.csv",
        "id,type,question,answer,until\nship,faq,How long?,\"<b>Two</b> days\",\ntea,offer,Tea weeks,A tenth off tea,2999-02-01\n",
    );
    let report = guessed(&rooms, RecordKind::Policies, &file).await.unwrap();
    assert_eq!(report.policies.added, 2, "{report:?}");
    let policies = rooms.catalog.policies().await.unwrap();
    assert_eq!(policies[0].text.english.as_deref(), Some("Two days"));
    let end = policies[1].until.expect("an end");
    assert_eq!(
        (policies[1].kind, end.day()),
        (PolicyKind::Offer, "2999-02-02".to_owned()),
        "the last day is a whole one"
    );
    let just_before = Timestamp::from_micros(end.micros() - 1);
    let offers = rooms.catalog.offers(just_before).await.unwrap();
    assert_eq!(offers, policies[1..]);
    assert!(rooms.catalog.offers(end).await.unwrap().is_empty());
}
