import type { ConcertInput } from '@/server/concerts/concerts.schema';
import type { ScheduleInput } from '@/server/schedules/schedules.schema';
import type { VenueKey } from './venues';

const minute = 1;
const hour = 60 * minute;
const day = 24 * hour;

export type DemoSchedule = {
  venue: VenueKey;
  /** Minutes from now to the opening of the sale; negative is on sale. */
  opensIn: number;
  /** Days from today to the show, and its hour in Korea. */
  startsInDays: number;
  startsAtHour: number;
  /** Seats that stay free of those sold before; without it nothing is sold. */
  seatsFree?: number;
  steering?: Partial<
    Pick<
      ScheduleInput,
      'lobbyMinutes' | 'admissionsPerMinute' | 'capacity' | 'requiresVerifiedEmail'
    >
  >;
};

export type DemoConcert = {
  key: string;
  concert: ConcertInput & { posterSeed: string };
  prices: ScheduleInput['prices'];
  schedules: DemoSchedule[];
};

const stadiumPrices = pricesOf(220_000, 176_000, 143_000, 99_000);
const arenaPrices = pricesOf(187_000, 154_000, 132_000, 99_000);
const hallPrices = pricesOf(99_000, 77_000, 66_000, 44_000);
const recitalPrices = pricesOf(132_000, 99_000, 77_000, 55_000);

function pricesOf(vip: number, r: number, s: number, a: number): ScheduleInput['prices'] {
  return [
    { grade: 'VIP', price: vip },
    { grade: 'R', price: r },
    { grade: 'S', price: s },
    { grade: 'A', price: a },
  ];
}

