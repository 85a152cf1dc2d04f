//! The judge on trial: what is true must pass, what is false must not.

use storekeeper::demo::starter;
use storekeeper::ids::MemberKey;

use storekeeper::evaluation::{Facts, Finding, Shown, scan};

/// A sentence on trial.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Trial {
    /// What the assistant said.
    said: String,
    /// The keys of the cards shown.
    #[serde(default)]
    shown: Vec<String>,
    /// The member who asked; nobody in particular where it is missing.
    #[serde(rename = "as")]
    asker: Option<String>,
    /// What they said.
    asked: String,
}

/// True of the starter shop.
const TRUE: &str = include_str!("scanner/true.jsonl");
/// False of the starter shop, or held by no record.
const FALSE: &str = include_str!("scanner/false.jsonl");

/// More of one kind than anyone wants to write out, made from the shop's own records.
mod made {
    use std::collections::BTreeMap;
    use storekeeper::evaluation::{Facts, Kind, Shown, scan};

    use storekeeper::catalog::{Localized, Product};
    use storekeeper::demo::starter;
    use storekeeper::ids::ProductKey;
    use storekeeper::money::{GBP, Money};

    fn scanned(said: &str, product: &Product, facts: &Facts) -> Vec<Kind> {
        let card = Shown {
            key: product.key.as_str().to_owned(),
            title: String::new(),
        };
        let findings = scan(said, &[card], facts, None, &[""]);
        for finding in &findings {
            eprintln!("{finding}");
        }
        findings.into_iter().map(|finding| finding.kind).collect()
    }

    fn shop() -> (Vec<Product>, Facts) {
        let shop = starter().expect("the starter shop's files are in order");
        let facts = Facts::new(&shop.products, &shop.members, &shop.orders);
        (shop.products, facts)
    }

    fn texts(product: &Product) -> [String; 2] {
        let stock = product.stock.unwrap_or_default();
        let english = product.title.english.clone().unwrap_or_default();
        let chinese = product.title.chinese.clone().unwrap_or_default();
        [
            format!(
                "{english} costs {} and {stock} are in stock.",
                product.price
            ),
            format!(
                "{chinese}售价{}元，库存{stock}件。",
                product.price.decimal()
            ),
        ]
    }

    #[test]
    fn a_record_passes_as_what_it_is() {
        let (products, facts) = shop();
        let mut flagged = Vec::new();
        for product in &products {
            let descriptions = [&product.description.english, &product.description.chinese];
            let mut said: Vec<String> = descriptions.into_iter().flatten().cloned().collect();
            said.extend(
                product
                    .attributes
                    .iter()
                    .map(|(name, value)| format!("{name}: {value}")),
            );
            said.extend(texts(product));
            flagged.extend(said.iter().flat_map(|said| scanned(said, product, &facts)));
        }
        assert!(
            flagged.is_empty(),
            "{} true sentences were flagged",
            flagged.len()
        );
    }

    #[test]
    fn a_wrong_price_or_stock_never_passes() {
        let (products, facts) = shop();
        for product in &products {
            let dearer = Product {
                price: Money {
                    minor: product.price.minor + 100,
                    ..product.price
                },
                ..product.clone()
            };
            let fuller = Product {
                stock: product.stock.map(|stock| stock + 1),
                ..product.clone()
            };
            for said in texts(&dearer) {
                assert!(
                    scanned(&said, product, &facts).contains(&Kind::Price),
                    "{said}"
                );
            }
            for said in texts(&fuller) {
                assert!(
                    scanned(&said, product, &facts).contains(&Kind::Stock),
                    "{said}"
                );
            }
        }
    }

    /// A shop as an import makes it: capitals, no Chinese, no stock, one or two facts a product.
    fn bare_shop() -> Facts {
        let goods = [
            ("20725", "LUNCH BAG RED RETROSPOT", 165),
            ("20728", "LUNCH BAG CARS BLUE", 145),
            ("22423", "REGENCY CAKESTAND 3 TIER", 1275),
            ("85123A", "WHITE HANGING HEART T-LIGHT HOLDER", 295),
            ("22727", "ALARM CLOCK BAKELIKE RED", 375),
            ("21212", "PACK OF 72 RETROSPOT CAKE CASES", 55),
        ];
        let product = |(key, title, pence): (&str, &str, i64)| Product {
            key: ProductKey::new(key),
            title: Localized {
                english: Some(title.to_owned()),
                chinese: None,
            },
            description: Localized::default(),
            brand: None,
            category: None,
            price: Money::new(pence, GBP),
            stock: None,
            attributes: BTreeMap::new(),
            image: None,
            family: None,
        };
        Facts::new(&goods.map(product), &[], &[])
    }

