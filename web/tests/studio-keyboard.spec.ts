import { expect, type Locator, type Page, test } from '@playwright/test';
import { complaints } from './chatting.js';
import { fresh, Marketer, placeOf } from './marketer.js';
import { SHOP } from './places.js';
import { account, PASSWORD, staffHeaders } from './shop-people.js';

/** What has the focus, wherever it stands, and whether one sees that it has. */
async function focused(page: Page): Promise<{ name: string; seen: boolean } | null> {
  return page.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    if (!at || at === document.body) return null;
    const box = at.getBoundingClientRect();
    // Or the frame around it shows it.
    const marked = [at, at.parentElement, at.parentElement?.parentElement].some((each) => {
      if (!each?.matches(':focus-within')) return false;
      const { outlineStyle, boxShadow } = getComputedStyle(each);
      return outlineStyle !== 'none' || boxShadow !== 'none';
    });
    const inWindow = box.bottom > 0 && box.top < innerHeight;
    // A part of a date field has a mark of the browser's own, and a link of a previewed mail has the frame's.
    const own = at instanceof HTMLIFrameElement || !at.matches(':focus');
    return {
      name: at.outerHTML.slice(0, 120),
      seen: inWindow && (own || marked),
    };
  });
}

/** Goes on with the Tab key until something has the focus; on the way there is always something that has it and shows it. */
async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  await expect(target).toBeVisible();
  let left = 0;
  for (let step = 0; step < 120; step += 1) {
    if (await target.evaluate((element) => element.matches(':focus'))) return;
    await page.keyboard.press(key);
    const at = await focused(page);
    // Once at the end, where the browser's own bar has it.
    if (at === null) left += 1;
    else if (!at.seen) {
      // What comes in from outside the window with the focus takes a moment.
      const seen = async () => (await focused(page))?.seen;
      await expect.poll(seen, { message: `one sees that it has the focus: ${at.name}` }).toBe(true);
    }
    expect(left, 'the focus is on the page').toBeLessThan(3);
  }
  throw new Error(`the Tab key does not lead to ${target}`);
}

/** Goes to a button, or a link, and presses it. */
async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

/** Signs in with the keyboard. */
async function signIn(page: Page, name: string, path: string): Promise<void> {
  // What has the focus is in the window at once, and not after the page has glided there.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(path);
  await tabTo(page, page.getByLabel('Name'));
  await page.keyboard.type(name);
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Sign out', exact: true })).toBeVisible();
}

const part = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Parts of the campaign' }).getByRole('link', { name });

