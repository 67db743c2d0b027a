/** What the text is as JSON; undefined when it is none. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The event's name in what came on the bus; null when it is no event. */
export function typeIn(body: string): string | null {
  const type = (parsed(body) as { type?: unknown } | null | undefined)?.type;
  return typeof type === 'string' ? type : null;
}

/** To be read: JSON on lines of its own, anything else as it came. */
export function indented(body: string): string {
  const value = parsed(body);
  return value === undefined ? body : JSON.stringify(value, null, 2);
}
