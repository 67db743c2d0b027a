import { api, ApiError, errorOf } from '@/components/api/client';

/** next-auth's own door: a form with its CSRF token. What is refused comes back as the API's problems do. */
async function postAuth(path: string, fields: Record<string, string>): Promise<{ url: string }> {
  const { csrfToken } = await api.get<{ csrfToken: string }>('/auth/csrf');
  const response = await fetch(`/api/auth/${path}`, {
    method: 'POST',
    body: new URLSearchParams({ ...fields, csrfToken, json: 'true' }),
  }).catch(() => {
    throw new ApiError(0, 'network_lost');
  });
  if (!response.ok) throw await errorOf(response);
  const answer = (await response.json()) as { url: string };
  // The form's token did not fit its cookie: next-auth asks again in place of an error.
  if (answer.url.includes('csrf=true')) throw new ApiError(403, 'origin_not_allowed');
  return answer;
}

export const signInWithPassword = (email: string, password: string) =>
  postAuth('callback/credentials', { email, password, callbackUrl: '/' });

/** Leaves for the provider's page, which comes back to `next`. */
export async function signInWith(provider: string, next: string): Promise<void> {
  const { url } = await postAuth(`signin/${provider}`, { callbackUrl: next });
  window.location.assign(url);
}
