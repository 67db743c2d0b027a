import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { writeReport } from './index';
import { aRush } from './made-up-rush';
import { summaryFile } from './summary.schema';
import { aRun, aSecond, writeRun } from './testing';

// A rush of 200 fans as the runner left it, on a busy machine: what is said here was counted from its files by other means.
const recorded = path.join(import.meta.dirname, 'fixtures/rush');

const dirs: string[] = [];
const kept = (dir: string) => (dirs.push(dir), dir);
afterAll(() => dirs.forEach((dir) => rmSync(dir, { recursive: true })));

const copyRecorded = () => {
  const dir = kept(mkdtempSync(path.join(os.tmpdir(), 'openrun-load-')));
  cpSync(recorded, dir, { recursive: true });
  return dir;
};

async function reportOf(dir: string) {
  const summary = await writeReport(dir);
  return { summary, html: readFileSync(path.join(dir, 'report.html'), 'utf8') };
}

/** The text of the page in one language, its tags and the space between them gone. */
const textOf = (html: string, language: 'ko' | 'en') => {
  const [, rest] = html.split(`data-language="${language}">`);
  const body = rest!.split(/data-language=|<script/)[0]!;
  return body
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('\u00a0', ' ')
    .replaceAll(/\s+/g, ' ');
};

describe('the report of a recorded run', () => {
  test('says in words what happened, in both languages, and keeps the figures beside', async () => {
    const dir = copyRecorded();
    const { summary, html } = await reportOf(dir);
    expect(textOf(html, 'ko')).toContain('240석 가운데 227석이 팔렸어요');
    expect(textOf(html, 'ko')).toContain('가장 오래 기다린 분은 8초였어요');
    expect(textOf(html, 'en')).toContain('227 of 240 seats sold');
    expect(textOf(html, 'en')).toContain('Of 2,416 requests not one was answered wrongly.');
    expect(textOf(html, 'en')).toMatch(/Bought a ticket 128 people 64 %/);
    expect(textOf(html, 'en')).toMatch(/Reserve 129 1\.17 0 0 494 ms 250 ms/);
    const written = JSON.parse(readFileSync(path.join(dir, 'summary.json'), 'utf8')) as unknown;
    expect(summaryFile.parse(written)).toEqual(summary);
  });

  test('counts what its lines count', async () => {
    const { summary } = await reportOf(copyRecorded());
    const file = (name: string) => readFileSync(path.join(recorded, name), 'utf8');
    const sumOf = (text: string, pattern: RegExp) =>
      [...text.matchAll(pattern)].reduce((sum, [, n]) => sum + Number(n), 0);
    const seconds = file('seconds.ndjson');
    expect(summary.requests.count).toBe(sumOf(seconds, /"count":(\d+)/g));
    expect(summary.requests.refused).toBe(
      sumOf(seconds, /"(?:no_seats_together|not_your_turn|seat_taken)":(\d+)/g),
    );
    expect(summary.waits?.people).toBe(sumOf(file('waits.json'), /"fans": (\d+)/g));
    const sold = [...seconds.matchAll(/"sold":(\d+)/g)].map(([, n]) => Number(n));
    expect(summary.sale.sold).toBe(Math.max(...sold));
  });

  test('leaves nothing half made where a file is broken', async () => {
    const dir = copyRecorded();
    writeFileSync(path.join(dir, 'processes.ndjson'), '{}\n');
    await expect(writeReport(dir)).rejects.toThrow('processes.ndjson, line 1, t: ');
    expect(readdirSync(dir)).not.toContain('report.html');
    expect(readdirSync(dir)).not.toContain('summary.json');
  });
});

describe('the page', () => {
  const page = reportOf(kept(writeRun(aRush())));

  test('is one file: it names no address, and its policy lets it load nothing', async () => {
    const { html } = await page;
    expect(html.match(/https?:|\/\/[a-z0-9-]+\.[a-z]{2,}/gi)).toBeNull();
    expect(html.match(/<(link|img|iframe)\b|\bsrc=|@import|url\(/g)).toBeNull();
    expect([...html.matchAll(/href="([^"]*)"/g)].filter(([, to]) => !to!.startsWith('#'))).toEqual(
      [],
    );
    expect(html.includes('content="default-src &#x27;none&#x27;;')).toBe(true);
    expect(html.includes('The MIT License (MIT)')).toBe(true);
    expect(Buffer.byteLength(html)).toBeLessThan(1_000_000);
  });

  test('tells an organiser when it was sold out, how long people waited and what became of them', async () => {
    const { html } = await page;
    const korean = textOf(html, 'ko');
    expect(korean).toContain('12,000석이 5분 41초 만에 매진됐어요');
    expect(korean).toContain('온 분은 10,000명이고, 한 분도 빠짐없이 세었어요.');
    expect(korean).toContain('매진이었어요 1,402명 14 %');
    expect(textOf(html, 'en')).toContain('12,000 seats sold out in 5 min 41 s');
    expect(textOf(html, 'en')).toContain('Availability 99.999 % ✓ Met ≥ 99.99 %');
  });

  test('has a place, a sentence and a table for each plot, in each language', async () => {
    const { html } = await page;
    const ids = [...html.matchAll(/data-plot="([\w-]+)"/g)].map(([, id]) => id!);
    const expected = ['line', 'admissions', 'waits', 'seats', 'answers', 'step-pay', 'errors'];
    expect(ids).toEqual(expect.arrayContaining([...expected, 'refusals', 'cpu', 'memory']));
    expect(ids).toEqual(expect.arrayContaining(['eventLoop', 'connections', 'sockets']));
    expect(ids.length).toBe(new Set(ids).size * 2);
    expect([...html.matchAll(/<details>/g)]).toHaveLength(ids.length);
    expect(textOf(html, 'en')).toMatch(/Waiting in line: [\d,]+ at most \(0:\d\d\), 0 at the end/);
    const said = [...html.matchAll(/role="img" aria-label="([^"]+)"/g)].map(([, text]) => text!);
    expect(said).toHaveLength(ids.length);
  });

  test('names what went wrong, and no word of a run can break out of its place', async () => {
    const name = '</script><script>alert(1)</script>';
    const files = aRun({
      audit: { ok: false, violations: [name] },
      thresholds: [{ name: 'p(99)<500', ok: false }],
      exitCode: 1,
    });
    files.seconds = [aSecond(0, { errors: { [name]: 3 } }), aSecond(1)];
    const { html } = await reportOf(kept(writeRun(files)));
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(textOf(html, 'ko')).toContain('✕ 실패');
    expect(textOf(html, 'en')).toContain('Threshold missed: p(99)&lt;500');
    expect(textOf(html, 'en')).toContain('The audit of the data found 1 violation.');
  });
});
