type Reader = { name: string; locale: 'ko' | 'en' };

const texts = {
  ko: (name: string, minutes: number) => ({
    subject: '[Openrun] 비밀번호를 새로 정해 주세요',
    lines: [
      `${name} 님, 안녕하세요.`,
      '아래 링크에서 비밀번호를 새로 정할 수 있어요.',
      `링크는 ${minutes}분 동안 한 번 쓸 수 있어요. 요청한 적이 없다면 이 메일은 무시하셔도 괜찮아요. 비밀번호는 그대로예요.`,
    ],
  }),
  en: (name: string, minutes: number) => ({
    subject: '[Openrun] Choose a new password',
    lines: [
      `Hello ${name},`,
      'Open the link below to choose a new password.',
      `It works once, for ${minutes} minutes. If you did not ask for it, you can ignore this message: your password stays as it is.`,
    ],
  }),
};

/** Plain text only: it looks the same everywhere and hides no link. */
export function passwordResetMail(reader: Reader, link: string, minutes: number) {
  const { subject, lines } = texts[reader.locale](reader.name, minutes);
  const [greeting, ask, small] = lines;
  return { subject, text: [greeting, '', ask, '', link, '', small, '', 'Openrun'].join('\n') };
}
