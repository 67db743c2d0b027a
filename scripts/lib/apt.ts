import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { findProgram, run } from './run';
import { say } from './say';

const policyFile = '/usr/sbin/policy-rc.d';
let updated: Promise<unknown> | undefined;

const aptGet = (...args: string[]) =>
  run('apt-get', ['-o', 'DPkg::Lock::Timeout=120', '-qq', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });

/** Debian or Ubuntu, and allowed to install. */
export const canApt = () =>
  process.platform === 'linux' && process.getuid?.() === 0 && findProgram('apt-get') !== null;

/**
 * Installs Debian packages without starting the services that they bring: the site runs its own.
 * Returns false when it could not; the caller knows the other ways.
 */
export async function aptInstall(...packages: string[]): Promise<boolean> {
  if (!canApt()) return false;
  say(`apt-get install ${packages.join(' ')} …`);
  updated ??= aptGet('update');
  await updated;
  // Debian's own switch: exit 101 from this file tells packages to start nothing.
  const ours = !existsSync(policyFile);
  if (ours) writeFileSync(policyFile, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    const { code, output } = await aptGet('install', '-y', '--no-install-recommends', ...packages);
    if (code !== 0) say(output.trim());
    return code === 0;
  } finally {
    if (ours) rmSync(policyFile, { force: true });
  }
}
