//! What can be imported by a column map, field by field.

/// What the rows of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordKind {
    /// Goods.
    Products,
    /// People.
    Members,
    /// Lines of orders.
    Orders,
    /// What people did.
    Events,
    /// Reviews of goods.
    Reviews,
    /// Policies, and frequent questions with their answers.
    Policies,
}

/// One field that a column can be for.
pub(super) struct Field {
    /// Its name in a map.
    pub(super) name: &'static str,
    /// Whether a file without it cannot be imported.
    pub(super) needed: bool,
    /// What columns for it are called, in small letters and digits only.
    pub(super) called: &'static [&'static str],
}

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
    "product", "productid", "productkey", "productsku", "sku", "itemid", "item", "stockcode",
    "asin", "商品编号", "商品编码", "商品id", "货号",
];
const MEMBER: &[&str] = &[
    "member", "memberid", "memberkey", "customer", "customerid", "customerno", "customernumber",
    "userid", "user", "householdid", "clientid", "会员编号", "会员id", "客户编号", "用户id", "买家id",
];
const MAIL: &[&str] = &["mail", "email", "emailaddress", "邮箱", "电子邮箱", "邮件"];
const LANGUAGE: &[&str] = &["language", "lang", "locale", "语言"];
const TITLE: &[&str] = &["title", "name", "productname", "producttitle", "itemname", "商品名称", "商品标题", "名称", "标题", "品名"];
const CURRENCY: &[&str] = &["currency", "currencycode", "币种", "货币"];

const PRODUCTS: &[Field] = &[
    needed("key", &["key", "id", "code", "productcode", "handle", "编号", "编码", "product", "productid", "productkey", "sku", "itemid", "itemno", "stockcode", "asin", "商品编号", "商品编码", "商品id", "货号"]),
    field("title", TITLE),
    field("title_en", &["titleen", "nameen", "englishname", "englishtitle", "entitle", "英文名称", "英文标题"]),
    field("title_zh", &["titlezh", "namezh", "titlecn", "namecn", "chinesename", "chinesetitle", "中文名称", "中文标题"]),
    field("description", &["description", "body", "bodyhtml", "details", "desc", "描述", "商品描述", "详情", "商品详情", "介绍"]),
    field("description_en", &["descriptionen", "englishdescription", "英文描述"]),
    field("description_zh", &["descriptionzh", "descriptioncn", "chinesedescription", "中文描述"]),
    field("brand", &["brand", "vendor", "manufacturer", "maker", "品牌", "厂商"]),
    field("category", &["category", "type", "productcategory", "producttype", "department", "分类", "类目", "类别"]),
    needed("price", &["price", "unitprice", "saleprice", "sellingprice", "listprice", "价格", "售价", "单价"]),
    field("currency", CURRENCY),
    field("stock", &["stock", "quantity", "qty", "inventory", "inventoryquantity", "stockquantity", "available", "instock", "库存", "库存数量", "数量"]),
];

const MEMBERS: &[Field] = &[
    needed("key", &["key", "id", "member", "memberid", "memberkey", "customer", "customerid", "customerno", "customernumber", "userid", "user", "householdid", "clientid", "会员编号", "会员id", "客户编号", "用户id"]),
    field("name", &["name", "fullname", "customername", "displayname", "姓名", "名称", "昵称"]),
    field("first_name", &["firstname", "givenname", "forename", "名"]),
    field("last_name", &["lastname", "surname", "familyname", "姓"]),
    field("mail", MAIL),
    field("phone", &["phone", "phonenumber", "telephone", "tel", "mobile", "电话", "手机", "手机号", "联系电话"]),
    field("city", &["city", "town", "城市"]),
    field("country", &["country", "countrycode", "国家", "国家地区"]),
    field("language", LANGUAGE),
    field("joined", &["joined", "created", "createdat", "registered", "registeredat", "signupdate", "membersince", "注册时间", "入会时间", "注册日期"]),
    field("marketing", &["marketing", "acceptsmarketing", "acceptsemailmarketing", "optin", "newsletter", "subscribed", "接受营销", "营销许可"]),
];

