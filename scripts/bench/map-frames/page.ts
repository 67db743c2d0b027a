/** The benchmark's page: the map's own engine with the stadium, or as its ceiling an empty canvas. */
import { SeatMapEngine } from '@/components/seat-map/engine/engine';
import { SeatModel } from '@/components/seat-map/engine/model';
import { listenToGestures } from '@/components/seat-map/engine/gestures';
import { countSeats } from '@/server/venues/layout.schema';
import { stadiumLayout } from '@/server/venues/generators/stadium';

const host = document.getElementById('map')!;

function showStadium(): void {
  const layout = stadiumLayout();
  const model = new SeatModel(layout);
  const engine = new SeatMapEngine(host, {
    model,
    words: { stage: 'STAGE', left: (count) => `${count}석` },
    onSeat: () => undefined,
  });
  engine.setChosen([0, 1]);
  // A sale in its middle: a third sold, some held, and the changes of others coming in.
  const count = countSeats(layout);
  const digits = Array.from({ length: count }, (_, seat) => (seat * 7919) % 10);
  model.replace(digits.map((digit) => (digit < 6 ? 0 : digit < 7 ? 1 : 3)).join(''));
  let next = 0;
  setInterval(() => {
    model.apply(Array.from({ length: 20 }, () => [(next += 7877) % count, next % 4]));
  }, 100);
}

/** Nothing is drawn but one colour; input and frames take the same way. */
function showEmptyCanvas(): void {
  const canvas = document.createElement('canvas');
  const ratio = Math.min(2, devicePixelRatio);
  canvas.width = host.clientWidth * ratio;
  canvas.height = host.clientHeight * ratio;
  canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%';
  host.append(canvas);
  const context = canvas.getContext('2d', { alpha: false })!;
  let tone = 0;
  let request = 0;
  const wake = () => {
    request ||= requestAnimationFrame(() => {
      request = 0;
      context.fillStyle = `rgb(${(tone = (tone + 1) % 256)} 0 0)`;
      context.fillRect(0, 0, canvas.width, canvas.height);
    });
  };
  listenToGestures(host, {
    pan: wake,
    zoom: wake,
    stop: wake,
    glide: wake,
    tap: wake,
    hover: wake,
    fit: wake,
    middle: () => ({ x: 0, y: 0 }),
  });
  wake();
}

if (location.hash === '#empty') showEmptyCanvas();
else showStadium();
document.body.dataset.ready = 'true';
