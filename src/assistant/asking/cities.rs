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
    ("dongguan", "东莞"), ("foshan", "佛山"), ("wuxi", "无锡"), ("changzhou", "常州"), ("wenzhou", "温州"), ("jiaxing", "嘉兴"), ("shaoxing", "绍兴"),
    ("jinhua", "金华"), ("taizhou", "台州"), ("nantong", "南通"), ("xuzhou", "徐州"), ("yangzhou", "扬州"), ("quanzhou", "泉州"), ("zhuhai", "珠海"),
    ("huizhou", "惠州"), ("nanning", "南宁"), ("guiyang", "贵阳"), ("taiyuan", "太原"), ("shijiazhuang", "石家庄"), ("changchun", "长春"), ("lanzhou", "兰州"),
    ("urumqi", "乌鲁木齐"), ("haikou", "海口"), ("sanya", "三亚"), ("yantai", "烟台"), ("weifang", "潍坊"), ("luoyang", "洛阳"), ("nanchang", "南昌"),
    ("hohhot", "呼和浩特"), ("yinchuan", "银川"), ("xining", "西宁"), ("lhasa", "拉萨"), ("guilin", "桂林"), ("wuhu", "芜湖"), ("huzhou", "湖州"),
    ("portsmouth", "朴次茅斯"), ("plymouth", "普利茅斯"), ("swansea", "斯旺西"), ("coventry", "考文垂"), ("aberdeen", "阿伯丁"), ("dundee", "邓迪"),
    ("inverness", "因弗内斯"), ("durham", "达勒姆"), ("sunderland", "桑德兰"), ("bradford", "布拉德福德"), ("wolverhampton", "伍尔弗汉普顿"),
    ("bournemouth", "伯恩茅斯"), ("swindon", "斯温顿"), ("milton keynes", "米尔顿凯恩斯"), ("canterbury", "坎特伯雷"), ("winchester", "温彻斯特"),
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
