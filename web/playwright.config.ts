// The pages in real Chromium, over a demo shop of its own. Most tests run with a model that says what it is told to;
// those of the project `live` with the real one.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { EMBEDDING, LIVE, MAIL, MODEL, PROGRAM, SHOP, SHOP_DATA, SMTP } from './tests/places.js';

/** `LIVE_MODEL=no` leaves the real model out: it takes a minute to be there. */
const live = process.env.LIVE_MODEL !== 'no';

/** A demo shop in `data`, served at `place`. */
function shop(place: string, data: string, members: number, settings: Record<string, string>) {
  return {
    command: `"${PROGRAM}" demo --members ${members} --serve --listen ${new URL(place).host}`,
    url: `${place}/readyz`,
    timeout: 10 * 60_000,
    // A browser asks for more in a minute than a person may.
    env: {
      STOREKEEPER_DATA: data,
      STOREKEEPER_MESSAGES_PER_MINUTE: '10000',
      STOREKEEPER_ALLOWED_ORIGINS: EMBEDDING,
      ...settings,
    },
    stdout: 'ignore' as const,
    stderr: 'pipe' as const,
    gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 15_000 },
  };
}

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  // Two cores: a second browser would only make both slow.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [['list']],
  use: {
    baseURL: SHOP,
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'scripted', testIgnore: '**/live.spec.ts' },
    ...(live
      ? [{ name: 'live', testMatch: '**/live.spec.ts', use: { baseURL: LIVE }, timeout: 3 * 60_000 }]
      : []),
  ],
  webServer: [
    { command: 'node tests/model.mjs', url: `${MODEL}/healthz` },
    { command: 'node tests/smtp.mjs', url: `${MAIL}/healthz` },
    shop(SHOP, SHOP_DATA, 1000, {
      STOREKEEPER_LLM_URLS: `${MODEL}/v1`,
      STOREKEEPER_LLM_GRAMMAR: 'none',
      STOREKEEPER_SLOTS: '2',
      STOREKEEPER_SMTP_URL: SMTP,
      STOREKEEPER_MAIL_FROM: 'The shop <shop@example.com>',
      // At night too.
      STOREKEEPER_CAMPAIGNS_QUIET_FROM: '00:00',
      STOREKEEPER_CAMPAIGNS_QUIET_TO: '00:00',
    }),
    ...(live ? [shop(LIVE, mkdtempSync(join(tmpdir(), 'storekeeper-web-')), 100, {})] : []),
  ],
});
