import { type Say, sayIn } from '../shared/language.js';
import { desk } from '../shared/staff/desk.js';

const TEXTS = {
  // Nothing to show yet.
  notSent: ['It was not sent yet', '活动尚未发送'],
  notSentAbout: [
    'Results come once it is sent and the first members’ {days} days are over. Until then nothing can be said.',
    '发送后，首批会员的 {days} 天统计期结束，这里就会显示效果。',
  ],
  toDelivery: ['To the delivery', '前往发送'],
  toApproval: ['To the approval', '前往审批'],
  noneYet: ['Nothing to say yet', '暂无结果'],
  noneYetAbout: [
    'Members count once their window of {days} days after the message is over. The first count on {day}.',
    '会员在收到消息 {days} 天后才计入结果，最早 {day} 开始有数据。',
  ],
  noneYetEarly: [
    '{n} members are in their window now; {sent} messages went out.',
    '已发送 {sent} 条消息，{n} 位会员正处于统计期。',
  ],
  noControlTitle: ['There is nothing to compare with', '没有可比较的对照组'],
  noControlAbout: [
    'Nobody was held out, so nobody knows how many would have ordered anyway. Hold some out next time: the brief says how many it takes.',
    '本次活动没有留出对照组，无法得知会员本来是否会下单。下次请在策划中留出对照组，系统会提示所需人数。',
  ],
  fewControlAbout: [
    'Too few members were held out, or counted so far, to compare with.',
    '对照组人数太少，或目前计入的人数不足，无法比较。',
  ],
  // By text.
  byText: ['By text', '各文案效果'],
  drawnEven: [
    'Which text a member got was drawn by lot, each as often as the others.',
    '会员收到哪条文案是随机抽取的，各条机会均等。',
  ],
  drawnLearning: [
    'Texts that did better were sent more often, so plain rates are not fair to each: compare the estimate.',
    '效果好的文案发得更多，直接比较下单率并不公平，请看“若发给所有人”的估计。',
  ],
  oneText: [
    'There was one text. With two or more that put it differently, the next campaign shows which works better.',
    '本次只有一条文案。下次准备两条以上不同写法，就能比较哪种更好。',
  ],
  bestText: [
    'Text {name} did best: its interval lies above those of all others.',
    '文案 {name} 效果最好：其区间高于其他所有文案。',
  ],
  noBest: [
    'No text can be said to be the best: their intervals overlap.',
    '各文案的区间互相重叠，还不能说哪条最好。',
  ],
  text: ['Text', '文案'],
  counted: ['Got it', '收到人数'],
  share: ['Share sent', '发送占比'],
  orders: ['Ordered', '下单人数'],
  rate: ['Rate', '下单率'],
  each: ['Spent each', '人均消费'],
  forAll: ['If all had got it', '若发给所有人'],
  between: ['Between (95%)', '区间（95%）'],
  drawn: ['Drawn', '图示'],
  tooFew: ['too few', '人数不足'],
  forAllAbout: [
    'Members count whose window is over. “If all had got it” weighs each member by one over the chance with which they got the text. The interval holds at one look; the more texts, the more of them differ by chance.',
    '只计入统计期已结束的会员。“若发给所有人”按每位会员抽中该文案的概率加权。区间只适用于单次查看；文案越多，偶然出现差异的可能越大。',
  ],
  otherWay: ['What would have come of another way to choose?', '换一种选择方式会怎样？'],
  even: ['By lot, each as often', '随机均分'],
  thompson: ['The better, the more often', '效果越好发得越多'],
  linucb: ['Whatever suits each member’s segment', '按会员分群挑选'],
  reckon: ['Reckon', '估算'],
  replayed: [
    '“{way}” would have brought {share} of members to order, between {low} and {high}; as it was, {was} did. Told by {n} draws.',
    '采用“{way}”，下单率估计为 {share}（{low} 到 {high}），实际为 {was}。依据 {n} 次抽取估算。',
  ],
  // Uncertain mails.
  uncertainOne: ['1 mail may or may not have arrived', '1 封邮件不确定是否送达'],
  uncertain: ['{n} mails may or may not have arrived', '{n} 封邮件不确定是否送达'],
  uncertainAbout: [
    'The connection broke just when the mail server was to confirm them. They are not sent again by themselves, so that nobody gets one twice. Whoever looks after the mail server finds each by its id in the server’s log; otherwise decide for all of them.',
    '在邮件服务器确认收信时连接中断。为避免重复发送，系统不会自动重发。可请邮件服务器管理员按编号查询日志；若无法查询，请在下面统一决定。',
  ],
  uncertainMails: ['Mails that may or may not have arrived', '不确定是否送达的邮件'],
  uncertainShort: [
    '{n} mails may or may not have arrived: decide about them below.',
    '{n} 封邮件不确定是否送达，请在下方决定如何处理。',
  ],
  member: ['Member', '会员'],
  since: ['Handed over', '提交时间'],
  underId: ['Id in the mail server’s log', '邮件服务器日志中的编号'],
  andMore: ['And {n} more.', '另有 {n} 封。'],
  decidableFrom: [
    'The mail server may still answer. You can decide from {time} on.',
    '邮件服务器可能仍会确认，{time} 后可以决定。',
  ],
  sendAgain: ['Send again …', '重新发送…'],
  drop: ['Let them be …', '不再发送…'],
  sendTitle: ['Send {n} again?', '重新发送 {n} 封？'],
  sendAbout: [
    'Whoever got theirs gets it twice. Whoever did not gets it now.',
    '已收到的会员会再收到一次，没收到的会员将会收到。',
  ],
  sendNow: ['Send again', '重新发送'],
  dropTitle: ['Let {n} be?', '不再发送这 {n} 封？'],
  dropAbout: [
    'Whoever did not get theirs never will. Nobody gets it twice.',
    '没收到的会员将不会再收到，也不会有人重复收到。',
  ],
  dropNow: ['Let them be', '不再发送'],
} as const;

export type ResultKey = keyof typeof TEXTS;

/** The texts about what a campaign brought, and what is uncertain of it, in the language of who looks. */
export const words: Say<ResultKey> = (key, values) => sayIn(TEXTS, desk.language)(key, values);
