import { type BrowserContext, test as base, expect, type Locator, type Page } from '@playwright/test';
import { ShopAgent } from './agent.js';
import { Chatting, complaints, pace } from './chatting.js';
import { Line } from './line.js';
import { barriers } from './looking.js';
import { SHOP } from './places.js';
import { account, signIn } from './shop-people.js';
import { signIn as signInAsMember } from './signing-in.js';

/** Opens windows of others than the test's own page, and closes them when the test is over. */
const test = base.extend<{ other: () => Promise<Page> }>({
  other: async ({ browser }, use) => {
    const windows: BrowserContext[] = [];
    await use(async () => {
      const window = await browser.newContext({ baseURL: SHOP, locale: 'en-GB' });
      windows.push(window);
      return window.newPage();
    });
    for (const window of windows) await window.close();
  },
});

test.beforeEach(() => pace(0));

/** A shopper who says something and asks for a person. */
async function asks(page: Page, words: string): Promise<Chatting> {
  await page.goto('/');
  const chat = new Chatting(page);
  await chat.open();
  await chat.say(words);
  await chat.button('Talk to a person').first().click();
  await chat.over();
  return chat;
}

/** The console's inbox, as somebody of the shop uses it. */
class Inbox {
  readonly reply: Locator;
  readonly talk: Locator;
  /** The replies that are kept ready, in their menu. */
  readonly ready: Locator;

  constructor(readonly page: Page) {
    this.reply = page.getByRole('textbox', { name: 'Your reply' });
    this.talk = page.getByRole('log', { name: 'Conversation' });
    this.ready = page.getByRole('listbox', { name: 'Ready replies' }).getByRole('option');
  }

  /** Opens it for somebody who has an account. */
  static async of(page: Page, name: string, place = '/console/inbox'): Promise<Inbox> {
    await signIn(page, name);
    await expect(page.getByRole('heading', { name: /^Hello/ })).toBeVisible();
    await page.goto(place);
    await expect(page.getByRole('heading', { name: 'Inbox', level: 1 })).toBeVisible();
    return new Inbox(page);
  }

  /** A case in the list. */
  entry(id: string): Locator {
    return this.page.locator(`.entry[href*="${id}"]`);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  part(name: string): Locator {
    return this.page.getByRole('group', { name: 'Which cases' }).getByRole('button', { name });
  }

  /** Opens a case and takes it over. */
  async takes(id: string): Promise<void> {
    await this.entry(id).click();
    await this.button('Take over').click();
    await expect(this.page.getByText('You have it. The assistant is silent.')).toBeVisible();
  }
}

test('of two agents one takes a case, and the other sees that at once and cannot', async ({
  other,
  page,
  request,
}) => {
  const heard = complaints(page);
  const lin = await Inbox.of(page, account('agent', 'Lin Mei'));
  const wei = await Inbox.of(await other(), account('agent', 'Wei Bo'));
  // The stream of a third does not arrive, so that they see less than is.
  const late = await other();
  await late.route('**/v1/inbox/events', (route) => route.abort());
  const bo = await Inbox.of(late, account('agent', 'Bo'));
  const waiting = await lin.part('Waiting').locator('.count').textContent();
  await asks(await other(), 'a question for one of two');
  const { id } = await new ShopAgent(request, 'lin').finds('a question for one of two');
  // It comes up by itself, is told politely, and is counted where another page is looked at.
  await expect(lin.entry(id)).toContainText('in time');
  const now = Number(waiting) + 1;
  await expect(page.getByText(`A new case is waiting. ${now} wait now.`)).toBeAttached();
  await expect(page).toHaveTitle(`(${now}) Console`);
  await bo.page.goto(`/console/inbox/${id}`);
  await expect(bo.button('Take over')).toBeVisible();
  await expect(bo.page.getByText('The connection is broken')).toBeVisible();
  await wei.entry(id).click();
  await expect(wei.page.getByText('Nobody has it yet.')).toBeVisible();
  await lin.takes(id);
  await expect(lin.reply).toBeFocused();
  await expect(page).toHaveTitle(now > 1 ? `(${now - 1}) Console` : 'Console');
  await expect(wei.page.getByText('Lin Mei has it. Only who has it can answer.')).toBeVisible();
  await expect(wei.reply).toHaveCount(0);
  await expect(wei.button('Take over')).toHaveCount(0);
  await expect(wei.entry(id)).toHaveCount(0);
  await bo.button('Take over').click();
  await expect(bo.page.getByRole('alert').filter({ hasText: 'was faster' })).toContainText('Lin Mei');
  await expect(bo.page.getByText('Only who has it can answer.')).toBeVisible();
  expect(heard).toEqual([]);
});

test('a reply arrives in the widget, notes do not, and what is unsent stays', async ({
  other,
  page,
  request,
}) => {
  const chat = await asks(await other(), 'a question that is answered');
  const { id } = await new ShopAgent(request, 'lin').finds('a question that is answered');
  const lin = await Inbox.of(page, account('agent', 'Lin Mei'));
  await lin.takes(id);
  await expect(chat.panel).toContainText('Lin Mei has taken over.');
  await lin.reply.pressSequentially('One <b>moment</b>');
  await expect(chat.panel.getByRole('status').filter({ hasText: 'is typing' })).toBeVisible();
  await page.reload();
  await expect(lin.reply).toHaveValue('One <b>moment</b>');
  await lin.reply.press('Control+Enter');
  await expect(chat.panel.locator('.person .said')).toHaveText('One <b>moment</b>');
  await expect(lin.talk.locator('.person')).toContainText('One <b>moment</b>');
  await expect(lin.reply).toHaveValue('');
  await expect(lin.reply).toBeFocused();

  // The other way round, as it happens.
  await chat.message.pressSequentially('and');
  await expect(page.getByText('Not signed in is typing …')).toBeVisible();
  await chat.say('and how long does it take?');
  await expect(lin.talk.locator('.shopper').last()).toContainText('and how long does it take?');

  await page.getByRole('textbox', { name: 'Add a note' }).fill('wants a discount');
  await lin.button('Keep the note').click();
  await expect(page.getByRole('region', { name: 'Notes' })).toContainText('wants a discount');
  await page.getByRole('textbox', { name: 'Add a tag' }).fill('Hotel');
  await page.keyboard.press('Enter');
  await expect(lin.button('Take off the tag hotel')).toBeVisible();
  await chat.page.reload();
  await expect(chat.panel.locator('.person .said')).toHaveText('One <b>moment</b>');
  await expect(chat.panel).not.toContainText('wants a discount');
  await expect(chat.panel).not.toContainText('hotel');

  // Who has not signed in has no name and no order: what is to be filled in is selected.
  await lin.button('Ready replies').click();
  await page.getByRole('combobox', { name: 'Search ready replies' }).fill('about your order');
  await expect(lin.ready).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(lin.reply).toHaveValue('Is this about your order {order}?');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('alert').filter({ hasText: '{order} still stands in it' })).toBeVisible();
  await page.keyboard.insertText('SK-1');
  await expect(lin.reply).toHaveValue('Is this about your order SK-1?');
  await page.keyboard.press('Control+Enter');
  await expect(chat.panel.locator('.person .said').last()).toHaveText('Is this about your order SK-1?');
});

