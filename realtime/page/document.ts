import type { Locale } from '@/i18n/locale';

type Messages = { [key: string]: string | Messages };

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** The waiting page: the same for everybody of a language; which line it is stands in the address. */
export function waitingDocument(page: {
  locale: Locale;
  messages: Messages;
  style: string;
  scriptPath: string;
  proofPath: string;
  fontPath: string;
  realtimeUrl: string;
}): string {
  const find = (path: string) =>
    path.split('.').reduce<unknown>((at, part) => (at as Messages)[part], page.messages);
  const say = (path: string) => escapeHtml(String(find(path) ?? ''));
  // Data is no script; but it must not end its own element.
  const data = JSON.stringify(page.messages).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="${page.locale}">
<head>
<meta charset="utf-8">
<title>${say('title')} · Openrun</title>
<meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">
<noscript><meta http-equiv="refresh" content="0;url=?plain"></noscript>
<meta name="robots" content="noindex">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#fafafb">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0c0c0f">
<link rel="icon" href="data:,">
<link rel="preload" href="${page.fontPath}" as="font" type="font/woff2" crossorigin>
<style>${page.style}</style>
<script type="module" src="${page.scriptPath}"></script>
</head>
<body data-screen="loading" data-realtime="${escapeHtml(page.realtimeUrl)}" data-proof="${page.proofPath}">
<header class="top">
<a class="wordmark" href="/" aria-label="${say('home')}"><svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="M12 2a10 10 0 1 0 10 10" fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round"/><circle cx="19" cy="5" r="3" fill="var(--accent)"/></svg>openrun</a>
<button class="button" type="button" id="locale" lang="${page.locale === 'ko' ? 'en' : 'ko'}">${say('otherLanguage')}</button>
</header>
<main class="room">
<section class="concert" id="concert" hidden><div id="poster"></div><div><p class="concert-title" id="concert-title"></p><p class="concert-when" id="concert-when"></p></div></section>
<p class="notice" id="notice" role="status" hidden></p>
<section class="stage" id="stage"><p class="body breathe">${say('loading')}</p><noscript><p class="body">${say('noScript')}</p><div class="actions"><a class="button primary" href="?plain">${say('noScriptAction')}</a></div></noscript></section>
<section class="outlook" id="outlook" aria-labelledby="outlook-title" hidden><h2 id="outlook-title"></h2><p id="outlook-body"></p></section>
<div class="tools" id="tools" role="group" aria-label="${say('tools.title')}" hidden></div>
<details class="presale" id="presale" hidden><summary>${say('presale.summary')}</summary><form id="presale-form"><p>${say('presale.body')}</p><label for="presale-code">${say('presale.label')}</label><div class="field"><input id="presale-code" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="64" required aria-describedby="presale-problem"><button class="button">${say('presale.action')}</button></div><p class="problem" id="presale-problem" role="alert"></p></form></details>
<section class="stock" id="stock" aria-labelledby="stock-title" hidden><h2 id="stock-title">${say('stock')}</h2><ul></ul></section>
<footer class="foot" id="foot" hidden><p class="keep" id="keep">${say('waiting.keep')}</p><div class="ways"><button class="button way" type="button" id="snooze" hidden>${say('snooze.action')}</button><button class="button way" type="button" id="leave">${say('leave')}</button></div></footer>
</main>
<dialog id="leave-dialog" aria-labelledby="leave-title"><form method="dialog"><p id="leave-title">${say('leaveAsk')}</p><div class="choices"><button class="button keeping" value="stay" autofocus>${say('leaveNo')}</button><button class="button danger" value="leave">${say('leaveYes')}</button></div></form></dialog>
<p class="silent" id="say" aria-live="polite"></p>
<script type="application/json" id="messages">${data}</script>
</body>
</html>
`;
}
