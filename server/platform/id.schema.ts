import { z } from 'zod';

/** An id as it comes in at any edge: whatever its case, one spelling inside, as ids are parts of Redis keys. */
export const idSchema = z.uuid().toLowerCase();
