/** A `Select` in the console: a finger's height on a phone, a row's height beside a mouse. */
export const denseSelect = '[&>select]:text-sm md:[&>select]:min-h-9';
