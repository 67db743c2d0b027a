import { jsx } from './jsx';

/** Lucide's, drawn by hand of their paths: 24 units, two wide. */
const paths = {
  sound: 'M11 4.7 6.4 9H3v6h3.4l4.6 4.3ZM15.5 8.5a5 5 0 0 1 0 7M18.4 5.6a9 9 0 0 1 0 12.8',
  bell: 'M10.3 21a2 2 0 0 0 3.4 0M3.3 15.3A1 1 0 0 0 4 17h16a1 1 0 0 0 .7-1.7C19.4 14 18 12.5 18 8A6 6 0 0 0 6 8c0 4.5-1.4 6-2.7 7.3Z',
  check:
    'M20 13c0 5-3.5 7.5-7.7 9a1 1 0 0 1-.6 0C7.5 20.5 4 18 4 13V6a1 1 0 0 1 1-1c2 0 4.5-1.2 6.2-2.7a1.2 1.2 0 0 1 1.6 0C14.5 3.800 17 5 19 5a1 1 0 0 1 1 1ZM9 12l2 2 4-4',
  receipt: 'M12 15V3M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4M7 10l5 5 5-5',
  lock: 'M7 11V7a5 5 0 0 1 10 0v4M5 11h14a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2Z',
};

export const icon = (name: keyof typeof paths): Node =>
  jsx('svg', {
    viewBox: '0 0 24 24',
    className: 'icon',
    'aria-hidden': 'true',
    children: jsx('path', { d: paths[name] }),
  });
