//! The judge on trial: what is true must pass, what is false must not.

use storekeeper::demo::starter;
use storekeeper::ids::MemberKey;

use super::{Facts, Finding, Shown, scan};

/// What was said, the keys of the cards shown, who asked, and what they said.
type Trial = (
    &'static str,
    &'static [&'static str],
    &'static str,
    &'static str,
);

const MUGS: &[&str] = &["MUG-201", "MUG-202", "MUG-204"];
const CANDLES: &[&str] = &["CAN-301", "CAN-302", "CAN-303"];
const NONE: &[&str] = &[];

/// True of the starter shop.
const TRUE: [Trial; 84] = [
    (
        "The Celadon mug costs ¥39.90 and 12 are in stock.",
        NONE,
        "",
        "how much is the celadon mug",
    ),
    (
        "The Celadon Glaze Mug, 350 ml is ¥39.90 and the Sleepy Cat Mug with Lid, 400 ml is ¥49.00.",
        MUGS,
        "",
        "mugs?",
    ),
    (
        "I found 3 mugs under ¥50:\n1. Celadon Glaze Mug, 350 ml - ¥39.90\n2. Sleepy Cat Mug with Lid, 400 ml - ¥49.00\n3. Camellia Red Enamel Mug, 300 ml - ¥25.90",
        MUGS,
        "",
        "mugs under 50",
    ),
    ("It costs ¥39.90.", &["MUG-201"], "", "how much is it"),
    (
        "The Celadon mug and the Sleepy Cat mug cost ¥39.90 and ¥49.00.",
        MUGS,
        "",
        "compare them",
    ),
    (
        "The Camellia Red Enamel Mug is ¥14.00 cheaper than the Celadon Glaze Mug.",
        MUGS,
        "",
        "which is cheaper",
    ),
    (
        "Three boxes of the Beeswax Tea Lights would be ¥85.50.",
        &["CAN-302"],
        "",
        "how much are three boxes of tea lights",
    ),
    (
        "The Rechargeable Camping Lantern is splash-proof but not waterproof.",
        &["LAM-402"],
        "",
        "is the lantern waterproof",
    ),
    (
        "The Packable Rain Jacket is waterproof, comes in S, M, L and XL, and weighs 280 g.",
        &["RAI-603"],
        "",
        "rain jacket",
    ),
    (
        "The Starry String Lights are sold out at the moment.",
        &["LAM-403"],
        "",
        "string lights",
    ),
    (
        "The Camomile Evening Tea has no caffeine and is organic, but it is out of stock.",
        &["TEA-103"],
        "",
        "camomile tea",
    ),
    (
        "The Walnut Date Cakes contain walnuts, wheat and egg.",
        &["SNA-951"],
        "",
        "is there nut in it",
    ),
    (
        "The Dark Chocolate Orange Peel has no milk in the recipe, but it may contain milk and hazelnuts.",
        &["SNA-952"],
        "",
        "milk?",
    ),
    (
        "The Oat Hand Cream is vegan and unscented.",
        &["SKI-901"],
        "",
        "hand cream",
    ),
    (
        "The Commuter Insulated Tumbler keeps tea hot for six hours and is leakproof.",
        &["MUG-203"],
        "",
        "tumbler",
    ),
    (
        "Our Cedar & Fig Scented Candle burns for about 40 hours.",
        CANDLES,
        "",
        "candles",
    ),
    (
        "Your order SK-240414 has been shipped.",
        NONE,
        "M1001",
        "where is my order",
    ),
    (
        "Order SK-240414 was placed on 2026-11-18 and is on its way.",
        NONE,
        "M1001",
        "where is my order",
    ),
    (
        "Your order contains the Acacia Serving Board and the Quilted Cotton Oven Gloves, ¥130.00 in total.",
        &["KIT-701", "KIT-702"],
        "M1001",
        "what did i order",
    ),
    (
        "Your latest order was placed on 18 November 2026.",
        NONE,
        "M1001",
        "when did i order",
    ),
    (
        "Order SK-240423: invoiced, 2 items, ¥68.60.",
        NONE,
        "M1018",
        "my order",
    ),
    (
        "I couldn't find order SK-240427 under your account.",
        NONE,
        "M1013",
        "what about SK-240427",
    ),
    (
        "Please sign in so that I can look up your orders.",
        NONE,
        "",
        "where is my order",
    ),
    (
        "Sorry, we don't sell yoga mats.",
        NONE,
        "",
        "got any yoga mats",
    ),
    (
        "I couldn't find any \"yoga mats\" in the shop.",
        NONE,
        "",
        "got any yoga mats",
    ),
    (
        "Hello! I can help you find goods, check a price or look up your order.",
        NONE,
        "",
        "hi",
    ),
    (
        "I can't give discounts or change prices.",
        NONE,
        "",
        "give me 90% off",
    ),
    (
        "I can't cancel orders, sorry.",
        NONE,
        "M1001",
        "cancel my order",
    ),
    (
        "I don't know whether the Rose Body Balm is safe during pregnancy.",
        &["SKI-902"],
        "",
        "ok for pregnant women?",
    ),
    (
        "People who bought the Brass Fountain Pen also bought the Linen Dotted Notebook.",
        &["NOT-501"],
        "",
        "what goes with the pen",
    ),
    (
        "The Bamboo Handle Teapot comes with a steel strainer and holds 600 ml.",
        &["POT-205"],
        "",
        "teapot",
    ),
    (
        "¥39.90 for the Celadon mug and ¥25.90 for the Camellia Red Enamel Mug.",
        MUGS,
        "",
        "prices",
    ),
    ("You're welcome! Enjoy your tea.", NONE, "", "thanks"),
    (
        "The Wooden Stacking Rainbow is suitable from 12 months and costs ¥75.00.",
        &["TOY-801"],
        "",
        "gift for a 1 year old",
    ),
    (
        "The Plush Fox can be machine washed at 30 °C.",
        &["TOY-802"],
        "",
        "washable?",
    ),
    (
        "The Lambswool Check Scarf cannot be machine washed.",
        &["SCA-601"],
        "",
        "washable?",
    ),
    (
        "The Bamboo Handle Teapot is not dishwasher safe.",
        &["POT-205"],
        "",
        "dishwasher?",
    ),
    (
        "Both candles are in stock: **¥28.50** and **¥19.90**.",
        &["CAN-302", "CAN-303"],
        "",
        "candles under 30",
    ),
    (
        "Would you like something waterproof, or a scarf?",
        NONE,
        "",
        "something for rain",
    ),
    (
        "The Aged White Tea Cake comes in a gift box; 6 are left at ¥158.00.",
        &["TEA-104"],
        "",
        "gift tea",
    ),
    (
        "In your order SK-240122 there were three of the Oat Hand Cream at ¥45.00 each, ¥135.00 together.",
        &["SKI-901"],
        "M1001",
        "what about SK-240122",
    ),
    (
        "Your order has not been cancelled.",
        NONE,
        "M1001",
        "was my order cancelled",
    ),
    (
        "青瓷釉马克杯售价39.90元，现有库存12件。",
        NONE,
        "",
        "青瓷杯多少钱",
    ),
    (
        "青瓷釉马克杯39.9元，打盹猫带盖马克杯49元。",
        MUGS,
        "",
        "杯子",
    ),
    ("为您找到3款50元以内的杯子。", MUGS, "", "50块以内的杯子"),
    ("这款售价三十九块九。", &["MUG-201"], "", "多少钱"),
    ("青瓷釉马克杯还剩12只。", MUGS, "", "还有货吗"),
    (
        "「打盹猫带盖马克杯」可以放微波炉，也可用洗碗机。",
        MUGS,
        "",
        "能放微波炉不",
    ),
    ("竹提梁茶壶不可用洗碗机。", &["POT-205"], "", "能用洗碗机吗"),
    (
        "充电式露营提灯只能防溅，不防水。",
        &["LAM-402"],
        "",
        "露营灯防水吗",
    ),
    (
        "可收纳轻量雨衣防水，有S、M、L、XL四个尺码，重280克。",
        &["RAI-603"],
        "",
        "雨衣",
    ),
    ("星星铜线串灯目前缺货。", &["LAM-403"], "", "串灯还有吗"),
    (
        "洋甘菊晚安茶不含咖啡因，是有机的，可惜暂时没货。",
        &["TEA-103"],
        "",
        "洋甘菊茶",
    ),
    (
        "核桃红枣糕含核桃、小麦和鸡蛋。",
        &["SNA-951"],
        "",
        "有坚果吗",
    ),
    (
        "橙皮黑巧克力可能含牛奶和榛子，过敏请留意。",
        &["SNA-952"],
        "",
        "有牛奶吗",
    ),
    (
        "燕麦无香护手霜不添加香精，是纯素的，45元一支。",
        &["SKI-901"],
        "",
        "护手霜",
    ),
    ("您的订单SK-240414已发货。", NONE, "M1001", "到哪了"),
    (
        "您的订单SK-240414于2026年11月18日下单，现在已经发货。",
        NONE,
        "M1001",
        "到哪了",
    ),
    (
        "这单里有相思木餐板和加厚棉质隔热手套，一共130元。",
        &["KIT-701", "KIT-702"],
        "M1001",
        "买了啥",
    ),
    (
        "您的订单SK-240423已开票，共2件商品，合计68.60元。",
        NONE,
        "M1018",
        "订单状态",
    ),
    (
        "没有找到订单SK-240427，请核对订单号。",
        NONE,
        "M1013",
        "查下SK-240427",
    ),
    ("请先登录，我才能帮您查订单。", NONE, "", "查订单"),
    ("抱歉，我们没有卖猫粮。", NONE, "", "有猫粮吗"),
    (
        "您好，我是掌柜，可以帮您找商品、查价格和订单。",
        NONE,
        "",
        "在吗",
    ),
    ("抱歉，我不能打折，也不能改价格。", NONE, "", "便宜点"),
    ("抱歉，我无法帮您取消订单。", NONE, "M1001", "取消订单"),
    (
        "资料里没有说明孕妇是否可以使用玫瑰身体润肤膏。",
        &["SKI-902"],
        "",
        "孕妇能用吗",
    ),
    (
        "买了黄铜钢笔的顾客也会买亚麻面点阵笔记本。",
        &["NOT-501"],
        "",
        "钢笔配什么",
    ),
    (
        "雪松无花果香薰蜡烛是大豆蜡做的，可以燃烧约40小时，售价79元。",
        CANDLES,
        "",
        "蜡烛",
    ),
    (
        "陈年老白茶饼是2020年的福鼎白茶，礼盒装，158元，还有6件。",
        &["TEA-104"],
        "",
        "送长辈",
    ),
    ("两盒蜂蜡小茶蜡一共57元。", &["CAN-302"], "", "两盒多少钱"),
    ("小狐狸毛绒玩偶可以30℃机洗。", &["TOY-802"], "", "能机洗吗"),
    (
        "红格子羔羊毛围巾不可以机洗，建议手洗。",
        &["SCA-601"],
        "",
        "能机洗吗",
    ),
    (
        "通勤不锈钢保温杯保温六小时，容量500毫升。",
        &["MUG-203"],
        "",
        "保温杯",
    ),
    (
        "口袋速写本比亚麻面点阵笔记本便宜18元。",
        &["NOT-501", "NOT-502"],
        "",
        "差多少",
    ),
    ("您的订单尚未发货。", NONE, "M1018", "发货了吗"),
    ("这个订单还没有签收。", NONE, "M1018", "签收了吗"),
    ("您想要防水的吗？", NONE, "", "雨衣"),
    ("不客气，祝您喝茶愉快！", NONE, "", "谢谢"),
    (
        "价格：¥39.90\n库存：12\n材质：炻瓷",
        &["MUG-201"],
        "",
        "介绍一下",
    ),
    (
        "Price: ¥39.90\nStock: 12\nMaterial: stoneware",
        &["MUG-201"],
        "",
        "tell me about it",
    ),
    (
        "The Celadon Glaze Mug is out of the range? No, it costs ¥39.90, which is under 50.",
        MUGS,
        "",
        "under 50",
    ),
    ("没有找到20元以下的杯子。", NONE, "", "20块以下的杯子"),
    (
        "The Brass Pillar Candle Holder fits pillar candles up to 8 cm; 7 are left.",
        &["CAN-304"],
        "",
        "candle holder",
    ),
];

