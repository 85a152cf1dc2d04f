//! What a message with a code says.

use super::{Contact, MINUTES};
use crate::ids::Language;
use crate::senders::{Channel, Message};

pub(super) fn letter(contact: &Contact, code: &str, language: Language, shop: &str) -> Message {
    let (subject, text) = match (language, contact.channel) {
        (Language::English, Channel::Sms) => (
            String::new(),
            format!(
                "{code} is your code for {shop}. It holds for {MINUTES} minutes. Tell it to nobody."
            ),
        ),
        (Language::Chinese, Channel::Sms) => (
            String::new(),
            format!("【{shop}】验证码 {code}，{MINUTES} 分钟内有效，请勿告诉他人。"),
        ),
        (Language::English, _) => (
            format!("{code} is your code for {shop}"),
            format!(
                "Your code for {shop} is {code}. It holds for {MINUTES} minutes and can be used once.\n\n\
                 If you did not ask for it, somebody may have mistyped their address; nothing happens without the code. \
                 Nobody of the shop will ever ask you for it.\n"
            ),
        ),
        (Language::Chinese, _) => (
            format!("{shop}验证码：{code}"),
            format!(
                "您在{shop}的验证码是 {code}，{MINUTES} 分钟内有效，仅可使用一次。\n\n\
                 如果不是您本人操作，可能是他人填错了地址，不用理会，没有验证码就不会有任何变更。\
                 本店工作人员绝不会向您索要验证码。\n"
            ),
        ),
    };
    Message {
        channel: contact.channel,
        to: contact.address.clone(),
        subject,
        text,
        bulk: None,
    }
}
