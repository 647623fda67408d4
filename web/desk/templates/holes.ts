// The composer's text: where a template is being looked for, and which holes of one are still open.

/** A slash at the start of a line or after a blank, and what was typed behind it up to the caret. */
export function slashAt(text: string, caret: number): { from: number; words: string } | null {
  const found = /(?:^|\s)\/([^\s/]{0,40})$/.exec(text.slice(0, caret));
  return found ? { from: caret - (found[1]?.length ?? 0) - 1, words: found[1] ?? "" } : null;
}

const HOLE = /‹[^‹›\n]{1,60}›/g;

/** The first hole from a place on, else the first of all. */
export function holeAfter(text: string, from: number): { start: number; end: number; words: string } | null {
  const holes = [...text.matchAll(HOLE)];
  const next = holes.find((each) => each.index >= from) ?? holes[0];
  return next ? { start: next.index, end: next.index + next[0].length, words: next[0] } : null;
}

const VARIABLE = /\{\{([^{}|\n]{1,60})(?:\|([^{}\n]{0,200}))?\}\}/g;

/** A template as the server fills it, for the editor's preview (src/deskbell/templates/variables.py). */
export function filled(text: string, values: Record<string, string>, called: Record<string, string> = {}): string {
  return text.replace(VARIABLE, (_, name: string, fallback?: string) => {
    const value = values[name.trim()];
    const hole = (called[name.trim()] ?? name.trim()).replace(/[‹›\n]/g, "").slice(0, 60);
    return value || (fallback !== undefined ? fallback.trim() : `‹${hole}›`);
  });
}
