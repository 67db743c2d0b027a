import { writeFileSync } from 'node:fs';
import { encode } from 'uqr';

const [width, height] = [640, 480];
const [black, white, grey] = [16, 235, 128];

/** A film of a QR code held still, in the format that Chromium plays as its camera. */
export function writeQrVideo(file: string, text: string): void {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const scale = Math.floor(height / size);
  const luma = Buffer.alloc(width * height, white);
  const [left, top] = [width - size * scale, height - size * scale].map((gap) => gap >> 1);
  for (let y = 0; y < size * scale; y++) {
    const row = data[Math.floor(y / scale)]!;
    for (let x = 0; x < size * scale; x++) {
      if (row[Math.floor(x / scale)]) luma[(top! + y) * width + left! + x] = black;
    }
  }
  const frame = [Buffer.from('FRAME\n'), luma, Buffer.alloc((width * height) / 2, grey)];
  const header = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`);
  writeFileSync(file, Buffer.concat([header, ...frame, ...frame]));
}
