import { mkdtempSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the tests' servers are: all on this machine, on ports that nothing else here uses. */
export const MODEL = 'http://127.0.0.1:7811';
export const SHOP = 'http://127.0.0.1:7812';
/** Where the shop's mail goes, and where what came is looked at: tests/smtp.mjs. */
export const SMTP = 'smtp://127.0.0.1:7815';
export const MAIL = 'http://127.0.0.1:7816';
export const LIVE = 'http://127.0.0.1:7813';
/** The page of another site that embeds the widget. */
export const EMBEDDING = 'http://127.0.0.1:7814';

const target = process.env.CARGO_TARGET_DIR ?? join(homedir(), '.cache/storekeeper/target');
/** The program that is tested. */
export const PROGRAM = process.env.PROGRAM ?? join(target, 'debug/storekeeper');
/** The data folder of the shop; whoever runs the tests makes it, and the processes that they run in are told. */
export const SHOP_DATA = process.env.SHOP_DATA ?? mkdtempSync(join(tmpdir(), 'storekeeper-web-'));
process.env.SHOP_DATA = SHOP_DATA;
