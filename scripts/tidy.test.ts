import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { envNames } from '@/server/platform/env';
import { refusalCodes } from '@/server/platform/refusal';
import { inRoot, root } from './lib/paths';

// What STYLE.md says and a machine can check. Sizes of functions and files are oxlint's, imports
// dependency-cruiser's; both run in `npm test`.

const read = (file: string) => readFileSync(inRoot(file), 'utf8');

/** Every file that is in the repository or about to be: new ones count before they are committed. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(inRoot(file)));

const code = files.filter((file) => /\.(ts|tsx|cjs|mjs)$/.test(file));
const product = code.filter(
  (file) =>
    /^(app|components|i18n|realtime|server)\//.test(file) &&
    !/\.test\.tsx?$|^server\/testing\//.test(file),
);
const scripts = files.filter((file) => file.endsWith('.lua'));
const pages = files.filter((file) => file.endsWith('.md'));

/** `file:line` of every line of the files that the pattern finds. */
function linesWith(among: string[], pattern: RegExp) {
  return among.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, index) =>
        pattern.test(line) ? [`${file}:${index + 1} ${line.trim()}`] : [],
      ),
  );
}

test('the environment is read in one place', () => {
  const outside = product.filter((file) => file !== 'server/platform/env.ts');
  expect(linesWith(outside, /process\.env\b/)).toEqual([]);
});

