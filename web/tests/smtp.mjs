// A mail server that keeps what it is sent and delivers nothing: enough of SMTP (RFC 5321) for the program to hand mail over. At
// `/mail` over HTTP it tells what came, and takes how long each message is to wait at `/pace`.
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';

const [SMTP, HTTP] = [7815, 7816];
/** What came: to whom, and the whole message. */
const mail = [];
let pace = 0;

/** Speaks with one client. */
function attend(socket) {
  let read = '';
  let to = [];
  let inData = false;
  const say = (line) => socket.write(`${line}\r\n`);
  const command = (line) => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO') say('250-sink\r\n250 8BITMIME');
    else if (verb === 'RCPT') {
      to.push(line.replace(/^.*<(.*)>.*$/, '$1'));
      say('250 ok');
    } else if (verb === 'DATA') {
      inData = true;
      say('354 go on');
    } else if (verb === 'QUIT') {
      say('221 bye');
      socket.end();
    } else {
      if (verb === 'RSET' || verb === 'MAIL') to = [];
      say('250 ok');
    }
  };
  socket.setEncoding('utf8');
  socket.on('error', () => socket.destroy());
  socket.on('data', (part) => {
    read += part;
    for (;;) {
      const end = read.indexOf(inData ? '\r\n.\r\n' : '\r\n');
      if (end < 0) return;
      const whole = read.slice(0, end);
      read = read.slice(end + (inData ? 5 : 2));
      if (!inData) {
        command(whole);
        continue;
      }
      inData = false;
      mail.push({ to, text: whole });
      setTimeout(() => say('250 taken'), pace);
    }
  });
  say('220 sink');
}

createServer(attend).listen(SMTP, '127.0.0.1');
createHttpServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  if (request.url === '/pace') pace = JSON.parse(body).milliseconds;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(request.url === '/mail' ? mail : {}));
}).listen(HTTP, '127.0.0.1');