const ORDERS: &[Field] = &[
    needed("number", &["number", "order", "orderid", "ordernumber", "orderno", "invoice", "invoiceno", "basketid", "transactionid", "订单号", "订单编号"]),
    field("member", MEMBER),
    field("mail", MAIL),
    needed("placed", &["placed", "placedat", "date", "orderdate", "createdat", "created", "datetime", "timestamp", "transactiontimestamp", "invoicedate", "下单时间", "订单时间", "创建时间", "日期"]),
    field("state", &["state", "status", "orderstatus", "订单状态", "状态"]),
    field("currency", CURRENCY),
    needed("product", PRODUCT),
    field("title", TITLE),
    field("quantity", &["quantity", "qty", "count", "units", "pieces", "数量", "件数"]),
    field("unit_price", &["unitprice", "price", "itemprice", "单价", "价格"]),
    field("line_total", &["linetotal", "total", "amount", "salesvalue", "lineamount", "subtotal", "金额", "小计"]),
];

const EVENTS: &[Field] = &[
    field("key", &["key", "messageid", "eventid", "id"]),
    needed("member", MEMBER),
    needed("at", &["at", "time", "timestamp", "date", "datetime", "eventtime", "originaltimestamp", "时间", "发生时间"]),
    needed("kind", &["kind", "event", "eventtype", "type", "action", "behavior", "behaviortype", "事件", "行为", "类型"]),
    field("product", PRODUCT),
    field("value", &["value", "quantity", "score", "amount", "数值"]),
    field("note", &["note", "campaign", "orderid", "备注"]),
];

const REVIEWS: &[Field] = &[
    field("key", &["key", "id", "reviewid", "评价编号"]),
    needed("product", PRODUCT),
    needed("stars", &["stars", "rating", "score", "overall", "评分", "星级"]),
    needed("text", &["text", "review", "reviewtext", "body", "content", "comment", "评价", "评论", "评价内容", "评论内容", "内容"]),
    field("language", LANGUAGE),
    field("written", &["written", "date", "createdat", "reviewdate", "time", "timestamp", "评价时间", "时间", "日期"]),
];

const POLICIES: &[Field] = &[
    needed("key", &["key", "id", "slug", "handle", "编号"]),
    field("kind", &["kind", "type", "类型"]),
    field("title", &["title", "question", "name", "标题", "问题"]),
    field("title_en", &["titleen", "questionen", "英文标题"]),
    field("title_zh", &["titlezh", "questionzh", "中文标题"]),
    field("text", &["text", "answer", "body", "content", "内容", "回答", "答案", "正文"]),
    field("text_en", &["texten", "answeren", "英文内容"]),
    field("text_zh", &["textzh", "answerzh", "中文内容"]),
];

impl RecordKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Products,
        Self::Members,
        Self::Orders,
        Self::Events,
        Self::Reviews,
        Self::Policies,
    ];

    /// Its name in a map and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Products => "products",
            Self::Members => "members",
            Self::Orders => "orders",
            Self::Events => "events",
            Self::Reviews => "reviews",
            Self::Policies => "policies",
        }
    }

    /// The fields, in the order in which a guess gives them their columns.
    pub(super) fn fields(self) -> &'static [Field] {
        match self {
            Self::Products => PRODUCTS,
            Self::Members => MEMBERS,
            Self::Orders => ORDERS,
            Self::Events => EVENTS,
            Self::Reviews => REVIEWS,
            Self::Policies => POLICIES,
        }
    }

    /// Fields of which one at least is needed.
    pub(super) fn one_of(self) -> &'static [&'static str] {
        match self {
            Self::Products => &["title", "title_en", "title_zh"],
            Self::Orders => &["unit_price", "line_total"],
            Self::Policies => &["text", "text_en", "text_zh"],
            Self::Members | Self::Events | Self::Reviews => &[],
        }
    }

    /// The fields that are moments.
    pub(super) fn moments(self) -> &'static [&'static str] {
        match self {
            Self::Members => &["joined"],
            Self::Orders => &["placed"],
            Self::Events => &["at"],
            Self::Reviews => &["written"],
            Self::Products | Self::Policies => &[],
        }
    }
}
