//! Invented people: names, cities, mails and telephone numbers that reach nobody.

use crate::ids::{Language, MemberKey};
use crate::members::Member;

use super::random::Draws;

const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛阎段雷龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";
const GIVEN: &str = "伟芳娜敏静秀丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰红建文云洁欣怡雨桐梓涵子轩浩宇思远嘉琪晨曦若溪诗雅俊熙天佑一诺语嫣沐阳可馨书瑶泽楷佳宁雪梅晓东海燕春生志远国庆立新少卿安然清越知秋南星半夏";
const FIRST_NAMES: [&str; 48] = [
    "Alice", "Amelia", "Andrew", "Anna", "Ben", "Beth", "Callum", "Chloe", "Claire", "Daniel",
    "David", "Edward", "Eleanor", "Ella", "Emily", "Ethan", "Fiona", "Freya", "George", "Grace",
    "Hannah", "Harry", "Isla", "Jack", "James", "Jane", "Joseph", "Kate", "Laura", "Leo", "Lucy",
    "Maria", "Martha", "Max", "Mia", "Nina", "Noah", "Oliver", "Oscar", "Paul", "Rachel", "Rosa",
    "Ruth", "Sam", "Sophie", "Thomas", "Victor", "Zoe",
];
const LAST_NAMES: [&str; 40] = [
    "Adams", "Bailey", "Baker", "Barnes", "Bennett", "Brooks", "Carter", "Clarke", "Collins",
    "Cooper", "Davies", "Dixon", "Edwards", "Ellis", "Evans", "Fisher", "Fletcher", "Foster",
    "Gibson", "Graham", "Grant", "Harris", "Hughes", "Hunter", "Jackson", "Kelly", "Lewis",
    "Marshall", "Mason", "Mills", "Morgan", "Murray", "Palmer", "Parker", "Reid", "Shaw", "Turner",
    "Walsh", "Ward", "Wright",
];
/// Cities with their weights.
const CITIES: [(&str, &str, f64); 20] = [
    ("上海", "Shanghai", 12.0),
    ("北京", "Beijing", 11.0),
    ("深圳", "Shenzhen", 9.0),
    ("广州", "Guangzhou", 9.0),
    ("杭州", "Hangzhou", 8.0),
    ("成都", "Chengdu", 8.0),
    ("重庆", "Chongqing", 5.0),
    ("武汉", "Wuhan", 5.0),
    ("南京", "Nanjing", 5.0),
    ("西安", "Xi'an", 4.0),
    ("苏州", "Suzhou", 4.0),
    ("天津", "Tianjin", 3.0),
    ("长沙", "Changsha", 3.0),
    ("青岛", "Qingdao", 3.0),
    ("厦门", "Xiamen", 3.0),
    ("宁波", "Ningbo", 2.0),
    ("昆明", "Kunming", 2.0),
    ("沈阳", "Shenyang", 2.0),
    ("大连", "Dalian", 1.0),
    ("兰州", "Lanzhou", 1.0),
];

/// Member number `number`, from 0: who they are. When they joined and what they agreed to is not known here.
pub(super) fn member(number: usize, draws: &mut Draws) -> Member {
    let chinese = draws.chance(0.78);
    let (name, local) = if chinese {
        (chinese_name(draws), format!("u{}", 100_001 + number))
    } else {
        let first = draws.one(&FIRST_NAMES).copied().unwrap_or_default();
        let last = draws.one(&LAST_NAMES).copied().unwrap_or_default();
        let local = format!("{first}.{last}.{}", number + 1).to_lowercase();
        (format!("{first} {last}"), local)
    };
    let (in_chinese, in_english, _) = CITIES[draws.weighted(CITIES.iter().map(|city| city.2))];
    // The domains are reserved for examples (RFC 2606), and no mobile number begins with 100.
    let domain = ["example.com", "example.net", "example.org"][draws.below(3)];
    let phone = format!("100 {:04} {:04}", draws.below(10_000), draws.below(10_000));
    Member {
        name: Some(name),
        country: Some(if chinese { "中国" } else { "China" }.to_owned()),
        city: Some(if chinese { in_chinese } else { in_english }.to_owned()),
        mail: Some(format!("{local}@{domain}")),
        phone: Some(phone),
        language: Some(if chinese {
            Language::Chinese
        } else {
            Language::English
        }),
        ..Member::new(MemberKey::new(&format!("M{}", 100_001 + number)))
    }
}

fn chinese_name(draws: &mut Draws) -> String {
    let surnames: Vec<char> = SURNAMES.chars().collect();
    let given: Vec<char> = GIVEN.chars().collect();
    let mut name: String = draws.one(&surnames).into_iter().collect();
    let length = if draws.chance(0.8) { 2 } else { 1 };
    for _ in 0..length {
        name.extend(draws.one(&given));
    }
    name
}
