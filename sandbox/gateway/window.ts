import type { Choice, Payment } from './payment';

type Language = 'ko' | 'en';

const words = {
  ko: {
    title: '결제창 (샌드박스)',
    notice: '시험용 결제창이에요. 실제로 돈이 나가지 않고, 카드 정보도 묻지 않아요.',
    item: '상품',
    amount: '금액',
    order: '주문번호',
    usual: '이렇게 결제해요',
    more: '다른 결과를 시험해요',
    approve: '승인하기',
    close: '닫고 돌아가기',
    decline: '카드사가 거절해요',
    'decline-later': '인증은 되지만 승인에서 거절돼요',
    'lose-answer': '승인은 되지만 그 응답이 사라져요',
    over: '이 결제는 이미 끝났어요.',
    other: 'English',
  },
  en: {
    title: 'Payment window (sandbox)',
    notice: 'This is a rehearsal. No money moves, and no card details are asked for.',
    item: 'Item',
    amount: 'Amount',
    order: 'Order',
    usual: 'Pay',
    more: 'Try another outcome',
    approve: 'Approve',
    close: 'Close and go back',
    decline: 'The card company declines',
    'decline-later': 'Authenticated, then declined at approval',
    'lose-answer': 'Approved, and the answer gets lost',
    over: 'This payment is already over.',
    other: '한국어',
  },
} as const;

/** Korean unless the browser, or the link in the page, asks for English. */
export const languageOf = (asked: string | undefined, accepted: string | undefined): Language =>
  (asked ?? accepted ?? '').toLowerCase().startsWith('en') ? 'en' : 'ko';

const escape = (text: string) =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const style = `
:root{color-scheme:light dark;--bg:light-dark(#fafafb,#0c0c0f);--surface:light-dark(#fff,#151519);
--line:light-dark(#e3e3e8,#2a2a32);--edge:light-dark(#8a8a96,#70707d);--ink:light-dark(#16161a,#f3f3f6);
--muted:light-dark(#52525c,#b6b6c2);--accent:light-dark(#6a35e8,#ab95ff);--on:light-dark(#fff,#130c26);
--warn:light-dark(#8f5600,#f2b04a);--soft:light-dark(#fdf1dc,#2e2110)}
*{box-sizing:border-box}
body{margin:0;padding:24px 16px;background:var(--bg);color:var(--ink);word-break:keep-all;
font:16px/1.5 'Pretendard Variable',Pretendard,system-ui,sans-serif}
main{max-width:420px;margin:0 auto;display:grid;gap:20px;padding:24px 20px;background:var(--surface);
border:1px solid var(--line);border-radius:16px}
h1,h2,p,dl,dd{margin:0}h1{font-size:20px}h2{font-size:14px;color:var(--muted)}
.notice{padding:12px 16px;border-radius:8px;background:var(--soft);color:var(--warn);font-size:14px;font-weight:600}
dl{display:grid;gap:8px;font-size:14px}dl div{display:flex;justify-content:space-between;gap:16px}
dt{color:var(--muted);flex-shrink:0}dd{text-align:right;overflow-wrap:anywhere}
.amount{font-size:20px;font-weight:700;font-variant-numeric:tabular-nums}
form{display:grid;gap:8px}section{display:grid;gap:8px}h2[hidden]{display:none}
button{min-height:44px;padding:8px 16px;border-radius:8px;border:1px solid var(--edge);background:transparent;
color:var(--ink);font:inherit;font-weight:600;cursor:pointer}
button.main{min-height:52px;border-color:transparent;background:var(--accent);color:var(--on)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
a{color:var(--muted);font-size:14px;justify-self:end;padding:4px}`;

/** The page where a card's owner would prove who they are. It works without scripts. */
export function windowPage(payment: Payment, language: Language): string {
  const text = words[language];
  const won = new Intl.NumberFormat(language === 'ko' ? 'ko-KR' : 'en-US').format(payment.amount);
  const amount = language === 'ko' ? `${won}원` : `₩${won}`;
  const rows = [
    [text.item, escape(payment.orderName), ''],
    [text.amount, amount, 'amount'],
    [text.order, escape(payment.orderId), ''],
  ];
  const button = (choice: Choice, kind = '') =>
    `<button name="choice" value="${choice}" class="${kind}">${text[choice]}</button>`;
  const open = `<section aria-labelledby="usual"><h2 id="usual" hidden>${text.usual}</h2>
<form method="post">${button('approve', 'main')}${button('close')}</form></section>
<section aria-labelledby="more"><h2 id="more">${text.more}</h2>
<form method="post">${button('decline')}${button('decline-later')}${button('lose-answer')}</form></section>`;
  const other = language === 'ko' ? 'en' : 'ko';
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>${text.title}</title>
<style>${style}</style></head><body><main><h1>${text.title}</h1>
<p class="notice">${text.notice}</p>
<dl>${rows.map(([name, value, kind]) => `<div><dt>${name}</dt><dd class="${kind}">${value}</dd></div>`).join('')}</dl>
${payment.status === 'READY' ? open : `<p role="status">${text.over}</p>`}
<a href="?lang=${other}" hreflang="${other}" lang="${other}">${text.other}</a>
</main></body></html>`;
}

const withQuery = (address: string, query: Record<string, string>) => {
  const url = new URL(address);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
};

/** Where a finished window sends the person. As with Toss, who closes it comes back without an order. */
export function returnUrl(payment: Payment): string {
  const { paymentKey, orderId, amount, failure, successUrl, failUrl } = payment;
  if (payment.status === 'IN_PROGRESS')
    return withQuery(successUrl, {
      paymentType: 'NORMAL',
      paymentKey,
      orderId,
      amount: String(amount),
    });
  const { code, message } = failure ?? { code: 'PAY_PROCESS_ABORTED', message: '' };
  if (code === 'PAY_PROCESS_CANCELED') return withQuery(failUrl, { code, message });
  return withQuery(failUrl, { code, message, orderId });
}
