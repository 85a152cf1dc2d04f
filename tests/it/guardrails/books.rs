//! Evidence for sentences to be judged by.

use storekeeper::clock::Timestamp;
use storekeeper::evidence::{Evidence, Fact, Record, Subject};
use storekeeper::guardrails::Lexicon;
use storekeeper::ids::{OrderNumber, ProductKey};
use storekeeper::money::{CNY, Currency, GBP, Money};

fn product(
    names: [&str; 2],
    (minor, currency): (i64, Currency),
    stock: Option<i64>,
    attributes: &[(&str, &str)],
) -> Record {
    let name = |name: &str| (!name.is_empty()).then(|| name.to_owned());
    let mut facts = vec![Fact::Price(Money::new(minor, currency))];
    facts.extend(stock.map(Fact::Stock));
    facts.extend(attributes.iter().map(|(name, value)| Fact::Attribute {
        name: (*name).to_owned(),
        value: (*value).to_owned(),
    }));
    Record {
        subject: Subject::Product(ProductKey::new(names[0])),
        english: name(names[0]),
        chinese: name(names[1]),
        facts,
    }
}

fn celadon() -> Record {
    product(
        ["Celadon Glaze Mug, 350 ml", "青瓷釉马克杯 350毫升"],
        (3990, CNY),
        Some(12),
        &[
            ("material", "stoneware"),
            ("材质", "粗陶"),
            ("dishwasher-safe", "yes"),
            ("洗碗机", "可用"),
        ],
    )
}

fn cat() -> Record {
    product(
        ["Sleepy Cat Mug with Lid, 400 ml", "瞌睡猫带盖水杯 400毫升"],
        (4900, CNY),
        Some(0),
        &[("colour", "white"), ("颜色", "白色")],
    )
}

fn camellia() -> Record {
    product(
        ["Camellia Red Enamel Cup, 300 ml", "山茶红搪瓷杯 300毫升"],
        (2590, CNY),
        Some(30),
        &[("microwave-safe", "no"), ("微波炉", "不可用")],
    )
}

fn lantern() -> Record {
    product(
        ["Rechargeable Camping Lantern", "可充电露营提灯"],
        (12900, CNY),
        Some(5),
        &[
            ("waterproof", "no"),
            ("防水", "否"),
            ("weight", "420 g"),
            ("重量", "420克"),
        ],
    )
}

fn biscuits() -> Record {
    product(
        ["Almond Biscuits, 200 g", "杏仁脆饼 200克"],
        (2650, CNY),
        Some(40),
        &[
            ("allergens", "nuts, gluten"),
            ("过敏原", "坚果、麸质"),
            ("vegan", "no"),
            ("纯素", "否"),
        ],
    )
}

fn cakestand() -> Record {
    product(["REGENCY CAKESTAND 3 TIER", ""], (1275, GBP), None, &[])
}

fn cases() -> Record {
    product(
        ["PACK OF 72 RETROSPOT CAKE CASES", ""],
        (55, GBP),
        None,
        &[],
    )
}

fn order() -> Record {
    let placed = Timestamp::parse("2026-11-20 09:30", &["%Y-%m-%d %H:%M"]);
    Record {
        subject: Subject::Order(OrderNumber::new("SK-240351")),
        english: Some("SK-240351".to_owned()),
        chinese: None,
        facts: vec![
            Fact::Placed(placed.expect("a moment")),
            Fact::State {
                english: "on its way",
                chinese: "运输中",
            },
            Fact::Quantity(3),
            Fact::Total(Money::new(12880, CNY)),
        ],
    }
}

/// The evidence called `name`.
pub fn evidence(name: &str) -> Evidence {
    let (records, limits) = match name {
        "mug" => (vec![celadon()], vec![]),
        "mugs" => (
            vec![celadon(), cat(), camellia()],
            vec![Money::new(5000, CNY)],
        ),
        "lantern" => (vec![lantern()], vec![]),
        "biscuits" => (vec![biscuits()], vec![]),
        "pounds" => (vec![cakestand(), cases()], vec![Money::new(2000, GBP)]),
        "order" => (vec![order()], vec![]),
        "nothing" => (vec![], vec![]),
        other => panic!("no evidence is called `{other}`"),
    };
    Evidence { records, limits }
}

/// The names of everything in the shop, shown or not.
pub fn lexicon() -> Lexicon {
    let records = [
        celadon(),
        cat(),
        camellia(),
        lantern(),
        biscuits(),
        cakestand(),
        cases(),
    ];
    let more = ["Misty Hill Longjing", "雾山龙井绿茶", "胡桃木静音挂钟"];
    Lexicon::new(records.iter().flat_map(Record::names).chain(more))
}
