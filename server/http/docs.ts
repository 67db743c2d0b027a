import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Refusal } from '@/server/platform/refusal';
import { createApp } from './openapi';
import { statusOf } from './status';
import { contentSecurityPolicy, newNonce } from './security';

/** Swagger UI's own files, served from its package: nothing of the page comes from elsewhere. */
const files: Record<string, string> = {
  'swagger-ui.css': 'text/css',
  'swagger-ui-bundle.js': 'text/javascript',
};

const folder = () =>
  path.dirname(
    createRequire(path.join(process.cwd(), 'package.json')).resolve('swagger-ui-dist/package.json'),
  );

const page = (nonce: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Openrun API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
<body>
<main id="docs"></main>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script nonce="${nonce}">SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#docs' })</script>
`;

export const docsRoutes = createApp();

docsRoutes.get('/docs', (c) => {
  const nonce = newNonce();
  c.header('content-security-policy', contentSecurityPolicy(nonce));
  return c.html(page(nonce));
});

/** Where a problem's `type` points: every code with its status. */
docsRoutes.get('/problems', (c) => c.json(statusOf));

docsRoutes.get('/docs/:file', (c) => {
  const file = c.req.param('file');
  const type = files[file];
  if (!type) throw new Refusal('not_found');
  c.header('cache-control', 'public, max-age=86400');
  c.header('content-type', type);
  return c.body(readFileSync(path.join(folder(), file), 'utf8'));
});
