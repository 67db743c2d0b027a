export type CancelledShow = {
  name: string;
  locale: 'ko' | 'en';
  title: string;
  startsAt: Date;
  /** Won that come back; 0 where nothing had been paid. */
  refund: number;
  method: 'wallet' | 'card' | null;
};

const whenIn = { ko: 'ko-KR', en: 'en-US' } as const;

export const formatWhen = (startsAt: Date, locale: 'ko' | 'en') =>
  new Intl.DateTimeFormat(whenIn[locale], {
    timeZone: 'Asia/Seoul',
    dateStyle: 'full',
    timeStyle: 'short',
  }).format(startsAt);

export const won = (amount: number) => amount.toLocaleString('en-US');

const texts = {
  ko: ({ name, title, startsAt, refund, method }: CancelledShow) => ({
    subject: `[Openrun] ${title} 공연이 취소됐어요`,
    lines: [
      `${name} 님, 안녕하세요.`,
      `${formatWhen(startsAt, 'ko')} ${title} 공연이 취소됐어요. 기다려 주셨는데 죄송해요.`,
      ...(refund > 0
        ? [
            method === 'wallet'
              ? `결제하신 ${won(refund)}원은 수수료 없이 모두 지갑에 들어왔어요.`
              : `결제하신 ${won(refund)}원은 수수료 없이 모두 카드로 돌려드려요. 카드사에 따라 며칠 걸릴 수 있어요.`,
          ]
        : ['결제하신 금액이 없어 돌려드릴 금액도 없어요.']),
      '따로 하실 일은 없어요. 예매 내역에서 확인할 수 있어요.',
    ],
  }),
  en: ({ name, title, startsAt, refund, method }: CancelledShow) => ({
    subject: `[Openrun] ${title} was cancelled`,
    lines: [
      `Hello ${name},`,
      `${title} on ${formatWhen(startsAt, 'en')} was cancelled. We are sorry.`,
      ...(refund > 0
        ? [
            method === 'wallet'
              ? `All of your ₩${won(refund)} is in your wallet, without a fee.`
              : `All of your ₩${won(refund)} goes back to your card, without a fee. Some banks take a few days.`,
          ]
        : ['You had not paid anything, so there is nothing to give back.']),
      'There is nothing you need to do. Your reservation says the same.',
    ],
  }),
};

/** Plain text only: it looks the same everywhere and hides no link. */
export function showCancelledMail(show: CancelledShow, link: string) {
  const { subject, lines } = texts[show.locale](show);
  const [greeting, ...rest] = lines;
  return { subject, text: [greeting, '', ...rest, '', link, '', 'Openrun'].join('\n') };
}
