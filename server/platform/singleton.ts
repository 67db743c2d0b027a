/** One value a process, however many bundles (Next's and ours) and hot reloads import the module that makes it. */
export function singleton<T>(name: string, make: () => T): T {
  let value = held.get(name) as T | undefined;
  if (value === undefined) held.set(name, (value = make()));
  return value;
}

const shared = globalThis as { openrunSingletons?: Map<string, unknown> };
const held = (shared.openrunSingletons ??= new Map());
