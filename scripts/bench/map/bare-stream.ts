/**
 * The ceiling of bench:map's stream: a bare Socket.IO server that tells its room of as many changes ten times a second,
 * made up here: no Redis, no script. Each change came at its own moment of the 100 ms before, as real ones do.
 */
import http from 'node:http';
import { Server } from 'socket.io';

const perBatch = Number(process.env['BENCH_CHANGES_PER_BATCH']);
const batchMs = 100;

const server = http.createServer((_, response) => void response.end('ok'));
const seats = new Server(server, { transports: ['websocket'], serveClient: false }).of('/seats');
seats.on('connection', (socket) => {
  socket.on('watch', ({ scheduleId }: { scheduleId: string }, answer: (said: object) => void) => {
    void socket.join(scheduleId);
    answer({ ok: true, data: { version: 0 } });
  });
});

let version = 0;
setInterval(() => {
  for (const scheduleId of seats.adapter.rooms.keys()) {
    if (scheduleId.length !== 36) continue; // a socket's own room
    const changes = Array.from({ length: perBatch }, (_, n) => [10_000 + n, 1]).flat();
    const sentAt = performance.timeOrigin + performance.now();
    const [fromVersion, toVersion] = [version, (version += perBatch)];
    seats.to(scheduleId).emit('changes', { scheduleId, fromVersion, toVersion, sentAt, changes });
  }
}, batchMs);

server.listen(Number(process.env['PORT']), '127.0.0.1');
