//! What columns are called, field by field, in English and Chinese.

use super::fields::Field;

const fn needed(name: &'static str, called: &'static [&'static str]) -> Field {
    Field {
        name,
        needed: true,
        called,
    }
}

const fn field(name: &'static str, called: &'static [&'static str]) -> Field {
    Field {
        name,
        needed: false,
        called,
    }
}

const PRODUCT: &[&str] = &[
    "product",
    "productid",
    "productkey",
    "productsku",
    "sku",
    "itemid",
    "item",
    "stockcode",
    "asin",
    "商品编号",
    "商品编码",
    "商品id",
    "货号",
];
const MEMBER: &[&str] = &[
    "member",
    "memberid",
    "memberkey",
    "customer",
    "customerid",
    "customerno",
    "customernumber",
    "userid",
    "user",
    "householdid",
    "clientid",
    "会员编号",
    "会员id",
    "客户编号",
    "用户id",
    "买家id",
];
const MAIL: &[&str] = &["mail", "email", "emailaddress", "邮箱", "电子邮箱", "邮件"];
const LANGUAGE: &[&str] = &["language", "lang", "locale", "语言"];
const TITLE: &[&str] = &[
    "title",
    "name",
    "productname",
    "producttitle",
    "itemname",
    "商品名称",
    "商品标题",
    "名称",
    "标题",
    "品名",
];
const CURRENCY: &[&str] = &["currency", "currencycode", "币种", "货币"];

pub(super) const PRODUCTS: &[Field] = &[
    needed(
        "key",
        &[
            "key",
            "id",
            "code",
            "productcode",
            "handle",
            "编号",
            "编码",
            "product",
            "productid",
            "productkey",
            "sku",
            "itemid",
            "itemno",
            "stockcode",
            "asin",
            "商品编号",
            "商品编码",
            "商品id",
            "货号",
        ],
    ),
    field("title", TITLE),
    field(
        "title_en",
        &[
            "titleen",
            "nameen",
            "englishname",
            "englishtitle",
            "entitle",
            "英文名称",
            "英文标题",
        ],
    ),
    field(
        "title_zh",
        &[
            "titlezh",
            "namezh",
            "titlecn",
            "namecn",
            "chinesename",
            "chinesetitle",
            "中文名称",
            "中文标题",
        ],
    ),
    field(
        "description",
        &[
            "description",
            "body",
            "bodyhtml",
            "details",
            "desc",
            "描述",
            "商品描述",
            "详情",
            "商品详情",
            "介绍",
        ],
    ),
    field(
        "description_en",
        &["descriptionen", "englishdescription", "英文描述"],
    ),
    field(
        "description_zh",
        &[
            "descriptionzh",
            "descriptioncn",
            "chinesedescription",
            "中文描述",
        ],
    ),
    field(
        "brand",
        &["brand", "vendor", "manufacturer", "maker", "品牌", "厂商"],
    ),
    field(
        "category",
        &[
            "category",
            "type",
            "productcategory",
            "producttype",
            "department",
            "分类",
            "类目",
            "类别",
        ],
    ),
    needed(
        "price",
        &[
            "price",
            "unitprice",
            "saleprice",
            "sellingprice",
            "listprice",
            "价格",
            "售价",
            "单价",
        ],
    ),
    field("currency", CURRENCY),
    field(
        "stock",
        &[
            "stock",
            "quantity",
            "qty",
            "inventory",
            "inventoryquantity",
            "stockquantity",
            "available",
            "instock",
            "库存",
            "库存数量",
            "数量",
        ],
    ),
];

pub(super) const MEMBERS: &[Field] = &[
    needed(
        "key",
        &[
            "key",
            "id",
            "member",
            "memberid",
            "memberkey",
            "customer",
            "customerid",
            "customerno",
            "customernumber",
            "userid",
            "user",
            "householdid",
            "clientid",
            "会员编号",
            "会员id",
            "客户编号",
            "用户id",
        ],
    ),
    field(
        "name",
        &[
            "name",
            "fullname",
            "customername",
            "displayname",
            "姓名",
            "名称",
            "昵称",
        ],
    ),
    field("first_name", &["firstname", "givenname", "forename", "名"]),
    field("last_name", &["lastname", "surname", "familyname", "姓"]),
    field("mail", MAIL),
    field(
        "phone",
        &[
            "phone",
            "phonenumber",
            "telephone",
            "tel",
            "mobile",
            "电话",
            "手机",
            "手机号",
            "联系电话",
        ],
    ),
    field("city", &["city", "town", "城市"]),
    field("country", &["country", "countrycode", "国家", "国家地区"]),
    field("language", LANGUAGE),
    field(
        "joined",
        &[
            "joined",
            "created",
            "createdat",
            "registered",
            "registeredat",
            "signupdate",
            "membersince",
            "注册时间",
            "入会时间",
            "注册日期",
        ],
    ),
    field(
        "marketing",
        &[
            "marketing",
            "acceptsmarketing",
            "acceptsemailmarketing",
            "optin",
            "newsletter",
            "subscribed",
            "接受营销",
            "营销许可",
        ],
    ),
];

pub(super) const ORDERS: &[Field] = &[
    needed(
        "number",
        &[
            "number",
            "order",
            "orderid",
            "ordernumber",
            "orderno",
            "invoice",
            "invoiceno",
            "basketid",
            "transactionid",
            "订单号",
            "订单编号",
        ],
    ),
    field("member", MEMBER),
    field("mail", MAIL),
    needed(
        "placed",
        &[
            "placed",
            "placedat",
            "date",
            "orderdate",
            "createdat",
            "created",
            "datetime",
            "timestamp",
            "transactiontimestamp",
            "invoicedate",
            "下单时间",
            "订单时间",
            "创建时间",
            "日期",
        ],
    ),
    field(
        "state",
        &["state", "status", "orderstatus", "订单状态", "状态"],
    ),
    field("currency", CURRENCY),
    needed("product", PRODUCT),
    field("title", TITLE),
    field(
        "quantity",
        &[
            "quantity", "qty", "count", "units", "pieces", "数量", "件数",
        ],
    ),
    field(
        "unit_price",
        &["unitprice", "price", "itemprice", "单价", "价格"],
    ),
    field(
        "line_total",
        &[
            "linetotal",
            "total",
            "amount",
            "salesvalue",
            "lineamount",
            "subtotal",
            "金额",
            "小计",
        ],
    ),
];

pub(super) const EVENTS: &[Field] = &[
    field("key", &["key", "messageid", "eventid", "id"]),
    needed("member", MEMBER),
    needed(
        "at",
        &[
            "at",
            "time",
            "timestamp",
            "date",
            "datetime",
            "eventtime",
            "originaltimestamp",
            "时间",
            "发生时间",
        ],
    ),
    needed(
        "kind",
        &[
            "kind",
            "event",
            "eventtype",
            "type",
            "action",
            "behavior",
            "behaviortype",
            "事件",
            "行为",
            "类型",
        ],
    ),
    field("product", PRODUCT),
    field("value", &["value", "quantity", "score", "amount", "数值"]),
    field("note", &["note", "campaign", "orderid", "备注"]),
];

pub(super) const REVIEWS: &[Field] = &[
    field("key", &["key", "id", "reviewid", "评价编号"]),
    needed("product", PRODUCT),
    needed(
        "stars",
        &["stars", "rating", "score", "overall", "评分", "星级"],
    ),
    needed(
        "text",
        &[
            "text",
            "review",
            "reviewtext",
            "body",
            "content",
            "comment",
            "评价",
            "评论",
            "评价内容",
            "评论内容",
            "内容",
        ],
    ),
    field("language", LANGUAGE),
    field(
        "written",
        &[
            "written",
            "date",
            "createdat",
            "reviewdate",
            "time",
            "timestamp",
            "评价时间",
            "时间",
            "日期",
        ],
    ),
];

pub(super) const POLICIES: &[Field] = &[
    needed("key", &["key", "id", "slug", "handle", "编号"]),
    field("kind", &["kind", "type", "类型"]),
    field("title", &["title", "question", "name", "标题", "问题"]),
    field("title_en", &["titleen", "questionen", "英文标题"]),
    field("title_zh", &["titlezh", "questionzh", "中文标题"]),
    field(
        "text",
        &[
            "text", "answer", "body", "content", "内容", "回答", "答案", "正文",
        ],
    ),
    field("text_en", &["texten", "answeren", "英文内容"]),
    field("text_zh", &["textzh", "answerzh", "中文内容"]),
    field(
        "until",
        &[
            "until",
            "validuntil",
            "ends",
            "enddate",
            "expires",
            "截止",
            "有效期至",
            "截止日期",
        ],
    ),
];
