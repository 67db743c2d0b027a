import { z } from 'zod';
import { idSchema } from '@/server/platform/id.schema';
import { layoutDocumentSchema, textSchema } from './layout.schema';

export const venueInputSchema = z.object({ name: textSchema, address: textSchema });
export type VenueInput = z.infer<typeof venueInputSchema>;

export const layoutInputSchema = z.object({ venueId: idSchema, document: layoutDocumentSchema });

export const layoutSummarySchema = z.object({
  id: z.uuid(),
  version: z.number().int().positive(),
  seatCount: z.number().int().positive(),
});
export type LayoutSummary = z.infer<typeof layoutSummarySchema>;

/** A venue with its layouts, newest first. */
export const venueSchema = z.object({
  id: z.uuid(),
  name: textSchema,
  address: textSchema,
  layouts: z.array(layoutSummarySchema),
});
export type Venue = z.infer<typeof venueSchema>;
