//! Classes of goods, as people call them: a category of the shop is known by the plain words for what stands in it, however
//! the shop calls it. The answer shows the category that was meant.

use std::collections::HashMap;

use super::vocabulary::Term;
use crate::guardrails::normalise;
use crate::ids::is_chinese;

/// Of each class the words by which a category's name shows that it is one, and what people call goods of it besides, in
/// singular where a plural has an s.
#[rustfmt::skip]
const CLASSES: &[(&[&str], &[&str])] = &[
    (&["tea", "茶", "茶叶"], &["green tea", "black tea", "oolong", "matcha", "teabag", "绿茶", "红茶", "乌龙茶", "普洱", "抹茶", "花茶", "茶咖", "茶客", "茶友"]),
    (&["coffee", "咖啡"], &["coffee bean", "espresso", "咖啡豆", "挂耳咖啡"]),
    (&["tableware", "tea ware", "teaware", "crockery", "dinnerware", "餐具", "茶具", "杯"], &["mug", "cup", "plate", "bowl", "teapot", "glassware", "杯子", "茶杯", "马克杯", "茶壶", "盘子", "碗碟", "餐具茶具", "碗筷"]),
    (&["kitchen", "cookware", "kitchenware", "厨具", "厨房", "锅具", "锅"], &["kitchen stuff", "cooking", "bakeware", "pan", "saucepan", "kitchen knife", "厨房用品", "厨房用具", "炊具", "刀具", "锅碗瓢盆", "烘焙", "锅子"]),
    (&["bedding", "bed linen", "textile", "home textile", "linen", "床品", "家纺", "床上用品"], &["duvet", "pillow", "blanket", "bed sheet", "bedsheet", "sheet", "towel", "床单", "被套", "被子", "枕头", "四件套", "毛毯", "毛巾", "床单被套", "床单被罩"]),
    (&["garden", "gardening", "plant", "园艺", "绿植", "植物", "花园"], &["houseplant", "seed", "gardener", "盆栽", "花草", "花卉", "种子", "园艺用品", "种花"]),
    (&["toy", "game", "children", "kid", "baby", "玩具", "母婴", "儿童", "童"], &["puzzle", "children's thing", "kids' thing", "children's stuff", "children's", "kids'", "babies", "母婴用品", "宝宝用品", "婴儿用品", "童装", "积木", "儿童用品"]),
    (&["outdoor", "travel", "camping", "户外", "旅行", "露营"], &["outdoors", "camping gear", "outdoor gear", "travel gear", "hiking", "hiker", "camper", "tent", "户外装备", "户外用品", "旅行用品", "露营装备", "徒步", "登山", "帐篷"]),
    (&["book", "图书", "书籍", "书"], &["novel", "bookworm", "读物", "小说"]),
    (&["stationery", "office supplies", "文具", "手账", "办公"], &["notebook", "pen", "journal", "stationary", "notepad", "笔记本", "本子", "钢笔", "手账本", "文具用品", "办公用品"]),
    (&["pet", "pet supplies", "宠物"], &["cat", "dog", "pet food", "cat food", "dog food", "pet stuff", "puppy", "kitten", "宠物用品", "猫粮", "狗粮", "猫砂", "养猫", "养狗", "养宠物", "养猫狗", "猫咪", "狗狗", "铲屎官", "宠物食品", "猫狗用品"]),
    (&["clothing", "clothes", "apparel", "fashion", "garment", "服饰", "服装", "衣服", "女装", "男装"], &["shirt", "jumper", "sweater", "dress", "dresses", "knitwear", "coat", "jacket", "scarf", "scarves", "毛衣", "外套", "裙子", "衬衫", "围巾", "衣物", "衣裳"]),
    (&["shoe", "footwear", "鞋"], &["trainer", "sneaker", "boot", "slipper", "鞋子", "运动鞋", "拖鞋", "靴子", "鞋靴"]),
    (&["bag", "handbag", "luggage", "箱包", "包"], &["backpack", "rucksack", "tote", "suitcase", "包包", "背包", "双肩包", "手提包", "行李箱"]),
    (&["skin care", "skincare", "beauty", "cosmetic", "toiletries", "护肤", "美妆", "洗护", "化妆品", "个护"], &["soap", "shampoo", "face cream", "make-up", "makeup", "skin-care", "bath stuff", "护肤品", "面霜", "面膜", "沐浴露", "香皂", "洗护用品", "美容"]),
    (&["lamp", "lighting", "decor", "home decor", "decoration", "灯", "灯饰", "灯具", "摆件", "家居", "家饰"], &["candle", "scented candle", "vase", "ornament", "home accessories", "蜡烛", "香薰", "香薰蜡烛", "花瓶", "台灯", "装饰品", "家居摆件", "家居装饰", "香氛"]),
    (&["gadget", "electronics", "tech", "phone", "digital", "数码", "电子", "3c"], &["headphone", "earphone", "earbud", "charger", "phone case", "keyboard", "gizmo", "tech stuff", "耳机", "充电器", "手机壳", "键盘", "数据线", "数码产品", "数码配件", "电子产品"]),
    (&["appliance", "small appliance", "white goods", "小家电", "家电", "电器"], &["kettle", "toaster", "blender", "hairdryer", "电水壶", "吹风机", "烤面包机", "加湿器", "榨汁机"]),
    (&["snack", "pantry", "food", "grocery", "groceries", "零食", "食材", "食品"], &["biscuit", "chocolate", "nut", "nibble", "sweets", "foodstuff", "零嘴", "饼干", "坚果", "巧克力", "糖果", "吃的", "零食类"]),
    (&["furniture", "家具"], &["sofa", "chair", "armchair", "沙发", "椅子", "桌子"]),
    (&["sport", "fitness", "运动", "健身"], &["yoga", "gym", "瑜伽", "跑步"]),
    (&["jewellery", "jewelry", "珠宝", "首饰", "饰品"], &["necklace", "earring", "bracelet", "项链", "耳环", "手链"]),
    (&["wine", "spirit", "alcohol", "酒"], &["beer", "whisky", "红酒", "白酒", "啤酒"]),
    (&["beverage", "soft drink", "饮料", "饮品"], &["juice", "果汁"]),
    (&["cleaning", "household", "清洁", "日用"], &["detergent", "洗衣液", "日用品", "清洁用品"]),
    (&["craft", "art", "手工", "画材", "美术"], &["paint", "paintbrush", "颜料", "画笔"]),
    (&["health", "vitamin", "supplement", "保健"], &["wellness", "维生素", "保健品"]),
];

