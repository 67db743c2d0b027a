import { loadMessages, type Messages } from '@/i18n/catalogue';
import { fillText } from '@/i18n/fill-text';
import type { Locale } from '@/i18n/locale';
import { formatDateTime } from '@/components/format/time';
import type { Question } from '@/server/bots';
import type { LineView, PlaceView } from '@/server/waiting-room/waiting-room.schema';
import { sayNumber } from './page/number';
import { saySlowed } from './page/slowed';
import { isListClosed } from './page/state';
import { type Markup, markup } from './plain-html';

/** What there is to show to one person. */
export type Plain = {
  scheduleId: string;
  locale: Locale;
  /** The page leaves refreshing to the person. */
  isStill: boolean;
  /** One sentence above the rest: what was refused. */
  notice?: string;
} & (
  | { screen: 'place'; place: PlaceView }
  | { screen: 'noPlace'; line: LineView; mustVerify?: boolean }
  | { screen: 'question'; question: Question; isWrong: boolean }
  | { screen: 'slow'; seconds: number }
  | { screen: 'signedOut' | 'missing' | 'unverified' | 'unidentified' | 'inLine' | 'over' | 'away' }
);

type Say = (path: string, facts?: Record<string, string | number>) => string;

/** Texts of this page, and of the waiting page where both say the same. */
function sayer(locale: Locale): { t: Say; waiting: Say } {
  const from =
    (messages: Messages): Say =>
    (path, facts = {}) => {
      const found = path.split('.').reduce<unknown>((at, part) => (at as Messages)[part], messages);
      return fillText(String(found), facts, locale);
    };
  const all = loadMessages(locale);
  return { t: from(all['plain'] as Messages), waiting: from(all['waiting'] as Messages) };
}

const seatsPath = (id: string) => `/schedules/${id}/seats`;
const linkTo = (href: string, label: string) =>
  markup`<a class="button primary" href="${href}">${label}</a>`;

const verifyLink = (waiting: Say) => linkTo('/verify-email', waiting('unverified.action'));

/** A button that changes something: a form of its own, which says what is to be done by its address. */
const does = (id: string, what: 'places' | 'entry' | 'departure', label: string, kind: string) =>
  markup`<form method="post" action="/queue/${id}/plain/${what}">
    <button class="button ${kind}">${label}</button>
  </form>`;

const said = (title: string, body: string, ...actions: Markup[]): Markup =>
  markup`<h1 class="heading">${title}</h1>
    <p class="body">${body}</p>
    <div class="actions">${actions}</div>`;

function drawPlace(place: PlaceView, locale: Locale): Markup {
  const { t, waiting } = sayer(locale);
  const { scheduleId: id, state, line } = place;
  const joinAgain = (label: string) => does(id, 'places', label, 'primary');
  switch (state) {
    case 'waiting':
      return drawWaiting(place, locale);
    case 'invited': {
      const leftMs = Date.parse(place.invitedUntil!) - Date.parse(line.serverNow);
      return markup`<h1 class="eyebrow">${waiting('turn.eyebrow')}</h1>
        <p class="heading">${waiting('turn.title')}</p>
        <p class="figure"><span class="digits">${Math.max(0, Math.ceil(leftMs / 1_000))}</span></p>
        <p class="lead">${t('seconds')}</p>
        <div class="actions">${does(id, 'entry', waiting('turn.action'), 'primary')}</div>`;
    }
    case 'inside':
      return said(waiting('inside.title'), '', linkTo(seatsPath(id), waiting('inside.action')));
    case 'lapsed': {
      const what = place.lapsed ?? 'invitation';
      const action = joinAgain(waiting('lapsed.action'));
      return said(waiting(`lapsed.${what}`), waiting(`lapsed.${what}Body`), action);
    }
    case 'left':
      return said(waiting('left.title'), waiting('left.body'), joinAgain(waiting('left.action')));
    case 'done':
      return said(
        waiting('done.title'),
        waiting('done.body'),
        linkTo('/my', waiting('done.action')),
        does(id, 'places', waiting('done.again'), 'quiet'),
      );
  }
}

