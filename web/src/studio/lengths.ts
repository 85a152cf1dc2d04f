/**
 * How long a text is where it is sent: characters, or the messages that an SMS takes (3GPP TS 23.038, 6.2.1: the default alphabet
 * and its extension table; TS 23.040, 9.2.3.24.1: messages of several parts). The checks of the server decide; this is what one
 * sees while one types.
 */
import type { Language } from '../shared/language.js';
import type { Medium } from './campaigns.js';

const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const EXTENSION = new Set('\f^{}\\[~]|€');
const PLACEHOLDER = /\{\{\s*([\w.]+)\s*(?:\|[^}]*)?\}\}/g;

/** What a value is at about its longest. */
const USUAL: Record<string, number> = {
  'offer.code': 14,
  'offer.percent': 3,
  'offer.ends': 12,
  'offer.amount': 8,
  'offer.minimum': 8,
  'product.price': 8,
  'product.was': 8,
  'member.points': 8,
  'product.link': 40,
  'shop.link': 25,
  unsubscribe: 45,
};

/** How long a text message is. */
export interface SmsLength {
  encoding: 'GSM-7' | 'UCS-2';
  units: number;
  segments: number;
  /** Units of a single message. */
  single: number;
  /** The first character that the alphabet does not have. */
  forced: string | null;
}

/** A text with something of about the right length for each placeholder. */
export function filled(text: string, language: Language): string {
  return text.replace(PLACEHOLDER, (_, name: string) => {
    const words = language === 'zh' && !(name in USUAL);
    return words ? '某'.repeat(8) : 'a'.repeat(USUAL[name] ?? 16);
  });
}

/** Whether a text has placeholders, so that its length differs from member to member. */
export function varies(text: string): boolean {
  return text.search(PLACEHOLDER) >= 0;
}

export function smsLength(text: string): SmsLength {
  const letters = [...text];
  const forced = letters.find((letter) => !BASIC.has(letter) && !EXTENSION.has(letter)) ?? null;
  const units = forced
    ? text.length
    : letters.reduce((sum, letter) => sum + (EXTENSION.has(letter) ? 2 : 1), 0);
  const [single, several] = forced ? [70, 67] : [160, 153];
  const segments = units === 0 ? 0 : units <= single ? 1 : Math.ceil(units / several);
  return { encoding: forced ? 'UCS-2' : 'GSM-7', units, segments, single, forced };
}

/** Characters that are read easily in a part of a text. */
export function easily(medium: Medium, part: 'subject' | 'body', language: Language): number | null {
  const chinese = language === 'zh';
  if (medium === 'mail') return part === 'subject' ? (chinese ? 30 : 60) : 3000;
  if (medium === 'push') return part === 'subject' ? (chinese ? 20 : 50) : chinese ? 60 : 150;
  return medium === 'chat' ? (chinese ? 200 : 400) : null;
}
