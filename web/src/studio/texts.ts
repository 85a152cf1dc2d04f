import { Problem, Unreachable } from '../shared/api.js';
import { type Say, sayIn } from '../shared/language.js';
import { desk } from '../shared/staff/desk.js';

const TEXTS = {
  campaigns: ['Campaigns', '营销活动'],
  campaignsAbout: [
    'Whom to address, with what offer, in which words, and whether it worked.',
    '向谁推送、给什么优惠、怎么说，以及效果如何。',
  ],
  list: ['List', '列表'],
  calendar: ['Calendar', '日历'],
  views: ['Views', '视图'],
  newCampaign: ['New campaign', '新建活动'],
  none: ['No campaign yet', '还没有活动'],
  noneAbout: [
    'A campaign begins with what it is to bring about: “bring back members who have not ordered for three months”. Audience, offer and texts follow from there; nothing is sent before a second person has approved it.',
    '活动从目标开始，例如“唤回三个月未下单的会员”，再确定人群、优惠和文案。未经另一位同事批准，不会发送任何消息。',
  ],
  search: ['Find a campaign', '查找活动'],
  allStates: ['In every state', '全部状态'],
  state: ['State', '状态'],
  noneFits: ['No campaign fits.', '没有符合条件的活动。'],
  more: ['Show more', '显示更多'],
  name: ['Name', '名称'],
  medium: ['Sent by', '渠道'],
  audience: ['Audience', '人群'],
  when: ['When', '时间'],
  soFar: ['Result', '效果'],
  draft: ['Draft', '草稿'],
  in_review: ['In review', '待批准'],
  approved: ['Approved', '已批准'],
  sending: ['Sending', '发送中'],
  paused: ['Paused', '已暂停'],
  sent: ['Sent', '已发送'],
  stopped: ['Stopped', '已停止'],
  expired: ['Expired', '已过期'],
  mail: ['E-mail', '邮件'],
  sms: ['SMS', '短信'],
  push: ['Push', '推送'],
  chat: ['In the chat', '站内对话'],
  at_risk_top_third: ['At risk, in the top value third', '高价值且有流失风险'],
  lapsed: ['No order for 90 days', '90 天未下单'],
  one_order: ['Ordered once', '仅下过一单'],
  everybody: ['Everybody', '全部会员'],
  segment: ['Segment “{name}”', '分群“{name}”'],
  described: ['By conditions', '按条件筛选'],
  atOnce: ['As soon as it is released', '放行后立即发送'],
  localDay: ['{day}, from {hour}:00 where they live', '{day}，当地时间 {hour}:00 起'],
  began: ['Since {time}', '{time} 开始'],
  changedAt: ['Changed {time}', '{time} 修改'],
  by: ['by {name}', '作者：{name}'],
  better: ['Better by {lift}', '提升 {lift}'],
  worse: ['Worse by {lift}', '下降 {lift}'],
  too_early: ['Too early to say', '为时尚早'],
  no_difference_seen: ['No difference seen', '未见差异'],
  not_compared: ['Nobody was held out', '无对照组'],
  earlierMonth: ['Earlier month', '上个月'],
  laterMonth: ['Later month', '下个月'],
  thisMonth: ['This month', '本月'],
  undated: ['Without a day', '未定日期'],
  undatedAbout: [
    'These go out when somebody releases them, or have no schedule yet.',
    '这些活动在放行后立即发送，或尚未定时间。',
  ],
  calendarOf: ['What goes out in {month}', '{month}的发送安排'],
  newTitle: ['A new campaign', '新建营销活动'],
  newAbout: [
    'Four things to begin with. Everything else comes on the next page, and all can be changed.',
    '先填四项，其余在下一页填写，随时可以修改。',
  ],
  objective: ['What is it to bring about?', '活动目标'],
  objectiveHint: [
    'One sentence, as you would say it to a colleague. Whoever writes the texts is told it.',
    '一句话说明即可，就像讲给同事听；撰写文案时会参考。',
  ],
  objectiveExample: [
    'Bring back members who have not ordered tea for three months',
    '唤回三个月没买过茶的会员',
  ],
  nameHint: ['How colleagues find it. Members never see it.', '供同事查找，会员看不到。'],
  languages: ['Languages', '语言'],
  en: ['English', '英文'],
  zh: ['Chinese', '中文'],
  create: ['Make the draft', '创建草稿'],
  creating: ['One moment …', '请稍候…'],
  needLanguage: ['Choose a language at least.', '请至少选择一种语言。'],
  clone: ['Clone', '复制'],
  discardDraft: ['Delete draft …', '删除草稿…'],
  discardTitle: ['Delete the draft “{name}”?', '删除草稿“{name}”？'],
  discardAbout: [
    'Its versions and comments go with it. This cannot be undone.',
    '其所有版本和评论将一并删除，无法恢复。',
  ],
  discardNow: ['Delete it', '删除'],
  cloneTitle: ['Clone “{name}”', '复制“{name}”'],
  cloneAbout: [
    'A new draft with the same brief and texts, without its schedule.',
    '新草稿包含相同的内容和文案，但不含发送时间。',
  ],
  cloneName: ['Name of the new one', '新活动名称'],
  cancel: ['Cancel', '取消'],
  parts: ['Parts of the campaign', '活动各部分'],
  brief: ['Brief', '策划'],
  texts: ['Texts', '文案'],
  preview: ['Preview', '预览'],
  approval: ['Approval', '审批'],
  delivery: ['Delivery', '发送'],
  results: ['Results', '效果'],
  version: ['Version {n}', '第 {n} 版'],
  save: ['Save', '保存'],
  saving: ['Saving …', '正在保存…'],
  undo: ['Undo', '撤销'],
  discard: ['Discard changes', '放弃修改'],
  saved: ['All changes are saved.', '所有修改均已保存。'],
  unsaved: ['There are unsaved changes. They are kept in this tab.', '有未保存的修改，已暂存在此标签页中。'],
  savedNow: ['Saved as version {n}.', '已保存为第 {n} 版。'],
  conflict: [
    '{name} saved version {n} meanwhile, and what you changed is based on an earlier one. Look at theirs in “Approval”, or choose:',
    '{name} 期间保存了第 {n} 版，您的修改基于较早的版本。可在“审批”中查看对方的修改，或选择：',
  ],
  takeTheirs: ['Take the saved version', '采用已保存的版本'],
  keepMine: ['Keep my changes', '保留我的修改'],
  frozen: [
    'It was handed over as it is. To change it makes a draft of it again, which has to be approved anew.',
    '活动已提交，内容已锁定。修改后将重新变为草稿，需再次批准。',
  ],
  frozenFor: [
    'It was released: nothing of it can be changed. A clone can.',
    '活动已放行，内容不可再修改。可以复制后修改。',
  ],
  reopen: ['Change it', '修改'],
  unknown: ['There is no campaign of this name', '没有这个名称的活动'],
  unknownAbout: ['It may be written otherwise.', '名称可能有误。'],
  toList: ['To all campaigns', '返回全部活动'],
  wrongParts: ['Some parts need a change; they are marked.', '部分内容需要修改，已标出。'],
  unreachable: [
    'The shop’s server cannot be reached. Check the connection and try again.',
    '无法连接店铺服务器，请检查网络后重试。',
  ],
  why: ['Note: {why}', '备注：{why}'],
} as const;

export type StudioKey = keyof typeof TEXTS;

/** The studio's texts in the language of who looks. */
export const words: Say<StudioKey> = (key, values) => sayIn(TEXTS, desk.language)(key, values);

/** Why a request failed, for people: what the server says, or that it cannot be reached. Throws what is our own fault. */
export function whyOf(error: unknown): string {
  if (error instanceof Problem) return error.message;
  if (error instanceof Unreachable) return words('unreachable');
  throw error;
}