test('Redis is spoken to in *.redis.ts and the platform only', () => {
  const outside = product.filter((file) => !/\.redis\.ts$|^server\/platform\//.test(file));
  const calls = /\b(redis|(line|seats|shared)Redis\(\))\s*\.\s*\w+\(/;
  expect(linesWith(outside, calls)).toEqual([]);
});

test('SQL and Prisma are in *.store.ts and the platform only', () => {
  const outside = product.filter((file) => !/\.store\.ts$|^server\/platform\//.test(file));
  expect(linesWith(outside, /\b(prisma|tx|pool\(\))\s*\.\s*[\w$]+|Prisma\.sql/)).toEqual([]);
});

test('a file is at most 400 lines, a Lua script at most 120', () => {
  const sources = files.filter((file) => /\.(tsx?|mjs|cjs|css)$/.test(file));
  const length = (file: string) => read(file).trimEnd().split('\n').length;
  expect(sources.filter((file) => length(file) > 400)).toEqual([]);
  expect(scripts.filter((file) => length(file) > 120)).toEqual([]);
});

test('the lint sees a function that is too long, an import circle and a promise left alone', () => {
  const { rules } = JSON.parse(read('.oxlintrc.json')) as { rules: Record<string, unknown> };
  expect(rules).toMatchObject({
    'max-lines-per-function': ['error', { max: 70 }],
    'import/no-cycle': 'error',
    'typescript/no-floating-promises': 'error',
  });
});

const runnable = scripts.filter((file) => !file.includes('/lua/include/'));

test.each(runnable)('%s says its keys, arguments and answer, and builds no key', (file) => {
  const source = read(file);
  const header = source.split('\n').filter((line) => line.startsWith('--'));
  const [, fixed, more] = /-(\d+)(n?)\.lua$/.exec(file)!;
  const count = Number(fixed);
  for (let key = 1; key <= count; key++) {
    expect(header.some((line) => line.includes(`KEYS[${key}]`))).toBe(true);
  }
  expect(header.join('\n')).not.toContain(`KEYS[${count + 1}]`);
  expect(header.join('\n').includes(`KEYS[${count + 1}…]`)).toBe(more === 'n');
  if (source.includes('ARGV[1]')) expect(header.join('\n')).toMatch(/ARGV\[1\]/);
  expect(header.join('\n')).toMatch(/Returns/);
  expect(source.split('\n').filter((line) => /redis\.call\([^)]*'\{/.test(line))).toEqual([]);
});

test.each(runnable)('%s has one wrapper, and a test beside that uses it', (file) => {
  const name = path.basename(file, '.lua');
  const wrappers = product.filter((each) => new RegExp(`['"/]${name}(\\.lua)?'`).test(read(each)));
  expect(wrappers).toHaveLength(1);
  expect(wrappers[0]).toMatch(/\.redis\.ts$|^server\/platform\//);
  const noun = path.dirname(path.dirname(file));
  const beside = files.filter((each) => each.startsWith(`${noun}/`) && each.endsWith('.test.ts'));
  const verbs = verbsBeside(noun, wrappers[0]!);
  const tested = beside.filter((each) => verbs.some((verb) => read(each).includes(verb)));
  expect(tested, `no test of ${verbs.join(', ')}`).not.toEqual([]);
});

/** The wrapper's functions, and those of the noun that call one of them. */
function verbsBeside(noun: string, wrapper: string) {
  const exported = (file: string) =>
    [...read(file).matchAll(/export (?:async )?(?:function|const) (\w+)/g)].map(
      (match) => match[1]!,
    );
  const functions = exported(wrapper);
  const callers = product.filter(
    (file) => file.startsWith(`${noun}/`) && functions.some((name) => read(file).includes(name)),
  );
  return [...functions, ...callers.flatMap(exported)];
}

test('nothing is left to do', () => {
  const mark = new RegExp(`\\b(${['TO', 'DO'].join('')}|${['FIX', 'ME'].join('')})\\b`);
  expect(linesWith([...code, ...scripts, ...pages], mark)).toEqual([]);
});

test('no file names a path of one machine or the host of a package registry', () => {
  const text = files.filter((file) => /\.(tsx?|cjs|mjs|json|ya?ml|md|lua|sql|css|sh)$/.test(file));
  const machine = new RegExp(`(^|[\\s"'\`(=])/(${['work', 'root'].join('|')}|home/\\w+)/`);
  const host = new RegExp(
    [
      ['registry', '\\w+', '(org|com|io)'].join('\\.'),
      ['deb', 'debian'].join('\\.'),
      ['files', 'pythonhosted'].join('\\.'),
    ].join('|'),
  );
  const others = text.filter((file) => !file.startsWith('Dockerfile'));
  expect(linesWith(others, machine)).toEqual([]);
  expect(linesWith(others, host)).toEqual([]);
});

const topFolders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

test('the documents name only paths that exist', () => {
  const missing = pages.flatMap((page) =>
    [...read(page).matchAll(/`([\w.@-]+\/[\w./@[\]()-]*)`/g)]
      .map((match) => match[1]!)
      .filter((named) => topFolders.includes(named.split('/')[0]!))
      .filter((named) => !existsSync(inRoot(named)) && !/^(\.data|dist|\.next)/.test(named))
      .map((named) => `${page}: ${named}`),
  );
  expect(missing).toEqual([]);
});

test('every proof names a test that exists', () => {
  const proof = existsSync(inRoot('docs/proof.md')) ? read('docs/proof.md') : '';
  // `path/of.test.ts` "its title", as many as a line has.
  const named = [
    ...proof.matchAll(/`([\w./-]+\.(?:test|spec)\.tsx?)`(?:\s*[:›—-]?\s*["“]([^"”]+)["”])?/g),
  ];
  const missing = named.filter(([, file, title]) => {
    if (!existsSync(inRoot(file!))) return true;
    return title !== undefined && !read(file!).includes(title);
  });
  expect(missing.map(([all]) => all)).toEqual([]);
});

type Messages = { [key: string]: string | Messages };

const keysOf = (messages: Messages, prefix = ''): string[] =>
  Object.entries(messages).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${prefix}${key}`] : keysOf(value, `${prefix}${key}.`),
  );

const messagesOf = (file: string) => JSON.parse(read(file)) as Messages;

/** The {names} that a message is given; their order may differ between languages. */
function argumentsOf(messages: Messages): Record<string, string[]> {
  const entries = keysOf(messages).map((key) => {
    const text = key.split('.').reduce<unknown>((at, part) => (at as Messages)[part], messages);
    return [
      key,
      [...new Set([...String(text).matchAll(/\{(\w+)[,}]/g)].map((match) => match[1]!))].sort(),
    ];
  });
  return Object.fromEntries(entries) as Record<string, string[]>;
}

const namespaces = [...new Set(files.filter((file) => /^messages\/\w+\//.test(file)))].map((file) =>
  path.basename(file),
);

test.each([...new Set(namespaces)])('messages %s say the same things in both languages', (name) => {
  const [korean, english] = ['ko', 'en'].map((locale) => messagesOf(`messages/${locale}/${name}`));
  expect(keysOf(english!).sort()).toEqual(keysOf(korean!).sort());
  expect(argumentsOf(english!)).toEqual(argumentsOf(korean!));
});

test('every refusal has its sentence', () => {
  const sentences = keysOf(messagesOf('messages/ko/refusals.json'));
  expect(refusalCodes.filter((refusal) => !sentences.includes(refusal))).toEqual([]);
});

test('.env.example lists what env.ts reads', () => {
  const listed = [...read('.env.example').matchAll(/^#?\s?([A-Z][A-Z0-9_]*)=/gm)].map((m) => m[1]!);
  expect(listed.sort()).toEqual([...envNames].sort());
});
