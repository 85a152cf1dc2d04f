import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What is seriously wrong for people who use a screen reader, a keyboard, or see little. */
export async function barriers(page: Page): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  // It waits for ever for a frame that runs no scripts; from outside it looks at the rest.
  if (await page.locator('iframe[sandbox=""]').count()) axe.setLegacyMode();
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
    );
}

/** How much of a page moved while it was loaded (cumulative layout shift). */
export async function shift(page: Page, path: string): Promise<number> {
  await page.addInitScript(() => {
    const seen = window as typeof window & { shift: number };
    seen.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        seen.shift += (entry as PerformanceEntry & { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(path);
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(300);
  return page.evaluate(() => (window as typeof window & { shift: number }).shift);
}