/** The demo's concerts. Artists and halls are invented; what is told of them is meant to be believed. */
export const programme: DemoConcert[] = [
  {
    key: 'midnight-orbit',
    concert: {
      title: { ko: '한밤의 궤도', en: 'Midnight Orbit' },
      artist: { ko: '노바레인', en: 'NOVALANE' },
      description: {
        ko: '노바레인이 두 번째 정규 앨범과 함께 스타디움으로 돌아와요. 무대를 한 바퀴 도는 궤도형 조명과 라이브 밴드, 그리고 이번 공연에서만 들려주는 미공개 곡 두 곡이 준비돼 있어요.\n\n공연은 중간 휴식 없이 150분 동안 이어져요.',
        en: 'NOVALANE return to the stadium with their second album: a ring of light that circles the stage, a live band, and two songs nobody has heard yet.\n\nThe show runs 150 minutes without an interval.',
      },
      posterSeed: 'midnight-orbit-28',
      ageLimit: 8,
      runningMinutes: 150,
    },
    prices: stadiumPrices,
    schedules: [
      {
        venue: 'stadium',
        opensIn: -40 * minute,
        startsInDays: 41,
        startsAtHour: 18,
        seatsFree: 43_600,
      },
      { venue: 'stadium', opensIn: 2 * day, startsInDays: 42, startsAtHour: 17 },
    ],
  },
  {
    key: 'wave-boys',
    concert: {
      title: { ko: '파도가 오기 전에', en: 'Before the Wave' },
      artist: { ko: '파도소년', en: 'Wave Boys' },
      description: {
        ko: '데뷔 3년 만에 처음 여는 아레나 단독 공연이에요. 바닷가 작업실에서 녹음한 소리를 그대로 옮겨 온 무대 위에서, 다섯 사람이 지금까지의 모든 타이틀곡을 이어서 들려줘요.\n\n앙코르는 그날 객석의 신청으로 정해요.',
        en: 'Their first arena show, three years after their debut. On a stage built around sounds recorded in their studio by the sea, the five play every single so far, one into the next.\n\nThe audience picks the encore on the night.',
      },
      posterSeed: 'wave-boys-218',
      ageLimit: 8,
      runningMinutes: 130,
    },
    prices: arenaPrices,
    schedules: [
      {
        venue: 'arena',
        opensIn: 3 * minute,
        startsInDays: 34,
        startsAtHour: 19,
        steering: { lobbyMinutes: 30 },
      },
    ],
  },
  {
    key: 'northbound',
    concert: {
      title: { ko: '북쪽으로 가는 기차', en: 'The Northbound Train' },
      artist: { ko: '더 와일드 크레인', en: 'The Wild Crane' },
      description: {
        ko: '전국 열두 도시를 돈 투어의 마지막 밤이에요. 기차 소리로 시작해 기차 소리로 끝나는 두 시간, 밴드가 가장 오래 아껴 둔 곡까지 모두 연주해요.',
        en: 'The last night of a tour through twelve cities: two hours that begin and end with the sound of a train, down to the songs the band has kept longest.',
      },
      posterSeed: 'northbound-15',
      ageLimit: 8,
      runningMinutes: 120,
    },
    prices: arenaPrices,
    schedules: [
      { venue: 'arena', opensIn: -1 * day, startsInDays: 20, startsAtHour: 19, seatsFree: 38 },
    ],
  },
  {
    key: 'spring-night',
    concert: {
      title: { ko: '봄밤, 우리', en: 'Spring Night, Us' },
      artist: { ko: '윤슬', en: 'Yoonseul' },
      description: {
        ko: '기타 한 대와 목소리로 채우는 소극장 공연이에요. 윤슬이 직접 쓴 편지를 읽고, 그 편지에서 태어난 노래를 불러요. 객석과 무대가 가까워 숨소리까지 들려요.',
        en: 'One guitar and one voice in a small hall. Yoonseul reads the letters she wrote and sings the songs that came from them, close enough to hear her breathe.',
      },
      posterSeed: 'spring-night-104',
      ageLimit: 0,
      runningMinutes: 100,
    },
    prices: hallPrices,
    schedules: [
      { venue: 'hall', opensIn: -2 * day, startsInDays: 12, startsAtHour: 19, seatsFree: 0 },
      { venue: 'hall', opensIn: 5 * day, startsInDays: 26, startsAtHour: 15 },
    ],
  },
  {
    key: 'cheonggye-jazz',
    concert: {
      title: { ko: '자정의 브라스', en: 'Brass at Midnight' },
      artist: { ko: '청계 재즈 오케스트라', en: 'Cheonggye Jazz Orchestra' },
      description: {
        ko: '열일곱 명의 빅밴드가 들려주는 밤의 재즈예요. 1부는 스탠더드, 2부는 우리 가요를 새로 편곡한 곡으로 꾸며요. 공연이 끝나면 로비에서 연주자들과 이야기를 나눌 수 있어요.',
        en: 'A big band of seventeen plays jazz for the late hours: standards first, then Korean songs in new arrangements. The players stay in the lobby afterwards to talk.',
      },
      posterSeed: 'cheonggye-jazz-29',
      ageLimit: 8,
      runningMinutes: 110,
    },
    prices: hallPrices,
    schedules: [
      { venue: 'hall', opensIn: -3 * day, startsInDays: 16, startsAtHour: 20, seatsFree: 262 },
      { venue: 'hall', opensIn: -3 * day, startsInDays: 17, startsAtHour: 20, seatsFree: 401 },
    ],
  },
  {
    key: 'halo-first',
    concert: {
      title: { ko: '첫 번째 빛', en: 'First Light' },
      artist: { ko: '헤일로온', en: 'HALO:ON' },
      description: {
        ko: '여섯 멤버가 처음으로 스타디움에 서요. 이틀 동안 서로 다른 곡 순서로 공연하고, 두 공연 모두 전 세계로 생중계돼요.\n\n예매하려면 이메일 인증을 먼저 마쳐야 해요.',
        en: 'The six members step into a stadium for the first time. Two nights, two different set lists, both streamed around the world.\n\nPlease verify your e-mail before the sale.',
      },
      posterSeed: 'halo-first-166',
      ageLimit: 8,
      runningMinutes: 160,
    },
    prices: stadiumPrices,
    schedules: [
      {
        venue: 'stadium',
        opensIn: 3 * hour,
        startsInDays: 55,
        startsAtHour: 18,
        steering: { lobbyMinutes: 60, requiresVerifiedEmail: true },
      },
      {
        venue: 'stadium',
        opensIn: 3 * hour,
        startsInDays: 56,
        startsAtHour: 17,
        steering: { lobbyMinutes: 60, requiresVerifiedEmail: true },
      },
    ],
  },
  {
    key: 'far-side',
    concert: {
      title: { ko: '달의 뒷면', en: 'The Far Side of the Moon' },
      artist: { ko: '한서진 피아노 리사이틀', en: 'Seojin Han, piano' },
      description: {
        ko: '드뷔시와 쇼팽, 그리고 한서진이 새로 쓴 소품을 한 무대에서 들려줘요. 조명을 거의 끄고 연주하는 2부에서는 눈을 감고 들어 보세요.',
        en: 'Debussy, Chopin, and new short pieces of her own. The second half is played with the lights nearly out: try it with your eyes closed.',
      },
      posterSeed: 'far-side-181',
      ageLimit: 8,
      runningMinutes: 95,
    },
    prices: recitalPrices,
    schedules: [{ venue: 'hall', opensIn: 1 * day, startsInDays: 29, startsAtHour: 19 }],
  },
  {
    key: 'mint-circuit',
    concert: {
      title: { ko: '회로의 여름', en: 'Summer in Circuits' },
      artist: { ko: '민트서킷', en: 'Mint Circuit' },
      description: {
        ko: '신시사이저 스물네 대로 쌓아 올린 전자음악 공연이에요. 플로어 전체가 하나의 악기가 되고, 관객의 움직임이 소리를 바꿔요.',
        en: 'Electronic music stacked from twenty-four synthesizers. The whole floor is one instrument, and how people move changes what it plays.',
      },
      posterSeed: 'mint-circuit-416',
      ageLimit: 15,
      runningMinutes: 140,
    },
    prices: arenaPrices,
    schedules: [{ venue: 'arena', opensIn: 4 * day, startsInDays: 48, startsAtHour: 20 }],
  },
  {
    key: 'goyo-quiet',
    concert: {
      title: { ko: '조용한 것들의 합창', en: 'A Choir of Quiet Things' },
      artist: { ko: '고요밴드', en: 'Goyo Band' },
      description: {
        ko: '가야금과 첼로, 드럼이 만나는 고요밴드의 정기 공연이에요. 말없이 오래 남는 노래들을 골라 들려줘요. 아이와 함께 와도 좋아요.',
        en: 'Gayageum, cello and drums: the yearly concert of Goyo Band, with the songs that say little and stay long. Children are welcome.',
      },
      posterSeed: 'goyo-quiet-11',
      ageLimit: 0,
      runningMinutes: 90,
    },
    prices: hallPrices,
    schedules: [
      { venue: 'hall', opensIn: -5 * hour, startsInDays: 23, startsAtHour: 15, seatsFree: 377 },
      { venue: 'hall', opensIn: -5 * hour, startsInDays: 23, startsAtHour: 19, seatsFree: 344 },
    ],
  },
  {
    key: 'last-bus',
    concert: {
      title: { ko: '막차가 떠난 뒤', en: 'After the Last Bus' },
      artist: { ko: '서이도', en: 'Seo Ido' },
      description: {
        ko: '퇴근길에 듣기 좋은 목소리, 서이도의 첫 전국 투어예요. 도시의 밤을 걷는 듯한 순서로 노래를 이어 가고, 마지막에는 객석의 불을 켜고 함께 불러요.',
        en: 'The voice of many a ride home, on a first tour of the country. The songs follow a walk through the city at night, and for the last one the lights go up and everybody sings.',
      },
      posterSeed: 'last-bus-119',
      ageLimit: 8,
      runningMinutes: 120,
    },
    prices: arenaPrices,
    schedules: [{ venue: 'arena', opensIn: 9 * day, startsInDays: 62, startsAtHour: 18 }],
  },
];
