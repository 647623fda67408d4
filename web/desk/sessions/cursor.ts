/** Who has just taken a session wants to answer: the cursor goes into its composer as soon as there is one. */

let wanted: string | null = null;

export function wantCursor(session: string): void {
  wanted = session;
  document.getElementById("ss-composer")?.focus();
}

/** True once for the session it was wanted in. */
export function cursorWanted(session: string): boolean {
  const here = wanted === session;
  wanted = null;
  return here;
}
