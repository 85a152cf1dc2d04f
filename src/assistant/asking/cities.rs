//! Well-known cities, as the two languages call them. In one in which no member of the shop lives there is nobody.

/// The English name in small letters, and the Chinese one.
#[rustfmt::skip]
pub(super) const CITIES: &[(&str, &str)] = &[
    ("manchester", "曼城"), ("shanghai", "魔都"), ("beijing", "帝都"), ("guangzhou", "羊城"), ("chengdu", "蓉城"), ("birmingham", "伯明罕"),
    ("leeds", "利兹"), ("london", "伦敦"), ("manchester", "曼彻斯特"), ("bristol", "布里斯托"), ("bristol", "布里斯托尔"), ("edinburgh", "爱丁堡"),
    ("glasgow", "格拉斯哥"), ("birmingham", "伯明翰"), ("liverpool", "利物浦"), ("sheffield", "谢菲尔德"), ("oxford", "牛津"), ("cambridge", "剑桥"),
    ("cardiff", "卡迪夫"), ("cardiff", "加的夫"), ("belfast", "贝尔法斯特"), ("york", "约克"), ("bath", "巴斯"), ("brighton", "布莱顿"),
    ("nottingham", "诺丁汉"), ("newcastle", "纽卡斯尔"), ("leicester", "莱斯特"), ("southampton", "南安普敦"), ("norwich", "诺里奇"), ("exeter", "埃克塞特"),
    ("dublin", "都柏林"), ("paris", "巴黎"), ("berlin", "柏林"), ("munich", "慕尼黑"), ("amsterdam", "阿姆斯特丹"), ("vienna", "维也纳"),
    ("rome", "罗马"), ("milan", "米兰"), ("madrid", "马德里"), ("barcelona", "巴塞罗那"), ("lisbon", "里斯本"), ("new york", "纽约"),
    ("san francisco", "旧金山"), ("los angeles", "洛杉矶"), ("seattle", "西雅图"), ("boston", "波士顿"), ("chicago", "芝加哥"), ("toronto", "多伦多"),
    ("vancouver", "温哥华"), ("sydney", "悉尼"), ("melbourne", "墨尔本"), ("tokyo", "东京"), ("osaka", "大阪"), ("seoul", "首尔"), ("singapore", "新加坡"),
    ("beijing", "北京"), ("shanghai", "上海"), ("guangzhou", "广州"), ("shenzhen", "深圳"), ("hangzhou", "杭州"), ("nanjing", "南京"), ("suzhou", "苏州"),
    ("chengdu", "成都"), ("chongqing", "重庆"), ("wuhan", "武汉"), ("xi'an", "西安"), ("xian", "西安"), ("tianjin", "天津"), ("qingdao", "青岛"),
    ("xiamen", "厦门"), ("changsha", "长沙"), ("ningbo", "宁波"), ("dalian", "大连"), ("shenyang", "沈阳"), ("harbin", "哈尔滨"), ("kunming", "昆明"),
    ("zhengzhou", "郑州"), ("jinan", "济南"), ("fuzhou", "福州"), ("hefei", "合肥"), ("hong kong", "香港"), ("macau", "澳门"), ("taipei", "台北"),
];

/// Words for several cities at once.
pub(super) const SEVERAL: &[(&str, &[&str])] = &[
    ("北上广深", &["北京", "上海", "广州", "深圳"]),
    ("北上广", &["北京", "上海", "广州"]),
    ("北上深", &["北京", "上海", "深圳"]),
    ("京沪", &["北京", "上海"]),
    ("沪杭", &["上海", "杭州"]),
    ("一线城市", &["北京", "上海", "广州", "深圳"]),
];
