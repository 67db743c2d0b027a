import { z } from 'zod';

/** Where somebody's identity is checked: the provider's page, which leads back to us. */
export const identityCheckSchema = z.object({ url: z.url() });

export const identitySchema = z.object({
  provider: z.string().nullable(),
  verifiedAt: z.iso.datetime().nullable(),
});
export type IdentityView = z.infer<typeof identitySchema>;
