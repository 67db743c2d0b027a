import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export type CaughtMail = { to: string; text: string };
export type MailCatcher = {
  url: string;
  mails: CaughtMail[];
  /** The SMTP code that an address is refused with; null takes its mail. */
  refuse: (to: string) => number | null;
  stop(): Promise<void>;
};

/** A mail server (RFC 5321, as much of it as a mailer needs) that keeps what it is sent. */
export async function catchMail(): Promise<MailCatcher> {
  const mails: CaughtMail[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    talk(socket, mails, (to) => catcher.refuse(to));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const catcher: MailCatcher = {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refuse: () => null,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((stopped) => server.close(() => stopped()));
    },
  };
  return catcher;
}

function talk(socket: Socket, mails: CaughtMail[], refuse: MailCatcher['refuse']): void {
  let to = '';
  let data: string[] | null = null;
  let rest = '';
  const say = (line: string) => socket.write(`${line}\r\n`);
  const hear = (line: string) => {
    if (data) {
      if (line !== '.') return void data.push(line.replace(/^\.\./, '.'));
      mails.push({ to, text: textOf(data.join('\r\n')) });
      data = null;
      return say('250 kept');
    }
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'RCPT') to = /<([^>]*)>/.exec(line)?.[1] ?? '';
    const refused = verb === 'RCPT' ? refuse(to) : null;
    if (refused) return say(`${refused} no`);
    if (verb === 'DATA') data = [];
    return say(verb === 'DATA' ? '354 go on' : verb === 'QUIT' ? '221 bye' : '250 ok');
  };
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\r\n');
    rest = lines.pop()!;
    lines.forEach(hear);
  });
  say('220 catcher');
}

/** The body of a message of one part, decoded. */
function textOf(message: string): string {
  const [head = '', ...parts] = message.split('\r\n\r\n');
  const body = parts.join('\r\n\r\n');
  if (/^content-transfer-encoding: base64/im.test(head)) {
    return Buffer.from(body, 'base64').toString();
  }
  if (!/^content-transfer-encoding: quoted-printable/im.test(head)) return body;
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
