//! Maps: what is guessed, what is said of a wrong one.

use storekeeper::imports::{ColumnMap, ImportError, RecordKind, Silent, guess_map, mapped};

use super::fixture::Rooms;
use super::mapped_rows::options;

#[tokio::test]
async fn a_guess_reads_back_as_the_same_map() {
    let rooms = Rooms::open().await;
    let text = "Order Number,Customer ID,Order Date,Product SKU,Qty,Unit Price\n\
                1,7,25/12/2024 10:00,MUG,1,3\n2,7,03/01/2025 09:00,MUG,1,3\n";
    let file = rooms.file("o.csv", text);
    let map = guess_map(&file, RecordKind::Orders, None).unwrap();
    let toml = map.to_toml();
    let expected = "kind = \"orders\"\n\n[fields]\nnumber = \"Order Number\"\nmember = \"Customer ID\"\n\
                    placed = { column = \"Order Date\", format = \"%d/%m/%Y %H:%M\" }\nproduct = \"Product SKU\"\n\
                    quantity = \"Qty\"\nunit_price = \"Unit Price\"\n";
    assert_eq!(toml, expected);
    let saved = rooms.file("map.toml", &toml);
    assert_eq!(ColumnMap::load(&saved, RecordKind::Orders).unwrap(), map);
}

#[tokio::test]
async fn a_guess_that_lacks_a_field_offers_what_it_has() {
    let rooms = Rooms::open().await;
    let file = rooms.file("g.csv", "SKU,Name,Colour\n1,Mug,red\n");
    let error = guess_map(&file, RecordKind::Products, None)
        .unwrap_err()
        .to_string();
    assert!(error.contains("recognised for price"), "{error}");
    assert!(error.contains("title = \"Name\""), "{error}");
    assert!(error.contains("SKU, Name, Colour"), "{error}");
}

#[tokio::test]
async fn a_wrong_map_is_refused_at_its_place() {
    let rooms = Rooms::open().await;
    let cases = [
        ("kind = \"members\"", "map.toml, kind"),
        (
            "[fields]\nprise = \"Price\"",
            "fields.prise: products have no such field",
        ),
        (
            "[fields]\nprice = 3",
            "fields.price: write the column's name",
        ),
        (
            "[fields]\nprice = { column = \"a\", unit = \"dozen\" }",
            "unit is \"minor\"",
        ),
        (
            "[fields]\nprice = { unit = \"minor\" }",
            "either the column or one value",
        ),
        ("[fields\n", "map.toml: "),
        ("colour = 1", "a map has kind, explode"),
    ];
    for (text, says) in cases {
        let map = rooms.file("map.toml", text);
        let error = ColumnMap::load(&map, RecordKind::Products).unwrap_err();
        assert!(matches!(error, ImportError::Map { .. }), "{text}: {error}");
        assert!(error.to_string().contains(says), "{text}: {error}");
    }
}

#[tokio::test]
async fn a_map_for_columns_that_are_not_there_names_those_that_are() {
    let rooms = Rooms::open().await;
    let file = rooms.file("g.csv", "SKU,Name,Cost\n1,Mug,250\n");
    let map = rooms.file(
        "map.toml",
        "[fields]\nkey=\"SKU\"\ntitle=\"Name\"\nprice=\"Price\"\n",
    );
    let map = ColumnMap::load(&map, RecordKind::Products).unwrap();
    let error = mapped(&file, map, &options(&rooms), &rooms.shop(), &Silent)
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("no column Price; it has SKU, Name, Cost"),
        "{error}"
    );
    let map = rooms.file(
        "map.toml",
        "[fields]\nkey=\"sku\"\ntitle=\"Name\"\nprice={ column = \"Cost\", unit = \"minor\" }\ncurrency={ value = \"GBP\" }\n",
    );
    let map = ColumnMap::load(&map, RecordKind::Products).unwrap();
    let report = mapped(&file, map, &options(&rooms), &rooms.shop(), &Silent)
        .await
        .unwrap();
    assert_eq!(report.products.added, 1);
    let kept = rooms.catalog.all().await.unwrap();
    assert_eq!(kept[0].price.to_string(), "£2.50");
}