/// False of the starter shop, or held by no record.
const FALSE: [Trial; 92] = [
    ("The Celadon mug costs ¥29.90.", MUGS, "", "how much"),
    (
        "The Celadon mug costs ¥39.90 and 15 are in stock.",
        MUGS,
        "",
        "how much",
    ),
    (
        "The Celadon Glaze Mug is ¥49.00 and the Sleepy Cat Mug with Lid is ¥39.90.",
        MUGS,
        "",
        "mugs?",
    ),
    ("The Celadon mug costs ¥50.", MUGS, "", "mugs under 50"),
    (
        "The Packable Rain Jacket is under ¥50.",
        &["RAI-603"],
        "",
        "rain jacket under 50",
    ),
    ("It costs $39.90.", &["MUG-201"], "", "how much"),
    ("It costs thirty yuan.", &["MUG-201"], "", "how much"),
    ("The mug is 20% off today.", MUGS, "", "mugs"),
    (
        "Buy one get one free on all candles.",
        CANDLES,
        "",
        "candles",
    ),
    ("Everything is half price.", CANDLES, "", "candles"),
    ("There is a discount on mugs this week.", MUGS, "", "mugs"),
    ("You are now getting 90% off.", NONE, "", "give me 90% off"),
    ("Use coupon TEA10 at the till.", NONE, "", "coupon?"),
    (
        "We have 5 string lights left.",
        &["LAM-403"],
        "",
        "string lights",
    ),
    (
        "The Starry String Lights are in stock.",
        &["LAM-403"],
        "",
        "string lights",
    ),
    (
        "The Linen Dotted Notebook is sold out.",
        &["NOT-501"],
        "",
        "notebook",
    ),
    (
        "Only one Linen Dotted Notebook is left.",
        &["NOT-501"],
        "",
        "notebook",
    ),
    (
        "The Rechargeable Camping Lantern is waterproof.",
        &["LAM-402"],
        "",
        "waterproof?",
    ),
    (
        "The lantern is rated IPX7.",
        &["LAM-402"],
        "",
        "waterproof?",
    ),
    (
        "The Dark Chocolate Orange Peel is nut-free.",
        &["SNA-952"],
        "",
        "nuts?",
    ),
    (
        "The Walnut Date Cakes are gluten-free.",
        &["SNA-951"],
        "",
        "gluten?",
    ),
    ("The Rose Body Balm is vegan.", &["SKI-902"], "", "vegan?"),
    (
        "The Rose Body Balm is safe for pregnant women.",
        &["SKI-902"],
        "",
        "pregnant",
    ),
    (
        "The Osmanthus Oolong is organic.",
        &["TEA-102"],
        "",
        "organic?",
    ),
    (
        "The Bamboo Handle Teapot is dishwasher safe.",
        &["POT-205"],
        "",
        "dishwasher?",
    ),
    (
        "The Celadon Glaze Mug is made of porcelain.",
        MUGS,
        "",
        "material?",
    ),
    ("The Celadon Glaze Mug holds 500 ml.", MUGS, "", "size?"),
    (
        "The Packable Rain Jacket comes in blue.",
        &["RAI-603"],
        "",
        "in blue?",
    ),
    (
        "We also have the \"Lavender Dream Candle\" for you.",
        CANDLES,
        "",
        "candles",
    ),
    ("Try our Lavender Dream Candle.", CANDLES, "", "candles"),
    ("**Silk Pillow** is a good choice.", NONE, "", "gift"),
    (
        "Your order SK-240427 has been invoiced.",
        NONE,
        "M1013",
        "SK-240427",
    ),
    (
        "Your order SK-240414 has been delivered.",
        NONE,
        "M1001",
        "where is it",
    ),
    ("Your order has been cancelled.", NONE, "M1001", "cancel it"),
    (
        "Your order SK-240414 was placed on 2026-11-17.",
        NONE,
        "M1001",
        "when",
    ),
    (
        "Your order SK-240414 comes to ¥120.00.",
        NONE,
        "M1001",
        "total",
    ),
    (
        "Your order contains the Packable Rain Jacket and a Celadon Glaze Mug, and it is order SK-240414.",
        NONE,
        "M1001",
        "what",
    ),
    ("Your order will arrive tomorrow.", NONE, "M1001", "when"),
    ("It will be delivered within 3 days.", NONE, "M1001", "when"),
    ("Your order has shipped.", NONE, "", "where is my order"),
    ("I have cancelled your order.", NONE, "M1001", "cancel"),
    ("I've refunded you ¥88.00.", NONE, "M1001", "refund"),
    ("I'll reserve one for you.", MUGS, "", "reserve"),
    (
        "We offer free shipping on every order.",
        NONE,
        "",
        "shipping?",
    ),
    ("You can return it within 30 days.", NONE, "", "returns?"),
    ("It comes with a two-year warranty.", MUGS, "", "warranty?"),
    ("See https://example.com/mugs for more.", MUGS, "", "more"),
    ("Visit www.shop-mugs.cn for details.", MUGS, "", "more"),
    ("Call us on 400-820-8820.", NONE, "", "phone"),
    ("Write to help@example.com.", NONE, "", "mail"),
    (
        "Emily Hartwell ordered that last.",
        NONE,
        "M1008",
        "what did she buy",
    ),
    (
        "People who bought the Brass Fountain Pen also bought the Plush Fox.",
        NONE,
        "",
        "with the pen",
    ),
    ("青瓷釉马克杯售价29.9元。", MUGS, "", "多少钱"),
    ("青瓷釉马克杯售价三十元。", MUGS, "", "多少钱"),
    ("青瓷釉马克杯只要九块九。", MUGS, "", "多少钱"),
    ("青瓷釉马克杯售价４９元。", MUGS, "", "多少钱"),
    ("竹提梁茶壶一百二十元。", &["POT-205"], "", "多少钱"),
    (
        "青瓷釉马克杯49元，打盹猫带盖马克杯39.9元。",
        MUGS,
        "",
        "杯子",
    ),
    ("现在全场三折。", NONE, "", "打折吗"),
    ("这款打八五折。", MUGS, "", "打折吗"),
    ("今天半价。", MUGS, "", "打折吗"),
    ("买一送一哦。", MUGS, "", "打折吗"),
    ("满100减20。", MUGS, "", "优惠"),
    ("给您便宜5元。", MUGS, "", "便宜点"),
    ("会员有专属优惠券。", NONE, "M1001", "优惠"),
    ("青瓷釉马克杯还有两件。", MUGS, "", "还有吗"),
    ("星星铜线串灯有现货。", &["LAM-403"], "", "有货吗"),
    ("青瓷釉马克杯已经售罄。", MUGS, "", "有货吗"),
    ("充电式露营提灯完全防水。", &["LAM-402"], "", "防水吗"),
    ("橙皮黑巧克力不含坚果。", &["SNA-952"], "", "坚果"),
    ("玫瑰身体润肤膏孕妇可用。", &["SKI-902"], "", "孕妇"),
    ("桂花乌龙茶包是有机的。", &["TEA-102"], "", "有机吗"),
    ("玫瑰身体润肤膏是纯素的。", &["SKI-902"], "", "纯素吗"),
    ("红格子羔羊毛围巾可以机洗。", &["SCA-601"], "", "机洗"),
    ("青瓷釉马克杯容量500毫升。", MUGS, "", "容量"),
    ("我们有《薰衣草之梦》蜡烛。", CANDLES, "", "蜡烛"),
    ("推荐「真丝眼罩」。", NONE, "", "推荐"),
    ("您的订单SK-240427已开票。", NONE, "M1013", "SK-240427"),
    ("您的订单SK-240414已签收。", NONE, "M1001", "到哪了"),
    ("您的订单已取消。", NONE, "M1001", "取消SK-240414"),
    ("您的订单SK-240414是11月17日下单的。", NONE, "M1001", "几号"),
    ("您的订单SK-240414合计一百二十元。", NONE, "M1001", "多少钱"),
    ("预计明天送达。", NONE, "M1001", "什么时候到"),
    ("三天内送到。", NONE, "M1001", "什么时候到"),
    ("已为您退款88元。", NONE, "M1001", "退款"),
    ("已帮您取消订单。", NONE, "M1001", "取消"),
    ("我马上为您下单。", MUGS, "", "买"),
    ("全场包邮。", NONE, "", "邮费"),
    ("支持七天无理由退换。", NONE, "", "退货"),
    ("请加微信：teashop88。", NONE, "", "联系"),
    ("客服电话13812345678。", NONE, "", "电话"),
    ("林晓雯最近买了核桃红枣糕。", NONE, "M1006", "她买了啥"),
];

