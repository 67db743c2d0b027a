import { createTransport } from 'nodemailer';
import { env } from '@/server/platform/env';
import { log } from '@/server/platform/log';
import { singleton } from '@/server/platform/singleton';

export type Mail = { to: string; subject: string; text: string };

/** A mail server that does not answer is given up on before the mailer's lease runs out. */
const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };

const transport = (url: string) =>
  singleton('mail', () => createTransport({ url, ...patience }, { from: env.MAIL_FROM }));

/**
 * Sends a mail by SMTP_URL. Without one the demo writes it to the log, where whoever runs it finds the link;
 * elsewhere only that it was not sent is said. A mail server's fault propagates: whoever sends tries again.
 */
export async function sendMail({ to, subject, text }: Mail): Promise<void> {
  if (env.SMTP_URL) {
    await transport(env.SMTP_URL).sendMail({ to, subject, text });
  } else if (env.OPENRUN_DEMO === '1') {
    log.info({ mail: { subject, text } }, 'mail, not sent: there is no SMTP_URL');
  } else {
    log.warn({ mail: { subject } }, 'mail not sent: there is no SMTP_URL');
  }
}

export const canSendMail = (): boolean => Boolean(env.SMTP_URL);

/** Whether the mail server says for good that it takes nothing for this address. */
export function isAddressRefused(error: unknown): boolean {
  const { code, responseCode = 0 } = error as { code?: string; responseCode?: number };
  return code === 'EENVELOPE' && responseCode >= 500;
}