/// Words for the shop's categories that its own names of them do not have: of each word the name a category is kept under. A
/// class whose words fit several categories equally well is none of them.
pub(super) fn called(categories: &[Term]) -> Vec<(&'static str, String)> {
    let mut called = Vec::new();
    for (heads, goods) in CLASSES {
        let Some(category) = category_of(heads, categories) else {
            continue;
        };
        // 包 alone begins too many other words.
        let whole = |word: &&&str| word.chars().count() > 1 || matches!(**word, "鞋" | "灯" | "锅");
        let words = heads.iter().filter(whole).chain(*goods);
        called.extend(words.map(|word| (*word, category.to_owned())));
    }
    // A thing of two classes of the shop is of neither for sure.
    let mut categories: HashMap<&str, Vec<&str>> = HashMap::new();
    for (word, category) in &called {
        categories.entry(word).or_default().push(category);
    }
    let sure = |word: &str| {
        let of = &categories[word];
        of.iter().all(|category| *category == of[0])
    };
    called
        .iter()
        .filter(|(word, _)| sure(word))
        .cloned()
        .collect()
}

/// The category that is of a class: the one that is called so; or else the only one whose name has such a word in it.
fn category_of<'t>(heads: &[&str], categories: &'t [Term]) -> Option<&'t str> {
    for fits in [is_called as fn(&str, &str) -> bool, has_in_it] {
        let mut found = categories.iter().filter(|term| {
            let mut names = std::iter::once(&term.kept).chain(&term.names);
            names.any(|name| {
                let name = normalise(name);
                heads.iter().any(|head| fits(&name, head))
            })
        });
        if let Some(first) = found.next() {
            return found.next().is_none().then_some(first.kept.as_str());
        }
    }
    None
}

fn is_called(name: &str, head: &str) -> bool {
    singular(name) == head || name == head
}

fn has_in_it(name: &str, head: &str) -> bool {
    if head.chars().any(is_chinese) {
        return name.contains(head);
    }
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
    let asked: Vec<&str> = head.split(' ').collect();
    let same = |(word, asked): (&&str, &&str)| singular(word) == *asked || word == asked;
    words
        .windows(asked.len())
        .any(|some| some.iter().zip(&asked).all(same))
}

fn singular(word: &str) -> &str {
    word.strip_suffix('s').unwrap_or(word)
}