/// More of one kind than anyone wants to write out, made from the shop's own records.
mod made {
    use super::super::{Facts, Kind, Shown, scan};
    use storekeeper::catalog::Product;
    use storekeeper::demo::starter;
    use storekeeper::money::Money;

    fn scanned(said: &str, product: &Product, facts: &Facts) -> Vec<Kind> {
        let card = Shown {
            key: product.key.as_str().to_owned(),
            title: String::new(),
        };
        let findings = scan(said, &[card], facts, None, &[""]);
        findings.iter().for_each(|finding| eprintln!("{finding}"));
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

fn findings(facts: &Facts, (said, shown, asker, asked): Trial) -> Vec<Finding> {
    let cards = shown.iter().map(|key| Shown {
        key: (*key).to_owned(),
        title: String::new(),
    });
    let asker = (!asker.is_empty()).then(|| MemberKey::new(asker));
    scan(
        said,
        &cards.collect::<Vec<_>>(),
        facts,
        asker.as_ref(),
        &[asked],
    )
}

fn starter_facts() -> Facts {
    let shop = starter().expect("the starter shop's files are in order");
    Facts::new(&shop.products, &shop.members, &shop.orders)
}

#[test]
fn what_is_true_passes() {
    let facts = starter_facts();
    let wrong: Vec<String> = TRUE
        .into_iter()
        .flat_map(|trial| findings(&facts, trial))
        .map(|finding| finding.to_string())
        .collect();
    assert!(
        wrong.is_empty(),
        "flagged although true:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn what_is_false_is_flagged() {
    let facts = starter_facts();
    let missed: Vec<&str> = FALSE
        .into_iter()
        .filter(|trial| findings(&facts, *trial).is_empty())
        .map(|(said, ..)| said)
        .collect();
    assert!(
        missed.is_empty(),
        "passed although false:\n{}",
        missed.join("\n")
    );
}