test('a case is given back, that is undone, and it is closed', async ({ other, page, request }) => {
  const chat = await asks(await other(), 'a question that comes back');
  const { id } = await new ShopAgent(request, 'lin').finds('a question that comes back');
  const lin = await Inbox.of(page, account('agent', 'Lin Mei'));
  await lin.takes(id);
  await lin.button('Give back').click();
  await expect(page.getByText('It was given back to the assistant, which answers again.')).toBeVisible();
  await expect(chat.panel).toContainText('Lin Mei has given the conversation back');
  const undo = page.getByRole('button', { name: /^Undo/ });
  await expect(undo).toBeFocused();
  await expect(undo).toHaveText(/Undo · \d+ s/);
  await page.keyboard.press('Enter');
  await expect(page.getByText('You have it. The assistant is silent.')).toBeVisible();
  await expect(undo).toHaveCount(0);
  await lin.reply.fill('Good bye');
  await lin.button('Send').click();
  await lin.button('Close').click();
  await expect(page.getByText('It is closed. The assistant answers again.')).toBeVisible();
  await expect(lin.reply).toHaveCount(0);
  await lin.part('Closed').click();
  await expect(lin.entry(id)).toContainText('ended');
  // What the shopper says next makes the minute over before it is.
  await chat.say('do you have a kettle?');
  await undo.click();
  await expect(page.getByRole('alert').filter({ hasText: 'can be undone no longer' })).toBeVisible();
});

test('an agent asks another to have a case, and who leads takes it back', async ({
  other,
  page,
  request,
}) => {
  await asks(await other(), 'a question for somebody else');
  const { id } = await new ShopAgent(request, 'lin').finds('a question for somebody else');
  const name = account('agent', 'Wei Bo');
  const wei = await Inbox.of(await other(), name, '/console/inbox?show=mine');
  const lin = await Inbox.of(page, account('agent', 'Lin Mei'), `/console/inbox/${id}`);
  await page.getByRole('combobox', { name: 'Who is to have it' }).selectOption(name);
  await lin.button('Assign').click();
  await expect(page.getByText('It was assigned to Wei Bo.')).toBeVisible();
  await expect(lin.button('Take over')).toHaveCount(0);
  await expect(wei.entry(id)).toContainText('for you');
  await wei.takes(id);
  const ann = await Inbox.of(await other(), account('admin', 'Ann'), `/console/inbox/${id}`);
  await ann.button('Assign to me').click();
  await expect(ann.page.getByText('You have it.')).toBeVisible();
  await expect(wei.page.getByText('Ann has it. Only who has it can answer.')).toBeVisible();
});

