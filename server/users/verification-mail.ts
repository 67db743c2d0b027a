type Reader = { name: string; locale: 'ko' | 'en' };

const texts = {
  ko: (name: string, hours: number) => ({
    subject: '[Openrun] 이메일 주소를 확인해 주세요',
    lines: [
      `${name} 님, 안녕하세요.`,
      '아래 링크를 누르면 이메일 확인이 끝나요.',
      `링크는 ${hours}시간 동안 한 번 쓸 수 있어요. 가입한 적이 없다면 이 메일은 무시하셔도 괜찮아요.`,
    ],
  }),
  en: (name: string, hours: number) => ({
    subject: '[Openrun] Please confirm your email address',
    lines: [
      `Hello ${name},`,
      'Open the link below to confirm your email address.',
      `It works once, for ${hours} hours. If you did not sign up, you can ignore this message.`,
    ],
  }),
};

/** Plain text only: it looks the same everywhere and hides no link. */
export function verificationMail(reader: Reader, link: string, hours: number) {
  const { subject, lines } = texts[reader.locale](reader.name, hours);
  const [greeting, ask, small] = lines;
  return { subject, text: [greeting, '', ask, '', link, '', small, '', 'Openrun'].join('\n') };
}
