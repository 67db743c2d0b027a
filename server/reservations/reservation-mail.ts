import { cancellationFeeTiers } from './cancellation.schema';
import { formatWhen, won } from './show-cancelled-mail';

type Text = { ko: string; en: string };

export type MailedReservation = {
  name: string;
  locale: 'ko' | 'en';
  title: Text;
  venue: Text;
  startsAt: Date;
  seats: { floor: Text; section: string; row: string; number: number }[];
  method: 'wallet' | 'card';
  /** Won that were paid. */
  amount: number;
  refund: { amount: number; fee: number } | null;
};

const feeIn = {
  ko: cancellationFeeTiers
    .map(({ daysMin, percent }) => `${daysMin}일 전까지 ${percent === 0 ? '없음' : `${percent}%`}`)
    .join(', '),
  en: cancellationFeeTiers
    .map(
      ({ daysMin, percent }) =>
        `${percent === 0 ? 'none' : `${percent}%`} until ${daysMin} days before`,
    )
    .join(', '),
};

const seatIn = {
  ko: ({ floor, section, row, number }: MailedReservation['seats'][number]) =>
    `${floor.ko} ${section}구역 ${row}열 ${number}번`,
  en: ({ floor, section, row, number }: MailedReservation['seats'][number]) =>
    `${floor.en}, section ${section}, row ${row}, seat ${number}`,
};

/** Which show, when, where and which seats: the same lines in both mails. */
const showLines = ({ title, venue, startsAt, seats, locale }: MailedReservation) => [
  title[locale],
  formatWhen(startsAt, locale),
  venue[locale],
  ...seats.map(seatIn[locale]),
];

const paidTexts = {
  ko: ({ name, title, amount, method }: MailedReservation) => ({
    subject: `[Openrun] ${title.ko} 예매가 완료됐어요`,
    greeting: `${name} 님, 예매가 완료됐어요.`,
    lines: [
      `결제 금액: ${won(amount)}원 (${method === 'wallet' ? '지갑' : '카드'})`,
      `취소 수수료: 공연 ${feeIn.ko}. 공연 당일에는 취소할 수 없어요.`,
      '티켓은 여기에서 볼 수 있어요.',
    ],
  }),
  en: ({ name, title, amount, method }: MailedReservation) => ({
    subject: `[Openrun] Your tickets for ${title.en}`,
    greeting: `Hello ${name}, your reservation is paid.`,
    lines: [
      `Paid: ₩${won(amount)} (${method})`,
      `Cancellation fee: ${feeIn.en} the show. On the day itself it cannot be cancelled.`,
      'Your tickets are here.',
    ],
  }),
};

const refundedTexts = {
  ko: ({ name, title, refund, method }: MailedReservation) => ({
    subject: `[Openrun] ${title.ko} 예매가 취소됐어요`,
    greeting: `${name} 님, 예매가 취소됐어요.`,
    lines: [
      `환불 금액: ${won(refund!.amount)}원 (취소 수수료 ${won(refund!.fee)}원)`,
      method === 'wallet'
        ? '환불 금액은 지갑에 들어왔어요.'
        : '환불 금액은 카드로 돌려드려요. 카드사에 따라 며칠 걸릴 수 있어요.',
      '예매 내역에서 확인할 수 있어요.',
    ],
  }),
  en: ({ name, title, refund, method }: MailedReservation) => ({
    subject: `[Openrun] Your reservation for ${title.en} was cancelled`,
    greeting: `Hello ${name}, your reservation was cancelled.`,
    lines: [
      `Refund: ₩${won(refund!.amount)} (fee ₩${won(refund!.fee)})`,
      method === 'wallet'
        ? 'The refund is in your wallet.'
        : 'The refund goes back to your card. Some banks take a few days.',
      'Your reservations say the same.',
    ],
  }),
};

/** Plain text only: it looks the same everywhere and hides no link. */
function compose(kind: 'paid' | 'refunded', of: MailedReservation, link: string) {
  const texts = kind === 'paid' ? paidTexts : refundedTexts;
  const { subject, greeting, lines } = texts[of.locale](of);
  const text = [greeting, '', ...showLines(of), '', ...lines, '', link, '', 'Openrun'].join('\n');
  return { subject, text };
}

export const paidMail = (of: MailedReservation, link: string) => compose('paid', of, link);

/** For one that has its refund. */
export const refundedMail = (of: MailedReservation, link: string) => compose('refunded', of, link);
