/** The languages that every text is there in. */
export type Language = 'en' | 'zh';

/** A text of the shop, in the languages that the shop has it in. */
export interface Text2 {
  en: string | null;
  zh: string | null;
}

/** The language of a tag such as `zh-Hans-CN`; English for what is neither. */
export function languageOf(tag: string | null | undefined): Language {
  return tag?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** The tag that browsers and screen readers know a language by. */
export function tagOf(language: Language): string {
  return language === 'zh' ? 'zh-CN' : 'en';
}

/** A shop's text in `language`, else in the other one. */
export function inLanguage(text: Text2 | null | undefined, language: Language): string {
  const other = language === 'zh' ? 'en' : 'zh';
  return text?.[language] ?? text?.[other] ?? '';
}

/** A text of ours: English, Chinese. `{name}` is filled in. */
export type Pair = readonly [en: string, zh: string];

/** What says the texts of a dictionary in one language. */
export type Say<Key extends string> = (key: Key, values?: Record<string, string | number>) => string;

/**
 * The texts of a part of the pages in `language`. Both languages of a text stand in one line, so that a
 * missing one does not compile and both are read together.
 */
export function sayIn<Key extends string>(texts: Record<Key, Pair>, language: Language): Say<Key> {
  const place = language === 'zh' ? 1 : 0;
  return (key, values = {}) =>
    texts[key][place].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
