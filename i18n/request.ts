import { cookies } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { loadMessages } from './catalogue';
import { localeCookie, timeZone, toLocale } from './locale';

export default getRequestConfig(async () => {
  const locale = toLocale((await cookies()).get(localeCookie)?.value);
  return { locale, timeZone, messages: loadMessages(locale) };
});