/** What the server would draft and find, so that what is shown of it can be told. */
async function drafts(page: Page): Promise<{ sent: object[] }> {
  const text = 'Your order is on its way. You get 20% off.';
  const find = (said: string) => {
    const start = said.indexOf('20% off');
    const why = { en: 'No offer gives that.', zh: '没有这个优惠。' };
    const suggestion = { en: 'leave it out', zh: '删去' };
    const finding = {
      severity: 'error',
      rule: 'promise',
      start,
      end: start + 7,
      quote: '20% off',
      why,
      suggestion,
    };
    return start < 0 ? [] : [finding];
  };
  const draft = {
    id: 'd1',
    language: 'en',
    tone: 'warm',
    by: 'model',
    text,
    sentences: [
      { text: 'Your order is on its way.', sources: [1] },
      { text: 'You get 20% off.', sources: [] },
    ],
    sources: [{ number: 1, kind: 'order', title: 'Order SK-1', text: 'on its way', link: null }],
    findings: find(text),
  };
  const sent: object[] = [];
  await page.route('**/v1/inbox/*/draft', (route) => route.fulfill({ json: draft }));
  await page.route('**/v1/inbox/*/check', (route) =>
    route.fulfill({ json: { findings: find(route.request().postDataJSON().text) } }),
  );
  await page.route('**/v1/inbox/*/reply', (route) => {
    const body = route.request().postDataJSON();
    sent.push(body);
    const findings = body.despite ? [] : find(body.text);
    if (findings.length > 0)
      return route.fulfill({ status: 422, json: { detail: 'see findings', findings } });
    return route.continue({ postData: JSON.stringify({ text: body.text, despite: true }) });
  });
  return { sent };
}

test('a draft shows what it rests on, is checked as it is changed, and asks before errors go out', async ({
  other,
  page,
  request,
}) => {
  const chat = await asks(await other(), 'a question that is drafted');
  const { id } = await new ShopAgent(request, 'lin').finds('a question that is drafted');
  const { sent } = await drafts(page);
  const lin = await Inbox.of(page, account('agent', 'Lin Mei'));
  await lin.takes(id);
  await lin.reply.fill('my own words');
  await lin.button('Draft a reply').click();
  await expect(lin.reply).toHaveValue('Your order is on its way. You get 20% off.');
  const sentence = page.getByRole('button', { name: /^Your order is on its way/ });
  const source = page.getByRole('button', { name: /Order SK-1/ });
  await sentence.focus();
  await expect(source).toHaveClass(/marked/);
  await source.hover();
  await sentence.blur();
  await expect(sentence).toHaveClass(/marked/);
  await expect(page.getByRole('button', { name: /^You get 20% off/ })).not.toHaveClass(/marked/);
  const findings = page.locator('#findings');
  await expect(findings).toContainText('No offer gives that.');
  await expect(findings).toContainText('Better: leave it out');
  await expect(page.locator('.mirror .found')).toHaveText('20% off');
  // What is found goes where it stands.
  await findings.getByRole('button', { name: '“20% off”' }).click();
  await expect(lin.reply).toBeFocused();
  await page.keyboard.insertText('thanks');
  await expect(findings).toHaveText('Nothing to object to.');
  await expect(page.getByRole('button', { name: /^You get 20% off.*changed/ })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(findings).toContainText('No offer gives that.');
  await lin.button('Send').click();
  const dialog = page.getByRole('dialog', { name: 'Send anyway?' });
  await expect(dialog).toContainText('No offer gives that.');
  await page.keyboard.press('Escape');
  await expect(lin.reply).toBeFocused();
  await page.keyboard.press('Control+Enter');
  await dialog.getByRole('button', { name: 'Send anyway' }).click();
  await expect(chat.panel.locator('.person .said')).toHaveText('Your order is on its way. You get 20% off.');
  await expect(dialog).toHaveCount(0);
  await expect(lin.reply).toHaveValue('');
  expect(sent.at(-1)).toMatchObject({ draft: 'd1', despite: true });
  // Words of one's own that a draft replaced come back.
  await lin.reply.fill('my own words');
  await lin.button('Draft a reply').click();
  await lin.button('Put my text back').click();
  await expect(lin.reply).toHaveValue('my own words');
  await expect(sentence).toHaveCount(0);
});

test('the keyboard alone is enough', async ({ other, page, request }) => {
  await asks(await other(), 'a question for the keyboard');
  const { id } = await new ShopAgent(request, 'lin').finds('a question for the keyboard');
  const lin = await Inbox.of(page, account('agent', 'Lin Mei'));
  await expect(lin.entry(id)).toBeVisible();
  const press = async (key: string, until: Locator) => {
    for (let presses = 0; presses < 60; presses += 1) {
      if (await until.evaluate((element) => element.matches(':focus'))) return;
      await page.keyboard.press(key);
    }
    await expect(until).toBeFocused();
  };
  await press('j', lin.entry(id));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: 'Not signed in' })).toBeFocused();
  await press('Tab', lin.button('Take over'));
  await page.keyboard.press('Enter');
  await expect(lin.reply).toBeFocused();
  await page.keyboard.type('jk, hello');
  await page.keyboard.press('Control+Enter');
  await expect(lin.talk.locator('.person')).toContainText('jk, hello');
  await press('Shift+Tab', lin.button('Close'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Undo/ })).toBeFocused();
  await press('Shift+Tab', lin.part('Closed'));
  await page.keyboard.press('Enter');
  await expect(lin.entry(id)).toBeVisible();
});

