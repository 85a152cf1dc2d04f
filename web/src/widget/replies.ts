import type { Language, Pair } from '../shared/language.js';
import type { Page } from '../shared/talk/protocol.js';
import type { Turn } from '../shared/talk/state.js';

/** What one may want to say next. Only what the assistant's tools answer for certain. */
const REPLIES = {
  popular: ['What sells best?', '什么卖得最好？'],
  order: ['Where is my order?', '我的订单到哪了？'],
  returns: ['How do returns work?', '怎么退货？'],
  offers: ['Are there any offers?', '现在有什么优惠？'],
  forMe: ['What would you suggest for me?', '给我推荐点什么？'],
  cheaper: ['Cheaper?', '有更便宜的吗？'],
  others: ['Others?', '换一批看看'],
  compare: ['Compare the first two', '对比前两个'],
  reviews: ['What do buyers say about it?', '买家评价怎么样？'],
  goesWith: ['What goes with it?', '搭配什么好？'],
  stock: ['Is it in stock?', '现在有货吗？'],
  shipping: ['How long does shipping take?', '发货要多久？'],
} as const satisfies Record<string, Pair>;

type Reply = keyof typeof REPLIES;

/** The replies offered after the last turn, in `language`; none while an answer is coming. */
export function repliesAfter(
  turn: Turn | undefined,
  language: Language,
  about: { signedIn: boolean; page: Page | null },
): string[] {
  const place = language === 'zh' ? 1 : 0;
  return suited(turn, about).map((reply) => REPLIES[reply][place]);
}

function suited(turn: Turn | undefined, about: { signedIn: boolean; page: Page | null }): Reply[] {
  if (turn === undefined) {
    if (about.page?.product) return ['reviews', 'goesWith', 'stock'];
    return about.signedIn ? ['order', 'forMe', 'offers'] : ['popular', 'offers', 'returns'];
  }
  if (turn.stage !== 'done' || turn.stop === 'handed_over' || turn.stop === 'refused') return [];
  if (turn.stop === 'with_person') return [];
  if (turn.items.some((item) => item.kind === 'confirm' || item.kind === 'handoff')) return [];
  const cards = turn.items.flatMap((item) => (item.kind === 'card' ? [item.card.card] : []));
  const products = cards.filter((card) => card === 'product').length;
  if (cards.includes('comparison') || cards.includes('review')) return ['goesWith'];
  if (products > 1) return ['cheaper', 'compare', 'others'];
  if (products === 1) return ['reviews', 'goesWith'];
  if (cards.includes('order')) return ['returns', 'shipping'];
  if (cards.includes('policy')) return ['popular'];
  return [];
}
