/** The ceiling of bench:page: answers from memory whatever one address of `BARE_URL` once answered, byte for byte. */
import http from 'node:http';

const source = new URL(String(process.env['BARE_URL']));

/** Undecoded, so that the bare server sends as many bytes. */
const [body, type, encoding] = await new Promise<[Buffer, string, string]>((resolve, reject) => {
  const headers = { accept: 'text/html', 'accept-encoding': 'gzip, deflate, br' };
  http
    .get(source, { headers }, (response) => {
      const chunks: Buffer[] = [];
      const { headers: said } = response;
      response
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .once('end', () =>
          resolve([
            Buffer.concat(chunks),
            said['content-type'] ?? '',
            said['content-encoding'] ?? 'identity',
          ]),
        );
    })
    .once('error', reject);
});

const headers = {
  'content-type': type,
  'content-encoding': encoding,
  'content-length': body.length,
};
http
  .createServer((_, response) => response.writeHead(200, headers).end(body))
  .listen(Number(process.env['PORT']), '127.0.0.1');
