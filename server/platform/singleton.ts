/** One value a process, however many bundles (Next's and ours) and hot reloads import the module that makes it. */
export function singleton<T>(name: string, make: () => T): T {
  const held = globalThis as unknown as Record<string, T | undefined>;
  return (held[`openrun:${name}`] ??= make());
}
