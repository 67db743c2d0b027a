/**
 * STYLE rule 1: arrows point down, and a noun is entered by its door. The files are copies in
 * JavaScript (scripts/dependencies.ts), so they end in .js here. Circles are oxlint's.
 */

const edges = '^(app|components|realtime|e2e|scripts)/';
const frameworks =
  '^node_modules/(next|next-intl|next-auth|react|react-dom|hono|@hono/[^/]+|socket\\.io|socket\\.io-client)/';
const notNouns = '(http|jobs|outbox|platform|testing)';
const noun = `^server/(?!${notNouns}/)([^/]+)/`;
const test = '\\.test\\.js$';

module.exports = {
  forbidden: [
    {
      name: 'nouns-know-no-edge',
      comment:
        'server/<noun>, its platform and its jobs import nothing of the programs that use them',
      severity: 'error',
      from: { path: '^server/[^/]+/', pathNot: ['^server/(http|testing)/', test] },
      to: { path: edges },
    },
    {
      name: 'nouns-know-no-framework',
      severity: 'error',
      from: { path: '^server/[^/]+/', pathNot: ['^server/(http|testing)/', test] },
      to: { path: frameworks },
    },
    {
      name: 'nouns-know-no-http',
      severity: 'error',
      from: { path: '^server/[^/]+/', pathNot: ['^server/(http|testing)/', test] },
      to: { path: '^server/http/' },
    },
    {
      name: 'enter-by-the-door',
      comment: 'another noun is imported through its index.ts, or as a *.schema.ts',
      severity: 'error',
      from: { path: noun, pathNot: test },
      to: {
        path: `^server/(?!${notNouns}/)[^/]+/`,
        pathNot: ['^server/$1/', '^server/[^/]+/index\\.js$', '\\.schema\\.js$'],
      },
    },
    {
      name: 'edges-enter-by-the-door',
      severity: 'error',
      from: {
        path: '^(app|realtime|server/(http|jobs))/|^server/(web|worker)\\.js$',
        pathNot: test,
      },
      to: {
        path: `^server/(?!${notNouns}/)[^/]+/`,
        pathNot: ['^server/[^/]+/index\\.js$', '\\.schema\\.js$'],
      },
    },
    {
      name: 'components-import-shapes-only',
      comment:
        'what goes to a browser takes *.schema.ts, what a stream says and how it is watched, and what stands alone from the server',
      severity: 'error',
      from: { path: '^components/', pathNot: test },
      to: {
        path: '^(server|realtime|prisma)/',
        pathNot: [
          '\\.schema\\.js$',
          '^realtime/(protocol|keep-watching)\\.js$',
          '^server/waiting-room/draw/verifier/',
          '^server/forecast/index\\.js$',
        ],
      },
    },
    {
      name: 'schemas-import-zod-only',
      comment: 'a schema is safe in a browser',
      severity: 'error',
      from: { path: '\\.schema\\.js$' },
      to: { pathNot: ['\\.schema\\.js$', '^node_modules/(zod|@hono/zod-openapi)/', '^i18n/'] },
    },
    {
      name: 'verifier-stands-alone',
      comment: 'who checks a draw runs nothing of Openrun but the checks, in a browser or offline',
      severity: 'error',
      from: { path: '^server/waiting-room/draw/verifier/', pathNot: test },
      to: {
        pathNot: [
          '^server/waiting-room/draw/verifier/',
          '\\.schema\\.js$',
          '^node_modules/@noble/',
        ],
      },
    },
    {
      name: 'forecast-stands-alone',
      comment: 'a forecast runs in an operator’s browser: it reads no store and no clock',
      severity: 'error',
      from: { path: '^server/forecast/', pathNot: test },
      to: { pathNot: ['^server/forecast/', '\\.schema\\.js$', '^node_modules/zod/'] },
    },
    {
      name: 'pages-know-no-store',
      severity: 'error',
      from: { path: '^(app|components)/' },
      to: { path: '^(server/platform/(db|redis)\\.js|node_modules/(ioredis|pg|@prisma/client)/)' },
    },
    {
      name: 'product-imports-no-tools',
      comment: 'what runs for real needs no test support, and no sandbox',
      severity: 'error',
      from: {
        path: '^(app|components|realtime|server|i18n|prisma)/',
        pathNot: [test, '(^|/)testing(/|\\.js$)'],
      },
      to: { path: '^(server/testing|sandbox)/' },
    },
    {
      name: 'product-imports-no-dev-dependency',
      severity: 'error',
      from: {
        path: '^(app|components|realtime|server|i18n|prisma)/',
        pathNot: [test, '(^|/)testing(/|\\.js$)'],
      },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', 'server/platform/generated'] },
    exclude: { path: ['^app/scratch'] },
  },
};
