// A container's health check: `node scripts/healthcheck.mjs 3000` asks that port whether it is ready.
const answer = await fetch(`http://127.0.0.1:${process.argv[2]}/readyz`).catch(() => null);
process.exit(answer?.ok ? 0 : 1);