function drawWaiting(place: PlaceView, locale: Locale): Markup {
  const { number, ahead, line } = place;
  const { waiting } = sayer(locale);
  const count = (value: number) => value.toLocaleString(locale);
  if (line.phase === 'over') return said(waiting('over.title'), waiting('over.body'));
  if (number === null || ahead === null) return drawLobby(line, locale);
  const note =
    line.draw.trust === 'operator' && markup`<p class="small">${waiting('draw.operator')}</p>`;
  const which = place.lane === 'presale' && markup`<p class="small">${waiting('presale.note')}</p>`;
  const mine = markup`<p class="number">${sayNumber(place, waiting)}</p>${which}${note}`;
  const slowed = saySlowed(line, locale, waiting);
  const reasons = [slowed?.why, slowed?.rate]
    .filter((text) => text !== undefined)
    .map((text) => markup`<p class="aside">${text}</p>`);
  if (ahead === 0)
    return markup`<h1 class="heading">${waiting('waiting.next')}</h1>
      <p class="body">${waiting('waiting.nextBody')}</p>
      ${reasons}${mine}`;
  const text = count(ahead);
  const unit = waiting(ahead === 1 ? 'peopleOne' : 'people');
  return markup`<h1 class="eyebrow">${waiting('waiting.eyebrow')}</h1>
    <p class="figure">
      <span class="digits" data-length="${text.length}">${text}</span
      ><span class="unit">${unit}</span>
    </p>
    <p class="lead">${sayWait(ahead, line, waiting)}</p>
    ${reasons}${mine}`;
}

/** Until the list is closed everybody has the same chances; who comes after that stands behind. */
function drawLobby(line: LineView, locale: Locale): Markup {
  const { waiting } = sayer(locale);
  const isClosed = isListClosed(line, Date.parse(line.serverNow));
  return markup`<h1 class="heading">${waiting(isClosed ? 'lobby.frozenTitle' : 'lobby.title')}</h1>
    <p class="lead">${formatDateTime(line.opensAt, locale)}</p>
    <p class="body">${waiting(isClosed ? 'lobby.frozen' : 'lobby.body')}</p>
    <p class="number">${waiting('lobby.count', { count: line.waiting })}</p>`;
}

/** The line's speed over its last half minute, or at least its rate; a third more, for it may slow down. */
function sayWait(ahead: number, line: LineView, waiting: Say): string {
  const perMinute = line.movedPerMinute || line.ratePerMinute;
  const low = Math.floor(ahead / perMinute);
  const high = Math.ceil((ahead / perMinute) * 1.35);
  if (high <= 1) return waiting('waiting.under');
  if (low >= 60) return waiting('waiting.hours');
  return waiting('waiting.range', { low: Math.max(1, low), high: Math.max(2, high) });
}

function drawNoPlace(line: LineView, mustVerify: boolean, locale: Locale): Markup {
  const { t, waiting } = sayer(locale);
  if (line.phase === 'over') return said(waiting('over.title'), waiting('over.body'));
  if (line.phase === 'before') {
    const [lobby, opens] = [line.lobbyOpensAt, line.opensAt].map((at) =>
      formatDateTime(at, locale),
    );
    const verify =
      mustVerify &&
      markup`<p class="lead">${waiting('unverified.title')}</p>
        <p class="body">${waiting('unverified.before')}</p>
        <div class="actions">${verifyLink(waiting)}</div>`;
    return markup`${said(
      waiting('before.eyebrow'),
      waiting('before.body', { lobby: lobby!, opens: opens! }),
    )}${verify}`;
  }
  const join = does(line.scheduleId, 'places', t('join.action'), 'primary');
  return said(t('join.title'), t('join.body'), join);
}

function drawQuestion(id: string, question: Question, isWrong: boolean, locale: Locale): Markup {
  const { t } = sayer(locale);
  const field =
    question.kind === 'sum'
      ? markup`<label for="answer"
            >${t('question.sum', { terms: question.terms.map((term) => t(`numbers.${term}`)).join(', ') })}</label
          >
          <p>
            <input
              type="text"
              id="answer"
              name="answer"
              inputmode="numeric"
              autocomplete="off"
              maxlength="10"
              required
            />
          </p>`
      : markup`<fieldset>
          <legend>${t('question.pick', { kind: t(`kinds.${question.wanted}`) })}</legend>
          ${question.choices.map(
            (choice) =>
              markup`<label class="choice"
                ><input
                  type="radio"
                  name="answer"
                  value="${choice}"
                  required
                />${t(`things.${choice}`)}</label
              >`,
          )}
        </fieldset>`;
  return markup`<h1 class="heading">${t('question.title')}</h1>
    <p class="body">${t(isWrong ? 'question.wrong' : 'question.body')}</p>
    <form method="post" action="/queue/${id}/plain/places">
      <input type="hidden" name="question" value="${question.token}" /> ${field}
      <div class="actions"><button class="button primary">${t('question.action')}</button></div>
    </form>
    <p class="body">${t('question.other')}</p>`;
}

