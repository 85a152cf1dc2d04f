// A model that speaks the OpenAI protocol and says what it is told to: it plans by the words of the message, and says
// three sentences without a fact in them, with a pause before each word that a test sets at `/pace`.
import { createServer } from 'node:http';

const PORT = 7811;
/** What is looked for, by a word of the message. */
const SEARCHES = [
  [/kettle|水壶/i, 'kettle'],
  [/mug|马克杯/i, 'mug'],
  [/保温杯/, 'thermos cup'],
  [/tea|茶/i, 'green tea'],
];
const ENGLISH = 'Yes, we do. Take your time with them. Tell me what matters to you.';
const CHINESE = '有的。您可以慢慢看。告诉我您看重什么。';

const COPIES = {
  en: 'A word from us | We thought of you. You can use [offer.what] with your next order.',
  zh: '一声问候 | 我们想起了您。下次购物可以使用[offer.what]。',
};

let pace = 0;
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function plan(prompt) {
  const message = prompt.trimEnd().split('\n').at(-1) ?? '';
  const found = SEARCHES.find(([words]) => words.test(message));
  return found ? ` search ${found[1]}` : ' product it';
}

/** A text for a campaign: with the offer where it is named, and without a title where none is asked for. */
function copy(prompt) {
  const line = prompt.trimEnd().split('\n').at(-1) ?? '';
  const text = /\p{Script=Han}/u.test(line) ? COPIES.zh : COPIES.en;
  const offered = line.includes('[offer.what]') ? text : text.replace(/ You can.*| ?下次.*/u, '');
  return ` ${/^(mail|push)/.test(line) ? offered : offered.split(' | ')[1]}`;
}

async function answer(request, response) {
  let body = '';
  for await (const chunk of request) body += chunk;
  const asked = body ? JSON.parse(body) : {};
  if (request.url === '/pace') {
    pace = asked.milliseconds;
    response.end();
    return;
  }
  if (!request.url.startsWith('/v1/')) {
    response.end('ok');
    return;
  }
  const planning = typeof asked.prompt === 'string';
  const copies = planning && /^(Short messages from a shop|商店写给会员的短消息)/m.test(asked.prompt);
  const last = planning ? asked.prompt : JSON.stringify(asked.messages.at(-1));
  const chinese = /\p{Script=Han}/u.test(last);
  const said = copies ? copy(asked.prompt) : planning ? plan(asked.prompt) : chinese ? CHINESE : ENGLISH;
  if (copies) await sleep(pace);
  const usage = { prompt_tokens: 10, completion_tokens: 10 };
  if (!asked.stream) {
    response.end(JSON.stringify({ choices: [{ text: said, message: { content: said } }], usage }));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (value) => response.write(`data: ${JSON.stringify(value)}\n\n`);
  for (const piece of planning ? [said] : said.match(/[^ 。]+[ 。]?/gu)) {
    if (!planning) await sleep(pace);
    if (response.destroyed) return;
    send({ choices: [planning ? { text: piece } : { delta: { content: piece } }] });
  }
  send({
    choices: [planning ? { text: '', finish_reason: 'stop' } : { delta: {}, finish_reason: 'stop' }],
    usage,
  });
  response.end('data: [DONE]\n\n');
}

createServer((request, response) => {
  answer(request, response).catch((error) => response.destroy(error));
}).listen(PORT, '127.0.0.1');