test('a campaign is briefed, worded, submitted, approved and released with the keyboard alone', async ({
  browser,
  page,
  request,
}) => {
  test.setTimeout(180_000);
  const heard = complaints(page);
  const name = fresh('By keyboard');
  const person = account('marketer', 'Lin Mei');
  await signIn(page, person, '/studio');
  await press(page, page.getByRole('link', { name: 'New campaign' }).first());
  await tabTo(page, page.getByRole('textbox', { name: 'What is it to bring about?' }));
  await page.keyboard.type('Show what is new');
  await tabTo(page, page.getByRole('textbox', { name: 'Name' }));
  await page.keyboard.type(name);
  await press(page, page.getByRole('button', { name: 'Make the draft' }));
  await expect(page.getByRole('heading', { level: 1, name })).toBeFocused();

  // The brief: arrow keys go through what one may choose among.
  const lapsed = page.getByRole('radio', { name: 'Members without an order for 90 days' });
  await tabTo(
    page,
    page.getByRole('group', { name: 'Who is addressed' }).getByRole('radio', { checked: true }),
  );
  for (let step = 0; step < 8 && !(await lapsed.isChecked()); step += 1)
    await page.keyboard.press('ArrowDown');
  await expect(lapsed).toBeChecked();
  await expect(page.getByRole('region', { name: 'Who is reached' }).getByRole('status')).toContainText(
    'members are written to',
  );
  const nothing = page.getByRole('radio', { name: 'Nothing but the message' });
  await tabTo(page, nothing);
  await page.keyboard.press('ArrowDown');
  await press(page, page.getByRole('button', { name: 'Save', exact: true }));
  // What is wrong is told, and the focus stays where one can go on from.
  await expect(page.getByRole('alert').filter({ hasText: 'Offer' })).toContainText('last day');
  await expect.poll(() => focused(page)).not.toBeNull();
  const coupon = page.getByRole('radio', { name: /^A coupon/ });
  await tabTo(page, coupon, 'Shift+Tab');
  await page.keyboard.press('ArrowUp');
  await expect(nothing).toBeChecked();
  await page.keyboard.press('Control+s');
  await expect(page.getByText('Saved as version 2.')).toBeVisible();

  // A text, and the place of a name in it.
  await press(page, part(page, 'Texts'));
  await press(page, page.getByRole('button', { name: /by hand/i }).first());
  const subject = page.getByRole('textbox', { name: 'Subject of text a, English' });
  await tabTo(page, subject);
  await page.keyboard.type('What is new');
  await tabTo(page, page.getByRole('textbox', { name: 'Text of text a, English' }));
  await page.keyboard.type('Come and see: {{shop.link}}');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Unsubscribe: {{unsubscribe}}');
  await press(page, page.getByRole('button', { name: 'Save', exact: true }));
  await expect(page.getByText('Saved as version 3.')).toBeVisible();
  await press(page, part(page, 'Approval'));
  // It waits for its day: other tests count what is sent.
  const headers = staffHeaders(person, 'marketer');
  const place = `${SHOP}/v1/campaigns/${encodeURIComponent(name)}`;
  const { brief } = await (await request.get(place, { headers })).json();
  const data = { brief: { ...brief, send: { day: '2027-12-01', hour: 9 } } };
  expect((await request.put(place, { headers, data })).status()).toBe(200);
  await page.reload();

  // A dialog is left with Escape, and the focus is where it was.
  const discard = page.getByRole('button', { name: 'Delete draft …' });
  await press(page, discard);
  await expect(page.getByRole('dialog')).toContainText('This cannot be undone.');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(discard).toBeFocused();
  await press(page, page.getByRole('button', { name: 'Submit for approval' }));
  await expect(
    page.getByRole('status').filter({ hasText: 'Somebody else has to approve it.' }),
  ).toBeVisible();
  await expect(page.getByRole('heading', { name: 'How far it is' })).toBeFocused();

  // Somebody else approves and releases it.
  const context = await browser.newContext({ baseURL: page.url(), locale: 'en-GB' });
  const other = await context.newPage();
  await signIn(other, account('marketer', 'Anna Berg'), placeOf(name, 'approval'));
  await press(other, other.getByRole('button', { name: 'Approve version 4' }));
  await expect(other.getByRole('status').filter({ hasText: 'Approved by' })).toBeVisible();
  await expect(other.getByRole('heading', { name: 'How far it is' })).toBeFocused();
  await press(other, part(other, 'Delivery'));
  const send = other.getByRole('button', { name: 'Send it …' });
  await press(other, send);
  await expect(other.getByRole('dialog')).toBeVisible();
  await other.keyboard.press('Escape');
  await expect(send).toBeFocused();
  await other.keyboard.press('Enter');
  await press(other, other.getByRole('button', { name: 'Release it' }));
  await expect(other.getByRole('dialog')).toBeHidden();
  await expect(other.getByRole('heading', { name: 'Delivery' })).toBeFocused();
  await expect(other.getByRole('status').filter({ hasText: 'It begins' })).toBeVisible();
  await context.close();
  expect(heard).toEqual([]);
});

test('what the server has against a brief is said in the language of who works', async ({
  page,
  request,
}) => {
  const name = fresh('Chinese');
  const person = account('marketer', 'Lin Mei');
  await new Marketer(request, person).makes(name);
  await signIn(page, person, placeOf(name));
  await press(page, page.getByRole('button', { name: '中文' }));
  await page.getByRole('radio', { name: /^优惠券/ }).check();
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.getByRole('region', { name: '优惠' })).toContainText('请填写优惠券的截止日期');
  await expect(page.getByRole('alert').filter({ hasText: '优惠' })).toContainText('截止日期');
});
