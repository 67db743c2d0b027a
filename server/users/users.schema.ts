import { z } from 'zod';
import { nameLengthMax, passwordLengthMax, passwordLengthMin } from './limits.schema';

export const emailSchema = z
  .string()
  .trim()
  .max(254)
  .pipe(z.email())
  .meta({ example: 'fan@openrun.test' });

const nameSchema = z.string().trim().min(1).max(nameLengthMax);

export const localeSchema = z.enum(['ko', 'en']);
export const roleSchema = z.enum(['FAN', 'ORGANISER', 'ADMIN']);

export const signUpInput = z.object({
  email: emailSchema,
  password: z.string().min(passwordLengthMin).max(passwordLengthMax),
  name: nameSchema,
  locale: localeSchema.default('ko'),
});
export type SignUpInput = z.infer<typeof signUpInput>;

/** Only bounded, and text that Postgres can be asked for: whether it could be anybody's is not said here. */
export const signInInput = z.object({
  email: z
    .string()
    .trim()
    .min(1)
    .max(254)
    .regex(/^[^\0]*$/),
  password: z.string().min(1).max(passwordLengthMax),
});
export type SignInInput = z.infer<typeof signInInput>;

export const profileInput = z
  .object({ name: nameSchema, locale: localeSchema })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'nothing to change');
export type ProfileInput = z.infer<typeof profileInput>;

export const passwordResetInput = z.object({ email: signInInput.shape.email });

export const passwordInput = z.object({
  token: z.string().min(1).max(100),
  password: signUpInput.shape.password,
});
export type PasswordInput = z.infer<typeof passwordInput>;

export const verificationInput = z.object({ token: z.string().min(1).max(100) });

export const peoplePageSize = 30;
export const peopleInput = z.object({
  query: z.string().trim().max(100).default(''),
  role: roleSchema.optional(),
  page: z.coerce.number().int().min(1).max(1_000).default(1),
});
export type PeopleInput = z.infer<typeof peopleInput>;

export const roleInput = z.object({ role: roleSchema });

export const accountView = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  role: roleSchema,
  locale: localeSchema,
  emailVerified: z.boolean(),
});
export type AccountView = z.infer<typeof accountView>;

export const personView = accountView.extend({ createdAt: z.iso.datetime() });
export type PersonView = z.infer<typeof personView>;

export const peopleView = z.object({
  people: z.array(personView),
  page: z.number().int(),
  pages: z.number().int(),
  total: z.number().int(),
});
export type PeopleView = z.infer<typeof peopleView>;

export const sessionView = z.object({
  token: z.string(),
  expiresAt: z.iso.datetime(),
  account: accountView,
});
