import type { DrawView, PlaceProof } from '@/server/waiting-room/draw/draw.schema';
import { type Step, verifyDraw, verifyPlace } from '@/server/waiting-room/draw/verifier/verify';

/** All that a browser can check by itself: the draw, and that one person is in it with the number they were given. */
export function checkPlace(draw: DrawView, proof: PlaceProof | null): Step[] {
  return [...verifyDraw(draw), ...(proof ? verifyPlace(draw, proof) : [])];
}