test('what happens while the line is broken is there when it is back', async ({ other, page, request }) => {
  const line = await Line.to(SHOP);
  const name = account('agent', 'Lin Mei');
  await page.goto(`${line.place}/console`);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill('nine quiet lanterns');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: /^Inbox/ }).click();
  const lin = new Inbox(page);
  await expect(page.getByText('First answer within')).toBeVisible();
  line.refuse(true);
  await expect(page.getByText('The connection is broken')).toBeVisible();
  await asks(await other(), 'a question in the dark');
  const { id } = await new ShopAgent(request, 'lin').finds('a question in the dark');
  await expect(lin.entry(id)).toHaveCount(0);
  line.refuse(false);
  await expect(lin.entry(id)).toBeVisible();
  await expect(page.getByText('The connection is broken')).toHaveCount(0);
  line.close();
});

test('a member’s page leads to their case, and the case to their page', async ({ other, page, request }) => {
  const shopper = await other();
  await shopper.goto('/');
  await signInAsMember(shopper);
  await asks(shopper, 'a question of a member');
  const { id } = await new ShopAgent(request, 'lin').finds('a question of a member');
  const lin = await Inbox.of(page, account('agent', 'Lin Mei'), `/console/inbox/${id}`);
  await page.getByRole('link', { name: 'Member’s page' }).click();
  await page.getByRole('dialog').getByRole('radio').first().check();
  await page.keyboard.press('Enter');
  const link = page.getByRole('link', { name: 'Open it in the inbox' }).and(page.locator(`[href$="${id}"]`));
  const talk = page.locator('details').filter({ has: page.locator(`a[href$="${id}"]`) });
  await expect(talk.locator('summary')).toContainText('waits for a person');
  await talk.locator('summary').click();
  await link.click();
  await expect(lin.talk).toContainText('a question of a member');
});

test('on a tablet the list is a page of its own', async ({ other, page, request }) => {
  await asks(await other(), 'a question on a tablet');
  const { id } = await new ShopAgent(request, 'lin').finds('a question on a tablet');
  await page.setViewportSize({ width: 820, height: 1100 });
  const lin = await Inbox.of(page, account('agent', 'Lin Mei'));
  await lin.entry(id).click();
  await expect(lin.entry(id)).toBeHidden();
  await expect(lin.talk).toBeVisible();
  await lin.button('Take over').click();
  await expect(lin.reply).toBeFocused();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(820);
  await lin.part('Mine').waitFor({ state: 'hidden' });
  await page.getByRole('link', { name: '← All cases' }).click();
  await expect(lin.talk).toHaveCount(0);
  await lin.part('Mine').click();
  await expect(lin.entry(id)).toBeVisible();
  await page.goBack();
  await expect(lin.talk).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the inbox has no barrier, in both languages, ${colorScheme}`, async ({ other, page, request }) => {
    // The page is searched for barriers five times.
    test.slow();
    const words = `a question in ${colorScheme}`;
    await asks(await other(), words);
    const { id } = await new ShopAgent(request, 'lin').finds(words);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await drafts(page);
    const lin = await Inbox.of(page, account('agent', '王芳'));
    await expect(lin.entry(id)).toBeVisible();
    expect(await barriers(page)).toEqual([]);
    await lin.takes(id);
    await lin.button('Draft a reply').click();
    await expect(page.locator('#findings')).toContainText('No offer gives that.');
    expect(await barriers(page)).toEqual([]);
    await lin.button('Ready replies').click();
    await expect(lin.ready.first()).toBeVisible();
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await lin.button('Send').click();
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '中文' }).click();
    await expect(page.getByText('由您接待，助手已静默。')).toBeVisible();
    expect(await barriers(page)).toEqual([]);
  });
}
