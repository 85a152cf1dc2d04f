import { FILTER_TEXTS } from '../../shared/filter/texts.js';
import { type Language, type Say, sayIn } from '../../shared/language.js';

const TEXTS = {
  ...FILTER_TEXTS,
  title: ['Ask about members', '会员问答'],
  about: [
    'Ask in your own words about one member, about many, or about the shop’s figures. Every number comes from the shop’s records; how a question was understood can be read, changed and asked again.',
    '用自己的话提问：某位会员、一群会员或店铺数据都可以。所有数字均来自店铺记录；系统如何理解问题，您可以查看、修改并重新查询。',
  ],
  examples: ['For example', '例如'],
  goOn: [
    'Then go on with “the second one”, “why is she at risk?” or “only those in London”.',
    '接着可以继续问：“第二位”“她为什么有流失风险？”“只要上海的”。',
  ],
  question: ['Your question', '您的问题'],
  placeholder: ['Who, how many, why …', '谁、多少、为什么……'],
  ask: ['Ask', '提问'],
  stop: ['Stop', '停止'],
  anew: ['Begin anew', '重新开始'],
  conversation: ['Questions and answers', '问答记录'],
  asked: ['You asked', '您问'],
  answered: ['Answer', '回答'],
  working: ['Looking into the records …', '正在查询记录…'],
  waiting: ['{n} others are answered first …', '前面还有 {n} 个请求…'],
  reconnecting: ['The connection broke; taking it up again …', '连接中断，正在恢复…'],
  stopped: ['Stopped.', '已停止。'],
  late: ['This took too long and was ended.', '用时过长，已结束。'],
  offline: [
    'The question did not arrive: the shop’s server cannot be reached.',
    '问题未能送达：无法连接店铺服务器。',
  ],
  busy: ['The server is busy just now.', '服务器正忙。'],
  lost: ['The answer was lost on the way.', '回答在传输中丢失。'],
  signedOut: ['You are signed out.', '您已退出登录。'],
  again: ['Try again', '重试'],
  empty: ['There was nothing to say about this.', '没有可以回答的内容。'],
  putForward: ['This would be saved', '以下内容将被保存'],
  before: ['Before', '原来'],
  after: ['After', '改为'],
  yes: ['Yes, save it', '保存'],
  no: ['No, leave it', '暂不保存'],
  decided: ['(pressed a button)', '（点击了按钮）'],
  decidedYes: ['You said yes.', '您已确认。'],
  decidedNo: ['You said no. Nothing was saved.', '您已取消，没有保存任何内容。'],
  decidedPassed: ['It waits for an answer no longer.', '此项已不再等待确认。'],
  campaign: ['Campaign “{name}”', '营销活动“{name}”'],
  version: ['Version {n}', '第 {n} 版'],
  openStudio: ['Open in the studio', '在营销活动中打开'],
  haveTexts: ['Have texts written', '撰写文案'],
  askTexts: ['Write variants for it', '给它写文案'],
  undo: ['Undo', '撤销'],
  draftGone: ['Taken back: the draft is gone.', '已撤销，草稿已删除。'],
  takenBack: [
    'Taken back: version {n} says what version {before} said.',
    '已撤销：第 {n} 版恢复为第 {before} 版的内容。',
  ],
  changedSince: [
    'It was changed since, so this is not undone from here. Open it in the studio.',
    '活动之后又有修改，无法在此撤销，请打开活动处理。',
  ],
  understood: ['Understood as', '系统理解为'],
  left: ['Not understood, and left out: {words}', '以下内容未能理解，已忽略：{words}'],
  members: ['{n} members', '{n} 位会员'],
  oneMember: ['1 member', '1 位会员'],
  nobody: ['No member fits. Change a condition to widen it.', '没有符合条件的会员，可放宽条件再试。'],
  edit: ['Edit', '修改条件'],
  close: ['Close', '收起'],
  run: ['Run again', '重新查询'],
  showThem: ['Show all, page by page', '分页查看全部'],
  save: ['Save as segment', '保存为分群'],
  saveName: ['Name of the segment', '分群名称'],
  saveNow: ['Save', '保存'],
  saveAbout: ['A segment of this name that is there already is replaced.', '若已有同名分群，将被替换。'],
  saved: ['Saved as “{name}”, with {n} members.', '已保存为“{name}”，共 {n} 位会员。'],
  earlier: ['Earlier', '上一页'],
  later: ['Later', '下一页'],
  range: ['{from} to {to} of {n}', '第 {from}–{to} 位，共 {n} 位'],
  sortBy: ['Sort by {name}', '按{name}排序'],
  openMember: ['Member {key}', '会员 {key}'],
} as const;

export type AskKey = keyof typeof TEXTS;
export type AskWords = Say<AskKey>;

/** The page's texts in `language`. */
export function askWords(language: Language): AskWords {
  return sayIn(TEXTS, language);
}

/** Questions to begin with. */
export const EXAMPLES: Record<Language, readonly string[]> = {
  en: [
    'Who in Leeds has not bought since March and likes tea?',
    'Top 10 members by spend who are likely to leave',
    'How many members are there in each tier?',
    'How good is the churn model?',
    'How do visits turn into orders?',
    'How much tea will we sell in the next four weeks?',
  ],
  zh: [
    '上海有哪些会员三月以来没有下单、而且喜欢茶？',
    '消费最高的 10 位有流失风险的会员',
    '每个等级有多少会员？',
    '流失模型准不准？',
    '从访问到下单的转化怎么样？',
    '未来四周茶的销量预测',
  ],
};