function drawScreen(plain: Plain): Markup {
  const { scheduleId: id, locale } = plain;
  const { t, waiting } = sayer(locale);
  switch (plain.screen) {
    case 'place':
      return drawPlace(plain.place, locale);
    case 'noPlace':
      return drawNoPlace(plain.line, plain.mustVerify ?? false, locale);
    case 'question':
      return drawQuestion(id, plain.question, plain.isWrong, locale);
    case 'slow':
      return said(t('slow.title'), t('slow.body', { seconds: plain.seconds }));
    case 'away':
      return said(t('away.title'), t('away.body'));
    case 'signedOut': {
      const signIn = `/sign-in?next=${encodeURIComponent(`/queue/${id}/plain`)}`;
      const action = linkTo(signIn, waiting('signedOut.action'));
      return said(waiting('signedOut.title'), waiting('signedOut.body'), action);
    }
    case 'unverified':
      return said(waiting('unverified.title'), waiting('unverified.body'), verifyLink(waiting));
    case 'unidentified':
    case 'inLine': {
      const action = linkTo('/my', waiting(`${plain.screen}.action`));
      return said(waiting(`${plain.screen}.title`), waiting(`${plain.screen}.body`), action);
    }
    case 'over':
    case 'missing': {
      const action = linkTo('/concerts', waiting(`${plain.screen}.action`));
      return said(waiting(`${plain.screen}.title`), waiting(`${plain.screen}.body`), action);
    }
  }
}

/** A place that can be left: asked about first, by an element that opens without a script. */
const isLeavable = (plain: Plain): boolean =>
  plain.screen === 'place' && ['waiting', 'invited'].includes(plain.place.state);

/** The whole document. `refreshes`: whether it will do so by itself, which the page says and can stop. */
export function plainDocument(plain: Plain, style: string, refreshes: boolean): string {
  const { scheduleId: id, locale, isStill } = plain;
  const { t, waiting } = sayer(locale);
  const here = `/queue/${id}/plain`;
  const line =
    plain.screen === 'place' ? plain.place.line : plain.screen === 'noPlace' ? plain.line : null;
  const paused = line?.paused ? `${waiting('paused.title')}. ${waiting('paused.body')}` : undefined;
  const notice = plain.notice ?? paused;
  const [other, language] = [locale === 'ko' ? 'en' : 'ko', waiting('otherLanguage')];
  const leave = markup`<details>
    <summary>${waiting('leave')}</summary>
    <p>${t('leave.ask')}</p>
    ${does(id, 'departure', t('leave.action'), 'danger')}
  </details>`;
  const pace = markup`<p>
    ${t(isStill ? 'still' : 'refreshes')}
    <a href="${here}${isStill ? '' : '?still=1'}">${t(isStill ? 'resume' : 'stop')}</a>
    <a href="${here}${isStill ? '?still=1' : ''}">${t('now')}</a>
  </p>`;
  return markup`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <title>${t('title')} · Openrun</title>
        <meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="data:," />
        <style>__STYLE__</style>
      </head>
      <body>
        <header class="top">
          <a class="wordmark" href="/" aria-label="${waiting('home')}">openrun</a
          ><a class="button" lang="${other}" href="${here}?locale=${other}">${language}</a>
        </header>
        <main class="room">
          ${notice !== undefined && markup`<p class="notice" role="status">${notice}</p>`}
          <section class="stage">${drawScreen(plain)}</section>
          <footer class="aids">
            <p>${t('about')}</p>
            ${isLeavable(plain) && markup`<p>${t('absent')}</p>`}${(refreshes || isStill) && pace}${isLeavable(plain) && leave}
          </footer>
        </main>
      </body>
    </html> `.text.replace('__STYLE__', () => style);
}
