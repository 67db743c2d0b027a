// Preloaded into a process whose clock is to be off: CLOCK_OFF_MS milliseconds ahead of the machine's.
const RealDate = Date;
const offMs = Number(process.env.CLOCK_OFF_MS ?? 0);

globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length > 0 ? given : [RealDate.now() + offMs]));
  }

  static now() {
    return RealDate.now() + offMs;
  }
};
