//! Typed keys.
//!
//! Owns: the shop's own keys as types that cannot be mistaken for one another, the [`Language`] a text is in, words that are there
//! in [`Both`], and how bytes are written where they name something ([`hexadecimal`]).
//! Does not own: the rows that the keys name; a room that keeps rows numbers them for itself.

use std::fmt::{self, Write};

/// Bytes as lower-case hexadecimal digits: a digest, a random name.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing into a string does not fail.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

macro_rules! shop_key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the shop's own key as it is, blanks around it removed.
            #[must_use]
            pub fn new(key: &str) -> Self {
                Self(key.trim().to_owned())
            }

            /// The key as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

shop_key! {
    /// A product's key: the shop's stock code, `85048`.
    ProductKey
}
shop_key! {
    /// A member's key in the shop's own books, `13085`.
    MemberKey
}
shop_key! {
    /// An order's number as the member knows it, `489434`.
    OrderNumber
}

/// A language the assistant speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    English,
    /// Chinese, simplified characters.
    Chinese,
}

impl Language {
    /// The language a message is written in: that of most of its words. A Chinese word has about two
    /// characters, so "any 龙井 in stock?" is English, and 有gift box装的茶吗 is Chinese.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let chinese = text.chars().filter(|&c| is_chinese(c)).count();
        let english = text
            .split(|c: char| !c.is_ascii_alphabetic())
            .filter(|word| !word.is_empty())
            .count();
        if chinese > 0 && chinese.div_ceil(2) >= english {
            Self::Chinese
        } else {
            Self::English
        }
    }

    /// The language with this BCP 47 tag, or one that begins with it: `zh-CN`.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split(['-', '_']).next() {
            Some("en") => Some(Self::English),
            Some("zh") => Some(Self::Chinese),
            _ => None,
        }
    }

    /// The BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh",
        }
    }
}

/// Words in both languages.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[schema(as = InBothLanguages)]
#[serde(deny_unknown_fields)]
pub struct Both {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Both {
    /// The same words in English and in Chinese.
    #[must_use]
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        let (en, zh) = (en.into(), zh.into());
        Self { en, zh }
    }

    /// The same behind what they are about, in English and in Chinese: `offer.ends: a day is expected`.
    #[must_use]
    pub fn behind(&self, (en, zh): (&str, &str)) -> Self {
        Self::new(format!("{en}: {}", self.en), format!("{zh}：{}", self.zh))
    }

    /// Several as one, with what stands between one and the next in English and in Chinese.
    #[must_use]
    pub fn joined(all: impl IntoIterator<Item = Self>, (en, zh): (&str, &str)) -> Self {
        let (english, chinese): (Vec<String>, Vec<String>) =
            all.into_iter().map(|both| (both.en, both.zh)).unzip();
        Self::new(english.join(en), chinese.join(zh))
    }

    /// The words in one language.
    #[must_use]
    pub fn of(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Chinese => &self.zh,
        }
    }
}

impl<E: Into<String>, Z: Into<String>> From<(E, Z)> for Both {
    fn from((en, zh): (E, Z)) -> Self {
        Self::new(en, zh)
    }
}

/// Whether a text has a Chinese character in it.
#[must_use]
pub fn has_chinese(text: &str) -> bool {
    text.chars().any(is_chinese)
}

/// Whether a character is a Chinese one.
#[must_use]
pub fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}
