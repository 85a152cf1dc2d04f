import { type Language, type Say, sayIn } from '../language.js';

const TEXTS = {
  console: ['Console', '工作台'],
  studio: ['Campaign studio', '营销工作室'],
  skip: ['Skip to the content', '跳到正文'],
  language: ['中文', 'English'],
  signIn: ['Sign in', '登录'],
  signInAbout: ['For the people of the shop.', '仅限本店员工。'],
  name: ['Name', '账号'],
  password: ['Password', '密码'],
  signingIn: ['Signing in …', '正在登录…'],
  wrong: ['The name or the password is wrong.', '账号或密码不正确。'],
  wrongHelp: [
    'Capital letters count in the password. Whoever looks after the shop’s machine can give you another one: storekeeper user password NAME.',
    '密码区分大小写。忘记密码时，请让管理店铺服务器的同事执行：storekeeper user password 账号名。',
  ],
  locked: ['Too many wrong passwords.', '密码错误次数过多。'],
  lockedHelp: [
    'For safety nothing is taken for a while. You can try again in',
    '为安全起见，暂停接受登录。距离可再次尝试还有',
  ],
  unlocked: ['You can try again now.', '现在可以重新登录。'],
  unreachable: [
    'The shop’s server cannot be reached. Check the connection and try again.',
    '无法连接店铺服务器，请检查网络后重试。',
  ],
  failed: ['That did not work. Please try again.', '操作失败，请重试。'],
  ended: [
    'You were signed out, because nothing was done for half an hour, or something about your account changed.',
    '您已退出登录：半小时内没有操作，或账号信息有变动。',
  ],
  signedOut: ['You are signed out.', '已退出登录。'],
  signedOutAll: ['You are signed out in every browser.', '已在所有浏览器中退出登录。'],
  signOut: ['Sign out', '退出登录'],
  signOutAll: ['Sign out everywhere', '退出所有登录'],
  signOutAllAbout: [
    'Ends your sessions in every browser, this one too. Use it when you have left a computer signed in.',
    '结束您在所有浏览器中的登录，包括当前这个。如果忘了在别的电脑上退出，可以用它。',
  ],
  places: ['Places', '导航'],
  account: ['Account', '账号'],
  inbox: ['Inbox', '收件箱'],
  ask: ['Ask', '会员问答'],
  members: ['Members', '会员'],
  campaigns: ['Campaigns', '营销活动'],
  audit: ['Audit', '审计'],
  notYours: ['This is not for your role', '您的角色无权查看此页'],
  notYoursAbout: [
    'Whoever looks after the shop’s machine can give you another: storekeeper user role NAME ROLE.',
    '如需更改角色，请让管理店铺服务器的同事执行：storekeeper user role 账号名 角色。',
  ],
  hello: ['Hello, {name}', '{name}，您好'],
  signedInAs: ['Signed in as {name}', '当前账号：{name}'],
  agent: ['Agent', '客服'],
  marketer: ['Marketer', '营销'],
  admin: ['Admin', '管理员'],
  changePassword: ['Change the password', '修改密码'],
  changeAbout: [
    'At least 12 characters: a few words that have nothing to do with each other are easy to keep in mind. Your other browsers are signed out.',
    '至少 12 个字符，几个互不相关的词组合在一起就很好记。修改后，其他浏览器中的登录会全部退出。',
  ],
  oldPassword: ['The password that you have', '当前密码'],
  newPassword: ['The new password', '新密码'],
  againPassword: ['The new password again', '再次输入新密码'],
  notTheSame: ['The two new passwords are not the same.', '两次输入的新密码不一致。'],
  oldWrong: ['The password that you have is another one.', '当前密码不正确。'],
  notTaken: [
    'The new password is not taken: it is among the commonest, repeats or counts on, or is made of your name.',
    '新密码过于简单：属于常见密码、重复或连续的字符，或由账号名组成，请换一个。',
  ],
  changed: [
    'The password is changed. Your other browsers are signed out.',
    '密码已修改，其他浏览器已退出登录。',
  ],
  trouble: ['This could not be loaded', '加载失败'],
  again: ['Try again', '重试'],
  loading: ['One moment …', '请稍候…'],
} as const;

export type Key = keyof typeof TEXTS;
export type Words = Say<Key>;

/** The console's texts in `language`. */
export function words(language: Language): Words {
  return sayIn(TEXTS, language);
}
