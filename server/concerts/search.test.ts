import { describe, expect, it } from 'vitest';
import { Prisma, prisma } from '@/server/platform/db';
import { aConcert, anOrganiser } from '@/server/testing';
import { listConcerts } from '.';
import { concertListSchema } from './concerts.schema';
import { concertIdsSql } from './list.store';
import { searchColumns, searchTerms } from './search-text';

async function found(query: string): Promise<string[]> {
  const { concerts } = await listConcerts(concertListSchema.parse({ query, sort: 'newest' }));
  return concerts.map((concert) => concert.title.ko);
}

async function threeConcerts() {
  const organiser = await anOrganiser();
  await aConcert({
    organiser,
    title: { ko: '봄밤의 노래', en: 'Songs of a Spring Night' },
    artist: { ko: '윤슬', en: 'YOONSEUL' },
  });
  await aConcert({
    organiser,
    title: { ko: '서울 야상곡', en: 'Seoul Nocturne' },
    artist: { ko: '한강 필하모닉', en: 'Hangang Philharmonic' },
  });
  await aConcert({
    organiser,
    title: { ko: '100% 라이브', en: '100% Live' },
    artist: { ko: '곰', en: 'Gom' },
  });
}

describe('searching concerts', () => {
  it('finds any part of a word in titles and artists, in both languages', async () => {
    await threeConcerts();
    expect(await found('봄밤')).toEqual(['봄밤의 노래']);
    expect(await found('밤의')).toEqual(['봄밤의 노래']);
    expect(await found('octur')).toEqual(['서울 야상곡']);
    expect(await found('필하모')).toEqual(['서울 야상곡']);
    expect(await found('yoonSEUL')).toEqual(['봄밤의 노래']);
    expect(await found('없는말')).toEqual([]);
  });

  it('finds words of one and of two syllables', async () => {
    await threeConcerts();
    expect(await found('곰')).toEqual(['100% 라이브']);
    expect(await found('윤슬')).toEqual(['봄밤의 노래']);
    expect(await found('야상')).toEqual(['서울 야상곡']);
  });

  it('wants every word, in any order, and does not mind spaces', async () => {
    await threeConcerts();
    expect(await found('윤슬 노래')).toEqual(['봄밤의 노래']);
    expect(await found('윤슬 야상곡')).toEqual([]);
    expect(await found('봄밤의노래')).toEqual(['봄밤의 노래']);
    expect(await found('   ')).toHaveLength(3);
  });

  it('takes signs as they are and decomposed Korean as composed', async () => {
    await threeConcerts();
    expect(await found('100%')).toEqual(['100% 라이브']);
    expect(await found('%')).toEqual(['100% 라이브']);
    expect(await found('_')).toEqual([]);
    expect(await found('봄밤'.normalize('NFD'))).toEqual(['봄밤의 노래']);
  });

  it('rechecks the text: all pieces of a word somewhere are not the word', async () => {
    await aConcert({ title: { ko: '가나 나다', en: 'ab bc' } });
    expect(await found('가나다')).toEqual([]);
    expect(await found('abc')).toEqual([]);
  });

  it('leaves out the letter that is still being typed', () => {
    expect(searchTerms('봄ㅂ')).toEqual([{ text: '봄', grams: ['봄'] }]);
    expect(searchTerms('ㅂ')).toEqual([{ text: 'ㅂ', grams: ['ㅂ'] }]);
    expect(searchTerms('봄밤 봄밤')).toEqual([{ text: '봄밤', grams: ['봄밤'] }]);
  });
});

type Plan = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: Plan[];
};

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

async function explain(query: string): Promise<Plan[]> {
  const sql = concertIdsSql({
    terms: searchTerms(query),
    state: 'published',
    owner: null,
    from: null,
    to: null,
    sale: null,
    sort: 'newest',
    page: 1,
    size: 20,
  });
  const rows = await prisma.$queryRaw<{ 'QUERY PLAN': { Plan: Plan }[] }[]>(
    Prisma.sql`EXPLAIN (FORMAT JSON) ${sql}`,
  );
  return nodesOf(rows[0]!['QUERY PLAN'][0]!.Plan);
}

/** 20,000 concerts of syllables drawn from 2,000, each with its pieces, made where they are kept. */
async function manyConcerts(): Promise<void> {
  const { id } = await anOrganiser();
  await prisma.$executeRaw`
    WITH texts AS (
      SELECT n, (SELECT string_agg(chr(44032 + (n * 7919 + i * 104729 + n * i * 31) % 2000), '' ORDER BY i)
        FROM generate_series(1, 6) i) AS text FROM generate_series(1, 20000) n)
    INSERT INTO concerts (id, organiser_id, title_ko, title_en, artist_ko, artist_en, poster_seed,
      search_text, search_grams, published_at)
    SELECT gen_random_uuid(), ${id}::uuid, text, text, text, text, text, text,
      ARRAY(SELECT DISTINCT piece FROM generate_series(1, 6) i,
        LATERAL (VALUES (substr(text, i, 1)), (substr(text, i, 2))) AS pieces (piece)), now()
    FROM texts`;
  await prisma.$executeRaw`ANALYZE concerts`;
}

describe('the search among 20,000 concerts', () => {
  it('is a look-up in the index on pieces and never a scan', async () => {
    await manyConcerts();
    await aConcert({ title: { ko: '봄밤의 노래', en: 'Songs' }, artist: { ko: '곰', en: 'Gom' } });
    for (const query of ['봄', '봄밤', '봄밤의 노래', '곰', 'song']) {
      const nodes = await explain(query);
      const indexes = nodes.map((node) => node['Index Name']).filter(Boolean);
      expect(indexes, query).toEqual(['concerts_search_grams']);
      expect(nodes.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([]);
    }
    expect(await found('봄밤')).toEqual(['봄밤의 노래']);
  });
});

it('keeps one- and two-character pieces of each text, across its spaces too', () => {
  const { searchText, searchGrams } = searchColumns({
    title: { ko: '가 나', en: 'Ab' },
    artist: { ko: '가 나', en: 'Ab' },
  });
  expect(searchText).toBe('가 나\nab\n가나');
  expect(searchGrams).toEqual(['가', '나', '가나', 'a', 'b', 'ab']);
});