    #[test]
    fn a_shop_of_bare_titles_is_judged_too() {
        let facts = bare_shop();
        let shown = ["20725", "22423", "22727"];
        let shown = shown.map(|key| Shown {
            key: key.to_owned(),
            title: String::new(),
        });
        for said in [
            "The LUNCH BAG RED RETROSPOT is £1.65.",
            "Regency Cakestand 3 Tier: £12.75; Alarm Clock Bakelike Red: £3.75.",
            "REGENCY CAKESTAND 3 TIER售价12.75英镑。",
            "PACK OF 72 RETROSPOT CAKE CASES costs £0.55, 55 pence.",
            "I found 3 things for you.",
        ] {
            let findings = scan(said, &shown, &facts, None, &["lunch bags?"]);
            assert!(findings.is_empty(), "{}", findings[0]);
        }
        for said in [
            "The LUNCH BAG RED RETROSPOT is £1.45.",
            "The LUNCH BAG CARS BLUE is £1.65.",
            "REGENCY CAKESTAND 3 TIER售价12.75元。",
            "PACK OF 60 RETROSPOT CAKE CASES costs £0.55.",
            "The ALARM CLOCK BAKELIKE RED is in stock.",
            "There are 12 left of the WHITE HANGING HEART T-LIGHT HOLDER.",
            "We also have the LUNCH BAG GREEN DRAGON.",
            "Your order 489434 has been invoiced.",
        ] {
            let findings = scan(said, &shown, &facts, None, &["lunch bags?"]);
            assert!(!findings.is_empty(), "passed although false: {said}");
        }
    }

    #[test]
    fn the_price_of_one_never_passes_for_another() {
        let (products, facts) = shop();
        for product in &products {
            for other in products.iter().filter(|other| other.price != product.price) {
                let swapped = Product {
                    price: other.price,
                    ..product.clone()
                };
                for said in texts(&swapped) {
                    assert!(
                        scanned(&said, other, &facts).contains(&Kind::Price),
                        "{said}"
                    );
                }
            }
        }
    }
}

fn trials(text: &str) -> Vec<Trial> {
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a trial a line"))
        .collect()
}

fn findings(facts: &Facts, trial: &Trial) -> Vec<Finding> {
    let card = |key: &String| Shown {
        key: key.clone(),
        title: String::new(),
    };
    let shown: Vec<Shown> = trial.shown.iter().map(card).collect();
    let asker = trial.asker.as_deref().map(MemberKey::new);
    scan(&trial.said, &shown, facts, asker.as_ref(), &[&trial.asked])
}

fn starter_facts() -> Facts {
    let shop = starter().expect("the starter shop's files are in order");
    Facts::new(&shop.products, &shop.members, &shop.orders)
}

#[test]
fn what_is_true_passes() {
    let facts = starter_facts();
    let trials = trials(TRUE);
    assert!(trials.len() >= 30);
    let flagged = trials.iter().flat_map(|trial| findings(&facts, trial));
    let flagged: Vec<String> = flagged.map(|finding| finding.to_string()).collect();
    assert!(
        flagged.is_empty(),
        "flagged although true:\n{}",
        flagged.join("\n")
    );
}

#[test]
fn what_is_false_is_flagged() {
    let facts = starter_facts();
    let trials = trials(FALSE);
    assert!(trials.len() >= 30);
    let missed = trials
        .iter()
        .filter(|trial| findings(&facts, trial).is_empty());
    let missed: Vec<&str> = missed.map(|trial| trial.said.as_str()).collect();
    assert!(
        missed.is_empty(),
        "passed although false:\n{}",
        missed.join("\n")
    );
}
