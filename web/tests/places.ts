/** Where the tests' servers are: all on this machine, on ports that nothing else here uses. */
export const MODEL = 'http://127.0.0.1:7811';
export const SHOP = 'http://127.0.0.1:7812';
export const LIVE = 'http://127.0.0.1:7813';
/** The page of another site that embeds the widget. */
export const EMBEDDING = 'http://127.0.0.1:7814';
