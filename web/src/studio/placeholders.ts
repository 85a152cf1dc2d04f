import { type Language, sayIn } from '../shared/language.js';
import type { Brief } from './campaigns.js';

/** The placeholders, as the server has them. */
const OF_MEMBER = ['member.name', 'member.tier', 'member.points'] as const;
const OF_PRODUCT = ['product.title', 'product.price', 'product.was', 'product.link'] as const;
const OF_SHOP = ['shop.name', 'shop.link', 'unsubscribe'] as const;
type OfOffer = 'what' | 'code' | 'percent' | 'amount' | 'minimum' | 'ends';
export type Placeholder =
  | (typeof OF_MEMBER)[number]
  | (typeof OF_PRODUCT)[number]
  | (typeof OF_SHOP)[number]
  | `offer.${OfOffer}`;

/** What stands in for what is not known of a member. */
const FALLBACKS = {
  'member.name': ['valued customer', '顾客'],
  'member.tier': ['member', '普通'],
  'member.points': ['0', '0'],
} as const;

/** The placeholders that have a value in a campaign. */
export function placeholdersOf({ offer, product }: Brief): Placeholder[] {
  const ofOffer: Placeholder[] = [];
  if (offer.kind === 'coupon')
    ofOffer.push('offer.code', offer.amount === undefined ? 'offer.percent' : 'offer.amount');
  if (offer.kind !== 'nothing') ofOffer.push('offer.what');
  if (offer.minimum !== undefined) ofOffer.push('offer.minimum');
  if (offer.ends) ofOffer.push('offer.ends');
  return [...OF_MEMBER, ...ofOffer, ...(product?.trim() ? OF_PRODUCT : []), ...OF_SHOP];
}

/** A placeholder as it stands in a text: with a fallback where a member may have no value. */
export function written(name: Placeholder, language: Language): string {
  const fallback = name in FALLBACKS ? sayIn(FALLBACKS, language)(name as keyof typeof FALLBACKS) : '';
  return `{{${name}${fallback ? `|${fallback}` : ''}}}`;
}
