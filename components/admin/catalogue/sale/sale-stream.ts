import type { Socket } from 'socket.io-client';
import { answerSchema } from '@/realtime/protocol';
import { saleSchema, type Sale } from '@/server/schedules/schedules.schema';

const ackMs = 5_000;
/** The stream speaks once a second: this long without a word and somebody has to ask. */
const silenceMs = 3_000;
const watchedSchema = answerSchema(saleSchema);

/**
 * Hears a sale's numbers from its stream: `onHeard` gets each, and null when the stream has ended or fallen silent.
 * Returns what ends it. A refusal closes the socket: whoever asks by HTTP is told why.
 */
export function followSale(
  socket: Socket,
  scheduleId: string,
  onHeard: (sale: Sale | null) => void,
  quietMs: number = silenceMs,
): () => void {
  let quiet: ReturnType<typeof setTimeout> | undefined;
  const hear = (message: unknown) => {
    const sale = saleSchema.safeParse(message);
    if (!sale.success) return;
    clearTimeout(quiet);
    quiet = setTimeout(() => onHeard(null), quietMs);
    onHeard(sale.data);
  };
  const watch = () =>
    socket
      .timeout(ackMs)
      .emitWithAck('watch', { scheduleId })
      .then((answer) => {
        const watched = watchedSchema.parse(answer);
        if (watched.ok) hear(watched.data);
        else socket.close();
      })
      .catch(() => socket.disconnect().connect());
  socket.on('connect', () => void watch());
  socket.on('sale', hear);
  socket.on('disconnect', () => {
    clearTimeout(quiet);
    onHeard(null);
  });
  return () => {
    clearTimeout(quiet);
    socket.removeAllListeners();
    socket.close();
  };
}
